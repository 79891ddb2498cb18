"""The twin room: two runs of one seed that differ in one thing, side by side; their losses over one axis, and why."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room, below
from ui.views.twin_card import TwinCard
from ui.views.twin_difference import DifferenceView
from ui.views.twin_loss import TwinLossView
from ui.views.twin_why import WhyView

_WHY = 320  # pixels that the reasons need at scale 1


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    line = QRect(area.left(), area.top(), area.width(), round((42 if room.compact else 56) * room.scale))
    rest = area.bottom() - line.bottom() - 2 * gap
    twins = below(line, round(rest * (0.56 if room.compact else 0.543)), gap)
    low = below(twins, area.bottom() - twins.bottom() - gap, gap)
    half = (twins.width() - gap) // 2
    why = max(round(0.352 * (low.width() - gap)), min(round(_WHY * room.scale), low.width() // 2))
    return {
        "difference": line,
        "twin_a": QRect(twins.left(), twins.top(), half, twins.height()),
        "twin_b": twins.adjusted(half + gap, 0, 0, 0),
        "twin_loss": low.adjusted(0, 0, -why - gap, 0),
        "twin_why": low.adjusted(low.width() - why, 0, 0, 0),
    }


@final
class TwinRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.difference = DifferenceView(parent)
        self.a, self.b = TwinCard("A", parent), TwinCard("B", parent)
        self.loss, self.why = TwinLossView(parent), WhyView(parent)
        self.views: dict[str, QWidget] = {
            "difference": self.difference, "twin_a": self.a, "twin_b": self.b, "twin_loss": self.loss,
            "twin_why": self.why,
        }  # fmt: skip
