"""A seam between cards as something to take hold of: it shows while the pointer or the keys are on it, and says where it is
wished. It knows neither the cards nor how far it may go.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import LIGHT, Theme
from ui.views.shortcuts import takes

_STEP, _LEAP = 8, 40  # pixels that an arrow key moves it, and with Shift
_LONG, _THICK = 56.0, 4.0  # pixels of the grip
_BACK = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = {
    True: {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1},
    False: {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1},
}


@final
class SeamBar(QWidget):
    """One seam. It moves along its parent when whoever listens says so."""

    wished = Signal(str, int)  # its name, and the pixel of its parent where it is to begin
    reset = Signal(str)

    def __init__(self, name: str, upright: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.upright = name, upright
        self.theme: Theme = LIGHT
        self._grabbed: int | None = None  # how far from its beginning it was taken hold of
        self.setCursor(Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tip = self.tr("Drag to give the cards at one side more room; double-click for the usual shares.")
        keys = self.tr("Arrow keys move it (Shift: farther), Backspace brings the usual shares back.")
        self.setToolTip(f"{tip}\n{keys}")
        self.setAccessibleDescription(self.toolTip())

    def show_theme(self, theme: Theme) -> None:
        """Takes another theme."""
        self.theme = theme
        self.update()

    def _along(self, event: QMouseEvent) -> int:
        point = self.mapToParent(event.position().toPoint())
        return point.x() if self.upright else point.y()

    def _at(self) -> int:
        return self.x() if self.upright else self.y()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = self._along(event) - self._at()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            self.wished.emit(self.name, self._along(event) - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.reset.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS[self.upright]:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.wished.emit(self.name, self._at() + _ARROWS[self.upright][key] * (_LEAP if far else _STEP))
        elif key in _BACK:
            self.reset.emit(self.name)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return takes(event, (*_ARROWS[self.upright], *_BACK)) or super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        held = self._grabbed is not None or self.hasFocus()
        if not (held or self.underMouse()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grip = QRectF(0, 0, _THICK, min(_LONG, 0.6 * self.height()))
        if not self.upright:
            grip = QRectF(0, 0, min(_LONG, 0.6 * self.width()), _THICK)
        grip.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("weight" if held else "ink3"))
        painter.drawRoundedRect(grip, _THICK / 2, _THICK / 2)
