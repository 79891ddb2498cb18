"""The coming batches of many networks, a network in each lane of a block: who is active, whose batches are the same, and
the samples of each brought into its lane.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels.batches import SHUFFLED, STEPS, Order, next_batch
from wbsim.kernels.compile import cell, inlined
from wbsim.kernels.lanes import LANES, spread, store
from wbsim.kernels.population_rules import VECTORS
from wbsim.kernels.room import room

PLACES = 4  # of a position


class Points(NamedTuple):
    """The sets of points: x (sets, inputs, points padded) and t (sets, outputs, points padded), both flat, with the
    numbers of inputs and outputs and the padded one of points; how many of each set are real, `counts` (sets,); and
    which set each network learns, `of` (networks,).
    """

    x: Any
    t: Any
    inputs: int
    outputs: int
    padded: int
    counts: Any
    of: Any


class Batches(NamedTuple):
    """Which points make an update: the orders (networks, points) of the epochs `ordered` (networks,), -1 for none; codes
    and size as in `batches`; explicit lists end to end and where each begins; the seed of each network.
    """

    order: Any
    ordered: Any
    kind: int
    remainder: int
    size: int
    lists: Any
    starts: Any
    seeds: Any


class Room(NamedTuple):
    """Where a block is worked on. Flat, a vector for every entry: values, sums and errors δ of every neuron and sample,
    targets, the share of every sample in the mean over its batch, who is active (1 or 0), the loss of the last
    update, what moves, and the gradient of a layer. A number a lane: samples of the coming batch, for how many the
    shares were made, steps, and whether it has the batches of the lane before it (1 or 0). `batch` (lanes, samples), `position` and `before` (lanes, 4).
    `numbers` of the rules, flat vectors, and `powers` (2, lanes) of those of Adam.
    """

    values: Any
    sums: Any
    deltas: Any
    targets: Any
    shares: Any
    active: Any
    latest: Any
    moving: Any
    gradient: Any
    counts: Any
    weighed: Any
    steps: Any
    twins: Any
    batch: Any
    position: Any
    before: Any
    numbers: Any
    powers: Any


def memory(rows: int, outputs: int, largest: int, size: int, most: int, dtype: np.dtype[Any]) -> Room:
    """Room for networks of so many rows of values, outputs, parameters in the largest layer and in all, and for batches of
    at most `most` samples.
    """
    lanes = LANES[dtype]
    column = most * lanes
    return Room(
        room(rows * column, dtype), room(rows * column, dtype), room(rows * column, dtype),
        room(outputs * column, dtype), room(column, dtype), room(lanes, dtype), room(lanes, dtype),
        room(size * lanes, dtype), room(largest * lanes, dtype), np.zeros(lanes, np.int64),
        np.zeros(lanes, np.int64), np.zeros(lanes, np.int64), np.zeros(lanes, np.int64),
        np.zeros((lanes, most), np.int64),
        np.zeros((lanes, PLACES), np.int64), np.zeros((lanes, PLACES), np.int64), room(VECTORS * lanes, dtype),
        np.zeros((2, lanes)),
    )  # fmt: skip


@inlined
def _next(points: Any, batches: Any, network: int, lane: int, room: Any) -> int:
    """Writes the samples of a network's coming batch; the position of its lane moves behind it."""
    order = Order(
        batches.order[network, : points.counts[points.of[network]]], batches.ordered[network : network + 1],
        batches.kind, batches.remainder, batches.size, batches.lists, batches.starts, batches.seeds[network],
    )  # fmt: skip
    return next_batch(room.batch[lane], 0, order, room.position[lane])


@inlined
def _same(points: Any, batches: Any, base: int, lane: int, other: int, room: Any) -> bool:
    """Whether two lanes have the same batches before them."""
    network, beside = base + lane, base + other
    same = points.of[network] == points.of[beside]
    if batches.kind == SHUFFLED:
        same = same and batches.seeds[network] == batches.seeds[beside]
    for k in range(PLACES):
        same = same and room.position[lane, k] == room.position[other, k]
    return same


