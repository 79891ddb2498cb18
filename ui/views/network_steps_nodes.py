"""Paints tiles, biases, δ and the loss of a diagram as one update is walked. It knows where they stand and how far the
walk has come.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.bias_disc import Disc, draw_disc
from ui.views.equation import Line, Piece, draw_line, formula, line_width
from ui.views.network_biases import short
from ui.views.network_layout import Box, Diagram, Node
from ui.views.network_paint import draw_name, draw_selection
from ui.views.network_steps_legend import paint_step
from ui.views.parameter_marks import Marks
from ui.views.step_reach import Reach, order
from ui.views.tones import sample_tones
from wbsim.ids import bias_id
from wbsim.losses import BY_NAME as LOSSES
from wbsim.plan import Row
from wbsim.translation import translated


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkSteps", text)


def paint_tiles(painter: QPainter, diagram: Diagram, reach: Reach, look: Look) -> None:
    """Every input and every neuron that has its value, as a number on its tone; a sum that is not done yet as it grows."""
    coming, theme = reach.coming, look.theme
    places = sample_tones(coming.plan, coming.values)
    table = themes.color_table(theme.activation)
    rows, known = coming.plan.value_rows, order(coming.plan)
    at = reach.place(reach.stage) if reach.stage is not None and reach.phase == "forward" else -1
    for node in diagram.nodes:
        target = QRectF(node.box.x, node.box.y, node.box.width, node.box.height)
        radius = min(7.0 * max(1.0, look.scale), 0.2 * node.box.width)
        if look.hover == node.key:
            out = 6 * max(1.0, look.scale)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line"))
            painter.drawRoundedRect(target.adjusted(-out, -out, out, out), radius + out, radius + out)
        row = rows[node.key]
        place = known[node.key] if isinstance(node.key, int) else -1
        there = place < 0 or bool(reach.summed[place])
        painter.setPen(QPen(theme.color("slate" if there else "line2"), 1.4))
        if there:
            red, green, blue, _ = table[places[row]].tolist()
            shade = theme.color("panel")
            shade.setRgb(red, green, blue)
            painter.setBrush(shade)
            painter.drawRoundedRect(target, radius, radius)
            dark = shade.lightnessF() < 0.5
            painter.setPen(theme.color("panel" if dark == (theme.name == "light") else "ink"))
            _number(painter, target, short(float(coming.values[row])), look)
        else:
            painter.setBrush(theme.color("sunk"))
            painter.drawRoundedRect(target, radius, radius)
            if reach.products[place]:
                _growing(painter, target, _partial(reach, node), look)
        if place == at and place >= 0:
            painter.setPen(QPen(theme.color("ink"), 2.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(target, radius, radius)
        if look.neuron == node.key:
            draw_selection(painter, theme, target, radius, max(1.0, look.scale))
        if isinstance(node.key, str):
            draw_name(painter, theme, coming.plan, node, look.scale)


def _row_of(reach: Reach, node: Node) -> tuple[Row, int]:
    return reach.coming.plan.rows[node.column - 1], node.place


def _partial(reach: Reach, node: Node) -> float:
    """The products of a neuron that are there, added up."""
    row, place = _row_of(reach, node)
    count = int(reach.products[order(reach.coming.plan)[row.layer.neurons[place]]])
    weights = row.weights_of(reach.coming.state.theta)[place, :count]
    return float(weights @ reach.coming.values[row.source_row : row.source_row + count])


def _number(painter: QPainter, tile: QRectF, said: str, look: Look) -> None:
    size = min(17.0, 0.3 * tile.width()) * max(1.0, tile.width() / 64)
    if size < 9:
        return
    painter.setFont(themes.fitting_font(said, tile.width() - 6, max(10.0, size), 700))
    painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, said)


def _growing(painter: QPainter, tile: QRectF, value: float, look: Look) -> None:
    """Σ over what the products make so far, where the tile has room for both."""
    theme, said = look.theme, short(value)
    painter.setPen(theme.color("ink2"))
    if tile.height() < 34:
        _number(painter, tile, said, look)
        return
    upper = QRectF(tile.x(), tile.y() + 0.06 * tile.height(), tile.width(), 0.42 * tile.height())
    lower = QRectF(tile.x(), tile.y() + 0.44 * tile.height(), tile.width(), 0.44 * tile.height())
    painter.setFont(themes.symbol_font(max(12.0, 0.28 * tile.height()), italic=False))
    painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, "Σ")
    painter.setPen(theme.color("ink"))
    painter.setFont(themes.fitting_font(said, tile.width() - 6, max(11.5, 0.24 * tile.height()), 600))
    painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, said)


# --- biases and δ -------------------------------------------------------------------------------------------


def paint_discs(painter: QPainter, diagram: Diagram, reach: Reach, look: Look, marks: Marks) -> None:
    """Every bias at its neuron; beside it its value or, where it is known and asked for, δ."""
    coming = reach.coming
    index, known = coming.plan.index, order(coming.plan)
    flows = reach.phase == "backward"
    largest = float(abs(coming.after.theta - coming.state.theta).max(initial=0.0))
    for node in diagram.nodes:
        if node.disc is None or not isinstance(node.key, int):
            continue
        place, name = known[node.key], bias_id(node.key)
        settled = bool(reach.settled[place])
        theta = (coming.after if settled else coming.state).theta
        at = index.get(name)
        value = None if at is None else float(theta[at])
        disc = Disc(
            value, hovered=look.parameter == name, locked=name in marks.locked, edited=name in marks.edited
        )
        r = draw_disc(painter, look.theme, *node.disc, disc, node.mark)
        if flows:
            if reach.blamed[place]:
                _pill(painter, look, node, diagram, r, float(coming.deltas[coming.plan.value_rows[node.key]]))
            continue
        step = 0.0 if at is None or not settled else float(coming.after.theta[at] - coming.state.theta[at])
        _figure(painter, look, node, diagram, r, value, step / largest if largest > 0 else 0.0)


def _beside(diagram: Diagram, node: Node, r: float, width: float, tall: float) -> QRectF:
    """A box beside a disc, or under it where the diagram is narrow."""
    assert node.disc is not None
    x, y = node.disc
    if diagram.figures == "beside":
        several = sum(one.column == node.column for one in diagram.nodes) > 1
        # beside several outputs the diagram leaves room for the rail of the loss
        room = diagram.area.right + (22 * node.mark if several else 2) - width
        return QRectF(min(x + r + 3 * node.mark, max(x, room)), y - tall / 2, width, tall)
    left = min(node.box.middle[0] - width / 2, diagram.area.right - width)
    return QRectF(max(diagram.area.x, left), y + r, width, tall)


def _figure(
    painter: QPainter, look: Look, node: Node, diagram: Diagram, r: float, value: float | None, share: float
) -> None:
    """The value of a bias and, once it has moved, the mark of its step; `share` is that of the largest step."""
    if diagram.figures == "none" and node.key not in (look.hover, look.neuron):
        return
    font = themes.font(max(11.5, 12.5 * look.scale, 16.5 * node.mark), 700)
    text, token = (_tr("off"), "ink2") if value is None else (short(value), "bias_text")
    metrics = QFontMetricsF(font)
    box = _beside(diagram, node, r, metrics.horizontalAdvance(text) + 2, 1.04 * metrics.height())
    _veil(painter, look.theme, box)
    painter.setFont(font)
    painter.setPen(look.theme.color(token))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
    if share:
        reach = (4.2 + 3.8 * abs(share) ** 0.5) * max(0.7, node.mark)
        paint_step(painter, look.theme, box.right() + reach + 3, box.center().y(), reach, up=share > 0)


def _veil(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Lets a figure be read where an edge runs under it."""
    veil = theme.color("panel")
    veil.setAlphaF(0.78)
    painter.fillRect(box, veil)


