"""The caption of the stage: what a scenario says, large enough to be read from the back row."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.theme import LIGHT, font
from ui.views.stage_header import wrapped
from wbsim.snapshot import Snapshot

_TALL = 112  # pixels of its height on the drawn stage
_SIZES = (42, 38, 34, 30)  # of type there; the largest in which it fits two lines
_LINE = 1.24


@final
class CaptionView(QWidget):
    """A sentence or two, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._look = Look(LIGHT)
        self.setAccessibleName(self.tr("Caption"))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows what is said."""
        words = look.spoken.caption or ""
        if words != self._words or look.theme is not self._look.theme:
            self._words = words
            self.setAccessibleDescription(words)
            self.update()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._look.theme.color("ink"))
        unit, width = self.height() / _TALL, 0.96 * self.width()
        for size in _SIZES:
            face = font(size * unit, 600)
            metrics = QFontMetricsF(face)
            lines = wrapped(self._words, metrics, width, 3)
            if len(lines) <= 2:
                break
        lines = balanced(self._words, metrics, width)
        painter.setFont(face)
        high = _LINE * size * unit
        top = (self.height() - high * len(lines)) / 2
        for place, line in enumerate(lines):
            box = QRectF(0, top + place * high, self.width(), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)


def balanced(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """A text in one line or in two of nearly the same length; cut off where it fits neither."""
    lines = wrapped(text, metrics, width, 2)
    words = text.split(" ")
    if len(lines) < 2 or metrics.horizontalAdvance(" ".join(words)) > 1.9 * width:
        return lines
    ways = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return list(min(ways, key=lambda way: max(map(metrics.horizontalAdvance, way))))
