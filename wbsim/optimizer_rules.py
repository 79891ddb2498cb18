"""Optimizer rules: how a gradient g moves a parameter w, its slots with it, and how a penalty pulls at it. The formulas
are PyTorch's; the first step has t = 1. They take and give arrays of any shape, numbers or, in a kernel, vectors.
"""

from __future__ import annotations

from typing import Any

from wbsim.elementary import sign
from wbsim.lanes import fma, maximum, root, select

SGD, MOMENTUM, NESTEROV, ADAM, ADAMW, AMSGRAD, RMSPROP, ADAGRAD = range(8)
CODES = {
    "sgd": SGD, "momentum": MOMENTUM, "nesterov": NESTEROV, "adam": ADAM, "adamw": ADAMW, "amsgrad": AMSGRAD,
    "rmsprop": RMSPROP, "adagrad": ADAGRAD,
}  # fmt: skip


def sgd(w: Any, g: Any, rate: Any) -> Any:
    """w ← w − η·g"""
    return w - g * rate


def momentum(w: Any, g: Any, velocity: Any, rate: Any, keep: Any) -> Any:
    """v ← μ·v + g;  w ← w − η·v"""
    velocity = velocity * keep + g
    return w - velocity * rate, velocity


def nesterov(w: Any, g: Any, velocity: Any, rate: Any, keep: Any) -> Any:
    """v ← μ·v + g;  w ← w − η·(g + μ·v)"""
    velocity = velocity * keep + g
    return w - (g + velocity * keep) * rate, velocity


def moments(g: Any, mean: Any, square: Any, keep_mean: Any, keep_square: Any) -> Any:
    """m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²"""
    return mean * keep_mean + g * (1.0 - keep_mean), square * keep_square + g * g * (1.0 - keep_square)


def adam(
    w: Any,
    g: Any,
    mean: Any,
    square: Any,
    rate: Any,
    keep_mean: Any,
    keep_square: Any,
    scale: Any,
    epsilon: Any,
) -> Any:
    """m, v as `moments`;  w ← w − η/(1−β₁ᵗ)·m / (√v/√(1−β₂ᵗ) + ε)

    `rate` is η/(1−β₁ᵗ), `scale` is 1/√(1−β₂ᵗ).
    """
    mean, square = moments(g, mean, square, keep_mean, keep_square)
    return w - mean * rate / (root(square) * scale + epsilon), mean, square


def amsgrad(
    w: Any, g: Any, mean: Any, square: Any, largest: Any, rate: Any, keep_mean: Any, keep_square: Any, scale: Any,
    epsilon: Any,
) -> Any:  # fmt: skip
    """m, v as `moments`;  u ← max(u, v);  w ← w − η/(1−β₁ᵗ)·m / (√u/√(1−β₂ᵗ) + ε), with `rate` and `scale` of `adam`"""
    mean, square = moments(g, mean, square, keep_mean, keep_square)
    largest = maximum(square, largest)
    return w - mean * rate / (root(largest) * scale + epsilon), mean, square, largest


def rmsprop(
    w: Any, g: Any, square: Any, velocity: Any, rate: Any, keep_square: Any, keep: Any, epsilon: Any
) -> Any:
    """v ← α·v + (1−α)·g²;  b ← μ·b + g/(√v + ε);  w ← w − η·b"""
    square = square * keep_square + g * g * (1.0 - keep_square)
    velocity = velocity * keep + g / (root(square) + epsilon)
    return w - velocity * rate, square, velocity


def adagrad(w: Any, g: Any, square: Any, rate: Any, epsilon: Any) -> Any:
    """v ← v + g²;  w ← w − η·g/(√v + ε)"""
    square = square + g * g
    return w - g * rate / (root(square) + epsilon), square


def moved(
    code: int, w: Any, g: Any, a: Any, b: Any, c: Any, decays: Any, rate: Any, keep: Any, keep_mean: Any, keep_square: Any,
    epsilon: Any, mean_rate: Any, scale: Any,
) -> Any:  # fmt: skip
    """What the optimizer of a code makes of a parameter and its slots, in their order; slots that it lacks stay.

    `decays` is the share of the parameter that AdamW takes first; `mean_rate` and `scale` are what `adam` calls rate and
    scale.
    """
    new = w
    if code == SGD:
        new = sgd(w, g, rate)
    elif code == MOMENTUM:
        new, a = momentum(w, g, a, rate, keep)
    elif code == NESTEROV:
        new, a = nesterov(w, g, a, rate, keep)
    elif code == RMSPROP:
        new, a, b = rmsprop(w, g, a, b, rate, keep_square, keep, epsilon)
    elif code == ADAGRAD:
        new, a = adagrad(w, g, a, rate, epsilon)
    elif code == AMSGRAD:
        new, a, b, c = amsgrad(w, g, a, b, c, mean_rate, keep_mean, keep_square, scale, epsilon)
    else:
        if code == ADAMW:
            w = select(decays > 0.0, w - w * decays, w)
        new, a, b = adam(w, g, a, b, mean_rate, keep_mean, keep_square, scale, epsilon)
    return new, a, b, c


def pulled_gradient(w: Any, g: Any, pull: Any, l1: Any, l2: Any) -> Any:
    """g + λ₂·w + λ₁·sign(w) where `pull` is 1, g where it is 0: a penalty in the gradient."""
    return fma(pull * l2, w, g) + pull * l1 * sign(w)


def shrunk(w: Any, new: Any, pull: Any, rate: Any, l1: Any, l2: Any) -> Any:
    """w′ − η·(λ₂·w + λ₁·sign(w)), where w′ is `new`, the step without it: a penalty after the step."""
    return new - (w * l2 + sign(w) * l1) * (pull * rate)


def crosses_zero(new: Any, less: Any) -> Any:
    """Whether an L1 penalty took a parameter over 0, where TensorFlow Playground lets it die."""
    return new * less < 0.0


def power(base: float, n: int) -> float:
    """baseⁿ by repeated squaring: the same bits on every machine."""
    result = 1.0
    while n > 0:
        if n & 1:
            result *= base
        base *= base
        n >>= 1
    return result


# all that kernels call, in an order in which each stands behind what it calls
TAUGHT = (
    sgd, momentum, nesterov, moments, adam, amsgrad, rmsprop, adagrad, moved, pulled_gradient, shrunk, crosses_zero, power
)  # fmt: skip
