"""One sample on its way through the network and back: every sum, value and error δ, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from wbsim import device
from wbsim.plan import Plan
from wbsim.probes.pieces import Pieces, finished, piece_size

PIECE = 1024  # points of which the gradient is taken at once, at most


@dataclass(frozen=True)
class Pick:
    """A point by its set and number."""

    part: Literal["train", "test"] = "train"
    number: int = 0


@dataclass(frozen=True, eq=False)
class Trace:
    """The way of one sample; `sums`, `values` and `deltas` are (rows,), inputs first; `gradient` is (P,).

    `sums` are for reading alone: they are added in another order than the kernels' own, which keep none, and may
    differ from those in the last places.
    """

    pick: Pick
    point: device.Floats  # the raw coordinates
    target: device.Floats  # (outputs,) as the loss sees it
    sums: device.Floats
    values: device.Floats
    deltas: device.Floats
    gradient: device.Floats
    loss: float


def trace(plan: Plan, theta: device.Floats, pick: Pick) -> Trace | None:
    """Follows one sample; None where there is no such point."""
    drawn, material = device.dataset(plan), device.material(plan)
    sample = drawn.train if pick.part == "train" else drawn.test
    samples = material.train if pick.part == "train" else material.test
    if samples is None or not 0 <= pick.number < samples.count:
        return None
    loss, gradient, values, deltas = device.gradients(plan, theta, samples, np.array([pick.number]))
    sums = values[:, 0].copy()
    for row in plan.rows:
        into = slice(row.target_row, row.target_row + row.fan_out)
        sums[into] = row.weights_of(theta) @ values[row.source_row : row.source_row + row.fan_in, 0]
        biases = row.biases_of(theta)
        if biases is not None:
            sums[into] += biases
    return Trace(
        pick,
        sample.x[pick.number],
        samples.t[:, pick.number],
        sums,
        values[:, 0],
        deltas[:, 0],
        gradient,
        loss,
    )


def gradient(plan: Plan, theta: device.Floats) -> device.Floats:
    """The gradient of the mean loss over all training points, without penalty: (P,)."""
    return finished(descending(plan, theta))


def descending(plan: Plan, theta: device.Floats) -> Pieces[device.Floats]:
    """The gradient, as `gradient`, piece by piece."""
    samples = device.material(plan).train
    whole = np.zeros(plan.size)
    # in pieces also for the values and errors of all points, which at once could take gigabytes
    size = piece_size(3 * plan.size, PIECE)
    for begin in range(0, samples.count, size):
        if begin:
            yield
        numbers = np.arange(begin, min(begin + size, samples.count))
        share = len(numbers) / samples.count
        whole += device.gradients(plan, theta, samples, numbers)[1].astype(float) * share
    return whole.astype(plan.dtype)
