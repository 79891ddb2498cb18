"""The keys of the timeline, by which it is read and zoomed; steps of the run are keys of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.look import Look

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}  # with Ctrl: bare they are steps of the run
ZOOMS = {Qt.Key.Key_Up: 3 / 4, Qt.Key.Key_Down: 4 / 3}  # about as much as one step of the wheel


def keeps(event: QEvent, look: Look) -> bool:
    """Whether a key is kept from the window's shortcuts: those here, and Escape while there is a cursor."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    escape = event.key() == Qt.Key.Key_Escape and look.cursor is not None
    bare = pressed == Qt.KeyboardModifier.NoModifier and (event.key() in ZOOMS or escape)
    return bare or (pressed == Qt.KeyboardModifier.ControlModifier and event.key() in STEPS)
