"""Paints a wide network layer by layer: weights as a picture, biases as bars, activations of the traced sample,
outputs as bars with the names of the classes. No edge is drawn, so it never becomes a clump.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.bias_disc import Disc, paint_disc
from ui.views.equation import draw_line, input_symbol
from ui.views.network_layout import Box
from ui.views.network_paint import short, tile_pictures
from ui.views.network_wide_layout import Block, WideDiagram, find, row_box
from ui.views.parameter_marks import Marks
from ui.views.tones import parameter_level, picture, sample_tones, span, thinned, tones
from wbsim.ids import bias_id
from wbsim.plan import Row
from wbsim.snapshot import Snapshot

_LONGEST = 1024  # rows or columns of a picture at most


def paint_wide(painter: QPainter, diagram: WideDiagram, snapshot: Snapshot, look: Look, marks: Marks) -> None:
    """Paints everything as it stands in the snapshot."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plan, theme = snapshot.plan, look.theme
    trace = snapshot.seen.trace
    places = sample_tones(plan, trace.values) if trace is not None else None
    _input(painter, diagram, snapshot, look, places)
    before, products = diagram.input.right, _products(plan.rows, diagram.blocks, look.scale)
    for block in diagram.blocks:
        row = plan.rows[block.row]
        _weights(painter, theme, block.weights, row.weights_of(snapshot.state.theta))
        _biases(painter, theme, block.biases, row.biases_of(snapshot.state.theta))
        if block.activations.width > 0:
            own = None if places is None else places[row.target_row : row.target_row + row.fan_out]
            _strip(painter, theme, block.activations, own)
        _arrow(painter, theme, block.weights, block.weights.x - before)
        before = block.activations.right
        _captions(painter, block, row, products[block.row], snapshot, look, marks)
    _output(painter, diagram, snapshot, look)
    for neuron, chosen in ((look.hover, False), (look.neuron, True)):
        where = find(plan, neuron) if isinstance(neuron, int) else None
        if where is not None:
            block = diagram.blocks[where[0]]
            _row_frame(painter, theme, row_box(block.whole, where[1], plan.rows[where[0]].fan_out), chosen)


