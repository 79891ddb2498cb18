"""The two worked examples that are told with whole numbers and real units: who passes an exam, and what a house
costs. Points come in the order they are drawn; the first one is the example's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets.chance import Chance
from wbsim.datasets.values import Description
from wbsim.translation import marked

Array = NDArray[np.float64]

_STUDENTS = 200
_HOUSES = 60
_DESCRIPTIONS = {
    "pass-fail": Description(
        name="pass-fail",
        task="classification",
        size=_STUDENTS,
        inputs=("x1", "x2"),
        classes=(marked("fail"), marked("pass")),
        targets=1,
        titles=(marked("studied"), marked("slept")),
        units=("h", "h"),
        target=marked("exam"),
        ranges=((-2.0, 10.5), (-2.0, 10.5)),  # the origin is in sight, and both hours have one scale
        noise="labels",
        origin=marked("drawn: hours that students studied and slept, and whether they passed"),
    ),
    "house-price": Description(
        name="house-price",
        task="regression",
        size=_HOUSES,
        inputs=("x1",),
        classes=(),
        targets=1,
        titles=(marked("size"),),
        units=("m²",),
        target=marked("price"),
        target_unit="k€",
        ranges=((-15.0, 200.0),),  # 0 is in sight, where the bias alone makes the price
        noise="labels",
        origin=marked("drawn: houses at 2.5 k€ a square metre less 10 k€"),
    ),
}
NAMES = tuple(_DESCRIPTIONS)


@dataclass(frozen=True)
class Example:
    """The numbers that an example is told with: a point, the weights and the bias of one neuron."""

    point: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float


_EXAMPLES = {
    "pass-fail": Example((4.0, 6.0), (0.6, 0.3), -0.4),
    "house-price": Example((96.0,), (2.5,), -10.0),
}


def example(name: str) -> Example | None:
    """The numbers of a worked example; None for other data."""
    return _EXAMPLES.get(name)


def description(name: str) -> Description:
    """The facts of a worked example."""
    return _DESCRIPTIONS[name]


def points(name: str, noise: float, chance: Chance) -> tuple[Array, NDArray[np.int64] | Array]:
    """All points of an example at `noise` per cent: x (n, inputs), y (n,) or (n, 1)."""
    return _students(chance, noise / 100.0) if name == "pass-fail" else _houses(chance, noise / 100.0)


def _students(chance: Chance, noise: float) -> tuple[Array, NDArray[np.int64]]:
    """Hours studied ~ U(0, 8) and slept ~ U(3, 10) in tenths; passed where 0.6·studied + 0.3·slept > 4,
    give or take U(−3, 3)·noise. The first one studied 4 h and slept 6 h.
    """
    studied = chance.uniform("studied", 0.0, 8.0, _STUDENTS)
    slept = chance.uniform("slept", 3.0, 10.0, _STUDENTS)
    x: Array = np.round(np.stack([studied, slept], axis=1), 1)  # type: ignore[assignment]  # NumPy says float16
    x[0] = 4.0, 6.0
    luck = chance.uniform("noise", -3.0, 3.0, _STUDENTS) * noise
    luck[0] = 0.0
    score: Array = 0.6 * x[:, 0] + 0.3 * x[:, 1] + luck
    return x, (score > 4.0).astype(np.int64)


def _houses(chance: Chance, noise: float) -> tuple[Array, Array]:
    """Size ~ U(30, 180) m² in whole numbers; price = 2.5·size − 10 k€, give or take U(−200, 200)·noise.
    The first house has 100 m² and costs 240 k€.
    """
    size: Array = np.round(chance.uniform("size", 30.0, 180.0, _HOUSES))[:, None]
    size[0] = 100.0
    luck = chance.uniform("noise", -200.0, 200.0, _HOUSES)[:, None] * noise
    luck[0] = 0.0
    price: Array = 2.5 * size - 10.0 + luck
    return size, price
