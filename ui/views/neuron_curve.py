"""Paints the curve of a neuron's activation over the axis of its sum: the point where the sample stands, its value, and how
steep the curve is there. It knows no widget.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import ticks
from ui.views.chip import chip_size
from ui.views.neuron_facts import NeuronFacts
from ui.views.neuron_words import figure3, tr

_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_curve(
    painter: QPainter, look: Look, facts: NeuronFacts, box: QRectF, ends: tuple[float, float], grown: float
) -> None:
    """The curve over the sums from one end to the other, and the point where the sample stands."""
    theme, (low, high), entry = look.theme, ends, facts.activation
    assert entry.rule is not None
    z = np.linspace(low, high, 161)
    y = np.asarray(entry.rule(z), float)
    bottom, top = _heights(entry.ends, y)

    def place(at: float, value: float) -> QPointF:
        x = box.left() + (at - low) / (high - low) * box.width()
        return QPointF(x, box.bottom() - (value - bottom) / (top - bottom) * box.height())

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(box, 6, 6)
    painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
    for mark in ticks(bottom, top, 4):
        at = place(low, mark).y()
        painter.setPen(theme.pen("line2" if mark == 0 else "grid", 1.2 if mark == 0 else 1))
        painter.drawLine(QLineF(box.left(), at, box.right(), at))
        painter.setPen(theme.color("ink2"))
        text = f"{mark:.10g}".replace("-", "−")
        painter.drawText(QRectF(box.left() - 60, at - 9, 54, 18), _RIGHT, text)
    painter.setPen(theme.pen("line2", 1.2))
    painter.drawLine(QLineF(place(0, 0).x(), box.top(), place(0, 0).x(), box.bottom()))
    painter.setPen(theme.pen("ink", 2.8 * grown, flat=False))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([place(a, b) for a, b in zip(z.tolist(), y.tolist(), strict=True)]))
    if not (math.isfinite(facts.z) and math.isfinite(facts.y)):
        return
    _paint_tangent(painter, look, facts, box, place, (low, high), grown)
    _paint_point(painter, look, facts, box, place(facts.z, facts.y), grown)
    pen = theme.pen("ink", 1.6 * grown)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    point = place(facts.z, facts.y)
    painter.drawLine(QLineF(point.x(), point.y() + 8 * grown, point.x(), box.bottom()))


def _paint_point(
    painter: QPainter, look: Look, facts: NeuronFacts, box: QRectF, point: QPointF, grown: float
) -> None:
    theme = look.theme
    pen = theme.pen("positive_class", 1.8 * grown)
    pen.setDashPattern([3, 2.4])
    painter.setPen(pen)
    painter.drawLine(QLineF(box.left(), point.y(), point.x(), point.y()))
    painter.setPen(theme.pen("panel", 2))
    painter.setBrush(theme.color("positive_class"))
    painter.drawEllipse(point, 9 * grown, 9 * grown)
    _paint_reading(painter, look, facts, box, point, grown)


def _paint_reading(
    painter: QPainter, look: Look, facts: NeuronFacts, box: QRectF, point: QPointF, grown: float
) -> None:
    """The value at the point, and how steep the curve is there, beside it."""
    theme = look.theme
    lines = [(f"{facts.letter}  {figure3(facts.y)}", "positive_class", 14.0, 700)]
    slope = slope_of(facts)
    if slope is not None:
        lines.append((tr("slope {slope}").format(slope=themes.number(slope)), "loss_text", 12.5, 600))
    fonts = [themes.font(max(11.5, size * look.scale), weight) for _, _, size, weight in lines]
    sizes = [chip_size(text, font) for (text, *_), font in zip(lines, fonts, strict=True)]
    wide, tall = max(size[0] for size in sizes), sum(size[1] for size in sizes)
    x = point.x() + 13 * grown
    low = point.y() >= box.center().y()
    if x + wide > box.right() - 4 or (low and point.x() - 13 * grown - wide > box.left() + 4):
        x = point.x() - 13 * grown - wide  # over a point of the lower half the curve rises to the right
    y = point.y() - 14 * grown - tall if low else point.y() + 14 * grown
    chip = QRectF(x, y, wide, tall)
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(chip, 6, 6)
    top = chip.top()
    for (text, token, _, _), font, (_, high) in zip(lines, fonts, sizes, strict=True):
        painter.setFont(font)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(chip.left(), top, wide, high), _CENTER, text)
        top += high


def _paint_tangent(
    painter: QPainter,
    look: Look,
    facts: NeuronFacts,
    box: QRectF,
    place: Callable[[float, float], QPointF],
    ends: tuple[float, float],
    grown: float,
) -> None:
    """The slope of the curve at the point: how much the value grows with z, as a short straight line."""
    slope = slope_of(facts)
    if slope is None:
        return
    reach = 0.11 * (ends[1] - ends[0])
    one = place(facts.z - reach, facts.y - reach * slope)
    two = place(facts.z + reach, facts.y + reach * slope)
    painter.setPen(look.theme.pen("loss", 2.2 * grown))
    painter.save()
    painter.setClipRect(box)
    painter.drawLine(one, two)
    painter.restore()


def slope_of(facts: NeuronFacts) -> float | None:
    """How much the value grows with z at the point; None where that depends on other sums too."""
    if facts.activation.slope is None or not math.isfinite(facts.z):
        return None
    return float(np.asarray(facts.activation.slope(np.array([facts.z]), np.array([facts.y]))).ravel()[0])


def _heights(ends: tuple[float, float], y: np.ndarray) -> tuple[float, float]:
    """From where to where the value axis goes."""
    if math.isfinite(ends[0]) and math.isfinite(ends[1]):
        air = 0.06 * (ends[1] - ends[0])
        return ends[0] - air, ends[1] + air
    low, high = float(np.nanmin(y)), float(np.nanmax(y))
    air = 0.08 * ((high - low) or 1.0)
    return min(low, 0.0) - air, max(high, 0.0) + air
