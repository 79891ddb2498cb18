"""What a picture or a film shows: a room of the desk, the stage, or one view alone; by name. It arranges nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from ui.look import RoomName
from wbsim.problems import refuse

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


@dataclass(frozen=True)
class Layout:
    """What is shown: the room, whether as a presenter shows it, and the one card that fills the figure, if any."""

    name: str
    room: RoomName = "network"
    stage: bool = False
    alone: str | None = None
    controls: bool = True  # whether the window's own controls are in the picture

    @property
    def look(self) -> dict[str, Any]:
        """What it changes of a Look."""
        changed: dict[str, Any] = {"room": self.room, "stage": self.stage, "alone": self.alone}
        if self.alone == "count":
            changed["counts"] = True
        if self.alone == "answers":
            changed["face"] = "answers"
        return changed


def layout_of(name: str) -> Layout:
    """The layout of that name: `desk`, `stage`, a room, or a view; raises `Refused`."""
    if name == "desk":
        return Layout(name)
    if name == "stage":
        return Layout(name, stage=True, controls=False)
    if name in VIEWS:
        return Layout(name, room=_ROOM_OF[name], alone=name, controls=False)
    room = next((one for one in ROOMS if one == name), None)
    if room is not None:
        return Layout(name, room=room)
    known = ", ".join(dict.fromkeys(("desk", "stage", *ROOMS, *VIEWS)))
    raise refuse("--layout", f"there is no layout {name!r}; there are {known}")
