"""What comes to the window by clipboard or by hand: links, files, tables. It finds out which; it opens nothing."""

from __future__ import annotations

from pathlib import Path
from typing import final

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from wbsim.playground import looks_like_link
from wbsim.problems import Problem


@final
class Arrivals(QObject):
    """Watches what is dragged over a window; `paste` looks at the clipboard."""

    arrived = Signal(str)  # a link
    file_arrived = Signal(object)  # a path
    table_arrived = Signal(str)  # a table as text
    refused = Signal(object)  # problems: more than one file
    missed = Signal()  # something else was pasted

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def paste(self) -> None:
        """Takes the link, the file or the table that the clipboard holds."""
        data = QGuiApplication.clipboard().mimeData()
        if self._take(data):
            return
        text = data.text() if data is not None else ""
        if looks_like_table(text):
            self.table_arrived.emit(text)
        else:
            self.missed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            data = event.mimeData()
            if link_in(data) or files_in(data):
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self._take(data)
                return True
            return False
        return super().eventFilter(watched, event)

    def _take(self, data: QMimeData | None) -> bool:
        """Hands on a link or a file; False where there is neither."""
        link, files = link_in(data), files_in(data)
        if link:
            self.arrived.emit(link)
        elif len(files) == 1:
            self.file_arrived.emit(files[0])
        elif files:
            said = self.tr("{count} files came at once; bring one at a time").format(count=len(files))
            self.refused.emit((Problem("", said),))
        return bool(link or files)


def link_in(data: QMimeData | None) -> str:
    """The link to TensorFlow Playground among what is pasted or dropped; empty where there is none."""
    if data is None:
        return ""
    texts = [data.text().strip(), *(url.toString() for url in data.urls())]
    return next((text for text in texts if looks_like_link(text)), "")


def files_in(data: QMimeData | None) -> list[Path]:
    """The files among what is pasted or dropped."""
    return [] if data is None else [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def looks_like_table(text: str) -> bool:
    """Whether a text may be a table: lines with values between tabs, semicolons, commas or bars."""
    lines = [line for line in text[:10_000].splitlines()[:5] if line.strip()]
    return len(lines) > 1 and any(all(mark in line for line in lines) for mark in "\t;,|")
