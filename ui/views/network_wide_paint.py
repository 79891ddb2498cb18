"""Paints a wide network layer by layer: weights as a picture, biases as bars, activations of the traced sample,
outputs as bars with the names of the classes. No edge is drawn, so it never becomes a clump.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.bias_disc import Disc, paint_disc, paint_lock
from ui.views.layer import fineness
from ui.views.network_layout import Box
from ui.views.network_wide_ends import paint_edge, paint_input, paint_output, paint_strip, rect, tr
from ui.views.network_wide_layout import Block, WideDiagram, find, row_box
from ui.views.parameter_marks import Marks, held
from ui.views.quantity import Shown, shown
from ui.views.tones import parameter_level, picture, resampled, sample_tones, thinned, tones
from wbsim.ids import bias_id
from wbsim.plan import Row
from wbsim.snapshot import Snapshot

_LONGEST = 1024  # rows or columns of a picture at most
_CRISP = 4  # pixels of a cell from which on its edges need no care


def paint_wide(
    painter: QPainter,
    diagram: WideDiagram,
    snapshot: Snapshot,
    look: Look,
    marks: Marks,
    given: Shown | None = None,
) -> None:
    """Paints everything as it stands in the snapshot; of the parameters `given`, or what the look asks for."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plan, theme = snapshot.plan, look.theme
    trace, quantity = snapshot.seen.trace, given or shown(snapshot, look.quantity)
    numbers = quantity.numbers
    places = sample_tones(plan, trace.values) if trace is not None else None
    still = held(plan)
    paint_input(painter, diagram, snapshot, look, places)
    before, products = diagram.input.right, _products(plan.rows, diagram.blocks, look.scale)
    for block in diagram.blocks:
        row = plan.rows[block.row]
        level = 0.0 if numbers is None else parameter_level(row.weights_of(numbers))
        if numbers is None:
            painter.fillRect(rect(block.weights), theme.color("sunk"))
            paint_edge(painter, theme, block.weights)
            _bed(painter, theme, block.biases, row.biases >= 0)
        else:
            paint_weights(painter, theme, block.weights, row.weights_of(numbers), level)
            paint_bias_bars(painter, theme, block.biases, row.biases_of(numbers))
        if block.activations.width > 0:
            own = None if places is None else places[row.target_row : row.target_row + row.fan_out]
            paint_strip(painter, theme, block.activations, own)
        _arrow(painter, theme, block.weights, block.weights.x - before)
        before = block.activations.right
        _captions(painter, block, row, products[block.row], look, marks)
        for place, box in ((row.weights, block.weights), (row.biases, block.biases)):
            if still is not None and place >= 0 and still[place]:  # held as a whole, or not at all
                paint_lock(painter, theme, QPointF(box.right, box.y), 9 * max(0.75, look.scale))
        follows = diagram.blocks[block.row + 1].weights.x if block is not diagram.blocks[-1] else 1e9
        _feet(painter, block, row, numbers, level, follows - block.activations.right - 2, snapshot, look)
    paint_output(painter, diagram, snapshot, look)
    if look.quantity != "values":
        _note(painter, diagram, quantity, look)
    for neuron, chosen in ((look.hover, False), (look.neuron, True)):
        where = find(plan, neuron) if isinstance(neuron, int) else None
        if where is not None:
            block = diagram.blocks[where[0]]
            _row_frame(painter, theme, row_box(block.whole, where[1], plan.rows[where[0]].fan_out), chosen)


# --- the parts of a layer -----------------------------------------------------------------------------------


def paint_weights(
    painter: QPainter, theme: Theme, box: Box, weights: NDArray[np.floating], level: float
) -> None:
    """A row a neuron; the full hues stand for ±`level`."""
    ratio = fineness(painter)
    # whole pixels of the device, so that no row or column is drawn twice
    left, top = round(box.x * ratio), round(box.y * ratio)
    size = max(1, round(box.height * ratio)), max(1, round(box.width * ratio))
    target = QRectF(left / ratio, top / ratio, size[1] / ratio, size[0] / ratio)
    if any(pixels < _CRISP * count for pixels, count in zip(size, weights.shape, strict=True)):
        weights = resampled(weights, min(_LONGEST, size[0]), min(_LONGEST, size[1]))
    painter.drawImage(target, picture(tones(weights, (-level, level)), theme.parameter_map))
    paint_edge(painter, theme, box)


