"""The losses on small pictures: each number is set once on a plate, and copied from then on."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from ui import theme as themes
from ui.theme import Theme

_MANY = 9999  # hundredths; what is more is written as ∞ is
NONE = -1


def numbers(loss: NDArray[np.float64], learned: NDArray[np.bool_]) -> NDArray[np.int32]:
    """What stands on each plate: twice the hundredths of the loss, and 1 more where the network has learned."""
    with np.errstate(invalid="ignore", over="ignore"):
        hundredths = np.clip(np.rint(np.nan_to_num(loss, nan=np.inf) * 100), 0, _MANY)
    return (2 * hundredths + learned).astype(np.int32)


def written(number: int) -> str:
    """What stands on a plate in letters: two decimals, fewer of what is large."""
    hundredths = number // 2
    if hundredths >= _MANY:
        return "inf"
    return f"{hundredths / 100:.2f}" if hundredths < 995 else f"{hundredths / 100:.1f}"


@final
class Plates:
    """Plates of one theme and size."""

    def __init__(self, theme: Theme, pixels: float, ratio: float) -> None:
        """`pixels` is the size of type."""
        self._theme, self._ratio = theme, ratio
        self._fonts = (themes.font(pixels, 600), themes.font(pixels, 500))
        metrics = QFontMetricsF(self._fonts[0])
        self._sides = 3.0
        self._high = round((pixels + 4.0) * ratio)
        self._wide = round((metrics.horizontalAdvance("0.00") + 2 * self._sides) * ratio)
        self._made: dict[int, tuple[NDArray[np.uint32], NDArray[np.bool_]]] = {}

    def on(self, block: NDArray[np.uint32], number: int, inset: int) -> None:
        """Puts a plate into the lower right corner of a picture (edge, edge)."""
        pixels, opaque = self._plate(number)
        bottom, right = block.shape[0] - inset, block.shape[1] - inset
        part = block[bottom - pixels.shape[0] : bottom, right - pixels.shape[1] : right]
        np.copyto(part, pixels, where=opaque)

    @property
    def width(self) -> float:
        """How wide a usual plate is, device-independent."""
        return self._wide / self._ratio

    def _plate(self, number: int) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        if number not in self._made:
            self._made[number] = self._paint(number)
        return self._made[number]

    def _paint(self, number: int) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        theme, ratio, text, learned = self._theme, self._ratio, written(number), number % 2
        font = self._fonts[learned]
        needed = round((QFontMetricsF(font).horizontalAdvance(text) + 2 * self._sides) * ratio)
        wide = max(self._wide, needed) if len(text) <= 4 else needed
        image = QImage(wide, self._high, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        box = QRectF(0, 0, wide / ratio, self._high / ratio)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.color("ink2" if learned else "loss_text"))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(self._high, wide).copy()
        return pixels | np.uint32(0xFF000000), pixels >> 24 >= 128
