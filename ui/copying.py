"""The run at hand as a command line or as Python, in the clipboard; what neither can say is saved beside, and they name the
file. What is told of a run, `wbsim.retelling` says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, final

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication

from ui.documents import Documents
from wbsim import files
from wbsim.kept import kept_in
from wbsim.problems import Problem, Refused
from wbsim.quoting import quoted
from wbsim.retelling import command, command_of_file, python, python_of_file
from wbsim.snapshot import Snapshot


@final
class Copying(QObject):
    """Copies the run of the newest snapshot, which `shown` gives; `documents` knows its file."""

    told = Signal(str)  # what was just copied
    refused = Signal(object)  # problems

    def __init__(
        self, shown: Callable[[], Snapshot | None], documents: Documents, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shown, self._documents = shown, documents
        self.windows = sys.platform == "win32"
        self.folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home()
        )  # of runs that have no file of their own

    def deeds(self) -> dict[str, Callable[[], Any]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {"copy_command": self.copy_command, "copy_python": self.copy_python}

    def copy_command(self) -> None:
        """The shortest command that repeats the run at hand, or one that names its file."""
        shown = self._shown()
        if shown is None:
            return
        words = command(shown.run, _update(shown))
        if words is not None:
            self._copy(
                quoted(words, self.windows), self.tr("The command that repeats this run is in the clipboard")
            )
            return
        self._copy_of_file(
            shown,
            lambda file: quoted(command_of_file(file), self.windows),
            self.tr("The command in the clipboard names {file}, just saved in {folder}: it holds what a command cannot say"),
            self.tr("The command in the clipboard names {file}, which holds what a command cannot say"),
        )  # fmt: skip

    def copy_python(self) -> None:
        """Python that repeats the run at hand, or that reads its file."""
        shown = self._shown()
        if shown is None:
            return
        text = python(shown.run, _update(shown))
        if text is not None:
            self._copy(text + "\n", self.tr("The Python that repeats this run is in the clipboard"))
            return
        self._copy_of_file(
            shown,
            lambda file: python_of_file(file, _update(shown)) + "\n",
            self.tr("The Python in the clipboard reads {file}, just saved in {folder}: the run is too long to be written out"),
            self.tr("The Python in the clipboard reads {file}, for the run is too long to be written out"),
        )  # fmt: skip

    def _copy_of_file(self, shown: Snapshot, text_of: Callable[[str], str], saved: str, named: str) -> None:
        """What names a file, and a sentence: one where that was `saved` just now, another where it was there."""
        file, is_new = self._file(shown)
        if file is not None:
            words = saved if is_new else named
            self._copy(text_of(str(file)), words.format(file=file.name, folder=file.parent))

    def _copy(self, text: str, words: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(words)

    def _file(self, shown: Snapshot) -> tuple[Path | None, bool]:
        """A file that opens at this very moment, and whether it was written just now; None where that cannot be."""
        own = self._documents.path
        own = None if own is None else own.absolute()  # what is copied is pasted anywhere
        if own is not None and self._documents.holds(shown):
            return own, False
        title = self._documents.name(shown, shown.run.experiment.title or shown.plan.experiment.data.dataset)
        stem = re.sub(r"[^\w.-]+", "-", title.lower()).strip("-.") or "run"
        path = _free(own.parent if own is not None else self.folder, f"{stem}-{shown.state.update}")
        try:
            files.write(path, kept_in(shown).alone)
        except Refused as refused:
            self.refused.emit(tuple(Problem("", str(problem)) for problem in refused.problems))
            return None, False
        return path, True


def _update(shown: Snapshot) -> int:
    """How many updates lead to the moment that is shown; where it diverged, the one that could not be made among them."""
    return shown.state.update if shown.state.divergence is None else shown.state.divergence.update


def _free(folder: Path, stem: str) -> Path:
    """A path in a folder that no file has yet."""
    path, number = folder / f"{stem}{files.SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{files.SUFFIX}"
    return path
