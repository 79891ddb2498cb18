"""The foot of the stage: one key for each thing that a presenter does, as long as somebody is at them."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.theme import LIGHT, font
from wbsim.snapshot import Snapshot

_TALL = 34  # pixels of its height on the drawn stage
_TYPE = 15
_LEAST = 11.5


@final
class StageKeys(QWidget):
    """Keys and what they do, in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[tuple[str, str], ...] = ()
        self._look = Look(LIGHT)
        self.setAccessibleName(self.tr("Keys"))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the keys, or nothing while nobody is at them."""
        keys = self._known(snapshot.playing, look.spoken.caption is not None) if look.spoken.keys else ()
        if keys != self._keys or look.theme is not self._look.theme:
            self._keys = keys
            self.setAccessibleDescription(", ".join(f"{cap}: {words}" for cap, words in keys))
            self.update()
        self._look = look

    def _known(self, playing: bool, led: bool) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Space"), self.tr("pause") if playing else self.tr("play")),
            ("→", self.tr("step")),
            ("←", self.tr("back")),
            (self.tr("PgDn"), self.tr("next") if led else self.tr("later")),
            (self.tr("PgUp"), self.tr("previous") if led else self.tr("earlier")),
            ("R", self.tr("restart")),
            ("B", self.tr("blank")),
            (self.tr("Esc"), self.tr("leave")),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        size = max(_LEAST, _TYPE * self.height() / _TALL)
        caps, plain = font(size, 600), font(size, 500)
        x, high = 2.0, min(1.55 * size, self.height() - 2.0)
        top = (self.height() - high) / 2
        for cap, words in self._keys:
            wide = max(high, QFontMetricsF(caps).horizontalAdvance(cap) + 0.9 * size)
            if x + wide + QFontMetricsF(plain).horizontalAdvance(words) + size > self.width():
                return
            box = QRectF(x, top, wide, high)
            painter.setPen(theme.pen("line2", 1.2))
            painter.setBrush(theme.color("panel"))
            painter.drawRoundedRect(box, 0.3 * size, 0.3 * size)
            painter.setPen(theme.color("ink"))
            painter.setFont(caps)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
            x += wide + 0.5 * size
            painter.setPen(theme.color("ink2"))
            painter.setFont(plain)
            wide = QFontMetricsF(plain).horizontalAdvance(words)
            painter.drawText(QRectF(x, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += wide + 1.6 * size
