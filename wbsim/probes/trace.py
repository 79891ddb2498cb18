"""One sample on its way through the network and back: every sum, value and error δ, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from wbsim import device
from wbsim.plan import Plan

PIECE = 1024  # points of which the gradient is taken at once


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
    samples = device.material(plan).train
    whole = np.zeros(plan.size)
    # in pieces, for the values and errors of all points at once could take gigabytes
    for begin in range(0, samples.count, PIECE):
        numbers = np.arange(begin, min(begin + PIECE, samples.count))
        share = len(numbers) / samples.count
        whole += device.gradients(plan, theta, samples, numbers)[1].astype(float) * share
    return whole.astype(plan.dtype)
