"""The longest of several wordings that fits a width at a size that can be read; the last one is cut off with dots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from ui import theme as themes

LEAST = 11.5  # pixels under which nothing is read


def fitted(texts: Sequence[str], width: float, pixels: float, weight: int = 500) -> tuple[str, QFont]:
    """A wording, longest first, and the font in which it is no wider than `width`."""
    for text in texts:
        wished = themes.font(max(LEAST, pixels), weight)
        needed = QFontMetricsF(wished).horizontalAdvance(text)
        if needed <= width:
            return text, wished
        if pixels * width / needed >= LEAST:
            return text, themes.fitting_font(text, width, pixels, weight)
    font = themes.font(LEAST, weight)
    cut = QFontMetricsF(font).elidedText(texts[-1], Qt.TextElideMode.ElideRight, max(0.0, width))
    return cut, font
