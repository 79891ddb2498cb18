"""Loss functions: for each its name, code, formula, value and slope for one output of one sample.
`z` is the output's sum (with softmax: its logarithm of the probability), `y` the output, `t` the target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wbsim.kernels.compile import cell
from wbsim.kernels.elementary import exp, log1p_of_small
from wbsim.kernels.lanes import absolute, maximum

MSE, HALF_MSE, BCE, CROSS_ENTROPY = range(4)


@cell
def square(z: Any, y: Any, t: Any) -> Any:
    """(y − t)²"""
    return (y - t) * (y - t)


@cell
def half_square(z: Any, y: Any, t: Any) -> Any:
    """½·(y − t)²"""
    return (y - t) * (y - t) * 0.5


@cell
def binary_cross_entropy(z: Any, y: Any, t: Any) -> Any:
    """−t·ln y − (1 − t)·ln(1 − y) = max(z, 0) − z·t + ln(1 + e^−|z|), finite for every finite z"""
    return maximum(z, 0.0) - z * t + log1p_of_small(exp(-absolute(z)))


@cell
def cross_entropy(z: Any, y: Any, t: Any) -> Any:
    """−t·ln y"""
    return -(t * z)


@cell
def twice_error(y: Any, t: Any) -> Any:
    """2·(y − t)"""
    return (y - t) * 2.0


@cell
def error(y: Any, t: Any) -> Any:
    """y − t"""
    return y - t


@dataclass(frozen=True)
class Loss:
    """One loss. `slope` is ∂/∂y, or where `matched` to its output activation already ∂/∂z; `mean` over outputs."""

    name: str
    code: int
    formula: str
    value: Callable[..., Any]
    slope: Callable[..., Any]
    matched: bool
    mean: bool


LOSSES = (
    Loss("mse", MSE, "mean (y − t)²", square, twice_error, matched=False, mean=True),
    Loss("half_mse", HALF_MSE, "½ Σ (y − t)²", half_square, error, matched=False, mean=False),
    Loss("bce", BCE, "−t ln y − (1 − t) ln(1 − y)", binary_cross_entropy, error, matched=True, mean=True),
    Loss(
        "cross_entropy",
        CROSS_ENTROPY,
        "−ln y of the right class",
        cross_entropy,
        error,
        matched=True,
        mean=False,
    ),
)
CODES = {loss.name: loss.code for loss in LOSSES}


@cell
def value_of(code: int, z: Any, y: Any, t: Any) -> Any:
    """The loss of one output."""
    if code == MSE:
        return square(z, y, t)
    if code == HALF_MSE:
        return half_square(z, y, t)
    if code == BCE:
        return binary_cross_entropy(z, y, t)
    return cross_entropy(z, y, t)


@cell
def slope_of(code: int, y: Any, t: Any) -> Any:
    """The slope of the loss of one output."""
    if code == MSE:
        return twice_error(y, t)
    return error(y, t)
