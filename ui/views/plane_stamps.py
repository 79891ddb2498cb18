"""Very many marks, fast: each look of a mark is painted once for every quarter of a pixel and copied from then on."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.theme import Theme
from ui.views.points import class_color, class_shape, draw_mark, target_colors
from wbsim.datasets import Description

_PARTS = 4  # of a pixel
_TONES = 32  # of the targets of a regression


@lru_cache(maxsize=4096)
def _stamp(
    shape: str, color: int, around: int, radius: float, filled: bool, ratio: float, right: int, down: int
) -> QPixmap:
    """A mark in the middle of a picture, shifted by so many parts of a pixel."""
    reach = _reach(radius, ratio)
    picture = QPixmap(2 * reach + 1, 2 * reach + 1)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    at = QPointF((reach + right / _PARTS) / ratio, (reach + down / _PARTS) / ratio)
    draw_mark(painter, at, shape, radius, QColor.fromRgba(color), QColor.fromRgba(around), filled)
    painter.end()
    return picture


def _reach(radius: float, ratio: float) -> int:
    """Real pixels from the middle of a stamp to its edge."""
    return math.ceil((1.3 * radius + 3.0) * ratio)


def stamp_marks(
    painter: QPainter,
    theme: Theme,
    description: Description,
    y: NDArray[np.int64] | NDArray[np.float64],
    places: NDArray[np.float64],
    radius: float,
    reach: float,
    filled: bool,
    ratio: float,
) -> None:
    """Points of targets `y` at `places` (n, 2), one over another; `reach` is the largest target of a regression."""
    classes = len(description.classes)
    if classes:
        looks = [(class_shape(k, classes), class_color(theme, k, classes).rgba()) for k in range(classes)]
        which = np.asarray(y).astype(np.intp)
    else:
        tones = target_colors(theme, np.linspace(-reach, reach, _TONES), reach)
        looks = [("circle", tone.rgba()) for tone in tones]
        share = (np.asarray(y, np.float64).reshape(len(y), -1)[:, -1] / reach + 1) / 2
        which = np.clip(np.round(share * (_TONES - 1)), 0, _TONES - 1).astype(np.intp)
    around, edge = theme.color("panel").rgba(), _reach(radius, ratio)
    parts = np.round(places * (ratio * _PARTS)).astype(np.intp)
    whole, rest = parts // _PARTS, parts % _PARTS
    corners = (whole - edge) / ratio
    stamps: dict[int, QPixmap] = {}
    keys = (which * _PARTS + rest[:, 0]) * _PARTS + rest[:, 1]
    for key in np.unique(keys).tolist():
        look, spare = divmod(key, _PARTS * _PARTS)
        shape, color = looks[look]
        stamps[key] = _stamp(shape, color, around, radius, filled, ratio, spare // _PARTS, spare % _PARTS)
    for (x, top), key in zip(corners.tolist(), keys.tolist(), strict=True):
        painter.drawPixmap(QPointF(x, top), stamps[key])
