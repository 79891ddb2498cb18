"""The ring around a view that has the keys, where somebody came to it by keys. It knows no view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

_BY_POINTER = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


@final
class FocusRing(QWidget):
    """Lies over its view and lets everything through; `theme` tells that of the view when it is painted.

    It must hold no view of its own: a view in a ring of references is not gone when it is let go, but whenever garbage is
    collected, even in the midst of another's painting, which Qt does not survive.
    """

    def __init__(self, view: QWidget, theme: Callable[[Any], Theme]) -> None:
        super().__init__(view)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.installEventFilter(self)
        self.hide()

    def eventFilter(self, view: QObject, event: QEvent) -> bool:
        """Comes with the keys, and goes with them or with the pointer."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            if event.reason() not in _BY_POINTER:
                self._fit()
                self.show()
                self.raise_()
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self.hide()
        elif kind == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        view = self.parentWidget()
        if view is not None:
            self.setGeometry(view.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two pixels within the edge of the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme(self.parentWidget()).pen("weight", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 10, 10)
