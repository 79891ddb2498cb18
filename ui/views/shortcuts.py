"""How a widget keeps keys for itself that the window has shortcuts for. It knows no key."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def takes(event: QEvent, keys: Collection[Qt.Key]) -> bool:
    """Whether a key is claimed before the window's shortcuts see it."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
        event.accept()
        return True
    return False
