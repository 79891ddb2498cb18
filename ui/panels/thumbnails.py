"""Data sets as small pictures to choose from, painted from the points themselves."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.panels.buttons import Dressed
from ui.theme import Theme, color_table, font
from ui.views.layer import fineness
from ui.views.shortcuts import PRESS, takes
from wbsim.data import Data, DatasetName
from wbsim.datasets import draw
from wbsim.datasets.values import Dataset

_POINTS = 90  # as many as one can still tell apart
_MOMENTS, _SEQUENCES = 44, 4


@final
class Thumbnail(Dressed, QAbstractButton):
    """A data set to choose: its picture over its name; an ink frame when it is the one at hand."""

    def __init__(self, name: DatasetName, words: str, side: int = 42, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.words, self.side = name, words, side
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        return takes(event, PRESS) or super().event(event)

    def nextCheckState(self) -> None:
        """A click asks; only a snapshot checks."""

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(round((self.side + 16) * self.scale), round((self.side + 20) * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.side * self.scale
        area = QRectF((self.width() - side) / 2, 2.5, side, side)
        radius = 6 * self.scale
        hot = self.underMouse()
        painter.setPen(self.theme.pen("line2" if hot else "line", 1))
        painter.setBrush(self.theme.color("sunk"))
        painter.drawRoundedRect(area, radius, radius)
        inner = area.adjusted(3, 3, -3, -3)
        small = picture(self.name, self.theme, round(inner.width()), fineness(painter))
        painter.drawPixmap(inner.topLeft(), small)
        if self.isChecked():
            painter.setPen(self.theme.pen("ink", 2.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, radius, radius)
        if self.hasFocus():
            painter.setPen(self.theme.pen("weight", 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), radius, radius)
        chosen = self.isChecked()
        painter.setFont(font(12 * self.scale, 600 if chosen else 500))
        painter.setPen(self.theme.color("ink" if chosen else "ink2"))
        under = QRectF(0, area.bottom() + 2 * self.scale, self.width(), 17 * self.scale)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self.words)


@lru_cache(maxsize=128)
def picture(name: DatasetName, theme: Theme, side: int, ratio: float) -> QPixmap:
    """A data set on a square of `side` device-independent pixels, transparent behind."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    data = draw(Data(dataset=name), seed=13)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if data.description.image:
        _paint_image(painter, theme, data, side)
    elif data.description.time:
        _paint_curve(painter, theme, data, side)
    elif data.description.sequence:
        _paint_bars(painter, theme, data, side)
    else:
        _paint_points(painter, theme, data, side)
    painter.end()
    return pixmap


def _paint_points(painter: QPainter, theme: Theme, data: Dataset, side: int) -> None:
    x = data.train.x[:_POINTS]
    ranges: tuple[tuple[float, float], ...] = data.description.ranges
    if len(ranges) == 2:
        places = x
    else:  # the last two inputs, or the only one and its target
        places = x[:, -2:] if x.shape[1] > 1 else np.column_stack([x, data.train.y[: len(x)]])
        ranges = tuple((float(column.min()), float(column.max())) for column in places.T)
    across, up = (
        (places[:, k] - low) / max(high - low, 1e-300) * side for k, (low, high) in enumerate(ranges)
    )
    up = side - up
    painter.setPen(Qt.PenStyle.NoPen)
    radius = max(1.1, side / 26)
    for u, v, color in zip(across, up, point_colors(theme, data, len(x)), strict=True):
        painter.setBrush(color)
        painter.drawEllipse(QPointF(float(u), float(v)), radius, radius)


def point_colors(theme: Theme, data: Dataset, count: int) -> list[QColor]:
    """The colors of the first training points: by class, or along the strong hues by value."""
    y = np.asarray(data.train.y[:count])
    if data.description.classes:
        hues = [theme.color(t) for t in ("negative_class", "positive_class", "third_class")]
        return [hues[int(k) % 3] for k in y]
    table = color_table((theme.negative_class, theme.panel, theme.positive_class))
    y = y.reshape(count, -1)[:, 0]
    reach = max(1e-9, float(np.abs(data.train.y).max()))
    return [QColor(*map(int, table[int(k)])) for k in np.clip((y / reach + 1) * 127.5, 0, 255)]


def _paint_image(painter: QPainter, theme: Theme, data: Dataset, side: int) -> None:
    """Four samples, two by two, of as many classes as there are."""
    rows, columns = data.description.image or (1, 1)
    ink, paper = _rgb(theme.color("ink")), _rgb(theme.color("sunk"))
    cell = side / 2
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    kinds = np.unique(data.train.y, return_index=True)[1].tolist()
    others = (k for k in range(len(data.train)) if k not in kinds)
    for place, sample in enumerate(islice(chain(kinds, others), 4)):
        pixels = data.train.x[sample].reshape(rows, columns, 1)
        share = pixels / max(1e-9, float(data.train.x.max()))
        rgb = np.ascontiguousarray(np.round(paper + share * (ink - paper)).astype(np.uint8))
        image = QImage(rgb.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        painter.drawImage(QRectF((place % 2) * cell + 1, (place // 2) * cell + 1, cell - 2, cell - 2), image)


def _paint_curve(painter: QPainter, theme: Theme, data: Dataset, side: int) -> None:
    """The first moments of a series as one line."""
    y = np.asarray(data.train.y[:_MOMENTS], np.float64)[:, 0]
    low, high = float(y.min()), float(y.max())
    up = side - 2 - (y - low) / max(high - low, 1e-300) * (side - 4)
    across = np.linspace(1, side - 1, len(y))
    painter.setPen(theme.pen("ink2", max(1.4, side / 26)))
    painter.drawPolyline([QPointF(float(u), float(v)) for u, v in zip(across, up, strict=True)])


def _paint_bars(painter: QPainter, theme: Theme, data: Dataset, side: int) -> None:
    """Some sequences below each other, a bar a step from 0, in the color of their class."""
    x = data.train.x[:_SEQUENCES]
    low, high = min(0.0, float(x.min())), max(0.0, float(x.max()))
    row, wide = side / len(x), side / x.shape[1]
    unit = (row - 2) / max(high - low, 1e-300)
    painter.setPen(Qt.PenStyle.NoPen)
    for place, color in enumerate(point_colors(theme, data, len(x))):
        ground = place * row + 1 + high * unit
        painter.setBrush(color)
        for step, value in enumerate(x[place]):
            height = max(1.0, abs(float(value)) * unit)
            top = ground - (height if value > 0 else 0.0)
            painter.drawRect(QRectF(step * wide + 0.5, top, max(1.0, wide - 1), height))


def _rgb(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], float)
