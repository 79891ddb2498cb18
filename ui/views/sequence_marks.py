"""The marks of the room of sequences: arrows of weights, halos, columns of hidden values, bars of numbers with their signs. They
know colors and no data.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from ui import theme as themes
from ui.theme import Theme
from ui.views.layer import draw_anew, draw_part, is_vector, pixel_ratio
from ui.views.tones import picture, tones

_CENTER = Qt.AlignmentFlag.AlignCenter


def arrow(painter: QPainter, color: QColor, one: QPointF, two: QPointF, width: float) -> None:
    """A straight arrow whose head is 2.6 widths broad; too short ones are a line."""
    line = QLineF(one, two)
    long, head = line.length(), 3.2 * width
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    if long < 1.4 * head:
        painter.drawLine(line)
        return
    along = QPointF(line.dx() / long, line.dy() / long)
    neck = two - along * head
    painter.drawLine(QLineF(one, neck + along))
    aside = QPointF(-along.y(), along.x()) * (1.5 * width)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([two, neck + aside, neck - aside]))


def halo(
    painter: QPainter, theme: Theme, one: QPointF, two: QPointF, width: float, token: str = "weight_pale"
) -> None:
    """The pale stroke under what is pointed at."""
    painter.setPen(QPen(theme.color(token), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QLineF(one, two))


@lru_cache(maxsize=64)
def _frame(theme: Theme, wide: float, high: float, ratio: float) -> QPixmap:
    """A rounded edge whose corners hide those of the picture beneath."""
    whole = QPixmap(round((wide + 4) * ratio), round((high + 4) * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_frame(painter, theme, wide, high)
    painter.end()
    return whole


def _paint_frame(painter: QPainter, theme: Theme, wide: float, high: float) -> None:
    box = QRectF(2, 2, wide, high)
    radius = min(4.0, 0.3 * wide)
    corners = QPainterPath()
    corners.addRect(box.adjusted(-0.6, -0.6, 0.6, 0.6))
    corners.addRoundedRect(box, radius, radius)
    painter.fillPath(corners, theme.color("panel"))
    painter.setPen(theme.pen("slate", 1.4))
    painter.drawRoundedRect(box, radius, radius)


def column_pictures(theme: Theme, values: NDArray[np.floating], ends: tuple[float, float]) -> QImage:
    """Values (steps, units) as one picture, a column a step."""
    return picture(tones(values.T, ends), theme.activation)


def paint_column(painter: QPainter, theme: Theme, image: QImage, step: int, box: QRectF) -> None:
    """One column of a picture in its frame."""
    draw_part(painter, box, image, QRectF(step, 0, 1, image.height()))
    corner = box.topLeft() - QPointF(2, 2)
    if is_vector(painter):
        draw_anew(painter, corner, lambda own: _paint_frame(own, theme, box.width(), box.height()))
    else:
        painter.drawPixmap(corner, _frame(theme, box.width(), box.height(), pixel_ratio(painter)))


def reading_color(theme: Theme, ground: QColor) -> QColor:
    """Ink or its opposite, whichever is read on a ground."""
    dark = ground.lightnessF() < 0.55
    return theme.color("panel" if dark == (theme.name == "light") else "ink")


@lru_cache(maxsize=1024)
def _weight_colors(theme: Theme, tone: int) -> tuple[QColor, QColor]:
    low, middle, high = theme.parameter_map
    table = themes.color_table((low, middle, high))
    ground = QColor(*table[tone].tolist())
    return ground, reading_color(theme, ground)


def weight_tones(values: NDArray[np.floating], level: float) -> NDArray[np.uint8]:
    """Where weights lie on their map of colors, whose ends are ±`level`; what is no number counts as 0."""
    return tones(np.nan_to_num(np.asarray(values, float), nan=0.0), (-level, level))


def paint_weight(painter: QPainter, theme: Theme, box: QRectF, tone: int, negative: bool, text: str) -> None:
    """A weight as a cell: its hue and depth, its number where one is given, and a dashed line under a negative one. The text
    is set in the painter's font.
    """
    ground, ink = _weight_colors(theme, tone)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    radius = min(4.0, 0.2 * min(box.width(), box.height()))
    painter.drawRoundedRect(box, radius, radius)
    if text:
        painter.setPen(ink)
        painter.drawText(box.adjusted(0, -1, 0, -1), _CENTER, text)
    if negative and (text or min(box.width(), box.height()) >= 14):
        painter.setPen(_under(ink.rgb() if text else theme.color("negative_text").rgb()))
        y, half = box.bottom() - 0.14 * box.height(), 0.28 * box.width()
        painter.drawLine(QLineF(box.center().x() - half, y, box.center().x() + half, y))


@lru_cache(maxsize=64)
def _under(color: int) -> QPen:
    pen = QPen(QColor.fromRgb(color), 1.2)
    pen.setDashPattern([2.2, 1.8])
    return pen


def paint_bias(painter: QPainter, theme: Theme, box: QRectF, value: float, text: str) -> None:
    """A bias as a cell: filled amber, or pale with a dashed edge where it is negative; the text in the painter's font."""
    radius = min(4.0, 0.2 * min(box.width(), box.height()))
    if value < 0:
        pen = theme.pen("bias_line", 1.4)
        pen.setDashPattern([3, 2])
        painter.setBrush(theme.color("bias_pale"))
        ink = theme.color("bias_text")
    else:
        pen = theme.pen("bias_line", 1)
        painter.setBrush(theme.color("bias"))
        ink = theme.color("on_bias")
    painter.setPen(pen)
    painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), radius, radius)
    if text:
        painter.setPen(ink)
        painter.drawText(box, _CENTER, text)
