"""The neuron room: one neuron by hand. Formula, mixing desk, activation over the sum, and the plane with its line; of a
straight line over one input the picture of it, large, and what it leaves over.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room, below
from ui.views.neuron_bar import NeuronBar
from ui.views.neuron_desk import NeuronDesk
from ui.views.neuron_formula import NeuronFormula
from ui.views.neuron_line_words import NeuronLineWords
from ui.views.neuron_residuals import NeuronResiduals
from ui.views.neuron_sum import NeuronSum


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    bar = QRect(area.left(), area.top(), area.width(), round((38 if room.compact else 40) * room.scale))
    formula = below(bar, round((98 if room.compact else 132) * room.scale), gap)
    rest = below(formula, area.bottom() - formula.bottom() - gap, gap)
    arrange = _line if facts.line else _neuron
    return {"neuron_bar": bar, "neuron_formula": formula, **arrange(rest, gap, room, facts)}


def _neuron(rest: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Desk, activation over the sum, and the plane with its words, in the order in which values flow."""
    wide = rest.width() - 2 * gap
    desk, plane = round(0.327 * wide), round(0.358 * wide)
    middle = wide - desk - plane
    left, top = rest.left() + desk + gap, rest.top()
    found = {"neuron_desk": QRect(rest.left(), top, desk, rest.height())}
    if not facts.plane:
        return found | {"neuron_sum": QRect(left, top, wide + gap - desk, rest.height())}
    words = round((96 if room.compact else 128) * room.scale)
    right = left + middle + gap
    return found | {
        "neuron_sum": QRect(left, top, middle, rest.height()),
        "plane": QRect(right, top, plane, rest.height() - words - gap),
        "neuron_line": QRect(right, rest.bottom() + 1 - words, plane, words),
    }


def _line(rest: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Desk, the line over its points, and at the right the sum over what is left over."""
    wide = rest.width() - 2 * gap
    desk = max(round(0.24 * wide), min(round(0.34 * wide), round(246 * room.scale)))
    side = max(round(0.237 * wide), min(round(0.3 * wide), round(240 * room.scale)))
    plot = wide - desk - side
    spare = max(0, plot - round(rest.height() + 30 * room.scale))  # the plot is a square
    desk, side, plot = desk + spare // 2, side + spare - spare // 2, plot - spare
    right = rest.left() + desk + gap + plot + gap
    upper = round(0.38 * (rest.height() - gap))
    return {
        "neuron_desk": QRect(rest.left(), rest.top(), desk, rest.height()),
        "plane": QRect(rest.left() + desk + gap, rest.top(), plot, rest.height()),
        "neuron_sum": QRect(right, rest.top(), side, upper),
        "neuron_residuals": QRect(right, rest.top() + upper + gap, side, rest.height() - upper - gap),
    }


@final
class NeuronRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.bar, self.formula, self.desk = NeuronBar(parent), NeuronFormula(parent), NeuronDesk(parent)
        self.sum, self.line, self.residuals = (
            NeuronSum(parent),
            NeuronLineWords(parent),
            NeuronResiduals(parent),
        )
        self.views: dict[str, QWidget] = {
            "neuron_bar": self.bar, "neuron_formula": self.formula, "neuron_desk": self.desk, "neuron_sum": self.sum,
            "neuron_line": self.line, "neuron_residuals": self.residuals,
        }  # fmt: skip
