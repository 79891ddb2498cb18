"""Points that the experiment itself gives one by one. They keep their order; noise does not touch them."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.data import Data, Points
from wbsim.datasets.chance import Chance
from wbsim.datasets.values import Description
from wbsim.problems import refuse
from wbsim.translation import translated

MOST_AXES = 32  # inputs that axes are offered for


@lru_cache(maxsize=8)
def description(data: Data) -> Description:
    """The facts of given points; raises `Refused` if there are none."""
    given = _given(data)
    inputs = given.x.shape[1]
    numbers = tuple(str(number) for number in range(given.classes))
    axes = given.picture is None and given.steps is None and inputs <= MOST_AXES
    return Description(
        name="points",
        task="classification" if given.labelled else "regression",
        size=len(given.x),
        inputs=tuple(f"x{number}" for number in range(1, inputs + 1)),
        classes=(given.labels or numbers) if given.labelled else (),
        targets=1 if given.labelled else given.y.shape[1],
        titles=given.inputs,
        units=given.units,
        target=given.target,
        target_unit=given.target_unit,
        ranges=(given.ranges or around(given)) if axes else (),
        image=given.picture,
        channels=given.channels,
        sequence=None if given.steps is None else (given.steps, inputs // given.steps),
        test=given.test,
        origin=given.origin,
    )


def points(data: Data) -> tuple[NDArray[np.float64], NDArray[np.int64] | NDArray[np.float64]]:
    """All points as given: x (n, inputs), y (n,) or (n, targets); raises `Refused` if there are none."""
    given = _given(data)
    return given.x, given.y


def tested(data: Data, chance: Chance, training: int) -> NDArray[np.bool_]:
    """Which points test, (n,): those at the end if the points say how many, else as many as chance takes."""
    given = _given(data)
    test = np.zeros(len(given.x), bool)
    if given.test is None:
        test[chance.order(len(test))[training:]] = True
    else:
        test[training:] = True
    return test


def _given(data: Data) -> Points:
    if data.points is None:
        raise refuse(
            "data.points",
            translated("the data are to be given points, but there are none; there must be at least 1"),
        )
    return data.points


def around(given: Points) -> tuple[tuple[float, float], ...]:
    """From where to where each input is shown: all points with a fifth of their range to spare.

    Two inputs without names or units share one range, so that the plane is a square.
    """
    lows, highs = given.x.min(axis=0).tolist(), given.x.max(axis=0).tolist()
    if len(lows) == 2 and not (given.inputs or given.units):
        return (_spacious(min(lows), max(highs)),) * 2
    return tuple(_spacious(low, high) for low, high in zip(lows, highs, strict=True))


def _spacious(low: float, high: float) -> tuple[float, float]:
    """A range with a fifth of its length to spare at each end, rounded outward to round numbers."""
    spare = 0.2 * (high - low) or 1.0
    spare = max(spare, 1e-4 * max(abs(low), abs(high)))  # so that cells far out differ in float32 too
    step = 10.0 ** math.floor(math.log10(high - low + 2 * spare)) / 10.0
    return math.floor((low - spare) / step) * step, math.ceil((high + spare) / step) * step
