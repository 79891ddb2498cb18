"""The coming update written out: which samples make it, what happens in each of them, the gradient, and where it leads.
It is measured, never trained on; the engine does the update whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.engine import State, advance, coming_samples
from wbsim.ladder import Ladder
from wbsim.plan import Plan
from wbsim.probes.small_change import checkable, differences
from wbsim.probes.trace import Pick, trace
from wbsim.translation import translated


@dataclass(frozen=True, eq=False)
class Coming:
    """One update, from `state` to `after`, and of one sample of its batch the whole way forward and back.

    `samples` (B,) are the numbers of the training points that make the update; `sample` is the place among them of the
    one that is written out, of which `x` are the inputs as the network sees them, `target` (outputs,) is what the
    loss compares with, `sums`, `values` and `deltas` (rows,) are as in `probes.trace.Trace` (δ of this sample's own
    loss), and `own_gradient` (P,) is ∂L/∂θ of this sample alone. `gradient` (P,) is that of the mean loss of the batch, without
    penalty, as the engine's kernels have it.

    `checked` (C,) are places in θ, ascending, and `numerical` (C,) the central differences there, in float64, of the
    batch's mean loss; NaN where a kink lies, as `probes.small_change.differences` says.

    Where the update would make the run diverge, `after` is `state` with its divergence.
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


@lru_cache(maxsize=2)  # one may hold hundreds of megabytes
def coming(state: State, plan: Plan, sample: int = 0, neuron: int | None = None) -> Coming:
    """The update that comes after a state, and the way of one of its samples, by its place in the batch.

    The gradient is checked for every parameter where that is little work, else for those of a neuron (by id). Raises
    ValueError for a sample that the batch does not have. All that does not depend on the sample is computed once, and for
    the same arguments the same object is given.
    """
    samples, after, loss, gradient = _update(state, plan)
    if not 0 <= sample < len(samples):
        raise ValueError(
            translated(
                "sample {sample} is out of range; it must be from 0 to {samples}",
                sample=sample,
                samples=len(samples) - 1,
            )
        )
    way = trace(plan, state.theta, Pick("train", int(samples[sample])))
    assert way is not None
    checked, numerical = _checked(state, plan, neuron)
    return Coming(
        plan, state, after, samples, sample, way.point, way.target, way.sums, way.values, way.deltas, way.gradient,
        way.loss, loss, gradient, checked, numerical,
    )  # fmt: skip


@lru_cache(maxsize=2)
def _update(state: State, plan: Plan) -> tuple[NDArray[np.int64], State, float, device.Floats]:
    """Samples, the state after, mean loss and gradient."""
    samples = coming_samples(state, plan)
    loss, gradient, _, _ = device.gradients(plan, state.theta, device.material(plan).train, samples)
    return samples, advance(state, plan, 1), loss, gradient


@lru_cache(maxsize=2)
def _checked(state: State, plan: Plan, neuron: int | None) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    samples, _, _, gradient = _update(state, plan)
    places = checkable(plan, len(samples), neuron, gradient)
    return places, differences(plan, state.theta, samples, places)
