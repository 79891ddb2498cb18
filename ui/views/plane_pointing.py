"""What on the decision plane is under the pointer: a part of the neuron's line, or a data point. Pure geometry."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ui.views.plane_curve_line import CurveLine
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import HANDLE_ROOM, NeuronLine
from ui.views.plane_points import Cloud

Grip = Literal["slide", "turn"]  # what a press on a line drags
_REACH = 22.0  # how near to a disc or handle the pointer grips it
_BESIDE = 6.0  # how near to a thin line the pointer takes hold of it
_NEAR = 12.0  # how near to a point a click means it


def grip_at(
    where: PlaneLayout, line: NeuronLine | CurveLine, has_bias: bool, turnable: bool, x: float, y: float
) -> Grip | None:
    """What a press at a place of the card would drag: the disc slides the line, a handle turns it."""

    def near(point: tuple[float, float] | None) -> bool:
        return point is not None and math.dist(where.pixel(*point), (x, y)) <= _REACH

    if isinstance(line, CurveLine):
        handle = line.handle(where.window)
        disc = line.disc(where.window)
        handles: tuple[tuple[float, float], ...] = (handle,) if handle is not None else ()
    else:
        disc, handles = line.grip(where.window), line.handles(where.window, HANDLE_ROOM / where.side)
    if has_bias and near(disc):
        return "slide"
    return "turn" if turnable and any(map(near, handles)) else None


def grip_place(
    where: PlaneLayout, line: NeuronLine | CurveLine, grip: Grip, x: float, y: float
) -> tuple[float, float] | None:
    """Where on the line a press took hold of it: the middle of the disc, or of the handle that is meant."""
    if grip == "slide":
        return line.disc(where.window) if isinstance(line, CurveLine) else line.grip(where.window)
    if isinstance(line, CurveLine):
        return line.handle(where.window)
    handles = line.handles(where.window, HANDLE_ROOM / where.side)
    return min(handles, key=lambda place: math.dist(where.pixel(*place), (x, y)), default=None)


def away_from(where: PlaneLayout, line: NeuronLine | CurveLine, x: float, y: float) -> float:
    """How many pixels a place of the card is from a line: upright for the line over a single input, else square to it."""
    spot = where.spot(x, y)
    if isinstance(line, CurveLine):
        return abs(line.at(spot[0]) - spot[1]) * where.per_unit[1]
    (one, two), (across, up) = line.slopes, where.per_unit
    return abs(line.sum_at(spot)) / math.hypot(one / across, two / up)


def nearest_line(
    where: PlaneLayout, lines: tuple[tuple[int, NeuronLine], ...], x: float, y: float
) -> tuple[int, float] | None:
    """The neuron whose line is nearest to a place of the card, and how many pixels it is away; None where none is near."""
    apart = [(neuron, away_from(where, line, x, y)) for neuron, line in lines]
    best = min(apart, key=lambda one: one[1], default=None)
    return best if best is not None and best[1] <= _BESIDE else None


def point_at(where: PlaneLayout, cloud: Cloud, x: float, y: float, scale: float) -> tuple[str, int] | None:
    """The data point nearest to a place of the card, if it is near: its set and number."""
    if not where.contains(x, y):
        return None
    best: tuple[float, str, int] | None = None
    for name, part in cloud.parts:
        if len(part.spots):
            apart = where.pixels(part.spots) - (x - where.left, y - where.top)
            number = int(np.argmin((apart**2).sum(axis=1)))
            far = float(np.hypot(*apart[number]))
            if far <= _NEAR * max(1.0, scale) and (best is None or far < best[0]):
                best = (far, name, number)
    return best[1:] if best else None


def points_within(
    where: PlaneLayout, cloud: Cloud, places: NDArray[np.float64], reach: float
) -> tuple[int, ...]:
    """The points that are at most `reach` pixels from any of some places (m, 2) of the plot.

    They are counted from 0 through all that train and then all that test.
    """
    found: list[int] = []
    begin = 0
    for _, part in cloud.parts:
        pixels = where.pixels(part.spots)
        near = np.zeros(len(pixels), bool)
        for place in places:
            near |= ((pixels - place) ** 2).sum(axis=1) <= reach * reach
        found += (np.flatnonzero(near) + begin).tolist()
        begin += len(pixels)
    return tuple(found)


def number_of(cloud: Cloud, name: str, number: int) -> int:
    """The place of a point among all, of which those that train come first."""
    return number if name == "train" else len(cloud.train.spots) + number
