"""The switch between the rooms of the window: the common ones side by side, the others behind the last word."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ui.arguments import RoomName
from ui.panels.buttons import Dressed
from ui.theme import Theme
from ui.views.segments import Segments

ROOMS: tuple[RoomName, ...] = ("neuron", "network", "steps", "time")
MORE: tuple[RoomName, ...] = ("image", "sequence", "twin", "surface", "detective", "population")


@final
class RoomSwitch(Dressed, QWidget):
    """A segment for every common room and one for all others, which opens a menu; the chosen one is the room that is open.

    Folded it is one word, and the menu has all rooms.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folded = False
        self.segments = Segments(self)
        self.segments.setAccessibleName(self.tr("Room"))
        self.segments.setToolTip(
            self.tr(
                "One neuron by hand (O); the whole network; one update, step by step (S); the branches of time (H); "
                "and more: an image and its filters (K), a sequence unrolled (Q), two runs side by side (W), the loss surface "
                "(U), the detective (I), a thousand networks at once (J)"
            )
        )
        for told in (self.segments.chosen, self.segments.again):
            told.connect(self._choose)
        self.menu = QMenu(self)
        self._names: dict[RoomName, str] = {
            "neuron": self.tr("Neuron"), "network": self.tr("Network"), "steps": self.tr("Steps"),
            "time": self.tr("Time"), "twin": self.tr("Twin"), "surface": self.tr("Surface"),
            "detective": self.tr("Detective"), "image": self.tr("Image"), "sequence": self.tr("Sequence"),
            "population": self.tr("Population"),
        }  # fmt: skip
        lines: dict[RoomName, str] = {
            "neuron": self.tr("Neuron: one, by hand\tO"), "network": self.tr("Network"),
            "steps": self.tr("Steps: one update, step by step\tS"), "time": self.tr("Time: all branches\tH"),
            "image": self.tr("Image: filters and what they see\tK"),
            "sequence": self.tr("Sequence: one cell, step by step\tQ"),
            "twin": self.tr("Twin: two runs that differ in one thing\tW"),
            "surface": self.tr("Surface: the loss over two numbers\tU"),
            "detective": self.tr("Detective: what goes wrong, layer by layer\tI"),
            "population": self.tr("Population: many networks at once\tJ"),
        }  # fmt: skip
        self.entries: dict[RoomName, QAction] = {}
        for room, line in lines.items():
            self.entries[room] = action = self.menu.addAction(line)
            action.triggered.connect(lambda _=False, room=room: self.chosen.emit(room))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.segments)

    def _choose(self, place: int) -> None:
        if not self.folded and place < len(ROOMS):
            self.chosen.emit(ROOMS[place])
            return
        for room in ROOMS:
            self.entries[room].setVisible(self.folded)
        below = self.mapToGlobal(QPoint(0 if self.folded else self.width(), self.height()))
        self.menu.popup(below - QPoint(0 if self.folded else self.menu.sizeHint().width(), 0))

    def show_room(self, room: RoomName, theme: Theme, scale: float, compact: bool, folded: bool) -> None:
        """Shows which room is open, on one word where it is folded."""
        self.folded = folded
        last = self._names[room] if folded or room in MORE else self.tr("More")
        words = (*(() if folded else (self._names[one] for one in ROOMS)), f"{last} \u25be")
        place = ROOMS.index(room) if room in ROOMS and not folded else len(words) - 1
        self.segments.show_words(words, place, theme, max(0.92, scale), inset=2.0 if compact else 7.0)
        self.segments.setFixedSize(self.segments.sizeHint())
        self.setFixedSize(self.segments.sizeHint())
        self.setAccessibleName(self._names[room])

    def sizeHint(self) -> QSize:
        """As large as its words need."""
        return self.segments.sizeHint()
