"""The forward pass over many samples: outputs of any neurons, and the mean loss. It moves nothing."""

from __future__ import annotations

from typing import Any

from wbsim.kernels import dense
from wbsim.kernels.compile import cell, kernel
from wbsim.kernels.lanes import first, flush_denormals, load, restore, select, store, total, width, zeros
from wbsim.kernels.losses import is_mean, value_of
from wbsim.kernels.room import room

BLOCK = 8  # vectors of samples that go through the network together


@cell
def batch_loss(
    loss: Any, sums: Any, values: Any, targets: Any, row: int, outputs: int, count: int, wide: int, pitch: int) -> float:  # fmt: skip
    """The summed loss of the first `count` samples of a batch; `row` is where the outputs begin."""
    summed = zeros(values)
    for v in range(0, wide, width(values)):
        here = zeros(values)
        for j in range(outputs):
            at = row + j * pitch + v
            t = load(targets, j * pitch + v)
            here = here + value_of(loss.code, load(sums, at), load(values, at), t, loss.delta)
        summed = summed + select(first(values, count - v), here, 0.0)
    result = total(summed)
    if is_mean(loss):
        return result / outputs
    return result


@kernel
def evaluate(table: Any, loss: Any, theta: Any, x: Any, t: Any, count: int, keep: Any, out: Any) -> float:
    """Runs samples through the network; returns the mean loss, or 0 without targets.

    `x` is (inputs, padded samples), `t` (outputs, padded samples) or (0, 0); `out` (len(keep), padded samples)
    receives the values of the neurons whose rows `keep` names. Padding must be finite.
    """
    lanes = width(theta)
    mode = flush_denormals()
    pitch = dense.odd(lanes * BLOCK, lanes)
    last = len(table) - 1
    outputs, row = table[last, dense.FAN_OUT], table[last, dense.TARGET]
    values = room((row + outputs) * pitch, theta)
    sums = room((row + outputs) * pitch, theta)
    targets = room(t.shape[0] * pitch, theta)
    summed = _run(
        table, loss, theta, x.reshape(-1), x.shape[0], t.reshape(-1), t.shape[0], x.shape[1], count, keep,
        out.reshape(-1), values, sums, targets, row * pitch, pitch)  # fmt: skip
    restore(mode)
    return summed / count


@cell
def _run(
    table: Any, loss: Any, theta: Any, x: Any, inputs: int, t: Any, outputs: int, padded: int, count: int, keep: Any,
    out: Any, values: Any, sums: Any, targets: Any, row: int, pitch: int) -> float:  # fmt: skip
    """The loop of `evaluate`; a cell, for in it arrays need not be counted."""
    summed = 0.0
    for begin in range(0, padded, width(values) * BLOCK):
        wide = min(width(values) * BLOCK, padded - begin)
        for i in range(inputs):
            for v in range(0, wide, width(values)):
                store(values, i * pitch + v, load(x, i * padded + begin + v))
        for layer in range(len(table)):
            dense.forward(table, layer, theta, values, sums, wide, pitch)
        if outputs:
            for j in range(outputs):
                for v in range(0, wide, width(values)):
                    store(targets, j * pitch + v, load(t, j * padded + begin + v))
            here = min(wide, count - begin)
            summed += batch_loss(loss, sums, values, targets, row, outputs, here, wide, pitch)
        for k in range(len(keep)):
            for v in range(0, wide, width(values)):
                store(out, k * padded + begin + v, load(values, keep[k] * pitch + v))
    return summed
