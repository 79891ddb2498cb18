"""Links that come to the window by clipboard or by hand. It finds the text of a link; it opens nothing."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from wbsim.playground import looks_like_link


@final
class Arrivals(QObject):
    """Watches what is dragged over a window; `paste` looks at the clipboard."""

    arrived = Signal(str)  # a link
    missed = Signal()  # something else was pasted

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def paste(self) -> None:
        """Takes the link that the clipboard holds."""
        link = link_in(QGuiApplication.clipboard().mimeData())
        if link:
            self.arrived.emit(link)
        else:
            self.missed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            link = link_in(event.mimeData())
            if link:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.arrived.emit(link)
            return bool(link)
        return super().eventFilter(watched, event)


def link_in(data: QMimeData | None) -> str:
    """The link to TensorFlow Playground among what is pasted or dropped; empty where there is none."""
    if data is None:
        return ""
    texts = [data.text().strip(), *(url.toString() for url in data.urls())]
    return next((text for text in texts if looks_like_link(text)), "")
