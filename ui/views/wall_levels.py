"""What the numbers of small pictures look like: tables of colors, and frames that say how a network came out. A failure is
framed in the hue of loss, wider and stronger the farther it is from having learned; what has learned has a hairline, and
what diverged a cross. In pictures too small for frames failures fade instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from ui.theme import Theme
from ui.views.points import class_color
from ui.views.wall_seats import DIVERGED, LEARNED
from ui.views.wall_tiles import INKS, TONES
from wbsim.crowd import TileKind

Colors = NDArray[np.uint32]
LEVELS = DIVERGED + 1
_STRENGTH = 0.76  # of the hues of activations over their neutral, so that a small picture is seen from afar
_WIDTHS = (1.0, 1.4, 2.0, 2.0, 2.4, 2.8, 3.2, 3.2)  # pixels of a frame by level, where pictures are large
_SHARES = (1.0, 0.5, 0.55, 0.66, 0.78, 0.9, 1.0, 1.0)  # how much of the hue of loss a frame has
_FADE = 0.5  # how far a failure fades where there are no frames,
_TINGE = (0.0, 0.1, 0.16, 0.22, 0.28, 0.34, 0.4, 0.5)  # and how much of the hue of loss it takes on


def packed(color: QColor) -> int:
    """A color as an opaque 32-bit pixel."""
    return 0xFF000000 | (color.red() << 16) | (color.green() << 8) | color.blue()


def _parts(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], float)


def _tones(theme: Theme, kind: TileKind, classes: int) -> NDArray[np.float64]:
    """The colors of all tones, (TONES, 3)."""
    panel, sunk = _parts(theme.color("panel")), _parts(theme.color("sunk"))
    at = np.linspace(0, 1, TONES)[:, None]
    if kind == "field":
        low, middle, high = (_parts(QColor(color)) for color in theme.activation)
        neutral = _parts(QColor(theme.field[1]))
        low, high = (neutral + _STRENGTH * (end - middle) for end in (low, high))
        low, high = np.clip(low, 0, 255), np.clip(high, 0, 255)
        return np.where(at < 0.5, low + 2 * at * (neutral - low), neutral + (2 * at - 1) * (high - neutral))
    found = np.repeat(sunk[None], TONES, axis=0)
    if kind == "regions":
        for number in range(min(classes, TONES)):
            strength = (0.5, 0.5, 0.3, 0.5)[number % 4] * (1.0, 0.5, 0.75)[number // 4 % 3]
            found[number] = panel + strength * (_parts(class_color(theme, number, classes)) - panel)
    elif kind == "confusion":
        half = TONES // 2
        share = np.sqrt(np.linspace(0, 1, half))[:, None]
        found[:half] = sunk + share * (_parts(theme.color("slate")) - sunk)
        found[half:] = sunk + share * (_parts(theme.color("loss")) - sunk)
    else:
        found[1:] = _parts(theme.color("line2"))
    return found


@lru_cache(maxsize=16)
def color_tables(theme: Theme, kind: TileKind, classes: int, fades: bool) -> Colors:
    """A pixel for every number of a picture, at each level: (LEVELS, TONES × INKS)."""
    tones, panel = _tones(theme, kind, classes), _parts(theme.color("panel"))
    line = _parts(theme.color("ink" if kind in ("field", "regions") else "positive_class"))
    share = np.linspace(0, 1, INKS)[None, :, None] * (0.92 if kind == "field" else 1.0)
    colors = tones[:, None] + share * (line - tones[:, None])
    found = np.empty((LEVELS, TONES * INKS), np.uint32)
    for level in range(LEVELS):
        now = colors
        if fades and level != LEARNED:
            ground = panel + _TINGE[level] * (_parts(theme.color("loss")) - panel)
            now = ground + (1 - _FADE) * (colors - ground)
        whole = np.rint(np.clip(now, 0, 255)).astype(np.uint32).reshape(-1, 3)
        found[level] = 0xFF000000 | (whole[:, 0] << 16) | (whole[:, 1] << 8) | whole[:, 2]
    return found


@dataclass(frozen=True, eq=False)
class Frame:
    """The pixels of a picture that a frame covers, (edge, edge) flat, and their colors."""

    where: NDArray[np.intp]
    colors: Colors


@lru_cache(maxsize=256)
def frame(theme: Theme, level: int, edge: int, ratio: float, framed: bool) -> Frame:
    """The frame of a level around a picture of `edge` real pixels, with the corners of the panel; without `framed` only the
    cross of what diverged is left.
    """
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(0)
    size = edge / ratio
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(ratio, ratio)
    if framed:
        _paint_frame(painter, theme, level, size, ratio)
    if level == DIVERGED:
        _paint_cross(painter, theme, size)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(edge, edge).copy()
    opaque = np.flatnonzero(pixels >> 24 >= 128)
    return Frame(opaque, pixels.reshape(-1)[opaque] | np.uint32(0xFF000000))


def width(level: int, size: float) -> float:
    """How wide the frame of a level is around a picture of a size."""
    if level == LEARNED:
        return 1.0
    return _WIDTHS[level] * (min(1.0, max(0.76, size / 60)) if size >= 30 else 0.5)


def _paint_frame(painter: QPainter, theme: Theme, level: int, size: float, ratio: float) -> None:
    radius = 5.0 if size >= 44 else 3.0
    wide = max(1.0, round(width(level, size) * ratio) / ratio)
    color = theme.color("line2") if level == LEARNED else theme.mixed("loss", "panel", _SHARES[level])
    around = QPainterPath()
    around.addRect(QRectF(0, 0, size, size))
    inside = QPainterPath()
    inside.addRoundedRect(QRectF(0, 0, size, size), radius, radius)
    painter.fillPath(around.subtracted(inside), theme.color("panel"))
    pen = QPen(color, wide)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = wide / 2
    painter.drawRoundedRect(
        QRectF(inset, inset, size - wide, size - wide), max(1.0, radius - inset), max(1.0, radius - inset)
    )


def _paint_cross(painter: QPainter, theme: Theme, size: float) -> None:
    reach = 0.16 * size if size >= 44 else 0.26 * size
    middle = QPointF(size / 2, size / 2 - (0.06 * size if size >= 44 else 0.0))
    for token, wide in (("panel", 5.0), ("loss", 2.6)):
        pen = theme.pen(token, max(1.0, wide * min(1.0, size / 50)), flat=False)
        painter.setPen(pen)
        for side in (-1, 1):
            painter.drawLine(middle + QPointF(-reach, -side * reach), middle + QPointF(reach, side * reach))
