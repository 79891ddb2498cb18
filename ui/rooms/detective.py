"""The detective's room: what values and gradients are like in every layer, and what is wrong, in words."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms import network
from ui.rooms.room import Facts, Room


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    return network.cards(area, gap, room, facts)


@final
class DetectiveRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.views: dict[str, QWidget] = {}
