"""The line w·x + b = 0 of a neuron that sees the inputs themselves, and what dragging it does to w and b. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.views.plane_axes import Axes
from ui.views.plane_window import Window
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan

Point = tuple[float, float]
HANDLE_ROOM = 38.0  # pixels that a handle keeps from the disc
_INSET = 0.06  # share of the plot that the disc keeps from its edges
_HANDLES = (0.16, 0.84)  # where along the visible line the two handles sit


@dataclass(frozen=True)
class NeuronLine:
    """Where w1·z1 + w2·z2 + b + rest is 0, for w other than (0, 0) and z = (x − shift)/scale.

    `z` is how the network counts the plane's points `x`; `rest` is what inputs add that are no axis.
    """

    w1: float
    w2: float
    b: float
    rest: float = 0.0
    shift: Point = (0.0, 0.0)
    scale: Point = (1.0, 1.0)

    @property
    def norm(self) -> float:
        """‖w‖."""
        return math.hypot(self.w1, self.w2)

    @property
    def slopes(self) -> Point:
        """How much the sum grows with a unit of each axis."""
        return self.w1 / self.scale[0], self.w2 / self.scale[1]

    @property
    def distance(self) -> float:
        """−b / ‖w‖: how far the line is from the origin, along w, as the network counts."""
        return -(self.b + self.rest) / self.norm

    @property
    def foot(self) -> Point:
        """The line's nearest point to the origin, as the network counts."""
        return self._shown((self.distance * self.w1 / self.norm, self.distance * self.w2 / self.norm))

    def ends(self, window: Window) -> tuple[Point, Point] | None:
        """Where the line leaves what is seen of the plane; None if it misses it."""
        # in shares of the window, for axes may differ in scale by many powers of ten
        (x, y), (u, v) = self.foot, self.slopes
        x, y = (x - window.x1) / window.wide, (y - window.x2) / window.tall
        u, v = u * window.wide, v * window.tall
        size = math.hypot(u, v)
        dx, dy = -v / size, u / size
        first, last = -math.inf, math.inf
        for at, along in ((x, dx), (y, dy)):
            if abs(along) < 1e-12:
                if not 0 <= at <= 1:
                    return None
                continue
            one, two = sorted((-at / along, (1 - at) / along))
            first, last = max(first, one), min(last, two)
        if first >= last:
            return None
        places = ((x + t * dx, y + t * dy) for t in (first, last))
        start, end = ((window.x1 + a * window.wide, window.x2 + b * window.tall) for a, b in places)
        return start, end

    def grip(self, window: Window) -> Point | None:
        """Where the bias disc sits: the foot, a little inward where that is at an edge; the middle of the visible line
        if the foot is out of sight.
        """
        ends = self.ends(window)
        if ends is None:
            return None
        (x1, y1), (x2, y2) = ends
        if not window.contains(*self.foot):
            return (x1 + x2) / 2, (y1 + y2) / 2
        inner = Window(
            window.x1 + _INSET * window.wide, window.x2 + _INSET * window.tall,
            (1 - 2 * _INSET) * window.wide, (1 - 2 * _INSET) * window.tall,
        )  # fmt: skip
        whole = self.ends(inner)
        if inner.contains(*self.foot):
            return self.foot
        if whole is None:  # it cuts a corner off: where it is furthest from both edges
            places = ((x1 + s * (x2 - x1), y1 + s * (y2 - y1)) for s in np.linspace(0, 1, 33).tolist())
            return max(places, key=lambda place: _clearance(window, place))
        x, y = self.foot
        return min(whole, key=lambda end: math.hypot((end[0] - x) / window.wide, (end[1] - y) / window.tall))

    def handles(self, window: Window, apart: float) -> tuple[Point, ...]:
        """The two places to turn the line by, at least `apart` from the disc; fewer where there is no room.

        `apart` is a share of the window's edge.
        """
        ends, grip = self.ends(window), self.grip(window)
        if ends is None or grip is None:
            return ()
        (x1, y1), (x2, y2) = ends
        places = [(x1 + s * (x2 - x1), y1 + s * (y2 - y1)) for s in _HANDLES]
        gx, gy = grip
        return tuple(
            (x, y) for x, y in places if math.hypot((x - gx) / window.wide, (y - gy) / window.tall) >= apart
        )

    def sum_at(self, place: Point) -> float:
        """z of the neuron at a point of the plane."""
        z1, z2 = self._counted(place)
        return self.w1 * z1 + self.w2 * z2 + self.b + self.rest

    def onto(self, place: Point, per_unit: Point) -> Point:
        """The point of the line that is nearest to another one as it is seen, with so many pixels a unit of each axis."""
        (one, two), z = self.slopes, self.sum_at(place)
        steep = (one / per_unit[0]) ** 2 + (two / per_unit[1]) ** 2
        return place[0] - z * one / per_unit[0] ** 2 / steep, place[1] - z * two / per_unit[1] ** 2 / steep

    def slid(self, to: Point) -> float:
        """The b that moves the line through a point without turning it."""
        z1, z2 = self._counted(to)
        return -(self.w1 * z1 + self.w2 * z2) - self.rest

    def turned(self, to: Point) -> Point:
        """The w of the same length that turns the line through a point while b stays.

        The line stays as far from the origin: of the two such lines the nearer one; from a point too near to
        the origin, the line square to it.
        """
        z1, z2 = self._counted(to)
        reach = math.hypot(z1, z2)
        if reach < 1e-9:
            return self.w1, self.w2
        spread = math.acos(max(-1.0, min(1.0, self.distance / reach)))
        now, toward = math.atan2(self.w2, self.w1), math.atan2(z2, z1)
        angle = min((toward + spread, toward - spread), key=lambda a: abs(math.remainder(a - now, math.tau)))
        return self.norm * math.cos(angle), self.norm * math.sin(angle)

    def _counted(self, x: Point) -> Point:
        return (x[0] - self.shift[0]) / self.scale[0], (x[1] - self.shift[1]) / self.scale[1]

    def _shown(self, z: Point) -> Point:
        return z[0] * self.scale[0] + self.shift[0], z[1] * self.scale[1] + self.shift[1]


