"""The window's menus: all that can be done, the presets, and files and sessions of earlier times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.documents import Documents
from ui.recent import Recent
from ui.sessions import Sessions

_MENU = (
    "open", "recent", "reopen", "paste", "save", "save_as", "export", "export_data", "copy_picture",
    "copy_command", "copy_python", "",
    "presets", "lessons", "sweep", "undo", "redo", "seed", "", "more", "stops",
    "charts", "layouts", "log", "colors", "text_larger", "text_smaller", "still", "device", "language", "fullscreen", "palette",
    "keys", "tour", "", "quit",
)  # fmt: skip


@final
class Menus:
    """Three menus, of which two are filled when they open."""

    def __init__(self, actions: Mapping[str, QAction], owner: QWidget) -> None:
        self.main, self.presets, self.recent = QMenu(owner), QMenu(owner), QMenu(owner)
        for menu in (self.presets, self.recent):
            menu.setToolTipsVisible(True)
        actions["recent"].setMenu(self.recent)
        for name in _MENU:
            self.main.addAction(actions[name]) if name else self.main.addSeparator()

    def listen(self, documents: Documents, recent: Recent, sessions: Sessions) -> None:
        """Fills them from what there is."""
        self.presets.aboutToShow.connect(lambda: documents.fill(self.presets))
        self.recent.aboutToShow.connect(lambda: self._fill_recent(recent, sessions))

    def _fill_recent(self, recent: Recent, sessions: Sessions) -> None:
        """Files, then earlier sessions."""
        menu = self.recent
        menu.clear()
        recent.fill(menu)
        sessions.fill(menu)
        menu.addSeparator()
        menu.addAction(menu.tr("Clear the list of files"), recent.clear)

    def open_presets(self, at: QPoint) -> None:
        """Lists the presets at a place of the screen."""
        self.presets.popup(at)

    def open_recent(self, at: QPoint) -> None:
        """Lists files and sessions at a place of the screen."""
        self.recent.popup(at)
