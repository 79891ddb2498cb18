"""Loss functions: for each its name, code, value and slope for one output of one sample.
`z` is the output's sum (with softmax: its logarithm of the probability), `y` the output, `t` the target.
"""

from __future__ import annotations

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


CODES = {"mse": MSE, "half_mse": HALF_MSE, "bce": BCE, "cross_entropy": CROSS_ENTROPY}


@cell
def is_mean(code: int) -> bool:
    """Whether a sample's loss is the mean over its outputs, not their sum."""
    return code == MSE or code == BCE


@cell
def is_matched(code: int) -> bool:
    """Whether its slope is already ∂/∂z, its output activation's slope taken in, and not ∂/∂y."""
    return code == BCE or code == CROSS_ENTROPY


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
