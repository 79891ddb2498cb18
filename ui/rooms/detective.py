"""The detective's room: what values and gradients are like in every layer, and what is wrong, in words."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room
from ui.views.detective_findings import FindingsView
from ui.views.detective_layers import LayersView
from ui.views.detective_meter import MeterView
from ui.views.detective_stack import StackView


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie: layers and findings above, below them loss and penalty over updates and the meter."""
    tall = round((area.height() - gap) * (0.6 if room.compact else 0.62))
    left = round((area.width() - gap) * 0.645)
    x, y = area.left() + left + gap, area.top() + tall + gap
    right, low = area.width() - left - gap, area.height() - tall - gap
    return {
        "layers": QRect(area.left(), area.top(), left, tall),
        "findings": QRect(x, area.top(), right, tall),
        "stack": QRect(area.left(), y, left, low),
        "meter": QRect(x, y, right, low),
    }


@final
class DetectiveRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.layers, self.findings = LayersView(parent), FindingsView(parent)
        self.stack, self.meter = StackView(parent), MeterView(parent)
        self.views: dict[str, QWidget] = {
            "layers": self.layers, "findings": self.findings, "stack": self.stack, "meter": self.meter,
        }  # fmt: skip
