"""How a weight is drawn as an edge: width, dashes, path. It knows no network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from ui.views.network_layout import Diagram, bezier

_CROWD = 40  # edges from which on lines get thinner
CASED = 60  # edges up to which every one is a curve with a casing; beyond, straight pieces are twice as fast
_PIECES = 16  # of a curve


def edge_width(value: float, scale: float) -> float:
    """min(12, 1.2 + 2.8·|w|) pixels at scale 1; the thinnest for what is no number."""
    return float(edge_widths(np.array([value]), scale)[0])


def edge_widths(values: NDArray[np.floating], scale: float) -> NDArray[np.float64]:
    """The widths of many edges, as `edge_width` has them."""
    sizes = np.abs(values.astype(np.float64))
    return scale * np.where(np.isfinite(sizes), np.minimum(12.0, 1.2 + 2.8 * sizes), 1.2)


def edge_scale(diagram: Diagram, scale: float) -> float:
    """The scale of edges: thinner where there are many."""
    return scale * min(1.0, max(0.28, (_CROWD / max(1, len(diagram.edges.ids))) ** 0.5))


def edge_pen(color: QColor, thick: float, negative: bool) -> QPen:
    """Solid for a positive weight, dashed for a negative one: at least 6 px of line and 4 px of gap."""
    pen = QPen(color, thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if negative:
        pen.setDashPattern([max(6.0, 1.5 * thick) / thick, max(4.0, 0.9 * thick) / thick])
    return pen


def edge_path(points: list[list[float]]) -> QPainterPath:
    start, one, two, end = (QPointF(*point) for point in points)
    path = QPainterPath(start)
    path.cubicTo(one, two, end)
    return path


def edge_pieces(curve: NDArray[np.float64]) -> tuple[list[QLineF], list[QLineF]]:
    """A curve (4, 2) as straight pieces that touch, and as dashes of about 6 px with gaps of 5."""
    length = float(np.hypot(*np.diff(bezier(curve[None], np.linspace(0, 1, 9))[0], axis=0).T).sum())
    solid = bezier(curve[None], np.linspace(0, 1, _PIECES + 1))[0].tolist()
    count = max(4, round(length / 5.5))
    dashed = bezier(curve[None], np.linspace(0, 1, count + 1))[0].tolist()
    return (
        [QLineF(*a, *b) for a, b in pairwise(solid)],
        [QLineF(*a, *b) for a, b in zip(dashed[:-1:2], dashed[1::2], strict=False)],
    )
