"""The room of sequences: a recurrent cell unrolled over time, its one set of numbers, and prediction against truth; where there are
classes, how they are read.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room
from ui.views.sequence_numbers import SequenceNumbers
from ui.views.sequence_prediction import SequencePrediction
from ui.views.sequence_unrolled import SequenceUnrolled

_NUMBERS = 360  # pixels that the tables need at scale 1


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    if not facts.recurs:
        return {"sequence_unrolled": area}
    upper = round((0.62 if room.compact else 0.667) * (area.height() - gap))
    wide = round((0.42 if room.compact else 0.395) * (area.width() - gap))
    wide = max(wide, min(round(_NUMBERS * room.scale), round(0.5 * area.width())))
    low = area.adjusted(0, upper + gap, 0, 0)
    found = {
        "sequence_unrolled": QRect(area.left(), area.top(), area.width(), upper),
        "sequence_numbers": QRect(low.left(), low.top(), wide, low.height()),
    }
    right = low.adjusted(wide + gap, 0, 0, 0)
    return found | {"answers" if facts.classes else "sequence_prediction": right}


@final
class SequenceRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.unrolled = SequenceUnrolled(parent)
        self.numbers = SequenceNumbers(parent)
        self.prediction = SequencePrediction(parent)
        self.views: dict[str, QWidget] = {
            "sequence_unrolled": self.unrolled, "sequence_numbers": self.numbers,
            "sequence_prediction": self.prediction,
        }  # fmt: skip
