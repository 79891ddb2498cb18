"""The window: it arranges panels and figure, connects them with the player's commands, and computes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout

from ui import commands, connections, keys, player, style, turns
from ui.arranging import Arranging
from ui.arrivals import Arrivals
from ui.attention import Attention
from ui.autosave import Autosave
from ui.copying import Copying
from ui.crowding import Crowding
from ui.descent import Descent
from ui.detective import Detective
from ui.devices import Devices
from ui.documents import Documents
from ui.figure import Figure
from ui.films import Films
from ui.ground import LEAST, Ground
from ui.hand import Hand
from ui.imaging import Imaging
from ui.keys_card import KeysCard
from ui.languages import Languages
from ui.lesson_place import LessonPlace
from ui.lessons import LessonDesk
from ui.look import Look
from ui.menus import Menus
from ui.motion import Motion
from ui.news import News
from ui.palette import Palette
from ui.panels.banner import Banner
from ui.panels.data import DataPanel
from ui.panels.flyout import Flyout, Flyouts
from ui.panels.learning import LearningPanel
from ui.panels.rail import Rail
from ui.panels.sets import Collection
from ui.panels.stopping import StopPanel
from ui.panels.transport import Transport
from ui.plus_one import PlusOne
from ui.recent import Recent
from ui.rooms.room import Room, room_beside, room_of
from ui.selection import at_the_start, compared, surviving, walled, watch_for
from ui.sequences import Sequences
from ui.sessions import Sessions
from ui.sight import Sight
from ui.spoken_state import SpokenState
from ui.staging import Staging
from ui.steering import Steering
from ui.sweeps import Sweeps
from ui.tables.desk import TableDesk
from ui.takeout.desk import Takeout
from ui.theme import Colors, Name, font, theme_of
from ui.tour import Tour
from ui.twinning import Twinning
from ui.undo import UndoMirror
from ui.views.names import title_of
from ui.views.plane_strokes import Tool
from ui.wishes import Wishes
from wbsim import Pick, Watch
from wbsim.files.shelf import About
from wbsim.kept import KeptSession
from wbsim.machines import machines
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_POLL = 3  # milliseconds between looks at the player's slot when a snapshot is due,
_REST = 11  # and after one was taken


@final
class MainWindow(QMainWindow):
    """Everything on screen. `post` takes commands; snapshots come by `take`, or from a player by `follow`."""

    def __init__(
        self, post: Callable[[commands.Command], None], theme: Name = "light", colors: Colors = "usual",
        text: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.post = post
        self.look = Look(theme_of(theme, colors), text=text)
        self.snapshot: Snapshot | None = None
        self._watched: Watch | None = None
        self._fresh = True  # whether the next snapshot is of another run
        self._stale = False  # whether the look has changed since the views were shown
        self._bar = Room(False, 0.0, 0.0)  # how the whole window is used,
        self._room = self._bar  # and how the figure's part of it
        self._text = self.look.text  # how large text stands there
        self._narrow: bool | None = None  # whether settings stand on the rail
        self._turn = 0
        self._player: player.Player | None = None
        self._autosave: Autosave | None = None
        self._poll = QTimer(self)
        self._poll.setTimerType(Qt.TimerType.PreciseTimer)
        self._poll.setSingleShot(True)
        self._poll.timeout.connect(self.tick)
        self.commands = keys.actions(self)
        self.motion = Motion(self)
        self.commands["still"] = self._still_action()
        self.devices = Devices(self)
        self.commands["device"] = self.devices.entry()
        self.commands["sweep"] = Sweeps.entry(self)
        self.languages = Languages(self.commands["language"], self)
        self._make_widgets()
        connections.connect(self)
        self.setMinimumSize(LEAST)
        self.setWindowTitle("wbsim")

    # --- building ------------------------------------------------------------------------------------------

    def _still_action(self) -> QAction:
        """Reduced motion, on or off; it is in the menu and has no key."""
        action = QAction(self.tr("Reduced motion"), self)
        action.setCheckable(True)
        action.setToolTip(
            self.tr("Steps of the ladder and forms of the diagram show at once, without anything moving")
        )
        action.toggled.connect(self.motion.set_reduced)
        return action

    def _make_widgets(self) -> None:
        self.scroller = Ground()
        self.ground = ground = self.scroller.floor
        self.setCentralWidget(self.scroller)
        self.menus = Menus(self.commands, self)
        self.transport, self.figure = Transport(self.commands, self.menus.main), Figure()
        self._column = column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.figure, 1)
        column.addLayout(row, 1)
        self.lesson_place = LessonPlace(ground, self.scroller, row, self._fit_room, self)
        self.lesson, self.lesson_index = self.lesson_place.panel, self.lesson_place.index
        self.lessons = LessonDesk(self.post, self, self)
        self.data, self.learning, self.rail = DataPanel(), LearningPanel(), Rail(self)
        self.flyout, self.banner = Flyout(self.figure), Banner(self.figure)
        self.sets, self.collection = Flyout(self.figure), Collection()
        self.sets.hold(self.collection)
        self.stops, self.stopping = Flyout(self.figure), StopPanel()
        self.stops.hold(self.stopping)
        self.crowding = Crowding(
            self.figure, self.post, lambda: self.look, self.see, lambda: self.snapshot, self
        )
        self.sweeps = Sweeps(self.figure, lambda: self.look, lambda: self.snapshot, self)
        self.films = Films(self.figure, lambda: self.look, lambda: self.picked, lambda: self.snapshot, self)
        self.steering = Steering(self.post, lambda: self.look, self.see, self)
        self.arranging = Arranging(
            self.figure, lambda: self.look, self.see, lambda: self.snapshot, self.steering.enter, self.lesson_place, self
        )  # fmt: skip
        self.flyouts = Flyouts(
            self.flyout,
            self.sets,
            self.stops,
            self.crowding.card,
            self.sweeps.card,
            self.films.card,
            self.arranging.card,
        )
        self.tour = Tour(
            ground, self.transport, self.figure, self._show_desk, lambda: not self.lesson_place.is_open and self.tables.dialog is None, self
        )  # fmt: skip
        ground.setFocus()  # so that nothing is framed before somebody reaches for the keys
        self.news = News(self.banner, (self.data, self.learning), self)
        self.undo = UndoMirror(self.commands["undo"], self.commands["redo"], self.post, self)
        self.wishes = Wishes(self.post, self)
        self.plus_one = PlusOne(self.motion, lambda: self.look, self.see, self._glide, self)
        self.hand = Hand(lambda: self.look, self.see, self)
        self.attention = Attention(lambda: self.look, self.see, self.hand, lambda: self.snapshot, self)
        self.detective = Detective(self.post, self)
        self.descent = Descent(self.post, lambda: self.look, self.see, lambda: self.snapshot, self)
        self.sequences = Sequences(self.post, lambda: self.look, self.see, lambda: self.snapshot, self)
        self.documents, self.arrivals = Documents(self.post, self), Arrivals(self)
        self.copying = Copying(lambda: self.snapshot, self.documents, self)
        self.imaging = Imaging(
            lambda: self.look, self.see, self.figure, self.wishes, self.attention, self.hand, self.documents, self
        )  # fmt: skip
        self.takeout = Takeout(
            self.figure, lambda: self.look, self.see, lambda: self.snapshot, self.documents, self
        )
        self.twinning = Twinning(self.post, self.see, self.documents, self)
        self.recent, self.sessions = Recent(self), Sessions(self)
        self.tables = TableDesk(lambda: (self.look.theme, self._room.scale * self.look.text), self)
        self.sweeps.opened.connect(self.open_row)
        self._make_aids()
        self.staging = Staging(self, self)

    def _make_aids(self) -> None:
        """What helps to see, to hear and to reach everything else."""
        self.keys_card = KeysCard(self.scroller)
        self.commands["still"].toggled.connect(self.banner.set_still)
        self.sight = Sight(lambda: self.look, self._dress, self._resize_text, self)
        self.spoken_state = SpokenState(self.ground, self.figure, self)
        self.command_palette = Palette(self, self.scroller, self)

    # --- showing -------------------------------------------------------------------------------------------

    def follow(self, source: player.Player) -> None:
        """Shows a player's snapshots from now on."""
        self._player = source
        self._poll.start(_POLL)

    def keep_with(self, autosave: Autosave) -> None:
        """Keeps the session with it from now on."""
        self._autosave = autosave
        autosave.failed.connect(self.news.tell_unkept)

    def tick(self) -> None:
        """Takes the newest snapshot, if there is one."""
        snapshot = self._player.latest() if self._player is not None else None
        self._poll.start(_POLL if snapshot is None else _REST)
        if snapshot is not None:
            self.take(snapshot)
        elif self._stale and self.snapshot is not None:
            self._show()

    def take(self, snapshot: Snapshot, whole: bool = False) -> None:
        """Shows a snapshot: where a run goes on some views wait for their turn, unless the `whole` is wished."""
        old = self.snapshot
        self.snapshot = snapshot
        for follower in (self.wishes, self.steering, self.detective):
            follower.snapshot = snapshot
        self.hand.take(snapshot)
        self.imaging.take(snapshot)
        self.sequences.take(snapshot)
        opened = self._fresh and (old is None or old.run is not snapshot.run)
        if opened or old is None or old.plan is not snapshot.plan:
            was = None if old is None else old.plan
            self.look = (
                at_the_start(self.look, snapshot.plan, was)
                if self._fresh
                else surviving(self.look, snapshot.plan)
            )
            (self.hand.begin if self._fresh else self.hand.fit)(snapshot.plan)
            self._fresh = False
            QTimer.singleShot(
                0, self, self.place_overlays
            )  # the first run brings the cards that they lie between
        if self.look.beside is not None and self.look.beside != (
            beside := compared(self.look, snapshot, old)
        ):
            self.look, self._stale = replace(self.look, beside=beside), True
        if (kept := walled(self.look, snapshot, old)) is not self.look:
            self.look, self._stale = kept, True
        self._place_panels()
        if old is None or old.is_past != snapshot.is_past:
            self.steering.explain(self.commands["play"])
        self.collection.show_value(snapshot.plan.experiment.data.dataset)
        for panel in (self.data, self.learning, self.rail, self.stopping):
            panel.show_snapshot(snapshot)
        if old is not None and old.plan is not snapshot.plan:
            self.place_overlays()  # another optimizer has another number of fields
        self.undo.show_snapshot(snapshot)
        self.news.quiet = self.look.room == "surface"
        self.news.show_snapshot(snapshot)
        if failed := machines.news():
            self.news.note((failed,))
        self.make_shelf()
        name = self.documents.name(snapshot, title_of(snapshot))
        if self._autosave is not None:
            self._autosave.show_snapshot(snapshot, name, self.documents.path)
        title = f"{name}[*] \u2013 wbsim"
        if self.windowTitle() != title:
            self.setWindowTitle(title)
        self.setWindowModified(self.documents.changed(snapshot))
        self._turn += 1
        self.motion.show_snapshot(snapshot, seen=self.look.room == "steps")
        self.look = replace(self.look, motion=self.motion.share)
        by_turns = turns.runs_on(old, snapshot) and not (self._stale or whole)
        self._show(
            turns.due(snapshot, self.look, "plane" in self.figure.cards, self._turn) if by_turns else None
        )

    def _show(self, due: frozenset[str] | None = None) -> None:
        assert self.snapshot is not None
        self._stale = False
        self._ask(self.snapshot.plan)
        if self.transport.room != self.look.room:
            self.transport.show_room(self.look.room)
            QTimer.singleShot(0, self, self.place_overlays)
        self.transport.show_snapshot(self.snapshot, self.look.wall.criterion)
        self.figure.show_snapshot(self.snapshot, self.look, due)
        self.lessons.show_snapshot(self.snapshot)
        self.crowding.show_snapshot(self.snapshot, self.look)
        self.sweeps.show_snapshot(self.snapshot, self.look)
        self.films.show_snapshot(self.snapshot, self.look)
        self.staging.follow(self.snapshot, self.look, None if due is None else self._turn)
        self.arranging.show_snapshot()
        self.tour.show_snapshot()
        self.spoken_state.show_snapshot(self.snapshot, self.look)

    def move_on(self, share: float) -> None:
        """Shows how far a motion has come, where it is seen; nothing else is painted for it."""
        self.look = replace(self.look, motion=share)
        if self.snapshot is not None and self.look.room == "steps":
            self.figure.show_snapshot(self.snapshot, self.look, frozenset({"network"}))

    def _glide(self, look: Look, due: frozenset[str] | None) -> None:
        """Shows a look that is on its way to another, on the cards that show the way."""
        self.look = look
        if self.snapshot is not None:
            self.figure.show_snapshot(self.snapshot, look, due)

    def _ask(self, plan: Plan) -> None:
        """Says what is to be measured, if that is something else than before."""
        watch = self.watch(plan)
        if watch != self._watched:
            self._watched = watch
            self.post(commands.Look(watch))

    def watch(self, plan: Plan) -> Watch:
        """What the views that are seen need to know."""
        return self.lessons.wanting(
            self.crowding.fine(watch_for(self.staging.wanted(self.look), plan, self.picked))
        )

    def see(self, **changes: Any) -> None:
        """Changes how things are shown."""
        look = replace(self.look, **changes)
        if look != self.look:
            elsewhere = look.room != self.look.room
            self.look, self._stale = look, True
            if elsewhere and self.snapshot is not None:
                self._ask(
                    self.snapshot.plan
                )  # at once: what is asked behind it is about what is seen by then
            if self._player is None and self.snapshot is not None:
                self._show()

    @property
    def picked(self) -> Pick:
        """The sample that is followed."""
        return self.hand.pick

    def pick(self, pick: Pick) -> None:
        """Follows another sample."""
        self.hand.follow(pick)

    def follow_pick(self) -> None:
        """Another sample is followed: everything is shown again."""
        self._stale = True

    def begin_anew(self) -> None:
        """The next snapshot is of another run."""
        self._fresh = True

    # --- arranging -----------------------------------------------------------------------------------------

    def set_theme(self, name: Name) -> None:
        """Light or dark."""
        self._dress(replace(self.look, theme=theme_of(name, self.look.theme.colors)))

    def _dress(self, look: Look) -> None:
        """Gives panels and views a look with another theme or scale."""
        self.look, theme, scale = look, look.theme, self._room.scale
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        style.dress(application, theme, self._bar.scale, look.text)
        self.ground.setFont(font(13 * self._bar.scale))  # the application's is that of windows beside it
        self.transport.arrange(theme, self._bar.scale, self._bar.compact)
        self.lesson_place.arrange(theme, self._bar, look.text)
        for panel in (
            self.data,
            self.learning,
            self.rail,
            self.collection,
            self.flyout,
            self.sets,
            self.stops,
            self.stopping,
            self.banner,
            self.tables,
            self.crowding,
            self.sweeps,
            self.films,
            self.arranging,
            self.tour,
            self.arrivals,
        ):
            panel.dress(theme, scale)
        for card in (self.keys_card, self.command_palette):
            card.dress(theme, self._bar.scale * look.text)
        self._column.activate()  # before the window is shown nobody else does
        self.figure.set_room(self._room)
        if self.snapshot is not None:
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_room()
        for card in (self.keys_card, self.lesson_index, self.command_palette.card):
            card.setGeometry(self.scroller.rect())
        self.staging.fit()
        QTimer.singleShot(0, self.tour, self.tour.place)  # once everything has found its place

    def _resize_text(self, look: Look) -> None:
        """Takes a look with text of another size."""
        self.look = look
        self._fit_room()

    def _fit_room(self) -> None:
        """Uses the window as its size and its text ask for, and the figure as the room that a lesson leaves asks for."""
        self.scroller.give(self.look.text)
        size = self.scroller.size_in(self.size())
        bar = room_of(size)
        self.lesson_place.arrange(self.look.theme, bar, self.look.text)
        taken = self.lesson_place.width
        room = room_beside(size - QSize(taken, 0)) if taken else bar
        if (bar, room, self.look.text) != (self._bar, self._room, self._text):
            self._bar, self._room, self._text = bar, room, self.look.text
            self._place_panels()
            self._dress(replace(self.look, compact=room.compact, scale=room.marks))
        QTimer.singleShot(0, self, self.place_overlays)

    def _place_panels(self) -> None:
        """Settings stand in a column where there is room for it, else on the rail and in the card that flies out."""
        image = self.snapshot is not None and not self.snapshot.plan.description.ranges
        narrow = self._room.compact or image
        if narrow == self._narrow:
            return
        self._narrow = narrow
        QTimer.singleShot(0, self, self.place_overlays)
        self.flyouts.hide()
        self.flyout.hold(*((self.data, self.learning) if narrow else (self.learning,)))
        self.figure.place_side(self.rail if narrow else self.data)
        self.rail.setVisible(narrow)
        self.data.more_button.setVisible(not narrow)

    def make_shelf(self) -> None:
        """A sentence that stays until it is answered covers nothing."""
        shown = self.banner.shown
        stays = shown is not None and shown.kind in ("diverged", "left")
        height = self.banner.sizeHint().height() + round(4 * self._room.scale) if stays else 0
        if self.figure.set_shelf(height):
            self.banner.place(self.figure.seam)

    def place_overlays(self) -> None:
        """Puts the banner and the cards that fly out where they cover least."""
        self.banner.place(self.figure.seam)
        self.flyouts.place(self.figure.cards.get("side", self.figure.cards.get("wall")))

    def open_card(self, card: Flyout) -> None:
        """Opens a card beside the settings, or closes it."""
        self.flyouts.toggle(card)
        self.place_overlays()

    # --- acting --------------------------------------------------------------------------------------------

    def escape(self) -> None:
        """Closes or leaves what lies on top."""
        if self.keys_card.isVisible():
            self.keys_card.hide()
        elif self.lesson_index.isVisible():
            self.lesson_index.hide()
        elif self.flyouts.hide():
            pass
        elif self.banner.shown is not None and self.banner.shown.kind == "left":
            self.sessions.dismiss()
        elif self.takeout.leave_alone():
            pass
        elif self.look.charts:
            self.see(charts=False)
        elif self.look.counts and self.look.room == "network":
            self.see(counts=False)
        elif self.lesson_place.close() or self.crowding.deselect():
            pass
        elif self.look.room != "network":
            self.steering.enter("network")
        elif self.figure.plane.tools.tool != "look":
            self.figure.plane.tools.choose("look")
        else:
            self.attention.select(None)

    def take_up(self, tool: Tool) -> None:
        """A tool is used on the plane, so that is shown."""
        self.see(face="plane")
        self.figure.plane.tools.choose(tool)

    def answer(self, kind: str) -> None:
        """Does what the banner's button says."""
        if kind == "diverged":
            self.steering.recover()
        elif kind == "left":
            self.sessions.reopen()

    def reopen(self, kept: KeptSession, about: About) -> None:
        """A session that another process left, in place of this one."""
        self.documents.open_again(kept, about.title, Path(about.path) if about.path else None)

    def open_sweep(self) -> None:
        """The card of a sweep, in the room of its wall."""
        self.steering.enter("population")
        self.sweeps.turn()

    def open_row(self, kept: KeptSession, title: str, notes: tuple[str, ...]) -> None:
        """A run of a sweep, where it can be looked at in every room."""
        self.documents.open_again(kept, title, None)
        self.documents.noted.emit(notes)
        self.steering.enter("network")

    def _show_desk(self) -> None:
        """The network with everything around it, and nothing over it."""
        self.flyouts.hide()
        self.lesson_index.hide()
        if self.look.room != "network":
            self.steering.enter("network")
        self.see(charts=False, alone=None, stage=False)

    def below_title(self) -> QPoint:
        """Where a menu of the title opens, on the screen."""
        title = self.transport.title
        return title.mapToGlobal(title.rect().bottomLeft())

    def fail(self, sentence: str) -> None:
        """Says that something went wrong, and pauses."""
        self.post(commands.Play(on=False))
        self.news.fail(sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._poll.stop()
        self.tour.end()
        self.sweeps.close()
        self.films.close()
        self.staging.close()
        super().closeEvent(event)
        self.scroller.take_up()
