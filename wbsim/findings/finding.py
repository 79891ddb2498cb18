"""A sentence about a network, and what helps, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from wbsim import draws
from wbsim.device import Floats
from wbsim.ids import bias_id
from wbsim.plan import Plan
from wbsim.probes.rescue import rescue

Kind = Literal[
    "diverged", "exploding", "dead", "same", "still", "vanishing", "saturated", "zero_biases", "overfits", "well"
]  # fmt: skip


@dataclass(frozen=True)
class Remedy:
    """What helps, in words, as data: settings; biases that are raised until their dead neurons fire; biases that are drawn
    anew at random; going back before a divergence. `restart` begins again afterwards.
    """

    words: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    raised: tuple[int, ...] = ()
    scattered: tuple[int, ...] = ()
    recover: bool = False
    restart: bool = False

    def parameters(self, plan: Plan, theta: Floats) -> dict[str, float]:
        """The parameters that it sets, by id; they are measured or drawn now."""
        if self.raised:
            return rescue(plan, theta, self.raised)
        numbers = np.array(self.scattered, np.int64)
        if not len(numbers):
            return {}
        drawn = 2 * draws.uniform(plan.experiment.seed, "scatter", numbers, np.zeros_like(numbers)) - 1
        return {bias_id(n): round(v, 3) for n, v in zip(self.scattered, drawn.tolist(), strict=True)}


@dataclass(frozen=True)
class Finding:
    """One sentence about a network, why it matters, where it is, and what helps."""

    kind: Kind
    words: str
    why: str = ""
    layer: int | None = None  # the id of the layer,
    neurons: tuple[int, ...] = ()  # and the ids of the neurons that it is about
    parameter: str | None = None
    remedies: tuple[Remedy, ...] = ()
