"""Keys and presses while a tour is under way: its own go on and back, every other one says that somebody goes their own way
and is passed on. It knows no step.
"""

from __future__ import annotations

import contextlib
from typing import final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
_OWN = (*_ON, Qt.Key.Key_Left, Qt.Key.Key_Escape)
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_SILENT = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
)  # fmt: skip  # keys by which nobody goes their own way


@final
class TourKeys(QObject):
    """Sees the keys of whatever has them, and every press in the window of `ground`, while it watches."""

    onward = Signal()
    backward = Signal()
    left = Signal()  # somebody goes their own way

    def __init__(self, ground: QWidget, card: QWidget) -> None:
        super().__init__(card)
        self._ground, self._card = ground, card
        self._watching = False
        self._focus: QWidget | None = None  # the widget whose keys it sees,
        self._press: QWindow | None = None  # and the window whose presses

    @property
    def _window(self) -> QWidget:
        """The window that is seen, also where larger text lays the ground under a glass."""
        floor = self._ground.window()
        lying = floor.graphicsProxyWidget()
        glasses = lying.scene().views() if lying is not None else []
        return glasses[0].window() if glasses else floor

    def watch(self, on: bool) -> None:
        """Begins to watch, or ends it."""
        application = QApplication.instance()
        if on == self._watching or not isinstance(application, QApplication):
            return
        self._watching = on
        if on:
            self._press = self._window.windowHandle()
            if self._press is not None:
                self._press.installEventFilter(self)
            application.focusChanged.connect(self._follow_focus)
            self._follow_focus(None, application.focusWidget())
            return
        application.focusChanged.disconnect(self._follow_focus)
        self._follow_focus(None, None)
        window, self._press = self._press, None
        with contextlib.suppress(RuntimeError):  # it may be gone already
            if window is not None:
                window.removeEventFilter(self)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._focus is not None:
            with contextlib.suppress(RuntimeError):
                self._focus.removeEventFilter(self)
        window = self._window
        if new is None and self._watching:
            new = window  # which then has the keys
        ours = new is not None and new.window() in (window, self._ground.window())
        self._focus = new if ours else None
        if self._focus is not None:
            self._focus.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._press and isinstance(event, QMouseEvent):
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                at = self._ground.mapFromGlobal(event.globalPosition().toPoint())
                if not self._card.geometry().contains(at):
                    self.left.emit()
            return False
        if isinstance(event, QKeyEvent) and kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return isinstance(watched, QWidget) and self._take(watched, event)
        return False

    def _take(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Whether a key is taken."""
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _SILENT or (self._card.isAncestorOf(watched) and key in _PRESS):
            return False
        if key not in _OWN or not plain:
            self.left.emit()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the window would step the run
        elif key in _ON:
            self.onward.emit()
        else:
            (self.backward if key == Qt.Key.Key_Left else self.left).emit()
        return True
