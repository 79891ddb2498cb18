"""The losses on small pictures: each number is set once on a plate, and copied from then on."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from ui import theme as themes
from ui.theme import Theme

_LARGE = 100_000  # steps from which on a number is written with a power of ten
_INFINITE = 1_000_000
NONE = -1
_SIDES = 3.0  # pixels beside a number


def decimals(bound: float) -> int:
    """How many decimals it takes to tell what is below a bound from what is above."""
    return 2 if bound >= 0.05 else 3


def numbers(loss: NDArray[np.float64], learned: NDArray[np.bool_], digits: int = 2) -> NDArray[np.int32]:
    """What stands on each plate: twice the loss in steps of the last of so many decimals, and 1 more where the network has
    learned. What is large is 10 times its first two digits and their power of ten, behind all steps.
    """
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        lost = np.maximum(np.nan_to_num(loss, nan=np.inf, posinf=np.inf), 0.0)
        steps = np.rint(lost * 10**digits)
        power = np.floor(np.log10(np.maximum(lost, 1.0) * 1.005))
        large = _LARGE + 1000 * power + np.rint(10 * lost / 10.0**power)
        steps = np.where(steps < _LARGE, steps, np.where(np.isfinite(lost), large, _INFINITE))
    return (2 * steps + learned).astype(np.int32)


def written(number: int, digits: int = 2) -> str:
    """What stands on a plate in letters: fewer decimals of what is larger."""
    steps = number // 2
    if steps >= _INFINITE:
        return "inf"
    if steps >= _LARGE:
        power, mantissa = divmod(steps - _LARGE, 1000)
        return f"{mantissa / 10:.0f}e{power}"
    value = steps / 10**digits
    kept = next((kept for below, kept in ((0.9995, digits), (9.995, 2), (99.95, 1)) if value < below), 0)
    return f"{value:.{kept}f}"


def type_size(edge: int) -> float:
    """The size of type on a small picture of `edge` pixels."""
    return max(11.5, min(14.0, 0.17 * edge)) if edge > 66 else 11.5


def draw_plates(
    painter: QPainter, theme: Theme, squares: list[QRect], edge: int, shown: list[int], digits: int
) -> None:
    """The plates on pictures in `squares`, as words and not as pixels."""
    pixels = type_size(edge)
    metrics = QFontMetricsF(themes.font(pixels, 600))
    least, high = metrics.horizontalAdvance(written(0, digits)) + 2 * _SIDES, pixels + 4.0
    for square, number in zip(squares, shown, strict=True):
        text, learned = written(number, digits), number % 2
        face = themes.font(pixels, 500 if learned else 600)
        wide = max(least, QFontMetricsF(face).horizontalAdvance(text) + 2 * _SIDES)
        _draw(
            painter,
            theme,
            QRectF(square.right() - 3 - wide, square.bottom() - 3 - high, wide, high),
            number,
            digits,
            face,
        )


def _draw(painter: QPainter, theme: Theme, box: QRectF, number: int, digits: int, face: QFont) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(theme.color("ink2" if number % 2 else "loss_text"))
    painter.setFont(face)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written(number, digits))


@final
class Plates:
    """Plates of one theme and size."""

    def __init__(self, theme: Theme, pixels: float, ratio: float, digits: int = 2) -> None:
        """`pixels` is the size of type."""
        self._theme, self._ratio, self._digits = theme, ratio, digits
        self._fonts = (themes.font(pixels, 600), themes.font(pixels, 500))
        metrics = QFontMetricsF(self._fonts[0])
        self._high = round((pixels + 4.0) * ratio)
        self._wide = round((metrics.horizontalAdvance(written(0, digits)) + 2 * _SIDES) * ratio)
        self._made: dict[int, tuple[NDArray[np.uint32], NDArray[np.bool_]]] = {}

    def on(self, block: NDArray[np.uint32], number: int, inset: int) -> None:
        """Puts a plate into the lower right corner of a picture (edge, edge)."""
        pixels, opaque = self._plate(number)
        bottom, right = block.shape[0] - inset, block.shape[1] - inset
        part = block[bottom - pixels.shape[0] : bottom, right - pixels.shape[1] : right]
        np.copyto(part, pixels, where=opaque)

    def _plate(self, number: int) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        if number not in self._made:
            self._made[number] = self._paint(number)
        return self._made[number]

    def _paint(self, number: int) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        ratio, text, font = self._ratio, written(number, self._digits), self._fonts[number % 2]
        needed = round((QFontMetricsF(font).horizontalAdvance(text) + 2 * _SIDES) * ratio)
        wide = max(self._wide, needed)
        image = QImage(wide, self._high, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        box = QRectF(0, 0, wide / ratio, self._high / ratio)
        _draw(painter, self._theme, box, number, self._digits, font)
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(self._high, wide).copy()
        return pixels | np.uint32(0xFF000000), pixels >> 24 >= 128
