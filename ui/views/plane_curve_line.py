"""What a single linear neuron with a single input draws: y = slope·x + intercept in the units of the data, and what
dragging that line does to weight and bias. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui import theme as themes
from ui.views.plane_window import Window
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan

Point = tuple[float, float]
_HANDLE = 0.86  # how far to the right the line is turned by, as a share of what is seen


@dataclass(frozen=True)
class CurveLine:
    """v = w·z + b where z = (x − shift)/scale of the input and v = (y − shift)/scale of the target."""

    w: float
    b: float
    neuron: int
    has_bias: bool
    input: Point = (0.0, 1.0)  # shift and scale of the input,
    target: Point = (0.0, 1.0)  # and of the target

    @property
    def slope(self) -> float:
        """How much y grows with a unit of x, in the units of the data."""
        return self.w * self.target[1] / self.input[1]

    @property
    def intercept(self) -> float:
        """What y is at x = 0, in the unit of the target."""
        return self.at(0.0)

    def at(self, x: float) -> float:
        """The height of the line."""
        z = (x - self.input[0]) / self.input[1]
        return (self.w * z + self.b) * self.target[1] + self.target[0]

    def disc(self, window: Window) -> Point | None:
        """Where the bias sits: at z = 0, where y depends on it alone, or as near as is seen; None out of sight."""
        (left, right), (bottom, top) = window.ranges
        inset = 0.06 * window.wide
        x = min(right - inset, max(left + inset, self.input[0]))
        return (x, self.at(x)) if bottom <= self.at(x) <= top else None

    def handle(self, window: Window) -> Point | None:
        """The place to turn the line by: far to the right, or as far as the line is seen."""
        (left, right), (bottom, top) = window.ranges
        x = left + _HANDLE * (right - left)
        if self.slope and not bottom <= self.at(x) <= top:
            edge = top if self.at(x) > top else bottom
            x = (edge - self.intercept) / self.slope
            x -= math.copysign(0.05 * window.wide, x - self.input[0])
        seen = left <= x <= right and bottom <= self.at(x) <= top
        return (x, self.at(x)) if seen else None

    def slid(self, to: Point) -> dict[str, float]:
        """The bias that moves the line through a point without turning it; none where it is off."""
        z, v = self._counted(to)
        return {bias_id(self.neuron): v - self.w * z} if self.has_bias else {}

    def turned(self, to: Point, source: str) -> dict[str, float]:
        """The weight that turns the line through a point while the bias stays; none right over the bias."""
        z, v = self._counted(to)
        return {weight_id(self.neuron, source): (v - self.b) / z} if abs(z) > 1e-3 else {}

    def _counted(self, to: Point) -> Point:
        return (to[0] - self.input[0]) / self.input[1], (to[1] - self.target[0]) / self.target[1]


def curve_line(plan: Plan, theta: NDArray[np.floating]) -> CurveLine | None:
    """The line of a network that is one linear neuron on one input; None for any other."""
    row, facts = plan.rows[0], plan.description
    single = len(plan.rows) == 1 and len(facts.inputs) == 1 and row.fan_out == 1 and plan.coding == "value"
    if not single or row.layer.activation != "linear":
        return None
    scales = plan.scales
    biases = row.biases_of(theta)
    line = CurveLine(
        float(row.weights_of(theta)[0, 0]),
        0.0 if biases is None else float(biases[0]),
        row.layer.neurons[0],
        biases is not None,
        (float(scales.inputs.shift[0]), float(scales.inputs.scale[0])),
        (float(scales.targets.shift[0]), float(scales.targets.scale[0])),
    )
    return line if math.isfinite(line.w) and math.isfinite(line.b) else None


def equation(plan: Plan, line: CurveLine) -> tuple[str, ...]:
    """The line in words and units: `price = 2.50 k€/m² · size − 10.0 k€`; and how the network itself counts."""
    facts = plan.description
    x, y = (facts.titles[0] if facts.titles else "x"), (facts.target or "y")
    x_unit, y_unit = (facts.units[0] if facts.units else ""), facts.target_unit
    per = f" {y_unit or '1'}/{x_unit}" if x_unit else f" {y_unit}" if y_unit else ""
    said = f"{y} = {themes.number(line.slope)}{per} · {x} {_signed(line.intercept)}{f' {y_unit}' if y_unit else ''}"
    if line.input == (0.0, 1.0) and line.target == (0.0, 1.0):
        return (said,)
    right = _counted(x, line.input)
    left = _counted(y, line.target)
    return said, f"{left} = {themes.number(line.w)} · {right} {_signed(line.b)}"


def _counted(name: str, scaling: Point) -> str:
    shift, scale = scaling
    if scaling == (0.0, 1.0):
        return name
    return f"({name} {_signed(-shift)})/{themes.number(scale)}"


def _signed(value: float) -> str:
    """With its sign as an operator: `+ 3.00`, `− 10.0`."""
    return f"{'−' if value < 0 else '+'} {themes.number(abs(value))}"
