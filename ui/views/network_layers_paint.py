"""Paints a network of several kinds of layers, column by column: pictures of weights, biases as discs, and what every filter
and neuron makes of the traced sample. It places nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.bias_disc import draw_disc, paint_lock
from ui.views.network_biases import bias_of, figure_of, short
from ui.views.network_layers_captions import paint_captions, paint_note
from ui.views.network_layers_ends import paint_given, paint_told
from ui.views.network_layers_layout import LayersDiagram, Part, Stripe, mosaic
from ui.views.network_layout import Box
from ui.views.network_paint import draw_selection
from ui.views.network_wide_ends import paint_edge, paint_strip, rect
from ui.views.network_wide_paint import paint_bias_bars, paint_weights
from ui.views.parameter_marks import Marks, held
from ui.views.quantity import Shown, shown
from ui.views.tones import parameter_level, picture, span, tones
from wbsim.plan import Row
from wbsim.snapshot import Snapshot

Numbers = NDArray[np.floating]


def paint_layers(
    painter: QPainter,
    diagram: LayersDiagram,
    snapshot: Snapshot,
    look: Look,
    marks: Marks,
    given: Shown | None = None,
) -> None:
    """Paints everything as it stands in the snapshot; of the parameters `given`, or what the look asks for."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plan, theme, trace = snapshot.plan, look.theme, snapshot.seen.trace
    quantity, still = given or shown(snapshot, look.quantity), held(snapshot.plan)
    paint_given(painter, diagram, snapshot, look)
    before = diagram.input.right
    for part in diagram.parts:
        row = plan.rows[part.row]
        made = None if trace is None else trace.values[row.target_row : row.target_row + row.values]
        _arrow(painter, theme, before, part.box.x, part.box.middle[1])
        if part.form == "convolution":
            _filters(painter, row, part, theme, quantity.numbers)
        elif part.form != "pooling":
            _matrices(painter, row, part, theme, quantity.numbers)
        if part.flat is not None:
            _flat(painter, row, part, snapshot, look)
        if part.form == "recurrent":
            _loop(painter, part, look)
        if part.form in ("convolution", "pooling"):
            _maps(painter, row, part, theme, made, look)
        elif part.made.width:
            _values(painter, row, part, look, made)
        _discs(painter, row, part, snapshot, look, marks, quantity)
        if still is not None and row.fan_out and part.weights is not None and still[row.weights]:
            paint_lock(painter, theme, QPointF(part.weights.right, part.weights.y), 9 * max(0.75, look.scale))
        before = part.box.right
    paint_told(painter, diagram, snapshot, look)
    paint_captions(painter, diagram, snapshot, look, quantity.numbers)
    if look.quantity != "values":
        paint_note(painter, diagram, quantity, look)
    for neuron, chosen in ((look.hover, False), (look.neuron, True)):
        _frame(painter, diagram, snapshot, look, neuron, chosen)


# --- weights ------------------------------------------------------------------------------------------------


def _filters(painter: QPainter, row: Row, part: Part, theme: Theme, numbers: Numbers | None) -> None:
    """The weights of every filter as a picture, all on one scale."""
    channels, side = row.strip.reads[0], row.strip.block.side
    down, across = mosaic(channels)
    weights = None if numbers is None else row.weights_of(numbers)
    level = 1.0 if weights is None else parameter_level(weights)
    for stripe in part.stripes:
        if stripe.weights is None:
            continue
        if weights is None:
            painter.fillRect(rect(stripe.weights), theme.color("sunk"))
        else:
            laid = np.zeros((down * across, side, side), weights.dtype)
            laid[:channels] = weights[stripe.place].reshape(channels, side, side)
            sheet = laid.reshape(down, across, side, side).transpose(0, 2, 1, 3)
            places = tones(sheet.reshape(down * side, across * side), (-level, level))
            painter.drawImage(rect(stripe.weights), picture(places, theme.parameter_map))
        _grid(painter, theme, stripe.weights, down, across, side)
        paint_edge(painter, theme, stripe.weights)


def _grid(painter: QPainter, theme: Theme, box: Box, down: int, across: int, side: int) -> None:
    """Lines between the channels of a filter, and between its weights where there is room."""
    cell = box.width / (across * side)
    steps = ((1, "panel", 1.0),) if cell >= 8 else ()
    for every, token, thick in (*steps, (side, "line2", 1.0)):
        painter.setPen(QPen(theme.color(token), thick))
        for k in range(every, across * side, every):
            painter.drawLine(QPointF(box.x + k * cell, box.y), QPointF(box.x + k * cell, box.bottom))
        for k in range(every, down * side, every):
            y = box.y + k * box.height / (down * side)
            painter.drawLine(QPointF(box.x, y), QPointF(box.right, y))


