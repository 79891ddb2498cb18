"""The plane of a single input: the curve of the output, how far the points are from it, and the line's handles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.chip import chip_size
from ui.views.plane_curve_line import CurveLine
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_marks import paint_disc, paint_handle
from ui.views.plane_points import Cloud
from ui.views.strokes import draw_lines

MOST = 300  # training points whose distance from the curve is drawn; more would be a smear
_FAR = 1e6  # pixels beyond which nothing is drawn


def curve_pieces(where: PlaneLayout, curve: NDArray[np.floating]) -> NDArray[np.float64]:
    """The curve, measured at the centers of equal cells of the plane, as pieces (n, 4) in pixels of the plot."""
    cells = len(curve)
    x = where.plane.x1 + (np.arange(cells) + 0.5) * (where.plane.wide / cells)
    points = where.pixels(np.stack([x, np.asarray(curve, np.float64)], axis=1))
    pieces = np.concatenate([points[:-1], points[1:]], axis=1)
    # half a cell more at each end
    pieces[0, :2] -= 0.5 * (pieces[0, 2:] - pieces[0, :2])
    pieces[-1, 2:] += 0.5 * (pieces[-1, 2:] - pieces[-1, :2])
    return pieces[(np.abs(pieces) < _FAR).all(axis=1)]


def paint_curve(painter: QPainter, look: Look, pieces: NDArray[np.float64]) -> None:
    """The curve of the output in ink."""
    grown = max(1.0, look.scale)
    for color, wide in (("panel", 7.0), ("ink", 3.0)):
        painter.setPen(look.theme.pen(color, wide * grown, flat=False))
        draw_lines(painter, pieces)


def paint_residuals(
    painter: QPainter, look: Look, where: PlaneLayout, cloud: Cloud, curve: NDArray[np.floating]
) -> None:
    """How far each training point is from the curve, upright in the hue of errors."""
    spots = cloud.train.spots
    if not len(spots) or len(spots) > MOST or not np.isfinite(curve).all():
        return
    x = where.plane.x1 + (np.arange(len(curve)) + 0.5) * (where.plane.wide / len(curve))
    on_curve = np.stack([spots[:, 0], np.interp(spots[:, 0], x, curve)], axis=1)
    lines = np.concatenate([where.pixels(spots), where.pixels(on_curve)], axis=1)
    painter.setPen(look.theme.pen("loss", 1.6 * max(1.0, look.scale)))
    draw_lines(painter, np.clip(lines, -_FAR, _FAR))


def paint_line_grips(painter: QPainter, look: Look, where: PlaneLayout, line: CurveLine) -> None:
    """The disc that slides a straight line, and the ring that turns it."""
    grown = max(1.0, look.scale)
    handle, disc = line.handle(where.window), line.disc(where.window)
    if handle is not None:
        paint_handle(painter, look.theme, where.pixel(*handle), grown)
    if disc is not None and line.has_bias:
        paint_disc(painter, look.theme, QPointF(*where.pixel(*disc)), line.b, grown)


def paint_said(painter: QPainter, look: Look, plot: QRectF, lines: tuple[str, ...]) -> None:
    """The equation of the line in the upper left corner of the plot, the network's own below it."""
    size = max(11.5, 13.5 * look.scale)
    room = plot.width() - 34
    fonts = [themes.fitting_font(lines[0], room, size, 600)]
    fonts += [themes.fitting_font(line, room, max(11.5, size - 1.5), 500) for line in lines[1:]]
    sizes = [chip_size(line, font) for line, font in zip(lines, fonts, strict=True)]
    box = QRectF(
        plot.left() + 8, plot.top() + 8, max(wide for wide, _ in sizes), sum(high for _, high in sizes)
    )
    painter.setPen(look.theme.pen("line2", 1))
    painter.setBrush(look.theme.color("raised"))
    painter.drawRoundedRect(box, 6, 6)
    top = box.top()
    for line, font, (_, high), token in zip(
        lines, fonts, sizes, ("ink", *("ink2",) * len(lines)), strict=False
    ):
        painter.setPen(look.theme.color(token))
        painter.setFont(font)
        painter.drawText(QRectF(box.left(), top, box.width(), high), Qt.AlignmentFlag.AlignCenter, line)
        top += high
