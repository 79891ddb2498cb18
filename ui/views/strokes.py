"""Many straight lines from NumPy to the painter; and a picture of lines that grows at its end.
Flat pieces drawn one by one are many times faster than one thick antialiased polyline.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

Lines = NDArray[np.float64]  # (n, 4) as x, y, x, y


def draw_lines(painter: QPainter, lines: Lines) -> None:
    """Draws lines (n, 4) with the painter's pen."""
    if len(lines):
        painter.drawLines(list(map(QLineF, *lines.T.tolist())))


def draw_points(painter: QPainter, points: NDArray[np.float64]) -> None:
    """Draws points (n, 2) with the painter's pen."""
    if len(points):
        painter.drawPoints(list(map(QPointF, *points.T.tolist())))


@final
class GrowingPicture:
    """Lines of which all but the last few stay: those are painted once and kept as a picture.

    What is kept is compared with what is asked, so the picture is always that of the lines given.
    """

    def __init__(self) -> None:
        self._key: Hashable = None
        self._painted: Lines = np.empty((0, 4))
        self._pixmap = QPixmap()

    def draw(
        self, painter: QPainter, at: QPointF, size: QSize, lines: Lines, settled: int, pen: QPen, key: Hashable
    ) -> None:
        """Draws lines relative to `at`, clipped to `size`; the first `settled` are kept.

        `key` names all else that decides the picture, such as the pen's color.
        """
        ratio = painter.device().devicePixelRatio()
        key = (key, size.width(), size.height(), ratio)
        done = len(self._painted)
        if key != self._key or done > settled or not np.array_equal(self._painted, lines[:done]):
            self._key, done = key, 0
            self._pixmap = QPixmap(size * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
        if settled > done:
            layer = QPainter(self._pixmap)
            layer.setRenderHint(QPainter.RenderHint.Antialiasing)
            layer.setPen(pen)
            draw_lines(layer, lines[done:settled])
            layer.end()
        self._painted = lines[:settled]
        painter.drawPixmap(at, self._pixmap)
        if settled < len(lines):
            painter.save()
            painter.translate(at)
            painter.setClipRect(0, 0, size.width(), size.height())
            painter.setPen(pen)
            draw_lines(painter, lines[settled:])
            painter.restore()
