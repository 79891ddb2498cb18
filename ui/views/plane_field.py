"""The field behind the points, and the line where it crosses its level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views import plane_marks
from ui.views.contour import chained, contour, dashed, halved, lengthened
from ui.views.field import Meaning, field_image
from ui.views.plane_layout import PlaneLayout
from ui.views.strokes import draw_lines

_FINE = 128  # cells along an edge that are enough for a smooth line
_DASH, _GAP = 11.0, 6.0  # pixels


def paint_field(
    painter: QPainter, look: Look, where: PlaneLayout, field: NDArray[np.floating] | None, read: Meaning
) -> None:
    """Colors, grid and boundary; an empty bed where nothing was measured."""
    plot = QRectF(where.left, where.top, where.side, where.side)
    if field is None:
        painter.fillRect(plot, look.theme.color("sunk"))
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(plot, field_image(field, read.low, read.high, look.theme.field))
    plane_marks.paint_grid(painter, look.theme, where)
    if field is not None and read.level is not None:
        _paint_boundary(painter, look, where, field, read.level, hidden=read.unit is not None)


def _paint_boundary(
    painter: QPainter, look: Look, where: PlaneLayout, field: NDArray[np.floating], level: float, hidden: bool
) -> None:
    """The output's boundary in ink; z = 0 of a hidden neuron as a dashed blue line."""
    coarse = halved(field) if field.shape[0] >= _FINE and field.shape[0] % 2 == 0 else field
    cells = coarse.shape[0]
    pieces = contour(coarse, level)
    if hidden:
        pieces = dashed(chained(pieces), _DASH * cells / where.side, _GAP * cells / where.side)
    lines = lengthened(where.pieces(pieces, cells), 0.6)
    grown = max(1.0, look.scale)
    token, width, casing = ("weight", 2.6, 6.5) if hidden else ("ink", 3.0, 7.0)
    painter.save()
    painter.translate(where.left, where.top)
    for color, wide in (("panel", casing), (token, width)):
        painter.setPen(look.theme.pen(color, wide * grown))
        draw_lines(painter, lines)
    painter.restore()
