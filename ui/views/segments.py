"""A small control of which one of a few words is chosen. It knows nothing of what they mean."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme
from ui.views.shortcuts import takes

_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space)


@final
class Segments(QWidget):
    """A row of words in a pill; a click or the arrow keys emit `chosen` with the place of another one."""

    chosen = Signal(int)
    again = Signal(int)  # the place of what is chosen already

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._words: tuple[str, ...] = ()
        self._chosen = 0
        self._theme: Theme = LIGHT
        self._scale = 1.0
        self._inset = 0.0

    @property
    def words(self) -> tuple[str, ...]:
        """What can be chosen."""
        return self._words

    @property
    def current(self) -> int:
        """The place of what is chosen."""
        return self._chosen

    def show_words(
        self,
        words: tuple[str, ...],
        chosen: int,
        theme: Theme,
        scale: float,
        tight: bool = False,
        inset: float | None = None,
    ) -> None:
        """Shows words with one chosen, and takes the size they need; `tight` for a place inside a picture, `inset` for
        other room at the sides of each word.
        """
        state = (words, chosen, theme, scale, inset or (5.0 if tight else 8.0))
        if state == (self._words, self._chosen, self._theme, self._scale, self._inset):
            return
        self._words, self._chosen, self._theme, self._scale, self._inset = state
        self.resize(self.sizeHint())
        self.update()

    def _edges(self) -> list[float]:
        metrics = QFontMetricsF(self._font(600))
        edges = [2.0]
        for word in self._words:
            edges.append(edges[-1] + metrics.horizontalAdvance(word) + 2 * (self._inset + 4) * self._scale)
        return edges

    def _font(self, weight: int):  # type: ignore[no-untyped-def]
        return themes.font(max(11.5, 12.5 * self._scale), weight)

    def sizeHint(self) -> QSize:
        """As wide as the words need."""
        height = (18 + 1.25 * max(5.0, self._inset)) * self._scale
        return QSize(round(self._edges()[-1] + 2), round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height, edges = self.height(), self._edges()
        ring = self.hasFocus()
        painter.setPen(self._theme.pen("weight" if ring else "line", 2 if ring else 1))
        painter.setBrush(self._theme.color("sunk"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), height / 2 - 1, height / 2 - 1)
        for place, word in enumerate(self._words):
            box = QRectF(edges[place], 2, edges[place + 1] - edges[place], height - 4)
            is_chosen = place == self._chosen
            if is_chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.color("primary"))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(self._theme.color("on_primary" if is_chosen else "ink2"))
            painter.setFont(self._font(600 if is_chosen else 500))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the word under the pointer."""
        edges = self._edges()
        for place in range(len(self._words)):
            if edges[place] <= event.position().x() < edges[place + 1]:
                self._choose(place)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window."""
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys choose the neighbor; Space goes round."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self._choose(min(len(self._words) - 1, max(0, self._chosen + steps[Qt.Key(event.key())])))
        elif event.key() == Qt.Key.Key_Space and self._words:
            self._choose((self._chosen + 1) % len(self._words))
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        (self.again if place == self._chosen else self.chosen).emit(place)