def pill_box(look: Look, node: Node, diagram: Diagram, r: float, delta: float) -> QRectF:
    """Where δ of a neuron stands; `r` is the radius of its disc."""
    size, gap = _pill_size(look, node), 4.0 * max(0.8, node.mark)
    wide = QFontMetricsF(themes.font(size, 700)).horizontalAdvance(_delta(delta))
    letter = line_width((Piece("δ"),), size * 1.1)
    return _beside(diagram, node, r - 6 * node.mark, letter + wide + 3.6 * gap, 1.5 * size)


def _pill_size(look: Look, node: Node) -> float:
    return max(11.5, 12.5 * look.scale, min(14.0, 15.5 * node.mark))


def _delta(delta: float) -> str:
    said = short(delta, 3) if abs(delta) >= 5e-4 or delta == 0 else themes.number(delta, 2)
    return f"+{said}" if delta > 0 else said


def _pill(painter: QPainter, look: Look, node: Node, diagram: Diagram, r: float, delta: float) -> None:
    """δ of a neuron, in the hue of the loss."""
    theme, size, gap = look.theme, _pill_size(look, node), 4.0 * max(0.8, node.mark)
    symbol: Line = (Piece("δ", token="loss_text"),)
    box = pill_box(look, node, diagram, r, delta)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("loss_pale"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    left = box.x() + (1.6 if diagram.figures == "beside" else 1.2) * gap
    letter = draw_line(painter, theme, QPointF(left, box.center().y() + 0.34 * size), symbol, size * 1.1)
    painter.setFont(themes.font(size, 700))
    painter.setPen(theme.color("loss_text"))
    rest = box.adjusted(left - box.x() + letter + 0.8 * gap, 0, 2, 0)
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, _delta(delta))


