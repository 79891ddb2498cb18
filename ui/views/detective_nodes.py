"""Paints the network of the detective's card: its edges thin, its neurons with a mark for what is wrong with each.
Dead is crossed, a copy carries the number of its group, saturated is a circle with a flat cap; every bias is docked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.detective_layout import DRAWN, LayersLayout, Strip
from ui.views.layer import is_vector, pixel_ratio
from ui.views.strokes import draw_lines
from wbsim.plan import Plan
from wbsim.probes.health import Health, LayerHealth
from wbsim.snapshot import Snapshot

_WIDTHS = 4  # of edges
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
        if row.kind == "dense" and row.fan_in == len(above.xs) and row.fan_in * row.fan_out <= _EDGES:
            _paint_edges(painter, look.theme, above, below, row.weights_of(snapshot.state.theta))
        elif row.kind != "dense" or row.fan_in != len(above.xs):
            _paint_way(painter, look.theme, above, below)
    _paint_inputs(painter, look, where.strips[0], plan)
    for number, (row, layer) in enumerate(zip(plan.rows, health.layers, strict=True), 1):
        strip, marks = where.strips[number], Marks.of(layer)
        biases = row.biases_of(snapshot.state.theta)
        if row.fan_out > DRAWN:
            _paint_ticks(painter, look.theme, strip, marks)
            continue
        for place, neuron in enumerate(row.layer.neurons):
            bias = None if biases is None else float(biases[place])
            own = Marks((marks.dead[place],), (marks.saturated[place],), (marks.groups[place],))
            at, selected = QPointF(strip.xs[place], strip.y), look.neuron == neuron
            if is_vector(painter):
                _paint_neuron(painter, look.theme, at, strip.radius, own, selected)
                _paint_bias(painter, look.theme, at, strip.radius, bias)
                continue
            kept = _kept(look.theme, strip.radius, own, selected, _rounded(bias), pixel_ratio(painter))
            half = kept.deviceIndependentSize().width() / 2
            painter.drawPixmap(at - QPointF(half, half), kept)


def _paint_way(painter: QPainter, theme: Theme, above: Strip, below: Strip) -> None:
    """That values go on where no edge joins one neuron to another: a weight is used at many places."""
    x = sum(below.xs) / len(below.xs) if below.xs else sum(above.xs) / max(1, len(above.xs))
    painter.setPen(QPen(theme.color("line2"), 1.6))
    top, end = above.y + above.radius + 3, below.y - below.radius - 4
    painter.drawLine(QPointF(x, top), QPointF(x, end))
    painter.drawPolyline([QPointF(x - 3.5, end - 4), QPointF(x, end), QPointF(x + 3.5, end - 4)])


def _paint_edges(
    painter: QPainter, theme: Theme, above: Strip, below: Strip, weights: NDArray[np.floating]
) -> None:
    """Edges in a few widths: to draw all of a width at once is many times faster than one by one."""
    sizes = np.abs(np.nan_to_num(weights.astype(float), posinf=1e300, neginf=-1e300)).ravel()
    shares = sizes / max(float(sizes.max(initial=0.0)), 1e-300)
    ends = np.empty((*weights.shape, 4))
    ends[..., 0], ends[..., 1] = np.array(above.xs)[None, :], above.y + above.radius
    ends[..., 2], ends[..., 3] = np.array(below.xs)[:, None], below.y - below.radius
    lines, negative = ends.reshape(-1, 4), weights.ravel() < 0
    thick = 1.1 if len(lines) > 60 else 2.1
    steps = np.minimum((shares * _WIDTHS).astype(int), _WIDTHS - 1)
    for step in range(_WIDTHS):
        share = (step + 0.5) / _WIDTHS
        for sign, token in ((False, "weight"), (True, "negative")):
            some = lines[(steps == step) & (negative == sign)]
            if len(some):
                painter.setPen(QPen(theme.mixed(token, "panel", 0.18 + 0.5 * share), 0.8 + thick * share))
                draw_lines(painter, _dashes(some) if sign else some)


def _dashes(lines: NDArray[np.float64], dash: float = 5.0, gap: float = 3.5) -> NDArray[np.float64]:
    """The parts of straight lines (n, 4) that lie in dashes, from their upper ends: (m, 4)."""
    start, way = lines[:, :2], lines[:, 2:] - lines[:, :2]
    length = np.hypot(way[:, 0], way[:, 1])
    begin = np.arange(0.0, max(float(length.max()), 1e-9), dash + gap)
    first = np.minimum(begin[None, :] / np.maximum(length, 1e-9)[:, None], 1.0)
    last = np.minimum((begin + dash)[None, :] / np.maximum(length, 1e-9)[:, None], 1.0)
    parts = [start[:, None] + share[..., None] * way[:, None] for share in (first, last)]
    return np.concatenate(parts, axis=2)[first < 1.0]


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


def _rounded(bias: float | None) -> float | None:
    """A bias of the same sign whose disc has nearly the same radius, of a few."""
    if bias is None or not math.isfinite(bias):
        return bias if bias is None else 0.0
    root = round(8 * min(2.2, math.sqrt(abs(bias)))) / 8
    return math.copysign(max(root, 1e-3) ** 2, bias) if bias < 0 else root**2


@lru_cache(maxsize=1024)
def _kept(theme: Theme, r: float, marks: Marks, selected: bool, bias: float | None, ratio: float) -> QPixmap:
    """A neuron with its marks and its bias, in the middle of a picture: painting one anew takes many times longer."""
    half = math.ceil(2 * r + 8)
    pixmap = QPixmap(round(2 * half * ratio), round(2 * half * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(half, half)
    _paint_neuron(painter, theme, middle, r, marks, selected)
    _paint_bias(painter, theme, middle, r, bias)
    painter.end()
    return pixmap


def _paint_neuron(
    painter: QPainter, theme: Theme, at: QPointF, r: float, marks: Marks, selected: bool = False
) -> None:
    """The first neuron of the marks."""
    dead, saturated, group = marks.dead[0], marks.saturated[0], marks.groups[0]
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


def _paint_bias(painter: QPainter, theme: Theme, at: QPointF, r: float, bias: float | None) -> None:
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
    _paint_neuron(painter, look.theme, QPointF(x, y), r, marks)
