"""What a picture or a film shows: a room of the desk, the stage, or one view alone; by name. It arranges nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from ui.look import RoomName
from wbsim.problems import refuse

ROOMS: tuple[RoomName, ...] = get_args(RoomName)
VIEWS = (
    "plane",
    "network",
    "timeline",
    "inspector",
    "answers",
    "pictures",
    "count",
    "sheet",
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
        return {"room": self.room, "stage": self.stage, "alone": self.alone}


def layout_of(name: str) -> Layout:
    """The layout of that name: `desk`, `stage`, a room, or a view; raises `Refused`."""
    if name == "desk":
        return Layout(name)
    if name == "stage":
        return Layout(name, stage=True, controls=False)
    if name in VIEWS:
        return Layout(name, room="steps" if name == "sheet" else "network", alone=name, controls=False)
    room = next((one for one in ROOMS if one == name), None)
    if room is not None:
        return Layout(name, room=room)
    known = ", ".join(dict.fromkeys(("desk", "stage", *ROOMS, *VIEWS)))
    raise refuse("--layout", f"there is no layout {name!r}; there are {known}")
