"""The neuron room: one neuron by hand. Formula, mixing desk, activation over the sum, and the plane with its line."""

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
class NeuronRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.views: dict[str, QWidget] = {}
