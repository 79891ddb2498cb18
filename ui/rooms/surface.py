"""The surface room: the loss over two numbers, from above and from the side, and the ways down it."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room
from ui.views.surface_map import SurfaceMapView
from ui.views.surface_race import SurfaceRaceView
from ui.views.surface_side import SurfaceSideView


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    left = round(0.497 * (area.width() - gap))
    right = area.adjusted(left + gap, 0, 0, 0)
    high = round((0.55 if room.compact else 0.578) * (area.height() - gap))
    return {
        "surface_map": QRect(area.left(), area.top(), left, area.height()),
        "surface_side": QRect(right.left(), right.top(), right.width(), high),
        "surface_race": right.adjusted(0, high + gap, 0, 0),
    }


@final
class SurfaceRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.map, self.side = SurfaceMapView(parent), SurfaceSideView(parent)
        self.race = SurfaceRaceView(parent)
        self.views: dict[str, QWidget] = {
            "surface_map": self.map, "surface_side": self.side, "surface_race": self.race,
        }  # fmt: skip
