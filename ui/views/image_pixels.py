"""Numbers as pixels: images in ink, maps and filters in color, with rounded corners; and frames around single pixels.
It knows no layout.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPixmap

from ui import theme as themes
from ui.theme import Theme
from ui.views.layer import draw_anew, draw_part, is_vector, pixel_ratio
from ui.views.tones import picture, tones

Numbers = NDArray[np.floating]
Stops = tuple[str, str, str]
Side = Literal["left", "middle", "right"]


def ink_stops(theme: Theme) -> Stops:
    """From the panel to ink, for what was drawn."""
    return theme.panel, theme.mixed("ink", "panel", 0.5).name(), theme.ink


def ink_picture(theme: Theme, image: Numbers) -> QImage:
    """An image (rows, columns) or (channels, rows, columns) as ink on paper, the channels' mean if there are several."""
    plane = image.mean(axis=0) if image.ndim == 3 else image
    low, high = min(0.0, float(np.nanmin(plane))), max(1e-9, float(np.nanmax(plane)))
    return picture(tones(plane, (low, max(high, low + 1e-9))), ink_stops(theme))


def map_strip(theme: Theme, maps: Numbers, level: float) -> QImage:
    """Maps (n, rows, columns) one under the other, around 0."""
    return picture(tones(maps.reshape(-1, maps.shape[-1]), (-level, level)), theme.activation)


def weight_strip(theme: Theme, weights: Numbers, level: float) -> QImage:
    """Filters (n, k, k) one under the other, around 0."""
    return picture(tones(weights.reshape(-1, weights.shape[-1]), (-level, level)), theme.parameter_map)


def fitted_box(box: QRectF, rows: int, columns: int) -> QRectF:
    """The largest box of an image's proportions in the middle of another, on whole pixels; cells are whole where that costs
    little.
    """
    cell = min(box.width() / columns, box.height() / rows)
    whole = float(int(cell))
    cell = whole if whole >= 0.84 * cell and whole >= 1 else cell
    wide, high = round(cell * columns), round(cell * rows)
    center = box.center()
    return QRectF(round(center.x() - wide / 2), round(center.y() - high / 2), wide, high)


def pixel_box(box: QRectF, rows: int, columns: int, row: float, column: float, side: float = 1) -> QRectF:
    """Where a pixel, or `side` of them, of a picture in a box stands."""
    wide, high = box.width() / columns, box.height() / rows
    return QRectF(box.left() + column * wide, box.top() + row * high, side * wide, side * high)


def pixel_at(box: QRectF, rows: int, columns: int, place: QPointF) -> tuple[int, int] | None:
    """The row and column of the pixel under a place."""
    if not box.contains(place):
        return None
    row, column = (
        (place.y() - box.top()) / box.height() * rows,
        (place.x() - box.left()) / box.width() * columns,
    )
    return min(rows - 1, int(row)), min(columns - 1, int(column))


def draw_picture(
    painter: QPainter, theme: Theme, box: QRectF, image: QImage, source: QRectF, radius: float
) -> None:
    """A part of a picture, pixel by pixel, with rounded corners on the panel."""
    draw_part(painter, box, image, source)
    corner, wide, high = box.topLeft() - QPointF(1, 1), round(box.width()), round(box.height())
    if is_vector(painter):
        draw_anew(painter, corner, lambda own: _paint_frame(own, theme, wide, high, radius))
    else:
        painter.drawPixmap(corner, _frame(theme, wide, high, radius, pixel_ratio(painter)))


