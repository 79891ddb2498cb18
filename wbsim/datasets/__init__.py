"""Experiment → points, by seed: the front door to all data. It knows nothing of networks or of how classes
become target values.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.data import Data
from wbsim.datasets import bundled, drawn, formula, given, worked
from wbsim.datasets.chance import Chance
from wbsim.datasets.features import feature_values
from wbsim.datasets.scales import Scales, Scaling
from wbsim.datasets.scales import scales as _scales
from wbsim.datasets.values import Dataset, Description, Sample
from wbsim.problems import refuse

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
    """What is known before anything is drawn; raises `Refused` if points are to be given and are not."""
    if data.dataset == "points":
        return given.description(data)
    if data.dataset in worked.NAMES:
        return worked.description(data.dataset)
    if data.dataset in bundled.NAMES:
        return bundled.description(data.dataset)
    if data.dataset == "function":
        formula.function(data.function)
        return formula.description()
    return drawn.description(data.dataset)


def features_of(data: Data) -> tuple[str, ...]:
    """The names of what the network sees: the chosen features of two inputs, else every raw coordinate.

    Raises `Refused` if points are to be given and are not, or if no feature is chosen.
    """
    description = describe(data)
    if len(description.inputs) != 2 or description.image or description.sequence:
        return description.inputs
    if not data.features:
        raise refuse("data.features", "no input is chosen; the network needs at least 1")
    return data.features


@lru_cache(maxsize=4)  # a few, for one may hold a million points
def draw(data: Data, seed: int) -> Dataset:
    """The points of `data` for a seed, split: the same arguments give the same bits everywhere.

    Drawn and bundled points are shuffled; the first `train_size` points train, the others test. Given points and
    worked examples keep their order. Raises `Refused` if points are to be given and are not, or if a file is
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
        if data.dataset not in worked.NAMES:
            order = chance.order(len(x))
            x, y = x[order], y[order]
        train, tested = _sample(x[:split], y[:split]), _sample(x[split:], y[split:])
    return Dataset(description, train, tested)


def _points(
    data: Data, chance: Chance
) -> tuple[NDArray[np.float64], NDArray[np.int64] | NDArray[np.float64]]:
    if data.dataset == "points":
        return given.points(data)
    if data.dataset in worked.NAMES:
        return worked.points(data.dataset, data.noise, chance)
    if data.dataset in bundled.NAMES:
        return bundled.points(data.dataset, data.noise, chance)
    if data.dataset == "function":
        return formula.points(data.function, data.noise, chance)
    return drawn.points(data.dataset, data.noise, chance)


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
