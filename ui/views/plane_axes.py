"""What the two axes of the plane are: two inputs, or the only input and the target. It says in the data's own units
where points stand and how far they are from what is shown. Pure; it knows no pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import nice_step
from wbsim.datasets import Sample
from wbsim.plan import Plan
from wbsim.probes import plane as probe
from wbsim.probes.plane import Section
from wbsim.translation import translated

Range = tuple[float, float]
Pair = tuple[float, float]
_BEYOND = 0.35  # how near 0 must be to the targets, as a share of their range, to be shown with them


@dataclass(frozen=True)
class Axis:
    """One axis: its name, "" for a plain symbol, its unit, from where to where, and the input; None for the target."""

    name: str
    unit: str
    ends: Range
    input: int | None

    @property
    def title(self) -> str:
        """Name and unit; "" for a plain symbol."""
        return f"{self.name} ({self.unit})" if self.name and self.unit else self.name


@dataclass(frozen=True)
class Axes:
    """Two axes, and where the other inputs stand. `shift` and `scale` say how the network counts every input."""

    across: Axis
    up: Axis
    place: tuple[float, ...]
    spread: tuple[float, ...]  # the standard deviation of each input over the training points
    shift: tuple[float, ...]
    scale: tuple[float, ...]

    @property
    def ranges(self) -> tuple[Range, Range]:
        """From where to where the whole plane reaches."""
        return self.across.ends, self.up.ends

    @property
    def curved(self) -> bool:
        """Whether there is one input and the target stands upward."""
        return self.up.input is None

    @property
    def others(self) -> tuple[int, ...]:
        """The inputs that are no axis."""
        return tuple(k for k in range(len(self.place)) if k not in (self.across.input, self.up.input))

    def places(self, plan: Plan, sample: Sample) -> NDArray[np.float64]:
        """Where points stand on the plane: (n, 2)."""
        return np.stack(
            [sample.x[:, self.across.input or 0], heights(plan, sample) if self.up.input is None
             else sample.x[:, self.up.input]], axis=1
        )  # fmt: skip

    def apart(self, sample: Sample) -> NDArray[np.float64]:
        """How far points are from the plane: the root mean square over the held inputs, in deviations; (n,)."""
        others = list(self.others)
        if not others:
            return np.zeros(len(sample))
        away = (sample.x[:, others] - np.array(self.place)[others]) / np.array(self.spread)[others]
        return np.asarray(np.sqrt((away * away).mean(axis=1)))

    def point(self, spot: Pair) -> tuple[float, ...]:
        """All inputs of a point that is put at a place of the plane."""
        at = list(self.place)
        at[self.across.input or 0] = spot[0]
        if self.up.input is not None:
            at[self.up.input] = spot[1]
        return tuple(at)


def axes_of(plan: Plan, section: Section) -> Axes | None:
    """The axes of the plane that a section chooses; None where the data have no axes."""
    facts = plan.description
    if not facts.ranges:
        return None
    count, scaling = len(facts.inputs), plan.scales.inputs
    spread = probe.center(plan)[1]

    def axis(number: int) -> Axis:
        name = facts.titles[number] if facts.titles else "" if count <= 2 else facts.inputs[number]
        return Axis(name, facts.units[number] if facts.units else "", facts.ranges[number], number)

    place: tuple[float, ...] = (0.0,)
    if count == 1:
        across, up = axis(0), _target_axis(plan)
    else:
        one, two = probe.axes(plan, section)
        across, up = axis(one), axis(two)
        place = tuple(float(v) for v in probe.held(plan, section))
    return Axes(
        across, up, place, tuple(float(v) for v in spread),
        tuple(float(v) for v in scaling.shift), tuple(float(v) for v in scaling.scale),
    )  # fmt: skip


def heights(plan: Plan, sample: Sample) -> NDArray[np.float64]:
    """How high points of a single input stand: their target, or what the output should say: (n,)."""
    if not plan.description.classes:
        return np.asarray(sample.y, np.float64).reshape(len(sample), -1)[:, -1]
    return class_heights(plan)[np.asarray(sample.y)]


def class_heights(plan: Plan) -> NDArray[np.float64]:
    """What the last output should say of each class: (classes,)."""
    low = -1.0 if plan.coding.startswith("signed") else 0.0
    return np.where(np.arange(len(plan.description.classes)) == len(plan.description.classes) - 1, 1.0, low)


def _target_axis(plan: Plan) -> Axis:
    facts = plan.description
    if not facts.classes:
        return Axis(facts.target or "y", facts.target_unit, targets(plan), None)
    if plan.coding.startswith("signed"):
        return Axis(translated("output"), "", (-1.25, 1.25), None)
    return Axis(translated("probability of {name}", name=facts.classes[-1]), "", (-0.125, 1.125), None)


@lru_cache(maxsize=8)
def targets(plan: Plan) -> Range:
    """From where to where the targets of a regression are shown: with room to spare, and 0 where it is near."""
    low, high = target_ends(plan)
    wide = (high - low) or max(1.0, abs(high))
    low = min(0.0, low) if 0 < low <= _BEYOND * wide else low
    high = max(0.0, high) if 0 > high >= -_BEYOND * wide else high
    step = nice_step((high - low or wide) / 10)
    return math.floor(low / step - 0.5) * step, math.ceil(high / step + 0.5) * step


@lru_cache(maxsize=8)
def target_ends(plan: Plan) -> Range:
    """The smallest and largest target value."""
    data = probe.points(plan)
    parts = [heights(plan, sample) for sample in (data.train, data.test) if len(sample)]
    return min(float(p.min()) for p in parts), max(float(p.max()) for p in parts)
