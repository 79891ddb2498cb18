"""Sessions in files, as a window has them: which file is open, whether it has changed, and the ways in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui import commands
from ui.foreseen import kind_of, why_not
from ui.save_dialog import ask_where, options_of_dialogs
from wbsim import files, presets
from wbsim.experiment import Experiment
from wbsim.kept import KeptSession, kept_in
from wbsim.lessons.reading import SUFFIXES as LESSONS
from wbsim.playground import from_link
from wbsim.problems import Problem, Refused
from wbsim.run import Run
from wbsim.snapshot import Snapshot
from wbsim.tables import SUFFIXES
from wbsim.translation import translated


@dataclass(eq=False)
class _Place:
    """Where a session lies in files, and what of it was written there last; `is_new` until that is seen."""

    path: Path | None = None
    written: KeptSession | None = None
    is_new: bool = True


@final
class Documents(QObject):
    """Opens and saves for one window. It asks for paths; it shows no snapshot.

    A session is known by the experiments of its runs, the same objects through all their edits; so each keeps the
    file that it came from, whether another one is still being opened, is refused, or is undone.
    """

    refused = Signal(object)  # problems
    opened = Signal()  # another run was asked for
    table_asked = Signal(object)  # the path of a table, which is looked at before it is a run
    lesson_asked = Signal(object)  # the path of a lesson,
    sweep_asked = Signal(object)  # and of the results of a sweep
    noted = Signal(tuple)  # what one should know about it, in sentences
    used = Signal(object)  # the path of a file that was read or written

    def __init__(self, post: Callable[[commands.Command], None], window: QWidget) -> None:
        super().__init__(window)
        self._post, self._window = post, window
        self._here = _Place()
        self._places: list[tuple[Experiment, _Place]] = []
        self._latest: Snapshot | None = None
        self.rests: Callable[[], bool] = lambda: (
            False
        )  # whether a preset waits for a hand, instead of playing
        self._asked: tuple[int, int] | None = None  # what had happened when another run was asked for

    @property
    def path(self) -> Path | None:
        """The file of the session at hand."""
        return self._here.path

    def at(self, path: Path, session: KeptSession | None = None) -> None:
        """Takes a file as the one of the session at hand, which may have other experiments than the one that is shown."""
        self._here.path, self._here.is_new = path, True
        for branch in session.branches if session else ():
            self._places.append((branch.run.experiment, self._here))
        self.used.emit(path)

    def changed(self, snapshot: Snapshot) -> bool:
        """Whether anything was trained, edited, named, deleted or chosen since it was written or opened."""
        self._follow(snapshot)
        if self.path is None:
            return False
        kept = kept_in(snapshot)
        if self._here.is_new:  # the first moment after opening is what the file says
            self._here.written, self._here.is_new = kept, False
        return self._here.written is None or not kept.same_as(self._here.written)

    def holds(self, snapshot: Snapshot) -> bool:
        """Whether its file opens at this very moment."""
        at = snapshot.state.update if snapshot.is_past else None
        return not self.changed(snapshot) and self._here.written is not None and self._here.written.at == at

    def name(self, snapshot: Snapshot, title: str) -> str:
        """What the window is called."""
        self._follow(snapshot)
        return self.path.name.removesuffix(files.SUFFIX) if self.path else title

    def save(self, snapshot: Snapshot | None, anew: bool = False) -> bool:
        """Writes the session to its file, or to one that is asked for; False if it was not written."""
        if snapshot is None:
            return False
        self._follow(snapshot)
        if self._asked is not None:
            said = self.tr("another run is still being opened; save again when it is there")
            self.refused.emit((Problem("", said),))
            return False
        path = _as_run(self.path) if self.path and not anew else self.ask_to_save()
        if path is None:
            return False
        kept = kept_in(snapshot)
        try:
            files.write(path, kept)
        except Refused as refused:
            self.refused.emit(refused.problems)
            return False
        self._here.path, self._here.written, self._here.is_new = path, kept, False
        self.used.emit(path)
        return True

    def open(self, path: Path | None = None) -> None:
        """Opens a file, the one that is asked for if none is named; what cannot be read changes nothing."""
        path = path or self.ask_to_open()
        if path is None:
            return
        kind = kind_of(path)
        if kind in ("table", "lesson", "sweep"):
            if path.is_file():
                self.used.emit(path)
            asked = {"table": self.table_asked, "lesson": self.lesson_asked, "sweep": self.sweep_asked}
            asked[kind].emit(path)
            return
        if path.exists() and kind != "run":
            self.refused.emit((Problem("", why_not(path)),))
            return
        try:
            kept = files.read(path)
        except Refused as refused:
            self.refused.emit(tuple(Problem("", f"{path.name}: {p.what}") for p in refused.problems[:2]))
            return
        self.used.emit(path)
        self._open_session(kept, kept.at_hand.run.experiment.title or path.name, _Place(path))

    def open_again(self, kept: KeptSession, title: str, path: Path | None) -> None:
        """Opens a session that lay in no file of its own, but belongs to one if there is a path; it is to be saved."""
        self._open_session(kept, title, _Place(path, is_new=False), playing=False)

    def open_link(self, text: str) -> None:
        """Opens what a link to TensorFlow Playground asks for; what is no such link changes nothing."""
        try:
            link = from_link(text)
        except Refused as refused:
            self.refused.emit(tuple(Problem("", str(problem)) for problem in refused.problems[:2]))
            return
        self._open(link.experiment)
        self.noted.emit(link.notes)

    def open_experiment(self, experiment: Experiment) -> None:
        """Opens a run that was made just now and lies in no file."""
        self._open(experiment)

    def open_preset(self, name: str) -> None:
        """Opens a preset."""
        preset = presets.load(name)
        # a copy, for a preset that is opened twice makes two runs
        self._open(preset.experiment.model_copy(), preset.title, playing=not self.rests())

    def _open(self, experiment: Experiment, title: str = "", playing: bool = True) -> None:
        self._places.append((experiment, _Place()))
        self._ask(commands.Open(Run(experiment=experiment), title=title or experiment.title), playing)

    def _open_session(self, kept: KeptSession, title: str, place: _Place, playing: bool = True) -> None:
        self._places += [(branch.run.experiment, place) for branch in kept.branches]
        # a past moment is looked for and rests by itself
        self._ask(
            commands.Open(kept.at_hand.run, title=title, session=kept), playing if kept.at is None else None
        )

    def _ask(self, command: commands.Open, playing: bool | None = True) -> None:
        self._asked = _happened(self._latest)
        self.opened.emit()
        self._post(command)
        if playing is not None:
            self._post(commands.Play(playing))

    def _follow(self, snapshot: Snapshot) -> None:
        """Finds the place of the run that is shown; opening and undo put another run there."""
        if self._latest is None or self._latest.run.experiment is not snapshot.run.experiment:
            self._here = self._place_of(snapshot.run.experiment)
        if self._asked != _happened(snapshot):
            self._asked = None
        self._latest = snapshot

    def _place_of(self, experiment: Experiment) -> _Place:
        for known, place in self._places:
            if known is experiment:
                return place
        # started anew within the session at hand, whose file it keeps; in which one is unsure while one is opened
        place = self._here if self._asked is None else _Place()
        self._places.append((experiment, place))
        return place

    def fill(self, menu: QMenu) -> None:
        """Lists the presets in a menu."""
        menu.clear()
        for name in presets.names():
            preset = presets.load(name)
            action = menu.addAction(translated(preset.title))
            action.setToolTip(translated(preset.about))
            action.triggered.connect(lambda _=False, name=name: self.open_preset(name))

    def ask_to_open(self) -> Path | None:
        """The file that a person chooses to open; None if they do not."""
        tables = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        lessons = " ".join(f"*{suffix}" for suffix in LESSONS)
        all_kinds = self.tr("Runs, tables and lessons (*{suffix} {tables} {lessons})").format(
            suffix=files.SUFFIX, tables=tables, lessons=lessons
        )
        kinds = (all_kinds, self.tr("Tables ({tables})").format(tables=tables), *self._kinds())
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a run or a table"), str(self.path.parent if self.path else Path.home()),
            ";;".join(kinds), options=options_of_dialogs(),
        )  # fmt: skip
        return Path(chosen) if chosen else None

    def ask_to_save(self) -> Path | None:
        """The file that a person names for the run; None if they do not."""
        where = self.path or Path.home() / f"run{files.SUFFIX}"
        found = ask_where(self._window, self.tr("Save"), where, self._kinds(), lambda path, _: _as_run(path))
        return None if found is None else found[0]

    def _kinds(self) -> tuple[str, ...]:
        return self.tr("Runs (*{suffix})").format(suffix=files.SUFFIX), self.tr("All files (*)")


def _as_run(path: Path) -> Path:
    """The path with the ending of a saved run."""
    return path if path.name.endswith(".json") else path.with_name(path.name + files.SUFFIX)


def _happened(snapshot: Snapshot | None) -> tuple[int, int]:
    """The numbers of the last step and of the last refusal: one of them grows when a run is opened or is not."""
    if snapshot is None:
        return 0, 0
    steps = max((step.number for step in (*snapshot.undo, *snapshot.redo)), default=0)
    return steps, snapshot.refusal.number if snapshot.refusal else 0