@cell
def begin(position: Any, updates: Any, points: Any, batches: Any, base: int, room: Any, lanes: int) -> int:
    """Who is active in the block that begins with network `base`, and where each stands. Returns the lane that stands for
    all active ones, where all have the same batches before them; −1 where they have not, lanes where none is active.
    """
    lead = lanes
    for lane in range(lanes):
        network = base + lane
        room.active[lane], room.counts[lane], room.weighed[lane], room.twins[lane] = 0, 1, 0, 0
        for k in range(PLACES):
            room.position[lane, k] = position[network, k] if network < len(updates) else 0
        room.steps[lane] = room.position[lane, STEPS]
        if network >= len(updates) or updates[network] <= 0:
            continue
        room.active[lane] = 1
        if lane > 0 and _same(points, batches, base, lane, lane - np.int64(1), room):
            room.twins[lane] = 1
        if lead == lanes:
            lead = lane
        elif lead >= 0 and not _same(points, batches, base, lane, lead, room):
            lead = -1
    return lead


@inlined
def _fetch_same(points: Any, which: int, samples: int, lead: int, room: Any, lanes: int) -> None:
    """One batch for all lanes, into the rows of the inputs and the targets."""
    x, t, inputs, outputs, padded = points.x, points.t, points.inputs, points.outputs, points.padded
    for k in range(samples):
        sample = room.batch[lead, k]
        for i in range(inputs):
            store(room.values, (i * samples + k) * lanes, spread(x, (which * inputs + i) * padded + sample))
        for j in range(outputs):
            store(room.targets, (j * samples + k) * lanes, spread(t, (which * outputs + j) * padded + sample))


@cell
def _fetch(points: Any, base: int, samples: int, room: Any, lanes: int) -> None:
    """Every lane's own batch; behind its end the last sample is repeated, and lanes at rest keep what they had."""
    x, t, inputs, outputs, padded = points.x, points.t, points.inputs, points.outputs, points.padded
    for lane in range(lanes):
        if room.active[lane] > 0:
            set_begins, last = points.of[base + lane] * padded, room.counts[lane] - 1
            for k in range(samples):
                sample = room.batch[lane, min(k, last)]
                at = k * lanes + lane
                for i in range(inputs):
                    room.values[at + i * samples * lanes] = x[(set_begins * inputs + i * padded) + sample]
                for j in range(outputs):
                    room.targets[at + j * samples * lanes] = t[(set_begins * outputs + j * padded) + sample]


@inlined
def _weigh(room: Any, samples: int, each: float, lanes: int) -> None:
    """The share of every sample in the mean of its lane's batch; `each` is that of an output in a sample's loss."""
    changed = False
    for lane in range(lanes):
        changed = changed or room.weighed[lane] != room.counts[lane]
        room.weighed[lane] = room.counts[lane]
    if changed:
        for k in range(len(room.shares) // lanes):
            for lane in range(lanes):
                count = room.counts[lane]
                room.shares[k * lanes + lane] = each / count if k < count else 0.0


@inlined
def _take_over(lane: int, room: Any) -> None:
    """The coming batch of the lane before is this one's too; so is where they stand behind it."""
    room.counts[lane] = room.counts[lane - 1]
    for k in range(room.counts[lane]):
        room.batch[lane, k] = room.batch[lane - 1, k]
    for k in range(PLACES):
        room.position[lane, k] = room.position[lane - 1, k]


@inlined
def take_batches(points: Any, batches: Any, base: int, lead: int, each: float, room: Any, lanes: int) -> int:
    """Brings every active lane's coming batch; returns how many samples the longest has."""
    samples = 0
    for lane in range(lanes):
        if lead == lane or (lead < 0 and room.active[lane] > 0):
            for k in range(PLACES):
                room.before[lane, k] = room.position[lane, k]
            if lead < 0 and room.twins[lane] > 0 and room.active[lane - 1] > 0:
                _take_over(lane, room)
            else:
                room.counts[lane] = _next(points, batches, base + lane, lane, room)
            samples = max(samples, room.counts[lane])
    if lead >= 0:
        for lane in range(lanes):
            room.counts[lane] = samples
        _fetch_same(points, points.of[base + lead], samples, lead, room, lanes)
    else:
        _fetch(points, base, samples, room, lanes)
    _weigh(room, samples, each, lanes)
    return samples
