"""The lines z = 0 of all neurons of the first layer on the plane, and how far each is from the origin: where biases are
off, none is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.bias_disc import Disc, draw_disc
from ui.views.chip import chip_size, draw_chip
from ui.views.plane_axes import Axes
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import NeuronLine, Point, line_of
from wbsim.ids import bias_id
from wbsim.plan import Plan

_MOST = 16  # lines; more would hide the plane
_MARK = 0.62  # the size of a disc on a line


@dataclass(frozen=True)
class AllLines:
    """Lines with their bias, None where it is off; where one of them can be grabbed it is drawn elsewhere and left out."""

    lines: tuple[tuple[NeuronLine, float | None], ...]
    strong: NeuronLine | None  # the selected neuron's
    tied: bool  # whether biases are off, so that every line goes through the origin,
    origin: Point  # which is here


def all_lines(
    plan: Plan, theta: NDArray[np.floating], selected: int | None, axes: Axes, grabbed: bool
) -> AllLines | None:
    """The lines of a plan; None where its first layer has none on this plane, or too many. `grabbed` says whether the
    selected neuron's line is one to be grabbed.
    """
    row = plan.rows[0]
    if row.fan_out > _MOST:
        return None
    found, strong = [], None
    for neuron in row.layer.neurons:
        line = line_of(plan, theta, neuron, axes)
        if line is None or (neuron == selected and grabbed):
            continue
        if neuron == selected:
            strong = line
        place = plan.index.get(bias_id(neuron))
        found.append((line, None if place is None else float(theta[place])))
    straight = line_of(plan, theta, row.layer.neurons[0], axes) is not None
    tied = not row.layer.bias and straight and not any(line.rest for line, _ in found)
    across, up = axes.across.input or 0, axes.up.input
    origin = axes.shift[across], axes.shift[up] if up is not None else 0.0
    return AllLines(tuple(found), strong, tied, origin) if found or tied else None


def paint_lines(painter: QPainter, look: Look, where: PlaneLayout, shown: AllLines) -> None:
    """The lines in dashes, with a casing so that crossings read."""
    grown = max(1.0, look.scale)
    for token, more in (("panel", 2.4), ("weight", 0.0)):
        for line, _ in sorted(shown.lines, key=lambda one: one[0] is shown.strong):
            wide = (2.8 if line is shown.strong else 1.7) + more
            pen = look.theme.pen(token, wide * grown)
            if token == "weight":
                dash, gap = (11, 5) if line is shown.strong else (7.5, 3.5)
                pen.setDashPattern([dash / wide, gap / wide])
            painter.setPen(pen)
            ends = line.ends(where.window)
            if ends is not None:
                one, two = (QPointF(*where.pixel(*end)) for end in ends)
                painter.drawLine(one, two)


def paint_feet(painter: QPainter, look: Look, where: PlaneLayout, shown: AllLines) -> None:
    """The way from the origin to each line, with its bias at the end."""
    grown = max(1.0, look.scale)
    for line, bias in shown.lines:
        if bias is None or line.rest or not where.window.contains(*line.foot):
            continue
        origin, foot = (QPointF(*where.pixel(*place)) for place in (line.shift, line.foot))
        if math.hypot(foot.x() - origin.x(), foot.y() - origin.y()) > 3:
            for token, wide in (("panel", 4.4), ("bias_line", 2.4)):
                painter.setPen(look.theme.pen(token, wide * grown))
                painter.drawLine(origin, foot)
    for line, bias in shown.lines:
        if bias is not None and not line.rest and where.window.contains(*line.foot):
            x, y = where.pixel(*line.foot)
            draw_disc(painter, look.theme, x, y, Disc(bias), _MARK * grown)


def paint_knot(painter: QPainter, look: Look, where: PlaneLayout, shown: AllLines) -> None:
    """The knot that ties all lines to the origin, where biases are off."""
    if not shown.tied:
        return
    theme, grown = look.theme, max(1.0, look.scale)
    if not where.window.contains(*shown.origin):
        return
    x, y = where.pixel(*shown.origin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, wide in (("panel", 5.0), ("ink", 2.2)):
        painter.setPen(theme.pen(token, wide * grown))
        painter.drawEllipse(QPointF(x, y), 11 * grown, 11 * grown)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("ink"))
    painter.drawEllipse(QPointF(x, y), 4 * grown, 4 * grown)
    text = QCoreApplication.translate("PlaneView", "all lines tied to 0")
    if len(shown.lines) < 2:
        text = QCoreApplication.translate("PlaneView", "tied to 0")
    font = themes.font(max(11.5, 12.5 * look.scale), 600)
    wide, high = chip_size(text, font)
    left = x + 16 * grown
    if left + wide > where.right - 2:
        left = x - 16 * grown - wide
    top = y - 14 * grown - high
    box = QRectF(max(where.left + 2.0, left), min(max(where.top + 2.0, top), where.bottom - high), wide, high)
    draw_chip(painter, theme, box, text, font)
