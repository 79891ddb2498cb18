"""What neurons make of the data's inputs: the decision field of one over two of them, a small map of every one,
and, where there is a single input, the curve of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.datasets import Dataset, Scaling, feature_values
from wbsim.plan import Plan


@dataclass(frozen=True)
class Section:
    """Which plane through the space of raw inputs is shown.

    `axes` are the inputs to the right and up, counted from 0; `held` is where the inputs stand that are no axis,
    by input, in the units of the data. What `held` does not name stands at the mean of the training points.
    """

    axes: tuple[int, int] = (0, 1)
    held: tuple[tuple[int, float], ...] = ()


def held(plan: Plan, section: Section) -> device.Floats:
    """Where every raw input stands, (raw inputs,); the numbers of the axes mean nothing."""
    place = center(plan)[0].copy()
    for number, value in section.held:
        if number < len(place):
            place[number] = value
    return place


def center(plan: Plan) -> tuple[device.Floats, device.Floats]:
    """The mean and the standard deviation of every raw input over the training points; 1 for one that never changes."""
    scaling = _scaling(device.dataset(plan))
    return scaling.shift, scaling.scale


@lru_cache(maxsize=4)
def _scaling(dataset: Dataset) -> Scaling:
    return Scaling.of(dataset.train.x)  # by the points, which many plans share


def points(plan: Plan) -> Dataset:
    """The points of a plan as they were drawn."""
    return device.dataset(plan)


def axes(plan: Plan, section: Section) -> tuple[int, int]:
    """The section's axes, or the first two where the data lack them."""
    known = range(len(plan.description.ranges))
    across, up = section.axes
    return (across, up) if across in known and up in known and across != up else (0, 1)


def ticks(low: float, high: float, resolution: int) -> device.Floats:
    """The centers of `resolution` cells from low to high."""
    edge = (high - low) / resolution
    return low + edge * (np.arange(resolution) + 0.5)


@dataclass(frozen=True)
class _Grid:
    """All that decides what the network sees of a grid: equal ones are made once, whatever the plan."""

    inputs: tuple[str, ...]
    across: tuple[int, float, float]  # the input, and from where to where
    up: tuple[int, float, float]
    place: tuple[float, ...]  # where the raw inputs stand
    shift: tuple[float, ...]
    scale: tuple[float, ...]
    resolution: int
    dtype: np.dtype[np.floating]


def grid(plan: Plan, section: Section, resolution: int) -> device.Floats:
    """The inputs at the centers of a grid, row by row from the lowest: (inputs, padded cells)."""
    across, up = axes(plan, section)
    ranges, scaling = plan.description.ranges, plan.scales.inputs
    place = [0.0, 0.0] if len(ranges) == 2 else held(plan, section).tolist()
    place[across] = place[up] = 0.0
    return _seen(
        _Grid(
            plan.inputs, (across, *ranges[across]), (up, *ranges[up]), tuple(place),
            tuple(scaling.shift.tolist()), tuple(scaling.scale.tolist()), resolution, plan.dtype,
        )
    )  # fmt: skip


@lru_cache(maxsize=4)
def _seen(grid: _Grid) -> device.Floats:
    x1, x2 = np.meshgrid(ticks(*grid.across[1:], grid.resolution), ticks(*grid.up[1:], grid.resolution))
    points = np.tile(np.array(grid.place), (grid.resolution**2, 1))
    points[:, grid.across[0]], points[:, grid.up[0]] = x1.ravel(), x2.ravel()
    scaling = Scaling(np.array(grid.shift), np.array(grid.scale))
    return device.columns(feature_values(grid.inputs, scaling.apply(points)), grid.dtype)


def field(
    plan: Plan, theta: device.Floats, row: int, resolution: int, section: Section = Section()
) -> device.Floats:
    """The values of one neuron over the plane: (resolution, resolution), [up, across], lowest first.

    What an output says is in the units of the data.
    """
    _, out = device.evaluate(plan, theta, grid(plan, section, resolution), resolution**2, np.array([row]))
    return _in_units(plan, row, out).reshape(resolution, resolution)


@dataclass(frozen=True, eq=False)
class Regions:
    """Which of more than two classes wins where; all are (resolution, resolution), [up, across], lowest first.

    `value` is what the winner's output says, `lead` by how much it is ahead of the next one's.
    """

    winner: NDArray[np.intp]
    value: device.Floats
    lead: device.Floats


def regions(plan: Plan, theta: device.Floats, resolution: int, section: Section = Section()) -> Regions:
    """What the outputs make of the plane where each stands for a class."""
    cells = grid(plan, section, resolution)
    keep = np.arange(plan.values - plan.outputs, plan.values)
    _, out = device.evaluate(plan, theta, cells, resolution**2, keep)
    first, second = np.array(out[0]), np.full(out.shape[1], -np.inf, out.dtype)
    winner = np.zeros(out.shape[1], np.intp)
    for number in range(
        1, len(out)
    ):  # class by class, for sorting a million columns takes a tenth of a second
        row = out[number]
        ahead = row > first
        second = np.where(ahead, first, np.maximum(second, row))
        winner[ahead] = number
        first = np.maximum(first, row)
    shape = (resolution, resolution)
    return Regions(winner.reshape(shape), first.reshape(shape), (first - second).reshape(shape))


def maps(plan: Plan, theta: device.Floats, resolution: int, section: Section = Section()) -> device.Floats:
    """The values of every input and neuron over the plane: (rows, resolution, resolution), [up, across]."""
    cells = grid(plan, section, resolution)
    _, out = device.evaluate(plan, theta, cells, resolution**2, np.arange(plan.values))
    return out.reshape(plan.values, resolution, resolution)


def curve(plan: Plan, theta: device.Floats, row: int, resolution: int) -> device.Floats:
    """The values of one neuron along the only input, at the centers of equal cells: (resolution,)."""
    _, out = device.evaluate(plan, theta, along(plan, resolution), resolution, np.array([row]))
    return _in_units(plan, row, out)[0]


def along(plan: Plan, resolution: int) -> device.Floats:
    """What the network sees at the centers of equal cells of the only input: (inputs, padded cells)."""
    return device.seen(plan, ticks(*plan.description.ranges[0], resolution)[:, None])


def _in_units(plan: Plan, row: int, values: device.Floats) -> device.Floats:
    """Values (1, n) of a neuron; those of an output of a regression as the data count them."""
    output = row - (plan.values - plan.outputs)
    if output < 0 or plan.coding != "value":
        return values
    scaling = plan.scales.targets
    return values * scaling.scale[output] + scaling.shift[output]
