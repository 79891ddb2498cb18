"""Where everything of the unrolled cell stands: bars over columns over discs over inputs, one beneath the other at every step,
and the output at the right. Pure geometry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

Kind = Literal["cell", "bar", "x", "h", "b", "v", "c", "input"]
_PITCH, _CELL = 104.0, 34.0  # from step to step, and a cell's edge, where there is room
_LOOP = 0.5  # how much of the way between two columns a column takes at most
MOST_STRIPS = 4  # values a step that are drawn as curves; more are cells


@dataclass(frozen=True)
class Hit:
    """What lies under a place: of a step, and of a unit where it is a cell."""

    kind: Kind
    step: int = 0
    unit: int = 0


@dataclass(frozen=True)
class Rooms:
    """All places for a size, in pixels; `grown` is the scale of marks."""

    width: float
    height: float
    grown: float
    steps: int
    hidden: int
    features: int
    left: float  # ends of the beds
    right: float
    bars: tuple[float, float]  # top and bottom of the gradient's bed,
    names: float  # the middle of the line of steps,
    columns: tuple[float, float]  # of the hidden values,
    biases: float  # the middle of the rail of discs,
    inputs: tuple[float, float]  # and of the input's bed
    cell_width: float

    @property
    def pitch(self) -> float:
        """From step to step."""
        return (self.right - self.left) / self.steps

    @property
    def cell_height(self) -> float:
        """How tall a hidden value's cell is."""
        return (self.columns[1] - self.columns[0]) / self.hidden

    @property
    def disc_scale(self) -> float:
        """The scale of the discs: smaller where steps stand close."""
        return max(0.22, min(self.grown * 1.2, self.pitch / 40, (self.inputs[0] - self.columns[1]) / 84))

    @property
    def every(self) -> int:
        """Every how many steps there is room for a name."""
        return max(1, math.ceil(30 * self.grown / self.pitch))

    def x(self, step: int) -> float:
        """The middle of a step."""
        return self.left + (step + 0.5) * self.pitch

    def column(self, step: int) -> QRectF:
        """The hidden values of a step."""
        top, bottom = self.columns
        return QRectF(self.x(step) - self.cell_width / 2, top, self.cell_width, bottom - top)

    def cell(self, step: int, unit: int) -> QRectF:
        """One hidden value."""
        column = self.column(step)
        return QRectF(column.left(), column.top() + unit * self.cell_height, column.width(), self.cell_height)

    def strip(self, feature: int) -> QRectF:
        """The stretch of the input's bed for one value of a step."""
        top, bottom = self.inputs
        high = (bottom - top) / self.features
        return QRectF(self.left, top + feature * high, self.right - self.left, high)

    @property
    def middle(self) -> float:
        """The height at which hidden values go on to the next step."""
        return (self.columns[0] + self.columns[1]) / 2

    @property
    def box(self) -> QRectF:
        """The output."""
        left = self.right + (22 if self.width < 1150 else 30 * self.grown)
        high = 100 * self.grown
        return QRectF(
            left,
            max(self.columns[0], self.middle - high / 2),
            self.width - (8 if self.width < 1150 else 14) * self.grown - left,
            high,
        )

    def shows_numbers(self) -> bool:
        """Whether hidden values are written into their cells."""
        return self.cell_width >= 25 and self.cell_height >= 14

    def hit(self, at: QPointF) -> Hit | None:
        """What lies under a place of the unrolled form."""
        x, y = at.x(), at.y()
        if self.left <= x < self.right:
            step = min(self.steps - 1, int((x - self.left) / self.pitch))
            away = abs(x - self.x(step))
            if self.bars[0] <= y < self.columns[0]:
                return Hit("bar", step)
            if self.columns[0] <= y < self.columns[1]:
                if away <= self.cell_width / 2 + 2:
                    return Hit(
                        "cell", step, min(self.hidden - 1, int((y - self.columns[0]) / self.cell_height))
                    )
                return Hit("h", step) if abs(y - self.middle) <= 26 * self.grown else None
            if self.columns[1] <= y < self.inputs[0]:
                reach = max(12.0, 22 * self.grown)
                if abs(y - self.biases) <= min(reach, (self.inputs[0] - self.columns[1]) * 0.36):
                    return Hit("b", step)
                return Hit("x", step) if away <= max(8.0, min(46 * self.grown, self.pitch / 2)) else None
            if self.inputs[0] <= y <= self.inputs[1]:
                return Hit("input", step)
            return None
        box = self.box
        if self.right <= x < box.left() and abs(y - box.center().y()) <= 24 * self.grown:
            return Hit("v", self.steps - 1)
        if box.left() <= x and box.bottom() <= y <= box.bottom() + 40 * self.grown:
            return Hit("c", self.steps - 1)
        return None


def rooms(width: float, height: float, scale: float, steps: int, hidden: int, features: int) -> Rooms:
    """The rooms for a card of some size."""
    grown = max(0.86, scale)
    gutter = (116 if width < 1150 else 152) * grown
    right = width - ((138 if width < 1150 else 176) * grown)
    head, names, foot = (46 if height < 450 else 58) * grown, 28 * grown, (14 if height < 450 else 24) * grown
    bars = min(98 * grown, max(36.0, 0.163 * height))
    inputs = min((90 if features == 1 else 110) * grown, max(34.0, 0.15 * height))
    middle = height - head - foot - bars - names - inputs - 12 * grown
    least = min(84 * grown, 0.44 * middle)
    tall = min(hidden * _CELL * grown, middle - least)
    below = min(151 * grown, middle - tall)
    spare = middle - tall - below
    bars += min(0.4 * spare, 40 * grown)
    tall += min(0.6 * spare, max(0.0, hidden * 40 * grown - tall))
    top = head
    column = top + bars + names + 4 * grown
    foot_line = column + tall
    bed = height - foot - inputs
    pitch = (right - gutter) / steps
    return Rooms(
        width, height, grown, steps, hidden, features, gutter, right, (top, top + bars), top + bars + names / 2 + grown,
        (column, foot_line), foot_line + 0.41 * (bed - foot_line), (bed, bed + inputs),
        max(4.0, min(_CELL * max(1.0, grown), _LOOP * pitch + 2)),
    )  # fmt: skip