# --- the loss -----------------------------------------------------------------------------------------------


def loss_lines(loss: str) -> Line:
    """L = ½ (a − t)², where that is short; else what the loss is called."""
    entry = LOSSES[loss]
    if len(entry.formula) > 16:
        return (Piece(translated(entry.word), face="figure", token="loss_text"),)
    said = formula(entry.formula.removeprefix("Σ ").removeprefix("mean of "))
    line = (Piece("L"), Piece("=", face="upright", space=0.26), Piece("", space=0.26), *said)
    return tuple(Piece(p.text, p.subscript, p.superscript, "loss_text", p.face, p.space) for p in line)


def loss_box(loss: str, scale: float) -> tuple[float, float]:
    """Width and height of the box of the loss."""
    line = loss_lines(loss)
    wide = line_width(line, _pixels(loss, scale))
    return max(92 * scale, wide + 24 * scale), 66 * max(0.9, scale)


def _pixels(loss: str, scale: float) -> float:
    return max(11.5, (18 if loss_lines(loss)[0].face == "italic" else 13.5) * scale)


def paint_loss(
    painter: QPainter, reach: Reach, look: Look, box: Box, outputs: list[Node], end: float
) -> None:
    """The loss over the output, with an arrow to each of its neurons; nothing lies to the right of `end`."""
    theme, loss = look.theme, reach.coming.plan.experiment.loss
    middle, width = box.middle[0], (4 if len(outputs) == 1 else 2.4) * look.scale
    size = (9 if len(outputs) == 1 else 6) * look.scale
    pen = QPen(theme.color("loss"), width, c=Qt.PenCapStyle.FlatCap)
    if len(outputs) == 1:
        x, y = outputs[0].box.middle[0], outputs[0].box.y - 2
        painter.setPen(pen)
        painter.drawLine(QPointF(x, box.bottom), QPointF(x, y - size))
        _arrow_head(
            painter,
            theme,
            [QPointF(x, y), QPointF(x - size, y - 1.2 * size), QPointF(x + size, y - 1.2 * size)],
        )
    else:  # a rail beside them, for each of them has its part in the loss
        rail = end + 34 * look.scale
        painter.setPen(pen)
        painter.drawLine(QPointF(box.right, box.middle[1]), QPointF(rail, box.middle[1]))
        painter.drawLine(
            QPointF(rail, box.middle[1] - width / 2), QPointF(rail, outputs[-1].box.middle[1] + width / 2)
        )
        for node in outputs:
            x, y = node.box.right + 2, node.box.middle[1]
            painter.setPen(pen)
            painter.drawLine(QPointF(rail, y), QPointF(x + size, y))
            _arrow_head(
                painter,
                theme,
                [QPointF(x, y), QPointF(x + 1.2 * size, y - size), QPointF(x + 1.2 * size, y + size)],
            )
    painter.setPen(QPen(theme.color("loss"), 1.8))
    painter.setBrush(theme.color("loss_pale"))
    whole = QRectF(box.x, box.y, box.width, box.height)
    painter.drawRoundedRect(whole, 8 * look.scale, 8 * look.scale)
    line, pixels = loss_lines(loss), _pixels(loss, look.scale)
    left = middle - line_width(line, pixels) / 2
    draw_line(painter, theme, QPointF(left, box.y + 0.4 * box.height), line, pixels)
    said = themes.number(reach.coming.own_loss, 4)
    painter.setPen(theme.color("loss_text"))
    painter.setFont(themes.fitting_font(said, box.width - 12, 20 * max(0.9, look.scale), 700))
    painter.drawText(
        whole.adjusted(0, 0.44 * box.height, 0, -0.06 * box.height), Qt.AlignmentFlag.AlignCenter, said
    )


def _arrow_head(painter: QPainter, theme: Theme, corners: list[QPointF]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("loss"))
    painter.drawPolygon(corners)
