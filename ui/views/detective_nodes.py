"""Paints the network of the detective's card: its edges thin, its neurons with a mark for what is wrong with each.
Dead is crossed, a copy carries the number of its group, saturated is a circle with a flat cap; every bias is docked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.detective_layout import DRAWN, LayersLayout, Strip
from wbsim.plan import Plan
from wbsim.probes.health import Health, LayerHealth
from wbsim.snapshot import Snapshot

_EDGES = 500  # edges between two rows up to which they are drawn


@dataclass(frozen=True)
class Marks:
    """What is wrong with each neuron of a layer, by its place: `groups` are numbers from 1, 0 for one of its own."""

    dead: tuple[bool, ...]
    saturated: tuple[bool, ...]
    groups: tuple[int, ...]

    @classmethod
    def of(cls, layer: LayerHealth) -> Marks:
        """The marks of a layer."""
        dead, saturated = set(layer.dead), set(layer.saturated)
        group = {neuron: number for number, among in enumerate(layer.identical, 1) for neuron in among}
        return cls(
            tuple(n in dead for n in layer.neurons), tuple(n in saturated for n in layer.neurons),
            tuple(group.get(n, 0) for n in layer.neurons),
        )  # fmt: skip


def paint_network(
    painter: QPainter, snapshot: Snapshot, look: Look, health: Health, where: LayersLayout
) -> None:
    """The edges, then inputs and neurons."""
    plan = snapshot.plan
    for number, row in enumerate(plan.rows):
        above, below = where.strips[number], where.strips[number + 1]
        if row.fan_in * row.fan_out <= _EDGES:
            _paint_edges(painter, look.theme, above, below, row.weights_of(snapshot.state.theta))
    _paint_inputs(painter, look, where.strips[0], plan)
    for number, (row, layer) in enumerate(zip(plan.rows, health.layers, strict=True), 1):
        strip, marks = where.strips[number], Marks.of(layer)
        biases = row.biases_of(snapshot.state.theta)
        if row.fan_out > DRAWN:
            _paint_ticks(painter, look.theme, strip, marks)
            continue
        for place, neuron in enumerate(row.layer.neurons):
            at = QPointF(strip.xs[place], strip.y)
            _paint_neuron(painter, look, at, strip.radius, marks, place, look.neuron == neuron)
            bias = None if biases is None else float(biases[place])
            _paint_bias(painter, look.theme, at, strip.radius, bias, look.scale)


def _paint_edges(painter: QPainter, theme: Theme, above: Strip, below: Strip, weights: np.ndarray) -> None:
    most = float(np.nanmax(np.abs(weights), initial=1e-9))
    fine = len(above.xs) * len(below.xs) > 60
    order = np.argsort(np.abs(weights), axis=None)
    for flat in order.tolist():
        target, source = divmod(flat, weights.shape[1])
        weight = float(weights[target, source])
        share = abs(weight) / most if math.isfinite(weight) and most > 0 else 1.0
        pen = QPen(theme.mixed("weight" if weight >= 0 else "negative", "panel", 0.18 + 0.5 * share))
        pen.setWidthF((0.7 if fine else 0.9) + (1.1 if fine else 2.1) * share)
        if weight < 0:
            pen.setDashPattern([3.2, 2.4])
        painter.setPen(pen)
        painter.drawLine(
            QLineF(above.xs[source], above.y + above.radius, below.xs[target], below.y - below.radius)
        )


def _paint_inputs(painter: QPainter, look: Look, strip: Strip, plan: Plan) -> None:
    theme = look.theme
    if len(strip.xs) > DRAWN:
        _paint_ticks(painter, theme, strip, None)
        return
    painter.setPen(theme.pen("line2", 1.2))
    painter.setBrush(theme.color("sunk"))
    half = max(3.0, 0.7 * strip.radius)
    for x in strip.xs:
        painter.drawRoundedRect(QRectF(x - half, strip.y - half, 2 * half, 2 * half), 3, 3)


def _paint_ticks(painter: QPainter, theme: Theme, strip: Strip, marks: Marks | None) -> None:
    """Neurons that are too many for circles: an upright tick each, a cross in place of a dead one where there is room."""
    tall, thick = min(9.0, 0.2 * strip.height), max(0.6, 1.5 * strip.radius)
    for place, x in enumerate(strip.xs):
        dead = marks is not None and marks.dead[place]
        token = "line2" if marks is None else "loss" if dead else "slate"
        color = theme.color(token)
        high = tall * (1.5 if dead else 1.0)
        painter.fillRect(QRectF(x - thick / 2, strip.y - high, thick, 2 * high), color)


def _paint_neuron(
    painter: QPainter, look: Look, at: QPointF, r: float, marks: Marks, place: int, selected: bool
) -> None:
    theme, group = look.theme, marks.groups[place]
    dead, saturated = marks.dead[place], marks.saturated[place]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(at, r + 2.5, r + 2.5)  # so that edges end before it
    pen = QPen(theme.color("ink3" if dead else "ink2"), max(1.2, 0.12 * r))
    if dead:
        pen.setDashPattern([2.2, 1.8])
    painter.setPen(pen)
    painter.setBrush(theme.color("sunk"))
    painter.drawEllipse(at, r, r)
    if group:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("slate"))
        painter.drawEllipse(at, r, r)
    if saturated:
        _paint_cap(painter, theme, at, r, bool(group))
    if dead:
        reach = 0.62 * r
        painter.setPen(QPen(theme.color("panel" if group else "ink"), max(1.8, 0.2 * r)))
        painter.drawLine(QPointF(at.x() - reach, at.y() - reach), QPointF(at.x() + reach, at.y() + reach))
        painter.drawLine(QPointF(at.x() - reach, at.y() + reach), QPointF(at.x() + reach, at.y() - reach))
    elif group and r >= 5:
        painter.setPen(theme.color("panel"))
        painter.setFont(themes.font(1.25 * r, 700))
        painter.drawText(
            QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), Qt.AlignmentFlag.AlignCenter, str(group)
        )
    if selected:
        painter.setPen(theme.pen("ink", 2.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, r + 3.4, r + 3.4)


def _paint_cap(painter: QPainter, theme: Theme, at: QPointF, r: float, on_slate: bool) -> None:
    """A curve that runs flat at both ends, as that of a saturated neuron does where its points lie."""
    painter.setPen(QPen(theme.color("panel" if on_slate else "ink"), max(1.6, 0.17 * r)))
    x, y, wide, high = at.x(), at.y(), 0.6 * r, 0.34 * r
    painter.drawPolyline(
        [QPointF(x - wide, y + high), QPointF(x - 0.12 * r, y + high), QPointF(x + 0.12 * r, y - high),
         QPointF(x + wide, y - high)]
    )  # fmt: skip


def _paint_bias(
    painter: QPainter, theme: Theme, at: QPointF, r: float, bias: float | None, scale: float
) -> None:
    """The disc at the lower edge, as everywhere: filled where b ≥ 0, pale and dashed where b < 0, crossed out where off."""
    size = 0.0 if bias is None or not math.isfinite(bias) else min(2.2, math.sqrt(abs(bias)))
    radius = min(0.24 * r + 1.4 + 1.3 * size * min(1.0, r / 10), 0.62 * r + 1)
    # under a circle that is hardly larger than the disc, else on its lower edge
    center = QPointF(at.x() - 0.2 * r, at.y() + r + 0.35 * radius)
    if r < 7:
        center = QPointF(at.x(), at.y() + r + radius + 1.2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(center, radius + 1.6, radius + 1.6)
    if bias is None:
        pen = QPen(theme.color("ink3"), 1.1)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, radius, radius)
        reach = 0.7 * radius
        painter.drawLine(
            QPointF(center.x() - reach, center.y() + reach), QPointF(center.x() + reach, center.y() - reach)
        )
        return
    if bias >= 0:
        painter.setPen(theme.pen("bias_line", 1.0))
        painter.setBrush(theme.color("bias"))
    else:
        pen = theme.pen("bias_line", 1.5)
        pen.setDashPattern([2.0, 1.5])
        painter.setPen(pen)
        painter.setBrush(theme.color("bias_pale"))
    painter.drawEllipse(center, radius, radius)


def paint_sample(painter: QPainter, look: Look, x: float, y: float, r: float, kind: str) -> None:
    """A neuron with one mark, for a legend: "dead", "group" or "saturated"."""
    marks = Marks((kind == "dead",), (kind == "saturated",), (int(kind == "group"),))
    _paint_neuron(painter, look, QPointF(x, y), r, marks, 0, selected=False)
