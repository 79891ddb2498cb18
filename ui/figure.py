"""The picture: every view on its card, arranged by the size at hand and by the kind of data; the same on screen
and off. It passes on what there is to see and knows neither player nor file.
"""

from __future__ import annotations

from typing import Protocol, cast, final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.arguments import RoomName
from ui.look import Look
from ui.rooms import (
    alone,
    detective,
    image,
    network,
    neuron,
    population,
    sequence,
    stage,
    steps,
    surface,
    time,
    twin,
)
from ui.rooms.detective import DetectiveRoom
from ui.rooms.image import ImageRoom
from ui.rooms.neuron import NeuronRoom
from ui.rooms.population import PopulationRoom
from ui.rooms.room import Facts, Room
from ui.rooms.seam_bars import SeamBars
from ui.rooms.seams import Seam, shared
from ui.rooms.sequence import SequenceRoom
from ui.rooms.stage import StageRoom
from ui.rooms.surface import SurfaceRoom
from ui.rooms.twin import TwinRoom
from ui.shares import AS_USUAL, Shares
from ui.theme import LIGHT, Theme
from ui.views.answers import AnswersView
from ui.views.branch_list import BranchesView
from ui.views.count import CountView
from ui.views.faces import face_of
from ui.views.image_facts import convolutions, is_reasoned
from ui.views.inspector import InspectorView
from ui.views.layer import draw_anew, is_vector, pixel_ratio
from ui.views.network import NetworkView
from ui.views.neuron_facts import is_line
from ui.views.phases import PhasesView
from ui.views.pictures import PicturesView
from ui.views.plane import PlaneView
from ui.views.rungs import RungsView
from ui.views.sheet import SheetView
from ui.views.timeline import TimelineView
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_TINY = 60  # pixels under which there is no picture; no window that is shown gets there
_FLAT = {
    "rungs": 20,
    "phases": 20,
    "difference": 20,
    "neuron_bar": 20,
    "image_invitation": 20,
    "stage_keys": 12,
    "stage_header": 20,
}  # but for cards of one or two lines
_CARDS: dict[RoomName, stage.Arrange] = {
    "neuron": neuron.cards, "network": network.cards, "steps": steps.cards, "time": time.cards, "twin": twin.cards,
    "surface": surface.cards, "detective": detective.cards, "image": image.cards,
    "sequence": sequence.cards, "population": population.cards,
}  # fmt: skip


class View(Protocol):
    """What the figure asks of a view."""

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""


def arrangement(
    size: QSize, room: Room, facts: Facts, charts: bool = False, place: RoomName = "network"
) -> dict[str, QRect]:
    """Where each card lies in a figure of this size, by name; cards that are not named are hidden."""
    return arranged(size, room, facts, charts, place)[0]


def arranged(
    size: QSize, room: Room, facts: Facts, charts: bool, place: RoomName, shares: Shares = AS_USUAL
) -> tuple[dict[str, QRect], tuple[Seam, ...]]:
    """Where each card lies with the shares of a person, and the seams between cards that can be moved."""
    margin = round((10 if room.compact else 12) * room.scale)
    gap = round((8 if room.compact else 12) * room.scale)
    area = QRect(margin, margin, size.width() - 2 * margin, size.height() - 2 * margin)
    cards = arranging(charts, place)(area, gap, room, facts)
    if charts and place != "steps":
        return cards, ()
    return shared(cards, area, gap, room, place, shares)


def arranging(charts: bool, place: RoomName) -> stage.Arrange:
    """How a room lays its cards; charts fill any room but that of steps, which shows an update and no history."""
    return network.charts if charts and place != "steps" else _CARDS[place]


def facts_of(plan: Plan, look: Look) -> Facts:
    """What decides which cards there are."""
    return Facts(
        inputs=len(plan.description.ranges),
        selected=look.neuron is not None,
        answers=face_of(plan, look) == "answers",
        layered=not plan.is_dense,
        plus_one=look.plus_one > 0,
        counts=look.counts,
        ends_in_sum=plan.rows[-1].layer.activation == "linear",
        single=len(plan.rows) == 1 and plan.outputs == 1,
        line=is_line(plan),
        image=plan.description.image is not None,
        filters=bool(convolutions(plan)),
        reasoned=is_reasoned(plan),
        recurs=any(row.kind == "recurrent" for row in plan.rows),
        classes=bool(plan.description.classes),
    )


def _fits(name: str, card: QRect) -> bool:
    """Whether there is room for a picture on a card."""
    return min(card.width(), card.height()) >= _FLAT.get(name, _TINY)


def _leave(view: QWidget) -> None:
    """Takes the keys from a view that goes: else Qt gives them to whatever comes next, and Space would press it."""
    at = view.window().focusWidget()
    if at is not None and (at is view or view.isAncestorOf(at)):
        at.clearFocus()


