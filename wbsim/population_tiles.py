"""A small picture of every network of a population, all in one go: its output over a plane of the inputs, over the only input,
or what it makes of its own points. It agrees with what the probes say of one network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim import stacked_forward
from wbsim.device import Floats
from wbsim.kernels.population_batches import Points
from wbsim.plan import Plan
from wbsim.population import Population
from wbsim.population_fit import testing_points
from wbsim.probes import plane
from wbsim.probes.fit import PAIRS
from wbsim.samples import Samples
from wbsim.stacked import Stack, points_of

Whole = NDArray[np.int64]
TileKind = Literal["field", "regions", "curve", "confusion", "pairs"]


@dataclass(frozen=True, eq=False)
class Tiles:
    """A small picture of each of some networks: `networks` (m,) says whose.

    field: values (m, r, r) [up, across] of the output over the plane, lowest first. regions: which class wins, as whole
    numbers (m, r, r). curve: (m, r) over the only input, in the units of the data. confusion: counts (m, classes, classes)
    [drawn, read]. pairs: true and told values (m, points, 2). NaN where a network has no such picture, or fewer points.
    """

    kind: TileKind
    networks: NDArray[np.intp]
    values: Floats


def kind_of(shapes: Plan) -> TileKind:
    """Which picture a network has."""
    axes, classes = len(shapes.description.ranges), len(shapes.description.classes)
    if axes > 1:
        return "regions" if classes > 2 else "field"
    if axes == 1:
        return "curve"
    return "confusion" if classes else "pairs"


def tiles_of(of: Population, blocks: Whole, cells: int, threads: int = 1) -> Floats:
    """The pictures of the networks of some blocks, in their order: (networks there, …) as `Tiles` has them."""
    stack, shapes = of.stack, of.stack.whole
    kind, last = kind_of(shapes), shapes.values - 1
    every = range(shapes.values - shapes.outputs, shapes.values)
    if kind == "confusion":
        return _confusions(
            of,
            blocks,
            stacked_forward.outputs(stack, of.theta, testing_points(stack), every, blocks, threads),
        )
    if kind == "pairs":
        return _pairs(
            of,
            blocks,
            stacked_forward.outputs(stack, of.theta, testing_points(stack), [last], blocks, threads),
        )
    grid = _grid(stack, cells)
    keep = every if kind == "regions" else [last]
    out = stacked_forward.outputs(stack, of.theta, grid, keep, blocks, threads)
    if kind == "regions":
        return _winners(out).reshape(len(out), cells, cells)
    values = _in_units(stack, stacked_forward.members(stack, blocks), out[:, 0])
    return values.reshape(len(out), cells, cells) if kind == "field" else values


def _winners(out: Floats) -> Floats:
    """The class whose output (networks, classes, cells) is highest, class by class: sorting columns takes much longer."""
    highest, winner = out[:, 0].copy(), np.zeros_like(out[:, 0])
    for number in range(1, out.shape[1]):
        ahead = out[:, number] > highest
        winner[ahead] = number
        np.maximum(highest, out[:, number], out=highest)
    return winner


def _in_units(stack: Stack, networks: list[int], values: Floats) -> Floats:
    """What the last output (networks, n) says in the units of the data."""
    if stack.whole.coding != "value":
        return values
    told = np.empty_like(values)
    for place, network in enumerate(networks):
        scaling = stack.plans[network].scales.targets
        told[place] = values[place] * scaling.scale[-1] + scaling.shift[-1]
    return told


@lru_cache(maxsize=4)
def _grid(stack: Stack, cells: int) -> Points:
    """The inputs at the centers of cells, as each network sees them, without targets."""
    curved = kind_of(stack.whole) == "curve"
    count = cells if curved else cells**2
    seen = [
        plane.along(one, cells) if curved else plane.grid(one, plane.Section(), cells) for one in stack.plans
    ]
    nothing = np.empty((0, seen[0].shape[1]), stack.whole.dtype)
    known = {id(x): Samples(x, nothing, count) for x in seen}
    return points_of([known[id(x)] for x in seen])


def _confusions(of: Population, blocks: Whole, out: Floats) -> Floats:
    """Counts (networks there, classes, classes) [drawn, read] of the points of each."""
    stack = of.stack
    points, classes = testing_points(stack), len(stack.whole.description.classes)
    targets = points.t.reshape(len(points.counts), points.outputs, points.padded)
    drawn, read = stacked_forward.answers(stack.whole, targets), stacked_forward.answers(stack.whole, out)
    counts = np.empty((len(out), classes, classes), out.dtype)
    for place, network in enumerate(stacked_forward.members(stack, blocks)):
        which = points.of[network]
        count = points.counts[which]
        pairs = drawn[which, :count] * classes + read[place, :count]
        counts[place] = np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
    return counts


def _pairs(of: Population, blocks: Whole, out: Floats) -> Floats:
    """The true and the told value of the last output for points that are taken evenly: (networks there, points, 2)."""
    stack = of.stack
    points = testing_points(stack)
    targets = points.t.reshape(len(points.counts), points.outputs, points.padded)[:, -1]
    pairs = np.full((len(out), min(PAIRS, int(points.counts.max())), 2), np.nan)
    for place, network in enumerate(stacked_forward.members(stack, blocks)):
        which, scaling = points.of[network], stack.plans[network].scales.targets
        count = int(points.counts[which])
        some = np.linspace(0, count - 1, min(PAIRS, count)).round().astype(np.intp)
        both = np.stack([targets[which, some], out[place, 0, some]], axis=1).astype(float)
        pairs[place, : len(some)] = both * scaling.scale[-1] + scaling.shift[-1]
    return pairs
