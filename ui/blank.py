"""The blank stage: the ground of the theme over everything, until any key or click."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import LIGHT, Theme


@final
class Blank(QWidget):
    """Covers its parent. `lifted` says that the picture is back."""

    lifted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setAccessibleName(self.tr("Blank; any key brings the picture back"))
        self.hide()

    def cover(self, theme: Theme) -> None:
        """Covers everything."""
        parent = self.parentWidget()
        assert parent is not None
        self.theme, self._before = theme, parent.window().focusWidget()
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def lift(self) -> None:
        """Brings the picture back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
        self.lifted.emit()

    def fit(self) -> None:
        """Is as large as its parent."""
        parent = self.parentWidget()
        if parent is not None and self.isVisible():
            self.setGeometry(parent.rect())

    def event(self, event: QEvent) -> bool:
        """Keeps every key from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():  # the key that covers is held
            self.lift()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.lift()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.theme.color("bg"))
