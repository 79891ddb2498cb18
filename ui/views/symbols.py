"""Mathematical symbols with a subscript, as in x₁ or w₃₂: STIX italic, the subscript upright and smaller.
It knows nothing of formulas.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui import theme

_SUBSCRIPT = 0.68  # its size, and
_DROP = 0.26  # how far it hangs below the line, as shares of the symbol's


@lru_cache(maxsize=64)
def _fonts(pixels: float, weight: int) -> tuple[QFont, QFont]:
    letter, digits = (
        QFont(theme.symbol_font(pixels)),
        QFont(theme.symbol_font(pixels * _SUBSCRIPT, italic=False)),
    )
    for font in (letter, digits):
        font.setWeight(QFont.Weight(weight))
    return letter, digits


@lru_cache(maxsize=1024)
def symbol_width(letter: str, subscript: str, pixels: float, weight: int = 400) -> float:
    """How wide a symbol is, in pixels."""
    one, two = _fonts(pixels, weight)
    gap = 0.04 * pixels if subscript else 0.0
    return (
        QFontMetricsF(one).horizontalAdvance(letter) + gap + QFontMetricsF(two).horizontalAdvance(subscript)
    )


def draw_symbol(
    painter: QPainter,
    at: QPointF,
    letter: str,
    subscript: str,
    pixels: float,
    color: QColor,
    weight: int = 400,
) -> float:
    """Draws a symbol from its left end on the base line; returns its width."""
    one, two = _fonts(pixels, weight)
    painter.setPen(color)
    painter.setFont(one)
    painter.drawText(at, letter)
    if subscript:
        painter.setFont(two)
        shift = QFontMetricsF(one).horizontalAdvance(letter) + 0.04 * pixels
        painter.drawText(QPointF(at.x() + shift, at.y() + _DROP * pixels), subscript)
    return symbol_width(letter, subscript, pixels, weight)
