"""The room of a population: a wall of many networks, all in training, and beside it what came of them."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room
from ui.views.wall import WallView
from ui.views.wall_failures import WallFailuresView
from ui.views.wall_glance import WallGlanceView
from ui.views.wall_losses import WallLossesView


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    left = round(0.669 * (area.width() - gap))
    right = area.adjusted(left + gap, 0, 0, 0)
    high = right.height() - 2 * gap
    losses, failures = round(0.48 * high), round(0.28 * high)
    top = right.top()
    return {
        "wall": QRect(area.left(), area.top(), left, area.height()),
        "wall_losses": QRect(right.left(), top, right.width(), losses),
        "wall_failures": QRect(right.left(), top + losses + gap, right.width(), failures),
        "wall_glance": QRect(
            right.left(), top + losses + failures + 2 * gap, right.width(), high - losses - failures
        ),
    }


@final
class PopulationRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.wall, self.losses = WallView(parent), WallLossesView(parent)
        self.failures, self.glance = WallFailuresView(parent), WallGlanceView(parent)
        self.views: dict[str, QWidget] = {
            "wall": self.wall, "wall_losses": self.losses, "wall_failures": self.failures, "wall_glance": self.glance,
        }  # fmt: skip
