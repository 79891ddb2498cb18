"""The step ladder: product, neuron, sample, batch, epoch and free run, each a button that says how much is done."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import icons
from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.buttons import CardButton
from ui.views.rung_words import CARDS, FREE, ICONS, KEYS, Said, words
from ui.views.shortcuts import PRESS
from wbsim.snapshot import Snapshot

_SHIFT = Qt.KeyboardModifier.ShiftModifier


@final
class RungCard(CardButton):
    """One rung: pressed, a step; with Shift or the right button, a step back."""

    stepped = Signal(bool)  # whether back

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, name, "")
        self.name = name
        self.said = Said("", "", "", "", "")
        self.compact = False

    def show_words(self, said: Said, theme: Theme, scale: float, compact: bool) -> None:
        """Takes on what it says and how it looks."""
        state = (said, theme, scale, compact)
        if state == (self.said, self.colors, self.scale, self.compact):
            return
        self.said, self.colors, self.scale, self.compact = state
        name = f"{said.title}, {said.done}, {said.rest}"
        if name != self.accessibleName():
            self.setAccessibleName(name)
        if said.tip != self.toolTip():
            self.setToolTip(said.tip)
            self.setAccessibleDescription(said.tip)
        self.update()

    # --- pressing -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Enter is a step, with Shift one back."""
        if event.key() in PRESS:
            self._step(bool(event.modifiers() & _SHIFT))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key is done with when it goes down, so that one held down goes on."""
        if event.key() not in PRESS:
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes down."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.setDown(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A step where it was pressed and let go."""
        pressed = self.isDown() and self.rect().contains(event.position().toPoint())
        self.setDown(False)
        if pressed:
            right = event.button() == Qt.MouseButton.RightButton
            self._step(right or bool(event.modifiers() & _SHIFT))

    def _step(self, back: bool) -> None:
        if back and self.name == FREE:
            return
        self.stepped.emit(back)

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, filled with ink where it is at hand."""
        said, grown = self.said, max(0.86, self.scale)
        painter, box = self.begin_card(said.chosen)
        self._paint_head(painter, box, grown)
        if self.compact:
            self._paint_line(painter, box.bottom() - 15 * grown, said.done, said.rest)
        else:
            self._paint_caption(painter, box, grown)
            self._paint_line(painter, box.bottom() - 17 * grown, said.done, said.rest)
        self.paint_ring(painter, box)

    @property
    def _inks(self) -> tuple[str, str]:
        """What is written in strong and in quiet letters."""
        return ("on_primary", "on_primary") if self.said.chosen else ("ink", "ink2")

    def _paint_head(self, painter: QPainter, box: QRectF, grown: float) -> None:
        """Icon, title and key."""
        theme, strong = self.colors, self._inks[0]
        left, side = box.left() + 14 * grown, 18 * grown
        middle = box.top() + (17 if self.compact else 22) * grown
        icon = QRectF(left, middle - side / 2, side, side)
        icons.paint(painter, ICONS.get(self.name, "step"), icon, theme.color(strong))
        cap = 20 * grown
        key = QRectF(box.right() - 10 * grown - cap, middle - cap / 2, cap, cap)
        painter.setPen(QPen(theme.color("ink3" if self.said.chosen else "line2"), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(key, 5, 5)
        painter.setPen(theme.color(self._inks[1]))
        painter.setFont(themes.font(max(11.5, 12 * grown), 600))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, KEYS[self.name])
        words = QRectF(
            icon.right() + 8 * grown, middle - 12 * grown, key.left() - icon.right() - 12 * grown, 24 * grown
        )
        painter.setFont(themes.fitting_font(self.said.title, words.width(), 15.5 * grown, 600))
        painter.setPen(theme.color(strong))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.said.title)

    def _paint_caption(self, painter: QPainter, box: QRectF, grown: float) -> None:
        """What one step is."""
        painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
        painter.setPen(self.colors.color(self._inks[1]))
        room = QRectF(box.left() + 14 * grown, box.top() + 36 * grown, box.width() - 26 * grown, 20 * grown)
        text = painter.fontMetrics().elidedText(
            self.said.caption, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_line(self, painter: QPainter, middle: float, strong: str, quiet: str) -> None:
        """How much is done and, where there is room for it, of what."""
        grown, theme = max(0.86, self.scale), self.colors
        left, right = 14 * grown, self.width() - 12 * grown
        bold = themes.fitting_font(strong, right - left, max(12.0, 13 * grown), 700)
        plain = themes.font(max(11.5, 12 * grown), 500)
        painter.setFont(bold)
        painter.setPen(theme.color(self._inks[0]))
        line = QRectF(left, middle - 11 * grown, right - left, 22 * grown)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, strong)
        used = QFontMetricsF(bold).horizontalAdvance(strong) + 10 * grown
        if used + QFontMetricsF(plain).horizontalAdvance(quiet) <= line.width():
            painter.setFont(plain)
            painter.setPen(theme.color(self._inks[1]))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, quiet)


@final
class RungsView(QWidget):
    """The step ladder: product, neuron, sample, batch, epoch and free run, each a button that says how much is done."""

    stepped = Signal(str, bool)  # a rung, and whether back
    played = Signal()  # free run

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Step ladder"))
        self._look: Look | None = None
        self._ground: tuple[object, ...] = ()
        self.cards = {name: RungCard(self, name) for name in CARDS}
        for name, card in self.cards.items():
            if name == FREE:
                card.stepped.connect(lambda _: self.played.emit())
            else:
                card.stepped.connect(lambda back, name=name: self.stepped.emit(name, back))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._look = look
        for name, said in words(snapshot).items():
            self.cards[name].show_words(said, look.theme, look.scale, look.compact)
        ground = (look.theme, look.scale, look.compact)
        if ground != self._ground:
            self._ground = ground
            self._place()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the cards."""
        super().resizeEvent(event)
        self._place()

    def _gap(self) -> float:
        look = self._look
        return 12.0 if look is None else (10 if look.compact else 16) * max(1.0, look.scale)

    def _place(self) -> None:
        gap = self._gap()
        pitch = (self.width() + gap) / len(CARDS)
        edges = [(round(k * pitch), round((k + 1) * pitch - gap)) for k in range(len(CARDS))]
        for (left, right), card in zip(edges, self.cards.values(), strict=True):
            card.setGeometry(left, 0, right - left, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and between two cards an angle: each is made of the one before."""
        look = self._look
        if look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.theme.color("bg"))
        pen = QPen(look.theme.color("ink3"), 1.7)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        middle, high = self.height() / 2, 4.4 * max(0.9, look.scale)
        for card in list(self.cards.values())[:-1]:
            x = card.geometry().right() + 1 + self._gap() / 2
            painter.drawPolyline(
                [
                    QPointF(x - high / 2, middle - high),
                    QPointF(x + high / 2, middle),
                    QPointF(x - high / 2, middle + high),
                ]
            )
