"""The bias as a disc: its radius grows with √|b|, it is filled where b ≥ 0 and pale with a dashed ring where b < 0.
The same mark stands wherever a bias does. It knows no neuron.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from ui import theme
from ui.theme import Theme
from ui.views.layer import is_vector, pixel_ratio

OFF_RADIUS = 11.0
_LEGIBLE = 0.58  # the scale from which on the letter can be read


@dataclass(frozen=True)
class Disc:
    """A bias as it is shown; `value` None for a bias that is off."""

    value: float | None
    hovered: bool = False
    selected: bool = False
    locked: bool = False
    edited: bool = False
    diverged: bool = False


def radius(value: float | None, scale: float = 1.0) -> float:
    """(12 + 4.4·min(2.2, √|b|)) pixels at scale 1; a bias that is off, or no number, has a fixed one."""
    if value is None or math.isnan(value):
        return OFF_RADIUS * scale
    return (12 + 4.4 * min(2.2, math.sqrt(abs(value)))) * scale


def paint_disc(painter: QPainter, theme: Theme, x: float, y: float, disc: Disc, scale: float = 1.0) -> float:
    """Paints a disc around (x, y); returns its radius in pixels."""
    r = radius(disc.value, scale)
    center = QPointF(x, y)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("bias_pale" if disc.hovered else "panel"))
    outside = r + (8 if disc.hovered else 2.5) * scale
    painter.drawEllipse(center, outside, outside)
    if disc.diverged:
        _paint_lost(painter, theme, center, r)
    elif disc.value is None:
        _paint_off(painter, theme, center, r)
    else:
        _paint_value(painter, theme, center, r, disc.value >= 0, scale)
    if disc.selected:
        painter.setPen(theme.pen("ink", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, r + 4, r + 4)
    if disc.locked:
        paint_lock(painter, theme, QPointF(x + 0.86 * r, y - 0.86 * r), 9 * max(0.75, scale))
    elif disc.edited:
        paint_diamond(painter, theme, QPointF(x + 0.72 * r, y - 0.72 * r), 4.5 * max(0.8, scale))
    return r


def draw_disc(painter: QPainter, theme: Theme, x: float, y: float, disc: Disc, scale: float = 1.0) -> float:
    """As `paint_disc`, from pictures that are kept, for what is painted many times a second.

    The radius comes in steps of a quarter pixel, the center on a pixel of the device.
    """
    if is_vector(painter):
        return paint_disc(painter, theme, x, y, disc, scale)
    ratio = pixel_ratio(painter)
    kept = _kept(theme, replace(disc, value=_rounded(disc.value, scale)), scale, ratio)
    half = kept.width() / ratio / 2
    painter.drawPixmap(QPointF(round(x * ratio) / ratio - half, round(y * ratio) / ratio - half), kept)
    return radius(disc.value, scale)


def _rounded(value: float | None, scale: float) -> float | None:
    """A value of the same sign whose radius is a whole number of quarter pixels."""
    if value is None:
        return None
    if math.isnan(value):
        return math.nan  # the one object, for a kept picture is found by it
    root = max(1e-6, (round(4 * radius(value, scale)) / (4 * scale) - 12) / 4.4)
    return -root * root if value < 0 else root * root


@lru_cache(maxsize=1024)
def _kept(theme: Theme, disc: Disc, scale: float, ratio: float) -> QPixmap:
    """A disc in the middle of a picture that holds the largest one with its halo and marks."""
    half = math.ceil((22 + 12) * scale + 6)
    pixmap = QPixmap(round(2 * half * ratio), round(2 * half * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_disc(painter, theme, pixmap.width() / ratio / 2, pixmap.height() / ratio / 2, disc, scale)
    painter.end()
    return pixmap


def _paint_value(
    painter: QPainter, theme: Theme, center: QPointF, r: float, positive: bool, scale: float
) -> None:
    if positive:
        painter.setPen(theme.pen("bias_line", 1.2))
        painter.setBrush(theme.color("bias"))
        painter.drawEllipse(center, r, r)
        letter = theme.color("on_bias")
    else:
        pen = theme.pen("bias_line", 2.4 * max(0.75, scale))
        pen.setDashPattern([4.4 / 2.4, 3 / 2.4])
        painter.setPen(pen)
        painter.setBrush(theme.color("bias_pale"))
        inside = r - 0.5 * pen.widthF() + 0.6
        painter.drawEllipse(center, inside, inside)
        letter = theme.color("bias_text")
    if scale >= _LEGIBLE:
        paint_letter(painter, center, r, letter)


def paint_letter(painter: QPainter, center: QPointF, r: float, color: QColor) -> None:
    """The italic b in the middle of a disc of radius `r`."""
    painter.setPen(color)
    painter.setFont(theme.symbol_font(round(1.28 * r)))
    painter.drawText(
        QRectF(center.x() - r, center.y() - 1.06 * r, 2 * r, 2 * r), Qt.AlignmentFlag.AlignCenter, "b"
    )


def _paint_off(painter: QPainter, theme: Theme, center: QPointF, r: float) -> None:
    pen = theme.pen("ink3", 1.4)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(center, r, r)
    reach = 0.62 * r
    painter.setPen(theme.pen("ink3", 1.4))
    painter.drawLine(
        QPointF(center.x() - reach, center.y() + reach), QPointF(center.x() + reach, center.y() - reach)
    )


def _paint_lost(painter: QPainter, theme: Theme, center: QPointF, r: float) -> None:
    painter.setPen(theme.pen("loss", 2.4))
    painter.setBrush(theme.color("loss_pale"))
    painter.drawEllipse(center, r, r)
    reach = 0.38 * r
    pen = theme.pen("loss", 3, flat=False)
    painter.setPen(pen)
    for side in (-1, 1):
        painter.drawLine(
            QPointF(center.x() - reach, center.y() - side * reach),
            QPointF(center.x() + reach, center.y() + side * reach),
        )


def paint_diamond(painter: QPainter, theme: Theme, center: QPointF, reach: float) -> None:
    """The mark of what was set by hand."""
    painter.setPen(QPen(theme.color("panel"), 1.5))
    painter.setBrush(theme.color("ink"))
    x, y = center.x(), center.y()
    reach += 1
    painter.drawPolygon(
        QPolygonF(
            [QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]
        )
    )


def paint_lock(painter: QPainter, theme: Theme, center: QPointF, r: float) -> None:
    """The badge of what training leaves alone: a padlock on a disc of radius `r`."""
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(theme.color("raised"))
    painter.drawEllipse(center, r, r)
    paint_padlock(painter, theme.color("ink"), center, r / 11, closed=True)


def paint_padlock(painter: QPainter, color: QColor, center: QPointF, scale: float, closed: bool) -> None:
    """A padlock around a center, 10 pixels wide at scale 1; an open one has its shackle lifted to the side."""
    x, y = center.x(), center.y() + 0.5 * scale
    pen = QPen(color, 1.7 * scale)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lift = 0.0 if closed else 1.2 * scale
    painter.drawArc(
        QRectF(x - 2.6 * scale, y - 5.6 * scale - lift, 5.2 * scale, 6 * scale),
        0 if closed else 25 * 16,
        180 * 16,
    )
    left, right = x - 2.6 * scale, x + 2.6 * scale
    foot = y - 2.6 * scale - lift
    painter.drawLine(QPointF(left, foot), QPointF(left, y))
    if closed:
        painter.drawLine(QPointF(right, foot), QPointF(right, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(x - 4.4 * scale, y - 0.8 * scale, 8.8 * scale, 6 * scale), 1.4, 1.4)
    else:
        painter.drawRoundedRect(QRectF(x - 3.8 * scale, y - 0.2 * scale, 7.6 * scale, 5 * scale), 1.4, 1.4)
