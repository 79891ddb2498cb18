"""What the network says of the sample in the end, beside the last step: prediction, truth, loss and the output's bias. It paints
and knows no events.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.bias_disc import Disc, draw_disc
from ui.views.fitted import fitted
from ui.views.sequence_facts import Cell, Way, lit_part
from ui.views.sequence_layout import Rooms
from ui.views.sequence_words import tr
from ui.views.sure import percent

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LONG = 22  # letters of what is told


def _words(cell: Cell, way: Way) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """What is told, the answer, and the truth, each where it has forms the longest first."""
    facts = cell.plan.description
    if way.answer is None:
        name = facts.target if 0 < len(facts.target) <= _LONG else tr("next value")
        unit = f" {facts.target_unit}" if facts.target_unit else ""
        truth = "–" if way.truth is None else figure(way.truth)
        return (
            (name, tr("prediction")),
            figure(way.told),
            (tr("truth {value}").format(value=truth + unit), truth),
        )
    answer = way.answer
    said = facts.classes[answer.read]
    truth = "–" if answer.true is None else facts.classes[answer.true]
    sure = percent(float(answer.shares[answer.read]))
    return (
        (tr("read, {share} sure").format(share=sure), sure),
        said,
        (tr("truth {value}").format(value=truth), truth),
    )


def figure(value: float) -> str:
    """A value as it is told: two decimals, of large ones three digits."""
    return themes.fixed(value) if abs(value) < 100 else themes.number(value)


def paint_output(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """The box at the right, and the bias under it."""
    theme, grown, box = look.theme, rooms.grown, rooms.box
    painter.setPen(theme.pen("slate", 1.4))
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(box, 8, 8)
    heading, answer, truth = _words(cell, way)
    loss = themes.number(way.trace.loss)
    size = max(11.5, 12.5 * look.scale)
    rows = (
        (heading, size, 500, "ink2", 0.21),
        ((answer,), 24 * grown, 700, "ink", 0.33),
        (truth, size + 0.5, 600, "ink", 0.21),
        ((tr("loss {value}").format(value=loss), loss), size + 0.5, 600, "loss_text", 0.21),
    )
    y, inside = box.top() + 2, box.height() - 4
    for words, pixels, weight, token, share in rows:
        text, face = fitted(words, box.width() - 10, pixels, weight)
        painter.setFont(face)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(box.left(), y, box.width(), share * inside), _CENTER, text)
        y += share * inside
    if cell.c is None:
        return
    place = 0 if way.answer is None or len(cell.c) == 1 else way.answer.read
    value = float(cell.c[place])
    disc = Disc(value, hovered=lit_part(cell, look) == "c", diverged=not math.isfinite(value))
    x, middle = box.left() + 24 * grown, box.bottom() + 22 * grown
    if middle + 16 * grown > rooms.inputs[0]:
        middle = box.bottom() + 16 * grown
    reach = draw_disc(painter, theme, x, middle, disc, 0.72 * grown)
    sign = "+" if value >= 0 else ""
    text, face = fitted((sign + figure(value),), box.right() - x - reach - 8, 15 * grown, 700)
    painter.setFont(face)
    painter.setPen(theme.color("bias_text"))
    painter.drawText(QRectF(x + reach + 8, middle - 12 * grown, box.right() - x, 24 * grown), _LEFT, text)
