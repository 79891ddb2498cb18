"""The sentences under the count of parameters: what they say, and how they are set in lines. It knows one network."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.breaking import pieces
from wbsim.plan import Plan


class Word(NamedTuple):
    """A word of a sentence; a strong one speaks of biases."""

    text: str
    strong: bool
    gap: bool = True  # whether a blank stands before it


Lines = tuple[tuple[Word, ...], ...]


def sentences(plan: Plan, as_units: bool, changed: str) -> tuple[str, ...]:
    """What is said under the table, the most important first: what an edit just did, then why there are so many.

    What speaks of biases stands between stars.
    """
    found = []
    if changed:
        found.append(_tr("Just now: {changed}.").format(changed=changed))
    with_biases = [row for row in plan.rows if row.biases >= 0]
    if as_units and with_biases:
        found.append(
            _tr(
                "One *+1* unit per layer, yet *one bias per neuron:* "
                "the unit has an edge to each neuron, and the bias is that edge."
            )
        )
    elif not plan.is_dense:
        found.append(_shared(plan))
    else:
        found.append(
            _tr(
                "A weight for every pair of neurons in neighboring layers, *a bias for every neuron* but the inputs."
            )
        )
    bare = sum(row.biases < 0 and row.fan_out > 0 for row in plan.rows)
    if bare:
        one, many = _tr("1 layer has its biases off."), _tr("{count} layers have their biases off.")
        found.append(one if bare == 1 else many.format(count=bare))
    moved = int(plan.trainable.sum())
    if moved < plan.size:
        words = _tr("{moved} of {every} train; the others are held still.")
        found.append(words.format(moved=themes.count(moved), every=themes.count(plan.size)))
    return tuple(found)


def _shared(plan: Plan) -> str:
    """Why layers that use their weights at many places have so few."""
    if any(row.kind == "convolution" for row in plan.rows):
        return _tr(
            "A filter has *one bias* and one set of weights for all places, however large the image is."
        )
    return _tr(
        "A recurrent neuron has *one bias* and one set of weights for all steps, however long the series is."
    )


def plain(text: str) -> str:
    """A sentence without its stars."""
    return text.replace("*", "")


def height_of(look: Look) -> float:
    """How tall a line of words is."""
    return max(16.0, 20 * look.scale)


def set_in_lines(text: str, look: Look, width: float) -> Lines:
    """A sentence in lines no wider than a width, broken between words."""
    lines: list[list[Word]] = [[]]
    used, parted = 0.0, False  # whether a blank stands before the next word
    for place, part in enumerate(text.split("*")):
        for piece, gap in pieces(part):
            word = Word(piece, strong=place % 2 == 1, gap=gap or parted)
            ahead, wide = _space(look) if word.gap and lines[-1] else 0.0, _advance(word, look)
            if lines[-1] and used + ahead + wide > width:
                lines.append([])
                used, ahead = 0.0, 0.0
            lines[-1].append(word)
            used, parted = used + ahead + wide, False
        parted = part.endswith(" ")
    return tuple(tuple(line) for line in lines)


def draw_lines(painter: QPainter, look: Look, at: QPointF, lines: Lines, token: str) -> None:
    """Draws lines under each other, from the upper left corner of the first."""
    tall, y = height_of(look), at.y()
    for line in lines:
        x, base = at.x(), y + 0.5 * tall + 0.36 * _pixels(look)
        for place, word in enumerate(line):
            x += _space(look) if word.gap and place else 0.0
            painter.setFont(_face(word.strong, look))
            painter.setPen(look.theme.color("bias_text" if word.strong else token))
            painter.drawText(QPointF(x, base), word.text)
            x += _advance(word, look)
        y += tall


def _pixels(look: Look) -> float:
    return max(11.5, (13 if look.compact else 14) * look.scale)


def _face(strong: bool, look: Look) -> QFont:
    return themes.font(_pixels(look), 700 if strong else 500)


def _advance(word: Word, look: Look) -> float:
    return QFontMetricsF(_face(word.strong, look)).horizontalAdvance(word.text)


def _space(look: Look) -> float:
    return QFontMetricsF(_face(False, look)).horizontalAdvance(" ")


def _tr(text: str) -> str:
    return QCoreApplication.translate("CountView", text)
