"""The ground of the charts of the detective's room: a bed, its axes with numbers, and lines over updates on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import Scale, mark_words, ticks
from ui.views.contour import lengthened
from ui.views.detective_words import CENTER, RIGHT, type_size, write
from ui.views.strokes import draw_lines

Array = NDArray[np.floating]


_BLOWN = 60.0  # times its beginning up to which a curve is followed that grows beyond the square of that


@dataclass(frozen=True)
class Chart:
    """A bed with updates from 0 to `end` across and a scale up."""

    box: QRectF
    end: float
    scale: Scale

    def points(self, update: Array | NDArray[np.int64], values: Array) -> NDArray[np.float64]:
        """Where values stand, (m, 2) in pixels; what lies outside stays just outside, and what is not finite at the top."""
        x = self.box.left() + self.box.width() * np.asarray(update, float) / self.end
        with np.errstate(invalid="ignore"):
            shares = np.clip(
                np.nan_to_num(self.scale.share(values), nan=1.0, posinf=1.1, neginf=-0.1), -0.1, 1.1
            )
        return np.stack([x, self.box.bottom() - self.box.height() * shares], axis=1)


def polygon(points: NDArray[np.float64]) -> QPolygonF:
    """Points as the painter takes them."""
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def thinned(points: NDArray[np.float64], least: float = 1.5) -> NDArray[np.float64]:
    """Of points that stand in a column of so many pixels the last one; and both ends of an upright step."""
    if len(points) < 3:
        return points
    column = np.floor(points[:, 0] / least)
    keep = np.append(column[1:] != column[:-1], True)
    step = np.flatnonzero((points[1:, 0] == points[:-1, 0]) & (points[1:, 1] != points[:-1, 1]))
    keep[step] = keep[step + 1] = keep[0] = True
    return points[keep]


def paint_bars(
    painter: QPainter, color: QColor, left: Array, top: Array | float, right: Array, bottom: Array | float
) -> None:
    """Upright bars at whole pixels, at least one wide and high, which are filled many times faster than others."""
    edges = np.round(np.stack(np.broadcast_arrays(left, top, right, bottom), axis=1)).astype(int)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRects([QRect(x, y, max(1, a - x), max(1, b - y)) for x, y, a, b in edges.tolist()])
    painter.restore()


def paint_bed(painter: QPainter, look: Look, chart: Chart, *, numbered: bool, rows: int = 4) -> None:
    """The bed with its grid and the numbers at its left; with `numbered` also the updates under it."""
    theme, box = look.theme, chart.box
    painter.fillRect(box, theme.color("sunk"))
    line = 1.4 * type_size(look, 12)
    for value in chart.scale.ticks(max(2, rows)):
        y = box.bottom() - box.height() * float(chart.scale.share(value))
        if not box.top() - 1 <= y <= box.bottom() + 1:
            continue
        painter.setPen(theme.pen("line2" if value == 0 else "grid", 1.2 if value == 0 else 1))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        label = QRectF(box.left() - 86, y - line / 2, 80, line)
        write(painter, look, label, mark_words(value), size=12, token="ink2", side=RIGHT)
    if not numbered:
        return
    most = max(2, int(box.width() / (74 * max(1.0, look.scale))))
    for update in ticks(0.0, chart.end, most):
        x = box.left() + box.width() * update / chart.end
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 4))
        label = QRectF(x - 40, box.bottom() + 4, 80, line)
        write(painter, look, label, themes.count(round(update)), size=12, token="ink2", side=CENTER)


def paint_line(painter: QPainter, points: NDArray[np.float64], pen: QPen) -> None:
    """A line through points, in flat pieces that reach a little over each other."""
    painter.setPen(pen)
    draw_lines(painter, lengthened(np.concatenate([points[:-1], points[1:]], axis=1), 0.4))


def top_of(values: NDArray[np.float64]) -> float:
    """The largest of values over updates; of a run that blows up no more than lets one see how it began."""
    fine = values[np.isfinite(values)]
    if not len(fine):
        return 1.0
    first, most = max(float(fine[0]), 1.0), float(fine.max())
    return most if most < _BLOWN**2 * first else _BLOWN * first