def paint_bias_bars(painter: QPainter, theme: Theme, box: Box, biases: NDArray[np.floating] | None) -> None:
    """Bars from a zero line in the middle: to the right for b > 0, pale and to the left for b < 0."""
    _bed(painter, theme, box, biases is not None)
    if biases is None:
        return
    drawn = np.asarray(thinned(biases.reshape(-1, 1), int(box.height), 1)[:, 0], float)
    level = bias_reach(biases)
    zero, reach = box.x + box.width / 2, 0.46 * box.width
    tall = box.height / len(drawn)
    gap = min(1.5, 0.18 * tall)
    bars = [
        QRectF(zero + min(0.0, length), box.y + k * tall + gap / 2, abs(length), tall - gap)
        for k, length in enumerate((np.nan_to_num(drawn) / level * reach).tolist())
    ]
    solid = [bar for bar, value in zip(bars, drawn, strict=True) if value > 0]
    hollow = [bar for bar, value in zip(bars, drawn, strict=True) if value < 0]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("bias_line"))
    painter.drawRects(solid)
    pen = QPen(theme.color("bias_line"), 1)
    if tall > 6:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(theme.color("panel"))
    painter.drawRects(hollow)
    painter.setPen(QPen(theme.color("bias_line"), 1))
    painter.drawLine(QPointF(zero, box.y), QPointF(zero, box.bottom))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def bias_reach(biases: NDArray[np.floating]) -> float:
    """What the longest bar stands for."""
    sizes = np.abs(np.nan_to_num(biases, posinf=0, neginf=0))
    return float(sizes.max(initial=0.0)) or 1.0


def _bed(painter: QPainter, theme: Theme, box: Box, biased: bool) -> None:
    """The amber ground on which biases lie; where a layer has none it is grey."""
    painter.fillRect(rect(box), theme.color("bias_pale" if biased else "sunk"))


def _arrow(painter: QPainter, theme: Theme, box: Box, gap: float) -> None:
    if gap < 18:
        return
    x, y = box.x - gap / 2, box.y + box.height / 2
    grown = min(2.5, max(1.0, gap / 26))
    painter.setPen(QPen(theme.color("line2"), 1.8 * grown))
    wide, tall = 2.5 * grown, 5 * grown
    painter.drawLine(QPointF(x - wide, y - tall), QPointF(x + wide, y))
    painter.drawLine(QPointF(x + wide, y), QPointF(x - wide, y + tall))


