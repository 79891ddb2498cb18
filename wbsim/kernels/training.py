"""The training pass: batches, forward, loss, backward and update, many updates a call.
It also keeps, bin by bin, the smallest, largest and last of every loss and parameter that it passes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels import dense
from wbsim.kernels.activations import USUAL, usual_slope
from wbsim.kernels.batches import AS_GIVEN, CARRY, CURSOR, EPOCH, STEPS, UPDATE, longest, next_batch
from wbsim.kernels.compile import cell, inlined, kernel
from wbsim.kernels.lanes import (
    first,
    flush_denormals,
    load,
    load_first,
    maximum,
    minimum,
    restore,
    select,
    store,
    total,
    width,
    zeros,
)
from wbsim.kernels.losses import is_matched, is_mean, slope_of, value_of
from wbsim.kernels.optimizers import begin_powers, correction, step
from wbsim.kernels.room import room


class Bins(NamedTuple):
    """What is kept: a bin ends at every multiple of `stride` (0: none is kept) and at the end of a call.

    update (bins,), loss (bins, 3) and theta (bins, 3, F) get smallest, largest, last of the loss and of the F
    parameters at `places`; theta (bins, 1, F) gets the last alone. `update` beyond the last bin stays as it is.
    """

    stride: int
    places: Any
    update: Any
    loss: Any
    theta: Any


class _Space(NamedTuple):
    """Where a batch is worked on, flat: `pitch` samples a row for values, sums, errors δ and targets."""

    values: Any
    sums: Any
    deltas: Any
    targets: Any
    turned: Any
    gradient: Any
    pitch: int


@cell
def _rows(table: Any) -> int:
    """How many rows the values of all neurons have."""
    last = len(table) - 1
    return (
        (table[last, dense.TARGET] + table[last, dense.FAN_OUT] + dense.TILE - 1) // dense.TILE * dense.TILE
    )


@inlined
def _errors_of_output(table: Any, loss: Any, space: Any, count: int, wide: int) -> float:
    """The summed loss of the first `count` samples; δ = ∂L/∂z of the last layer, of the mean over them."""
    last, values, deltas, pitch = len(table) - 1, space.values, space.deltas, space.pitch
    outputs, row, code = (
        table[last, dense.FAN_OUT],
        table[last, dense.TARGET] * pitch,
        table[last, dense.ACTIVATION],
    )
    share, matched = 1.0 / count, is_matched(loss)
    if is_mean(loss):
        share /= outputs
    summed = zeros(values)
    for v in range(0, wide, width(values)):
        inside = first(values, count - v)
        here = zeros(values)
        for j in range(outputs):
            at = row + j * pitch + v
            y, t = load(values, at), load(space.targets, j * pitch + v)
            here = here + value_of(loss.code, load(space.sums, at), y, t, loss.delta)
            delta = slope_of(loss.code, y, t, loss.delta) * share
            if not matched and code < USUAL:
                delta = delta * usual_slope(code, y, y)
            store(deltas, at, select(inside, delta, 0.0))
        summed = summed + select(inside, here, 0.0)
    if not matched and code >= USUAL:
        dense.multiply_by_slope(code, deltas, values, space.sums, row, outputs, wide, pitch)
    result = total(summed)
    if is_mean(loss):
        return result / outputs
    return result


@inlined
def _errors_small(table: Any, loss: Any, theta: Any, size: int, space: Any, count: int, wide: int) -> float:
    """Forward and backward through a small network: the summed loss, and every δ."""
    for layer in range(len(table)):
        dense.forward_small(table, layer, theta, size, space.values, space.sums, wide, space.pitch)
    summed = _errors_of_output(table, loss, space, count, wide)
    for layer in range(len(table) - 1, 0, -1):
        dense.backward_small(table, layer, theta, space.values, space.sums, space.deltas, wide, space.pitch)
    return summed


@cell
def _gradient(table: Any, loss: Any, theta: Any, space: Any, count: int, wide: int) -> float:
    """Forward and backward through a network of any size: the summed loss, and the gradient."""
    for layer in range(len(table)):
        dense.forward(table, layer, theta, space.values, space.sums, wide, space.pitch)
    summed = _errors_of_output(table, loss, space, count, wide)
    for layer in range(len(table) - 1, -1, -1):
        dense.gradient(
            table, layer, space.values, space.deltas, space.turned, space.gradient, wide, space.pitch
        )
        if layer > 0:
            dense.backward(table, layer, theta, space.values, space.sums, space.deltas, wide, space.pitch)
    return summed


@inlined
def _fetch(x: Any, into: Any, rows: int, apart: int, at: int, count: int, pitch: int) -> None:
    """Brings `count` samples that follow each other from `at` on into the rows of a batch; the lanes behind are 0."""
    v = 0
    while v < count:
        for i in range(rows):
            store(into, i * pitch + v, load_first(x, i * apart + at + v, count - v))
        v += width(into)


@cell
def _turned(table: Any, routes: Any, wide: int, lanes: int) -> int:
    """How many numbers the inputs of the widest layer have, with the samples in the rows; a small network needs none."""
    most = 0
    if len(routes) == 0:
        for layer in range(len(table)):
            most = max(most, dense.odd(table[layer, dense.FAN_IN], lanes))
    return most * wide


@kernel
def gradients(
    table: Any, routes: Any, loss: Any, theta: Any, x: Any, t: Any, batch: Any, keep: Any, values: Any, deltas: Any,
    into: Any,
) -> float:  # fmt: skip
    """The mean loss of one batch of sample numbers, and its gradient `into` (P padded,); `values` and `deltas`
    (len(keep), samples) get what stands in the rows that `keep` names.
    """
    lanes = width(theta)
    mode = flush_denormals()
    count = len(batch)
    wide = (count + lanes - 1) // lanes * lanes
    rows, pitch = _rows(table), dense.odd(count, lanes)
    space = _Space(
        room((rows + 1 + lanes) * pitch, theta),
        room(rows * pitch, theta),
        room((rows + 1 + lanes) * pitch, theta),
        room(t.shape[0] * pitch, theta),
        room(_turned(table, routes, wide, lanes), theta),
        into,
        pitch,
    )
    for k in range(count):
        for i in range(x.shape[0]):
            space.values[i * pitch + k] = x[i, batch[k]]
        for j in range(t.shape[0]):
            space.targets[j * pitch + k] = t[j, batch[k]]
    for k in range(pitch):
        space.values[rows * pitch + k] = 1.0
    if len(routes):
        summed = _errors_small(table, loss, theta, len(into), space, count, wide)
        apart = routes * pitch
        for p in range(0, len(into), width(theta)):
            store(into, p, dense.gradient_small(apart, p, space.values, space.deltas, wide))
    else:
        summed = _gradient(table, loss, theta, space, count, wide)
    for r in range(len(keep)):
        for k in range(count):
            values[r, k] = space.values[keep[r] * pitch + k]
            deltas[r, k] = space.deltas[keep[r] * pitch + k]
    restore(mode)
    return summed / count


@cell
def _all_finite(array: Any) -> bool:
    summed = zeros(array)
    for p in range(0, len(array), width(array)):
        summed = summed + load(array, p) * 0.0
    return not np.isnan(total(summed))


AHEAD = 1024  # samples that are laid out before the updates that read them, at most


class _Stretch(NamedTuple):
    """Batches laid out one behind the other: their samples, x and t of these with a row each, where every batch begins
    and how many samples it has, and the epoch and cursor behind it.
    """

    samples: Any
    x: Any
    t: Any
    begins: Any
    counts: Any
    epochs: Any
    cursors: Any


@cell
def _follow_each_other(order: Any) -> bool:
    """Whether the samples of every batch lie side by side as they are."""
    return order.kind == AS_GIVEN and order.remainder != CARRY


@cell
def _lay_out(stretch: Any, x: Any, t: Any, order: Any, position: Any, most: int, largest: int) -> int:
    """Lays out at most `most` batches, moving `position`; returns how many there are."""
    batches, at = 0, 0
    as_given = _follow_each_other(order)
    while batches < most and batches < len(stretch.epochs) and at + largest <= len(stretch.samples):
        count = next_batch(stretch.samples, at, order, position)
        stretch.begins[batches] = stretch.samples[at] if as_given else at
        stretch.counts[batches] = count
        stretch.epochs[batches], stretch.cursors[batches] = position[EPOCH], position[CURSOR]
        at += count
        batches += 1
    if not as_given:
        for i in range(x.shape[0]):
            for k in range(at):
                stretch.x[i, k] = x[i, stretch.samples[k]]
        for j in range(t.shape[0]):
            for k in range(at):
                stretch.t[j, k] = t[j, stretch.samples[k]]
    return batches


@kernel
def train(
    table: Any,
    routes: Any,
    loss: Any,
    rule: Any,
    theta: Any,
    slots: Any,
    x: Any,
    t: Any,
    order: Any,
    position: Any,
    updates: int,
    careful: bool,
    bins: Any,
) -> int:
    """Runs up to `updates` updates in place; returns how many were done.

    theta (P padded and more, 0 behind them); slots (slots, P padded); x (inputs, samples padded); t (outputs, samples padded); position
    (update, epoch, cursor, steps). It ends before an update whose loss is not finite and, where `careful`, after one
    that leaves a parameter or slot not finite.
    """
    lanes = width(theta)
    mode = flush_denormals()
    largest = longest(order)
    wide = (largest + lanes - 1) // lanes * lanes
    rows, pitch = _rows(table), dense.odd(largest, lanes)
    space = _Space(
        room((rows + 1 + lanes) * pitch, theta),
        room(rows * pitch, theta),
        room((rows + 1 + lanes) * pitch, theta),
        room(t.shape[0] * pitch, theta),
        room(_turned(table, routes, wide, lanes), theta),
        room(0 if len(routes) else slots.shape[1], theta),
        pitch,
    )
    for k in range(pitch):
        space.values[rows * pitch + k] = 1.0
    ahead = max(min(AHEAD, updates * largest), largest)
    batches = min(updates, ahead)
    arranged = 0 if _follow_each_other(order) else ahead
    stretch = _Stretch(
        np.zeros(ahead, np.int64),
        room(x.shape[0] * arranged, theta).reshape(x.shape[0], arranged),
        room(t.shape[0] * arranged, theta).reshape(t.shape[0], arranged),
        np.zeros(batches, np.int64),
        np.zeros(batches, np.int64),
        np.zeros(batches, np.int64),
        np.zeros(batches, np.int64),
    )
    ranged = bins.stride > 0 and bins.theta.shape[1] == 3
    low = room(slots.shape[1] if ranged else 0, theta)
    high = room(slots.shape[1] if ranged else 0, theta)
    done = _run(
        table, routes * pitch, loss, rule, theta, slots.reshape(-1), len(slots), x, t, order, position, position.copy(),
        updates, careful, bins, space, stretch, largest, low, high, np.zeros(2),
        x.reshape(-1) if arranged == 0 else stretch.x.reshape(-1),
        t.reshape(-1) if arranged == 0 else stretch.t.reshape(-1),
    )  # fmt: skip
    restore(mode)
    return done


@cell
def _run(
    table: Any,
    routes: Any,
    loss: Any,
    rule: Any,
    theta: Any,
    slots: Any,
    count: int,
    x: Any,
    t: Any,
    order: Any,
    position: Any,
    before: Any,
    updates: int,
    careful: bool,
    bins: Any,
    space: Any,
    stretch: Any,
    largest: int,
    low: Any,
    high: Any,
    powers: Any,
    following_x: Any,
    following_t: Any,
) -> int:
    """The loop of `train`; a cell, for in it arrays need not be counted."""
    lanes = width(theta)
    small, ranged, pitch, size = len(routes) > 0, len(low) > 0, space.pitch, len(rule.trainable)
    done, kept, fresh = 0, 0, True
    batches, batch = 0, 0
    loss_low, loss_high = 0.0, 0.0
    apart_x, apart_t = len(following_x) // x.shape[0], len(following_t) // t.shape[0]
    steps, update = position[STEPS], position[UPDATE]
    begin_powers(rule.hyper, steps, powers)
    while done < updates:
        if batch == batches:
            batches, batch = _lay_out(stretch, x, t, order, before, updates - done, largest), 0
        at, samples = stretch.begins[batch], stretch.counts[batch]
        wide = (samples + lanes - 1) // lanes * lanes
        _fetch(following_x, space.values, x.shape[0], apart_x, at, samples, pitch)
        _fetch(following_t, space.targets, t.shape[0], apart_t, at, samples, pitch)
        if small:
            summed = _errors_small(table, loss, theta, size, space, samples, wide)
        else:
            summed = _gradient(table, loss, theta, space, samples, wide)
        value = summed / samples
        if not np.isfinite(value):
            break
        steps += 1
        update += 1
        rate, scale = correction(rule.code, rule.hyper, steps, powers)
        for p in range(0, size, width(theta)):
            if small:
                g = dense.gradient_small(routes, p, space.values, space.deltas, wide)
            else:
                g = load(space.gradient, p)
            least = most = g
            if ranged:
                least, most = load(low, p), load(high, p)
            w = step(rule, rate, scale, theta, g, slots, count, size, p)
            if ranged:
                if fresh:
                    least, most = w, w
                store(low, p, minimum(least, w))
                store(high, p, maximum(most, w))
        done += 1
        position[UPDATE], position[STEPS] = update, steps
        position[EPOCH], position[CURSOR] = stretch.epochs[batch], stretch.cursors[batch]
        batch += 1
        if careful and not (_all_finite(theta) and _all_finite(slots)):
            break
        if bins.stride > 0:
            loss_low = value if fresh else min(loss_low, value)
            loss_high = value if fresh else max(loss_high, value)
            fresh = False
            if update % bins.stride == 0 or done == updates:
                _keep(bins, kept, update, loss_low, loss_high, value, theta, low, high)
                kept += 1
                fresh = True
    return done


@cell
def _keep(
    bins: Any, bin: int, update: int, loss_low: float, loss_high: float, value: float, theta: Any, low: Any, high: Any
) -> None:  # fmt: skip
    """Closes a bin."""
    bins.update[bin] = update
    bins.loss[bin, 0], bins.loss[bin, 1], bins.loss[bin, 2] = loss_low, loss_high, value
    for k in range(len(bins.places)):
        p = bins.places[k]
        bins.theta[bin, bins.theta.shape[1] - 1, k] = theta[p]
        if len(low):
            bins.theta[bin, 0, k] = low[p]
            bins.theta[bin, 1, k] = high[p]
