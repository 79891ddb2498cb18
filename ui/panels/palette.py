"""The card of all commands: a field to type in, and under it what fits, best first. It knows neither commands nor settings;
what is offered, and what has been used, is given to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.panels.buttons import Dressed
from ui.panels.entries import Entry, found
from ui.panels.marks import paint_veil
from ui.panels.palette_list import PaletteList
from ui.theme import Theme, font
from ui.views.shortcuts import takes

_WIDE, _HEAD, _FOOT = 640.0, 62.0, 40.0  # pixels at scale 1
_MOST = 11  # rows that are seen at once


@final
class PaletteField(QLineEdit):
    """What is typed; arrows walk through the rows, Enter does one, Escape leaves."""

    walked = Signal(int)  # rows down
    entered = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
                Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)  # fmt: skip
        tabs = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}  # there is nothing else to go to
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in tabs:
            self.walked.emit(tabs[Qt.Key(event.key())])
            return True
        return takes(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks, chooses and leaves; everything else is typed."""
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: 1 - _MOST, Qt.Key.Key_PageDown: _MOST - 1,
        }.get(Qt.Key(event.key()))  # fmt: skip
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if steps is not None:
            self.walked.emit(steps)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape or (control and event.key() == Qt.Key.Key_K):
            self.left.emit()
        else:
            super().keyPressEvent(event)


@final
class PaletteCard(Dressed, QWidget):
    """Lies over its parent while it is open; what is not on the card closes it."""

    chosen = Signal(object)  # an Entry that is to be done

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offer: Callable[[str], Sequence[Entry]] = lambda typed: ()
        self.used: Callable[[], Sequence[str]] = tuple
        self._from: QWidget | None = None
        self.setAccessibleName(self.tr("All commands"))
        self.field = PaletteField(self)
        self.field.setPlaceholderText(self.tr("What shall be done? A command, a preset, learning rate 0.1 …"))
        self.field.setAccessibleName(self.tr("Command"))
        self.field.setToolTip(self.tr("↑ ↓ walk through the rows, Enter does one, Esc closes"))
        self.list = PaletteList(self)
        self.field.textChanged.connect(self._search)
        self.field.walked.connect(self.list.walk)
        self.field.entered.connect(self._choose)
        self.field.left.connect(self.hide)
        self.list.pressed.connect(self._choose)
        self.list.moved.connect(self._describe)
        self.hide()

    def open(self) -> None:
        """Shows the card with everything, and takes the keys."""
        if not self.isVisible():
            self._from = QApplication.focusWidget()
        self._place()
        self.field.clear()
        self._search("")
        self.show()
        self.raise_()
        self.field.setFocus()

    def hideEvent(self, event: object) -> None:
        """Gives the keys back to where they were."""
        if self._from is not None and self.isAncestorOf(QApplication.focusWidget() or self):
            self._from.setFocus()
        self._from = None

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        super().dress(theme, scale)
        self.field.setFont(font(17 * scale, 500))
        self.field.setStyleSheet(
            f"QLineEdit, QLineEdit:hover, QLineEdit:focus {{ background: transparent; border: none; color: {theme.ink};"
            f" font-size: {round(17 * scale)}px; font-weight: 500;"
            f" selection-background-color: {theme.weight}; selection-color: {theme.on_primary}; }}"
        )
        self.list.dress(theme, scale)
        if self.isVisible():
            self._place()

    # --- what fits -------------------------------------------------------------------------------------------

    def _search(self, typed: str) -> None:
        self.list.show_found(found(self.offer(typed), typed, self.used()))
        self._place()

    def renew(self) -> None:
        """More is offered; the row at hand stays if it can."""
        at = self.list.at
        self._search(self.field.text())
        self.list.go_to(None if at is None else at.entry.name)

    def _describe(self) -> None:
        """What a screen reader says of the row at hand."""
        at = self.list.at
        words = (
            self.tr("nothing fits") if at is None else f"{at.entry.words}, {at.entry.lack or at.entry.group}"
        )
        self.field.setAccessibleDescription(words)

    def _choose(self) -> None:
        at = self.list.at
        if at is None or at.entry.lack:
            return
        if at.entry.fills:
            self.field.setText(at.entry.fills)
            return
        self.hide()
        self.chosen.emit(at.entry)

    # --- where it lies ---------------------------------------------------------------------------------------

    def _card(self) -> QRectF:
        scale = self.scale
        wide = min(_WIDE * scale, self.width() - 32.0)
        rows = self.list.rows_in(self.height() - (_HEAD + _FOOT) * scale - 40, _MOST)
        high = (_HEAD + _FOOT) * scale + max(1, rows) * self.list.tall
        top = max(14.0, min(0.14 * self.height(), self.height() - high - 14))
        return QRectF((self.width() - wide) / 2, top, wide, high)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        card, scale = self._card(), self.scale
        left, wide = card.left() + 48 * scale, card.width() - 64 * scale
        self.field.setGeometry(QRectF(left, card.top() + 12 * scale, wide, 38 * scale).toRect())
        below = card.adjusted(8 * scale, _HEAD * scale, -8 * scale, -_FOOT * scale)
        self.list.setGeometry(below.toRect())
        self._describe()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Keeps its place."""
        if self.isVisible():
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Beside the card it closes."""
        if not self._card().contains(event.position()):
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The veil, the card, the sign before the field and the line under it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scale, card = self.theme, self.scale, self._card()
        paint_veil(painter, theme, self.rect())
        painter.setPen(theme.pen("line2", 1.2))
        painter.setBrush(theme.color("raised" if theme.name == "dark" else "panel"))
        painter.drawRoundedRect(card, 14 * scale, 14 * scale)
        middle, side = card.top() + 31 * scale, 7 * scale
        glass = QRectF(card.left() + 22 * scale, middle - side - 1.5 * scale, 2 * side, 2 * side)
        painter.setPen(theme.pen("ink2", 2 * scale, flat=False))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(glass)
        corner = glass.center() + (glass.bottomRight() - glass.center()) * 0.72
        painter.drawLine(corner, corner + (glass.bottomRight() - glass.center()) * 0.7)
        line = card.top() + (_HEAD - 8) * scale
        painter.setPen(theme.pen("line", 1))
        painter.drawLine(
            QRectF(card.left(), line, card.width(), 0).topLeft(),
            QRectF(card.left(), line, card.width(), 0).topRight(),
        )
        foot = QRectF(
            card.left() + 22 * scale,
            card.bottom() - (_FOOT - 5) * scale,
            card.width() - 44 * scale,
            (_FOOT - 10) * scale,
        )
        painter.setFont(font(12 * scale))
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            foot, Qt.AlignmentFlag.AlignVCenter, self.tr("↑ ↓  walk      ↵  do it      Esc  close")
        )
        count = self.tr("nothing fits") if not self.list.count else str(self.list.count)
        painter.drawText(foot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
