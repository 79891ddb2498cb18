"""A vertical fader of a mixing desk: a number between two ends that is dragged, typed or moved by ↑ and ↓. Its ends hold
still during a drag. It knows nothing of what the number is, and changes nothing itself.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import count
from typing import final

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme
from ui.views.bias_disc import paint_diamond
from ui.views.buttons import KEY_REASONS
from ui.views.equation import draw_line, fitting, line_width
from ui.views.fader_state import FaderState, Kind, plain_mark, step_of
from ui.views.fitted import fitted
from ui.views.shortcuts import takes

_HUES: dict[Kind, tuple[str, str]] = {
    "input": ("ink2", "ink"), "weight": ("weight", "weight_text"), "bias": ("bias_line", "bias_text"),
}  # fmt: skip
_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TELLING = 7  # letters of a name that is cut off, at least
_gestures = count(1)


@final
class Fader(QWidget):
    """One number, to be dragged, typed or moved by keys."""

    moved = Signal(str, float, str)  # key, value, gesture
    typing = Signal(str)  # key

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state: FaderState | None = None
        self._theme, self._scale = LIGHT, 1.0
        self._held: tuple[float, float] | None = None  # the ends during a drag
        self._target: float | None = None  # what it was last moved to while it is held
        self._off = 0.0  # pixels from the pointer to the handle that it holds
        self._gesture = ""
        self._by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_state(self, state: FaderState, theme: Theme, scale: float) -> None:
        """Takes on a state; paints again only where something differs."""
        now = (state, theme, scale)
        if now == (self.state, self._theme, self._scale):
            return
        old = self.state
        if old is None or (old.name, old.tip) != (state.name, state.tip):
            self.setAccessibleName(state.name)
            self.setToolTip(state.tip)
        self.state, self._theme, self._scale = now
        free = state.value is not None and not state.fixed
        self.setCursor(Qt.CursorShape.SizeVerCursor if free else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if free else Qt.FocusPolicy.NoFocus)
        self.update()

    # --- geometry ------------------------------------------------------------------------------------------

    @property
    def dragging(self) -> bool:
        """Whether its handle is held."""
        return self._held is not None

    def hold(self, value: float) -> None:
        """Training has made another number of it meanwhile: while it is held it is brought back."""
        if self.state is not None and self._target is not None and value != self._target:
            self.moved.emit(self.state.key, self._target, self._gesture)

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where it goes."""
        return self._held or (self.state.ends if self.state is not None else (0.0, 1.0))

    def _groove(self) -> tuple[float, float]:
        """The top and the bottom of the groove in pixels."""
        grown = max(0.86, self._scale)
        foot = 80 if self._scaled else 92  # numbers that have no room beside stand above and below
        return 18 * grown, self.height() - foot * grown

    def y_of(self, value: float) -> float:
        """How far down a number stands."""
        (low, high), (top, bottom) = self.ends, self._groove()
        share = (value - low) / (high - low)
        return bottom - min(1.0, max(0.0, share)) * (bottom - top)

    def value_at(self, y: float) -> float:
        """The number at a height, in steps that a hand can repeat."""
        (low, high), (top, bottom) = self.ends, self._groove()
        value = low + min(1.0, max(0.0, (bottom - y) / max(1.0, bottom - top))) * (high - low)
        step = step_of(self.ends)
        return min(high, max(low, round(round(value / step) * step, 12)))

    def value_box(self) -> QRect:
        """Where the figure stands."""
        grown = max(0.86, self._scale)
        return QRect(0, round(self.height() - 50 * grown), self.width(), round(28 * grown))

    @property
    def middle(self) -> float:
        """Where the groove stands: left of the scale."""
        return self.width() * 0.40 if self._scaled else self.width() / 2

    @property
    def _scaled(self) -> bool:
        """Whether there is room for numbers beside the groove."""
        return _widest(self.ends, self._scale) <= 0.6 * self.width() - 27 * max(0.86, self._scale)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Scale, groove, handle, symbol, figure."""
        state, theme = self.state, self._theme
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grown, x = max(0.86, self._scale), self.middle
        top, bottom = self._groove()
        self._paint_scale(painter, grown)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line2" if state.kind != "input" else "line"))
        painter.drawRoundedRect(QRectF(x - 3 * grown, top, 6 * grown, bottom - top), 3 * grown, 3 * grown)
        if state.value is not None and math.isfinite(state.value):
            self._paint_value(painter, state, state.value if self._target is None else self._target, grown)
        self._paint_foot(painter, state, grown)
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _paint_scale(self, painter: QPainter, grown: float) -> None:
        low, high = self.ends
        painter.setFont(_scale_font(self._scale))
        if not self._scaled:
            painter.setPen(self._theme.color("ink2"))
            for mark, y in ((high, self._groove()[0] - 9), (low, self._groove()[1] + 9)):
                painter.drawText(
                    QRectF(0, y - 9, self.width(), 18), Qt.AlignmentFlag.AlignCenter, plain_mark(mark)
                )
        for mark in (low, (low + high) / 2, high):
            y = self.y_of(mark)
            left = self.middle + 20 * grown
            painter.setPen(self._theme.pen("ink2" if mark == 0 else "ink3", 1.6 if mark == 0 else 1))
            if self._scaled:
                painter.drawLine(
                    QLineF(left - 14 * grown, y, left - 8 * grown, y)
                )  # not at the number, like a minus
                painter.setPen(self._theme.color("ink2"))
                text = plain_mark(mark)
                box = QRectF(left + 8 * grown, y - 9, self.width() - left - 8 * grown + 6, 18)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            elif mark == 0:
                painter.drawLine(QLineF(self.middle - 9 * grown, y, self.middle + 9 * grown, y))

    def _paint_value(self, painter: QPainter, state: FaderState, value: float, grown: float) -> None:
        theme, x, y = self._theme, self.middle, self.y_of(value)
        hue = _HUES[state.kind][0]
        zero = self.y_of(0.0)
        painter.setBrush(theme.color(hue))
        painter.drawRoundedRect(QRectF(x - 3 * grown, min(y, zero), 6 * grown, abs(y - zero)), 2, 2)
        if state.best is not None and self.ends[0] <= state.best <= self.ends[1]:
            at, r = self.y_of(state.best), 5 * grown
            painter.setBrush(theme.color("ink"))
            left = x - 24 * grown
            painter.drawPolygon(
                QPolygonF([QPointF(left, at - r), QPointF(left + 1.5 * r, at), QPointF(left, at + r)])
            )
        if state.before is not None and abs(self.y_of(state.before) - y) > 3:
            paint_diamond(painter, theme, QPointF(x, self.y_of(state.before)), 4 * grown)
        wide, tall = 19 * grown, 11.5 * grown
        handle = QRectF(x - wide, y - tall, 2 * wide, 2 * tall)
        if state.fixed:
            painter.setPen(theme.pen(hue, 1.6))
            painter.setBrush(theme.color("panel"))
            painter.drawRoundedRect(handle.adjusted(6, 4, -6, -4), 4, 4)
            return
        painter.setPen(theme.pen("bias_line", 1.2) if state.kind == "bias" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bias" if state.kind == "bias" else hue))
        painter.drawRoundedRect(handle, 6, 6)
        ink = theme.color("on_bias" if state.kind == "bias" else "panel")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRect(QRectF(x - 0.62 * wide, y - grown, 1.24 * wide, 2 * grown))

    def _paint_foot(self, painter: QPainter, state: FaderState, grown: float) -> None:
        theme, high = self._theme, self.height()
        token = _HUES[state.kind][1]
        room, middle = self.width() - 3.0, self.width() / 2
        line, pixels = fitting([state.symbol], room, 26 * grown, 8)
        wide = line_width(line, pixels)
        draw_line(painter, theme, QPointF(middle - wide / 2, high - 52 * grown), line, pixels)
        figure = state.text
        painter.setFont(themes.fitting_font(figure, room, 20 * grown, 700))
        painter.setPen(theme.color(token if state.value is not None else "ink3"))
        painter.drawText(
            QRectF(-6, high - 48 * grown, self.width() + 12, 26 * grown), Qt.AlignmentFlag.AlignCenter, figure
        )
        under, face = fitted([state.under, state.briefly or state.under], room, 12 * self._scale)
        if under not in (state.under, state.briefly) and len(under) < _TELLING:
            under = ""  # a few letters say nothing; the name is in the tooltip
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(-6, high - 23 * grown, self.width() + 12, 18 * grown),
            Qt.AlignmentFlag.AlignCenter,
            under,
        )

    # --- the hand ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the handle, or brings it to where it is pressed."""
        state, place = self.state, event.position()
        free = state is not None and state.value is not None and not state.fixed
        if not free or state is None or state.value is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if place.y() > self._groove()[1] + 14:
            return
        self._held = state.ends
        self._gesture = f"fader {state.key} {next(_gestures)}"
        at = self.y_of(state.value)
        self._off = at - place.y() if abs(at - place.y()) <= 14 * max(0.86, self._scale) else 0.0
        self._target = state.value
        if self._off == 0.0 and abs(at - place.y()) > 0.5:
            self._slide(place.y())

    def _slide(self, y: float) -> None:
        if self.state is not None:
            self._target = self.value_at(y)
            self.update()
            self.moved.emit(self.state.key, self._target, self._gesture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Slides."""
        if self._held is not None and self.state is not None:
            self._slide(event.position().y() + self._off)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._held, self._target, self._gesture = None, None, ""
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens a field to type the number."""
        if self.state is not None and self.state.value is not None and not self.state.fixed:
            self._held = self._target = None
            self.typing.emit(self.state.key)

    def event(self, event) -> bool:  # type: ignore[no-untyped-def]
        """Keeps ↑, ↓ and Enter from the window's shortcuts."""
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ move by a step (Shift: ten), Enter types."""
        state, key = self.state, event.key()
        if state is None or state.value is None or state.fixed or key not in _KEYS:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            step = step_of(state.ends) * far * (1 if key == Qt.Key.Key_Up else -1)
            value = round(state.value + step, 12)
            if state.kind == "input":
                value = min(state.ends[1], max(state.ends[0], value))
            self.moved.emit(state.key, value, f"keys {state.key}")
        else:
            self.typing.emit(state.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()


def _scale_font(scale: float) -> QFont:
    return themes.font(max(11.5, 12 * scale), 500)


@lru_cache(maxsize=256)
def _widest(ends: tuple[float, float], scale: float) -> float:
    """How wide the numbers of a scale are."""
    metrics = QFontMetricsF(_scale_font(scale))
    marks = (ends[0], (ends[0] + ends[1]) / 2, ends[1])
    return max(metrics.horizontalAdvance(plain_mark(mark)) for mark in marks)
