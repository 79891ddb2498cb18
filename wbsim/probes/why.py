"""Why one class and not another: how much every filter of the last convolution adds to the lead of one output's sum over
another's. It can be said exactly only where all that follows the maps is pooling and one dense layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.plan import Plan
from wbsim.probes.trace import Trace


@dataclass(frozen=True, eq=False)
class Why:
    """z_one − z_other = Σ `parts` + `biases`: of each filter (filters,) all places of its map together, and of the two
    outputs' biases their difference.
    """

    parts: NDArray[np.float64]
    biases: float


def why(plan: Plan, theta: Floats, trace: Trace, one: int, other: int) -> Why | None:
    """What each filter of the last convolution adds to the lead of output `one` over `other`, counted from 0.

    None where the network does not end in a convolution, poolings and a single dense layer, where it has one output
    only, and for an output that there is not.
    """
    output, outputs = plan.rows[-1], range(plan.outputs)
    behind = [row.kind for row in plan.rows[:-1]]
    while behind and behind[-1] == "pooling":
        behind.pop()
    if (
        not behind
        or behind[-1] != "convolution"
        or one not in outputs
        or other not in outputs
        or len(outputs) < 2
    ):
        return None
    weights = output.weights_of(theta).astype(np.float64)
    reads = trace.values[output.source_row : output.source_row + output.fan_in].astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        parts = ((weights[one] - weights[other]) * reads).reshape(output.strip.reads).sum(axis=(1, 2))
    biases = output.biases_of(theta)
    return Why(parts, 0.0 if biases is None else float(biases[one]) - float(biases[other]))
