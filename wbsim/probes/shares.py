"""What each sample of a batch adds to the gradient of one parameter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.plan import Plan
from wbsim.probes.sums import factors, made, read


@dataclass(frozen=True, eq=False)
class Shares:
    """Of one parameter and every sample of a batch (B,): δ of its neuron for the sample's own loss, what the parameter
    multiplies (1 for a bias), and the product of the two, which is the sample's own gradient.

    A parameter that is used at several `places` or steps has a δ and a factor at each, whose products add up to the
    sample's gradient: then the two are None.
    """

    deltas: NDArray[np.float64] | None
    factors: NDArray[np.float64] | None
    gradients: NDArray[np.float64]
    places: int = 1


def shares(plan: Plan, theta: device.Floats, batch: NDArray[np.int64], place: int) -> Shares:
    """Follows the whole batch at once; raises IndexError for a place that θ does not have."""
    _, _, values, deltas = device.gradients(plan, theta, device.material(plan).train, batch)
    for row in plan.rows:
        at, weights = place - row.weights, row.fan_out * row.fan_in
        if 0 <= at < weights:
            neuron = at // row.fan_in
            own = values[row.target_row : row.target_row + row.values]
            factor = factors(row, read(row, values), own)[at % row.fan_in].astype(np.float64)
        elif row.biases >= 0 and 0 <= place - row.biases < row.fan_out:
            neuron, factor = place - row.biases, np.ones((row.places, len(batch)))
        else:
            continue
        # the kernel's δ are those of the mean loss
        delta = made(row, deltas)[neuron].astype(np.float64) * len(batch)
        gradients = (delta * factor).sum(axis=0)
        return (
            Shares(delta[0], factor[0], gradients)
            if row.places == 1
            else Shares(None, None, gradients, row.places)
        )
    raise IndexError(f"there is no parameter {place}; they are 0 to {plan.size - 1}")
