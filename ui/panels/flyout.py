"""Cards that fly out beside the rail or the data panel, one at a time: the settings, and all data sets."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.panels.buttons import Button, Dressed
from ui.theme import Theme


@final
class Flyout(Dressed, QWidget):
    """A floating card beside the rail or the data panel; it holds one or two columns of settings."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.setContentsMargins(1, 4, 5, 4)
        self.close_button = Button("close", kind="plain", height=28, parent=self)
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def hold(self, *columns: QWidget) -> None:
        """Puts panels into the card, side by side."""
        for place, column in enumerate(columns):
            self._row.insertWidget(place, column)
            column.show()
        self.close_button.raise_()

    def place_beside(self, side: QRect | None) -> None:
        """Stands to the right of the card of settings, as high as its columns need; without that card, at the left."""
        parent = self.parentWidget()
        if parent is None:
            return
        if side is None:
            margin = round(12 * self.scale)
            side = QRect(margin, margin, 0, 0)
        items = [self._row.itemAt(place) for place in range(self._row.count())]
        shown = [column for item in items if item is not None and (column := item.widget()) is not None]
        tall = max((column.sizeHint().height() for column in shown), default=0) + round(16 * self.scale)
        height = min(parent.height() - 2 * side.top(), tall)
        width = sum(round(252 * self.scale) for _ in shown)
        margin = round(8 * self.scale)
        left = max(margin, min(side.right() + margin, parent.width() - width - margin))
        self.setGeometry(left, side.top(), width, height)
        self.raise_()

    def resizeEvent(self, event: object) -> None:
        self.close_button.adjustSize()
        self.close_button.move(self.width() - self.close_button.width() - 10, 10)

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.close_button.dress(theme, scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what is under the card is not pressed

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("line2", 1.2))
        painter.setBrush(self.theme.color("raised" if self.theme.name == "dark" else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.6, 0.6, -0.6, -0.6), 12, 12)


@final
class Flyouts:
    """The cards of a window: at most one is open."""

    def __init__(self, *cards: Flyout) -> None:
        self._cards = cards
        self._side: QRect | None = None
        for card in cards:
            card.closed.connect(card.hide)

    def toggle(self, card: Flyout) -> None:
        """Opens a card in place of the one that was open, or closes it."""
        for other in self._cards:
            other.setVisible(other is card and not card.isVisible())
        self.place(self._side)

    def hide(self) -> bool:
        """Closes the card that is open; whether there was one."""
        opened = [card for card in self._cards if card.isVisible()]
        for card in opened:
            card.hide()
        return bool(opened)

    def place(self, side: QRect | None) -> None:
        """Puts the open card to the right of the card of settings."""
        self._side = side
        for card in self._cards:
            if card.isVisible():
                card.place_beside(side)
