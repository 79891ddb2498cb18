"""What is written over and under the columns of a network of several kinds of layers: how many weights, how large filters
and maps are, how many do not fit. It paints words alone.
"""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.network_layers_layout import LayersDiagram, Part
from ui.views.network_layout import Box
from ui.views.network_wide_paint import fitted, paint_ramp, say
from ui.views.quantity import Shown
from ui.views.tones import parameter_level
from wbsim.plan import Row
from wbsim.snapshot import Snapshot


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def paint_captions(
    painter: QPainter,
    diagram: LayersDiagram,
    snapshot: Snapshot,
    look: Look,
    numbers: NDArray[np.floating] | None,
) -> None:
    """All words over and under the columns."""
    line = _Line(painter, look)
    for part, column in zip(diagram.parts, diagram.columns[1:], strict=True):
        row = snapshot.plan.rows[part.row]
        if row.fan_out:
            _count(painter, row, part, look, column.pitch)
        _foot(line, row, part, numbers)


@final
class _Line:
    """Writes under the columns from left to right; what would overlap what stands there already is left out."""

    def __init__(self, painter: QPainter, look: Look) -> None:
        self.painter, self.look = painter, look
        self.pixels = max(11.5, 12 * look.scale)
        self._ends: dict[int, float] = {}

    def under(self, box: Box, text: str, token: str = "ink2", line: int = 0) -> None:
        wide = wide_as(self.pixels, text)
        left = box.middle[0] - wide / 2
        base = box.bottom + 5 + (1.05 + 1.3 * line) * self.pixels
        row = round(base / self.pixels)
        if not text or left < self._ends.get(row, -1.0) + 5:
            return
        self._ends[row] = left + wide
        say(self.painter, box.middle[0], base, text, (self.pixels, 500), self.look.theme.color(token))


def paint_note(painter: QPainter, diagram: LayersDiagram, quantity: Shown, look: Look) -> None:
    """What is shown of the parameters, where it is not their values, in the corner under the input."""
    area, pixels = diagram.area, max(11.5, 12 * look.scale)
    top = diagram.input.bottom + 40 * look.scale
    box = QRectF(area.x - 8, top, max(64.0, diagram.parts[0].box.x - area.x), max(0.0, area.bottom - 2 - top))
    flags = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    font = themes.font(pixels, 600)
    fits = QFontMetricsF(font).boundingRect(box, flags, quantity.words).height() <= box.height()
    painter.setFont(font)
    painter.setPen(look.theme.color("loss_text" if look.quantity == "gradients" else "ink2"))
    painter.drawText(box, flags, quantity.words if fits else quantity.short)


def _count(painter: QPainter, row: Row, part: Part, look: Look, pitch: float) -> None:
    """How many weights: filters or neurons, times the weights of each."""
    product = themes.count(row.fan_in * row.fan_out)
    each = f"{row.fan_out} · {row.fan_in}"
    if row.kind == "convolution" and row.strip.reads[0] > 1:
        each = f"{row.fan_out} · {row.strip.reads[0]} · {row.strip.block.side}²"
    pixels = max(11.5, 13.5 * look.scale)
    box = part.box
    if part.flat is not None and part.weights is not None:
        box = Box(part.weights.x, box.y, box.right - part.weights.x, box.height)
    room = min(pitch - 6, box.width + 24)
    text = fitted((f"{each} = {product}", product), pixels, 700, room)
    loop = 24 * look.scale if part.form == "recurrent" else 0
    say(
        painter,
        box.middle[0],
        box.y - loop - 8 * look.scale,
        text,
        (pixels, 700),
        look.theme.color("weight_text"),
    )


def _foot(line: _Line, row: Row, part: Part, numbers: NDArray[np.floating] | None) -> None:
    """Sizes under the pieces of a column, and how many of its rows are not seen."""
    painter, look, pixels = line.painter, line.look, line.pixels
    theme = look.theme
    base = part.box.bottom + 5 + 1.05 * pixels

    def under(box: Box, text: str, token: str = "ink2", down: int = 0) -> None:
        line.under(Box(box.x, part.box.y, box.width, part.box.height), text, token, down)

    if part.form == "convolution" and part.stripes and part.stripes[0].weights is not None:
        side, size = row.strip.block.side, row.strip.filled[1:]
        tiles = (part.stripes[0].weights, part.stripes[0].made)
        texts = (f"{side} × {side}", f"{size[0]} × {size[1]}")
        if tiles[1].middle[0] - tiles[0].middle[0] > 1.1 * wide_as(pixels, " ".join(texts)):
            for box, text in zip(tiles, texts, strict=True):
                under(box, text)
        else:
            under(part.box, texts[1])
    elif part.form == "pooling":
        under(part.box, f"{row.strip.filled[1]} × {row.strip.filled[2]}")
    elif part.weights is not None and numbers is not None and part.form == "dense":
        paint_ramp(painter, theme, part.weights, base, pixels, parameter_level(row.weights_of(numbers)))
    if part.form == "recurrent" and part.weights is not None and part.loop is not None:
        for box, words in (
            (part.weights, (_tr("W for the input"), "Wₓ")),
            (part.loop, (_tr("W for itself"), "Wₕ")),
        ):
            under(box, fitted(words, pixels, 500, box.width + 8), "weight_text")
        if part.made.width:
            under(part.made, fitted((_tr("last step"), _tr("h")), pixels, 500, part.made.width + 22))
    if part.flat is not None:
        values = _tr("{count} values").format(count=themes.count(row.fan_in))
        words = (_tr("flattened: {values}").format(values=values), values)
        text = fitted(words, pixels, 500, part.box.right - part.flat.x)
        painter.setFont(themes.font(pixels, 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QPointF(part.flat.x - 2, base + 1.3 * pixels), text)
    if part.more and part.form != "pooling":
        text = _tr("… {count} more").format(count=part.more)
        under(part.box, text, down=1)


def wide_as(pixels: float, text: str) -> float:
    """How wide a text of that size is."""
    return QFontMetricsF(themes.font(pixels, 500)).horizontalAdvance(text)
