"""A small field that opens over a number in a view, to type another one. It reads both decimal marks, keeps the
old number where it cannot read, and knows nothing of what the number is.
"""

from __future__ import annotations

import math
import re
from typing import final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)


def parsed(text: str) -> float | None:
    """The number that was typed: with a point or a comma, any minus sign; None where it is none or not finite."""
    plain = text.strip().replace("−", "-").replace("\u2009", "").replace("\u00a0", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace(",", "."))
    return value if math.isfinite(value) else None


@final
class ValueEdit(QLineEdit):
    """Emits `typed(float)` for Enter on a number; Escape or leaving closes it and changes nothing."""

    typed = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self.error = QLabel(parent)
        self.error.hide()
        self._theme = LIGHT
        self.hide()
        self.returnPressed.connect(self._take)
        self.textEdited.connect(self.error.hide)

    def open(self, box: QRect, value: float, what: str, theme: Theme, scale: float) -> None:
        """Opens over a box with a value; `what` names it for the tooltip and for screen readers."""
        self._theme = theme
        self.setFont(themes.font(max(12, 15 * scale), 600))
        self.setStyleSheet(
            f"QLineEdit {{ background: {theme.raised}; color: {theme.ink}; border: 2px solid {theme.weight};"
            f" border-radius: 6px; padding: 0 5px; selection-background-color: {theme.weight};"
            f" selection-color: {theme.on_primary}; }}"
        )
        self.setAccessibleName(what)
        self.setToolTip(
            self.tr("{what}: any finite number; Enter takes it, Escape keeps the old one").format(what=what)
        )
        self.setText(f"{value:.6g}".replace("-", "−"))
        self.setGeometry(self._within(box.center(), max(box.width(), round(92 * scale)), round(32 * scale)))
        self.error.hide()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.selectAll()

    def close_edit(self) -> None:
        """Closes the field and its sentence."""
        self.error.hide()
        self.hide()

    def _within(self, center: QPoint, width: int, height: int) -> QRect:
        room = self._owner.rect().adjusted(4, 4, -4, -4)
        box = QRect(center.x() - width // 2, center.y() - height // 2, width, height)
        box.moveLeft(max(room.left(), min(box.left(), room.right() - width)))
        box.moveTop(max(room.top(), min(box.top(), room.bottom() - height)))
        return box

    def _take(self) -> None:
        value = parsed(self.text())
        if value is None:
            self._refuse()
            return
        self.close_edit()
        self._owner.setFocus(Qt.FocusReason.OtherFocusReason)
        self.typed.emit(value)

    def _refuse(self) -> None:
        shown = self.text().strip()
        said = self.tr("“{text}” is no number; the old value is kept.").format(text=shown[:20])
        self.error.setText(said)
        self.error.setFont(themes.font(12, 500))
        self.error.setStyleSheet(
            f"QLabel {{ color: {self._theme.loss_text}; background: {self._theme.loss_pale}; border-radius: 6px;"
            f" padding: 3px 8px; }}"
        )
        self.error.adjustSize()
        size = self.error.size()
        place = self._within(self.geometry().center() + QPoint(0, self.height()), size.width(), size.height())
        if place.intersects(self.geometry()):
            place.moveBottom(self.geometry().top() - 4)
        self.error.setGeometry(place)
        self.error.show()
        self.error.raise_()

    def event(self, event: QEvent) -> bool:
        """Keeps Escape and Enter from the shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; no key goes on to the view below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_edit()
            self._owner.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)
        event.accept()  # QLineEdit passes Enter on, and the view below would open the field again

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving closes."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_edit()
