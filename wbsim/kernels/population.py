"""Many networks of one architecture trained at once, a network in each lane of a block. A network's bits do not depend on
its neighbors, on how many updates a call makes, or on which thread makes them. One whose loss is not finite ends alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels import population_dense
from wbsim.kernels.batches import STEPS, UPDATE
from wbsim.kernels.compile import cell, inlined, kernel
from wbsim.kernels.lanes import flush_denormals, load, restore, select, store, total, width, zeros
from wbsim.kernels.losses import is_matched, is_mean, slope_of, value_of
from wbsim.kernels.optimizers import NUMBERS
from wbsim.kernels.population_batches import PLACES, begin, take_batches
from wbsim.kernels.population_rules import Rules, begin_powers, correct, step
from wbsim.kernels.table import BIASES, FAN_IN, FAN_OUT, SOURCE, TARGET, WEIGHTS


class How(NamedTuple):
    """How the networks learn: the codes of optimizer and penalty; numbers (blocks, NUMBERS, lanes); for every
    parameter 1 or 0, whether the penalty pulls at it and whether training moves it, both (blocks, P, lanes); and of
    every block whether all move and none is pulled at.
    """

    code: int
    form: int
    hyper: Any
    pulled: Any
    trainable: Any
    plain: Any


@inlined
def _errors_of_output(table: Any, loss: Any, room: Any, pitch: int, lanes: int) -> Any:
    """The mean loss of every lane, a vector; δ = ∂L/∂y of the outputs, or ∂L/∂z where the loss has it so."""
    last = len(table) - 1
    row, end = table[last, TARGET] * pitch, table[last, FAN_OUT] * pitch
    summed = zeros(room.values)
    for k in range(0, pitch, lanes):
        share, here = load(room.shares, k), zeros(room.values)
        for j in range(k, end, pitch):
            y, t = load(room.values, row + j), load(room.targets, j)
            here = here + value_of(loss.code, load(room.sums, row + j), y, t, loss.delta)
            delta = slope_of(loss.code, y, t, loss.delta) * share
            store(room.deltas, row + j, select(share > 0.0, delta, 0.0))
        summed = summed + select(share > 0.0, here, 0.0)
    return summed * load(room.shares, 0)


@inlined
def _learn(
    table: Any, loss: Any, rules: Any, plain: bool, theta: Any, slots: Any, room: Any, pitch: int, lanes: int
) -> None:
    """Backward and update, layer by layer from the last; a layer moves when its δ has gone on to the one before."""
    for layer in range(len(table) - 1, -1, -1):
        fan_in, fan_out = table[layer, FAN_IN], table[layer, FAN_OUT]
        source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
        weights, biases = table[layer, WEIGHTS] * lanes, table[layer, BIASES] * lanes
        if layer < len(table) - 1 or not is_matched(loss):
            population_dense.before_activation(table, layer, room.values, room.sums, room.deltas, pitch)
        if layer > 0:
            population_dense.backward(table, layer, theta, room.deltas, pitch, lanes)
        population_dense.gradient(
            fan_in, fan_out, room.deltas, target, room.values, source, room.gradient, pitch, lanes
        )
        size = fan_out * (fan_in + 1 if biases >= 0 else fan_in)  # biases stand behind the weights
        step(rules, plain, theta, slots, room.gradient, weights, weights + size * lanes, lanes)


@cell
def _not_finite(array: Any, summed: Any, lanes: int) -> Any:
    """`summed`, and NaN in every lane of which some number is not finite."""
    for p in range(0, len(array), lanes):
        summed = summed + load(array, p) * 0.0
    return summed


@inlined
def _whole(vector: Any, room: Any) -> bool:
    """Whether a vector is finite in every active lane."""
    return not np.isnan(total(select(load(room.active, 0) > 0.0, vector * 0.0, 0.0)))


class _Results(NamedTuple):
    """Of every network: position (networks, 4), how many updates were done, and the loss of the last one's batch."""

    position: Any
    done: Any
    losses: Any


@cell
def _end(
    lane: int, base: int, lead: int, made: int, loss_first: bool, room: Any, results: Any, lanes: int
) -> None:
    """Writes down where a network stands after `made` updates; from now on nothing moves in its lane.

    Where its loss is not finite, the batch that was taken for it is given back.
    """
    source = lead if lead >= 0 else lane
    for k in range(PLACES):
        results.position[base + lane, k] = room.before[source, k] if loss_first else room.position[source, k]
    results.position[base + lane, UPDATE] += made  # the coming batches have moved epoch and cursor alone
    results.position[base + lane, STEPS] += made
    results.done[base + lane] = made
    if made > 0:
        results.losses[base + lane] = room.latest[lane]
    room.active[lane] = 0
    for p in range(lane, len(room.moving), lanes):
        room.moving[p] = 0


