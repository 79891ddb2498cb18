"""A slider for a number between two ends, painted from the theme. It knows nothing of what the number is."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from ui.theme import LIGHT, Theme
from ui.views.shortcuts import takes

_STEPS = 1000
_KEYS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip


@final
class ValueSlider(QSlider):
    """Emits `moved` with a number when it is dragged or moved by keys; `show_value` moves it without a word."""

    moved = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, _STEPS)
        self.setSingleStep(_STEPS // 100)
        self.setPageStep(_STEPS // 10)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme: Theme = LIGHT
        self._scale = 1.0
        self._ends = (0.0, 1.0)
        self._mark: float | None = None
        self._silent = False
        self.valueChanged.connect(self._tell)

    @property
    def number(self) -> float:
        """What it stands at."""
        low, high = self._ends
        return low + (high - low) * self.value() / _STEPS

    def show_value(
        self, value: float, ends: tuple[float, float], theme: Theme, scale: float, mark: float | None = None
    ) -> None:
        """Stands at a number between two ends, with a tick at `mark`."""
        self._theme, self._scale, self._ends, self._mark = theme, scale, ends, mark
        if not self.isSliderDown():
            self._silent = True
            self.setValue(round(_STEPS * self._share(value)))
            self._silent = False
        self.update()

    def _share(self, value: float) -> float:
        low, high = self._ends
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def _tell(self) -> None:
        if not self._silent:
            self.moved.emit(self.number)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window."""
        return takes(event, _KEYS) or super().event(event)

    def sizeHint(self) -> QSize:
        """A strip as high as its handle's halo."""
        return QSize(round(90 * self._scale), round(18 * max(1.0, self._scale)))

    def _reach(self) -> float:
        return 5.5 * max(0.9, self._scale)

    def _place(self, x: float) -> int:
        reach = self._reach() + 2
        return round(_STEPS * min(1.0, max(0.0, (x - reach) / max(1.0, self.width() - 2 * reach))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes to where it is pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._place(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the pointer."""
        if self.isSliderDown():
            self.setValue(self._place(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self.setSliderDown(False)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turns only while it has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Groove, tick and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, reach, middle = self._theme, self._reach(), self.height() / 2
        begin, wide = reach + 2, self.width() - 2 * reach - 4
        at = begin + wide * self.value() / _STEPS
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line2"))
        painter.drawRoundedRect(QRectF(begin, middle - 1.75, wide, 3.5), 1.75, 1.75)
        if self._mark is not None:
            x = begin + wide * self._share(self._mark)
            painter.setBrush(theme.color("ink3"))
            painter.drawRect(QRectF(x - 0.75, middle - 6, 1.5, 12))
        if self.hasFocus() or self.underMouse():
            painter.setBrush(theme.color("weight_pale" if self.hasFocus() else "line"))
            painter.drawEllipse(QPointF(at, middle), reach + 2, reach + 2)
        painter.setPen(theme.pen("weight", 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("ink2"))
        painter.drawEllipse(QPointF(at, middle), reach, reach)
