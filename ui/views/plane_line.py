"""The line w·x + b = 0 of a neuron that sees the plane itself, and what dragging it does to w and b. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.views.plane_window import Window
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan

Point = tuple[float, float]
_AXES = ("x1", "x2")
_HANDLES = (0.16, 0.84)  # where along the visible line the two handles sit


@dataclass(frozen=True)
class NeuronLine:
    """Where w1·x1 + w2·x2 + b is 0, for w other than (0, 0)."""

    w1: float
    w2: float
    b: float

    @property
    def norm(self) -> float:
        """‖w‖."""
        return math.hypot(self.w1, self.w2)

    @property
    def distance(self) -> float:
        """−b / ‖w‖: how far the line is from the origin, along w."""
        return -self.b / self.norm

    @property
    def foot(self) -> Point:
        """The line's nearest point to the origin."""
        return self.distance * self.w1 / self.norm, self.distance * self.w2 / self.norm

    def ends(self, window: Window) -> tuple[Point, Point] | None:
        """Where the line leaves what is seen of the plane; None if it misses it."""
        (x, y), (dx, dy) = self.foot, (-self.w2 / self.norm, self.w1 / self.norm)
        first, last = -math.inf, math.inf
        for at, along, (low, high) in zip((x, y), (dx, dy), window.ranges, strict=True):
            if abs(along) < 1e-12:
                if not low <= at <= high:
                    return None
                continue
            one, two = sorted(((low - at) / along, (high - at) / along))
            first, last = max(first, one), min(last, two)
        if first >= last:
            return None
        return (x + first * dx, y + first * dy), (x + last * dx, y + last * dy)

    def grip(self, window: Window) -> Point | None:
        """Where the bias disc sits: the foot, or the middle of the visible line if the foot is out of sight."""
        ends = self.ends(window)
        if ends is None:
            return None
        if window.contains(*self.foot):
            return self.foot
        (x1, y1), (x2, y2) = ends
        return (x1 + x2) / 2, (y1 + y2) / 2

    def handles(self, window: Window, apart: float) -> tuple[Point, ...]:
        """The two places to turn the line by, at least `apart` from the disc; fewer where there is no room."""
        ends, grip = self.ends(window), self.grip(window)
        if ends is None or grip is None:
            return ()
        (x1, y1), (x2, y2) = ends
        places = [(x1 + s * (x2 - x1), y1 + s * (y2 - y1)) for s in _HANDLES]
        return tuple(p for p in places if math.dist(p, grip) >= apart)

    def slid(self, to: Point) -> float:
        """The b that moves the line through a point without turning it."""
        return -(self.w1 * to[0] + self.w2 * to[1])

    def turned(self, to: Point) -> Point:
        """The w of the same length that turns the line through a point while b stays.

        The line stays as far from the origin: of the two such lines the nearer one; from a point too near to
        the origin, the line square to it.
        """
        reach = math.hypot(*to)
        if reach < 1e-9:
            return self.w1, self.w2
        spread = math.acos(max(-1.0, min(1.0, self.distance / reach)))
        now, toward = math.atan2(self.w2, self.w1), math.atan2(to[1], to[0])
        angle = min((toward + spread, toward - spread), key=lambda a: abs(math.remainder(a - now, math.tau)))
        return self.norm * math.cos(angle), self.norm * math.sin(angle)


def line_of(plan: Plan, theta: NDArray[np.floating], neuron: int | None) -> NeuronLine | None:
    """The line of a neuron of the first layer that sees nothing but x1 and x2; None for any other."""
    row = plan.rows[0]
    if (
        neuron not in row.layer.neurons
        or plan.description.plane is None
        or not set(plan.inputs) <= set(_AXES)
    ):
        return None

    def value(name: str) -> float:
        place = plan.index.get(name)
        return float(theta[place]) if place is not None else 0.0

    w1, w2 = (value(weight_id(neuron, axis)) for axis in _AXES)
    line = NeuronLine(w1, w2, value(bias_id(neuron)))
    finite = all(map(math.isfinite, (line.w1, line.w2, line.b)))
    return line if finite and line.norm > 1e-9 else None


def slid(plan: Plan, neuron: int, line: NeuronLine, to: Point) -> dict[str, float]:
    """The parameters that dragging the disc sets; none where the bias is off."""
    name = bias_id(neuron)
    return {name: line.slid(to)} if name in plan.index else {}


def turned(plan: Plan, neuron: int, line: NeuronLine, to: Point) -> dict[str, float]:
    """The parameters that dragging a handle sets."""
    names = [weight_id(neuron, axis) for axis in _AXES]
    return {name: w for name, w in zip(names, line.turned(to), strict=True) if name in plan.index}
