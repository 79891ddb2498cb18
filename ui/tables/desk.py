"""Where tables come in: a file, or text that was copied from a spreadsheet. It opens their dialog and hands over
what comes of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.tables.dialog import TableDialog
from ui.theme import Theme
from wbsim.problems import Problem


@final
class TableDesk(QObject):
    """Shows one dialog at a time; `made` hands over an experiment."""

    made = Signal(object)
    refused = Signal(object)  # problems

    def __init__(self, looks: Callable[[], tuple[Theme, float]], window: QWidget) -> None:
        super().__init__(window)
        self._looks, self._window = looks, window
        self._folder: tempfile.TemporaryDirectory[str] | None = (
            None  # what is pasted lies in it while it is read
        )
        self.dialog: TableDialog | None = None

    def open(self, path: Path) -> None:
        """Shows a file, in place of the table that is shown."""
        if self.dialog is not None:
            self.dialog.reject()
        theme, scale = self._looks()
        self.dialog = TableDialog(path, theme, scale, self._window)
        self.dialog.made.connect(self.made)
        self.dialog.finished.connect(self._close)
        self.dialog.open()

    def paste(self, text: str) -> None:
        """Shows a table that was copied."""
        try:
            folder = tempfile.TemporaryDirectory(prefix="wbsim", ignore_cleanup_errors=True)
            file = Path(folder.name) / self.tr("pasted table")
            file.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            said = self.tr("what was pasted cannot be kept: {error}")
            self.refused.emit((Problem("", said.format(error=(error.strerror or str(error)).lower())),))
            return
        self.open(file)
        self._folder = folder

    def _close(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        if self.dialog is not None:
            self.dialog.dress(theme, scale)
