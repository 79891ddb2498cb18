"""A wall: the networks of a grid in training, with the losses of all of them since the start, and a way back to any update.
It moves only when told to, and knows no clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from wbsim import engine
from wbsim.crowd import Crowd, Tiles, advance, losses, of_plans
from wbsim.engine import State
from wbsim.outcomes import Criterion, Outcomes, usual, usual_of_all
from wbsim.plan import Plan, plan
from wbsim.problems import refuse
from wbsim.translation import translated
from wbsim.variation import MOST, Grid, WallWish
from wbsim.wall_losses import Losses, LossRecord
from wbsim.wall_measuring import Measuring
from wbsim.wall_moments import Moments

__all__ = ["Losses", "Wall", "WallSeen"]


@dataclass(frozen=True, eq=False)
class WallSeen:
    """A wall at one moment. `update` is the moment that is looked at, `present` the furthest that was trained.

    `outcomes` and `tiles` are of all networks in order; while training, those of some may be a few pictures old, and
    `drawn` (networks,) says of which update each is. `epoch` is in epochs of the first network that goes on. `busy` says what is waited for, "" for
    nothing; until the wall is built `outcomes` and `tiles` are None.
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


@dataclass(eq=False)
class _Built:
    """What there is once all networks are: where they stand, what is kept of the way, and what is measured."""

    crowd: Crowd
    moments: Moments
    record: LossRecord
    measuring: Measuring
    present: int = 0


@final
class Wall:
    """The wall of a grid; raises `Refused` where it would have too many networks."""

    def __init__(self, wish: WallWish, grid: Grid, threads: int = 1) -> None:
        if len(grid) > MOST:
            raise refuse(
                "population",
                translated(
                    "{count} networks are too many; a wall has up to {most}", count=len(grid), most=MOST
                ),
            )
        self._wish, self._grid, self._threads = wish, grid, threads
        self._criterion = usual(grid.base)
        self._plans: list[Plan] = []
        self._states: list[State] = []
        self._built: _Built | None = None

    @property
    def is_built(self) -> bool:
        """Whether all its networks are there; until then `build` has work to do."""
        return self._built is not None

    def build(self, until: Callable[[], bool]) -> bool:
        """Makes some more of its networks, as long as `until` is not true; whether all are there. Raises `Refused`."""
        while len(self._plans) < len(self._grid):
            made = plan(self._grid.experiment(len(self._plans)))
            self._plans.append(made)
            self._states.append(engine.initial(made))
            if until():
                return False
        if self._built is None:
            self._criterion = usual_of_all(made.experiment for made in self._plans)
            start = of_plans(self._plans, self._states)
            record = LossRecord(len(start), _first_stride(self._plans[0]))
            record.keep(0, losses(start, self._threads))
            self._built = _Built(start, Moments(start), record, Measuring(start, self._wish.cells))
            self._states.clear()
        return True

    @property
    def _made(self) -> _Built:
        if self._built is None:
            raise ValueError("the wall is not built yet")
        return self._built

    @property
    def crowd(self) -> Crowd:
        """Where its networks stand."""
        return self._made.crowd

    def advance(self, updates: int) -> None:
        """Every network on; what it loses on the way is recorded, and moments are kept to come back to. Raises ValueError
        for a negative count.
        """
        if updates < 0:
            raise ValueError(f"{updates} updates: training goes forward only; the count must be 0 or more")
        made = self._made
        end = made.crowd.update + updates
        while made.crowd.update < end:
            here = made.crowd.update
            stops = [at for at in (made.record.due, made.moments.due, end) if at > here]
            made.crowd = advance(made.crowd, min(stops) - here, self._threads)
            if made.crowd.update == made.record.due:
                made.record.keep(made.crowd.update, losses(made.crowd, self._threads))
            made.moments.keep(made.crowd)
        made.present = max(made.present, end)

    def seek(self, update: int, most: int) -> bool:
        """To an update, forward or back, replaying at most `most` updates of all networks; whether it is there. Raises
        ValueError for an update before the start.
        """
        if update < 0:
            raise ValueError(f"there is no update {update}; the start is update 0")
        made = self._made
        if update != made.crowd.update:
            start = made.moments.before(update)
            if update < made.crowd.update or start.update > made.crowd.update:
                made.crowd = start
            self.advance(min(most, update - made.crowd.update))
        return made.crowd.update == update

    def _first(self) -> tuple[Plan, State]:
        """The first network that goes on or, where none does, the first."""
        crowd = self._made.crowd
        for part, those in zip(crowd.parts, crowd.members, strict=True):
            for place, lost in enumerate(part.divergence):
                if lost is None:
                    return crowd.plans[those[place]], part.state(place)
        return self.network(0)

    def updates_to_epoch_end(self) -> int:
        """How many updates finish the epoch of the first network that goes on; at least 1."""
        shapes, state = self._first()
        return engine.updates_to_epoch_end(state, shapes)

    def network(self, number: int) -> tuple[Plan, State]:
        """One of its networks, to go on alone; raises IndexError."""
        crowd = self._made.crowd
        return crowd.plans[number], crowd.state(number)

    def draw(self, cells: int) -> None:
        """From now on small pictures have so many cells along an edge."""
        if cells != self._wish.cells:
            self._wish = replace(self._wish, cells=cells)
            if self._built is not None:
                self._built.measuring = Measuring(self._built.crowd, cells)

    def see(self, at_rest: bool) -> WallSeen:
        """What it looks like now: while it trains, a share of the pictures is drawn anew each time; at rest all of them."""
        made = self._made
        made.measuring.measure(made.crowd, at_rest, self._threads)
        outcomes, update = made.measuring.outcomes(), made.crowd.update
        if update == made.present and made.measuring.is_of(update):
            made.record.end(update, outcomes.loss)
        return WallSeen(
            self._wish, self._grid, self._criterion, update, made.present, _epochs(*self._first()), outcomes,
            made.record.seen(), made.measuring.tiles(), made.measuring.drawn,
        )  # fmt: skip


def _epochs(shapes: Plan, state: State) -> float:
    """How many epochs a network has behind it, with what it has seen of the coming one."""
    batches = shapes.experiment.batches
    each = len(batches.explicit) if batches.order == "explicit" else shapes.train_size
    return state.epoch + state.cursor / each


def _first_stride(shapes: Plan) -> int:
    """How many updates lie between losses at the beginning: the power of two of them that cost about twice what measuring
    does.
    """
    tests = shapes.description.size - shapes.train_size or shapes.train_size
    batch = min(shapes.experiment.batches.size, shapes.train_size)
    return 2 << max(0, round(np.log2(max(1.0, tests / (3 * batch)))))