@cell
def _end_lost(
    finite: Any, base: int, lead: int, made: int, loss_first: bool, room: Any, results: Any, lanes: int
) -> None:
    """Ends the active lanes in which a vector is not finite."""
    scratch = room.gradient
    store(scratch, 0, finite)
    for lane in range(lanes):
        if room.active[lane] > 0 and not np.isfinite(scratch[lane]):
            _end(lane, base, lead, made, loss_first, room, results, lanes)


@cell
def _next_goal(base: int, lead: int, made: int, updates: Any, room: Any, results: Any, lanes: int) -> int:
    """Ends the networks that have all their updates; returns how many the next one to end has, −1 where all have."""
    goal = -1
    for lane in range(lanes):
        if room.active[lane] > 0:
            wanted = updates[base + lane]
            if wanted == made:
                _end(lane, base, lead, made, False, room, results, lanes)
            elif goal < 0 or wanted < goal:
                goal = wanted
    return goal


@cell
def _begin_block(block: int, how: Any, hyper: Any, room: Any, size: int, lanes: int) -> bool:
    """The numbers and masks of a block; returns whether everything in it moves and nothing is pulled at."""
    plain = how.plain[block]
    for lane in range(lanes):
        plain = plain and room.active[lane] > 0
        for number in range(NUMBERS):
            room.numbers[number * lanes + lane] = hyper[number, lane]
        for p in range(size):
            room.moving[p * lanes + lane] = how.trainable[block, p, lane] * room.active[lane]
    begin_powers(hyper, room.steps, room.powers)
    return plain


@cell
def _run(
    table: Any, loss: Any, rules: Any, plain: bool, theta: Any, slots: Any, hyper: Any, points: Any,
    batches: Any, updates: Any, careful: bool, base: int, lead: int, room: Any, results: Any, lanes: int,
) -> None:  # fmt: skip
    """The updates of a block; a cell, for in it arrays need not be counted."""
    made, each = 0, 1.0 / points.outputs if is_mean(loss) else 1.0
    goal = _next_goal(base, lead, made, updates, room, results, lanes)
    while goal >= 0:
        samples = take_batches(points, batches, base, lead, each, room, lanes)
        pitch = samples * lanes
        for layer in range(len(table)):
            population_dense.forward(table, layer, theta, room.values, room.sums, pitch, lanes)
        mean = _errors_of_output(table, loss, room, pitch, lanes)
        if not _whole(mean, room):
            plain = False
            _end_lost(mean, base, lead, made, True, room, results, lanes)
        store(room.latest, 0, select(load(room.active, 0) > 0.0, mean, load(room.latest, 0)))
        made += 1
        correct(rules.code, hyper, room.steps, made, room.powers, rules.numbers)
        _learn(table, loss, rules, plain, theta, slots, room, pitch, lanes)
        if careful:
            finite = _not_finite(slots, _not_finite(theta, zeros(theta), lanes), lanes)
            if not _whole(finite, room):
                plain = False
                _end_lost(finite, base, lead, made, False, room, results, lanes)
        if made >= goal or not plain:
            plain = False
            goal = _next_goal(base, lead, made, updates, room, results, lanes)


@kernel
def train_many(
    table: Any, loss: Any, how: Any, theta: Any, slots: Any, points: Any, batches: Any, position: Any, updates: Any,
    careful: bool, first: int, behind: int, done: Any, losses: Any, room: Any,
) -> None:  # fmt: skip
    """Trains the blocks from `first` to before `behind` in place; every network gets up to its number of `updates`.

    theta (blocks, P, lanes); slots (blocks, slots, P, lanes); position (networks, 4) update, epoch, cursor, steps;
    updates (networks,). A network ends before an update whose loss is not finite and, where `careful`, after one that
    leaves a parameter or slot not finite; `done` (networks,) gets how many it made. `losses` (networks,) gets the
    loss of the batch of its last update; without any it stays.
    """
    lanes, size = width(theta), theta.shape[1]
    mode = flush_denormals()
    results = _Results(position, done, losses)
    for block in range(first, behind):
        base = block * lanes
        lead = begin(position, updates, points, batches, base, room, lanes)
        w, s, hyper = theta[block].reshape(-1), slots[block].reshape(-1), how.hyper[block]
        plain = _begin_block(block, how, hyper, room, size, lanes)
        pulled = how.pulled[block].reshape(-1)
        rules = Rules(how.code, how.form, room.numbers, pulled, room.moving, slots.shape[1], len(w))
        _run(
            table, loss, rules, plain, w, s, hyper, points, batches, updates, careful, base, lead, room, results,
            lanes,
        )  # fmt: skip
    restore(mode)
