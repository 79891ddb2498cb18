"""Pictures that are painted once for what they are made from, and the card on which every view stands. What is painted
for a file of lines and words, as SVG and PDF are, is painted anew: there it stays lines and words.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPixmap

from ui.theme import Theme

_VECTORS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)
_FINE = 3.0  # pixels a unit of what can only be a picture, where it can be enlarged


def pixel_ratio(painter: QPainter) -> float:
    """Real pixels a unit, on a screen or in the picture into which a widget is rendered; ask before any scaling."""
    return painter.deviceTransform().m11()


def is_vector(painter: QPainter) -> bool:
    """Whether a file of lines and words is painted, which has no pixels; there nothing is copied from pictures."""
    return painter.paintEngine().type() in _VECTORS


def fineness(painter: QPainter) -> float:
    """Pixels a unit of what is composed of pixels: those of the screen, or so many that it can be enlarged."""
    return _FINE if is_vector(painter) else pixel_ratio(painter)


def draw_part(painter: QPainter, target: QRectF, image: QImage, source: QRectF) -> None:
    """Draws a part of an image, on whole pixels of it; files of lines and words know only whole images."""
    if is_vector(painter):
        painter.drawImage(target, image.copy(source.toRect()))
    else:
        painter.drawImage(target, image, source)


@final
class Layer:
    """A transparent picture that is painted again only when its key, size or pixel ratio differs."""

    def __init__(self) -> None:
        self._made_from: tuple[Hashable, ...] = ()
        self._pixmap = QPixmap()

    def draw(
        self,
        painter: QPainter,
        key: Hashable,
        size: QSize,
        paint: Callable[[QPainter], None],
        at: QPointF | None = None,
    ) -> None:
        """Draws what `paint` paints for this key on `size` device-independent pixels, with its corner `at` a place."""
        at = at or QPointF()
        if is_vector(painter):
            draw_anew(painter, at, paint)
        else:
            painter.drawPixmap(at, self._painted(key, size, pixel_ratio(painter), paint))

    def _painted(
        self, key: Hashable, size: QSize, ratio: float, paint: Callable[[QPainter], None]
    ) -> QPixmap:
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


def draw_anew(painter: QPainter, at: QPointF, paint: Callable[[QPainter], None]) -> None:
    """Paints with the pens and brushes that a new picture begins with, and leaves the painter as it was."""
    painter.save()
    painter.translate(at)
    painter.setPen(Qt.GlobalColor.black)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    paint(painter)
    painter.restore()


def draw_card(painter: QPainter, theme: Theme, size: QSize) -> None:
    """The rounded card of a view, edge to edge, on the window's ground."""
    painter.fillRect(0, 0, size.width(), size.height(), theme.color("bg"))
    painter.setPen(theme.pen("line", 1))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), 12, 12)
