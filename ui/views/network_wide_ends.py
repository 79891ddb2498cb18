"""Paints both ends of a wide network: the input as an image, maps or a strip, and the output as bars or a map.
It knows the traced sample and nothing of weights.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.equation import draw_line, input_symbol
from ui.views.network_biases import short
from ui.views.network_layout import Box
from ui.views.network_paint import tile_pictures
from ui.views.network_wide_layout import WideDiagram, row_box
from ui.views.tones import picture, span, tones
from wbsim.activations import BY_NAME
from wbsim.snapshot import Snapshot


def tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def rect(box: Box) -> QRectF:
    """A box for the painter."""
    return QRectF(box.x, box.y, box.width, box.height)


def paint_edge(painter: QPainter, theme: Theme, box: Box) -> None:
    painter.setPen(QPen(theme.color("line2"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect(box))


def paint_strip(painter: QPainter, theme: Theme, box: Box, places: NDArray[np.uint8] | None) -> None:
    if places is None:
        painter.fillRect(rect(box), theme.color("sunk"))
    else:
        painter.drawImage(rect(box), picture(places.reshape(-1, 1), theme.activation))
    paint_edge(painter, theme, box)


def paint_input(
    painter: QPainter, diagram: WideDiagram, snapshot: Snapshot, look: Look, places: NDArray[np.uint8] | None
) -> None:
    plan, theme, box = snapshot.plan, look.theme, diagram.input
    trace = snapshot.seen.trace
    if diagram.input_form == "image" and plan.description.image is not None:
        painter.fillRect(rect(box), theme.color("sunk"))
        if trace is not None:
            values = trace.values[: len(plan.inputs)].reshape(plan.description.image)
            low, high = float(values.min()), float(values.max())
            stops = (theme.panel, theme.mixed("ink", "panel", 0.5).name(), theme.ink)
            painter.drawImage(rect(box), picture(tones(values, (min(0.0, low), max(high, 1e-9))), stops))
        paint_edge(painter, theme, box)
        paint_verdict(painter, box, snapshot, look)
    elif diagram.input_form == "tiles":
        _input_tiles(painter, box, snapshot, look)
    else:
        paint_strip(painter, theme, box, None if places is None else places[: len(plan.inputs)])


def paint_verdict(painter: QPainter, box: Box, snapshot: Snapshot, look: Look, slack: float = 30) -> None:
    """What the picture is, and what the network reads, under it; it may be wider by `slack` pixels."""
    names, trace = snapshot.plan.description.classes, snapshot.seen.trace
    if trace is None or not names or snapshot.plan.outputs != len(names):
        return
    read = int(np.argmax(trace.values[-len(names) :]))
    drawn = int(np.argmax(trace.target)) if len(trace.target) else None  # none is drawn that was set by hand
    known = bool(np.isfinite(trace.values[-len(names) :]).all())  # a sample may be only part of its way
    pixels = max(11.5, 13.5 * look.scale)
    parts = [
        (tr("set by hand") if drawn is None else tr("drawn "), 500, "ink2"),
        ("" if drawn is None else names[drawn], 700, "ink"), (tr(", read "), 500, "ink2"),
        (names[read], 700, "ink" if drawn in (None, read) else "loss_text"),
    ]  # fmt: skip
    parts = parts if known else parts[:2]
    widths = [QFontMetricsF(themes.font(pixels, weight)).horizontalAdvance(text) for text, weight, _ in parts]
    if sum(widths) > box.width + slack:
        parts, widths = parts[1::2], widths[1::2]
    x = box.middle[0] - sum(widths) / 2 - (4 if len(parts) == 2 else 0)
    for (text, weight, token), width in zip(parts, widths, strict=True):
        painter.setFont(themes.font(pixels, weight))
        painter.setPen(look.theme.color(token))
        painter.drawText(QPointF(x, box.bottom + 22 * look.scale), text)
        x += width + (8 if len(parts) == 2 else 0)


def _input_tiles(painter: QPainter, box: Box, snapshot: Snapshot, look: Look) -> None:
    pictures = tile_pictures(snapshot, look.theme)
    names = snapshot.plan.inputs
    pitch = box.height / len(names)
    tile = min(box.width, pitch - 24 * look.scale)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, name in enumerate(names):
        own = Box(box.middle[0] - tile / 2, box.y + place * pitch, tile, tile)
        if pictures:
            painter.drawImage(rect(own), pictures[place])
        paint_edge(painter, look.theme, own)
        symbol = input_symbol(name)
        draw_line(
            painter,
            look.theme,
            QPointF(own.x + 2, own.bottom + 16 * look.scale),
            symbol,
            round(16 * look.scale),
        )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)


def paint_output(painter: QPainter, diagram: WideDiagram, snapshot: Snapshot, look: Look) -> None:
    box, theme = diagram.output, look.theme
    if diagram.output_form == "tiles":
        pictures = tile_pictures(snapshot, theme)
        own = Box(box.x, box.middle[1] - box.width / 2, box.width, box.width)
        if pictures:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(rect(own), pictures[-1])
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        paint_edge(painter, theme, own)
    elif diagram.output_form == "bars" and snapshot.seen.trace is not None:
        paint_bars(painter, box, snapshot, look)


def _percent(share: float) -> str:
    if math.isnan(share):
        return "–"
    return f"{themes.fixed(100 * share, 1)} %" if not share < 0.0005 else "0"


def paint_bars(painter: QPainter, box: Box, snapshot: Snapshot, look: Look) -> None:
    """The output of every class for the traced sample, and what it was told in bold."""
    plan, theme, trace = snapshot.plan, look.theme, snapshot.seen.trace
    assert trace is not None
    row = plan.rows[-1]
    values = trace.values[row.target_row : row.target_row + row.fan_out]
    names = plan.description.classes
    words = names if len(names) == row.fan_out else tuple(str(k + 1) for k in range(row.fan_out))
    share = BY_NAME[row.layer.activation].ends == (0, 1)
    low, high = (0.0, 1.0) if share else span(values, row.layer.activation)
    top, told = int(np.argmax(values)), int(np.argmax(trace.target)) if len(trace.target) else None
    pixels = max(11.5, 13 * look.scale)
    figure = QFontMetricsF(themes.font(pixels, 700)).horizontalAdvance("100.0 %")
    if share and names:
        painter.setFont(themes.font(pixels, 600))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QPointF(box.x, box.y - 10 * look.scale), tr("how sure"))
    left = box.x + 20 * look.scale
    room = max(10.0, box.right - figure - 6 - left)
    for k, value in enumerate(values.tolist()):
        own = row_box(box, k, row.fan_out)
        y, tall = own.middle[1], min(16 * look.scale, 0.72 * own.height)
        strong = k == told or (k == top and not math.isnan(value))
        painter.setFont(themes.font(pixels, 700 if strong else 500))
        painter.setPen(theme.color("ink" if strong else "ink2"))
        line = QRectF(box.x, own.y, box.width, own.height)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words[k])
        text = _percent(value) if share else short(value)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.fillRect(QRectF(left, y - tall / 2, room, tall), theme.color("sunk"))
        zero = left + room * max(0.0, -low) / (high - low)
        length = room * (min(max(value, low), high) if not math.isnan(value) else 0.0) / (high - low)
        bar = QRectF(min(zero, zero + length), y - tall / 2, max(1.5, abs(length)), tall)
        painter.fillRect(bar, theme.color("ink" if k == top else "slate"))
