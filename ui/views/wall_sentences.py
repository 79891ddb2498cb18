"""Sentences whose words stand in more than one hue, wrapped to a width: figures that are failures in the hue of failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.theme import Theme
from ui.views.breaking import pieces
from ui.views.wall_answers import LEFT
from wbsim.verdicts import Verdict

_AIRY, _TIGHT = (
    (1.5, 0.45),
    (1.34, 0.12),
)  # of the size of type: from line to line, and more between sentences
_LEAST = 11.5  # pixels of type


@dataclass(frozen=True)
class Piece:
    """Words of one look: plain, or strong where they are a figure, in the hue of failure where they count failures."""

    text: str
    strong: bool = False
    failing: bool = False


Said = tuple[Piece, ...]


def sentences_of(verdicts: Sequence[Verdict]) -> tuple[Said, ...]:
    """Verdicts, with their counts strong."""
    return tuple(
        (Piece(one.count, strong=True, failing=one.fails), Piece(f" {one.words}"))
        if one.count
        else (Piece(one.words),)
        for one in verdicts
    )


@dataclass(frozen=True)
class Word:
    """A word in its place, from the upper left of all."""

    text: str
    x: float
    y: float
    width: float
    strong: bool
    failing: bool


@dataclass(frozen=True)
class Page:
    """Words in their places, in type of one size; `left` is how many of the sentences had no room."""

    words: tuple[Word, ...]
    size: float
    line: float  # pixels from one line to the next
    height: float
    left: int


def page(sentences: Sequence[Said], width: float, height: float, sizes: Sequence[float]) -> Page:
    """As many of the sentences as fit into a box, the first ones, in the largest of some sizes in which all do."""
    sizes = [max(_LEAST, size) for size in sizes]
    for size, spacing in [(size, _AIRY) for size in sizes] + [(sizes[-1], _TIGHT)]:
        made = _set(sentences, width, size, spacing)
        if made.height <= height:
            return made
    for count in range(len(sentences) - 1, -1, -1):
        made = _set(sentences[:count], width, sizes[-1], _TIGHT)
        if made.height <= height or not count:
            break
    return replace(made, left=len(sentences) - count)


def _set(sentences: Sequence[Said], width: float, size: float, spacing: tuple[float, float]) -> Page:
    line, between = (share * size for share in spacing)
    plain, strong = (QFontMetricsF(themes.font(size, weight)) for weight in (500, 700))
    space = plain.horizontalAdvance(" ")
    words: list[Word] = []
    y = 0.0
    for number, sentence in enumerate(sentences):
        y += between if number else 0.0
        x, parted = 0.0, False  # whether a blank stands before the next word
        for piece in sentence:
            metrics = strong if piece.strong else plain
            for text, gap in pieces(piece.text):
                wide = metrics.horizontalAdvance(text)
                ahead = space if (gap or parted) and x > 0 else 0.0
                if x > 0 and x + ahead + wide > width:
                    x, ahead, y = 0.0, 0.0, y + line
                words.append(Word(text, x + ahead, y, wide, piece.strong, piece.failing))
                x, parted = x + ahead + wide, False
            parted = piece.text.endswith(" ")
        y += line
    return Page(tuple(words), size, line, y, 0)


def paint_page(painter: QPainter, theme: Theme, made: Page, left: float, top: float) -> None:
    """Paints the sentences from a corner."""
    for word in made.words:
        painter.setFont(themes.font(made.size, 700 if word.strong else 500))
        painter.setPen(theme.color("loss_text" if word.failing else "ink"))
        box = QRectF(left + word.x, top + word.y, word.width + 4, made.line)
        painter.drawText(box, LEFT, word.text)


def plain(sentences: Sequence[Said]) -> str:
    """The sentences as they are read aloud."""
    return " ".join("".join(piece.text for piece in sentence) for sentence in sentences)
