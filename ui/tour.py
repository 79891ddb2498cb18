"""A tour of four steps: what is seen, time, changing something, and where to go on. It points at the real things, takes
neither the pointer nor the keys from them, and ends at the first sign that somebody goes their own way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from ui.figure import Figure
from ui.panels.rail import Rail
from ui.panels.tour import Ring, TourCard, TourRings, place_for
from ui.panels.tour_keys import TourKeys
from ui.panels.transport import Transport
from ui.theme import Theme

STEPS = 4
TOURED = "toured"  # what the settings call whether it was shown
_BY_ITSELF = ("offscreen", "minimal")  # platforms on which it never begins by itself: nobody looks


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
        self._keys = TourKeys(ground, self.card)
        self._keys.onward.connect(self.go_on)
        self._keys.backward.connect(self.go_back)
        self._keys.left.connect(self.end)

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
        self._keys.watch(True)
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
        self._keys.watch(False)
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
