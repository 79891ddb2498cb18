"""The forward pass of many networks over many samples: one block a network and a slice of its samples, one thread a
sample, from the inputs to the loss. It moves nothing.
"""

from __future__ import annotations

from typing import Any

from numba import cuda

from wbsim.kernels.gpu import dense, dense_layers, layers
from wbsim.kernels.gpu.compile import kernel, part
from wbsim.kernels.gpu.dense import SOFTMAX, cell
from wbsim.kernels.gpu.numbers import load, read, store, whole, zero
from wbsim.kernels.table import ACTIVATION, COLUMNS, FAN_OUT, READ, TARGET

_SUMMING = 16  # threads that sum the losses of all


@part
def space_of(rows: int, outputs: int, threads: int, size: int) -> int:
    """How many numbers a block works on: values, the outputs' sums and targets, and a loss of each thread; and θ."""
    return (rows + 2 * outputs + 1) * threads + size


def evaluation(kinds: Any) -> Any:
    """The forward pass over layers of the kinds that a module knows: `layers`, or `dense_layers`."""

    def evaluate(
        table: Any, loss: int, bend: float, theta: Any, size: int, shares: bool, places: Any, changed: Any, x: Any,
        sets: Any, across: int, told: bool, count: int, keep: Any, out: Any, losses: Any, near: bool, far: Any,
    ) -> None:  # fmt: skip
        """Runs samples through N networks; grid (N, slices).

        All arrays are flat; their shapes: theta (N, `size`), or (1, size) where all networks share it; changed (N, M) are
        the values that each has at the M `places` in its stead; x (sets, inputs + outputs, `across`) samples and, where
        they are `told`, behind them their targets; sets (N,); the first `count` samples are taken. out (N, K, count) receives the values of the K
        rows `keep`, losses (N, slices) the summed loss of each slice. Where not `near`, a block works in far (N ·
        slices, numbers) and not in shared memory.
        """
        n, slice_, slices = whole(cuda.blockIdx.x), whole(cuda.blockIdx.y), whole(cuda.gridDim.y)
        thread, threads = whole(cuda.threadIdx.x), whole(cuda.blockDim.x)
        depth = whole(len(table) // COLUMNS)
        outputs, first = cell(table, depth - 1, FAN_OUT), cell(table, depth - 1, TARGET)
        inputs, code = cell(table, 0, READ), cell(table, depth - 1, ACTIVATION)
        # only the sums of the outputs are kept: they stand where those of all rows would end
        at, sums_at = whole(first * threads + thread), whole(outputs * threads)
        targets_at = whole((first + 2 * outputs) * threads)
        parts_at = whole(targets_at + outputs * threads)
        theta_at = whole(parts_at + threads)

        shared = cuda.shared.array(0, theta.dtype)
        space = far
        if near:
            space = shared
        else:
            space = far[(n * slices + slice_) * (theta_at + size) :]
        from_ = whole(0 if shares else n * size)
        for p in range(thread, size, threads):
            store(space, theta_at + p, load(theta, from_ + p))
        cuda.syncthreads()
        for m in range(thread, len(places), threads):
            store(space, theta_at + read(places, m), load(changed, n * len(places) + m))
        cuda.syncthreads()
        rows = inputs + outputs if told else inputs
        points_at = whole(read(sets, n) * rows * across)
        summed = zero(space)
        for sample in range(slice_ * threads + thread, count, slices * threads):
            for i in range(rows):
                row = i * threads if i < inputs else targets_at + (i - inputs) * threads
                store(space, row + thread, load(x, points_at + i * across + sample))
            for layer in range(depth):
                for step in range(kinds.steps(table, layer)):
                    kinds.forward(
                        table,
                        layer,
                        step,
                        space,
                        theta_at,
                        sums_at,
                        first,
                        thread + 1,
                        threads,
                        0,
                        1,
                        thread,
                        threads,
                    )
            if code == SOFTMAX:
                dense.softmax(space, at, sums_at, outputs, threads)
            if told:
                summed = summed + dense.loss_of(
                    loss, bend, space, at, sums_at, targets_at + thread, outputs, threads
                )
            for k in range(len(keep)):
                value = load(space, read(keep, k) * threads + thread)
                store(out, (n * len(keep) + k) * count + sample, value)
        if told:
            store(space, parts_at + thread, summed)
            cuda.syncthreads()
            if thread < _SUMMING:
                for k in range(thread + _SUMMING, threads, _SUMMING):
                    summed = summed + load(space, parts_at + k)
                store(space, parts_at + thread, summed)
            cuda.syncthreads()
            if thread == 0:
                for k in range(1, min(_SUMMING, threads)):
                    summed = summed + load(space, parts_at + k)
                store(losses, n * slices + slice_, summed)

    return kernel(evaluate)


evaluate, evaluate_dense = evaluation(layers), evaluation(dense_layers)
