"""The line where the field behind the points crosses its level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views.contour import chained, contour, dashed, halved, lengthened
from ui.views.plane_layout import PlaneLayout
from ui.views.strokes import draw_lines

_FINE = 128  # cells along an edge that are enough for a smooth line,
_COARSE = 6.0  # unless one of them would be more pixels than this
_DASH, _GAP = 11.0, 6.0  # pixels
_MARGIN = 12.0  # pixels beyond the plot in which lines are still drawn


def level_pieces(
    where: PlaneLayout, field: NDArray[np.floating], level: float
) -> tuple[NDArray[np.float64], int]:
    """The pieces (n, 4) of the line in cells, and how many cells the field then has along an edge."""
    cells = field.shape[0]
    if cells >= _FINE and cells % 2 == 0 and where.cell(cells // 2) < _COARSE:
        field, cells = halved(field), cells // 2
    return contour(field, level), cells


def boundary(
    where: PlaneLayout, field: NDArray[np.floating], level: float, hidden: bool
) -> NDArray[np.floating]:
    """The pieces (n, 4) of the line in pixels of the plot; in dashes for a hidden neuron."""
    pieces, cells = level_pieces(where, field, level)
    if hidden:
        pieces = dashed(chained(pieces), _DASH / where.cell(cells), _GAP / where.cell(cells))
    lines = where.pieces(pieces, cells)
    if not where.window.covers(where.plane):
        start, end = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
        lines = lines[((end > -_MARGIN) & (start < where.side + _MARGIN)).all(axis=1)]
    return lengthened(lines, 0.35)


def paint_boundary(painter: QPainter, look: Look, lines: NDArray[np.floating], hidden: bool) -> None:
    """The output's boundary in ink; z = 0 of a hidden neuron in blue."""
    grown = max(1.0, look.scale)
    token, width, casing = ("weight", 2.6, 6.5) if hidden else ("ink", 3.0, 7.0)
    for color, wide in (("panel", casing), (token, width)):
        painter.setPen(look.theme.pen(color, wide * grown))
        draw_lines(painter, lines)
