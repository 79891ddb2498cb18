"""The forward pass over many samples: outputs of any neurons, and the mean loss. It moves nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels import dense, layers
from wbsim.kernels.compile import cell, kernel
from wbsim.kernels.lanes import (
    LANES,
    first,
    flush_denormals,
    load,
    restore,
    select,
    store,
    total,
    width,
    zeros,
)
from wbsim.kernels.losses import is_mean, value_of
from wbsim.kernels.room import odd, rooms
from wbsim.kernels.table import FAN_OUT, TARGET

BLOCK = 16  # vectors of samples that go through the network together


class Space(NamedTuple):
    """Where a block of samples is worked on, flat: values, sums and targets, a row of `pitch` samples a neuron or output."""

    values: Any
    sums: Any
    targets: Any
    pitch: int


def space(rows: int, outputs: int, dtype: np.dtype[Any]) -> Space:
    """Memory for a network of so many rows of values, and of targets."""
    pitch = odd(LANES[dtype] * BLOCK, LANES[dtype])
    values, sums, targets = rooms((rows * pitch, rows * pitch, outputs * pitch), dtype)
    return Space(values, sums, targets, pitch)


@cell
def block_loss(loss: Any, space: Any, row: int, outputs: int, count: int, wide: int) -> float:
    """The summed loss of the first `count` samples of a block; `row` is where the outputs begin."""
    summed = zeros(space.values)
    for v in range(0, wide, width(space.values)):
        here = zeros(space.values)
        for j in range(outputs):
            at = row + j * space.pitch + v
            z, y, t = load(space.sums, at), load(space.values, at), load(space.targets, j * space.pitch + v)
            here = here + value_of(loss.code, z, y, t, loss.delta)
        summed = summed + select(first(space.values, count - v), here, 0.0)
    result = total(summed)
    if is_mean(loss):
        return result / outputs
    return result


@kernel
def evaluate(
    kinds: Any, table: Any, loss: Any, theta: Any, size: int, x: Any, t: Any, count: int, keep: Any, out: Any, space: Any
) -> float:  # fmt: skip
    """Runs samples through the network; returns the mean loss, or 0 without targets.

    `size` is where θ ends and its zeros begin if the network is small, else 0.

    `x` is (inputs, padded samples), `t` (outputs, padded samples) or (0, padded samples); `out` (len(keep), padded
    samples) receives what stands in the rows that `keep` names. Padding must be finite.
    """
    mode = flush_denormals()
    values, pitch = space.values, space.pitch
    last, padded = len(table) - 1, x.shape[1]
    row = table[last, TARGET] * pitch
    flat_x, flat_t, flat_out = x.reshape(-1), t.reshape(-1), out.reshape(-1)
    summed = 0.0
    for begin in range(0, padded, width(values) * BLOCK):
        wide = min(width(values) * BLOCK, padded - begin)
        for i in range(x.shape[0]):
            for v in range(0, wide, width(values)):
                store(values, i * pitch + v, load(flat_x, i * padded + begin + v))
        for layer in range(len(table)):
            if size > 0:
                dense.forward_small(table, layer, theta, size, values, space.sums, wide, pitch)
            elif kinds is None:
                dense.forward(table, layer, theta, values, space.sums, wide, pitch)
            else:
                layers.forward(table, layer, theta, values, space.sums, wide, pitch)
        if len(t):
            for j in range(len(t)):
                for v in range(0, wide, width(values)):
                    store(space.targets, j * pitch + v, load(flat_t, j * padded + begin + v))
            here = min(wide, count - begin)
            summed += block_loss(loss, space, row, table[last, FAN_OUT], here, wide)
        for k in range(len(keep)):
            for v in range(0, wide, width(values)):
                store(flat_out, k * padded + begin + v, load(values, keep[k] * pitch + v))
    restore(mode)
    return summed / count
