"""What a row of the inspector shows, and how its slider and figures are painted. It knows no events."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui import theme as themes
from ui.theme import Theme
from ui.views.equation import Piece


@dataclass(frozen=True)
class RowState:
    """What a row shows. `value` None is a bias that is off; `gradient` None is unknown."""

    parameter: str
    symbol: Piece
    name: str
    value: float | None
    gradient: float | None = None
    locked: bool = False
    trainable: bool = True
    is_bias: bool = False
    highlighted: bool = False
    dead: bool = False


@dataclass(frozen=True)
class RowColumns:
    """Where the parts of all rows stand, in pixels from the left; `gradient` None leaves it out."""

    slider: tuple[float, float]
    value_end: float
    gradient_end: float | None
    lock: float

    def slider_x(self, value: float, reach: float) -> float:
        """Where a value stands on a slider that goes `reach` to both sides of 0."""
        left, right = self.slider
        share = min(1.0, max(-1.0, value / reach)) if not math.isnan(value) else 0.0
        return (left + right) / 2 + share * (right - left) / 2


def paint_slider(
    painter: QPainter,
    theme: Theme,
    scale: float,
    state: RowState,
    columns: RowColumns,
    at: float,
    middle: float,
) -> None:
    """The rail from 0 to where the value stands, `at`, and the knob."""
    left, right = columns.slider
    zero, rail = (left + right) / 2, 4 * scale
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(QRectF(left, middle - rail / 2, right - left, rail), rail / 2, rail / 2)
    hue = theme.color("bias_line" if state.is_bias else "weight")
    painter.fillRect(QRectF(min(zero, at), middle - rail / 2, abs(at - zero), rail), hue)
    painter.fillRect(QRectF(zero - 0.75, middle - 7 * scale, 1.5, 14 * scale), theme.color("line2"))
    radius = (9 if state.is_bias else 8) * scale
    moves = state.trainable and not state.locked and not state.dead
    painter.setPen(QPen(theme.color("bias_pale" if state.is_bias else "panel"), 2))
    painter.setBrush(hue if moves else theme.color("slate"))
    painter.drawEllipse(QPointF(at, middle), radius, radius)


def paint_figures(
    painter: QPainter, theme: Theme, scale: float, state: RowState, columns: RowColumns, height: int
) -> None:
    """The value, and the gradient where there is a column for it."""
    assert state.value is not None
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(theme.color("bias_text" if state.is_bias else "weight_text"))
    figure = themes.fixed(state.value) if abs(state.value) < 1000 else themes.number(state.value)
    room = columns.value_end - columns.slider[1] - 13 * scale  # clear of the knob
    painter.setFont(themes.fitting_font(figure, room, max(13.0, 17 * scale), 700))
    painter.drawText(QRectF(columns.value_end - 140 * scale, 0, 140 * scale, height), right, figure)
    if columns.gradient_end is None or state.gradient is None:
        return
    painter.setFont(themes.font(max(11.5, 12.5 * scale), 500))
    painter.setPen(theme.color("ink2"))
    sign = "+" if state.gradient > 0 else ""
    box = QRectF(columns.gradient_end - 110 * scale, 0, 110 * scale, height)
    painter.drawText(box, right, sign + themes.number(state.gradient))