@lru_cache(maxsize=64)
def _frame(theme: Theme, wide: int, high: int, radius: float, ratio: float) -> QPixmap:
    """The panel's corners over a picture, and the line around it."""
    frame = QPixmap(round((wide + 2) * ratio), round((high + 2) * ratio))
    frame.setDevicePixelRatio(ratio)
    frame.fill(Qt.GlobalColor.transparent)
    painter = QPainter(frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_frame(painter, theme, wide, high, radius)
    painter.end()
    return frame


def _paint_frame(painter: QPainter, theme: Theme, wide: int, high: int, radius: float) -> None:
    square, rounded = QPainterPath(), QPainterPath()
    square.addRect(0, 0, wide + 2, high + 2)
    rounded.addRoundedRect(QRectF(1, 1, wide, high), radius, radius)
    painter.fillPath(square.subtracted(rounded), theme.color("panel"))
    painter.setPen(theme.pen("line2", 1))
    painter.drawPath(rounded)


def frame_pixels(painter: QPainter, theme: Theme, box: QRectF, width: float = 2.0) -> None:
    """An ink frame around pixels, on a casing of the panel."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    around = box.adjusted(-0.5, -0.5, 0.5, 0.5)
    for token, pixels in (("panel", width + 2.4), ("ink", width)):
        pen = theme.pen(token, pixels)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(around)


def ring(painter: QPainter, theme: Theme, center: QPointF, radius: float) -> None:
    """The ink ring around the strongest place, on a casing of the panel."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, pixels in (("panel", 4.6), ("ink", 2.2)):
        painter.setPen(theme.pen(token, pixels))
        painter.drawEllipse(center, radius, radius)


def dot(painter: QPainter, theme: Theme, center: QPointF) -> None:
    """An ink dot on a casing of the panel, for the value of a window that counts."""
    painter.setPen(theme.pen("panel", 1.4))
    painter.setBrush(theme.color("ink"))
    painter.drawEllipse(center, 3.2, 3.2)


def paint_table(
    painter: QPainter,
    theme: Theme,
    box: QRectF,
    numbers: Numbers,
    look: tuple[float, Stops],
    pixels: float,
    dashed: bool,
) -> None:
    """Numbers (rows, columns) as colored cells with figures where there is room; negative ones `dashed` below.

    `look` is the number at the end of the color map, and the map.
    """
    rows, columns = numbers.shape
    level, stops = look
    wide, high = box.width() / columns, box.height() / rows
    cells = picture(tones(numbers, (-level, level)), stops)
    figures = wide >= 2.15 * pixels and high >= 1.25 * pixels
    fine = level < 0.5 and wide >= 31  # of small numbers one decimal says little
    pixels = min(pixels, 11.5) if fine else pixels
    if figures:
        painter.setPen(Qt.PenStyle.NoPen)
        for row in range(rows):
            for column in range(columns):
                painter.setBrush(cells.pixelColor(column, row))
                painter.drawRoundedRect(_table_cell(box, wide, high, row, column), 3, 3)
    else:
        painter.drawImage(box, cells)
    if dashed and min(wide, high) >= 8:
        draw_dashes(painter, theme, dashes(box, numbers, level), 1.4 if high >= 16 else 1.0)
    if not figures:
        return
    up, font = 1 if dashed and high >= 20 else 0, themes.font(pixels, 600)
    for row, values in enumerate(numbers.tolist()):
        for column, value in enumerate(values):
            text = _brief(value, fine or wide >= 3.3 * pixels)
            narrow = wide < (3.4 if fine else 2.6) * pixels
            text = text.replace("0.", ".") if narrow and abs(value) >= (0.005 if fine else 0.05) else text
            cell = QRectF(box.left() + column * wide, box.top() + row * high - up, wide, high)
            draw_text(painter, cell, text, font, legible(theme, cells.pixelColor(column, row)))


def dashes(box: QRectF, numbers: Numbers, level: float) -> tuple[list[QLineF], list[QLineF]]:
    """The lines under negative numbers in a box: those on pale cells, and those on strong ones."""
    rows, columns = numbers.shape
    wide, high = box.width() / columns, box.height() / rows
    lift = 4.0 if high >= 26 else 2.6
    found: tuple[list[QLineF], list[QLineF]] = ([], [])
    for row, column in np.argwhere(numbers < 0).tolist():
        x, y = box.left() + column * wide, box.top() + (row + 1) * high - lift
        found[int(numbers[row, column] < -0.45 * level)].append(QLineF(x + 0.2 * wide, y, x + 0.8 * wide, y))
    return found


def draw_dashes(
    painter: QPainter, theme: Theme, lines: tuple[list[QLineF], list[QLineF]], width: float
) -> None:
    """Dashed lines in the hue of what is negative; on a strong cell, where that is not seen, in the panel's."""
    for part, token in zip(lines, ("negative", "panel"), strict=True):
        pen = theme.pen(token, width)
        pen.setDashPattern([2.0, 1.4])
        painter.setPen(pen)
        painter.drawLines(part)


def legible(theme: Theme, ground: QColor) -> QColor:
    """Ink or the panel's color, whichever stands out more from a ground."""
    light = 0.3 * ground.redF() + 0.59 * ground.greenF() + 0.11 * ground.blueF()
    return theme.color("ink" if (light > 0.58) == (theme.name == "light") else "panel")


def _table_cell(box: QRectF, wide: float, high: float, row: int, column: int) -> QRectF:
    return QRectF(box.left() + column * wide + 1, box.top() + row * high + 1, wide - 2, high - 2)


def _brief(value: float, room: bool) -> str:
    decimals = 2 if room and abs(value) < 10 else 1 if abs(value) < 100 else 0
    return themes.fixed(value, decimals)


def draw_text(
    painter: QPainter, box: QRectF, text: str, font: QFont, color: QColor, side: Side = "middle"
) -> None:
    """A short text in a box, from pictures that are kept: many are painted at every frame, and few differ."""
    if is_vector(painter):
        painter.setFont(themes.font(font.pixelSize(), int(font.weight())))
        painter.setPen(color)
        metrics = QFontMetricsF(painter.font())
        wide, high = metrics.horizontalAdvance(text) + 1, metrics.height()
        x = {"left": box.left(), "right": box.right() - wide, "middle": box.center().x() - wide / 2}[side]
        room = QRectF(x, box.center().y() - high / 2, wide, high)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        return
    ratio = pixel_ratio(painter)
    kept = _text(text, font.pixelSize(), int(font.weight()), color.name(), ratio)
    wide, high = kept.width() / ratio, kept.height() / ratio
    x = {"left": box.left(), "right": box.right() - wide, "middle": box.center().x() - wide / 2}[side]
    y = box.center().y() - high / 2
    painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), kept)


@lru_cache(maxsize=4096)
def _text(text: str, pixels: int, weight: int, color: str, ratio: float) -> QPixmap:
    font = themes.font(pixels, weight)
    metrics = QFontMetricsF(font)
    wide, high = metrics.horizontalAdvance(text) + 1, metrics.height()
    made = QPixmap(round(wide * ratio) + 1, round(high * ratio) + 1)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(QRectF(0, 0, wide, high), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return made
