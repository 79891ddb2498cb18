"""A wall: the networks of a grid in training, with the losses of all of them since the start, and a way back to any update.
It moves only when told to, and knows no clock but the one it is given for measuring a slice at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import final

import numpy as np
from numpy.typing import NDArray

from wbsim.crowd import Crowd, Tiles
from wbsim.engine import State
from wbsim.outcomes import Criterion, Outcomes
from wbsim.plan import Plan
from wbsim.variation import Grid, WallWish


@dataclass(frozen=True, eq=False)
class Losses:
    """The loss of every network at some updates, in order: update (m,), loss (m, networks), ∞ once one has diverged.

    Which updates are kept depends on the last one alone: their stride doubles as a run grows.
    """

    update: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    loss: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@dataclass(frozen=True, eq=False)
class WallSeen:
    """A wall at one moment. `update` is the moment that is looked at, `present` the furthest that was trained.

    `tiles` are of all networks in order; while training, some may be a few pictures old, and `drawn` (networks,) says of
    which update each is. `epoch` is in epochs of the first network. `busy` says what is waited for, "" for nothing; until
    the wall is built `outcomes` and `tiles` are None.
    """

    wish: WallWish
    grid: Grid
    criterion: Criterion
    update: int = 0
    present: int = 0
    epoch: float = 0.0
    outcomes: Outcomes | None = None
    losses: Losses = field(default_factory=Losses)
    tiles: Tiles | None = None
    drawn: NDArray[np.int64] | None = None
    busy: str = ""


@final
class Wall:
    """The wall of a grid; raises `Refused` where a network of it cannot be."""

    def __init__(self, wish: WallWish, grid: Grid, threads: int = 1) -> None:
        raise NotImplementedError

    @property
    def crowd(self) -> Crowd:
        """Where its networks stand."""
        raise NotImplementedError

    @property
    def is_built(self) -> bool:
        """Whether all its networks are there; until then `build` has work to do."""
        raise NotImplementedError

    def build(self, until: Callable[[], bool]) -> bool:
        """Makes some more of its networks, as long as `until` is not true; whether all are there. Raises `Refused`."""
        raise NotImplementedError

    def advance(self, updates: int) -> None:
        """Every network on; what it loses on the way is recorded, and moments are kept to come back to."""
        raise NotImplementedError

    def seek(self, update: int, most: int) -> bool:
        """To an update, forward or back, replaying at most `most` updates of all networks; whether it is there."""
        raise NotImplementedError

    def updates_to_epoch_end(self) -> int:
        """How many updates finish the epoch of the first network; at least 1."""
        raise NotImplementedError

    def network(self, number: int) -> tuple[Plan, State]:
        """One of its networks, to go on alone; raises IndexError."""
        raise NotImplementedError

    def draw(self, cells: int) -> None:
        """From now on small pictures have so many cells along an edge."""
        raise NotImplementedError

    def see(self, at_rest: bool) -> WallSeen:
        """What it looks like now: while it trains, a share of the pictures is drawn anew each time; at rest all of them."""
        raise NotImplementedError
