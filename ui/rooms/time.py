"""The room of time: the ladder, network and plane, the list of branches, and their charts."""

from __future__ import annotations

from PySide6.QtCore import QRect

from ui.rooms.room import Facts, Room, below

_NARROW = 1150  # pixels; below, the plane gets some of the diagram's room,
_TIGHT = 850  # and here all of it


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    rungs = QRect(area.left(), area.top(), area.width(), round((58 if room.compact else 88) * room.scale))
    rest = area.height() - rungs.height() - 2 * gap
    upper = below(rungs, round(rest * (0.478 if room.compact else 0.507)), gap)
    timeline = below(upper, rest - upper.height(), gap)
    wide = area.width() - 2 * gap
    narrow = area.width() < _NARROW * room.scale
    network, branches = round(wide * (0.36 if narrow else 0.413)), round(wide * 0.304)
    if area.width() < _TIGHT * room.scale:
        branches = round(0.48 * wide)
        return {
            "rungs": rungs,
            "plane" if facts.plane else "answers": upper.adjusted(0, 0, -branches - gap, 0),
            "branches": upper.adjusted(upper.width() - branches, 0, 0, 0),
            "timeline": timeline,
        }
    return {
        "rungs": rungs,
        "network": QRect(upper.left(), upper.top(), network, upper.height()),
        "plane" if facts.plane else "answers": upper.adjusted(network + gap, 0, -branches - gap, 0),
        "branches": upper.adjusted(upper.width() - branches, 0, 0, 0),
        "timeline": timeline,
    }
