"""Activation functions: everything there is to know of each one stands in its entry here. A new one is one entry more;
kernels, settings, menus, formulas and pictures read it. It knows no layers and no Numba.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from wbsim.elementary import exp, expm1, log1p_of_small, normal_density, normal_share
from wbsim.elementary import tanh as _tanh
from wbsim.lanes import absolute, constant, maximum, minimum, select

Rule = Callable[[Any], Any]
Slope = Callable[[Any, Any], Any]

LEAK = 0.01
# the fixed point of Klambauer et al. (2017): values of mean 0 and variance 1 keep both
SELU_SCALE, SELU_FLOOR = 1.0507009873554805, 1.7580993408473766


@dataclass(frozen=True)
class Activation:
    """One activation function a = f(z).

    `rule` maps sums z to values a, `slope` maps (z, a) to f′(z); both take and give arrays of any shape, numbers or,
    in a kernel, vectors. They are None where a value depends on the sums of the whole layer. The formulas are of z
    and a, with `^x` or `^{…}` for what is raised; `ends` are the bounds of f (±inf where there is none);
    `he` / fan_in is the variance of He's start: 2, or for the later rectifiers what He's argument gives for them,
    1 / E[f(z)²] over a normally spread z.
    """

    name: str
    word: str
    formula: str
    slope_formula: str
    rule: Rule | None
    slope: Slope | None
    ends: tuple[float, float] = (-inf, inf)
    he: float = 2.0

    @property
    def bounded(self) -> bool:
        """Whether its values have both a lower and an upper bound."""
        return self.ends[0] > -inf and self.ends[1] < inf


def linear(z: Any) -> Any:
    """a = z"""
    return z


def linear_slope(z: Any, a: Any) -> Any:
    """1"""
    return constant(z, 1.0)


def sigmoid(z: Any) -> Any:
    """a = 1 / (1 + e⁻ᶻ), exact to a few units in the last place however small it is"""
    return 1.0 / (exp(-z) + 1.0)


def sigmoid_slope(z: Any, a: Any) -> Any:
    """a·(1 − a)"""
    return a * (1.0 - a)


def tanh(z: Any) -> Any:
    """a = tanh z"""
    return _tanh(z)


def tanh_slope(z: Any, a: Any) -> Any:
    """1 − a²"""
    return 1.0 - a * a


def relu(z: Any) -> Any:
    """a = max(0, z); a NaN stays"""
    return maximum(z, 0.0)


def relu_slope(z: Any, a: Any) -> Any:
    """1 where z > 0, which is where a > 0; else 0"""
    return select(a > 0.0, constant(z, 1.0), 0.0)


def leaky_relu(z: Any) -> Any:
    """a = max(0.01·z, z)"""
    return maximum(z, z * LEAK)


def leaky_relu_slope(z: Any, a: Any) -> Any:
    """1 where z > 0, else 0.01"""
    return select(z > 0.0, constant(z, 1.0), LEAK)


def elu(z: Any) -> Any:
    """a = z where z > 0, else eᶻ − 1 (Clevert et al. 2016, α = 1)"""
    return select(z > 0.0, z, expm1(minimum(z, 0.0)))


def elu_slope(z: Any, a: Any) -> Any:
    """1 where z > 0, else eᶻ = a + 1"""
    return select(z > 0.0, constant(z, 1.0), a + 1.0)


def selu(z: Any) -> Any:
    """a = λ·z where z > 0, else λα·(eᶻ − 1) (Klambauer et al. 2017)"""
    return select(z > 0.0, z * SELU_SCALE, expm1(minimum(z, 0.0)) * SELU_FLOOR)


def selu_slope(z: Any, a: Any) -> Any:
    """λ where z > 0, else λα·eᶻ = a + λα"""
    return select(z > 0.0, constant(z, SELU_SCALE), a + SELU_FLOOR)


def gelu(z: Any) -> Any:
    """a = z·Φ(z) with Φ the normal distribution (Hendrycks and Gimpel 2016, the exact form)"""
    return z * normal_share(z)


def gelu_slope(z: Any, a: Any) -> Any:
    """Φ(z) + z·φ(z)"""
    return normal_share(z) + z * normal_density(z)


def silu(z: Any) -> Any:
    """a = z·σ(z) (also known as swish)"""
    return z * sigmoid(z)


def silu_slope(z: Any, a: Any) -> Any:
    """σ(z) + a·(1 − σ(z))"""
    share = sigmoid(z)
    return share + a * (1.0 - share)


def softplus(z: Any) -> Any:
    """a = ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|)"""
    return maximum(z, 0.0) + log1p_of_small(exp(-absolute(z)))


def softplus_slope(z: Any, a: Any) -> Any:
    """σ(z)"""
    return sigmoid(z)


def softsign(z: Any) -> Any:
    """a = z / (1 + |z|)"""
    return z / (absolute(z) + 1.0)


def softsign_slope(z: Any, a: Any) -> Any:
    """1 / (1 + |z|)²"""
    share = 1.0 / (absolute(z) + 1.0)
    return share * share


# in the order of menus, the most usual first
ACTIVATIONS = (
    Activation("tanh", "tanh", "tanh z", "1 − a^2", tanh, tanh_slope, (-1, 1)),
    Activation("relu", "ReLU", "max(0, z)", "1 above 0, else 0", relu, relu_slope, (0, inf)),
    Activation("sigmoid", "sigmoid", "σ(z)", "a (1 − a)", sigmoid, sigmoid_slope, (0, 1)),
    Activation("linear", "linear", "z", "1", linear, linear_slope),
    Activation(
        "leaky_relu", "leaky ReLU", "max(0.01 z, z)", "1 above 0, else 0.01", leaky_relu, leaky_relu_slope,
        he=2 / (1 + LEAK**2),
    ),
    Activation(
        "elu", "ELU", "z above 0, else e^z − 1", "1 above 0, else a + 1", elu, elu_slope, (-1, inf),
        he=1.5505188080679272,
    ),
    Activation(
        "selu", "SELU", "1.05 z above 0, else 1.76 (e^z − 1)", "1.05 above 0, else a + 1.76", selu, selu_slope,
        (-SELU_FLOOR, inf), he=1.0,
    ),
    Activation(
        "gelu", "GELU", "z Φ(z)", "Φ(z) + z φ(z)", gelu, gelu_slope, (-0.16997120747990366, inf),
        he=2.3517156140733729,
    ),
    Activation(
        "silu", "SiLU", "z σ(z)", "σ(z) + a (1 − σ(z))", silu, silu_slope, (-0.2784645427610738, inf),
        he=2.8107611240744711,
    ),
    Activation(
        "softplus", "softplus", "ln(1 + e^z)", "σ(z)", softplus, softplus_slope, (0, inf), he=1.0854865029883434,
    ),
    Activation(
        "softsign", "softsign", "z / (1 + |z|)", "1 / (1 + |z|)^2", softsign, softsign_slope, (-1, 1),
    ),
    Activation("softmax", "softmax", "e^{zᵢ} / Σ e^{zⱼ}", "aᵢ (δᵢⱼ − aⱼ)", None, None, (0, 1)),
)  # fmt: skip
NAMES = tuple(entry.name for entry in ACTIVATIONS)
BY_NAME = {entry.name: entry for entry in ACTIVATIONS}
