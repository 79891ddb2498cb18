"""The training pass: batches, forward, loss, backward and update, many updates a call.
It also keeps, bin by bin, the smallest, largest and last of every loss and parameter that it passes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.kernels import dense
from wbsim.kernels.batches import STEPS, UPDATE, longest, next_batch
from wbsim.kernels.compile import cell, kernel
from wbsim.kernels.evaluation import batch_loss
from wbsim.kernels.lanes import (
    first,
    flush_denormals,
    load,
    maximum,
    minimum,
    restore,
    select,
    store,
    total,
    width,
    zeros,
)
from wbsim.kernels.losses import is_matched, is_mean, slope_of
from wbsim.kernels.optimizers import step


@cell
def batch_gradient(
    table: Any,
    loss: int,
    theta: Any,
    x: Any,
    t: Any,
    batch: Any,
    count: int,
    values: Any,
    sums: Any,
    deltas: Any,
    targets: Any,
    into: Any,
    pitch: int,
    lanes: int,
) -> float:
    """The mean loss of a batch and, in `into`, its gradient by every parameter (data alone, no penalty).

    Lanes beyond `count` repeat the last sample and weigh nothing.
    """
    layers = len(table)
    outputs, row = table[layers - 1, dense.FAN_OUT], table[layers - 1, dense.TARGET]
    for k in range(pitch):
        sample = batch[min(k, count - 1)]
        for i in range(x.shape[0]):
            values[i * pitch + k] = x[i, sample]
        for j in range(outputs):
            targets[j * pitch + k] = t[j, sample]
    for layer in range(layers):
        dense.forward(table, layer, theta, values, sums, pitch, lanes)
    summed = batch_loss(loss, sums, values, targets, row, outputs, count, pitch, lanes)

    share = 1.0 / count
    if is_mean(loss):
        share /= outputs
    for j in range(outputs):
        for v in range(0, pitch, lanes):
            at = (row + j) * pitch + v
            delta = slope_of(loss.code, load(values, at), load(targets, j * pitch + v), loss.delta) * share
            store(deltas, at, select(first(values, count - v), delta, 0.0))
    for layer in range(layers - 1, -1, -1):
        if layer < layers - 1 or not is_matched(loss):
            dense.before_activation(table, layer, values, sums, deltas, pitch, lanes)
        dense.gradient(table, layer, values, deltas, into, pitch, lanes)
        if layer > 0:
            dense.backward(table, layer, theta, deltas, pitch, lanes)
    return summed / count


@kernel
def gradients(
    table: Any, loss: int, theta: Any, x: Any, t: Any, batch: Any, values: Any, deltas: Any, into: Any
) -> float:
    """The mean loss of one batch of sample numbers; fills `values`, `deltas` (rows, pitch) and the gradient `into`."""
    lanes = width(theta)
    mode = flush_denormals()
    pitch = values.shape[1]
    targets = np.zeros(t.shape[0] * pitch, theta.dtype)
    result = batch_gradient(
        table,
        loss,
        theta,
        x,
        t,
        batch,
        len(batch),
        values.reshape(-1),
        np.zeros(values.size, theta.dtype),
        deltas.reshape(-1),
        targets,
        into,
        pitch,
        lanes,
    )
    restore(mode)
    return result


@cell
def _widen(low: Any, high: Any, theta: Any, fresh: bool, lanes: int) -> None:
    """Takes the parameters into the running smallest and largest of a bin."""
    for p in range(0, len(theta), lanes):
        w = load(theta, p)
        if fresh:
            store(low, p, w)
            store(high, p, w)
        else:
            store(low, p, minimum(load(low, p), w))
            store(high, p, maximum(load(high, p), w))


@cell
def _all_finite(array: Any, lanes: int) -> bool:
    summed = zeros(array)
    for p in range(0, len(array), lanes):
        summed = summed + load(array, p) * 0.0
    return not np.isnan(total(summed))


@kernel
def train(
    table: Any,
    loss: int,
    optimizer: int,
    form: int,
    hyper: Any,
    pulled: Any,
    trainable: Any,
    theta: Any,
    slots: Any,
    x: Any,
    t: Any,
    order: Any,
    ordered: Any,
    kind: int,
    remainder: int,
    size: int,
    lists: Any,
    starts: Any,
    seed: int,
    position: Any,
    updates: int,
    careful: bool,
    stride: int,
    places: Any,
    bin_update: Any,
    bin_loss: Any,
    bin_theta: Any,
) -> int:
    """Runs up to `updates` updates in place; returns how many were done.

    theta, pulled, trainable: (P padded,); slots (slots, P padded); x (inputs, samples padded); t (outputs, samples
    padded); order (samples,) is that of the epoch in ordered (1,), -1 for none; position (update, epoch, cursor, steps).
    It ends before an update whose loss is not finite and, where
    `careful`, after one that leaves a parameter or slot not finite. With `stride` > 0 a bin ends at every multiple of it and
    at the end: bin_update (bins,), bin_loss (bins, 3) and bin_theta (bins, 3, F) get smallest, largest, last of the loss
    and of the F parameters at `places`; bin_theta (bins, 1, F) gets the last alone. bin_update beyond the last bin
    stays as it is.
    """
    lanes = width(theta)
    mode = flush_denormals()
    layers = len(table)
    rows = table[layers - 1, dense.TARGET] + table[layers - 1, dense.FAN_OUT]
    batch = np.zeros(longest(kind, remainder, size, starts), np.int64)
    most = (len(batch) + lanes - 1) // lanes * lanes
    values, sums = np.zeros(rows * most, theta.dtype), np.zeros(rows * most, theta.dtype)
    deltas = np.zeros(rows * most, theta.dtype)
    targets = np.zeros(t.shape[0] * most, theta.dtype)
    gradient = np.zeros(len(theta), theta.dtype)
    ranged = stride > 0 and bin_theta.shape[1] == 3
    bounds = len(theta) if ranged else 0
    low, high = np.zeros(bounds, theta.dtype), np.zeros(bounds, theta.dtype)
    flat_slots = slots.reshape(-1)

    done, bins, fresh = 0, 0, True
    loss_low, loss_high = 0.0, 0.0
    before = np.zeros(len(position), np.int64)
    while done < updates:
        for k in range(len(position)):  # a slice assignment would cost two seconds of compiling
            before[k] = position[k]
        count = next_batch(batch, order, ordered, kind, remainder, size, lists, starts, seed, position)
        pitch = (count + lanes - 1) // lanes * lanes
        value = batch_gradient(
            table, loss, theta, x, t, batch, count, values, sums, deltas, targets, gradient, pitch, lanes
        )
        if not np.isfinite(value):
            for k in range(len(position)):
                position[k] = before[k]
            break
        position[STEPS] += 1
        step(
            optimizer, form, hyper, position[STEPS], theta, gradient, pulled, trainable, flat_slots, len(slots), lanes
        )  # fmt: skip
        position[UPDATE] += 1
        done += 1
        if careful and not (_all_finite(theta, lanes) and _all_finite(flat_slots, lanes)):
            break
        if stride > 0:
            loss_low = value if fresh else min(loss_low, value)
            loss_high = value if fresh else max(loss_high, value)
            if ranged:
                _widen(low, high, theta, fresh, lanes)
            fresh = False
            if position[UPDATE] % stride == 0 or done == updates:
                bin_update[bins] = position[UPDATE]
                bin_loss[bins, 0], bin_loss[bins, 1], bin_loss[bins, 2] = loss_low, loss_high, value
                for k in range(len(places)):
                    p = places[k]
                    bin_theta[bins, bin_theta.shape[1] - 1, k] = theta[p]
                    if ranged:
                        bin_theta[bins, 0, k] = low[p]
                        bin_theta[bins, 1, k] = high[p]
                bins += 1
                fresh = True
    restore(mode)
    return done
