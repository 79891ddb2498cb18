"""Experiment → points, by seed: the front door to all data. It knows nothing of networks or of how classes
become target values.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wbsim.data import Data
from wbsim.datasets import bundled, drawn, formula, given, letters, sequences, series, worked
from wbsim.datasets.chance import Chance
from wbsim.datasets.features import feature_values
from wbsim.datasets.scales import Scales, Scaling
from wbsim.datasets.scales import scales as _scales
from wbsim.datasets.values import Dataset, Description, Sample
from wbsim.problems import refuse
from wbsim.translation import Language, chosen, translated

__all__ = [
    "Dataset",
    "Description",
    "Sample",
    "Scales",
    "Scaling",
    "describe",
    "draw",
    "feature_values",
    "features_of",
    "scales_of",
    "train_size",
]


def describe(data: Data) -> Description:
    """What is known before anything is drawn, in the language that was chosen; raises `Refused` if points are to be given
    and are not.
    """
    if data.dataset == "points":
        return given.description(data)  # in the words of whoever gave them
    if data.dataset == "function":
        formula.function(data.function)
        return formula.description()
    return _spoken(_room(data.dataset).description(data.dataset), chosen())


@lru_cache(maxsize=64)
def _spoken(facts: Description, language: Language) -> Description:
    """The facts with their names in the language that is spoken."""
    if language == "en":
        return facts
    return replace(
        facts, titles=tuple(map(_title, facts.titles)), classes=tuple(map(translated, facts.classes)),
        target=translated(facts.target), origin=translated(facts.origin),
    )  # fmt: skip


def _title(title: str) -> str:
    """A title as `petal length`, or one that ends with a number, as `step −3`."""
    word, gap, number = title.rpartition(" ")
    return f"{translated(word)} {number}" if gap and number[-1:].isdigit() else translated(title)


class _Room(Protocol):
    """A module with data sets by name."""

    @property
    def NAMES(self) -> tuple[str, ...]: ...

    def description(self, name: str) -> Description: ...

    def points(
        self, name: str, noise: float, chance: Chance
    ) -> tuple[NDArray[np.float64], NDArray[np.int64] | NDArray[np.float64]]: ...


_ROOMS: tuple[_Room, ...] = (worked, bundled, letters, series, sequences, drawn)


def _room(dataset: str) -> _Room:
    return next(room for room in _ROOMS if dataset in room.NAMES)


def features_of(data: Data) -> tuple[str, ...]:
    """The names of what the network sees: the chosen features of two inputs, else every raw coordinate.

    Raises `Refused` if points are to be given and are not, or if no feature is chosen.
    """
    description = describe(data)
    if len(description.inputs) != 2 or description.image or description.sequence:
        return description.inputs
    if not data.features:
        raise refuse("data.features", translated("no input is chosen; the network needs at least 1"))
    return data.features


@lru_cache(maxsize=4)  # a few, for one may hold a million points
def draw(data: Data, seed: int) -> Dataset:
    """The points of `data` for a seed, split: the same arguments give the same bits everywhere.

    Drawn and bundled points are shuffled; the first `train_size` points train, the others test. Given points,
    worked examples and series in time keep their order. Raises `Refused` if points are to be given and are not, or if a file is
    missing.
    """
    description = describe(data)
    chance = Chance(seed, data.dataset)
    x, y = _points(data, chance)
    split = train_size(description, data.train_share)
    if data.dataset == "points":
        test = given.tested(data, chance, split)
        train, tested = _sample(x[~test], y[~test]), _sample(x[test], y[test])
    else:
        if data.dataset not in worked.NAMES and description.time is None:
            order = chance.order(len(x))
            x, y = x[order], y[order]
        train, tested = _sample(x[:split], y[:split]), _sample(x[split:], y[split:])
    return Dataset(description, train, tested)


def _points(
    data: Data, chance: Chance
) -> tuple[NDArray[np.float64], NDArray[np.int64] | NDArray[np.float64]]:
    if data.dataset == "points":
        return given.points(data)
    if data.dataset == "function":
        return formula.points(data.function, data.noise, chance)
    return _room(data.dataset).points(data.dataset, data.noise, chance)


def _sample(x: NDArray[np.float64], y: NDArray[np.int64] | NDArray[np.float64]) -> Sample:
    x.flags.writeable = y.flags.writeable = False
    return Sample(x, y)


def train_size(description: Description, train_share: float) -> int:
    """How many points train: all but those the data themselves keep for testing, else ⌊size·train_share/100⌋, at
    least one.
    """
    if description.test is not None:
        return description.size - description.test
    rounding = 1e-9  # 64.6 % of 500 is 323, but a hair less in binary
    return max(1, math.floor(description.size * train_share / 100.0 + rounding))


@lru_cache(maxsize=16)
def scales_of(data: Data, seed: int) -> Scales:
    """How the numbers of drawn points are counted; raises what `draw` raises."""
    return _scales(data, draw(data, seed))
