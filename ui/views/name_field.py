"""A field for a name inside a list. It keeps every key that would move the list or the run, and knows neither."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.views.shortcuts import takes

_KEPT = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@final
class NameField(QLineEdit):
    """A line of text; keys that go up and down do nothing in it, and nothing elsewhere."""

    def event(self, event: QEvent) -> bool:
        return takes(event, _KEPT) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _KEPT:  # the list would mark another row, and close the field
            super().keyPressEvent(event)
