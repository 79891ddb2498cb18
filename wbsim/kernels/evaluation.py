"""The forward pass over many samples: outputs of any neurons, and the mean loss. It moves nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.kernels import dense
from wbsim.kernels.compile import cell, kernel
from wbsim.kernels.lanes import first, flush_denormals, load, restore, select, store, total, width, zeros
from wbsim.kernels.losses import is_mean, value_of


@cell
def batch_loss(
    loss: int,
    sums: Any,
    values: Any,
    targets: Any,
    row: int,
    outputs: int,
    count: int,
    pitch: int,
    lanes: int,
) -> float:
    """The summed loss of the first `count` samples of a batch; `row` is where the outputs begin."""
    summed = zeros(values)
    for v in range(0, pitch, lanes):
        here = zeros(values)
        for j in range(outputs):
            at = (row + j) * pitch + v
            t = load(targets, j * pitch + v)
            here = here + value_of(loss.code, load(sums, at), load(values, at), t, loss.delta)
        summed = summed + select(first(values, count - v), here, 0.0)
    result = total(summed)
    if is_mean(loss):
        return result / outputs
    return result


@kernel
def evaluate(table: Any, loss: int, theta: Any, x: Any, t: Any, count: int, keep: Any, out: Any) -> float:
    """Runs samples through the network; returns the mean loss, or 0 without targets.

    `x` is (inputs, padded samples), `t` (outputs, padded samples) or (0, 0); `out` (len(keep), padded samples)
    receives the values of the neurons whose rows `keep` names. Padding must be finite.
    """
    lanes = width(theta)
    mode = flush_denormals()
    pitch = lanes * 4
    layers = len(table)
    outputs = table[layers - 1, dense.FAN_OUT]
    row = table[layers - 1, dense.TARGET]
    inputs = x.shape[0]
    padded = x.shape[1]
    values = np.zeros((row + outputs) * pitch, theta.dtype)
    sums = np.zeros((row + outputs) * pitch, theta.dtype)
    targets = np.zeros(outputs * pitch, theta.dtype)
    flat_x, flat_t, flat_out = x.reshape(-1), t.reshape(-1), out.reshape(-1)
    summed = 0.0
    for begin in range(0, padded, pitch):
        block = min(pitch, padded - begin)
        for i in range(inputs):
            for v in range(0, block, lanes):
                store(values, i * pitch + v, load(flat_x, i * padded + begin + v))
        for layer in range(layers):
            dense.forward(table, layer, theta, values, sums, pitch, lanes)
        if len(flat_t):
            for j in range(outputs):
                for v in range(0, block, lanes):
                    store(targets, j * pitch + v, load(flat_t, j * padded + begin + v))
            summed += batch_loss(
                loss, sums, values, targets, row, outputs, min(block, count - begin), pitch, lanes
            )
        for k in range(len(keep)):
            for v in range(0, block, lanes):
                store(flat_out, k * padded + begin + v, load(values, keep[k] * pitch + v))
    restore(mode)
    return summed / count
