"""Which samples make the coming update: the order of an epoch, and what becomes of its remainder.
It knows numbers of samples, not samples.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels.compile import cell, kernel, part

# places in `position`
UPDATE, EPOCH, CURSOR, STEPS = range(4)
# codes of the order and of what happens to the remainder of an epoch
SHUFFLED, AS_GIVEN, EXPLICIT = range(3)
KEEP, DROP, CARRY = range(3)
ORDERS = {"shuffled": SHUFFLED, "as_given": AS_GIVEN, "explicit": EXPLICIT}
REMAINDERS = {"keep": KEEP, "drop": DROP, "carry": CARRY}


class Order(NamedTuple):
    """How batches are made: `order` (samples,) is that of the epoch in `ordered` (1,), -1 for none; codes of its kind and
    of the remainder; the size of a batch; explicit batches end to end in `lists`, each beginning at one of `starts`.
    """

    order: Any
    ordered: Any
    kind: int
    remainder: int
    size: int
    lists: Any
    starts: Any
    seed: int


@part
def mix(key: Any) -> Any:
    """A 64-bit key scrambled: the finalizer of SplitMix64 (Steele, Lea and Flood 2014)."""
    key = np.uint64(key) + np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(31))


@part
def fill_order(order: Any, kind: int, seed: int, epoch: int) -> None:
    """The order of an epoch, a function of seed and epoch alone (Fisher and Yates); each draw has a key of its own."""
    for i in range(len(order)):
        order[i] = i
    if kind != SHUFFLED:
        return
    key = mix(mix(seed) ^ np.uint64(epoch))
    for i in range(len(order) - 1, 0, -1):
        draw = mix(key + np.uint64(i)) >> np.uint64(32)
        j = np.int64((draw * np.uint64(i + 1)) >> np.uint64(32))
        order[i], order[j] = order[j], order[i]


def longest(order: Order) -> int:
    """How many samples the largest batch has."""
    if order.kind == EXPLICIT:
        return int(np.diff(order.starts).max())
    return 2 * order.size - 1 if order.remainder == CARRY else order.size


@cell
def _take(batch: Any, at: int, count: int, order: Any, position: Any) -> None:
    """Puts the next `count` samples of the epoch into `batch`, from `at` on, and moves the cursor behind them."""
    if order.ordered[0] != position[EPOCH]:
        fill_order(order.order, order.kind, order.seed, position[EPOCH])
        order.ordered[0] = position[EPOCH]
    for k in range(count):
        batch[at + k] = order.order[position[CURSOR] + k]
    position[CURSOR] += count


@cell
def next_batch(batch: Any, at: int, order: Any, position: Any) -> int:
    """Writes the samples of the coming batch, from `at` on, and moves the cursor behind it; returns how many they are.

    Fewer than `size` samples at the end of an epoch are a batch (KEEP), are passed over (DROP) or come on top of the
    next epoch's first batch (CARRY). The last is TensorFlow Playground's way: it updates after every `size`-th sample
    of an epoch, and goes on summing gradients over the end of it.
    """
    size = order.size
    if order.kind == EXPLICIT:
        which = position[CURSOR]
        begin = order.starts[which]
        count = order.starts[which + 1] - begin
        for k in range(count):
            batch[at + k] = order.lists[begin + k]
        position[CURSOR] += 1
        if position[CURSOR] == len(order.starts) - 1:
            position[CURSOR] = 0
            position[EPOCH] += 1
        return count
    count = 0
    left = len(order.order) - position[CURSOR]
    if left < size and order.remainder != KEEP:
        if order.remainder == CARRY:
            _take(batch, at, left, order, position)
            count = left
        position[CURSOR] = 0
        position[EPOCH] += 1
    taken = min(size, len(order.order) - position[CURSOR])
    _take(batch, at + count, taken, order, position)
    left = len(order.order) - position[CURSOR]
    if left == 0 or (left < size and order.remainder == DROP):
        position[CURSOR] = 0
        position[EPOCH] += 1
    return count + taken


@kernel
def upcoming(batch: Any, order: Any, position: Any) -> int:
    """Writes the samples of the coming batch into `batch`, and moves the cursor of `position` behind it; how many."""
    return next_batch(batch, np.int64(0), order, position)
