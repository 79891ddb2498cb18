"""Layouts by name: what a window, a picture or a film shows, and how its cards share the room. Some are made for a purpose,
others a person has saved; what cannot be read counts as not there. It arranges nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from ui.arguments import RoomName
from ui.remembered import remember, remembered
from ui.shares import AS_USUAL, Shares
from wbsim.problems import refuse
from wbsim.translation import translated

ROOMS: tuple[RoomName, ...] = get_args(RoomName)
_FOUND: dict[RoomName, tuple[str, ...]] = {
    "network": ("plane", "network", "timeline", "inspector", "answers", "pictures", "count"),
    "steps": ("sheet", "rungs", "phases"),
    "time": ("branches",),
    "neuron": (
        "neuron_bar", "neuron_formula", "neuron_desk", "neuron_sum", "neuron_line", "neuron_residuals",
    ),
    "twin": ("difference", "twin_a", "twin_b", "twin_loss", "twin_why"),
    "surface": ("surface_map", "surface_side", "surface_race"),
    "detective": ("layers", "findings", "stack", "meter"),
    "image": (
        "image_sample", "image_filters", "image_output", "image_confusion", "image_why", "image_invitation",
    ),
    "sequence": ("sequence_unrolled", "sequence_numbers", "sequence_prediction"),
    "population": ("wall", "wall_losses", "wall_failures", "wall_glance"),
}  # fmt: skip
_ROOM_OF = {view: room for room, views in _FOUND.items() for view in views}
VIEWS = tuple(
    _ROOM_OF
)  # views that can stand alone, by the names of their cards; each in the room where it is found
LONGEST, MOST = 40, 50  # letters of a name, and layouts that are kept
_SAVED = "layouts"  # what the settings call them


@dataclass(frozen=True)
class Layout:
    """What is shown: the room, whether as a presenter shows it, the one card that fills the figure, if any, and how the
    cards share it. A theme is no part of it.
    """

    name: str
    room: RoomName = "network"
    stage: bool = False
    alone: str | None = None
    controls: bool = True  # whether the window's own controls are in the picture
    charts: bool = False  # whether the charts fill the window
    shares: Shares = AS_USUAL
    lesson: bool = False  # whether a lesson has its place beside it

    @property
    def look(self) -> dict[str, Any]:
        """What it changes of a Look."""
        changed: dict[str, Any] = {
            "room": self.room, "stage": self.stage, "alone": self.alone, "charts": self.charts, "shares": self.shares,
        }  # fmt: skip
        if self.alone == "count":
            changed["counts"] = True
        if self.alone == "answers":
            changed["face"] = "answers"
        return changed

    def written(self) -> dict[str, Any]:
        """JSON data that `read` takes."""
        return {
            "room": self.room, "alone": self.alone, "charts": self.charts, "shares": self.shares.written(),
            "lesson": self.lesson,
        }  # fmt: skip

    @classmethod
    def read(cls, name: str, data: object) -> Layout | None:
        """The layout that JSON data describe; None for what is none."""
        if not isinstance(data, Mapping):
            return None
        room, alone = data.get("room", "network"), data.get("alone")
        flags = (data.get("charts", False), data.get("lesson", False))
        if room not in ROOMS or not all(isinstance(flag, bool) for flag in flags):
            return None
        if not (alone is None or (isinstance(alone, str) and len(alone) <= LONGEST)):
            return None
        shares = Shares.read(data.get("shares"))
        return cls(name, room, alone=alone, charts=flags[0], lesson=flags[1], shares=shares)


_CURVES = Shares((("network network|plane", 0.72), ("network side/timeline", 0.0)))  # 0: as far as it goes
PRESETS = (Layout("desk"), Layout("curves", shares=_CURVES), Layout("picture", alone="plane"))


def layout_of(name: str) -> Layout:
    """The layout of that name: one made for a purpose, `stage`, a room, a view, or one that was saved; raises `Refused`."""
    made = next((one for one in PRESETS if one.name == name), None)
    if made is not None:
        return made
    if name == "stage":
        return Layout(name, stage=True, controls=False)
    if name in VIEWS:
        return Layout(name, room=_ROOM_OF[name], alone=name, controls=False)
    room = next((one for one in ROOMS if one == name), None)
    if room is not None:
        return Layout(name, room=room)
    kept = saved()
    if name in kept:
        return kept[name]
    known = ", ".join((*_names(), *map(repr, kept)))
    raise refuse(
        "--layout", translated("there is no layout {name!r}; there are {known}", name=name, known=known)
    )


def _names() -> tuple[str, ...]:
    """The names that are taken by layouts of the program."""
    return tuple(dict.fromkeys((*(one.name for one in PRESETS), "stage", *ROOMS, *VIEWS)))


# --- those that a person has saved -------------------------------------------------------------------------


def saved() -> dict[str, Layout]:
    """All that were saved, by name, in the order of their names."""
    kept = remembered().get(_SAVED)
    if not isinstance(kept, Mapping):
        return {}
    found = (Layout.read(name, data) for name, data in sorted(kept.items()) if is_name(name))
    return {one.name: one for one in found if one is not None}


def save(layout: Layout, name: str) -> None:
    """Keeps a layout under a name, in place of the one that had it; raises `Refused` for a name that cannot be."""
    name = " ".join(name.split())
    kept = saved()
    if not name:
        raise refuse("", translated("a layout needs a name"))
    if name.lower() in _names():
        raise refuse("", translated("{name!r} is a layout already; another name is needed", name=name))
    if not is_name(name):
        raise refuse("", translated("the name is too long; it may have {longest} letters", longest=LONGEST))
    if name not in kept and len(kept) >= MOST:
        raise refuse("", translated("there are {most} layouts already; delete one first", most=MOST))
    _keep(kept | {name: replace(layout, name=name)})


def delete(name: str) -> None:
    """Forgets a layout."""
    _keep({other: layout for other, layout in saved().items() if other != name})


def is_name(name: object) -> bool:
    """Whether a saved layout can have this name."""
    return isinstance(name, str) and 0 < len(name) <= LONGEST and name == " ".join(name.split())


def _keep(kept: Mapping[str, Layout]) -> None:
    remember(**{_SAVED: {name: layout.written() for name, layout in kept.items()}})
