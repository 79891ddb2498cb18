"""Many networks as one frozen value, whatever they differ in: those that can be stacked train together, the others beside
them. `advance` makes another crowd of one, exactly as many updates on; any network can be taken out as a State.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.engine import State
from wbsim.experiment import Experiment
from wbsim.outcomes import Outcomes
from wbsim.plan import Plan
from wbsim.population import Population

TileKind = Literal["field", "regions", "curve", "confusion", "pairs"]


@dataclass(frozen=True, eq=False)
class Crowd:
    """Where many runs stand, all after `update` updates (but for those that diverged). `parts` are the populations, and
    `members` says which networks of the crowd each has, (networks of the part,).
    """

    update: int
    plans: tuple[Plan, ...]
    parts: tuple[Population, ...]
    members: tuple[NDArray[np.intp], ...]

    def __len__(self) -> int:
        return len(self.plans)

    def state(self, network: int) -> State:
        """The state of one network; raises IndexError."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Tiles:
    """A small picture of each of some networks: `networks` (m,) says whose.

    field: values (m, r, r) [up, across] of the output over the plane, lowest first. regions: which class wins, as whole
    numbers (m, r, r). curve: (m, r) over the only input, in the units of the data. confusion: counts (m, classes, classes)
    [drawn, read]. pairs: true and told values (m, points, 2).
    """

    kind: TileKind
    networks: NDArray[np.intp]
    values: Floats


def crowd(experiments: Sequence[Experiment]) -> Crowd:
    """The networks of these experiments at their starts; raises `Refused`, ValueError where there are none."""
    raise NotImplementedError


def advance(before: Crowd, updates: int, threads: int = 1) -> Crowd:
    """Every network `updates` updates on. The bits do not depend on `threads` nor on which networks stand beside each other."""
    raise NotImplementedError


def outcomes(of: Crowd) -> Outcomes:
    """How every network fits its own points now."""
    raise NotImplementedError


def tiles(of: Crowd, networks: Sequence[int], cells: int) -> Tiles:
    """Small pictures of some networks, `cells` along an edge."""
    raise NotImplementedError
