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

_NARROWEST = 330  # pixels of the column at the right, in a figure that is wide enough


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """The wall at the left, and what came of it in a column that is never too narrow for sentences."""
    across = area.width() - gap
    column = max(0.331 * across, min(_NARROWEST, 0.38 * across))
    left = round(across - column)
    right = area.adjusted(left + gap, 0, 0, 0)
    high = right.height() - 2 * gap
    # sentences need their lines, however flat the window is
    losses, failures = (round(share * high) for share in ((0.45, 0.285) if room.compact else (0.47, 0.28)))
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