def _row_frame(painter: QPainter, theme: Theme, box: Box, chosen: bool) -> None:
    frame = rect(box).adjusted(-3, -1.5, 3, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if chosen:
        painter.setPen(QPen(theme.color("bias"), 2))
        painter.drawRoundedRect(frame.adjusted(-3, -3, 3, 3), 5, 5)
    painter.setPen(QPen(theme.color("ink"), 2.4 if chosen else 1.2))
    painter.drawRoundedRect(frame, 3, 3)


def _note(painter: QPainter, diagram: WideDiagram, quantity: Shown, look: Look) -> None:
    """What is shown, where it is not the values, in the corner under the input."""
    area, grown = diagram.area, max(1.0, look.scale)
    width = max(64.0, diagram.blocks[0].weights.x - area.x - 6) if diagram.blocks else area.width
    over = diagram.input.bottom + (28 * grown if diagram.input_form == "image" else 6)
    box = QRectF(area.x - 8, over, width, max(0.0, area.bottom - 2 - over))
    flags = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
    font = themes.font(max(11.5, 12 * look.scale), 600)
    fits = QFontMetricsF(font).boundingRect(box, flags, quantity.words).height() <= box.height()
    painter.setFont(font)
    painter.setPen(look.theme.color("loss_text" if look.quantity == "gradients" else "ink2"))
    painter.drawText(box, flags, quantity.words if fits else quantity.short)


# --- words --------------------------------------------------------------------------------------------------


def fitted(choices: tuple[str, ...], pixels: float, weight: int, room: float) -> str:
    """The first text that fits a width; nothing where none does."""
    metrics = QFontMetricsF(themes.font(pixels, weight))
    return next((text for text in choices if metrics.horizontalAdvance(text) <= room), "")


def say(painter: QPainter, x: float, base: float, text: str, font: tuple[float, int], color: QColor) -> None:
    """A text around `x` on a base line."""
    painter.setFont(themes.font(*font))
    painter.setPen(color)
    painter.drawText(
        QRectF(x - 20 * font[0], base - 2 * font[0], 40 * font[0], 2.3 * font[0]),
        Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom,
        text,
    )


def _products(rows: tuple[Row, ...], blocks: tuple[Block, ...], scale: float) -> tuple[str, ...]:
    """How many weights every layer has; nothing where not all have room for it."""
    pixels = max(11.5, 13.5 * scale)
    texts = []
    for row, block in zip(rows, blocks, strict=True):
        product = themes.count(row.fan_in * row.fan_out)
        long = f"{row.fan_out} · {row.fan_in} = {product}"
        texts.append(fitted((long, product), pixels, 700, block.weights.width + 12))
    return tuple(texts) if all(texts) else ("",) * len(rows)


def _captions(painter: QPainter, block: Block, row: Row, product: str, look: Look, marks: Marks) -> None:
    """Over a layer: how many weights and how many biases it has."""
    theme, scale = look.theme, look.scale
    strong = max(11.5, 13.5 * scale)
    top = block.weights.y - min(11.0 * max(1.0, scale), 0.32 * block.biases.width) - 4 * scale + 0.36 * strong
    say(painter, block.weights.middle[0], top, product, (strong, 700), theme.color("weight_text"))
    reach = min(11.0 * max(1.0, scale), 0.32 * block.biases.width)
    if reach >= 4:
        lost = marks.diverged in {bias_id(n) for n in row.layer.neurons}
        disc = Disc(None if row.biases < 0 else 0.0, diverged=lost)
        painted = 12.0 if row.biases >= 0 else 11.0
        number = fitted((str(row.fan_out),), strong, 700, 1.5 * block.biases.width - 2 * reach)
        shift = 0.5 * block.biases.width - reach if number else 0.0
        center = block.biases.y - reach - 4 * scale
        paint_disc(painter, theme, block.biases.middle[0] - shift, center, disc, reach / painted)
        if number:
            left = block.biases.middle[0] - shift + reach + 5 * max(1.0, scale)
            painter.setFont(themes.font(strong, 700))
            painter.setPen(theme.color("bias_text"))
            base = center + 0.36 * strong
            painter.drawText(QPointF(left, base), number if row.biases >= 0 else tr("off"))


def _feet(
    painter: QPainter,
    block: Block,
    row: Row,
    numbers: NDArray[np.floating] | None,
    level: float,
    gap: float,
    snapshot: Snapshot,
    look: Look,
) -> None:
    """Under a layer: the range of its colors and of its bars, and how many of its neurons are lit; `gap` pixels are
    free behind it.
    """
    theme, plain = look.theme, max(11.5, 12 * look.scale)
    foot = block.weights.bottom + 20 * look.scale
    if numbers is not None:
        paint_ramp(painter, theme, block.weights, foot, plain, level)
    biases = None if numbers is None else row.biases_of(numbers)
    x, half = block.biases.middle[0], 0.5 * block.biases.width
    if biases is not None:
        reach = bias_reach(biases)
        words = (f"±{themes.number(reach, 2)}", f"±{themes.number(reach, 1)}", "−  +")
        text = fitted(words, plain, 600, block.biases.width + 6)
        say(painter, x, foot, text, (plain, 600), theme.color("bias_text"))
        half = max(half, QFontMetricsF(themes.font(plain, 600)).horizontalAdvance(text) / 2)
    if row.layer.activation == "relu" and block.activations.width > 0 and snapshot.seen.trace is not None:
        values = snapshot.seen.trace.values[row.target_row : row.target_row + row.fan_out]
        count = int(np.count_nonzero(values > 0))
        left, end = x + half + 4, block.activations.right + gap
        widest = tr("{count} lit").format(count=row.fan_out)
        long = QFontMetricsF(themes.font(plain, 500)).horizontalAdvance(widest)
        if left + long <= end:
            at = min(max(block.activations.middle[0], left + long / 2), end - long / 2)
            lit = tr("{count} lit").format(count=count)
            say(painter, at, foot, lit, (plain, 500), theme.color("ink2"))


def paint_ramp(painter: QPainter, theme: Theme, box: Box, foot: float, pixels: float, level: float) -> None:
    """The color map with the numbers that its ends stand for."""
    high = themes.number(level, 1)  # all the levels have one digit, but for 1.5
    high = high if math.isclose(float(f"{level:.1g}"), level) else themes.number(level, 2)
    low = "\N{MINUS SIGN}" + high
    metrics = QFontMetricsF(themes.font(pixels, 500))
    words = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high) + 12
    length = min(90.0 * pixels / 11.5, box.width - words)
    middle = box.middle[0]
    if length < 12:
        text = fitted((f"±{high}",), pixels, 500, box.width)
        say(painter, middle, foot, text, (pixels, 500), theme.color("ink2"))
        return
    left = middle - (words + length) / 2
    painter.setFont(themes.font(pixels, 500))
    painter.setPen(theme.color("ink2"))
    base = foot - 0.05 * pixels
    painter.drawText(QPointF(left, base), low)
    left += metrics.horizontalAdvance(low) + 6
    bar = QRectF(left, base - 0.72 * pixels, length, 0.75 * pixels)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for place, stop in enumerate(theme.parameter_map):
        gradient.setColorAt(place / 2, stop)
    painter.setPen(QPen(theme.color("line2"), 1))
    painter.setBrush(gradient)
    painter.drawRoundedRect(bar, 3, 3)
    painter.setPen(theme.color("ink2"))
    painter.drawText(QPointF(bar.right() + 6, base), high)
