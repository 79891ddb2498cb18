"""Paints both ends of a network of several kinds of layers: the sample at hand, as a picture or a curve, and what the network
makes of it. It knows no weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.network_layers_layout import LayersDiagram
from ui.views.network_layout import Box
from ui.views.network_wide_ends import paint_bars, paint_edge, paint_strip, paint_verdict, rect, tr
from ui.views.tones import picture, span, tones
from wbsim.activations import BY_NAME
from wbsim.probes.trace import Trace, told_output
from wbsim.samples import told
from wbsim.snapshot import Snapshot

_CURVES = 4  # values a step that are drawn as curves, at most


def paint_given(painter: QPainter, diagram: LayersDiagram, snapshot: Snapshot, look: Look) -> None:
    """The sample that the network is given, and under it what it is."""
    facts, theme, trace, box = snapshot.plan.description, look.theme, snapshot.seen.trace, diagram.input
    if trace is None:
        painter.fillRect(rect(box), theme.color("sunk"))
        paint_edge(painter, theme, box)
        return
    values = trace.values[: len(snapshot.plan.inputs)]
    slack = max(0.0, 2 * min(box.x - diagram.area.x + 8, diagram.parts[0].box.x - box.right - 6))
    if facts.image is not None:
        _image(painter, theme, box, values.reshape(facts.channels, *facts.image).mean(axis=0))
        paint_verdict(painter, box, snapshot, look, slack)
    elif facts.sequence is not None:
        _sequence(painter, look, box, values.reshape(facts.sequence))
        if facts.classes:
            below = Box(box.x, box.y, box.width, box.height + 16 * max(0.9, look.scale))
            paint_verdict(painter, below, snapshot, look, slack)
    else:
        paint_strip(painter, theme, box, tones(values, span(values, "linear")))


def _image(painter: QPainter, theme: Theme, box: Box, values: NDArray[np.floating]) -> None:
    low, high = float(values.min()), float(values.max())
    stops = (theme.panel, theme.mixed("ink", "panel", 0.5).name(), theme.ink)
    painter.drawImage(rect(box), picture(tones(values, (min(0.0, low), max(high, 1e-9))), stops))
    paint_edge(painter, theme, box)


def _sequence(painter: QPainter, look: Look, box: Box, values: NDArray[np.floating]) -> None:
    """A curve for every value of a step over the steps, or a picture of them where there are many."""
    theme, (steps, count) = look.theme, values.shape
    pixels = max(11.5, 12 * look.scale)
    metrics = QFontMetricsF(themes.font(pixels, 500))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(rect(box), 6, 6)
    if count > _CURVES:
        painter.drawImage(rect(box), picture(tones(values.T, span(values, "linear")), theme.activation))
        paint_edge(painter, theme, box)
    else:
        _curves(painter, look, box, values, pixels)
    painter.setFont(themes.font(pixels, 500))
    painter.setPen(theme.color("ink2"))
    base = box.bottom + metrics.ascent() + 3
    end = tr("step {steps}").format(steps=steps)
    painter.drawText(QPointF(box.x + 2, base), "1")
    painter.drawText(QPointF(box.right - metrics.horizontalAdvance(end) - 2, base), end)


def _curves(painter: QPainter, look: Look, box: Box, values: NDArray[np.floating], pixels: float) -> None:
    theme, steps = look.theme, len(values)
    known = np.nan_to_num(values.astype(float), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = min(0.0, float(known.min())), max(0.0, float(known.max()))
    low, high = (low, high) if high > low else (-1.0, 1.0)
    metrics = QFontMetricsF(themes.font(pixels, 500))
    figures = [themes.number(high, 2), themes.number(low, 2)]
    left = box.x + max(metrics.horizontalAdvance(text) for text in figures) + 8
    inside = QRectF(left, box.y + 9, max(8.0, box.right - left - 8), max(8.0, box.height - 18))

    def y(value: float) -> float:
        return inside.bottom() - (value - low) / (high - low) * inside.height()

    painter.setFont(themes.font(pixels, 500))
    painter.setPen(theme.color("ink3"))
    for value, text in zip((high, low), figures, strict=True):
        painter.drawText(QPointF(box.x + 4, y(value) + 0.36 * pixels), text)
    painter.setPen(QPen(theme.color("line2"), 1.2))
    painter.drawLine(QPointF(inside.left(), y(0.0)), QPointF(inside.right(), y(0.0)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, own in enumerate(known.T.tolist()):
        token = ("ink", "slate", "ink2", "ink3")[number]
        points = [
            QPointF(inside.left() + inside.width() * (t + 0.5) / steps, y(v)) for t, v in enumerate(own)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(token), 1.6 * max(1.0, look.scale)))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token))
        reach = min(3.2 * max(1.0, look.scale), 0.3 * inside.width() / steps)
        for point in points:
            painter.drawEllipse(point, reach, reach)


def paint_told(painter: QPainter, diagram: LayersDiagram, snapshot: Snapshot, look: Look) -> None:
    """What the network makes of the sample: a bar a class, or one number beside the one that it was to tell."""
    trace = snapshot.seen.trace
    if trace is None:
        return
    if diagram.end == "bars":
        paint_bars(painter, diagram.output, snapshot, look)
    elif diagram.end == "value":
        _value(painter, diagram.output, snapshot, trace, look)


def _value(painter: QPainter, box: Box, snapshot: Snapshot, trace: Trace, look: Look) -> None:
    """The one output, in the units of the data, and the truth under it."""
    plan, theme, scale = snapshot.plan, look.theme, max(0.9, look.scale)
    facts, row = plan.description, plan.rows[-1]
    value, title, truth = told_output(plan, trace), facts.target or tr("output"), ""
    said = themes.number(value, 3)
    if len(facts.classes) == 2:
        ends = BY_NAME[row.layer.activation].ends
        share = ends == (0, 1)
        title = facts.classes[1] if share else tr("output")
        said = f"{themes.fixed(100 * value, 1)} %" if share and np.isfinite(value) else said
    elif len(trace.target):
        wanted = float(told(plan, trace.target[None].astype(float))[0, -1])
        truth = tr("truth {value}").format(value=themes.number(wanted, 3))
    middle = box.middle[1]
    lines = [(title, 12.0, 500, "ink2"), (said, 19.0, 700, "ink"), (truth, 12.5, 600, "ink2")]
    lines = [line for line in lines if line[0]]
    heights = [1.5 * max(11.5, pixels * scale) for _, pixels, _, _ in lines]
    y = middle - sum(heights) / 2
    frame = QRectF(box.x, y - 8 * scale, box.width, sum(heights) + 16 * scale)
    painter.setPen(QPen(theme.color("slate"), 1.4))
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(frame, 8, 8)
    for (text, pixels, weight, token), tall in zip(lines, heights, strict=True):
        painter.setFont(themes.fitting_font(text, box.width - 10, max(11.5, pixels * scale), weight))
        painter.setPen(theme.color(token))
        line = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width - 6)
        painter.drawText(QRectF(box.x, y, box.width, tall), Qt.AlignmentFlag.AlignCenter, line)
        y += tall
