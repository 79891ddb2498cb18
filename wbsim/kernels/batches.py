"""Which samples make the coming update: the order of an epoch, and what becomes of its remainder.
It knows numbers of samples, not samples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.kernels.compile import cell, kernel, part

# places in `position`
UPDATE, EPOCH, CURSOR, STEPS = range(4)
# codes of the order and of what happens to the remainder of an epoch
SHUFFLED, AS_GIVEN, EXPLICIT = range(3)
KEEP, DROP, CARRY = range(3)
ORDERS = {"shuffled": SHUFFLED, "as_given": AS_GIVEN, "explicit": EXPLICIT}
REMAINDERS = {"keep": KEEP, "drop": DROP, "carry": CARRY}


@part
def mix(key: Any) -> Any:
    """A 64-bit key scrambled: the finalizer of SplitMix64 (Steele, Lea and Flood 2014)."""
    key = np.uint64(key) + np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(31))


@part
def fill_order(order: Any, kind: int, seed: int, epoch: int) -> None:
    """The order of an epoch, a function of seed and epoch alone (Fisher and Yates)."""
    for i in range(len(order)):
        order[i] = i
    if kind != SHUFFLED:
        return
    key = mix(mix(seed) ^ np.uint64(epoch))
    for i in range(len(order) - 1, 0, -1):
        key = mix(key)
        j = np.int64(((key >> np.uint64(32)) * np.uint64(i + 1)) >> np.uint64(32))
        order[i], order[j] = order[j], order[i]


@cell
def longest(kind: int, remainder: int, size: int, starts: Any) -> int:
    """How many samples the largest batch has."""
    if kind != EXPLICIT:
        return 2 * size - 1 if remainder == CARRY else size
    most = 0
    for k in range(len(starts) - 1):
        most = max(most, starts[k + 1] - starts[k])
    return most


@cell
def take(
    batch: Any, at: int, count: int, order: Any, ordered: Any, kind: int, seed: int, position: Any
) -> None:
    """Puts the next `count` samples of the epoch into `batch`, from `at` on, and moves the cursor behind them.

    `order` (samples,) is that of the epoch `ordered[0]`, -1 for none, and is made anew where another is wanted.
    """
    if ordered[0] != position[EPOCH]:
        fill_order(order, kind, seed, position[EPOCH])
        ordered[0] = position[EPOCH]
    for k in range(count):
        batch[at + k] = order[position[CURSOR] + k]
    position[CURSOR] += count


@cell
def next_batch(
    batch: Any,
    order: Any,
    ordered: Any,
    kind: int,
    remainder: int,
    size: int,
    lists: Any,
    starts: Any,
    seed: int,
    position: Any,
) -> int:
    """Writes the samples of the coming batch and moves the cursor behind it; returns how many they are.

    Fewer than `size` samples at the end of an epoch are a batch (KEEP), are passed over (DROP) or come on top of the
    next epoch's first batch (CARRY). The last is TensorFlow Playground's way: it updates after every `size`-th sample
    of an epoch, and goes on summing gradients over the end of it.
    """
    if kind == EXPLICIT:
        which = position[CURSOR]
        count = starts[which + 1] - starts[which]
        for k in range(count):
            batch[k] = lists[starts[which] + k]
        position[CURSOR] += 1
        if position[CURSOR] == len(starts) - 1:
            position[CURSOR] = 0
            position[EPOCH] += 1
        return count
    count = 0
    left = len(order) - position[CURSOR]
    if left < size and remainder != KEEP:
        if remainder == CARRY:
            take(batch, 0, left, order, ordered, kind, seed, position)
            count = left
        position[CURSOR] = 0
        position[EPOCH] += 1
    taken = min(size, len(order) - position[CURSOR])
    take(batch, count, taken, order, ordered, kind, seed, position)
    left = len(order) - position[CURSOR]
    if left == 0 or (left < size and remainder == DROP):
        position[CURSOR] = 0
        position[EPOCH] += 1
    return count + taken


@kernel
def upcoming(
    order: Any,
    ordered: Any,
    kind: int,
    remainder: int,
    size: int,
    lists: Any,
    starts: Any,
    seed: int,
    position: Any,
) -> Any:
    """The samples of the coming batch alone; the cursor of `position` moves behind it."""
    batch = np.zeros(longest(kind, remainder, size, starts), np.int64)
    count = next_batch(batch, order, ordered, kind, remainder, size, lists, starts, seed, position)
    return batch[:count].copy()
