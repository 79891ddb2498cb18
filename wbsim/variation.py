"""Which networks stand side by side: an experiment, the axes along which they differ, and how many seeds stand at each place.
It makes experiments of experiments; walls and sweeps share it, and it trains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from wbsim.difference import Difference, with_difference
from wbsim.experiment import Experiment

FEWEST, MOST = 16, 4096  # networks of a wall


@dataclass(frozen=True)
class Variant:
    """One value of an axis: as people read it (`0.03`, `off`, `Xavier`), and the settings that make it so."""

    word: str
    difference: Difference


@dataclass(frozen=True)
class Axis:
    """What networks differ in: `name` as it is typed (`learning_rate`), `title` as it is read (`learning rate`)."""

    name: str
    title: str
    variants: tuple[Variant, ...]

    def __len__(self) -> int:
        return len(self.variants)


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
        """What one network is, with the smallest repair that makes it fit; raises `Refused`."""
        places, seed = self.place(number)
        found = self.base.changed({"seed": self.seeds[seed]})
        for axis, at in zip(self.axes, places, strict=True):
            found = with_difference(found, axis.variants[at].difference)
        return found

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All networks in order; raises `Refused`."""
        return tuple(self._cells())

    def _cells(self) -> Iterator[Cell]:
        for number, _ in enumerate(product(*(range(len(a)) for a in self.axes), self.seeds)):
            places, seed = self.place(number)
            yield Cell(number, places, self.seeds[seed], self.experiment(number))


def parsed(text: str, experiment: Experiment) -> Axis:
    """An axis as it is typed: `learning_rate=1e-4:1:log:20`, `bias=on,off`, `optimizer.momentum=0:0.9:10`; raises `Refused`."""
    raise NotImplementedError


def offered(experiment: Experiment) -> dict[str, Axis]:
    """The axes that are worth a wall of an experiment, by name, with the values that are usual for each; those that come
    first are looked at first.
    """
    rates = tuple(
        Variant(f"{rate:g}", Difference(f"learning rate {rate:g}", (("optimizer.learning_rate", rate),)))
        for rate in (0.001, 0.003, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0, 3.0)
    )
    biases = tuple(
        Variant(word, Difference(f"bias {word}", (("network.layers.*.bias", word == "on"),)))
        for word in ("on", "off")
    )
    return {
        "learning_rate": Axis("learning_rate", "learning rate", rates), "bias": Axis("bias", "bias", biases),
    }  # fmt: skip


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
