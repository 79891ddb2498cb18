"""What comes to the window by clipboard or by hand: links, files, tables. While something is dragged it shows what letting go
would do; it opens nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import final

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.foreseen import Foreseen, foreseen
from ui.panels.drop_zone import DropZone
from ui.theme import Theme
from wbsim.playground import looks_like_link
from wbsim.problems import Problem


@final
class Arrivals(QObject):
    """Watches what is dragged over a window; `paste` looks at the clipboard."""

    arrived = Signal(str)  # a link
    file_arrived = Signal(object)  # a path
    table_arrived = Signal(str)  # a table as text
    refused = Signal(object)  # problems: more than one file, or one that is none of ours
    missed = Signal()  # something else was pasted

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.zone = DropZone(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.zone.dress(theme, scale)

    def paste(self) -> None:
        """Takes the link, the file or the table that the clipboard holds."""
        found = _in(QGuiApplication.clipboard().mimeData())
        if found is None:
            self.missed.emit()
        else:
            self._take(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.zone.hide()
        elif isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            found = _in(event.mimeData())
            if found is None:
                return False
            event.acceptProposedAction()
            if kind == QEvent.Type.DragEnter:
                self.zone.open(found.words, found.opens)
            elif kind == QEvent.Type.Drop:
                self.zone.hide()
                self._take(found)
            return True
        return super().eventFilter(watched, event)

    def _take(self, found: Foreseen) -> None:
        """Hands on what was brought, or says why it is not taken."""
        if not found.opens:
            self.refused.emit((Problem("", found.words),))
        elif found.path is not None:
            self.file_arrived.emit(found.path)
        elif looks_like_link(found.text):
            self.arrived.emit(found.text)
        else:
            self.table_arrived.emit(found.text)


def _in(data: QMimeData | None) -> Foreseen | None:
    """What comes of what is pasted or dropped; None where nothing does."""
    if data is None:
        return None
    texts = [data.text().strip(), *(url.toString() for url in data.urls())]
    link = next((text for text in texts if looks_like_link(text)), "")
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return foreseen(paths, link or data.text())
