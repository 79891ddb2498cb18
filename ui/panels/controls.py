"""The controls of every panel, painted from the theme: sliders, choices and number fields.
They know how they look and how they are used, never what they set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QLineEdit, QSlider, QStyle, QStyleOptionComboBox, QWidget

from ui import icons
from ui.panels.buttons import Dressed, paint_focus
from ui.panels.typed import read_number, written
from ui.theme import Theme, font
from ui.views.shortcuts import takes

_SLIDE = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip


@final
class Slider(Dressed, QSlider):
    """A slider whose handle goes to where it is pressed; keys and wheel work while it has the focus."""

    STEPS: ClassVar[int] = 1000

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, self.STEPS)
        self.setPageStep(self.STEPS // 10)
        self.setSingleStep(self.STEPS // 100)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        return takes(event, _SLIDE) or super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(round(80 * self.scale), round(16 * self.scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(40 * self.scale), round(16 * self.scale))

    def _reach(self) -> float:
        return 5.5 * self.scale

    def _value_at(self, x: float) -> int:
        reach = self._reach()
        share = (x - reach) / max(1.0, self.width() - 2 * reach)
        low, high = self.minimum(), self.maximum()
        return round(low + min(1.0, max(0.0, share)) * (high - low))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach, middle, thick = self._reach(), self.height() / 2, 4 * self.scale
        span = max(1, self.maximum() - self.minimum())
        at = reach + (self.width() - 2 * reach) * (self.sliderPosition() - self.minimum()) / span
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("line"))
        groove = QRectF(reach * 0.4, middle - thick / 2, self.width() - 0.8 * reach, thick)
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        filled = self.theme.color("ink2" if self.isEnabled() else "line2")
        painter.setBrush(filled)
        painter.drawRoundedRect(
            QRectF(groove.left(), groove.top(), max(thick, at - groove.left()), thick), thick / 2, thick / 2
        )
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            painter.setBrush(self.theme.color("weight_pale" if self.hasFocus() else "line"))
            painter.drawEllipse(QPointF(at, middle), reach + 2.2 * self.scale, reach + 2.2 * self.scale)
        painter.setPen(QPen(self.theme.color("weight"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(filled)
        painter.drawEllipse(QPointF(at, middle), reach, reach)


@final
class Choice(Dressed, QComboBox):
    """One of several words, set flush right with a chevron."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, token: str = "ink") -> None:
        super().__init__(parent)
        self._token = token
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.activated.connect(lambda place: self.chosen.emit(self.itemData(place)))

    def offer(self, choices: tuple[tuple[str, str], ...]) -> None:
        """What can be chosen: values and their words."""
        if choices != tuple((self.itemData(k), self.itemText(k)) for k in range(self.count())):
            self.clear()
            for value, words in choices:
                self.addItem(words, value)
            self.updateGeometry()  # the first one is now chosen, and may be wider than what was

    def explain(self, words: Mapping[str, str]) -> None:
        """A tooltip for each value."""
        for place in range(self.count()):
            self.setItemData(place, words.get(self.itemData(place), ""), Qt.ItemDataRole.ToolTipRole)

    def show_value(self, value: str) -> None:
        """Shows the choice of a value; nothing if it is not offered."""
        if self.currentIndex() != self.findData(value):
            self.setCurrentIndex(self.findData(value))
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space)
        return takes(event, keys) or super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(font(13 * self.scale, 600)).horizontalAdvance(self.currentText() or "…")
        return QSize(round(words + 28 * self.scale), round(24 * self.scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(40 * self.scale), round(24 * self.scale))

    def showPopup(self) -> None:
        words = QFontMetricsF(self.view().font())
        widest = max((words.horizontalAdvance(self.itemText(k)) for k in range(self.count())), default=40.0)
        self.view().setMinimumWidth(round(widest + 2.5 * words.height()))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if option.state & QStyle.StateFlag.State_MouseOver and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("line"))
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        side = 14 * self.scale
        ink = self.theme.color(self._token if self.isEnabled() else "ink3")
        right = self.width() - 4 * self.scale
        icons.paint(
            painter,
            "chevron_down",
            QRectF(right - side, (self.height() - side) / 2, side, side),
            self.theme.color("ink2"),
        )
        painter.setPen(ink)
        painter.setFont(font(13 * self.scale, 600))
        room = QRectF(4 * self.scale, 0, right - side - 8 * self.scale, self.height())
        words = painter.fontMetrics().elidedText(
            self.currentText() or "…", Qt.TextElideMode.ElideRight, int(room.width()) + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        if self.hasFocus():
            paint_focus(painter, self.theme, area, area.height() / 2)


@final
class NumberField(Dressed, QLineEdit):
    """A number that is shown to be read and clicked to be typed; a text that is no number is refused in words."""

    entered = Signal(float)
    emptied = Signal()  # nothing is wished, where that can be
    refused = Signal(str)  # a sentence; empty when all is well again

    def __init__(
        self, whole: bool = False, unit: str = "", parent: QWidget | None = None, empty: str = ""
    ) -> None:
        """`empty` is what stands in a field that may be empty."""
        super().__init__(parent)
        self._whole, self._unit, self._shown, self._empty = whole, unit, "", empty
        self.setPlaceholderText(empty)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.returnPressed.connect(self._enter)
        self.textChanged.connect(self._fit)

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFont(font(13 * scale, 600))
        self.setFixedHeight(round(22 * scale))
        self._fit()

    def _fit(self) -> None:
        """As wide as its digits, so that the title keeps what is left."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text() or self._empty)
        self.setFixedWidth(round(max(26 * self.scale, words + 12 * self.scale)))

    def show_value(self, value: float | None) -> None:
        """Shows a number, or that there is none, unless another one is just being typed."""
        text = (
            ""
            if value is None
            else written(value, self._whole) + (f"\u2009{self._unit}" if self._unit else "")
        )
        if text != self.text() and not self.isModified():
            self.setText(text)
        self._shown = text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._restore()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        return takes(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.isModified() and not self.hasSelectedText():
            self.selectAll()

    def _enter(self) -> None:
        if self._empty and not self.text().removesuffix(self._unit).strip():
            self._show_none()
            return
        try:
            value = read_number(self.text().removesuffix(self._unit), self._whole)
        except ValueError as error:
            self._mark(wrong=True)
            self.refused.emit(str(error))
            return
        self._mark(wrong=False)
        self.setModified(False)
        self.refused.emit("")
        self.entered.emit(value)
        self.selectAll()

    def _show_none(self) -> None:
        self.clear()
        self.setModified(False)
        self._mark(wrong=False)
        self.refused.emit("")
        self.emptied.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed counts; what cannot be read gives way to the old number, and the sentence stays."""
        super().focusOutEvent(event)
        if self.isModified() and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._enter()
            if self.isModified():
                self._show_again()

    def _restore(self) -> None:
        self._show_again()
        self.refused.emit("")

    def _show_again(self) -> None:
        self.setText(self._shown)
        self.setModified(False)
        self._mark(wrong=False)

    def _mark(self, wrong: bool) -> None:
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
