"""What each sample of a batch adds to the gradient of one parameter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.plan import Plan


@dataclass(frozen=True, eq=False)
class Shares:
    """Of one parameter and every sample of a batch (B,): δ of its neuron for the sample's own loss, what the parameter
    multiplies (1 for a bias), and the product of the two, which is the sample's own gradient.
    """

    deltas: NDArray[np.float64]
    factors: NDArray[np.float64]
    gradients: NDArray[np.float64]


def shares(plan: Plan, theta: device.Floats, batch: NDArray[np.int64], place: int) -> Shares:
    """Follows the whole batch at once; raises IndexError for a place that θ does not have."""
    _, _, values, deltas = device.gradients(plan, theta, device.material(plan).train, batch)
    for row in plan.rows:
        at, weights = place - row.weights, row.fan_out * row.fan_in
        if 0 <= at < weights:
            delta, factor = (
                deltas[row.target_row + at // row.fan_in],
                values[row.source_row + at % row.fan_in],
            )
        elif row.biases >= 0 and 0 <= place - row.biases < row.fan_out:
            delta, factor = deltas[row.target_row + place - row.biases], np.ones(len(batch))
        else:
            continue
        own = delta.astype(np.float64) * len(batch)  # the kernel's δ are those of the mean loss
        return Shares(own, factor.astype(np.float64), own * factor)
    raise IndexError(f"there is no parameter {place}; they are 0 to {plan.size - 1}")
