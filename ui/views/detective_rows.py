"""Paints what stands on the card of the layers: its head, the names of the layers with what is wrong with each, and the
charts of every row.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views import detective_strips as strips
from ui.views.detective_layout import LayersLayout, Strip
from ui.views.detective_nodes import paint_sample
from ui.views.detective_words import CENTER, LEFT, RIGHT, type_size, width_of, write
from ui.views.layer import draw_card
from ui.views.names import layer_title
from wbsim.network import Pooling
from wbsim.plan import Plan
from wbsim.probes.health import Health, LayerHealth
from wbsim.settings import word
from wbsim.snapshot import Snapshot


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayersView", text)


@dataclass(frozen=True)
class Head:
    """The head of the card: its margin, the middle of its title, and where the switch stands, beside it or under it."""

    margin: float
    middle: float
    switch: QRectF
    two_lines: bool


def paint_ground(
    painter: QPainter, look: Look, plan: Plan, where: LayersLayout, head: Head, size: QSize
) -> None:
    """What stays while a run goes on: the card, its title, the heads of the columns, the names and what marks mean."""
    draw_card(painter, look.theme, size)
    title = QRectF(head.margin, head.middle - 14, size.width(), 28)
    write(painter, look, title, _tr("Layers"), size=17, weight=600, token="ink")
    beside = QRectF(0, head.middle - 14, head.switch.left() - 10 * look.scale, 28)
    if head.two_lines:
        beside = QRectF(head.margin, head.switch.top(), 100, head.switch.height())
    side = LEFT if head.two_lines else RIGHT
    write(painter, look, beside, _tr("Train"), size=13, weight=600, token="ink2", side=side)
    _paint_heads(painter, look, where)
    left, wide = where.columns.name
    painter.setPen(look.theme.pen("line", 1))
    for strip in where.strips[2:]:
        y = round(strip.top) + 0.5
        painter.drawLine(QPointF(left, y), QPointF(left + wide - 8, y))
    _paint_names(painter, look, plan, where)
    _paint_legend(painter, look, where, head, size.height())


def _paint_heads(painter: QPainter, look: Look, where: LayersLayout) -> None:
    """The heads of the columns: over the network at the top, over the charts where they begin."""
    tall, columns = 1.5 * type_size(look, 12.5), where.columns
    upper, lower = where.head - tall - 2, where.strips[1].top - tall
    heads = (
        (columns.network, upper, (_tr("neurons and their biases"), _tr("neurons")), "ink2", CENTER),
        (columns.activations, lower, (_tr("values (activations)"), _tr("values")), "ink2", LEFT),
        (columns.parameters, lower, (_tr("weights"), _tr("weights")), "weight_text", LEFT),
        (columns.gradients, lower, (_tr("size of ∂L/∂w, log axis"), _tr("∂L/∂w, log")), "loss_text", LEFT),
    )
    for (left, wide), top, words, token, side in heads:
        fits = width_of(look, words[0], 12.5, 600) <= wide
        said = words[0] if fits else words[1]
        write(painter, look, QRectF(left, top, wide, tall), said, weight=600, token=token, side=side)
    left, wide = columns.parameters
    begin = width_of(look, _tr("weights"), 12.5, 600) + 8
    if begin + width_of(look, _tr("biases"), 12.5, 600) <= wide:
        box = QRectF(left + begin, lower, wide, tall)
        write(painter, look, box, _tr("biases"), weight=600, token="bias_text")


def _paint_names(painter: QPainter, look: Look, plan: Plan, where: LayersLayout) -> None:
    left, wide = where.columns.name
    line = line_of(look)
    for number, strip in enumerate(where.strips):
        if number == 0:
            count = len(plan.inputs)
            words = _tr("1 input") if count == 1 else _tr("{count} inputs").format(count=count)
            write(painter, look, QRectF(left, strip.y - line / 2, wide, line), words, size=13)
            continue
        layer, top = plan.rows[number - 1].layer, name_top(look, strip)
        name = layer_title(plan, number - 1)
        box = QRectF(left, top, wide, line + 2)
        write(painter, look, box, name[:1].upper() + name[1:], size=14, weight=600, token="ink")
        if lines_of(look, strip) > 1:
            words = f"{layer.size} × {word(layer.activation)}"
            if isinstance(layer, Pooling):
                taken = _tr("largest of") if layer.takes == "max" else _tr("mean of")
                words = f"{taken} {layer.window} × {layer.window}"
            write(painter, look, QRectF(left, top + line + 2, wide, line), words, size=12)


def line_of(look: Look) -> float:
    """The height of a line of the names."""
    return 1.32 * type_size(look, 12.5)


def lines_of(look: Look, strip: Strip) -> int:
    """How many lines a row has room for: its name, what it is, and what is wrong with it."""
    return max(1, min(3, int((strip.height / line_of(look) - 0.2) / 1.03)))


def name_top(look: Look, strip: Strip) -> float:
    """Where the name of a row begins."""
    return strip.top + max(1.0, (strip.height - lines_of(look, strip) * line_of(look)) / 2 - 2)


def _paint_legend(painter: QPainter, look: Look, where: LayersLayout, head: Head, height: int) -> None:
    """What the marks mean, under the network."""
    y, r, x = (where.foot + height) / 2 + 1, 6.5 * max(0.9, look.scale), head.margin
    for kind, words in (("dead", _tr("dead")), ("group", _tr("copies")), ("saturated", _tr("saturated"))):
        wide = width_of(look, words, 12)
        if x + 2 * r + 6 + wide > where.columns.activations[0] - 6:
            return
        paint_sample(painter, look, x + r, y, r, kind)
        write(painter, look, QRectF(x + 2 * r + 5, y - 12, wide + 4, 24), words, size=12)
        x += 2 * r + wide + 20 * look.scale


def paint_caption(painter: QPainter, look: Look, health: Health, head: Head, end: float) -> None:
    """At how many points this was seen, beside the title, as far as `end`."""
    begin = head.margin + width_of(look, _tr("Layers"), 17, 600) + 12 * look.scale
    points = themes.count(health.points)
    full = _tr("at all {count} training points").format(count=points)
    if health.points < health.of:
        full = _tr("at {count} of {of} training points").format(count=points, of=themes.count(health.of))
    for words in (full, _tr("{count} points").format(count=points)):
        if begin + width_of(look, words, 13) <= end:
            write(painter, look, QRectF(begin, head.middle - 13, end - begin, 28), words, size=13)
            return


def paint_rows(
    painter: QPainter, look: Look, snapshot: Snapshot, health: Health, where: LayersLayout
) -> None:
    """The charts of every row, and what is wrong with it."""
    columns, axes = where.columns, strips.axes_of(health)
    ends = 1.25 * type_size(look, 11.5)
    boxes = []
    for row, layer, strip in zip(snapshot.plan.rows, health.layers, where.strips[1:], strict=True):
        _paint_state(painter, look, layer, strip, columns.name)
        # where rows are low, there is room for the numbers of the values only under the last one
        high = strip.height >= 3 * ends
        top, tall = strip.top + 2, strip.height - 3 - (ends if high else 0)
        box = QRectF(columns.activations[0], top, columns.activations[1], tall)
        strips.paint_activations(painter, look, box, layer.activations)
        if high or layer is health.layers[-1]:
            under = QRectF(box.left(), box.bottom() + 1, box.width(), ends)
            strips.paint_ends(painter, look, under, layer.activations)
        box = QRectF(columns.parameters[0], top, columns.parameters[1], tall)
        strips.paint_parameters(painter, look, box, row, snapshot.state.theta, axes)
        boxes.append(QRectF(columns.gradients[0], top, columns.gradients[1], tall))
        strips.paint_gradients(painter, look, boxes[-1], layer, axes)
    strips.paint_typical(painter, look, boxes, health, axes)
    foot = boxes[-1].bottom() + 1
    for column, paint in (
        (columns.gradients, strips.paint_decades),
        (columns.parameters, strips.paint_reach),
    ):
        paint(painter, look, QRectF(column[0], foot, column[1], ends), axes)


def _paint_state(
    painter: QPainter, look: Look, layer: LayerHealth, strip: Strip, column: tuple[float, float]
) -> None:
    """What is wrong, the worst first, as much as there is room for; in a low row in place of what the layer is."""
    line, words, lines = line_of(look), states(layer), lines_of(look, strip)
    ill = bool(layer.dead or layer.saturated or layer.identical)
    if lines < 3 and not (ill and lines == 2):
        return
    shown = words[0]
    if len(words) > 1 and width_of(look, joined := ", ".join(words[:2]), 12, 700) <= column[1]:
        shown = joined
    below = 2 * line + 3 if lines == 3 else line + 2
    box = QRectF(column[0], name_top(look, strip) + below, column[1] + 6, line)
    if lines == 2:
        painter.fillRect(box, look.theme.color("panel"))
    weight, token = (700, "loss_text") if ill else (500, "ink3")
    write(painter, look, box, shown, size=12, weight=weight, token=token)


def states(layer: LayerHealth) -> list[str]:
    """What is wrong with a layer in a few words, the worst first; if nothing is, that."""
    found = []
    if layer.dead:
        found.append(_tr("{count} dead").format(count=len(layer.dead)))
    if layer.identical:
        found.append(_tr("only {count} distinct").format(count=layer.distinct))
    if layer.saturated:
        found.append(_tr("{count} saturated").format(count=len(layer.saturated)))
    if not found:
        found.append(_tr("all distinct") if layer.size > 1 else _tr("alive"))
    return found
