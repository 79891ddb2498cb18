"""Where a key takes the place at hand: from pixel to pixel, over the edge of a map to the next one, and from filter to filter.
Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt

from ui.look import Look, Spot
from ui.views.image_facts import Filters, spot_at_hand, strongest_spot

Stage = Literal["before", "after", "pooled"]
KEYS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip


def moved(found: Filters, look: Look, key: Qt.Key) -> Spot:
    """The place that a key leads to; Home leads to where the filter is strongest."""
    spot = spot_at_hand(found, look) or strongest_spot(found, 0)
    place = found.place(spot.filter) or 0
    if key == Qt.Key.Key_Home:
        return strongest_spot(found, place)
    if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        return _on(found, spot, place + (1 if key == Qt.Key.Key_PageDown else -1), spot.row)
    maps = found.stage(spot.stage)
    assert maps is not None
    rows = maps.shape[1]
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        row = spot.row + (1 if key == Qt.Key.Key_Down else -1)
        if 0 <= row < rows:
            return replace(spot, row=row)
        return _on(found, spot, place + (1 if row > 0 else -1), 0 if row > 0 else rows - 1)
    column = spot.column + (1 if key == Qt.Key.Key_Right else -1)
    if 0 <= column < maps.shape[2]:
        return replace(spot, column=column)
    return _beside(found, spot, 1 if column > 0 else -1)


def _on(found: Filters, spot: Spot, place: int, row: int) -> Spot:
    """The same column of another filter's map, if there is one."""
    return replace(spot, filter=found.ids[place], row=row) if 0 <= place < len(found.ids) else spot


def _beside(found: Filters, spot: Spot, step: int) -> Spot:
    """The nearest pixel of the map beside."""
    stages: tuple[Stage, ...] = (
        ("before", "after", "pooled") if found.maps.pooled is not None else ("before", "after")
    )
    place = stages.index(spot.stage) + step
    if not 0 <= place < len(stages):
        return spot
    now, beside = found.stage(spot.stage), found.stage(stages[place])
    assert now is not None
    assert beside is not None
    row = min(beside.shape[1] - 1, int((spot.row + 0.5) / now.shape[1] * beside.shape[1]))
    return Spot(spot.filter, row, 0 if step > 0 else beside.shape[2] - 1, stages[place])
