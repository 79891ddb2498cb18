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

_BANDS = ((0, 6, 0.13), (1, 5, 0.2), (2, 4, 0.32))  # from which quantile to which, and how strong


@final
class Ribbons:
    """Three bands, from the smallest to the largest value, of 90 % and of the middle half, and the median."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._median = GrowingPicture()

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, theme: Theme, grown: float) -> None:
        """Draws them; where there were no values, nothing."""
        assert read.ribbon is not None
        x, ribbon = read.fits.update * where.per_update, read.ribbon
        thin = curves.columns(x, ribbon, ribbon, ribbon, step_of(where.width, 1))
        thin = curves.drawn(curves.within(thin, where.span), read.scale, where.height, where.span.left)
        real = np.asarray(np.isfinite(thin.last).all(axis=1))
        if not real.any():
            return
        painter.save()
        painter.setClipRect(0, 0, where.width, where.height)
        painter.setPen(Qt.PenStyle.NoPen)
        for low, high, strength in _BANDS:
            color = theme.color(self._token)
            color.setAlphaF(strength)
            painter.setBrush(color)
            for begin, end in _runs(real):
                painter.drawPolygon(_outline(thin, begin, end, low, high))
        painter.restore()
        middle = thin.last[:, MEDIAN : MEDIAN + 1]
        lines, settled = curves.pieces(Columns(thin.x, middle, middle, middle))
        color = theme.color(self._token)
        self._median.draw(
            painter, QPointF(0, 0), QSize(where.width, where.height), lengthened(lines, 0.5), settled,
            (flat_pen(color, 2.6 * grown),), color.rgba(),
        )  # fmt: skip


def _runs(real: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches of what is there, each from a place to behind its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], real, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _outline(thin: Columns, begin: int, end: int, low: int, high: int) -> QPolygonF:
    x = thin.x[begin:end].tolist()
    there, back = thin.last[begin:end, low].tolist(), thin.last[begin:end, high].tolist()
    return QPolygonF(
        [QPointF(a, b) for a, b in (*zip(x, there, strict=True), *zip(x[::-1], back[::-1], strict=True))]
    )


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
        for k in ((0, 1, MEDIAN, 5, 6) if most >= 6 else (0, MEDIAN, 6))
    ]
