"""The room of steps: the ladder, the phases, the diagram of one update and the sheet."""

from __future__ import annotations

from PySide6.QtCore import QRect

from ui.rooms.room import Facts, Room, below


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    rungs = QRect(area.left(), area.top(), area.width(), round((58 if room.compact else 88) * room.scale))
    phases = below(rungs, round((40 if room.compact else 60) * room.scale), gap)
    rest = below(phases, area.bottom() - phases.bottom() - gap, gap)
    left = round(0.41 * (area.width() - gap))
    return {
        "rungs": rungs,
        "phases": phases,
        "network": QRect(rest.left(), rest.top(), left, rest.height()),
        "sheet": rest.adjusted(left + gap, 0, 0, 0),
    }
