"""The room of images: a picture on its way through the filters of a convolution, each with its one bias."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    return {"timeline": area}


@final
class ImageRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.views: dict[str, QWidget] = {}
