"""Loss functions: everything there is to know of each one stands in its entry here. A new one is one entry more; kernels,
rules, settings and forms read it. It knows no networks and no Numba.

Everywhere `z` is an output's sum (with softmax: its logarithm of the probability), `y` the output, `t` the target and
`delta` the bend of Huber's loss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from wbsim.elementary import exp, log1p_of_small, sign
from wbsim.lanes import absolute, maximum, minimum, select
from wbsim.translation import marked


@dataclass(frozen=True)
class Loss:
    """One loss function of one output of one sample.

    `value` maps (z, y, t, delta) to the loss, `slope` (y, t, delta) to ∂/∂y. With an `output` it is for that output
    activation alone, whose slope is taken in: `slope` is then ∂/∂z. `mean` says whether a sample's loss is the mean
    over its outputs, not their sum; `targets` what they must be: any numbers, shares from 0 to 1, or −1 and 1.
    """

    name: str
    word: str
    formula: str
    value: Callable[[Any, Any, Any, Any], Any]
    slope: Callable[[Any, Any, Any], Any]
    mean: bool
    output: str | None = None
    targets: Literal["any", "shares", "signs"] = "any"


def square(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """(y − t)²"""
    return (y - t) * (y - t)


def square_slope(y: Any, t: Any, delta: Any) -> Any:
    """2·(y − t)"""
    return (y - t) * 2.0


def half_square(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """½·(y − t)²"""
    return (y - t) * (y - t) * 0.5


def error(y: Any, t: Any, delta: Any) -> Any:
    """y − t"""
    return y - t


def distance(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """|y − t|"""
    return absolute(y - t)


def distance_slope(y: Any, t: Any, delta: Any) -> Any:
    """The sign of y − t; 0 where they are equal"""
    return sign(y - t)


def huber(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """½·e² where |e| ≤ δ, else δ·(|e| − ½·δ), with e = y − t (Huber 1964)"""
    a = absolute(y - t)
    return select(a > delta, (a - 0.5 * delta) * delta, a * a * 0.5)


def huber_slope(y: Any, t: Any, delta: Any) -> Any:
    """y − t, cut off at ±δ"""
    return maximum(minimum(y - t, delta), -delta)


def hinge(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """max(0, 1 − t·y)"""
    return maximum(1.0 - t * y, 0.0)


def hinge_slope(y: Any, t: Any, delta: Any) -> Any:
    """−t where t·y < 1, else 0"""
    return select(t * y < 1.0, -t, 0.0)


def binary_cross_entropy(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """−t·ln y − (1 − t)·ln(1 − y) = max(z, 0) − z·t + ln(1 + e^−|z|), finite for every finite z"""
    return maximum(z, 0.0) - z * t + log1p_of_small(exp(-absolute(z)))


def cross_entropy(z: Any, y: Any, t: Any, delta: Any) -> Any:
    """−t·ln y"""
    return -(t * z)


# in the order of menus, the most usual first
LOSSES = (
    Loss("half_mse", marked("½ squared error"), "Σ ½ (a − t)²", half_square, error, mean=False),
    Loss("mse", marked("mean squared error"), "mean of (a − t)²", square, square_slope, mean=True),
    Loss(
        "bce", marked("binary cross-entropy"), "mean of −t ln a − (1 − t) ln(1 − a)", binary_cross_entropy, error,
        mean=True, output="sigmoid", targets="shares",
    ),
    Loss(
        "cross_entropy", marked("cross-entropy"), "Σ −t ln a", cross_entropy, error,
        mean=False, output="softmax", targets="shares",
    ),
    Loss("mae", marked("mean absolute error"), "mean of |a − t|", distance, distance_slope, mean=True),
    Loss("huber", "Huber", "mean of ½ (a − t)², beyond δ of δ (|a − t| − ½ δ)", huber, huber_slope, mean=True),
    Loss("hinge", marked("hinge"), "mean of max(0, 1 − t a)", hinge, hinge_slope, mean=True, targets="signs"),
)  # fmt: skip
NAMES = tuple(entry.name for entry in LOSSES)
BY_NAME = {entry.name: entry for entry in LOSSES}
