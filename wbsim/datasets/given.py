"""Points that the experiment itself gives one by one. They keep their order; noise does not touch them."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import experiment
from wbsim.datasets.values import Description
from wbsim.problems import refuse


@lru_cache(maxsize=8)
def description(data: experiment.Data) -> Description:
    """The facts of given points; raises `Refused` if there are none."""
    given = _given(data)
    inputs = len(given.x[0])
    targets = given.y[0]
    return Description(
        name="points",
        task="regression" if isinstance(targets, tuple) else "classification",
        size=len(given.x),
        inputs=tuple(f"x{number}" for number in range(1, inputs + 1)),
        classes=() if isinstance(targets, tuple) else tuple(str(number) for number in range(given.classes)),
        targets=len(targets) if isinstance(targets, tuple) else 1,
        plane=_square(given) if inputs == 2 else None,
    )


def points(data: experiment.Data) -> tuple[NDArray[np.float64], NDArray[np.int64] | NDArray[np.float64]]:
    """All points as given: x (n, inputs), y (n,) or (n, targets); raises `Refused` if there are none."""
    given = _given(data)
    x = np.array(given.x, dtype=np.float64)
    if given.labelled:
        return x, np.array(given.y, dtype=np.int64)
    return x, np.array(given.y, dtype=np.float64)


def _given(data: experiment.Data) -> experiment.Points:
    if data.points is None:
        raise refuse(
            "data.points", "the data are to be given points, but there are none; there must be at least 1"
        )
    return data.points


def _square(given: experiment.Points) -> tuple[float, float]:
    """A square around all points with a fifth of their range to spare, rounded outward to a round number."""
    low = min(min(row) for row in given.x)
    high = max(max(row) for row in given.x)
    spare = 0.2 * (high - low) or 1.0
    spare = max(spare, 1e-4 * max(abs(low), abs(high)))  # so that cells far out differ in float32 too
    step = 10.0 ** math.floor(math.log10(high - low + 2 * spare)) / 10.0
    return math.floor((low - spare) / step) * step, math.ceil((high + spare) / step) * step
