"""Where the lines of the count of parameters stand, and which layers share one where there are too many. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.views.network_layout import Box
from wbsim.counting import LayerCount, together

_ROW, _LEAST_ROW = 36.0, 19.0  # pixels of a line at scale 1, and at least
_HEAD = 24.0  # pixels of the names of the columns at scale 1


@dataclass(frozen=True)
class CountLayout:
    """Base and boxes in pixels: `rows` one for each line of the table, then `total`; `words` is left for sentences."""

    title: float
    head: Box
    rows: tuple[Box, ...]
    total: Box
    words: Box
    lines: int  # of words that fit


def lines_of(counts: tuple[LayerCount, ...], most: int, name: str) -> tuple[LayerCount, ...]:
    """The lines of the table, at most `most` (3 or more): where there are more layers, those in the middle share one,
    which is called `name` with their number.
    """
    if len(counts) <= most:
        return counts
    first = most - 2
    middle = counts[first:-1]
    return (*counts[:first], together(middle, name.format(count=len(middle))), counts[-1])


def lay_out(
    width: float,
    height: float,
    scale: float,
    compact: bool,
    layers: int,
    sentences: Sequence[int],
    line: float,
) -> CountLayout:
    """The card of a size; `sentences` has the number of lines of each, most important first, `line` is how tall one is."""
    grown = max(1.0, scale)
    side = (16.0 if compact else 20.0) * grown
    title = 27.0 if compact else 31 * scale
    head = Box(side, title + (12 if compact else 20) * grown, width - 2 * side, _HEAD * scale)
    pad = 8 * grown
    room = height - head.bottom - pad
    # the table gives way to the first sentence, and all others to the table
    first = sentences[0] if sentences else 0
    rows = max(3, min(layers, int((room - first * line - 6 * grown) / _LEAST_ROW) - 1))
    rows = min(rows, layers)
    wished = room - sum(sentences) * line - 6 * grown
    if wished < _LEAST_ROW * (rows + 1):
        wished = room - first * line - 6 * grown
    tall = min(_ROW * scale, max(_LEAST_ROW, wished / (rows + 1)))
    boxes = tuple(Box(side - 8, head.bottom + k * tall, width - 2 * side + 16, tall) for k in range(rows))
    total = Box(side - 8, head.bottom + rows * tall + 2, width - 2 * side + 16, tall)
    begin = total.bottom + 4 * grown
    words = Box(side, begin, width - 2 * side, max(0.0, height - pad - begin))
    return CountLayout(title, head, boxes, total, words, int((words.height + 3) / line))
