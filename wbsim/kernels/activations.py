"""Activation functions: for each one its name, code, rule y = f(z) and slope f′ written with y. For a new one the
kernels need an entry in `ACTIVATIONS` and nothing else; the experiment must know its name too. Softmax is here by
name and code; its rule joins a whole layer and stands with the dense layer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wbsim.kernels.compile import cell
from wbsim.kernels.elementary import exp
from wbsim.kernels.elementary import tanh as _tanh
from wbsim.kernels.lanes import maximum, select


@cell
def linear(z: Any) -> Any:
    """y = z"""
    return z


@cell
def linear_slope(y: Any) -> Any:
    """1"""
    return y * 0.0 + 1.0


@cell
def sigmoid(z: Any) -> Any:
    """y = 1 / (1 + e⁻ᶻ), exact to a few units in the last place however small it is"""
    return 1.0 / (exp(-z) + 1.0)


@cell
def sigmoid_slope(y: Any) -> Any:
    """y·(1 − y)"""
    return y * (1.0 - y)


@cell
def tanh(z: Any) -> Any:
    """y = tanh z"""
    return _tanh(z)


@cell
def tanh_slope(y: Any) -> Any:
    """1 − y²"""
    return 1.0 - y * y


@cell
def relu(z: Any) -> Any:
    """y = max(0, z); a NaN stays"""
    return maximum(z, 0.0)


@cell
def relu_slope(y: Any) -> Any:
    """1 where y > 0, else 0"""
    return select(y > 0.0, y * 0.0 + 1.0, 0.0)


@dataclass(frozen=True)
class Activation:
    """One activation function; `slope` takes the output y."""

    name: str
    code: int
    rule: Callable[..., Any] | None
    slope: Callable[..., Any] | None


LINEAR, SIGMOID, TANH, RELU, SOFTMAX = range(5)

ACTIVATIONS = (
    Activation("linear", LINEAR, linear, linear_slope),
    Activation("sigmoid", SIGMOID, sigmoid, sigmoid_slope),
    Activation("tanh", TANH, tanh, tanh_slope),
    Activation("relu", RELU, relu, relu_slope),
    Activation("softmax", SOFTMAX, None, None),
)
CODES = {activation.name: activation.code for activation in ACTIVATIONS}


def _chain(entries: tuple[tuple[int, Any], ...]) -> Any:
    """A compiled `if code == … elif …` over the entries; the last one is the default."""
    (code, rule), *rest = entries
    if not rest:

        @cell
        def last(asked: int, value: Any) -> Any:
            return rule(value)

        return last
    others = _chain(tuple(rest))

    @cell
    def choose(asked: int, value: Any) -> Any:
        if asked == code:
            return rule(value)
        return others(asked, value)

    return choose


activate = _chain(tuple((a.code, a.rule) for a in ACTIVATIONS if a.rule))
slope = _chain(tuple((a.code, a.slope) for a in ACTIVATIONS if a.slope))
