"""The switch between the rooms of the window: the network, one update step by step, the branches of time."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look import RoomName
from ui.panels.buttons import Dressed
from ui.theme import Theme
from ui.views.segments import Segments

ROOMS: tuple[RoomName, ...] = ("network", "steps", "time")


@final
class RoomSwitch(Dressed, QWidget):
    """Three segments; the chosen one is the room that is open."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.segments = Segments(self)
        self.segments.setAccessibleName(self.tr("Room"))
        self.segments.setToolTip(
            self.tr("The whole network; one update, step by step (S); or the branches of time (H)")
        )
        self.segments.chosen.connect(lambda place: self.chosen.emit(ROOMS[place]))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.segments)

    def show_room(self, room: RoomName, theme: Theme, scale: float, compact: bool) -> None:
        """Shows which room is open."""
        words = (self.tr("Network"), self.tr("Steps"), self.tr("Time"))
        self.segments.show_words(
            words, ROOMS.index(room), theme, max(0.92, scale), inset=3.0 if compact else 8.0
        )
        self.segments.setFixedSize(self.segments.sizeHint())
        self.setFixedSize(self.segments.sizeHint())
        self.setAccessibleName(words[ROOMS.index(room)])

    def sizeHint(self) -> QSize:
        """As large as its words need."""
        return self.segments.sizeHint()
