"""The training pass of many networks of one architecture: one block a network, many updates a launch. The threads of a
block walk neurons and samples, then parameters; what they work on stands in shared memory as far as it reaches.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from numba import cuda

from wbsim.kernels.batches import CARRY, DROP, EXPLICIT, fill_order, mix
from wbsim.kernels.gpu import dense, dense_layers, layers
from wbsim.kernels.gpu.compile import kernel, part
from wbsim.kernels.gpu.dense import SOFTMAX, cell
from wbsim.kernels.gpu.numbers import is_finite, load, read, store, whole, zero
from wbsim.kernels.gpu.rules import KEEP_MEAN, KEEP_SQUARE, RATE, is_adaptive, power, step
from wbsim.kernels.optimizers import NUMBERS
from wbsim.kernels.table import ACTIVATION, COLUMNS, FAN_OUT, READ, TARGET
from wbsim.lanes import maximum, minimum

_mix, _fill_order = part(mix), part(fill_order)
# numbers that a block keeps: the loss, its smallest and largest in a bin, the corrected rate, the scale of √v, and
# whether a parameter or slot is not finite
LOSS, LOW, HIGH, MEAN_RATE, SCALE, BROKEN, KEPT = range(7)


@part
def space_of(rows: int, outputs: int, pitch: int, lanes: int, size: int) -> int:
    """How many numbers a block works on: values, sums and targets of a batch, partial losses, what it keeps, and θ."""
    return (2 * rows + outputs) * pitch + lanes + KEPT + size


@part
def _fetch(
    numbers: Any, begin: int, count: int, at: int, points: Any, points_at: int, across: int, inputs: int, outputs: int,
    space: Any, targets_at: int, pitch: int, group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """Brings the points whose numbers stand from `begin` on into the columns from `at` on."""
    for k in range(lane, count, lanes):
        sample = points_at + read(numbers, begin + k)
        for i in range(group, inputs + outputs, groups):
            row = i * pitch if i < inputs else targets_at + (i - inputs) * pitch
            store(space, row + at + k, load(points, i * across + sample))


@part
def _judge(
    space: Any, kept: int, lanes: int, share: float, adaptive: bool, hyper: Any, at: int, steps: int
) -> None:
    """What one thread finds out for all before a step: the mean loss, and what corrects means that began at 0."""
    summed = zero(space)
    for k in range(kept - lanes, kept):
        summed = summed + load(space, k)
    store(space, kept + LOSS, summed * share)
    store(space, kept + BROKEN, zero(space))
    if adaptive:
        space[kept + MEAN_RATE] = hyper[at + RATE] / (1.0 - power(hyper[at + KEEP_MEAN], steps))
        space[kept + SCALE] = 1.0 / sqrt(1.0 - power(hyper[at + KEEP_SQUARE], steps))


@part
def _all_finite(space: Any, begin: int, end: int, thread: int, threads: int) -> bool:
    good = True
    for p in range(begin + thread, end, threads):
        good = good and is_finite(load(space, p))
    return good


@kernel
def fill_orders(order: Any, kind: int, seeds: Any, first: Any, counts: Any, epochs: int, across: int) -> None:
    """Orders (groups, `epochs`, `across`), flat, of the epochs from `first` (groups,) on, each of the first counts
    (groups,) numbers; a thread makes one.
    """
    one = cuda.grid(1)
    if one < len(seeds) * epochs:
        group = one // epochs
        begin = one * across
        _fill_order(order[begin : begin + counts[group]], kind, seeds[group], first[group] + one % epochs)


def training(kinds: Any) -> Any:
    """The training pass over layers of the kinds that a module knows: `layers`, or `dense_layers`."""

    def train(
        table: Any, routes: Any, walks: Any, loss: int, bend: float, optimizer: int, form: int, hyper: Any, pulled: Any,
        trainable: Any, theta: Any, slots: Any, size: int, slot_count: int, x: Any, sets: Any, across: int,
        counts: Any, order: Any, groups_of: Any, epochs: int, kind: int, remainder: int, batch: int, starts: Any,
        position: Any, updates: Any, careful: bool, stride: int, places: Any, bins: int, sorts: int, bin_update: Any,
        bin_loss: Any, bin_theta: Any, ranges: Any, done: Any, seen: Any, near: bool, near_slots: bool, far: Any, pitch: int,
        lanes: int,
    ) -> None:  # fmt: skip
        """Runs up to `updates` (N,) updates of each of N networks, in place; `done` (N,) says how many were made, and
        `seen` (N,) gets the loss of the last one's batch.

        All arrays are flat; their shapes: table (layers, columns) as on the host; routes (2, P) and walks (S,
        6) as `routes.routes` makes them; hyper (N, numbers), pulled (N, P), trainable (N, P), theta (N,
        P), slots (N, slots, P), where P is `size`; x (sets, inputs + outputs, `across`) points and behind them
        their targets, of which the first counts (sets,) are real, sets (N,): which of them a network learns; order
        (groups, `epochs`, `across`) the orders of the coming epochs, or the lists of explicit batches, which begin at `starts`;
        groups_of (N,): whose order a network follows; position (N, 4) update, epoch, cursor, steps.
        A network ends before an update whose loss is not finite and, where `careful`, after one that leaves a parameter or
        slot not finite. With `stride` > 0 a bin ends at every multiple of it and at the end: bin_update (N, bins),
        bin_loss (N, bins, 3) and bin_theta (N, bins, sorts, F) of the F parameters at `places`, as on the host: sorts is 3
        or 1; ranges (N, 2, F) to write on.
        `near` and `near_slots` say what stands in shared memory: all that a block works on, and the slots; else the
        former is in far (N, numbers). A block has groups × `lanes` threads, and a row of values `pitch` places.
        """
        n, thread, threads = whole(cuda.blockIdx.x), whole(cuda.threadIdx.x), whole(cuda.blockDim.x)
        groups, group, lane = whole(threads // lanes), whole(thread // lanes), whole(thread % lanes)
        depth = whole(len(table) // COLUMNS)
        outputs, first = cell(table, depth - 1, FAN_OUT), cell(table, depth - 1, TARGET)
        inputs = cell(table, 0, READ)
        sums_at = whole((first + outputs) * pitch)
        targets_at = whole(2 * sums_at)
        kept = whole(targets_at + outputs * pitch + lanes)
        theta_at = whole(kept + KEPT)
        slots_at, slot_end = whole(n * slot_count * size), whole(slot_count * size)

        shared = cuda.shared.array(0, theta.dtype)
        space, moving = far, slots
        if near:
            space = shared
        else:
            space = far[n * (theta_at + size) :]
        for p in range(thread, size, threads):
            store(space, theta_at + p, load(theta, n * size + p))
        if near_slots:
            moving = shared[(theta_at + size) :]
            for p in range(thread, slot_end, threads):
                store(moving, p, load(slots, slots_at + p))
            slots_at = whole(0)
        points = read(counts, read(sets, n))
        epoch, cursor = whole(0), whole(position[n * 4 + 2])  # epochs are counted from the first one here
        made, bin_, fresh = whole(0), whole(0), True
        while made < updates[n]:
            before_epoch, before_cursor = epoch, cursor
            count, rounds, left = whole(0), whole(1), points - cursor
            if kind != EXPLICIT and left < batch and remainder == CARRY:
                rounds = whole(2)  # what is left of this epoch, and on top of it the next one's first batch
            elif kind != EXPLICIT and left < batch and remainder == DROP:
                cursor, epoch = whole(0), whole(epoch + 1)
            for _ in range(rounds):
                if kind == EXPLICIT:
                    begin = whole(read(starts, cursor))
                    taken = whole(read(starts, cursor + 1) - begin)
                    cursor = whole(cursor + 1)
                    ends = cursor == len(starts) - 1
                else:
                    begin = whole((read(groups_of, n) * epochs + epoch) * across + cursor)
                    taken = whole(min(batch, points - cursor))
                    cursor = whole(cursor + taken)
                    left = points - cursor
                    ends = left == 0 or (left < batch and remainder == DROP)
                _fetch(
                    order, begin, taken, count, x, read(sets, n) * (inputs + outputs) * across, across, inputs, outputs,
                    space, targets_at, pitch, group, groups, lane, lanes,
                )  # fmt: skip
                count = whole(count + taken)
                if ends:
                    cursor, epoch = whole(0), whole(epoch + 1)
            cuda.syncthreads()

            for layer in range(depth):
                for turn in range(kinds.steps(table, layer)):
                    kinds.forward(
                        table,
                        layer,
                        turn,
                        space,
                        theta_at,
                        sums_at,
                        0,
                        count,
                        pitch,
                        group,
                        groups,
                        lane,
                        lanes,
                    )
                    cuda.syncthreads()
            share = float(1.0 / count)
            if group == 0:
                summed = zero(space)
                for k in range(lane, count, lanes):
                    at, t_at, code = first * pitch + k, targets_at + k, cell(table, depth - 1, ACTIVATION)
                    if code == SOFTMAX:
                        dense.softmax(space, at, sums_at, outputs, pitch)
                    summed = summed + dense.loss_of(loss, bend, space, at, sums_at, t_at, outputs, pitch)
                    dense.output_errors(loss, bend, code, share, space, at, sums_at, t_at, outputs, pitch)
                store(space, kept - lanes + lane, summed)
            cuda.syncthreads()
            if thread == 0:
                _judge(
                    space,
                    kept,
                    lanes,
                    share,
                    is_adaptive(optimizer),
                    hyper,
                    n * NUMBERS,
                    position[n * 4 + 3] + made + 1,
                )
            for back in range(depth):
                layer, steps = whole(depth - 1 - back), 1
                if layer > 0:
                    kinds.backward(
                        table, layer, space, theta_at, sums_at, count, pitch, group, groups, lane, lanes
                    )
                    steps = kinds.steps(table, layer - 1)
                cuda.syncthreads()
                if steps > 1:
                    for turn in range(steps):
                        kinds.unroll(
                            table, layer - 1, steps - 1 - turn, space, theta_at, sums_at, count, pitch, group, groups, lane,
                            lanes,
                        )  # fmt: skip
                        cuda.syncthreads()
            value = load(space, kept + LOSS)
            if not is_finite(value):
                epoch, cursor = before_epoch, before_cursor
                break

            for p in range(thread, size, threads):
                g = kinds.gradient(routes, walks, p, size, space, sums_at, pitch, count)
                new = step(
                    optimizer, form, hyper, n * NUMBERS, load(space, kept + MEAN_RATE), load(space, kept + SCALE),
                    load(space, theta_at + p), g, load(pulled, n * size + p), load(trainable, n * size + p), moving, slots_at + p,
                    size, slot_count,
                )  # fmt: skip
                store(space, theta_at + p, new)
            made = whole(made + 1)
            if thread == 0:
                store(seen, n, value)
            cuda.syncthreads()
            if careful:
                good = _all_finite(space, theta_at, theta_at + size, thread, threads)
                if not (good and _all_finite(moving, slots_at, slots_at + slot_end, thread, threads)):
                    space[kept + BROKEN] = 1
                cuda.syncthreads()
                if space[kept + BROKEN] > 0:
                    break
            if stride > 0:
                followed = whole(len(places))
                ends = (position[n * 4] + made) % stride == 0 or made == updates[n]
                into = whole(n * bins + bin_)
                if thread == 0:
                    store(space, kept + LOW, value if fresh else minimum(load(space, kept + LOW), value))
                    store(space, kept + HIGH, value if fresh else maximum(load(space, kept + HIGH), value))
                    if ends:
                        bin_update[into] = position[n * 4] + made
                        store(bin_loss, into * 3, load(space, kept + LOW))
                        store(bin_loss, into * 3 + 1, load(space, kept + HIGH))
                        store(bin_loss, into * 3 + 2, value)
                for k in range(thread, followed, threads):
                    w, low_at = load(space, theta_at + read(places, k)), 2 * n * followed + k
                    high_at, theta_bin = low_at + followed, into * sorts * followed + k
                    if sorts == 3:
                        store(ranges, low_at, w if fresh else minimum(load(ranges, low_at), w))
                        store(ranges, high_at, w if fresh else maximum(load(ranges, high_at), w))
                        if ends:
                            store(bin_theta, theta_bin, load(ranges, low_at))
                            store(bin_theta, theta_bin + followed, load(ranges, high_at))
                    if ends:
                        store(bin_theta, theta_bin + (sorts - 1) * followed, w)
                fresh = ends
                if ends:
                    bin_ = whole(bin_ + 1)

        cuda.syncthreads()
        for p in range(thread, size, threads):
            store(theta, n * size + p, load(space, theta_at + p))
        if near_slots:
            for p in range(thread, slot_end, threads):
                store(slots, n * slot_count * size + p, load(moving, p))
        if thread == 0:
            position[n * 4] += made
            position[n * 4 + 1] += epoch
            position[n * 4 + 2] = cursor
            position[n * 4 + 3] += made
            done[n] = made

    return kernel(train)


train, train_dense = training(layers), training(dense_layers)
