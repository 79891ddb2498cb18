"""The stage: how any room is arranged for an audience. That of the network has a layout of its own, with large marks; the
others are what they are in a small window, magnified. There are no controls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.rooms.room import Facts, Room
from ui.views.stage_caption import CaptionView
from ui.views.stage_chart import StageChart
from ui.views.stage_header import StageHeader
from ui.views.stage_keys import StageKeys

Arrange = Callable[[QRect, int, Room, Facts], dict[str, QRect]]

BARE = frozenset({"stage_header", "stage_loss", "stage_parameters", "stage_caption", "stage_keys"})
"""Cards without an edge, on the ground itself; so is the plane in the room of the network."""
MARKS = 1.8  # the scale of marks on a stage of 1920 × 1080, by which everything else is measured
_DRAWN = (1920, 1080)
_WIDE = 1.5  # the shape from which on the plane stands beside the header, and not under it
_SMALL = (1280, 720)  # the window that other rooms are magnified from,
_LARGER = 1.06  # and how much more, for there are no buttons
_PLOT_SIDE, _PLOT_HIGH = 48, 32  # what the plane's axes take beside and under its plot at scale 1
_FIGURES = 640  # pixels that a diagram needs beside the plane, on the drawn stage


def marks_of(size: QSize) -> float:
    """The scale of marks on a stage of some size; a stage that is less wide than drawn has more height to spare."""
    return MARKS * min(1.02 * size.width() / _DRAWN[0], size.height() / _DRAWN[1])


def room_on_stage(size: QSize, look: Look) -> Room:
    """How a stage of some size is used."""
    if look.room == "network" and not look.charts:
        marks = round(marks_of(size), 3)
        return Room(False, marks, marks)
    scale = round(_LARGER * min(size.width() / _SMALL[0], size.height() / _SMALL[1]), 3)
    return Room(True, scale, round(0.86 * scale, 3))


def cards(size: QSize, look: Look, facts: Facts, arrange: Arrange) -> dict[str, QRect]:
    """Where the cards lie; `arrange` lays the room's own ones into what header and foot leave."""
    unit = marks_of(size) / MARKS
    edge = round(28 * unit)
    whole = QRect(0, 0, size.width(), size.height()).adjusted(edge, round(10 * unit), -edge, -round(6 * unit))
    found, rest = _framed(whole, unit, look)
    if look.room == "network" and not look.charts:
        return found | _network(whole, rest, unit, facts, look)
    room = room_on_stage(size, look)
    header = QRect(whole.left(), whole.top(), whole.width(), round(76 * unit))
    own = arrange(rest.adjusted(0, header.height(), 0, 0), round(8 * room.scale), room, facts)
    own.pop("side", None)
    if "timeline" in own and look.charts:
        own["timeline"] = rest.adjusted(0, header.height(), 0, 0)
    return found | {"stage_header": header} | own


def _framed(whole: QRect, unit: float, look: Look) -> tuple[dict[str, QRect], QRect]:
    """The foot with the keys and the caption over it, and what they leave."""
    foot = QRect(whole.left(), whole.bottom() + 1 - round(34 * unit), whole.width(), round(34 * unit))
    rest = whole.adjusted(0, 0, 0, -foot.height() - round(4 * unit))
    if look.spoken.caption is None:
        return {"stage_keys": foot}, rest
    tall = round(112 * unit)
    caption = QRect(whole.left(), rest.bottom() + 1 - tall, whole.width(), tall)
    return {"stage_keys": foot, "stage_caption": caption}, rest.adjusted(0, 0, 0, -tall - round(8 * unit))


def _network(whole: QRect, rest: QRect, unit: float, facts: Facts, look: Look) -> dict[str, QRect]:
    """Diagram and plane, and under both the charts of loss and biases over one axis."""
    head, charts, gap = round(76 * unit), round(196 * unit), round(14 * unit)
    wide = whole.width() >= _WIDE * (whole.height())
    marks = MARKS * unit
    beside, under = round(_PLOT_SIDE * marks), round(_PLOT_HIGH * marks)
    top = rest.top() if wide else rest.top() + head + gap
    most = rest.bottom() + 1 - charts - gap - top
    side = min(most - under, rest.width() - round(_FIGURES * unit) - gap - beside)
    if not wide:
        side = min(side, round(0.47 * rest.width()) - beside)
        most = min(
            most, max(side + under, most - round(110 * unit))
        )  # what is left over makes the charts higher
    right = QRect(
        rest.right() + 1 - side - beside + round(12 * marks), top, side + beside, min(most, side + under)
    )
    left = QRect(rest.left(), rest.top() + head, right.left() - gap - rest.left(), 0)
    header = QRect(rest.left(), rest.top(), (left if wide else rest).width(), head)
    left.setTop(header.bottom() + 1 + (0 if wide else gap))
    left.setBottom(top + most - 1)
    low = QRect(rest.left(), left.bottom() + 1 + gap, rest.width(), rest.bottom() - left.bottom() - gap)
    half = round(0.5 * (low.width() - gap))
    found = {
        "stage_header": header,
        "network": left,
        "stage_loss": QRect(low.left(), low.top(), half, low.height()),
        "stage_parameters": low.adjusted(half + gap, 0, 0, 0),
    }
    if facts.plane:
        return found | {"plane": right.translated(0, max(0, (most - right.height()) // 2))}
    return found | {"answers": QRect(left.right() + 1 + gap, top, rest.right() - left.right() - gap, most)}


def worn(name: str, look: Look, room: Room) -> Look:
    """The look that one card is shown with on stage."""
    look = replace(look, scale=room.marks, compact=room.compact)
    if name == "plane":  # bare, and with its symbols between the numbers
        return replace(
            look, inset="live", compact=True, face="plane" if look.face == "answers" else look.face
        )
    return look


@final
class StageRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.header, self.caption, self.keys = StageHeader(parent), CaptionView(parent), StageKeys(parent)
        self.loss, self.parameters = StageChart("loss", parent), StageChart("parameters", parent)
        self.views: dict[str, QWidget] = {
            "stage_header": self.header, "stage_loss": self.loss, "stage_parameters": self.parameters,
            "stage_caption": self.caption, "stage_keys": self.keys,
        }  # fmt: skip
