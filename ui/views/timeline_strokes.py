"""Single curves on a bed: a line, and a line of dots for what was measured on test points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter

from ui.views import curves
from ui.views.axis import Scale
from ui.views.contour import lengthened
from ui.views.curves import Array
from ui.views.strokes import GrowingPicture
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Read, flat_pen, round_pen, step_of

_PITCH = 6.0  # pixels from dot to dot


@dataclass(frozen=True, eq=False)
class Bins:
    """Numbers over updates (m,): their smallest, largest and last values since the bin before, (m, k) each."""

    update: NDArray[np.int64] | Array
    low: Array
    high: Array
    last: Array

    @classmethod
    def of(cls, update: NDArray[np.int64] | Array, values: Array) -> Bins:
        """Values (m,) that are known at their updates alone."""
        column = values[:, None]
        return cls(update, column, column, column)


def pieces_of(
    where: TimelineLayout, scale: Scale, bins: Bins, width: float
) -> tuple[NDArray[np.floating], int]:
    """The curves as lines (n, 4) on their bed for a pen of some width, and how many of them stay."""
    x = bins.update * where.per_update
    thin = curves.columns(x, bins.low, bins.high, bins.last, step_of(where.width, 1))
    thin = curves.drawn(curves.within(thin, where.span), scale, where.height, where.span.left)
    lines, settled = curves.pieces(thin)
    # or the joints of thick ones gape
    return (lengthened(lines, 0.25 * width) if width > 1.2 else lines), settled


@final
class Line:
    """A curve, or several of one hue, drawn once as far as they have settled."""

    def __init__(self) -> None:
        self._picture = GrowingPicture()

    def draw(
        self, painter: QPainter, where: TimelineLayout, scale: Scale, bins: Bins, hue: QColor, width: float
    ) -> None:
        """Draws the curves; not where they are NaN."""
        lines, settled = pieces_of(where, scale, bins, width)
        size, pens = QSize(where.width, where.height), (flat_pen(hue, width),)
        self._picture.draw(painter, QPointF(0, 0), size, lines, settled, pens, hue.rgba())


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
