"""Files that were opened or saved last, runs and tables alike, and the menu that offers them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from wbsim.problems import Problem

MOST = 10


@final
class Recent(QObject):
    """The newest first. `keep` is told the paths when they change, such as to remember them."""

    chosen = Signal(object)  # a path
    refused = Signal(object)  # problems

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: tuple[Path, ...] = ()
        self._keep: Callable[[list[str]], None] = lambda paths: None

    def recall(self, paths: object, keep: Callable[[list[str]], None]) -> None:
        """Takes paths that were remembered, whatever stands there; from now on `keep` is told."""
        given = paths if isinstance(paths, list) else []
        known = [Path(path) for path in given if isinstance(path, str) and path]
        self.paths = (*self.paths, *(path for path in known if path not in self.paths))[:MOST]
        self._keep = keep

    def add(self, path: Path) -> None:
        """Puts a file in front."""
        path = path.absolute()
        self._set((path, *(known for known in self.paths if known != path)))

    def clear(self) -> None:
        """Forgets them all."""
        self._set(())

    def choose(self, path: Path) -> None:
        """Asks for a file; one that is gone drops out, and says so."""
        if path.is_file():
            self.chosen.emit(path)
            return
        self._set([known for known in self.paths if known != path])
        said = self.tr("{name} is no longer in {folder}").format(name=path.name, folder=path.parent)
        self.refused.emit((Problem("", said),))

    def fill(self, menu: QMenu) -> None:
        """Lists them in a menu; each has a digit for its key."""
        for place, path in enumerate(self.paths):
            name = path.name.replace("&", "&&")
            action = menu.addAction(f"&{place + 1}   {name}" if place < 9 else f"1&0   {name}")
            action.setToolTip(str(path.parent))
            action.triggered.connect(partial(self._triggered, path))
        if not self.paths:
            menu.addAction(self.tr("No files yet")).setEnabled(False)

    def _triggered(self, path: Path, checked: bool = False) -> None:
        self.choose(path)

    def _set(self, paths: Sequence[Path]) -> None:
        if tuple(paths[:MOST]) != self.paths:
            self.paths = tuple(paths[:MOST])
            self._keep([str(path) for path in self.paths])
