"""One sample on its way through the network and back: every sum, value and error δ, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from wbsim import device
from wbsim.plan import Plan
from wbsim.probes.pieces import Pieces, finished, piece_size
from wbsim.probes.sums import flat, sums

PIECE = 1024  # points of which the gradient is taken at once, at most


@dataclass(frozen=True)
class Pick:
    """A point by its set and number, or one that was set by hand.

    `point` has its raw coordinates, in the units of the data; set and number then say where one came from.
    """

    part: Literal["train", "test"] = "train"
    number: int = 0
    point: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class Trace:
    """The way of one sample; `sums`, `values` and `deltas` are (rows,), inputs first; `gradient` is (P,).

    A point that was set by hand has no target: `target` is (0,), and `deltas`, `gradient` and `loss` are NaN.

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
    """Follows one sample; None where there is no such point, or where it has another number of coordinates."""
    if pick.point is not None:
        return _by_hand(plan, theta, pick, pick.point)
    drawn, material = device.dataset(plan), device.material(plan)
    sample = drawn.train if pick.part == "train" else drawn.test
    samples = material.train if pick.part == "train" else material.test
    if samples is None or not 0 <= pick.number < samples.count:
        return None
    loss, gradient, values, deltas = device.gradients(plan, theta, samples, np.array([pick.number]))
    return Trace(
        pick,
        sample.x[pick.number],
        samples.t[:, pick.number],
        _sums(plan, theta, values[:, 0]),
        values[:, 0],
        deltas[:, 0],
        gradient,
        loss,
    )


def _by_hand(plan: Plan, theta: device.Floats, pick: Pick, place: tuple[float, ...]) -> Trace | None:
    """Follows a point that nobody gave a target."""
    point = np.array(place, float)
    if len(point) != len(plan.description.inputs) or not np.isfinite(point).all():
        return None
    _, out = device.evaluate(plan, theta, device.seen(plan, point[None]), 1, np.arange(plan.values))
    values = out[:, 0]
    deltas = np.full_like(values, np.nan)
    gradient = np.full(plan.size, np.nan, plan.dtype)
    return Trace(
        pick, point, np.empty(0, plan.dtype), _sums(plan, theta, values), values, deltas, gradient, float("nan")
    )  # fmt: skip


def _sums(plan: Plan, theta: device.Floats, values: device.Floats) -> device.Floats:
    """What every neuron adds up of the values (rows,), at every place or step; an input is its own sum, and so is what
    a pooling takes.
    """
    found = values.copy()
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        for row in plan.rows:
            found[row.target_row : row.target_row + row.values] = flat(
                row, sums(row, theta, values[:, None])
            )[:, 0]
    return found


def told_output(plan: Plan, trace: Trace) -> float:
    """What the last output makes of the sample, in the units of the data."""
    return float(device.told(plan, trace.values[None, -plan.outputs :].astype(float))[0, -1])


def zeros(plan: Plan) -> tuple[float, ...]:
    """The raw coordinates at which every input counts as 0 to the network: 0, or where it is standardized the mean."""
    return tuple(float(shift) for shift in plan.scales.inputs.shift)


def is_zero(plan: Plan, pick: Pick) -> bool:
    """Whether a sample was set by hand to where every input counts as 0."""
    return pick.point is not None and pick.point == zeros(plan)


def gradient(plan: Plan, theta: device.Floats) -> device.Floats:
    """The gradient of the mean loss over all training points, without penalty: (P,)."""
    return finished(descending(plan, theta))


def descending(plan: Plan, theta: device.Floats) -> Pieces[device.Floats]:
    """The gradient, as `gradient`, piece by piece."""
    samples = device.material(plan).train
    whole = np.zeros(plan.size)
    # in pieces also for the values and errors of all points, which at once could take gigabytes
    size = piece_size(3 * plan.products, PIECE)
    for begin in range(0, samples.count, size):
        if begin:
            yield
        numbers = np.arange(begin, min(begin + size, samples.count))
        share = len(numbers) / samples.count
        whole += device.gradients(plan, theta, samples, numbers)[1].astype(float) * share
    return whole.astype(plan.dtype)
