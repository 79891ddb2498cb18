"""Experiment → points, by seed: the front door to all data. It knows nothing of networks or of how classes
become target values.
"""

from __future__ import annotations

import math
from functools import lru_cache

from wbsim import experiment
from wbsim.datasets import bundled, drawn, given
from wbsim.datasets.chance import Chance
from wbsim.datasets.features import feature_values
from wbsim.datasets.values import Dataset, Description, Sample
from wbsim.problems import refuse

__all__ = [
    "Dataset",
    "Description",
    "Sample",
    "describe",
    "draw",
    "feature_values",
    "features_of",
    "train_size",
]


def describe(data: experiment.Data) -> Description:
    """What is known before anything is drawn; raises `Refused` if points are to be given and are not."""
    if data.dataset == "points":
        return given.description(data)
    if data.dataset == "digits":
        return bundled.description()
    return drawn.description(data.dataset)


def features_of(data: experiment.Data) -> tuple[str, ...]:
    """The names of what the network sees: the chosen features of a plane, else every raw coordinate.

    Raises `Refused` if points are to be given and are not, or if no feature is chosen.
    """
    description = describe(data)
    if description.plane is None:
        return description.inputs
    if not data.features:
        raise refuse("data.features", "no input is chosen; the network needs at least 1")
    return data.features


@lru_cache(maxsize=16)
def draw(data: experiment.Data, seed: int) -> Dataset:
    """The points of `data` for a seed, shuffled and split: the same arguments give the same bits everywhere.

    The first `train_size` points train, the others test. Given points are not shuffled. Raises `Refused` if
    points are to be given and are not, or if a file is missing.
    """
    description = describe(data)
    chance = Chance(seed, data.dataset)
    if data.dataset == "points":
        x, y = given.points(data)
    else:
        if data.dataset == "digits":
            x, y = bundled.points(data.noise, chance)
        else:
            x, y = drawn.points(data.dataset, data.noise, chance)
        order = chance.order(len(x))
        x, y = x[order], y[order]
    x.flags.writeable = y.flags.writeable = False
    split = train_size(description, data.train_share)
    return Dataset(description, Sample(x[:split], y[:split]), Sample(x[split:], y[split:]))


def train_size(description: Description, train_share: float) -> int:
    """How many points train: ⌊size·train_share/100⌋, at least one."""
    rounding = 1e-9  # 64.6 % of 500 is 323, but a hair less in binary
    return max(1, math.floor(description.size * train_share / 100.0 + rounding))
