"""How many values are spread, as bands around their median; the names of the bands. It draws what it is given."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui import theme as themes
from ui.theme import Theme
from ui.views import curves
from ui.views.contour import lengthened
from ui.views.curves import Columns
from ui.views.measurements import MEDIAN
from ui.views.strokes import GrowingPicture
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Label, Read, flat_pen, row_at, step_of

_BANDS = ((0, 6, 0.12), (1, 5, 0.26), (2, 4, 0.48))  # from which quantile to which, and how strong


@final
class Ribbons:
    """Three bands, from the smallest to the largest value, of 90 % and of the middle half, and the median."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._median = GrowingPicture()

    def draw_bands(self, painter: QPainter, where: TimelineLayout, read: Read, theme: Theme) -> Columns:
        """Draws the bands, opaque because that costs a sixth, and 0 on top; returns the quantiles in pixels.

        Where there were no values it draws nothing.
        """
        thin = _thinned(read, where)
        runs = _runs(np.asarray(np.isfinite(thin.last).all(axis=1)))
        painter.save()
        painter.setClipRect(0, 0, where.width, where.height)
        painter.setPen(Qt.PenStyle.NoPen)
        for low, high, strength in _BANDS:
            painter.setBrush(theme.mixed(self._token, "sunk", strength))
            for begin, end in runs:
                painter.drawPolygon(_outline(thin, begin, end, low, high))
        if read.scale.low < 0 < read.scale.high and runs:
            y = round(float(curves.heights(np.zeros(1), read.scale, where.height)[0]))
            painter.setPen(theme.pen("line2", 1))
            painter.drawLine(QPointF(thin.x[runs[0][0]], y + 0.5), QPointF(thin.x[runs[-1][1] - 1], y + 0.5))
        painter.restore()
        return thin

    def draw_median(
        self, painter: QPainter, where: TimelineLayout, thin: Columns, theme: Theme, grown: float
    ) -> None:
        """Draws the median of quantiles in pixels."""
        middle, color = thin.last[:, MEDIAN : MEDIAN + 1], theme.color(self._token)
        lines, settled = curves.pieces(Columns(thin.x, middle, middle, middle))
        size, pens = QSize(where.width, where.height), (flat_pen(color, 2.6 * grown),)
        self._median.draw(painter, QPointF(0, 0), size, lengthened(lines, 0.5), settled, pens, color.rgba())


def _thinned(read: Read, where: TimelineLayout) -> Columns:
    """The quantiles in pixels."""
    assert read.ribbon is not None
    x, ribbon = read.fits.update * where.per_update, read.ribbon
    thin = curves.columns(x, ribbon, ribbon, ribbon, step_of(where.width, 1))
    return curves.drawn(curves.within(thin, where.span), read.scale, where.height, where.span.left)


def _outline(thin: Columns, begin: int, end: int, low: int, high: int) -> QPolygonF:
    x, y = thin.x[begin:end], thin.last[begin:end]
    there = zip(x.tolist(), y[:, low].tolist(), strict=True)
    back = zip(x[::-1].tolist(), y[::-1, high].tolist(), strict=True)
    return QPolygonF([QPointF(a, b) for a, b in (*there, *back)])


def _runs(real: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches of what is there, each from a place to behind its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], real, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def band_labels(
    where: TimelineLayout,
    top: int,
    read: Read,
    update: int,
    names: tuple[str, ...],
    hues: tuple[str, str],
    most: int,
) -> list[Label]:
    """The names of the quantiles, with their values at an update: five where there is room, else three."""
    assert read.ribbon is not None
    place = row_at(read.fits, update)
    if place is None or not np.isfinite(read.ribbon[place]).all():
        return []
    values = read.ribbon[place]
    y = top + curves.heights(values, read.scale, where.height)
    decimals = 2 if float(np.abs(values).max()) >= 0.1 else 3
    return [
        Label(float(y[k]), *hues, names[k], ("", ""), themes.fixed(float(values[k]), decimals))
        for k in (
            (6, 5, MEDIAN, 1, 0) if most >= 6 else (6, MEDIAN, 0)
        )  # the largest on top, also of equal ones
    ]
