"""The training pass: batches, forward, loss, backward and update, many updates a call.
It also keeps, bin by bin, the smallest, largest and last of every loss and parameter that it passes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wbsim.kernels import dense, layers
from wbsim.kernels.activations import USUAL, usual_slope
from wbsim.kernels.batches import AS_GIVEN, CARRY, CURSOR, EPOCH, STEPS, UPDATE, Order, longest, next_batch
from wbsim.kernels.compile import cell, inlined, kernel, woven
from wbsim.kernels.lanes import (
    LANES,
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
from wbsim.kernels.room import behind, odd, room, rooms
from wbsim.kernels.table import ACTIVATION, DENSE, FAN_IN, FAN_OUT, KIND, READ, TARGET


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


class Space(NamedTuple):
    """Where a batch is worked on, flat: `pitch` samples a row for values, sums, errors δ and targets. Behind the values
    stands a row of ones, the x of every bias; behind the errors one of zeros. `turned` takes the inputs of a layer with
    the samples in the rows; `gradient` is of all parameters. Small networks need neither.
    """

    values: Any
    sums: Any
    deltas: Any
    targets: Any
    turned: Any
    gradient: Any
    pitch: int


def space(
    table: NDArray[np.int64], routes: NDArray[np.int64], size: int, most: int, dtype: np.dtype[Any]
) -> Space:
    """Memory for batches of at most so many samples, for a network of `size` parameters (padded)."""
    lanes = LANES[dtype]
    outputs, pitch = int(table[-1, FAN_OUT]), odd(most, lanes)
    rows = int(behind(table))
    read = (rows + 1 + lanes) * pitch  # whole tiles are read, also where less rows are left
    sizes = (
        read, rows * pitch, read, outputs * pitch,
        *((0, 0) if len(routes) else (_turned(table, most, lanes), size)),
    )  # fmt: skip
    values, sums, deltas, targets, turned, gradient = rooms(sizes, dtype)
    made = Space(values, sums, deltas, targets, turned, gradient, pitch)
    made.values[rows * pitch : (rows + 1) * pitch] = 1
    return made


def _turned(table: NDArray[np.int64], most: int, lanes: int) -> int:
    """What the gradients of the layers need for themselves: of a dense one the inputs of all samples, of another with
    parameters a vector for each of these.
    """
    dense_ones = table[:, KIND] == DENSE
    widest = odd(int(table[dense_ones, FAN_IN].max()), lanes) * -(-most // lanes) * lanes
    others = table[~dense_ones]
    parameters = (others[:, FAN_OUT] * (others[:, FAN_IN] + 1)).max(initial=0)
    return max(widest, odd(int(parameters), lanes) * lanes)


@inlined
def _errors_of_output(table: Any, loss: Any, space: Any, count: int, wide: int) -> float:
    """The summed loss of the first `count` samples; δ = ∂L/∂z of the last layer, of the mean over them."""
    last, values, deltas, pitch = len(table) - 1, space.values, space.deltas, space.pitch
    outputs, row, code = (
        table[last, FAN_OUT],
        table[last, TARGET] * pitch,
        table[last, ACTIVATION],
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
def _fill(values: Any, rows: int, count: int, wide: int, pitch: int) -> None:
    """The lanes behind the samples become like the last of these. Their δ is 0, but of zeros a recurrent layer could make ∞
    where it makes nothing of any sample, and 0·∞ would be in the gradient.
    """
    for k in range(count, wide):
        for i in range(rows):
            values[i * pitch + k] = values[i * pitch + count - 1]


def _gradient(rules: Any, fills: bool) -> Any:
    """Forward and backward through a network of any size, by the rules of `dense` or of all `layers`, for which lanes
    without a sample are filled: the summed loss, and the gradient.
    """

    @woven
    def gradient(table: Any, loss: Any, theta: Any, space: Any, count: int, wide: int) -> float:
        values, sums, deltas, pitch = space.values, space.sums, space.deltas, space.pitch
        if fills:
            _fill(values, table[0, READ], count, wide, pitch)
        for layer in range(len(table)):
            rules.forward(table, layer, theta, values, sums, wide, pitch)
        summed = _errors_of_output(table, loss, space, count, wide)
        for layer in range(len(table) - 1, -1, -1):
            rules.gradient(table, layer, theta, values, deltas, space.turned, space.gradient, wide, pitch)
            if layer > 0:
                rules.backward(table, layer, theta, values, sums, deltas, wide, pitch)
        return summed

    return gradient


_gradient_of_dense, _gradient_of_all_kinds = _gradient(dense, False), _gradient(layers, True)


@inlined
def _fetch(x: Any, into: Any, rows: int, apart: int, at: int, count: int, pitch: int) -> None:
    """Brings `count` samples that follow each other from `at` on into the rows of a batch; the lanes behind are 0."""
    v = 0
    while v < count:
        for i in range(rows):
            store(into, i * pitch + v, load_first(x, i * apart + at + v, count - v))
        v += width(into)


@kernel
def gradients(
    kinds: Any, table: Any, routes: Any, loss: Any, theta: Any, x: Any, t: Any, batch: Any, keep: Any, values: Any,
    deltas: Any, into: Any, space: Any,
) -> float:  # fmt: skip
    """The mean loss of one batch of sample numbers, and its gradient `into` (P padded,); `values` and `deltas`
    (len(keep), samples) get what stands in the rows that `keep` names. `routes` count in samples of `space`.
    """
    mode = flush_denormals()
    count, pitch = len(batch), space.pitch
    wide = (count + width(theta) - 1) // width(theta) * width(theta)
    for k in range(count):
        for i in range(x.shape[0]):
            space.values[i * pitch + k] = x[i, batch[k]]
        for j in range(t.shape[0]):
            space.targets[j * pitch + k] = t[j, batch[k]]
    if len(routes):
        summed = _errors_small(table, loss, theta, len(into), space, count, wide)
        for p in range(0, len(into), width(theta)):
            store(into, p, dense.gradient_small(routes, p, space.values, space.deltas, wide))
    else:
        if kinds is None:
            summed = _gradient_of_dense(table, loss, theta, space, count, wide)
        else:
            summed = _gradient_of_all_kinds(table, loss, theta, space, count, wide)
        for p in range(0, len(into), width(theta)):
            store(into, p, load(space.gradient, p))
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


class Stretch(NamedTuple):
    """Batches laid out one behind the other: their samples, x and t of these with a row each, where every batch begins
    and how many samples it has, and the epoch and cursor behind it. `longest` is how many samples a batch may have.
    """

    samples: Any
    x: Any
    t: Any
    begins: Any
    counts: Any
    epochs: Any
    cursors: Any
    longest: int


def stretch(order: Order, inputs: int, outputs: int, updates: int, dtype: np.dtype[Any]) -> Stretch:
    """Memory for the batches that lie before so many updates."""
    most = longest(order)
    samples = max(min(AHEAD, updates * most), most)
    batches = max(min(updates, samples), 1)
    arranged = 0 if order.kind == AS_GIVEN and order.remainder != CARRY else samples
    begins, counts, epochs, cursors = np.zeros((4, batches), np.int64)
    return Stretch(
        np.zeros(samples, np.int64),
        room(inputs * arranged, dtype).reshape(inputs, arranged),
        room(outputs * arranged, dtype).reshape(outputs, arranged),
        begins,
        counts,
        epochs,
        cursors,
        most,
    )


@cell
def _lay_out(stretch: Any, x: Any, t: Any, order: Any, position: Any, most: int) -> int:
    """Lays out at most `most` batches, moving `position`; returns how many there are."""
    batches, at = 0, 0
    as_given = stretch.x.size == 0  # the samples of every batch lie side by side as they are
    while batches < most and batches < len(stretch.epochs) and at + stretch.longest <= len(stretch.samples):
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
    kinds: Any,
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
    space: Any,
    stretch: Any,
    ahead: Any,
    low: Any,
    high: Any,
    powers: Any,
) -> int:
    """Runs up to `updates` updates in place; returns how many were done.

    theta (P padded and more, 0 behind them); slots (slots, P padded); x (inputs, samples padded); t (outputs, samples
    padded); position (update, epoch, cursor, steps); `routes` count in samples of `space`. It ends before an update
    whose loss is not finite and, where `careful`, after one that leaves a parameter or slot not finite. Memory:
    `space`, `stretch`, a copy of position `ahead`, powers (2,), and low and high (P padded,), empty where the bins
    keep the last parameters alone.
    """
    mode = flush_denormals()
    lanes, pitch, count, size = width(theta), space.pitch, len(slots), len(rule.trainable)
    small, ranged, as_given = len(routes) > 0, len(low) > 0, stretch.x.size == 0
    flat_slots = slots.reshape(-1)
    following_x, following_t = stretch.x.reshape(-1), stretch.t.reshape(-1)
    if as_given:
        following_x, following_t = x.reshape(-1), t.reshape(-1)
    apart_x, apart_t = len(following_x) // x.shape[0], len(following_t) // t.shape[0]
    done, kept, fresh = 0, 0, True
    batches, batch = 0, 0
    loss_low, loss_high = 0.0, 0.0
    steps, update = position[STEPS], position[UPDATE]
    begin_powers(rule.hyper, steps, powers)
    while done < updates:
        if batch == batches:
            batches, batch = _lay_out(stretch, x, t, order, ahead, updates - done), 0
        at, samples = stretch.begins[batch], stretch.counts[batch]
        wide = (samples + lanes - 1) // lanes * lanes
        _fetch(following_x, space.values, x.shape[0], apart_x, at, samples, pitch)
        _fetch(following_t, space.targets, t.shape[0], apart_t, at, samples, pitch)
        if small:
            summed = _errors_small(table, loss, theta, size, space, samples, wide)
        elif kinds is None:
            summed = _gradient_of_dense(table, loss, theta, space, samples, wide)
        else:
            summed = _gradient_of_all_kinds(table, loss, theta, space, samples, wide)
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
            w = step(rule, rate, scale, theta, g, flat_slots, count, size, p)
            if ranged:
                if fresh:
                    least, most = w, w
                store(low, p, minimum(least, w))
                store(high, p, maximum(most, w))
        done += 1
        position[UPDATE], position[STEPS] = update, steps
        position[EPOCH], position[CURSOR] = stretch.epochs[batch], stretch.cursors[batch]
        batch += 1
        if careful and not (_all_finite(theta) and _all_finite(flat_slots)):
            break
        if bins.stride > 0:
            loss_low = value if fresh else min(loss_low, value)
            loss_high = value if fresh else max(loss_high, value)
            fresh = False
            if update % bins.stride == 0 or done == updates:
                _keep(bins, kept, update, loss_low, loss_high, value, theta, low, high)
                kept += 1
                fresh = True
    restore(mode)
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
