"""The ground as a relief: four-cornered facets painted from the farthest to the nearest, flatly shaded, with a grid on them.
Painted once for a ground and a way of standing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui.theme import Theme
from ui.views.layer import is_vector
from ui.views.surface_ramp import Ramp, colors
from ui.views.surface_turn import Stand
from wbsim.probes.ground import Ground

MOST, FEW = 48, 24  # facets along an edge: at rest, and while it is turned
_TONES, _SHADES = 64, 8
_DARKEST = 0.3  # of ink, on the side that is turned from the light
_LIGHT = np.array([-0.45, -0.35, 0.82])
_EVERY = 6  # facets from one line of the grid to the next, where there are MOST


def relief(ground: Ground, ramp: Ramp, most: int = MOST) -> NDArray[np.float64]:
    """The heights of a ground (m, m), 0 to 1, with at most so many facets along an edge."""
    step = -(-(ground.cells - 1) // most)
    return ramp.share(ground.losses[::step, ::step])


def heights_at(ground: Ground, ramp: Ramp, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places of the surface (m, 2) on the ground: u, v and h (m, 3) as a box has them."""
    low_u, high_u, low_v, high_v = ground.window
    u = 2 * (places[:, 0] - low_u) / (high_u - low_u) - 1
    v = 2 * (places[:, 1] - low_v) / (high_v - low_v) - 1
    return np.stack([u, v, ramp.share(ground.loss_at(places))], axis=1)


def paint_relief(painter: QPainter, theme: Theme, stand: Stand, heights: NDArray[np.float64]) -> None:
    """All facets of a relief; farther ones are covered by nearer ones."""
    cells = len(heights) - 1
    along = np.linspace(-1, 1, cells + 1)
    u, v = np.meshgrid(along, along)
    shown = stand.on_screen(np.stack([u.ravel(), v.ravel(), heights.ravel()], axis=1))
    x, y, depth = (shown[:, k].reshape(heights.shape) for k in range(3))
    order = np.argsort(-_middle(depth), kind="stable")
    facets = np.stack(_corners(x) + _corners(y), axis=1)[order].tolist()
    kinds = _kinds(heights)[order].tolist()
    every = max(1, round(_EVERY * cells / MOST))
    rows, columns = np.divmod(order, cells)
    lines = ((rows % every == 0) * 1 + (columns % every == 0) * 2).tolist()
    brushes = _brushes(theme)
    shade = theme.color("loss")
    shade.setAlphaF(0.42)
    grid, none = QPen(shade, 1.1), QPen(Qt.PenStyle.NoPen)
    seamless = is_vector(painter)  # a line of its own color closes the seams to the next facets
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(none)
    for (a, b, c, d, e, f, g, h), kind, line in zip(facets, kinds, lines, strict=True):
        painter.setBrush(brushes[kind])
        if seamless:
            painter.setPen(QPen(brushes[kind].color(), 0.7))
        painter.drawConvexPolygon((QPointF(a, e), QPointF(b, f), QPointF(c, g), QPointF(d, h)))
        if line:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(grid)
            if line & 1:
                painter.drawLine(QLineF(a, e, b, f))
            if line & 2:
                painter.drawLine(QLineF(a, e, d, h))
            painter.setPen(none)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _corners(grid: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Of each facet the four corners, round."""
    return [part.ravel() for part in (grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1])]


def _middle(grid: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.mean(_corners(grid), axis=0))


def _kinds(heights: NDArray[np.float64]) -> NDArray[np.intp]:
    """The brush of each facet, by its height and by how far it is turned from the light."""
    cells = len(heights) - 1
    slope = cells / 2
    du = slope * 0.5 * (heights[:-1, 1:] - heights[:-1, :-1] + heights[1:, 1:] - heights[1:, :-1])
    dv = slope * 0.5 * (heights[1:, :-1] - heights[:-1, :-1] + heights[1:, 1:] - heights[:-1, 1:])
    length = np.sqrt(du**2 + dv**2 + 1)
    lit = (-du * _LIGHT[0] - dv * _LIGHT[1] + _LIGHT[2]) / (length * np.linalg.norm(_LIGHT))
    dark = np.clip(1 - lit, 0, 1)
    tones = np.clip(_middle(heights) * (_TONES - 1), 0, _TONES - 1).astype(np.intp)
    shades = np.clip(dark.ravel() * _SHADES, 0, _SHADES - 1).astype(np.intp)
    return np.asarray(tones * _SHADES + shades)


@lru_cache(maxsize=4)
def _brushes(theme: Theme) -> list[QBrush]:
    ink = theme.color("ink" if theme.name == "light" else "bg")
    made = []
    for tone in colors(theme, _TONES).tolist():
        plain = QColor.fromRgb(tone)
        for shade in range(_SHADES):
            share = _DARKEST * shade / (_SHADES - 1)
            parts = ((ink.red(), plain.red()), (ink.green(), plain.green()), (ink.blue(), plain.blue()))
            made.append(QBrush(QColor(*(round(share * a + (1 - share) * b) for a, b in parts))))
    return made
