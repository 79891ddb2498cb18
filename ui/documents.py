"""Runs in files, as a window has them: which file is open, whether it has changed, and the ways in and out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui import commands
from wbsim import files, presets
from wbsim.problems import Problem, Refused
from wbsim.run import Run, Saved
from wbsim.snapshot import Snapshot


@final
class Documents(QObject):
    """Opens and saves for one window. It asks for paths; it shows no snapshot."""

    refused = Signal(object)  # problems
    opened = Signal()  # another run was asked for

    def __init__(self, post: Callable[[commands.Command], None], window: QWidget) -> None:
        super().__init__(window)
        self._post, self._window = post, window
        self.path: Path | None = None
        self._written: tuple[Run, int] | None = None

    def at(self, path: Path, snapshot: Snapshot | None = None) -> None:
        """Takes a file as the one at hand."""
        self.path = path
        self._written = (snapshot.run, snapshot.state.update) if snapshot else None

    def changed(self, snapshot: Snapshot) -> bool:
        """Whether the run has gone on since it was written or opened."""
        if self.path is None:
            return False
        if self._written is None:  # the first moment after opening is what the file says
            self._written = (snapshot.run, snapshot.state.update)
        return self._written[0] is not snapshot.run or self._written[1] != snapshot.state.update

    def name(self, snapshot: Snapshot, title: str) -> str:
        """What the window is called."""
        return self.path.name.removesuffix(files.SUFFIX) if self.path else title

    def save(self, snapshot: Snapshot | None, anew: bool = False) -> bool:
        """Writes the run to its file, or to one that is asked for; False if it was not written."""
        if snapshot is None:
            return False
        path = self.path if self.path and not anew else self.ask(save=True)
        if path is None:
            return False
        if not path.name.endswith(".json"):
            path = path.with_name(path.name + files.SUFFIX)
        try:
            files.write(path, snapshot.run, snapshot.state, snapshot.plan)
        except Refused as refused:
            self.refused.emit(refused.problems)
            return False
        self.at(path, snapshot)
        return True

    def open(self, path: Path | None = None) -> None:
        """Opens a file, the one that is asked for if none is named; what cannot be read changes nothing."""
        path = path or self.ask(save=False)
        if path is None:
            return
        try:
            run, kept = files.read(path)
        except Refused as refused:
            self.refused.emit(tuple(Problem("", f"{path.name}: {p.what}") for p in refused.problems[:2]))
            return
        self._open(run, kept, run.experiment.title or path.name)
        self.at(path)

    def open_preset(self, name: str) -> None:
        """Opens a preset."""
        preset = presets.load(name)
        self._open(Run(experiment=preset.experiment), None, preset.title)
        self.path = self._written = None

    def _open(self, run: Run, kept: Saved | None, title: str) -> None:
        self.opened.emit()
        self._post(commands.Open(run, kept, title))
        self._post(commands.Play())

    def fill(self, menu: QMenu) -> None:
        """Lists the presets in a menu."""
        menu.clear()
        for name in presets.names():
            preset = presets.load(name)
            action = menu.addAction(preset.title)
            action.setToolTip(preset.about)
            action.triggered.connect(lambda _=False, name=name: self.open_preset(name))

    def ask(self, save: bool) -> Path | None:
        """The file that a person chooses; None if they do not."""
        kinds = self.tr("Runs (*{suffix});;All files (*)").format(suffix=files.SUFFIX)
        where = str(self.path or Path.home() / f"run{files.SUFFIX}")
        options = QFileDialog.Option(0)
        if QGuiApplication.platformName() == "offscreen":
            options |= QFileDialog.Option.DontUseNativeDialog
        if save:
            chosen, _ = QFileDialog.getSaveFileName(
                self._window, self.tr("Save"), where, kinds, options=options
            )
        else:
            folder = str(self.path.parent if self.path else Path.home())
            chosen, _ = QFileDialog.getOpenFileName(
                self._window, self.tr("Open a run"), folder, kinds, options=options
            )
        return Path(chosen) if chosen else None
