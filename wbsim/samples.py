"""Points as the kernels read them: columns of numbers in the plan's precision, targets coded as outputs, and whole vectors.
It runs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.data import Data
from wbsim.datasets import Dataset, Sample, Scales, draw, feature_values, scales_of
from wbsim.lanes import LANES
from wbsim.plan import Plan
from wbsim.rules import Coding

Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Samples:
    """Points as the kernels read them: x (inputs, padded), t (outputs, padded), of which `count` are real."""

    x: Floats
    t: Floats
    count: int


@dataclass(frozen=True, eq=False)
class Material:
    """All that training and testing read, on the device."""

    train: Samples
    test: Samples | None


def seen(plan: Plan, x: Floats) -> Floats:
    """What the network sees of raw points `x` (n, raw inputs) in the units of the data: (inputs, n padded)."""
    return columns(feature_values(plan.inputs, plan.scales.inputs.apply(x)), plan.dtype)


def told(plan: Plan, outputs: Floats) -> Floats:
    """What outputs (n, outputs) say in the units of the data."""
    return plan.scales.targets.undo(outputs) if plan.coding == "value" else outputs


def padded(count: int, dtype: np.dtype[np.floating]) -> int:
    """`count` rounded up to whole vectors."""
    return -(-count // LANES[dtype]) * LANES[dtype]


def columns(rows: Floats, dtype: np.dtype[np.floating]) -> Floats:
    """(n, k) as (k, n padded); the padding repeats the last row."""
    count = len(rows)
    wide = np.empty((rows.shape[1], padded(count, dtype)), dtype)
    wide[:, :count] = rows.T
    wide[:, count:] = rows[-1:].T
    return wide


def _samples(
    sample: Sample,
    scales: Scales,
    plan_inputs: tuple[str, ...],
    outputs: int,
    coding: Coding,
    dtype: np.dtype[np.floating],
) -> Samples | None:
    if not len(sample.x):
        return None
    x = columns(feature_values(plan_inputs, scales.inputs.apply(sample.x)), dtype)
    y = scales.targets.apply(sample.y) if coding == "value" else sample.y
    return Samples(x, columns(coded(y, outputs, coding), dtype), len(sample.x))


def coded(y: NDArray[np.int64] | Floats, outputs: int, coding: Coding) -> Floats:
    """Targets as the outputs should say them, (n, outputs): classes as ±1, 0/1 or one output a class."""
    if coding == "value":
        return np.asarray(y, float).reshape(len(y), outputs)
    if coding in ("signed", "binary"):
        ones = np.asarray(y, float).reshape(-1, 1)
        return ones * 2 - 1 if coding == "signed" else ones
    onehot = np.eye(outputs)[np.asarray(y)]
    return onehot * 2 - 1 if coding == "signed_onehot" else onehot


@lru_cache(maxsize=4)
def _material(
    data: Data, seed: int, inputs: tuple[str, ...], outputs: int, coding: Coding, dtype: np.dtype[np.floating]
) -> Material:
    drawn, scales = draw(data, seed), scales_of(data, seed)
    train = _samples(drawn.train, scales, inputs, outputs, coding, dtype)
    assert train is not None
    return Material(train, _samples(drawn.test, scales, inputs, outputs, coding, dtype))


# by the plan itself, for hashing data with many given points takes longer than a chunk of training
@lru_cache(maxsize=4)
def dataset(plan: Plan) -> Dataset:
    """The points of a plan as they were drawn."""
    return draw(plan.experiment.data, plan.experiment.seed)


@lru_cache(maxsize=4)
def material(plan: Plan) -> Material:
    """The points of a plan as the kernels read them."""
    return _material(
        plan.experiment.data, plan.experiment.seed, plan.inputs, plan.outputs, plan.coding, plan.dtype
    )
