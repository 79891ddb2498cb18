"""Many networks as one frozen value, whatever they differ in: those that can be stacked train together, the others beside
them. `advance` makes another crowd of one, exactly as many updates on; any network can be taken out as a State.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wbsim import population as populations
from wbsim import population_fit
from wbsim.engine import State
from wbsim.experiment import Experiment
from wbsim.outcomes import Outcomes
from wbsim.plan import Plan, plan
from wbsim.population import Population
from wbsim.population_tiles import TileKind, Tiles, kind_of, tiles_of
from wbsim.stacked import alike, executor

__all__ = ["Crowd", "TileKind", "Tiles", "advance", "crowd", "losses", "of_plans", "outcomes", "tiles"]


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
        part, place = self._places[range(len(self))[network]]
        return self.parts[part].state(int(place))

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """In which part each network is, and at which place there: (networks, 2)."""
        found = np.empty((len(self), 2), np.intp)
        for part, those in enumerate(self.members):
            found[those, 0], found[those, 1] = part, np.arange(len(those))
        return found


def crowd(experiments: Sequence[Experiment]) -> Crowd:
    """The networks of these experiments at their starts; raises `Refused`, ValueError where there are none."""
    return of_plans([plan(one) for one in experiments])


def of_plans(plans: Sequence[Plan], states: Sequence[State] | None = None) -> Crowd:
    """As `crowd`, of plans that were made before, in these states or at their starts."""
    if not plans:
        raise ValueError("a crowd needs at least one network")
    members = grouped(plans)
    parts = tuple(
        populations.population([plans[k] for k in those], states and [states[k] for k in those])
        for those in members
    )
    return Crowd(0, tuple(plans), parts, members)


def grouped(plans: Sequence[Plan]) -> tuple[NDArray[np.intp], ...]:
    """The networks of every part. In each those with the same batches of the same points stand side by side: a block of
    them fetches its samples once.
    """
    groups: dict[object, list[int]] = {}
    for number, one in enumerate(plans):
        tested = one.train_size < one.description.size  # a part is measured on points of one kind
        what = (kind_of(one), one.coding, len(one.description.classes), tested)
        groups.setdefault((alike(one), what), []).append(number)
    return tuple(np.array(sorted(those, key=lambda k: _turn(plans[k])), np.intp) for those in groups.values())


def _turn(one: Plan) -> tuple[int, str]:
    """Where a network stands among those of its part: by seed, then by data."""
    data = one.experiment.data
    points = id(data.points) if data.points is not None else 0
    return one.experiment.seed, f"{data.model_copy(update={'points': None})!r}{points}"


def advance(before: Crowd, updates: int, threads: int = 1) -> Crowd:
    """Every network `updates` updates on. The bits do not depend on `threads` nor on which networks stand beside each other.
    Raises ValueError for a negative count.
    """
    if updates < 0:
        raise ValueError(f"{updates} updates: training goes forward only; the count must be 0 or more")
    wide = [len(part) >= part.stack.lanes * threads for part in before.parts]
    beside = {
        k: executor(threads).submit(populations.advance, part, updates, 1)
        for k, part in enumerate(before.parts)
        if not wide[k] and len(before.parts) > 1 and threads > 1
    }
    parts = [
        beside[k].result() if k in beside else populations.advance(part, updates, threads)
        for k, part in enumerate(before.parts)
    ]
    return replace(before, update=before.update + updates, parts=tuple(parts))


def outcomes(of: Crowd, threads: int = 1) -> Outcomes:
    """How every network fits its own points now."""
    figures = np.full((4, len(of)), np.nan)
    lost = np.full(len(of), -1, np.int64)
    for part, those in zip(of.parts, of.members, strict=True):
        train = population_fit.on_training(part, None, threads)
        test = population_fit.on_tests(part, None, threads)
        figures[:, those] = train.loss, test.loss, train.right, test.right
        lost[those] = ended(part)
    return Outcomes.of(figures, lost)


def losses(of: Crowd, threads: int = 1) -> NDArray[np.float64]:
    """What `outcomes(of).loss` is, without all the rest: (networks,)."""
    found = np.empty(len(of))
    for part, those in zip(of.parts, of.members, strict=True):
        measured = population_fit.on_tests if population_fit.has_tests(part) else population_fit.on_training
        found[those] = np.where(ended(part) >= 0, np.inf, measured(part, None, threads).loss)
    return found


def ended(part: Population) -> NDArray[np.int64]:
    """The update that each network could not make, -1 where it goes on: (networks,)."""
    return np.array([-1 if lost is None else lost.update for lost in part.divergence], np.int64)


def tiles(of: Crowd, networks: Sequence[int], cells: int, threads: int = 1) -> Tiles:
    """Small pictures of some networks, `cells` along an edge: of the kind that the first of the crowd has. Networks that have
    none of that kind and size get NaN. Raises IndexError.
    """
    wanted = np.array([range(len(of))[network] for network in networks], np.intp)
    kind = kind_of(of.plans[0])
    found: list[tuple[NDArray[np.intp], NDArray[np.floating]]] = []
    at = of._places[wanted]
    for number, part in enumerate(of.parts):
        here = np.flatnonzero(at[:, 0] == number)
        if not len(here) or kind_of(part.stack.whole) != kind:
            continue
        inside, lanes = at[here, 1], part.stack.lanes
        blocks, which = np.unique(inside // lanes, return_inverse=True)
        pictures = tiles_of(part, blocks, cells, threads)
        found.append((here, pictures[which * lanes + inside % lanes]))
    return Tiles(kind, wanted, _joined(found, len(wanted), cells))


def _joined(
    found: Sequence[tuple[NDArray[np.intp], NDArray[np.floating]]], count: int, cells: int
) -> NDArray[np.floating]:
    """Pictures at their places among `count`, (count, …); of several sizes the first one's."""
    if not found:
        return np.full((count, cells), np.nan)
    shape = found[0][1].shape[1:]
    values = np.full((count, *shape), np.nan, found[0][1].dtype)
    for here, pictures in found:
        if pictures.shape[1:] == shape:
            values[here] = pictures
    values.flags.writeable = False
    return values
