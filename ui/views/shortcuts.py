"""How a widget keeps keys for itself that the window has shortcuts for, and the keys that press a button."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

PRESS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)  # what presses a button


def takes(event: QEvent, keys: Collection[Qt.Key]) -> bool:
    """Whether a key is claimed before the window's shortcuts see it."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
        event.accept()
        return True
    return False


def presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Whether a key presses buttons; it has then pressed this one, once for as long as it is held."""
    pressing = event.key() in PRESS
    if pressing and not event.isAutoRepeat():
        button.click()
    return pressing
