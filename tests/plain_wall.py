"""A wall as plainly as can be: one population that is trained from its start to wherever it is asked to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wbsim.crowd import Crowd, Tiles
from wbsim.engine import State, updates_to_epoch_end
from wbsim.outcomes import Criterion, Outcomes
from wbsim.plan import Plan, plan
from wbsim.population import Population, advance, population
from wbsim.probes.fit import fit
from wbsim.variation import Grid, WallWish
from wbsim.wall import WallSeen


class PlainWall:
    """The same calls as `wbsim.wall.Wall`; `each` networks are made a slice, and what was asked is counted."""

    each = 1000
    made = 0

    def __init__(self, wish: WallWish, grid: Grid, threads: int = 1) -> None:
        type(self).made += 1
        self.wish, self.grid = wish, grid
        self.plans: list[Plan] = []
        self.people: Population | None = None
        self.present = 0
        self.calls: list[tuple[str, int]] = []

    @property
    def crowd(self) -> Crowd:
        assert self.people is not None
        members = (np.arange(len(self.plans)),)
        update = max(self.people.state(k).update for k in range(len(self.plans)))
        return Crowd(update, self.people.plans, (self.people,), members)

    @property
    def is_built(self) -> bool:
        return self.people is not None

    def build(self, until: Callable[[], bool]) -> bool:
        while len(self.plans) < len(self.grid):
            self.plans.append(plan(self.grid.experiment(len(self.plans))))
            if not len(self.plans) % self.each or until():
                return False
        self.people = population(self.plans)
        return True

    def advance(self, updates: int) -> None:
        assert self.people is not None
        self.calls.append(("advance", updates))
        self.people = advance(self.people, updates)
        self.present = max(self.present, self.crowd.update)

    def seek(self, update: int, most: int) -> bool:
        assert self.people is not None
        self.calls.append(("seek", update))
        if update < self.crowd.update:
            self.people = population(self.plans)
        self.people = advance(self.people, min(most, update - self.crowd.update))
        return self.crowd.update == update

    def updates_to_epoch_end(self) -> int:
        shapes, state = self.network(0)
        return updates_to_epoch_end(state, shapes)

    def network(self, number: int) -> tuple[Plan, State]:
        assert self.people is not None
        return self.plans[number], self.people.state(number)

    def draw(self, cells: int) -> None:
        self.wish = replace(self.wish, cells=cells)

    def see(self, at_rest: bool) -> WallSeen:
        assert self.people is not None
        fits = [fit(one, self.people.state(k).theta) for k, one in enumerate(self.plans)]
        test = [one.train_loss if one.test_loss is None else one.test_loss for one in fits]
        rights = np.ones(len(fits))
        ended = [-1 if why is None else why.update for why in self.people.divergence]
        outcomes = Outcomes(
            np.array([one.train_loss for one in fits]), np.array(test), rights, rights, np.array(ended)
        )
        tiles = Tiles("field", np.arange(len(fits)), np.zeros((len(fits), 2, 2)))
        return WallSeen(
            self.wish, self.grid, Criterion(), self.crowd.update, self.present, 0.0, outcomes, tiles=tiles
        )
