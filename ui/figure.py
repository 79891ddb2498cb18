"""The picture: every view on its card, arranged by the size at hand and by the kind of data; the same on screen
and off. It passes on what there is to see and knows neither player nor file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast, final

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look import Look, RoomName
from ui.theme import LIGHT, Theme
from ui.views.answers import AnswersView
from ui.views.branch_list import BranchesView
from ui.views.faces import face_of
from ui.views.inspector import InspectorView
from ui.views.layer import pixel_ratio
from ui.views.network import NetworkView
from ui.views.phases import PhasesView
from ui.views.pictures import PicturesView
from ui.views.plane import PlaneView
from ui.views.rungs import RungsView
from ui.views.sheet import SheetView
from ui.views.timeline import TimelineView
from wbsim.snapshot import Snapshot

_DESK = (1600, 1000)  # the window that the full arrangement is drawn for
_SMALL = (1280, 720)  # and the compact one
_TINY = 60  # pixels under which there is no picture; no window that is shown gets there
_FLAT = {"rungs": 20, "phases": 20}  # but for cards of one or two lines
_LEAST = 0.875  # below this share of the desk's window the arrangement is compact


class View(Protocol):
    """What the figure asks of a view."""

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""


@dataclass(frozen=True)
class Room:
    """How a window of some size is used: the scale of type, the scale of views, and whether it is compact."""

    compact: bool
    scale: float  # of the panels' type
    marks: float  # of the views' type and marks


def room_of(window: QSize) -> Room:
    """How to use a window."""
    share = min(window.width() / _DESK[0], window.height() / _DESK[1])
    if share >= _LEAST:
        return Room(False, round(share, 2), round(share, 2))
    small = min(window.width() / _SMALL[0], window.height() / _SMALL[1])
    scale = round(min(1.2, max(0.9, small)), 2)
    return Room(True, scale, round(0.86 * scale, 3))


def arrangement(
    size: QSize,
    room: Room,
    plane: bool,
    selected: bool,
    charts: bool = False,
    answers: bool = False,
    place: RoomName = "network",
) -> dict[str, QRect]:
    """Where each card lies in a figure of this size, by name; cards that are not named are hidden.

    `answers` says that the card of the plane shows them.
    """
    margin = round((10 if room.compact else 12) * room.scale)
    gap = round((8 if room.compact else 12) * room.scale)
    area = QRect(margin, margin, size.width() - 2 * margin, size.height() - 2 * margin)
    if place == "steps":
        return _steps_cards(area, gap, room)
    if place == "time" and not charts:
        return _time_cards(area, gap, room, plane)
    cards = (
        _plane_cards(area, gap, room, selected, answers) if plane else _image_cards(area, gap, room, selected)
    )
    if charts:
        side = QRect(area.left(), area.top(), cards["side"].width(), area.height())
        return {"side": side, "timeline": area.adjusted(side.width() + gap, 0, 0, 0)}
    return cards


def _below(above: QRect, high: int, gap: int) -> QRect:
    """A row of some height under another."""
    return QRect(above.left(), above.bottom() + 1 + gap, above.width(), high)


def _steps_cards(area: QRect, gap: int, room: Room) -> dict[str, QRect]:
    rungs = QRect(area.left(), area.top(), area.width(), round((58 if room.compact else 88) * room.scale))
    phases = _below(rungs, round((40 if room.compact else 60) * room.scale), gap)
    rest = _below(phases, area.bottom() - phases.bottom() - gap, gap)
    left = round(0.41 * (area.width() - gap))
    return {
        "rungs": rungs,
        "phases": phases,
        "network": QRect(rest.left(), rest.top(), left, rest.height()),
        "sheet": rest.adjusted(left + gap, 0, 0, 0),
    }


def _time_cards(area: QRect, gap: int, room: Room, plane: bool) -> dict[str, QRect]:
    rungs = QRect(area.left(), area.top(), area.width(), round((58 if room.compact else 88) * room.scale))
    rest = area.height() - rungs.height() - 2 * gap
    upper = _below(rungs, round(rest * (0.478 if room.compact else 0.507)), gap)
    timeline = _below(upper, rest - upper.height(), gap)
    wide = area.width() - 2 * gap
    network, branches = round(wide * 0.413), round(wide * 0.304)
    return {
        "rungs": rungs,
        "network": QRect(upper.left(), upper.top(), network, upper.height()),
        "plane" if plane else "answers": upper.adjusted(network + gap, 0, -branches - gap, 0),
        "branches": upper.adjusted(upper.width() - branches, 0, 0, 0),
        "timeline": timeline,
    }


def _plane_cards(area: QRect, gap: int, room: Room, selected: bool, answers: bool) -> dict[str, QRect]:
    side = round((88 if room.compact else 214) * room.scale)
    tall = round((area.height() - gap) * (0.626 if room.compact else 0.6444))
    rest = area.width() - side - 2 * gap
    # the plane is a square with room for its axes and legend; the network gets what is left
    plane = min(round(tall * (1.194 if room.compact else 1.13)), round(0.5 * rest))
    network = rest - plane
    low = QRect(area.left(), area.top() + tall + gap, side + gap + network, area.height() - tall - gap)
    right = area.left() + side + 2 * gap + network
    cards = {
        "side": QRect(area.left(), area.top(), side, tall),
        "network": QRect(area.left() + side + gap, area.top(), network, tall),
        "plane": QRect(right, area.top(), plane, tall),
    }
    # where no neuron is selected there is room for how well all of them together do, if that is not seen already
    if selected or not answers:
        cards["inspector" if selected else "answers"] = QRect(right, low.top(), plane, low.height())
        return cards | {"timeline": low}
    return cards | {"timeline": QRect(area.left(), low.top(), area.width(), low.height())}


def _image_cards(area: QRect, gap: int, room: Room, selected: bool) -> dict[str, QRect]:
    side = round(88 * room.scale)
    right = round((area.width() - gap) * (0.27 if room.compact else 0.245))
    left = area.width() - gap - right
    tall = round((area.height() - gap) * 0.5)
    upper = round((area.height() - gap) * 0.55)
    x = area.left() + left + gap
    from_side = area.left() + side + gap
    low = QRect(from_side, area.top() + tall + gap, left - side - gap, area.height() - tall - gap)
    cards = {
        "side": QRect(area.left(), area.top(), side, area.height()),
        "network": QRect(from_side, area.top(), left - side - gap, tall),
        "answers": QRect(x, area.top(), right, upper),
        "timeline": QRect(x, area.top() + upper + gap, right, area.height() - upper - gap),
        "pictures": low,
    }
    if selected:
        wide = round(0.55 * low.width())
        cards["pictures"] = QRect(low.left(), low.top(), low.width() - wide - gap, low.height())
        cards["inspector"] = QRect(low.right() + 1 - wide, low.top(), wide, low.height())
    return cards


def _fits(name: str, card: QRect) -> bool:
    """Whether there is room for a picture on a card."""
    return min(card.width(), card.height()) >= _FLAT.get(name, _TINY)


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
        self.branches = BranchesView(self)
        self.side: QWidget | None = None
        self._views: dict[str, QWidget] = {
            "network": self.network, "plane": self.plane, "timeline": self.timeline,
            "inspector": self.inspector, "pictures": self.pictures, "answers": self.answers,
            "rungs": self.rungs, "phases": self.phases, "sheet": self.sheet, "branches": self.branches,
        }  # fmt: skip
        self._shown: tuple[Snapshot, Look] | None = None
        self._cards: dict[str, QRect] = {}
        self._arranged: tuple[object, ...] = ()
        self._shelf = 0  # pixels below the cards
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
                cast("View", self._views[name]).show_snapshot(snapshot, look)

    def set_room(self, room: Room) -> None:
        """Takes another use of the window."""
        self.room = room
        self._arrange()

    @property
    def cards(self) -> dict[str, QRect]:
        """Where the cards lie."""
        return self._cards

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
        upper = self._cards.get("network")
        return self.height() if upper is None else upper.bottom() + round(6 * self.room.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Lays the cards where they belong, if anything that decides it has changed."""
        if self._shown is None:
            return
        snapshot, look = self._shown
        plane, answers = bool(snapshot.plan.description.ranges), face_of(snapshot.plan, look) == "answers"
        size = self.size() - QSize(0, self._shelf)
        decided = (
            size,
            self.room,
            plane,
            look.neuron is not None,
            look.charts,
            answers,
            look.room,
            self.theme.name,
        )
        if decided == self._arranged:
            return
        before = set(self._cards)
        self._arranged = decided
        self._cards = arrangement(
            size, self.room, plane, look.neuron is not None, look.charts, answers, look.room
        )
        for name, view in self._views.items():
            view.setVisible(name in self._cards)
            if name in self._cards:
                view.setGeometry(self._cards[name])
                if name not in before and _fits(name, self._cards[name]):
                    cast("View", view).show_snapshot(snapshot, look)
        if self.side is not None:
            self.side.setVisible("side" in self._cards)
            if "side" in self._cards:
                self.side.setGeometry(self._cards["side"].adjusted(1, 1, -1, -1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and the cards, painted once and copied from then on."""
        painter = QPainter(self)
        ratio = pixel_ratio(painter)
        made_from = (self._arranged, ratio)
        if made_from != self._ground_of:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(self.theme.color("bg"))
            once = QPainter(self._ground)
            once.setRenderHint(QPainter.RenderHint.Antialiasing)
            once.setPen(self.theme.pen("line", 1))
            once.setBrush(self.theme.color("panel"))
            for card in self._cards.values():
                once.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
            once.end()
            self._ground_of = made_from
        area = QRectF(event.rect())
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(area, self._ground, source)