def _matrices(painter: QPainter, row: Row, part: Part, theme: Theme, numbers: Numbers | None) -> None:
    """The weights of all neurons, a row each; of a recurrent layer those for the input and those for its own values."""
    boxes = [box for box in (part.weights, part.loop) if box is not None]
    if numbers is None:
        for box in boxes:
            painter.fillRect(rect(box), theme.color("sunk"))
            paint_edge(painter, theme, box)
        return
    weights = row.weights_of(numbers)
    level = parameter_level(weights)
    inputs = row.fan_in - row.fan_out if part.loop is not None else row.fan_in
    for box, own in zip(boxes, (weights[:, :inputs], weights[:, inputs:]), strict=False):
        paint_weights(painter, theme, box, own, level)


# --- biases -------------------------------------------------------------------------------------------------


def _discs(
    painter: QPainter, row: Row, part: Part, snapshot: Snapshot, look: Look, marks: Marks, quantity: Shown
) -> None:
    """A disc and its number for every filter and neuron; bars where there are too many."""
    biases = None if quantity.numbers is None else row.biases_of(quantity.numbers)
    plain = quantity.numbers is snapshot.state.theta
    if part.biases is None:
        return
    if not part.stripes:
        paint_bias_bars(painter, look.theme, part.biases, biases)
        return
    for stripe in part.stripes:
        if stripe.neuron is None or stripe.disc is None or stripe.figure is None:
            continue
        disc = bias_of(snapshot, look, marks, stripe.neuron)
        if disc.value is not None and not plain:
            disc = replace(disc, value=0.0 if biases is None else float(biases[stripe.place]))
        reach = draw_disc(painter, look.theme, *stripe.disc, disc, stripe.mark)
        text, token, font = figure_of(look, disc, stripe.mark)
        if disc.value is not None and not plain:
            text = "" if biases is None else themes.number(disc.value, 2)
            token = "loss_text" if look.quantity == "gradients" else token
        pixels = min(float(font.pixelSize()), max(11.5, 0.86 * stripe.figure.height))
        box = rect(stripe.figure)
        under = stripe.figure.y > stripe.disc[1]
        if not under:
            box.setLeft(stripe.disc[0] + reach + (7 if disc.locked else 4) * stripe.mark)
        painter.setFont(themes.fitting_font(text, box.width(), pixels, 700))
        painter.setPen(look.theme.color(token))
        align = Qt.AlignmentFlag.AlignHCenter if under else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)


# --- what is made of the sample -----------------------------------------------------------------------------


def _maps(painter: QPainter, row: Row, part: Part, theme: Theme, made: Numbers | None, look: Look) -> None:
    """The map of every filter, or of every channel of a pooling; all of a layer on one scale."""
    maps = None if made is None else made.reshape(row.strip.filled)
    ends = None if made is None else span(made, row.layer.activation)
    for stripe in part.stripes:
        if maps is None or ends is None:
            painter.fillRect(rect(stripe.made), theme.color("sunk"))
        else:
            painter.drawImage(rect(stripe.made), picture(tones(maps[stripe.place], ends), theme.activation))
        paint_edge(painter, theme, stripe.made)
        if part.form == "convolution":
            _links(painter, theme, stripe)


def _links(painter: QPainter, theme: Theme, stripe: Stripe) -> None:
    """A hairline from the weights to the map, behind the disc."""
    if stripe.weights is None or stripe.disc is None:
        return
    painter.setPen(QPen(theme.color("line2"), 1.2))
    y, reach = stripe.disc[1], 20 * stripe.mark
    painter.drawLine(QPointF(stripe.weights.right + 1, y), QPointF(stripe.disc[0] - reach, y))


def _values(painter: QPainter, row: Row, part: Part, look: Look, made: Numbers | None) -> None:
    """What every neuron makes, of a recurrent layer after the last step: tiles with numbers, or a strip."""
    theme = look.theme
    last = None if made is None else made[-row.fan_out :]
    places = None if last is None else tones(last, span(last, row.layer.activation))
    if not part.stripes:
        paint_strip(painter, theme, part.made, places)
        return
    for stripe in part.stripes:
        box = rect(stripe.made)
        if last is None or places is None:
            painter.fillRect(box, theme.color("sunk"))
            paint_edge(painter, theme, stripe.made)
            continue
        tile = picture(places[stripe.place].reshape(1, 1), theme.activation)
        painter.drawImage(box, tile)
        paint_edge(painter, theme, stripe.made)
        dark = tile.pixelColor(0, 0).lightnessF() < 0.5
        painter.setPen(theme.color("panel" if dark == (theme.name == "light") else "ink"))
        said = short(float(last[stripe.place]))
        painter.setFont(themes.fitting_font(said, box.width() - 4, max(11.5, 13 * look.scale), 600))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)


