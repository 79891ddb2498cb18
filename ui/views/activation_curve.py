"""The curve of a neuron's activation, with the point where the traced sample stands and, along its floor, the bias. It knows a neuron only by these numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.theme import Theme
from ui.views.axis import ticks
from ui.views.bias_disc import paint_letter
from ui.views.equation import Line, Piece, draw_line, fitting, line_width
from wbsim.activations import BY_NAME


@dataclass(frozen=True)
class CurveState:
    """An activation's name, the sum z and the value a of a sample (None without one), and the bias."""

    activation: str
    z: float | None
    a: float | None
    bias: float | None


@lru_cache(maxsize=32)
def curve(name: str, reach: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums from −reach to reach and what the activation makes of them; it must have a rule for one sum alone."""
    rule = BY_NAME[name].rule
    assert rule is not None
    z = np.linspace(-reach, reach, 81)
    return z, np.asarray(rule(z))


def reach_of_sum(z: float | None) -> float:
    """How far the z axis goes to both sides: 4, or the next of 4, 6, 10, 20, 40, 60, 100 … beyond the sum."""
    wish = abs(z) * 1.05 if z is not None and math.isfinite(z) else 0.0
    power = 1.0
    while wish > 10 * power:
        power *= 10
    return next(step * power for step in (4, 6, 10) if step * power >= wish)


def paint_curve(
    painter: QPainter, theme: Theme, box: QRectF, state: CurveState, titles: Sequence[Line], scale: float
) -> None:
    """Paints the curve into a box, above it the first of the equations, longest first, that is readable there."""
    reach = reach_of_sum(state.z)
    z, a = curve(state.activation, reach)
    low, high = span(state.activation, reach)
    title, pixels = fitting(titles, box.width(), 18 * scale, 12)
    start = box.right() - line_width(title, pixels)
    draw_line(painter, theme, QPointF(start, box.top() + 16 * scale), title, pixels)
    bed = QRectF(
        box.left() + 26 * scale, box.top() + 30 * scale, box.width() - 26 * scale, box.height() - 66 * scale
    )

    def place(at: float, value: float) -> QPointF:
        x = bed.left() + (at + reach) / (2 * reach) * bed.width()
        return QPointF(x, bed.bottom() - (value - low) / (high - low) * bed.height())

    _axes(painter, theme, bed, reach, (low, high), scale)
    painter.setPen(QPen(theme.color("ink"), 2.6 * max(1.0, scale)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([place(x, y) for x, y in zip(z.tolist(), a.tolist(), strict=True)]))
    _bias(painter, theme, bed, place, state, scale)
    if state.z is None or state.a is None or not math.isfinite(state.z) or not math.isfinite(state.a):
        return
    point = place(state.z, state.a)
    pen = QPen(theme.color("ink2"), 1.2 * max(1.0, scale))
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawLine(QLineF(QPointF(bed.left(), point.y()), point))
    painter.drawLine(QLineF(point, QPointF(point.x(), bed.bottom())))
    painter.setPen(QPen(theme.color("panel"), 2))
    painter.setBrush(theme.color("ink"))
    painter.drawEllipse(point, 6.5 * scale, 6.5 * scale)


def span(name: str, reach: float) -> tuple[float, float]:
    """The values at the floor and the ceiling of the curve: all of them, and 0, with some air."""
    entry = BY_NAME[name]
    if entry.bounded:
        low, high = entry.ends
        return low - 0.1 * (high - low), high + 0.1 * (high - low)
    _, a = curve(name, reach)
    return min(1.04 * float(a.min()), -0.08 * reach), 1.04 * float(a.max())


def _axes(
    painter: QPainter, theme: Theme, bed: QRectF, reach: float, span: tuple[float, float], scale: float
) -> None:
    grown = max(1.0, scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(bed, 6, 6)
    font = themes.font(max(11.5, 12 * scale), 500)
    painter.setFont(font)
    for value in ticks(*span, 4):
        y = bed.bottom() - (value - span[0]) / (span[1] - span[0]) * bed.height()
        painter.setPen(QPen(theme.color("line2" if value == 0 else "grid"), 1.2 if value == 0 else 1))
        painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
        painter.setPen(theme.color("ink2"))
        box = QRectF(bed.left() - 46 * grown, y - 9 * grown, 40 * grown, 18 * grown)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, themes.number(value, 1)
        )
    for value in _sparse(ticks(-reach, reach, 5), QFontMetricsF(font), bed.width() / (2 * reach)):
        x = bed.left() + (value + reach) / (2 * reach) * bed.width()
        if value == 0:
            painter.setPen(QPen(theme.color("line2"), 1.2))
            painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(x - 24 * grown, bed.bottom() + 3 * grown, 48 * grown, 18 * grown),
            Qt.AlignmentFlag.AlignCenter,
            themes.number(value, 1),
        )
    draw_line(
        painter,
        theme,
        QPointF(bed.center().x() - 4, bed.bottom() + 33 * scale),
        (Piece("z", token="ink2"),),
        round(15 * scale),
    )


def _sparse(values: Sequence[float], metrics: QFontMetricsF, per_unit: float) -> Sequence[float]:
    """Every so many-th number under an axis, counted from 0, so that they keep clear of each other."""
    widths = [metrics.horizontalAdvance(themes.number(value, 1)) for value in values]
    pairs = zip(pairwise(values), pairwise(widths), strict=True)
    if all((high - low) * per_unit >= (one + two) / 2 + 6 for (low, high), (one, two) in pairs):
        return values
    middle = min(range(len(values)), key=lambda place: abs(values[place]))
    return _sparse(values[middle % 2 :: 2], metrics, per_unit)


def _bias(
    painter: QPainter,
    theme: Theme,
    bed: QRectF,
    place: Callable[[float, float], QPointF],
    state: CurveState,
    scale: float,
) -> None:
    """The bias along the floor of the curve, from 0: the sum of a sample whose inputs are all 0."""
    if state.bias is None or not math.isfinite(state.bias):
        return
    start, end = place(0.0, 0).x(), min(max(place(state.bias, 0).x(), bed.left()), bed.right())
    y = bed.bottom() - 6 * scale
    painter.setPen(QPen(theme.color("bias_line"), 4 * scale, c=Qt.PenCapStyle.FlatCap))
    painter.drawLine(QLineF(start, y, end, y))
    painter.setPen(QPen(theme.color("bias_line"), 1.2))
    painter.setBrush(theme.color("bias"))
    painter.drawEllipse(QPointF(end, y), 7 * scale, 7 * scale)
    paint_letter(painter, QPointF(end, y), 7 * scale, theme.color("on_bias"))
