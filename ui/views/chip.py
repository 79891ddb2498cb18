"""A small floating label that never leaves its picture. It knows nothing of what it says."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.theme import Theme

_PAD = 7.0


def chip_size(text: str, font: QFont) -> tuple[float, float]:
    """Width and height of a chip around a text."""
    metrics = QFontMetricsF(font)
    return metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + 6


def draw_chip(
    painter: QPainter, theme: Theme, box: QRectF, text: str, font: QFont, color: QColor | None = None
) -> None:
    """A text in a rounded box with an edge."""
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(color or theme.color("ink"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def beside(place: QPointF, size: tuple[float, float], bounds: QRectF, gap: float = 14.0) -> QRectF:
    """A box of a size to the upper right of a place, or wherever it fits within bounds."""
    width, height = size
    x = place.x() + gap
    if x + width > bounds.right():
        x = place.x() - gap - width
    y = place.y() - gap - height
    if y < bounds.top():
        y = place.y() + gap
    x = min(max(x, bounds.left()), bounds.right() - width)
    y = min(max(y, bounds.top()), bounds.bottom() - height)
    return QRectF(x, y, width, height)