def _flat(painter: QPainter, row: Row, part: Part, snapshot: Snapshot, look: Look) -> None:
    """What a dense layer reads, one value under the other."""
    assert part.flat is not None
    trace, places = snapshot.seen.trace, None
    if trace is not None:
        given = trace.values[row.source_row : row.source_row + row.fan_in]
        before = snapshot.plan.rows[part.row - 1].layer.activation if part.row else "linear"
        places = tones(given, span(given, before))
    paint_strip(painter, look.theme, part.flat, places)
    if part.weights is not None:
        _arrow(painter, look.theme, part.flat.right, part.weights.x, part.box.middle[1])


# --- what leads where ---------------------------------------------------------------------------------------


def _loop(painter: QPainter, part: Part, look: Look) -> None:
    """From what a recurrent layer makes back over its top to the weights of its own values."""
    if part.loop is None or part.weights is None:
        return
    theme, scale = look.theme, look.scale
    x0, x1 = part.made.middle[0], part.loop.middle[0]
    foot, over = part.box.y - 2, part.box.y - 15 * scale
    pen = QPen(theme.color("weight"), 2.2 * max(1.0, scale))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(x0, foot), QPointF(x0, over), QPointF(x1, over), QPointF(x1, foot - 2)])
    tip = 4.5 * max(1.0, scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("weight"))
    painter.drawPolygon(
        [QPointF(x1, foot), QPointF(x1 - tip, foot - 1.7 * tip), QPointF(x1 + tip, foot - 1.7 * tip)]
    )
    words = _loop_words(x0 - x1 - 12 * scale, scale)
    if words:
        font = themes.font(max(11.5, 12 * scale), 500)
        width = QFontMetricsF(font).horizontalAdvance(words)
        middle = (x0 + x1) / 2
        box = QRectF(middle - width / 2 - 4, over - 9 * max(1.0, scale), width + 8, 18 * max(1.0, scale))
        painter.fillRect(box, theme.color("panel"))
        painter.setFont(font)
        painter.setPen(theme.color("ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _loop_words(room: float, scale: float) -> str:
    """What the loop says, where it has room for it."""
    font = QFontMetricsF(themes.font(max(11.5, 12 * scale), 500))
    texts = (
        QCoreApplication.translate("NetworkView", "its own values, one step later"),
        QCoreApplication.translate("NetworkView", "next step"),
    )
    return next((text for text in texts if font.horizontalAdvance(text) + 16 <= room), "")


def _arrow(painter: QPainter, theme: Theme, left: float, right: float, y: float) -> None:
    gap = right - left
    if gap < 10:
        return
    x, grown = (left + right) / 2, min(2.0, max(0.8, gap / 30))
    painter.setPen(QPen(theme.color("line2"), 1.8 * grown))
    wide, tall = 2.5 * grown, 5 * grown
    painter.drawPolyline([QPointF(x - wide, y - tall), QPointF(x + wide, y), QPointF(x - wide, y + tall)])


# --- what is at hand ----------------------------------------------------------------------------------------


def _frame(
    painter: QPainter,
    diagram: LayersDiagram,
    snapshot: Snapshot,
    look: Look,
    neuron: int | str | None,
    chosen: bool,
) -> None:
    """Around a filter's map or a neuron's tile; where the layer has no rows, around its stripe."""
    theme = look.theme
    if not isinstance(neuron, int):
        return
    stripe = diagram.stripe_of.get(neuron)
    box = None if stripe is None else stripe.made if stripe.made.width else stripe.weights
    if box is None:
        for part in diagram.parts:
            neurons = snapshot.plan.rows[part.row].layer.neurons
            if neuron in neurons and not part.stripes:
                tall = part.box.height / len(neurons)
                left = part.weights.x if part.weights is not None else part.box.x
                top = part.box.y + neurons.index(neuron) * tall
                box = Box(left, top, part.box.right - left, tall)
    if box is None:
        return
    if chosen:
        draw_selection(painter, theme, rect(box), 3, min(1.0, look.scale))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("ink"), 1.4))
        painter.drawRoundedRect(rect(box).adjusted(-2, -2, 2, 2), 4, 4)
