"""A small switch with words before it, painted from the theme. It knows nothing of what it turns on."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.theme import Theme
from ui.views.buttons import PaintedButton
from ui.views.shortcuts import PRESS, presses, takes

_WIDE, _TALL = 34.0, 20.0  # pixels of the rail at scale 1


@final
class Switch(PaintedButton):
    """Emits `clicked`; how far its knob stands to the right is told by `show_share`, and may be anything between."""

    def __init__(self, parent: QWidget, name: str, tip: str) -> None:
        super().__init__(parent, name, tip)
        self.setCheckable(True)
        self._share = 0.0

    def nextCheckState(self) -> None:
        """A click asks; only `show_share` checks."""

    def show_share(self, share: float) -> None:
        """Off at 0, on at 1."""
        if share != self._share:
            self._share = share
            self.setChecked(share >= 0.5)
            self.update()

    def show_words(self, words: str, theme: Theme, scale: float) -> None:
        """Takes on words and a theme."""
        if words != self.text():
            self.setText(words)
        self.show_theme(theme, scale)

    def width_of(self, words: str) -> int:
        """How wide it is with some words."""
        gap = 7 * self.scale if words else 0.0
        text = QFontMetricsF(self._face()).horizontalAdvance(words)
        return round(text + gap + _WIDE * max(0.9, self.scale)) + 8

    def sizeHint(self) -> QSize:
        """As wide as words and rail need."""
        return QSize(self.width_of(self.text()), round(26 * self.scale) + 6)

    def _face(self) -> QFont:
        return themes.font(max(11.5, 13 * self.scale), 500)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts."""
        return takes(event, PRESS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter press it."""
        if not presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the words, the rail and the knob."""
        radius = (self.height() - 6) / 2
        painter, box = self.begin(radius)
        theme, grown = self.colors, max(0.9, self.scale)
        wide, tall = _WIDE * grown, min(_TALL * grown, box.height())
        rail = QRectF(box.right() - wide - 1, box.center().y() - tall / 2, wide, tall)
        painter.setPen(self.letters())
        painter.setFont(self._face())
        words = QRectF(box.left() + 1, box.top(), rail.left() - box.left(), box.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        on = self._share >= 0.5 and self.isEnabled()
        painter.setPen(Qt.PenStyle.NoPen if on else theme.pen("line2", 1.4))
        off = theme.color("line" if self.underMouse() and self.isEnabled() else "sunk")
        painter.setBrush(theme.color("primary") if on else off)
        painter.drawRoundedRect(rail.adjusted(0.7, 0.7, -0.7, -0.7), tall / 2, tall / 2)
        knob = tall / 2 - 3.2 * grown
        left, right = rail.left() + tall / 2, rail.right() - tall / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("on_primary" if on else "ink3" if self.isEnabled() else "line2"))
        share = self._share if self.isEnabled() else 0.0
        painter.drawEllipse(QPointF(left + share * (right - left), rail.center().y()), knob, knob)