# --- the parts of a layer -----------------------------------------------------------------------------------


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _edge(painter: QPainter, theme: Theme, box: Box) -> None:
    painter.setPen(QPen(theme.color("line2"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(_rect(box))


def _weights(painter: QPainter, theme: Theme, box: Box, weights: NDArray[np.floating]) -> None:
    ratio = painter.device().devicePixelRatio()
    most = min(_LONGEST, int(box.height * ratio)), min(_LONGEST, int(box.width * ratio))
    level = parameter_level(weights)
    image = picture(tones(thinned(weights, *most), (-level, level)), theme.parameter_map)
    painter.drawImage(_rect(box), image)
    _edge(painter, theme, box)


def _strip(painter: QPainter, theme: Theme, box: Box, places: NDArray[np.uint8] | None) -> None:
    if places is None:
        painter.fillRect(_rect(box), theme.color("sunk"))
    else:
        painter.drawImage(_rect(box), picture(places.reshape(-1, 1), theme.activation))
    _edge(painter, theme, box)


def _biases(painter: QPainter, theme: Theme, box: Box, biases: NDArray[np.floating] | None) -> None:
    """Bars from a zero line in the middle: to the right for b > 0, pale and to the left for b < 0."""
    painter.fillRect(_rect(box), theme.color("bias_pale" if biases is not None else "sunk"))
    if biases is None:
        return
    shown = np.asarray(thinned(biases.reshape(-1, 1), int(box.height), 1)[:, 0], float)
    level = float(np.abs(np.nan_to_num(shown, posinf=0, neginf=0)).max(initial=0.0)) or 1.0
    zero, reach = box.x + box.width / 2, 0.46 * box.width
    tall = box.height / len(shown)
    gap = min(1.5, 0.18 * tall)
    bars = [
        QRectF(zero + min(0.0, length), box.y + k * tall + gap / 2, abs(length), tall - gap)
        for k, length in enumerate((np.nan_to_num(shown) / level * reach).tolist())
    ]
    solid = [bar for bar, value in zip(bars, shown, strict=True) if value > 0]
    hollow = [bar for bar, value in zip(bars, shown, strict=True) if value < 0]
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


def _arrow(painter: QPainter, theme: Theme, box: Box, gap: float) -> None:
    if gap < 18:
        return
    x, y = box.x - gap / 2, box.y + box.height / 2
    painter.setPen(QPen(theme.color("line2"), 1.8))
    painter.drawLine(QPointF(x - 2.5, y - 5), QPointF(x + 2.5, y))
    painter.drawLine(QPointF(x + 2.5, y), QPointF(x - 2.5, y + 5))


def _row_frame(painter: QPainter, theme: Theme, box: Box, chosen: bool) -> None:
    frame = _rect(box).adjusted(-3, -1.5, 3, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if chosen:
        painter.setPen(QPen(theme.color("bias"), 2))
        painter.drawRoundedRect(frame.adjusted(-3, -3, 3, 3), 5, 5)
    painter.setPen(QPen(theme.color("ink"), 2.4 if chosen else 1.2))
    painter.drawRoundedRect(frame, 3, 3)


# --- words --------------------------------------------------------------------------------------------------


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def fitted(choices: tuple[str, ...], pixels: float, weight: int, room: float) -> str:
    """The first text that fits a width; nothing where none does."""
    metrics = QFontMetricsF(themes.font(pixels, weight))
    return next((text for text in choices if metrics.horizontalAdvance(text) <= room), "")


def _say(painter: QPainter, x: float, base: float, text: str, font: tuple[float, int], color: QColor) -> None:
    """A text around `x` on a base line."""
    painter.setFont(themes.font(*font))
    painter.setPen(color)
    painter.drawText(
        QRectF(x - 200, base - 20, 400, 24),
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


def _captions(
    painter: QPainter, block: Block, row: Row, product: str, snapshot: Snapshot, look: Look, marks: Marks
) -> None:
    theme, scale = look.theme, look.scale
    strong, plain = max(11.5, 13.5 * scale), max(11.5, 12 * scale)
    top = block.weights.y - 9 * scale
    x, room = block.weights.middle[0], block.weights.width + 10
    _say(painter, x, top, product, (strong, 700), theme.color("weight_text"))
    foot = block.weights.bottom + 20 * scale
    words = (_tr("weights, a row a neuron"), _tr("a row a neuron"), _tr("weights"))
    _say(painter, x, foot, fitted(words, plain, 500, room), (plain, 500), theme.color("ink3"))
    reach = min(11.0, 0.32 * block.biases.width)
    if reach >= 4:
        lost = marks.diverged in {bias_id(n) for n in row.layer.neurons}
        disc = Disc(None if row.biases < 0 else 0.0, diverged=lost)
        painted = 12.0 if row.biases >= 0 else 11.0
        number = fitted((str(row.fan_out),), strong, 700, 1.5 * block.biases.width - 2 * reach)
        shift = 0.5 * block.biases.width - reach if number else 0.0
        paint_disc(painter, theme, block.biases.middle[0] - shift, top - 4 * scale, disc, reach / painted)
        if number:
            left = block.biases.middle[0] - shift + reach + 5
            painter.setFont(themes.font(strong, 700))
            painter.setPen(theme.color("bias_text"))
            painter.drawText(QPointF(left, top), number if row.biases >= 0 else _tr("off"))
    if row.layer.activation == "relu" and block.activations.width > 0 and snapshot.seen.trace is not None:
        values = snapshot.seen.trace.values[row.target_row : row.target_row + row.fan_out]
        lit = _tr("{count} lit").format(count=int(np.count_nonzero(values > 0)))
        room = block.activations.width + 2 * (block.activations.x - block.biases.middle[0])
        shown = lit if fitted((_tr("{count} lit").format(count=row.fan_out),), plain, 500, room) else ""
        _say(painter, block.activations.middle[0], foot, shown, (plain, 500), theme.color("ink2"))
    elif block.biases.width >= 24:
        _say(painter, block.biases.middle[0], foot, "−  +", (plain, 700), theme.color("bias_text"))


# --- both ends ----------------------------------------------------------------------------------------------


def _input(
    painter: QPainter, diagram: WideDiagram, snapshot: Snapshot, look: Look, places: NDArray[np.uint8] | None
) -> None:
    plan, theme, box = snapshot.plan, look.theme, diagram.input
    trace = snapshot.seen.trace
    if diagram.input_form == "image" and plan.description.image is not None:
        painter.fillRect(_rect(box), theme.color("sunk"))
        if trace is not None:
            values = trace.values[: len(plan.inputs)].reshape(plan.description.image)
            low, high = float(values.min()), float(values.max())
            stops = (theme.panel, theme.mixed("ink", "panel", 0.5).name(), theme.ink)
            painter.drawImage(_rect(box), picture(tones(values, (min(0.0, low), max(high, 1e-9))), stops))
        _edge(painter, theme, box)
        _verdict(painter, box, snapshot, look)
    elif diagram.input_form == "tiles":
        _input_tiles(painter, box, snapshot, look)
    else:
        _strip(painter, theme, box, None if places is None else places[: len(plan.inputs)])


def _verdict(painter: QPainter, box: Box, snapshot: Snapshot, look: Look) -> None:
    """What the picture is, and what the network reads, under it."""
    names, trace = snapshot.plan.description.classes, snapshot.seen.trace
    if trace is None or not names or snapshot.plan.outputs != len(names):
        return
    drawn, read = int(np.argmax(trace.target)), int(np.argmax(trace.values[-len(names) :]))
    pixels = max(11.5, 13.5 * look.scale)
    parts = [
        (_tr("drawn "), 500, "ink2"), (names[drawn], 700, "ink"), (_tr(", read "), 500, "ink2"),
        (names[read], 700, "ink" if read == drawn else "loss_text"),
    ]  # fmt: skip
    widths = [QFontMetricsF(themes.font(pixels, weight)).horizontalAdvance(text) for text, weight, _ in parts]
    if sum(widths) > box.width + 30:
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
            painter.drawImage(_rect(own), pictures[place])
        _edge(painter, look.theme, own)
        symbol = input_symbol(name)
        draw_line(
            painter,
            look.theme,
            QPointF(own.x + 2, own.bottom + 16 * look.scale),
            symbol,
            round(16 * look.scale),
        )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)


def _output(painter: QPainter, diagram: WideDiagram, snapshot: Snapshot, look: Look) -> None:
    box, theme = diagram.output, look.theme
    if diagram.output_form == "tiles":
        pictures = tile_pictures(snapshot, theme)
        own = Box(box.x, box.middle[1] - box.width / 2, box.width, box.width)
        if pictures:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(_rect(own), pictures[-1])
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        _edge(painter, theme, own)
    elif diagram.output_form == "bars" and snapshot.seen.trace is not None:
        _bars(painter, box, snapshot, look)


def _percent(share: float) -> str:
    return f"{themes.fixed(100 * share, 1)} %" if not share < 0.0005 else "0"


def _bars(painter: QPainter, box: Box, snapshot: Snapshot, look: Look) -> None:
    """The output of every class for the traced sample, and what it was told in bold."""
    plan, theme, trace = snapshot.plan, look.theme, snapshot.seen.trace
    assert trace is not None
    row = plan.rows[-1]
    values = trace.values[row.target_row : row.target_row + row.fan_out]
    names = plan.description.classes
    words = names if len(names) == row.fan_out else tuple(str(k + 1) for k in range(row.fan_out))
    share = row.layer.activation in ("softmax", "sigmoid")
    low, high = (0.0, 1.0) if share else span(values, row.layer.activation)
    top, told = int(np.argmax(values)), int(np.argmax(trace.target))
    pixels = max(11.5, 13 * look.scale)
    figure = QFontMetricsF(themes.font(pixels, 700)).horizontalAdvance("100.0 %")
    left = box.x + 20 * look.scale
    room = max(10.0, box.right - figure - 6 - left)
    for k, value in enumerate(values.tolist()):
        own = row_box(box, k, row.fan_out)
        y, tall = own.middle[1], min(16 * look.scale, 0.72 * own.height)
        strong = k in (top, told)
        painter.setFont(themes.font(pixels, 700 if strong else 500))
        painter.setPen(theme.color("ink" if strong else "ink2"))
        line = QRectF(box.x, own.y, box.width, own.height)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words[k])
        text = _percent(value) if share else short(value)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.fillRect(QRectF(left, y - tall / 2, room, tall), theme.color("sunk"))
        zero = left + room * max(0.0, -low) / (high - low)
        length = room * (min(max(value, low), high) if value == value else 0.0) / (high - low)
        bar = QRectF(min(zero, zero + length), y - tall / 2, max(1.5, abs(length)), tall)
        painter.fillRect(bar, theme.color("ink" if k == top else "slate"))
