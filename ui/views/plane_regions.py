"""The plane of more than two classes: whose region each place is, stronger where the winner is further ahead, and
the lines between the regions.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.theme import Theme
from ui.views.contour import contour, lengthened
from ui.views.plane_layout import PlaneLayout
from ui.views.points import class_shape
from wbsim.probes.plane import Regions

_TONES = 64  # from hardly ahead to sure
_PALE = {"circle": 2, "square": 0}  # the classes whose hue is an end of the field's own map
_SHARE = {"triangle": 0.2, "diamond": 0.5}  # how much of their hue the others take


@lru_cache(maxsize=8)
def class_tones(theme: Theme, classes: int) -> NDArray[np.uint8]:
    """The color of each class from no lead to a whole one: (classes, tones, 4) RGBA."""
    neutral = np.array(QColor(theme.field[1]).getRgb(), float)
    ends = np.array([_pale(theme, class_shape(k, classes)).getRgb() for k in range(classes)], float)
    share = np.linspace(0, 1, _TONES)[None, :, None]
    return np.round(neutral + share * (ends[:, None] - neutral)).astype(np.uint8)


def _pale(theme: Theme, shape: str) -> QColor:
    if shape in _PALE:
        return QColor(theme.field[_PALE[shape]])
    return theme.mixed("third_class" if shape == "triangle" else "slate", "panel", _SHARE[shape])


def region_colors(theme: Theme, classes: int, regions: Regions) -> NDArray[np.uint8]:
    """The plane as colors: (rows, columns, 4) RGBA, lowest first."""
    lead = np.nan_to_num(regions.lead, nan=0.0, posinf=1.0)
    tone = (np.clip(lead, 0.0, 1.0) * (_TONES - 1) + 0.5).astype(np.intp)
    flat = class_tones(theme, classes).reshape(-1, 4)
    return np.take(flat, regions.winner * _TONES + tone, axis=0)


def borders(where: PlaneLayout, regions: Regions) -> NDArray[np.floating]:
    """The pieces (n, 4) of the lines between regions, in pixels of the plot."""
    return lengthened(where.pieces(border_pieces(regions), len(regions.winner)), 0.35)


def border_pieces(regions: Regions) -> NDArray[np.float64]:
    """The pieces (n, 4) of the lines between regions, in cells."""
    winner, lead = regions.winner, regions.lead
    found = [np.empty((0, 4))]
    for number in np.unique(winner)[:-1]:  # the last one has its borders with all others
        mine = winner == number
        rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
        top, left = max(0, rows[0] - 1), max(0, columns[0] - 1)
        part = np.s_[top : rows[-1] + 2, left : columns[-1] + 2]
        # ahead by the lead inside and behind by it outside: 0 lies exactly where two classes are level
        pieces = contour(np.where(mine[part], lead[part], -np.maximum(lead[part], 1e-12)), 0.0)
        found.append(pieces + np.array([left, top, left, top]))
    return np.concatenate(found)
