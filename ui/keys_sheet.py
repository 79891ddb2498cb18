"""How the sheet of keys is set: rows under the heads of their groups, in columns, on as few pages as can be read. Pure but
for the width of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtGui import QFontMetricsF

from ui.keys import Key
from ui.panels.marks import cap_width
from ui.theme import font

ROW, HEAD, BREAK = (
    27.0,
    30.0,
    14.0,
)  # pixels a key, a group on top of its keys, and over a group that is not the first
GAP, PAD, TITLE, FOOT = 34.0, 32.0, 44.0, 30.0  # between columns, around them, over them and under them
_SMALLEST = 0.86  # the share of the wished size that is still given to have fewer pages
_WORDS, _CAP = 13.0, 4.0  # pixels of the words, and between two caps


@dataclass(frozen=True)
class Placed:
    """A row of a column: a key, or the head of a group where there is none; `top` in pixels at scale 1."""

    top: float
    group: str
    key: Key | None = None


@dataclass(frozen=True)
class Sheet:
    """All pages, each of columns; how large it is written, how wide a column is and where in it the words begin."""

    pages: tuple[tuple[tuple[Placed, ...], ...], ...]
    scale: float
    column: float
    words: float
    height: float  # of the columns, all at that scale

    @property
    def columns(self) -> int:
        """How many columns the fullest page has."""
        return max(len(page) for page in self.pages)


def sheet_of(keys: Sequence[Key], width: float, height: float, wished: float) -> Sheet:
    """The sheet of these keys on a card that may be so large: on as few pages as can be read well, and no smaller than it
    must be.
    """
    caps, words = measures(keys)
    for pages in range(1, len(keys) + 1):
        sizes = [wished * (1 - 0.02 * step) for step in range(1 + round((1 - _SMALLEST) / 0.02))]
        for scale in sizes:
            column = (caps + words) * scale
            across = int((width - 2 * PAD * scale + GAP * scale) // (column + GAP * scale))
            high = height / scale - 2 * PAD - TITLE - FOOT
            if across < 1 or high < HEAD + 2 * ROW:
                continue
            columns = _columns(keys, high)
            if ceil(len(columns) / across) <= pages:
                even = _evened(keys, len(columns), high)
                count = ceil(len(even) / pages)  # so that all pages are as full
                cut = tuple(tuple(even[at : at + count]) for at in range(0, len(even), count))
                tall = max(column_[-1].top + ROW for column_ in even) * scale
                return Sheet(cut, scale, column, caps * scale, tall)
    scale = min(width / (caps + words + 2 * PAD), height / (HEAD + 3 * ROW + 2 * PAD + TITLE + FOOT))
    columns = _columns(keys, HEAD + 3 * ROW)
    return Sheet(
        tuple((one,) for one in columns),
        scale,
        (caps + words) * scale,
        caps * scale,
        (HEAD + 3 * ROW) * scale,
    )


def measures(keys: Sequence[Key]) -> tuple[float, float]:
    """How wide the caps and the words of the widest rows are, at scale 1."""
    caps = max(caps_width(key, 1.0) for key in keys)
    metrics = QFontMetricsF(font(_WORDS))
    return caps + 12, max(metrics.horizontalAdvance(key.words) for key in keys) + 2


def caps_width(key: Key, scale: float) -> float:
    """How wide the caps of a key are, side by side."""
    shown = key.shown.split(" ")
    return sum(cap_width(cap, scale) for cap in shown) + _CAP * scale * (len(shown) - 1)


def _columns(keys: Sequence[Key], high: float) -> list[tuple[Placed, ...]]:
    """The keys in columns of at most that height, the heads of their groups over them, again where a column goes on."""
    columns: list[list[Placed]] = [[]]
    at, group = 0.0, ""
    for place, key in enumerate(keys):
        new = key.group != group
        follows = place + 1 < len(keys) and keys[place + 1].group == key.group
        need = (BREAK * bool(columns[-1]) + HEAD + ROW * (1 + follows)) if new else ROW
        if columns[-1] and at + need > high + 1e-6:
            columns.append([])
            at, new = 0.0, True
        if new:
            at += BREAK if columns[-1] else 0.0
            columns[-1].append(Placed(at, key.group))
            at += HEAD
        columns[-1].append(Placed(at, key.group, key))
        at, group = at + ROW, key.group
    return [tuple(column) for column in columns]


def _evened(keys: Sequence[Key], count: int, high: float) -> list[tuple[Placed, ...]]:
    """As many columns as that, the highest of them as low as can be."""
    low = HEAD + ROW
    while high - low > 1:
        middle = (low + high) / 2
        if len(_columns(keys, middle)) <= count:
            high = middle
        else:
            low = middle
    return _columns(keys, high)
