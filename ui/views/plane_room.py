"""How much room the words around the plane need: names of axes and classes, and the rows of held inputs."""

from __future__ import annotations

import math

from PySide6.QtGui import QFontMetricsF

from ui import theme as themes
from ui.look import Look
from ui.views.plane_axes import Axes
from ui.views.plane_keys import type_size
from ui.views.plane_layout import Room
from ui.views.plane_section import ROW, ROWS
from ui.views.plane_words import wide_words
from wbsim.plan import Plan

_USUAL = (52, 78)  # pixels that the names of classes have at scale 1 in the compact and the full arrangement
_UPRIGHT = (22, 16)  # pixels that an upright name needs beside the numbers


def room_of(plan: Plan, axes: Axes, look: Look) -> Room:
    """What the plot leaves free beyond its usual margins."""
    metrics = QFontMetricsF(themes.font(type_size(look, 13), 600))
    widest = max((metrics.horizontalAdvance(word) for word in wide_words(plan)), default=0.0)
    named = bool(axes.across.title or axes.up.title or axes.others)
    rows = min(len(axes.others), ROWS)
    return Room(
        left=_UPRIGHT[not look.compact] if named else 0,
        right=max(0, math.ceil(widest / max(1.0, look.scale)) - _USUAL[not look.compact]),
        bottom=rows * ROW + 6 if rows else 0,
    )
