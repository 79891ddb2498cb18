"""A line of dots on a bed, for what was measured on test points."""

from __future__ import annotations

import math
from typing import final

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter

from ui.views import curves
from ui.views.curves import Array
from ui.views.strokes import GrowingPicture
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Read, round_pen

_PITCH = 6.0  # pixels from dot to dot


@final
class DottedLine:
    """Dots at fixed pixels from update 0: they neither crawl while the curve grows nor slide along it while the chart
    is moved.
    """

    def __init__(self) -> None:
        self._picture = GrowingPicture()

    def draw(
        self,
        painter: QPainter,
        where: TimelineLayout,
        read: Read,
        values: Array,
        hues: tuple[QColor, QColor],
        grown: float,
    ) -> None:
        """Draws values (m,) at the measured updates, in the first hue with a casing in the second; not where NaN."""
        real = np.isfinite(values)
        if not real.any():
            return
        x, span, pitch = read.fits.update[real] * where.per_update, where.span, _PITCH * grown
        skipped = max(0, math.floor((span.left - _PITCH / 2) / pitch))
        places = np.arange(_PITCH / 2 + skipped * pitch, min(x[-1], span.right + pitch) + 1e-9, pitch)
        y = np.interp(places, x, curves.heights(values[real], read.scale, where.height))
        places -= span.left
        dots = np.stack([places - 0.01, y, places + 0.01, y], axis=1)
        pens = tuple(round_pen(color, wide * grown) for color, wide in ((hues[1], 4.0), (hues[0], 2.2)))
        size = QSize(where.width, where.height)
        self._picture.draw(painter, QPointF(0, 0), size, dots, len(dots), pens, hues[0].rgba())
