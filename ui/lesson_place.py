"""Where lessons have their place in the window: the panel at its right, the card with all of them over it, their button and
their keys. It knows no lesson; what is told comes from elsewhere.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.panels.lesson import LessonPanel
from ui.panels.lesson_index import LessonIndex
from ui.rooms.room import Room
from ui.theme import Theme

_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_BARE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


@final
class LessonPlace(QObject):
    """Holds the panel and the card. `row` has the figure, and gets the panel at its right; the card lies over `over`; `ground`
    has the keys when the panel goes; `fit` is called when it comes or goes.
    """

    def __init__(
        self, ground: QWidget, over: QWidget, row: QHBoxLayout, fit: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.panel, self.index = LessonPanel(), LessonIndex(over)
        row.addWidget(self.panel)
        self.panel.turned.connect(lambda _: fit())
        self.panel.turned.connect(self._watch_keys)
        self.panel.closed.connect(self._hide)
        self._ground = ground
        self._arranged: tuple[Theme, Room, float] | None = None
        self._watching = False
        self._listening: QWidget | None = None

    @property
    def is_open(self) -> bool:
        """Whether the panel takes room."""
        return not self.panel.isHidden()

    @property
    def width(self) -> int:
        """How much room the panel takes."""
        return self.panel.maximumWidth() if self.is_open else 0

    def arrange(self, theme: Theme, room: Room, text: float = 1.0) -> None:
        """Takes another theme, or another use of the window; the card stands beside the ground that larger text enlarges."""
        if (theme, room, text) != self._arranged:
            self._arranged = (theme, room, text)
            self.panel.arrange(theme, room.scale, room.compact)
            self.index.arrange(theme, room.scale * text, room.compact)

    def toggle_index(self) -> None:
        """Opens the list of lessons, or closes it."""
        self.index.hide() if self.index.isVisible() else self.index.open()

    def turn(self, pages: int, otherwise: Callable[[], object]) -> None:
        """A step on (1) or back (-1) while a lesson is open, else what the key does without one."""
        if not self.is_open:
            otherwise()
        elif pages > 0:
            self.panel.next_button.click()
        else:
            self.panel.back_button.click()

    def _hide(self) -> None:
        """Takes the panel away, and the keys with it."""
        focus = QApplication.focusWidget()
        if focus is not None and self.panel.isAncestorOf(focus):
            self._ground.setFocus()
        self.panel.hide()

    def close(self) -> bool:
        """Closes the lesson; whether there was one."""
        there = self.is_open
        if there:
            self.panel.closed.emit()
        return there

    # --- keys ----------------------------------------------------------------------------------------------

    def _watch_keys(self, on: bool) -> None:
        """While a lesson is open the page keys turn it, wherever the focus is: the plane would zoom by them."""
        application = QApplication.instance()
        if on == self._watching or not isinstance(application, QApplication):
            return
        self._watching = on
        if on:
            application.focusChanged.connect(self._follow_focus)
            self._follow_focus(None, application.focusWidget())
        else:
            application.focusChanged.disconnect(self._follow_focus)
            self._follow_focus(None, None)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._listening is not None:
            with contextlib.suppress(RuntimeError):  # it may be gone already
                self._listening.removeEventFilter(self)
        windows = (
            self.panel.window(),
            self.index.window(),
        )  # two where larger text lays the panel under a glass
        ours = new is not None and new.window() in windows and not self.index.isAncestorOf(new)
        self._listening = new if ours else None
        if self._listening is not None:
            self._listening.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _PAGES
            and event.modifiers() in _BARE
        )
