"""On stage: the window without its controls, one key each for what a presenter does, the ring around the pointer, the blank
screen, the second screen, and lessons as a show. It arranges no card and trains nothing; what is on stage the look says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

from ui import commands, turns
from ui.blank import Blank
from ui.look import Face, Look, Spoken
from ui.pointer import Pointer
from ui.second_screen import Audience, other_screen, screens, staged
from ui.showing import Showing
from ui.stage_house import House
from ui.stage_keys import StageKeys, name_of
from ui.views.plane_strokes import Tool
from wbsim.lessons.telling import Told
from wbsim.snapshot import Snapshot

_MOVED = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress)
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_NOT_ON_STAGE = (QEvent.Type.ContextMenu, QEvent.Type.ToolTip)  # menus and tips are of the desk


@dataclass(frozen=True)
class _Before:
    """What the desk was like."""

    state: Qt.WindowState
    charts: bool
    counts: bool
    alone: str | None
    face: Face
    tool: Tool


@final
class Staging(QObject):
    """Takes a window on stage and back. `fills` says whether it then fills its screen."""

    def __init__(self, house: House, window: QMainWindow) -> None:
        super().__init__(window)
        self._house, self._window = house, window
        self.fills = QGuiApplication.platformName() not in ("offscreen", "minimal")
        self._before: _Before | None = None
        self._bare = False  # whether the controls are hidden
        self._told: Told | None = None
        self._keys = StageKeys(house.commands)
        self._here = True  # whether somebody is at pointer or keys
        self.pointer, self.blank = Pointer(window, self), Blank(house.ground)
        self.audience: Audience | None = None
        self.show = Showing(house.post, house.lessons, self)
        self.pointer.rested.connect(self._rest)
        self.show.spoke.connect(self._speak)
        house.lessons.told.connect(self._hear)
        house.lessons.ended.connect(lambda: self._hear(None))
        house.lessons.staged.connect(self.enter)

    def deeds(self) -> dict[str, Callable[[], Any]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {
            "stage": self.toggle,
            "blank": self.darken,
            "second_screen": self.toggle_audience,
            "later": lambda: self.turn(1),
            "earlier": lambda: self.turn(-1),
            "start": self.restart,
        }

    @property
    def is_on(self) -> bool:
        """Whether the window is on stage."""
        return self._before is not None

    @property
    def _is_seen(self) -> bool:
        """Whether there is a stage at all, here or on another screen."""
        return self.is_on or self.audience is not None

    # --- on and off ----------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """On stage, or back to the desk."""
        self.leave() if self.is_on else self.enter()

    def enter(self) -> None:
        """On stage, from whatever the desk is like just now."""
        house, look = self._house, self._house.look
        if self.is_on:
            return
        tools = house.figure.plane.tools
        self._before = _Before(
            self._window.windowState(), look.charts, look.counts, look.alone, look.face, tools.tool
        )
        house.flyouts.hide()
        house.keys_card.hide()
        house.lesson_place.index.hide()
        tools.choose("look")
        self._keys.take()
        self._watch()
        house.see(
            stage=True, charts=False, counts=False, alone=None, cursor=None,
            face="plane" if look.face == "answers" else look.face,
        )  # fmt: skip
        self._dress(True)
        self._speak()
        house.ground.setFocus()
        if self.fills:
            self._window.showFullScreen()
        self.pointer.begin(look.theme)

    def leave(self) -> None:
        """Back to the desk as it was."""
        before, self._before = self._before, None
        if before is None:
            return
        house = self._house
        self.pointer.end()
        self.blank.lift()
        self._keys.give_back()
        self._watch()
        if self.audience is None:
            self.show.hold(house.snapshot)
        house.see(
            stage=False, charts=before.charts, counts=before.counts, alone=before.alone, face=before.face
        )
        self._dress(False)
        self._speak()
        house.figure.plane.tools.choose(before.tool)
        if self._window.windowState() != before.state and self._window.isVisible():
            self._window.setWindowState(before.state)
        house.ground.setFocus()

    def close(self) -> None:
        """The window closes."""
        if self.audience is not None:
            self.audience.close()
        self.leave()
        self.blank.hide()
        self._watch()

    def _dress(self, bare: bool) -> None:
        """Hides all controls, or shows them again."""
        if bare == self._bare:
            return
        self._bare = bare
        house, lessons = self._house, self._house.lessons
        house.transport.setVisible(not bare)
        house.banner.hush(bare)
        lessons.hushed = bare
        panel = house.lesson_place.panel
        if lessons.is_open and panel.isHidden() != bare:
            panel.setVisible(not bare)

    # --- following -----------------------------------------------------------------------------------------

    def wanted(self, look: Look) -> Look:
        """The look that decides what is measured: the audience may see what the desk does not."""
        return staged(look) if self.audience is not None and not look.stage else look

    def follow(self, snapshot: Snapshot, look: Look, turn: int | None) -> None:
        """Shows a moment to the audience; `turn` counts those in which not every view is painted."""
        self._dress(look.stage)
        self.show.take(snapshot, self._is_seen)
        self.pointer.dress(look.theme)
        if self.blank.theme is not look.theme:
            self.blank.theme = look.theme
            self.blank.update()
        if self.audience is not None:
            seen, cards = staged(look), self.audience.figure.cards
            due = None if turn is None else turns.due(snapshot, seen, "plane" in cards, turn)
            self.audience.show_snapshot(snapshot, look, due)

    def fit(self) -> None:
        """The window has another size."""
        self.blank.fit()

    def _hear(self, told: Told | None) -> None:
        self._told = told
        self._speak()

    def _speak(self) -> None:
        """Says on stage what a lesson tells, and lists the keys while somebody is at them."""
        spoken = Spoken()
        if self._is_seen:
            spoken = Spoken(keys=self._here and self.is_on)
            if self._told is not None:
                spoken = replace(
                    spoken,
                    sentence=self.show.sentence_of(self._told),
                    caption=self.show.caption_of(self._told),
                )
        if spoken != self._house.look.spoken:
            self._house.see(spoken=spoken)

    # --- what a presenter presses --------------------------------------------------------------------------

    def turn(self, pages: int) -> None:
        """The next (1) or the last (-1) of whatever is shown: of a show, of a lesson, or a hundredth of the run."""
        house = self._house
        if self._is_seen and self.show.is_on:
            self.show.click() if pages > 0 else self.show.back()
        elif self.is_on and house.lessons.is_open:
            house.lessons.next() if pages > 0 else house.lessons.back()
        else:
            house.lesson_place.turn(pages, lambda: house.steering.leap(pages))

    def restart(self) -> None:
        """From the start: the run, or the step of a show."""
        if self._is_seen and self.show.is_on:
            self._house.lessons.again()
        else:
            self._house.post(commands.Restart())

    def darken(self) -> None:
        """The stage goes blank: that of the audience where there is one."""
        cover = self.blank if self.audience is None else self.audience.blank
        if cover.isVisible():
            cover.lift()
        else:
            cover.cover(self._house.look.theme)
            self.pointer.halo.hide()
        self._watch()

    def toggle_audience(self) -> None:
        """Opens the stage in a window of its own, or closes it."""
        if self.audience is not None:
            self.audience.close()
            return
        there = other_screen(self._window.screen(), screens())
        self.audience = Audience(lambda name: self._house.commands[name].trigger())
        self.audience.closed.connect(self._lose_audience)
        self.audience.open_on(there)
        self._speak()
        self._house.see(spoken=self._house.look.spoken)
        if self._house.snapshot is not None:
            self.audience.show_snapshot(self._house.snapshot, self._house.look)
        if there is not None:
            self._window.activateWindow()  # the desk drives
        else:
            self._house.news.tell(
                self.tr("There is one screen only: this window can be dragged to another one")
            )

    def _lose_audience(self) -> None:
        gone, self.audience = self.audience, None
        if gone is not None:
            gone.deleteLater()
            if not self.is_on:
                self.show.hold(self._house.snapshot)
            self._speak()

    def _rest(self, resting: bool) -> None:
        if self._here == resting:
            self._here = not resting
            self._speak()

    # --- every event of the program, while it is on stage --------------------------------------------------

    def _watch(self) -> None:
        """Sees events only while that is needed."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if self.is_on or self.blank.isVisible():
                application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS:
            return isinstance(event, QKeyEvent) and self._key(watched, event)
        if kind in _MOVED and isinstance(event, QMouseEvent) and self.is_on:
            self._point(watched, event)
        return kind in _NOT_ON_STAGE and self.is_on and self._is_ours(watched)

    def _is_ours(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._window

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        """The keys of the stage go to the window, whatever has the focus; but for a field that is typed into."""
        if not self._is_ours(watched):
            return False
        if self.blank.isVisible():
            if (
                event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat()
            ):  # the key that covers is held
                self.blank.lift()
                self._watch()
            event.accept()
            return True
        self.pointer.stir()
        if event.type() == QEvent.Type.KeyPress or not self.is_on or self._is_typed(watched):
            return False
        if name_of(event) is None:
            return False
        event.ignore()
        return True

    def _is_typed(self, watched: QObject) -> bool:
        """Whether a field has the keys; under the glass of larger text they come by way of that."""
        there = self._house.ground.focusWidget()
        return isinstance(watched, QLineEdit) or (isinstance(there, QLineEdit) and there.hasFocus())

    def _point(self, watched: QObject, event: QMouseEvent) -> None:
        if not self._is_ours(watched) or self.blank.isVisible():
            return
        place = event.globalPosition().toPoint()
        if event.type() == QEvent.Type.MouseMove:
            self.pointer.move(place)
        else:
            self.pointer.press(place, moves=not self._house.motion.reduced)
