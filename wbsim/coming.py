"""The coming update written out: which samples make it, what happens in each of them, the gradient, and where it leads.
It is measured, never trained on; the engine does the update whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.engine import State, advance
from wbsim.ladder import Ladder
from wbsim.plan import Plan


@dataclass(frozen=True, eq=False)
class Coming:
    """One update, from `state` to `after`, and of one sample of its batch the whole way forward and back.

    `samples` (B,) are the numbers of the training points that make the update; `sample` is the place among them of the
    one that is written out, of which `x` are the inputs as the network sees them, `target` (outputs,) is what the
    loss compares with, `sums`, `values` and `deltas` (rows,) are as in `probes.trace.Trace` (δ of this sample's own
    loss), and `own_gradient` (P,) is ∂L/∂θ of this sample alone. `gradient` (P,) is that of the mean loss of the batch, without
    penalty, as the engine's kernels have it.

    `checked` (C,) are places in θ, and `numerical` (C,) the central differences there, in float64, of the batch's
    mean loss.
    """

    plan: Plan
    state: State
    after: State
    samples: NDArray[np.int64]
    sample: int
    point: device.Floats  # raw coordinates (raw inputs,)
    target: device.Floats
    sums: device.Floats
    values: device.Floats
    deltas: device.Floats
    own_gradient: device.Floats
    own_loss: float
    loss: float
    gradient: device.Floats
    checked: NDArray[np.int64]
    numerical: NDArray[np.float64]

    @property
    def ladder(self) -> Ladder:
        """The ticks of this update."""
        return Ladder.of(self.plan, len(self.samples))


def coming(state: State, plan: Plan, sample: int = 0, neuron: int | None = None) -> Coming:
    """The update that comes after a state, and the way of one of its samples.

    The gradient is checked for every parameter where that is little work, else for those of a neuron (by id).
    """
    raise NotImplementedError(sample, neuron, advance)