@final
class Figure(QWidget):
    """All cards; `side` is the place of the data panel, which a window may fill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.network, self.plane, self.timeline = NetworkView(self), PlaneView(self), TimelineView(self)
        self.inspector, self.pictures, self.answers = (
            InspectorView(self),
            PicturesView(self),
            AnswersView(self),
        )
        self.rungs, self.phases, self.sheet = RungsView(self), PhasesView(self), SheetView(self)
        self.branches, self.count = BranchesView(self), CountView(self)
        self.side: QWidget | None = None
        self._views: dict[str, QWidget] = {
            "network": self.network, "plane": self.plane, "timeline": self.timeline,
            "inspector": self.inspector, "pictures": self.pictures, "answers": self.answers,
            "rungs": self.rungs, "phases": self.phases, "sheet": self.sheet, "branches": self.branches,
            "count": self.count,
        }  # fmt: skip
        self.neuron, self.twin = NeuronRoom(self), TwinRoom(self)
        self.surface, self.detective = SurfaceRoom(self), DetectiveRoom(self)
        self.image, self.sequence = ImageRoom(self), SequenceRoom(self)
        self.population, self.stage = PopulationRoom(self), StageRoom(self)
        for own in (
            self.neuron, self.twin, self.surface, self.detective, self.image, self.sequence, self.population,
            self.stage,
        ):  # fmt: skip
            self._views |= own.views
        self.seams = SeamBars(self)
        self._shown: tuple[Snapshot, Look] | None = None
        self._cards: dict[str, QRect] = {}
        self._arranged: tuple[object, ...] = ()
        self._shelf = 0  # pixels below the cards
        self._grown = 1.0  # times by which type and marks are larger than in the room, where a card is alone
        self._ground = QPixmap()
        self._ground_of: tuple[object, ...] = ()
        self.theme: Theme = LIGHT
        self.room = Room(False, 1.0, 1.0)

    def place_side(self, side: QWidget | None) -> None:
        """Puts a widget on the card at the left."""
        self.side = side
        if side is not None:
            side.setParent(self)
            side.show()
        self._arranged = ()
        self._arrange()

    def show_snapshot(self, snapshot: Snapshot, look: Look, due: frozenset[str] | None = None) -> None:
        """Shows a moment on every card that is seen, or on those in `due` alone."""
        self._shown = (snapshot, look)
        self.theme = look.theme
        self._arrange()
        for name, card in self._cards.items():
            if name in self._views and _fits(name, card) and (due is None or name in due):
                cast("View", self._views[name]).show_snapshot(snapshot, self._worn(name, look))

    def _worn(self, name: str, look: Look) -> Look:
        """The look of one card: on stage it follows from the size of the stage, and alone it is larger."""
        if look.stage:
            look = stage.worn(name, look, stage.room_on_stage(self.size(), look))
        return alone.worn(look, self._grown)

    def set_room(self, room: Room) -> None:
        """Takes another use of the window."""
        self.room = room
        self._arrange()

    @property
    def _is_bare(self) -> bool:
        """Whether the plane stands on the ground itself, without a card."""
        return self._shown is not None and self._shown[1].stage and self._shown[1].room == "network"

    @property
    def cards(self) -> dict[str, QRect]:
        """Where the cards lie."""
        return self._cards

    def view(self, card: str) -> QWidget | None:
        """The view on a card; None where there is no such card."""
        return self.side if card == "side" else self._views.get(card)

    def set_shelf(self, height: int) -> bool:
        """Leaves room below the cards for a line that stays; whether that is new."""
        new = height != self._shelf
        self._shelf = height
        self._arrange()
        return new

    @property
    def seam(self) -> int:
        """The height of the gap between the upper and the lower cards, where a line of words covers least."""
        if self._shelf:
            return self.height() - self._shelf // 2 - round(4 * self.room.scale)
        if "neuron_bar" in self._cards:  # there is room between its parts
            return self._cards["neuron_bar"].center().y()
        upper = self._cards.get("network") or self._cards.get("twin_a")
        return self.height() if upper is None else upper.bottom() + round(6 * self.room.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Lays the cards where they belong, if anything that decides it has changed."""
        if self._shown is None:
            return
        snapshot, look = self._shown
        facts = facts_of(snapshot.plan, look)
        size = self.size() - QSize(0, self._shelf)
        decided = (
            size,
            self.room,
            facts,
            look.charts,
            look.room,
            look.stage,
            look.alone,
            self.theme,
            look.spoken.caption is not None,
            look.shares,
        )
        if decided == self._arranged:
            return
        before = set(self._cards)
        self._arranged = decided
        seams: tuple[Seam, ...] = ()
        if look.stage:
            self._cards = stage.cards(size, look, facts, arranging(look.charts, look.room))
        else:
            self._cards, seams = arranged(size, self.room, facts, look.charts, look.room, look.shares)
        grown, self._grown = self._grown, 1.0
        if look.alone in self._cards:
            card = self._cards[look.alone]
            self._grown = alone.growth(card.size(), size)
            self._cards, seams = (
                {look.alone: alone.place(look.alone, card, size, self._grown, look.stage)},
                (),
            )
        for name, view in self._views.items():
            if name not in self._cards:
                _leave(view)
            view.setVisible(name in self._cards)
            if name in self._cards:
                view.setGeometry(self._cards[name])
                if (name not in before or look.stage or grown != self._grown) and _fits(
                    name, self._cards[name]
                ):
                    cast("View", view).show_snapshot(snapshot, self._worn(name, look))
        if self.side is not None:
            self.side.setVisible("side" in self._cards)
            if "side" in self._cards:
                self.side.setGeometry(self._cards["side"].adjusted(1, 1, -1, -1))
        self.seams.show(seams, self._views, self.theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and the cards, painted once and copied from then on."""
        painter = QPainter(self)
        if is_vector(painter):
            draw_anew(painter, QPointF(), self._paint_ground)
            return
        ratio = pixel_ratio(painter)
        made_from = (self._arranged, ratio)
        if made_from != self._ground_of:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            once = QPainter(self._ground)
            self._paint_ground(once)
            once.end()
            self._ground_of = made_from
        area = QRectF(event.rect())
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(area, self._ground, source)

    def _paint_ground(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self.theme.color("bg"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("line", 1))
        painter.setBrush(self.theme.color("panel"))
        for name, card in self._cards.items():
            if name in stage.BARE or (name == "plane" and self._is_bare):
                continue
            painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
