"""Which networks stand side by side: an experiment, the axes along which they differ, and how many seeds stand at each place.
It makes experiments of experiments; walls and sweeps share it, and it trains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from math import prod

import numpy as np

from wbsim.axes import Axis, Variant, listed, stands
from wbsim.datasets import describe, draw
from wbsim.difference import EVERY, HIDDEN, with_difference
from wbsim.experiment import Experiment
from wbsim.network import Constant, Explicit, Pooling, Zero
from wbsim.problems import NO_SUCH, Refused, refuse
from wbsim.rules import train_size
from wbsim.translation import marked, translated
from wbsim.typed_axes import parsed
from wbsim.usual_axes import offered

__all__ = ["FEWEST", "MOST", "Axis", "Cell", "Grid", "Variant", "WallWish", "is_drawn", "offered", "parsed"]

FEWEST, MOST = 16, 4096  # networks of a wall


@dataclass(frozen=True)
class Cell:
    """One network of a grid: where it stands on each axis, its seed, and what it is."""

    number: int
    places: tuple[int, ...]
    seed: int
    experiment: Experiment


@dataclass(frozen=True, eq=False)
class Grid:
    """Every combination of the variants of all axes, from each of the seeds; seeds change fastest, the last axis next."""

    base: Experiment
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...]
    _known: dict[tuple[int, ...], Experiment] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.seeds) * prod(map(len, self.axes))

    def place(self, number: int) -> tuple[tuple[int, ...], int]:
        """Where a network stands on each axis, and which of the seeds it has."""
        places, (rest, seed) = [], divmod(number, len(self.seeds))
        for axis in reversed(self.axes):
            rest, at = divmod(rest, len(axis))
            places.append(at)
        return tuple(reversed(places)), seed

    def experiment(self, number: int) -> Experiment:
        """What one network is, with the smallest repair that makes it fit; raises `Refused`, as it does where one axis undoes
        what another one sets.

        Whatever the order of the axes, what is a whole is put before what is a part of it: data before a network, an
        optimizer before its numbers, all layers before one.
        """
        places, seed = self.place(number)
        if not 0 <= self.seeds[seed] < 2**63:
            raise refuse(
                "seed",
                translated(
                    "{seeds} is out of range; it must be at least 0 and below 2⁶³", seeds=self.seeds[seed]
                ),
            )
        return self._at(places).model_copy(update={"seed": self.seeds[seed]})

    def _at(self, places: tuple[int, ...]) -> Experiment:
        """What all networks of a place are but for their seeds."""
        if places not in self._known:
            chosen = [(axis, axis.variants[at]) for axis, at in zip(self.axes, places, strict=True)]
            try:
                self._known[places] = _together(self.base, chosen)
            except Refused as refused:
                raise _clash(self.base, chosen) or refused from None
        return self._known[places]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All networks in order; raises `Refused`."""
        return tuple(self._cells())

    def _cells(self) -> Iterator[Cell]:
        for number, _ in enumerate(product(*(range(len(a)) for a in self.axes), self.seeds)):
            places, seed = self.place(number)
            yield Cell(number, places, self.seeds[seed], self.experiment(number))


def is_drawn(experiment: Experiment) -> bool:
    """Whether another seed makes another run: where it starts, its points or their order are drawn."""
    batches = experiment.batches
    points = train_size(experiment, describe(experiment.data))
    if batches.order == "shuffled" and batches.size < points:  # a batch of all is the same in any order
        return True
    layers = [layer for layer in experiment.network.layers if not isinstance(layer, Pooling)]
    starts = [start for layer in layers for start in (layer.weight_init, layer.bias_init)]
    if not all(isinstance(start, Zero | Constant | Explicit) for start in starts):
        return True
    one, other = (draw(experiment.data, seed) for seed in (0, 1))
    samples = ((one.train, other.train), (one.test, other.test))
    return not all(np.array_equal(a.x, b.x) and np.array_equal(a.y, b.y) for a, b in samples)


Choice = tuple[Axis, Variant]
_UNDONE = marked("what one sets, the other undoes")


def _together(base: Experiment, chosen: Sequence[Choice]) -> Experiment:
    """An experiment that is all of these variants; raises `Refused` where there is none."""
    found = base
    for _, variant in sorted(chosen, key=_turn):
        found = with_difference(found, variant.difference)
    for axis, variant in chosen:
        if not stands(found, variant):
            raise refuse(axis.name, translated(_UNDONE))
    return found


def _refusal(base: Experiment, chosen: Sequence[Choice]) -> Refused | None:
    """Why an experiment is not all of these variants; None where it is."""
    try:
        _together(base, chosen)
    except Refused as refused:
        return refused
    return None


def _clash(base: Experiment, chosen: Sequence[Choice]) -> Refused | None:
    """Which of the variants cannot stand together, the fewest; None where one cannot be whatever the others are."""
    for one in chosen:
        if _refusal(base, (one,)):
            others = (other for other in chosen if other is not one and _helps(base, one, other[0]))
            helped = next(others, None)
            return _not_both(base, (helped, one)) if helped else None
    pairs = combinations(chosen, 2)
    return _not_both(base, next((pair for pair in pairs if _refusal(base, pair)), chosen))


def _helps(base: Experiment, one: Choice, axis: Axis) -> bool:
    """Whether a variant that cannot stand alone can stand with some variant of an axis."""
    return any(_refusal(base, (one, (axis, variant))) is None for variant in axis.variants)


def _not_both(base: Experiment, chosen: Sequence[Choice]) -> Refused:
    refused = _refusal(base, chosen)
    why = refused.problems[0].what if refused else translated(_UNDONE)
    if why.startswith(translated(NO_SUCH)):
        why = translated("what one sets, the other lacks")
    names = listed(f"{axis.name}={variant.typed or variant.word}" for axis, variant in chosen)
    return refuse(names, translated("they cannot stand together: {why}", why=why))


def _turn(choice: Choice) -> tuple[bool, int, bool, bool]:
    """When a variant is put among others."""
    path = choice[1].difference.settings[0][0]
    is_one = not {EVERY, HIDDEN} & {*path.split(".")}
    return not path.startswith("data."), path.count("."), is_one, not path.endswith(".kind")


@dataclass(frozen=True)
class WallWish:
    """Which wall is wished of the run at hand: the axes along which its networks differ (none, one or two: the first across,
    the second down), how many seeds stand at each place, and the cells along an edge of each small picture.
    """

    axes: tuple[Axis, ...] = ()
    seeds: int = 16
    cells: int = 32

    def grid(self, base: Experiment) -> Grid:
        """The networks of the wall of an experiment: its own seed, and those after it."""
        return Grid(base, self.axes, tuple(range(base.seed, base.seed + self.seeds)))
