"""The forward pass of many networks of dense layers at once, a network in each lane of a block: what their neurons make of
points, the losses, and how well the outputs hit. It moves nothing. A network's bits do not depend on its neighbors.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels import population_dense
from wbsim.kernels.compile import cell, inlined, kernel
from wbsim.kernels.lanes import (
    LANES,
    constant,
    flush_denormals,
    load,
    restore,
    select,
    spread,
    store,
    width,
    zeros,
)
from wbsim.kernels.losses import value_of
from wbsim.kernels.room import room
from wbsim.kernels.table import TARGET

SAMPLES = 10  # that go through the networks together: a multiple of a tile's
VALUES, HIGHEST, SIGNED, BINARY = range(
    4
)  # how outputs are read: as values, or as the class that they stand for


class Space(NamedTuple):
    """Where a block is worked on, flat, a vector for every entry: values and sums of every neuron and sample, targets, the
    weight of every sample (1, or 0 behind the end of a lane's points), and a vector to be taken apart. `sets` (lanes,)
    says whose points a lane has.
    """

    values: Any
    sums: Any
    targets: Any
    shares: Any
    apart: Any
    sets: Any


def space(rows: int, outputs: int, dtype: np.dtype[Any]) -> Space:
    """Memory for networks of so many rows of values, and of targets."""
    column = SAMPLES * LANES[dtype]
    return Space(
        room(rows * column, dtype), room(rows * column, dtype), room(outputs * column, dtype),
        room(column, dtype), room(LANES[dtype], dtype), np.zeros(LANES[dtype], np.int64),
    )  # fmt: skip


class Results(NamedTuple):
    """Of every network the sum of its losses and behind it what is counted, `sums` (networks, 1 + outputs); `out` (blocks,
    kept rows, points, lanes), flat.
    """

    sums: Any
    out: Any


@cell
def _sets_of(points: Any, base: int, space: Any, lanes: int) -> bool:
    """Whose points each lane has, those to spare the last one's; returns whether all have the same."""
    same = True
    for lane in range(lanes):
        space.sets[lane] = points.of[min(base + lane, len(points.of) - 1)]
        same = same and space.sets[lane] == space.sets[0]
    return same


@inlined
def _most(points: Any, space: Any, lanes: int) -> int:
    """How many points the lane with the most has."""
    most = 0
    for lane in range(lanes):
        most = max(most, points.counts[space.sets[lane]])
    return most


@inlined
def _bring_same(
    array: Any, rows: int, which: int, padded: int, begin: int, samples: int, into: Any, lanes: int
) -> None:
    """The next samples of a set, in every lane."""
    for row in range(rows):
        for k in range(samples):
            store(into, (row * samples + k) * lanes, spread(array, (which * rows + row) * padded + begin + k))


@cell
def _bring_each(
    array: Any, rows: int, points: Any, begin: int, samples: int, space: Any, into: Any, lanes: int
) -> None:
    """The next samples of every lane's own set; behind its end the last one is repeated."""
    for lane in range(lanes):
        which = space.sets[lane]
        last = max(0, points.counts[which] - 1)
        for row in range(rows):
            start = (which * rows + row) * points.padded
            for k in range(samples):
                into[(row * samples + k) * lanes + lane] = array[start + min(begin + k, last)]


@inlined
def _weigh(points: Any, begin: int, samples: int, space: Any, lanes: int) -> None:
    """1 for every sample that a lane has, 0 for those behind its end."""
    for lane in range(lanes):
        count = points.counts[space.sets[lane]]
        for k in range(samples):
            space.shares[k * lanes + lane] = 1.0 if begin + k < count else 0.0


@inlined
def _add(vector: Any, into: Any, column: int, base: int, space: Any, lanes: int) -> None:
    """Adds each lane of a vector to what its network has."""
    store(space.apart, 0, vector)
    for lane in range(lanes):
        if base + lane < len(into):
            into[base + lane, column] += space.apart[lane]


@inlined
def _losses(loss: Any, row: int, end: int, space: Any, pitch: int, lanes: int) -> Any:
    """The summed loss of every lane's samples, a vector."""
    summed = zeros(space.values)
    for k in range(0, pitch, lanes):
        here = zeros(space.values)
        for j in range(k, end, pitch):
            y, t = load(space.values, row + j), load(space.targets, j)
            here = here + value_of(loss.code, load(space.sums, row + j), y, t, loss.delta)
        summed = summed + select(load(space.shares, k) > 0.0, here, 0.0)
    return summed


@inlined
def _missed(row: int, j: int, space: Any, pitch: int, lanes: int) -> Any:
    """Σ (y − t)² of the output whose row begins at j, a vector."""
    summed = zeros(space.values)
    for k in range(0, pitch, lanes):
        e = load(space.values, row + j + k) - load(space.targets, j + k)
        summed = summed + select(load(space.shares, k) > 0.0, e * e, 0.0)
    return summed


@inlined
def _right(reading: int, row: int, end: int, space: Any, pitch: int, lanes: int) -> Any:
    """How many of the samples are read as the class that they are of, a vector."""
    one, summed = constant(zeros(space.values), 1.0), zeros(space.values)
    for k in range(0, pitch, lanes):
        best, truth = load(space.values, row + k), load(space.targets, k)
        if reading == HIGHEST:
            for j in range(k + pitch, end, pitch):
                y = load(space.values, row + j)
                truth = select(y > best, load(space.targets, j), truth)
                best = select(y > best, y, best)
            hit = select(truth > 0.5, one, 0.0)
        else:
            bound = 0.0 if reading == SIGNED else 0.5
            drawn, read = select(truth >= bound, one, 0.0), select(best >= bound, one, 0.0)
            hit = one - (drawn - read) * (drawn - read)
        summed = summed + select(load(space.shares, k) > 0.0, hit, 0.0)
    return summed


@cell
def _count(
    table: Any, loss: Any, reading: int, outputs: int, base: int, space: Any, results: Any, pitch: int, lanes: int
) -> None:  # fmt: skip
    """Adds the losses of the samples that went through, and what is counted of the outputs."""
    row, end = table[len(table) - 1, TARGET] * pitch, outputs * pitch
    _add(_losses(loss, row, end, space, pitch, lanes), results.sums, np.int64(0), base, space, lanes)
    if reading == VALUES:
        for j in range(outputs):
            _add(_missed(row, j * pitch, space, pitch, lanes), results.sums, j + 1, base, space, lanes)
    else:
        _add(_right(reading, row, end, space, pitch, lanes), results.sums, np.int64(1), base, space, lanes)


@cell
def _run(
    table: Any, loss: Any, reading: int, theta: Any, points: Any, base: int, keep: Any, place: int, space: Any,
    results: Any, lanes: int,
) -> None:  # fmt: skip
    """One block; a cell, for in it arrays need not be counted."""
    x, t, inputs, outputs, padded = points.x, points.t, points.inputs, points.outputs, points.padded
    same = _sets_of(points, base, space, lanes)
    most = _most(points, space, lanes)
    for begin in range(0, most, SAMPLES):
        samples = min(SAMPLES, most - begin)
        pitch = samples * lanes
        if same:
            _bring_same(x, inputs, space.sets[0], padded, begin, samples, space.values, lanes)
            _bring_same(t, outputs, space.sets[0], padded, begin, samples, space.targets, lanes)
        else:
            _bring_each(x, inputs, points, begin, samples, space, space.values, lanes)
            _bring_each(t, outputs, points, begin, samples, space, space.targets, lanes)
        for layer in range(len(table)):
            population_dense.forward(table, layer, theta, space.values, space.sums, pitch, lanes)
        if outputs > 0:
            _weigh(points, begin, samples, space, lanes)
            _count(table, loss, reading, outputs, base, space, results, pitch, lanes)
        for row in range(len(keep)):
            at = ((place * len(keep) + row) * padded + begin) * lanes
            for k in range(0, pitch, lanes):
                store(results.out, at + k, load(space.values, keep[row] * pitch + k))


@kernel
def evaluate_many(
    table: Any, loss: Any, reading: int, theta: Any, points: Any, blocks: Any, first: int, behind: int, keep: Any,
    results: Any, space: Any,
) -> None:  # fmt: skip
    """Runs every network's points through it, of the blocks that `blocks` names from its place `first` to before `behind`.

    theta (blocks, P, lanes). Where the points have targets, `results` gets the sums of the losses and, as `reading`
    says, of squared errors by output or of right answers; and of the rows of values that `keep` names what stands there.
    """
    lanes = width(theta)
    mode = flush_denormals()
    for place in range(first, behind):
        block = blocks[place]
        _run(
            table, loss, reading, theta[block].reshape(-1), points, block * lanes, keep, place, space, results, lanes
        )  # fmt: skip
    restore(mode)
