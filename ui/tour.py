"""A tour of four steps: what is seen, time, changing something, and where to go on. It points at the real things, takes
neither the pointer nor the keys from them, and ends at the first sign that somebody goes their own way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.figure import Figure
from ui.panels.rail import Rail
from ui.panels.tour import Ring, TourCard, TourRings, place_for
from ui.panels.transport import Transport
from ui.theme import Theme

STEPS = 4
TOURED = "toured"  # what the settings call whether it was shown
_BY_ITSELF = ("offscreen", "minimal")  # platforms on which it never begins by itself: nobody looks
_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
_OWN = (*_ON, Qt.Key.Key_Left, Qt.Key.Key_Escape)
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_SILENT = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
)  # fmt: skip  # keys by which nobody goes their own way


@dataclass(frozen=True)
class Step:
    """What one step says, and where it points."""

    heading: str
    lines: tuple[str, str]
    rings: tuple[Ring, ...]
    clear: QRectF  # what should stay to be seen


@final
class Tour(QObject):
    """Lies over `ground`, which has the bar and the figure. `prepare` brings the room of the network into sight; `is_free` says
    whether nothing else is shown to somebody who is new.
    """

    begun = Signal()
    ended = Signal()

    def __init__(
        self,
        ground: QWidget,
        transport: Transport,
        figure: Figure,
        prepare: Callable[[], None],
        is_free: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ground, self._transport, self._figure = ground, transport, figure
        self._prepare, self._is_free = prepare, is_free
        self.rings, self.card = TourRings(ground), TourCard(STEPS, ground)
        self.step = 0
        self._waits = False  # whether it begins by itself when there is something to see
        self.card.onward.connect(self.go_on)
        self.card.backward.connect(self.go_back)
        self.card.skipped.connect(self.end)
        self._focus: QWidget | None = None  # the widget whose keys it sees,
        self._press: QWindow | None = None  # and the window whose presses

    def deeds(self) -> dict[str, Callable[[], Any]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {"tour": self.begin}

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.card.isVisible()

    def greet(self, remembered: Mapping[str, Any], keep: Callable[[], None]) -> None:
        """Begins by itself as soon as there is something to see, if nothing at all is remembered of an earlier start; `keep`
        is then asked to remember that it was shown.
        """
        if not remembered and QGuiApplication.platformName() not in _BY_ITSELF:
            self._waits = True
            self.begun.connect(keep)

    # --- going through -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From its first step, whatever is in sight."""
        self._waits = False
        self._prepare()
        self.step = 0
        for part in (self.rings, self.card):
            part.show()
            part.raise_()
        self._show()
        self._watch(True)
        self.begun.emit()

    def go_on(self) -> None:
        """The next step; behind the last one it ends."""
        if self.step == STEPS - 1:
            self.end()
        else:
            self.step += 1
            self._show()

    def go_back(self) -> None:
        """The step before."""
        self.step = max(0, self.step - 1)
        self._show()

    def end(self) -> None:
        """Ends it for good; Shift+F1 brings it back."""
        self._watch(False)
        focus = QApplication.focusWidget()
        if focus is not None and self.card.isAncestorOf(focus):
            self._ground.setFocus()
        if self.is_open:
            for part in (self.rings, self.card):
                part.hide()
            self.ended.emit()

    # --- showing -------------------------------------------------------------------------------------------

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.rings.theme, self.rings.scale = theme, scale
        self.card.dress(theme, scale)
        self.place()

    def show_snapshot(self) -> None:
        """Follows what it points at; begins by itself where that was asked for."""
        if self._waits and self._figure.cards:
            self._waits = False
            if self._is_free():
                self.begin()
        self.place()

    def place(self) -> None:
        """Puts rings and card where the things are now."""
        if self.is_open:
            self.rings.setGeometry(self._ground.rect())
            step = self.at_hand()
            rings = step.rings
            room = self._ground.rect().adjusted(12, 12, -12, -12)
            card = place_for(
                self.card.wished(self._ground.width()), rings, step.clear, room, 30 * self.card.scale
            )
            if card != self.card.geometry():
                self.card.setGeometry(card)
            self.rings.show_rings(rings, card)

    def _show(self) -> None:
        step = self.at_hand()
        self.card.show_step(self.step, step.heading, step.lines)
        self.place()

    def at_hand(self) -> Step:
        """The step at hand, with the places of what it points at."""
        return (self._network, self._time, self._change, self._further)[self.step]()

    def _network(self) -> Step:
        found = self._figure.network.example() if self._figure.network.isVisible() else None
        rings = tuple(Ring(self._at(self._figure.network, place), True) for place in found or ())
        return Step(
            self.tr("A network is weights and biases"),
            (
                self.tr("Each line is a weight: blue above 0, red and dashed below, thicker where it is larger."),
                self.tr("Each amber disc is a bias. Every neuron has one, with its number beside it."),
            ),
            rings or self._around(self._figure.network),
            self._whole(self._figure.network),
        )  # fmt: skip

    def _time(self) -> Step:
        timeline = self._figure.timeline
        bar = (Ring(self._at(timeline, timeline.bar)),) if timeline.isVisible() else ()
        return Step(
            self.tr("Training goes on, and back"),
            (
                self.tr("Space plays and pauses; → is a single update, ← takes it back."),
                self.tr(
                    "Drag the bar under the charts: any moment of the run comes back, to the last digit."
                ),
            ),
            (*self._around(self._transport.play, True), *bar),
            self._whole(self._transport),
        )

    def _change(self) -> Step:
        found = self._figure.network.example() if self._figure.network.isVisible() else None
        disc = (Ring(self._at(self._figure.network, found[0]), True),) if found else ()
        side = self._figure.side
        if isinstance(side, Rail):  # the button for all settings is enough
            side = side.more_button
        return Step(
            self.tr("Change anything"),
            (
                self.tr(
                    "Drag an amber disc up or down, or double-click to type: training goes on from there."
                ),
                self.tr("Data and learning have their settings at the left. Ctrl+Z undoes whatever you did."),
            ),
            (*disc, *self._around(side)),
            self._whole(self._figure.network),
        )

    def _further(self) -> Step:
        return Step(
            self.tr("Where to go on"),
            (
                self.tr(
                    "Rooms show one neuron, single steps, two runs side by side; lessons lead through them."
                ),
                self.tr("Ctrl+K finds every command by its name, and F1 shows all keys."),
            ),
            (*self._around(self._transport.rooms), *self._around(self._transport.lessons)),
            self._whole(self._transport),
        )

    def _whole(self, widget: QWidget) -> QRectF:
        """All of a widget, if it is seen."""
        return self._at(widget, QRectF(widget.rect())) if widget.isVisible() else QRectF()

    def _around(self, widget: QWidget | None, circle: bool = False) -> tuple[Ring, ...]:
        """A ring around a widget, if it is seen."""
        if widget is None or not widget.isVisible():
            return ()
        return (Ring(self._at(widget, QRectF(widget.rect()).adjusted(-3, -3, 3, 3)), circle),)

    def _at(self, widget: QWidget, place: QRectF) -> QRectF:
        """A place of a widget in the ground, inside of it."""
        corner = widget.mapTo(self._ground, QPoint())
        inside = QRectF(QRect(self._ground.rect())).adjusted(3, 3, -3, -3)
        return place.translated(corner).intersected(inside)

    # --- whoever goes their own way ------------------------------------------------------------------------

    def _watch(self, on: bool) -> None:
        """Sees the keys of whatever has them, and every press in the window; only while it is under way."""
        application = QApplication.instance()
        if not isinstance(application, QApplication) or on == (self._press is not None):
            return
        if on:
            self._press = self._ground.window().windowHandle()
            if self._press is not None:
                self._press.installEventFilter(self)
            application.focusChanged.connect(self._follow_focus)
            self._follow_focus(None, application.focusWidget())
            return
        application.focusChanged.disconnect(self._follow_focus)
        window, self._press = self._press, None
        self._follow_focus(None, None)
        with contextlib.suppress(RuntimeError):  # it may be gone already
            if window is not None:
                window.removeEventFilter(self)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._focus is not None:
            with contextlib.suppress(RuntimeError):
                self._focus.removeEventFilter(self)
        window = self._ground.window()
        if new is None and self._press is not None:
            new = window  # which then has the keys
        self._focus = new if new is not None and new.window() is window else None
        if self._focus is not None:
            self._focus.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Its own keys while it is under way; every other key, and a press elsewhere, ends it and is passed on."""
        kind = event.type()
        if watched is self._press and isinstance(event, QMouseEvent):
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                at = self._ground.mapFrom(self._ground.window(), event.position().toPoint())
                if not self.card.geometry().contains(at):
                    self.end()
            return False
        if isinstance(event, QKeyEvent) and kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return isinstance(watched, QWidget) and self._key(watched, event)
        return False

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Whether a key is taken."""
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _SILENT or (self._is_ours(watched) and key in _PRESS):
            return False
        if key not in _OWN or not plain:
            self.end()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the window would step the run
        elif key in _ON:
            self.go_on()
        elif key == Qt.Key.Key_Left:
            self.go_back()
        else:
            self.end()
        return True

    def _is_ours(self, widget: QWidget) -> bool:
        return widget is self.card or self.card.isAncestorOf(widget)
