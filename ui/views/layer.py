"""Pictures that are painted once for what they are made from, and the card on which every view stands."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.theme import Theme


def pixel_ratio(painter: QPainter) -> float:
    """Real pixels a unit, on a screen or in the picture into which a widget is rendered; ask before any scaling."""
    return painter.deviceTransform().m11()


@final
class Layer:
    """A transparent picture that is painted again only when its key, size or pixel ratio differs."""

    def __init__(self) -> None:
        self._made_from: tuple[Hashable, ...] = ()
        self._pixmap = QPixmap()

    def pixmap(self, key: Hashable, size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
        """What `paint` painted for this key on `size` device-independent pixels."""
        made_from = (key, size.width(), size.height(), ratio)
        if made_from != self._made_from:
            self._pixmap = QPixmap(size * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            paint(painter)
            painter.end()
            self._made_from = made_from
        return self._pixmap


def draw_card(painter: QPainter, theme: Theme, size: QSize) -> None:
    """The rounded card of a view, edge to edge, on the window's ground."""
    painter.fillRect(0, 0, size.width(), size.height(), theme.color("bg"))
    painter.setPen(theme.pen("line", 1))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), 12, 12)
