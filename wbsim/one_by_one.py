"""A stack of networks that the kernel of populations cannot take, because not all of their layers are dense: each is trained
by the pass of single runs, to the same bits, one after the other or on threads. It decides nothing.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.device import Floats, Samples
from wbsim.kernels.population_batches import Points

if TYPE_CHECKING:
    from wbsim.stacked import Stack

Whole = NDArray[np.int64]


class _Orders(threading.local):
    """The orders of the points of the stack that this thread trained last, by network."""

    stack: Stack | None = None
    orders: list[device.Ordered]

    def of(self, stack: Stack) -> list[device.Ordered]:
        """The orders of a stack, which the kernel keeps up."""
        if stack is not self.stack:
            counts = stack.points.counts[stack.points.of].tolist()
            self.stack, self.orders = stack, [device.unordered(count) for count in counts]
        return self.orders


_orders = _Orders()


def own_samples(points: Points, network: int) -> Samples:
    """The points of one network as the pass of single runs reads them."""
    sets, which = len(points.counts), points.of[network]
    x = points.x.reshape(sets, points.inputs, points.padded)[which]
    t = points.t.reshape(sets, points.outputs, points.padded)[which]
    return Samples(x, t, int(points.counts[which]))


_LAST = 2  # of a bin's losses, which are the smallest, the largest and the last


def train(
    of: Stack,
    theta: Floats,
    slots: Floats,
    position: Whole,
    updates: Whole,
    seen: NDArray[np.float64],
    careful: bool,
    threads: ThreadPoolExecutor | None,
) -> Whole:
    """As `stacked.train`, on these threads where there are any."""
    done, ordered = np.zeros(len(of.plans), np.int64), _orders.of(of)

    def run(network: int) -> None:
        one, at, count = of.plans[network], of.places[network], int(updates[network])
        block, lane = divmod(network, of.lanes)
        own = device.readable(theta[block, at, lane], one)
        own_slots = device.slots_of(slots[block][:, at, lane], one)
        done[network], bins = device.train(
            one, own, own_slots, position[network], count, careful=careful, stride=count, ranged=False,
            samples=own_samples(of.points, network), ordered=ordered[network],
        )  # fmt: skip
        theta[block, at, lane] = own[: one.size]
        slots[block][:, at, lane] = own_slots[:, : one.size]
        if len(bins.loss):
            seen[network] = bins.loss[-1, _LAST]

    work = np.flatnonzero(updates).tolist()
    if threads is None:
        for network in work:
            run(network)
    else:
        for piece in [threads.submit(run, network) for network in work]:
            piece.result()
    return done
