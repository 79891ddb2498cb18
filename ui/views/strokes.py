"""Many straight lines from NumPy to the painter; and a picture of lines that grows at its end.
Flat pieces drawn one by one are many times faster than one thick antialiased polyline.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import cast, final

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from ui.views.layer import is_vector, pixel_ratio

Lines = NDArray[np.floating]  # (n, 4) as x, y, x, y


_BATCH = 2048


@cache
def _slots() -> tuple[Lines, list[QLineF]]:
    """An array and the line objects that read it: filling the array is far cheaper than making objects."""
    array = np.zeros((_BATCH, 4))
    row = array.strides[0]
    made = [shiboken6.wrapInstance(array.ctypes.data + k * row, QLineF) for k in range(_BATCH)]
    return array, cast("list[QLineF]", made)


def draw_lines(painter: QPainter, lines: Lines) -> None:
    """Draws lines (n, 4) with the painter's pen."""
    array, slots = _slots()
    for start in range(0, len(lines), _BATCH):
        batch = lines[start : start + _BATCH]
        array[: len(batch)] = batch
        painter.drawLines(slots if len(batch) == _BATCH else slots[: len(batch)])


def _stroke(painter: QPainter, lines: Lines, pens: tuple[QPen, ...]) -> None:
    for pen in pens:
        painter.setPen(pen)
        draw_lines(painter, lines)


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
        self,
        painter: QPainter,
        at: QPointF,
        size: QSize,
        lines: Lines,
        settled: int,
        pens: tuple[QPen, ...],
        key: Hashable,
    ) -> None:
        """Draws lines relative to `at`, clipped to `size`, with each pen in turn; the first `settled` are kept.

        `key` names all else that decides the picture, such as the pen's color.
        """
        if is_vector(painter):
            painter.save()
            painter.translate(at)
            painter.setClipRect(0, 0, size.width(), size.height())
            _stroke(painter, lines, pens)
            painter.restore()
            return
        ratio = pixel_ratio(painter)
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
            _stroke(layer, lines[done:settled], pens)
            layer.end()
        self._painted = lines[:settled]
        painter.drawPixmap(at, self._pixmap)
        if settled < len(lines):
            painter.save()
            painter.translate(at)
            painter.setClipRect(0, 0, size.width(), size.height())
            _stroke(painter, lines[settled:], pens)
            painter.restore()