def _clearance(window: Window, place: Point) -> float:
    """How far a place is from the nearest edge, as a share of the window."""
    across, up = (place[0] - window.x1) / window.wide, (place[1] - window.x2) / window.tall
    return min(across, 1 - across, up, 1 - up)


def line_of(plan: Plan, theta: NDArray[np.floating], neuron: int | None, axes: Axes) -> NeuronLine | None:
    """The line of a neuron of the first layer that sees nothing but the inputs themselves; None for any other.

    Where the target stands upward, the line is upright.
    """
    row = plan.rows[0]
    names = plan.description.inputs
    if neuron not in row.layer.neurons or not set(plan.inputs) <= set(names):
        return None

    def value(name: str) -> float:
        place = plan.index.get(name)
        return float(theta[place]) if place is not None else 0.0

    one, two = axes.across.input or 0, axes.up.input
    rest = sum(
        value(weight_id(neuron, names[k])) * (axes.place[k] - axes.shift[k]) / axes.scale[k]
        for k in axes.others
    )
    line = NeuronLine(
        value(weight_id(neuron, names[one])),
        value(weight_id(neuron, names[two])) if two is not None else 0.0,
        value(bias_id(neuron)),
        rest,
        (axes.shift[one], axes.shift[two] if two is not None else 0.0),
        (axes.scale[one], axes.scale[two] if two is not None else 1.0),
    )
    finite = all(map(math.isfinite, (line.w1, line.w2, line.b, line.rest)))
    return line if finite and line.norm > 1e-9 else None


def slid(plan: Plan, neuron: int, line: NeuronLine, to: Point) -> dict[str, float]:
    """The parameters that dragging the disc sets; none where the bias is off."""
    name = bias_id(neuron)
    return {name: line.slid(to)} if name in plan.index else {}


def turned(plan: Plan, neuron: int, line: NeuronLine, to: Point, axes: Axes) -> dict[str, float]:
    """The parameters that dragging a handle sets."""
    inputs = [axis.input for axis in (axes.across, axes.up) if axis.input is not None]
    names = [weight_id(neuron, plan.description.inputs[k]) for k in inputs]
    return {name: w for name, w in zip(names, line.turned(to), strict=False) if name in plan.index}
