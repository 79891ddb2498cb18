"""Data points as marks: a shape and hue for each class, filled for training and hollow for testing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.theme import Theme, color_table
from wbsim.datasets import Description, Sample

MOST = 2500  # points of a set that are drawn; more would cover each other, and take long
_OUTLINE = 1.4
_RING = 1.7
_TRIANGLE = ((0.0, -1.25), (1.15, 0.85), (-1.15, 0.85))
_DIAMOND = ((0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0))


def class_shape(number: int, classes: int) -> str:
    """The form of a class: of two, number 1 is +1 and round; further ones are triangles and diamonds."""
    if classes == 2:
        return ("square", "circle")[number]
    return ("circle", "square", "triangle", "diamond")[number % 4]


def class_token(number: int, classes: int) -> str:
    """The name of the hue of a class."""
    return {
        "circle": "positive_class",
        "square": "negative_class",
        "triangle": "third_class",
        "diamond": "slate",
    }[class_shape(number, classes)]


def class_color(theme: Theme, number: int, classes: int) -> QColor:
    """The hue of a class."""
    return theme.color(class_token(number, classes))


def target_colors(theme: Theme, targets: NDArray[np.floating], reach: float) -> list[QColor]:
    """The hue of each target value (n,) from −reach to reach: strong at the ends, quiet around 0."""
    low, _, high = theme.activation
    table = color_table((low, theme.line2, high))
    places = np.clip(np.round((targets / reach + 1) * 127.5), 0, 255).astype(int)
    return [QColor(*map(int, table[place])) for place in places]


def draw_mark(
    painter: QPainter,
    at: QPointF,
    shape: str,
    radius: float,
    color: QColor,
    around: QColor,
    filled: bool = True,
) -> None:
    """One mark with an outline in `around`; a hollow one shows `around` inside its ring."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(around)
    _form(painter, at, shape, radius + _OUTLINE)
    if filled:
        painter.setBrush(color)
        _form(painter, at, shape, radius)
    else:
        ring = _RING * max(0.8, radius / 3.9)
        painter.setPen(QPen(color, ring))
        _form(painter, at, shape, radius + 0.45 - ring / 2)


def _form(painter: QPainter, at: QPointF, shape: str, radius: float) -> None:
    if shape == "circle":
        painter.drawEllipse(at, radius, radius)
    elif shape == "square":
        half = 0.88 * radius
        painter.drawRoundedRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half), 0.8, 0.8)
    else:
        corners = _TRIANGLE if shape == "triangle" else _DIAMOND
        painter.drawPolygon(
            QPolygonF([QPointF(at.x() + radius * x, at.y() + radius * y) for x, y in corners])
        )


def sampled(count: int, most: int = MOST) -> NDArray[np.intp]:
    """Which of `count` points are drawn: all, or `most` at even distances."""
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.intp)


def paint_count(painter: QPainter, theme: Theme, scale: float, side: float, shown: int, count: int) -> None:
    """In the lower left corner of a plot of `side` pixels: how many of so many points are drawn; nothing for all."""
    if shown >= count:
        return
    words = QCoreApplication.translate("Points", "{shown} of {count} points drawn")
    text = words.format(shown=themes.count(shown), count=themes.count(count))
    font = themes.font(max(11.5, 12 * scale), 500)
    wide = QFontMetricsF(font).horizontalAdvance(text) + 16
    tall = 20 * max(1.0, scale)
    box = QRectF(8, side - tall - 8, wide, tall)
    painter.setPen(theme.pen("line", 1))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(box, tall / 2, tall / 2)
    painter.setFont(font)
    painter.setPen(theme.color("ink2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_sample(
    painter: QPainter,
    theme: Theme,
    description: Description,
    sample: Sample,
    places: NDArray[np.float64],
    radius: float,
    reach: float,
    filled: bool,
) -> None:
    """The points of a sample at `places` (n, 2), at most MOST of them; `reach` is the largest target of a regression."""
    chosen = sampled(len(sample))
    sample, places = Sample(sample.x[chosen], sample.y[chosen]), places[chosen]
    around = theme.color("panel")
    classes = len(description.classes)
    if classes:
        looks = [(class_shape(k, classes), class_color(theme, k, classes)) for k in range(classes)]
        each = [looks[int(k)] for k in sample.y]
    else:
        targets = np.asarray(sample.y, float).reshape(len(sample), -1)[:, -1]
        each = [("circle", color) for color in target_colors(theme, targets, reach)]
    for (x, y), (shape, color) in zip(places.tolist(), each, strict=True):
        draw_mark(painter, QPointF(x, y), shape, radius, color, around, filled)
