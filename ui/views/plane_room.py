"""How much room the words around the plane need: names of axes and classes, and the rows of held inputs."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtGui import QFontMetricsF

from ui import theme as themes
from ui.views.plane_axes import Axes
from ui.views.plane_keys import MOST, Words
from ui.views.plane_layout import Room
from ui.views.plane_section import ROW, ROWS

_USUAL = (68, 92)  # pixels beside the plot that words have at scale 1 in the compact and the full arrangement
_BARE = (-72, -92)  # pixels that are free of keys where there are none
_MARK = 22  # pixels that the mark before the name of a class takes
_HEAD = 31  # pixels above the plot for what can be chosen, where the arrangement has no title
_UPRIGHT = (22, 16)  # pixels that an upright name needs beside the numbers


@lru_cache(maxsize=16)
def room_of(
    axes: Axes, words: Words, scale: float, compact: bool, headed: bool = False, inset: bool = False
) -> Room:
    """What the plot leaves free beyond its usual margins; `headed` with what the card can show above it."""
    grown = max(1.0, scale)
    names, small = (QFontMetricsF(themes.font(max(11.5, size * scale), 600)) for size in (13, 12))
    widths = [names.horizontalAdvance(word) / grown + _MARK for word in words.classes[:MOST]]
    widths += [small.horizontalAdvance(word) / grown for word in (words.field, *words.headings)]
    named = bool(words.across or axes.others)
    if inset:
        return Room(left=_UPRIGHT[not compact] if named else 0, bottom=16 if named and compact else 0)
    rows = min(len(axes.others), ROWS)
    bare = not (words.classes or words.sets or words.lines or words.colors)  # no column of keys at all
    return Room(
        top=_HEAD if headed and compact else 0,
        left=_UPRIGHT[not compact] if named else 0,
        right=_BARE[not compact]
        if bare
        else max(0, math.ceil(max(widths, default=0.0)) - _USUAL[not compact]),
        bottom=rows * ROW + 6 if rows else 0,
    )
