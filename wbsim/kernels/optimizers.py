"""Optimizer rules: how a gradient g moves a parameter w, for one vector of parameters and its slots.
Formulas are PyTorch's; the first step has t = 1.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels.compile import cell
from wbsim.kernels.lanes import fma, load, root, select, store

SGD, MOMENTUM, ADAM = range(3)
RATE, KEEP, KEEP_SQUARE, EPSILON = range(4)  # places in `hyper`


@cell
def sgd(w: Any, g: Any, rate: float) -> Any:
    """w ← w − η·g"""
    return w - g * rate


@cell
def momentum(w: Any, g: Any, velocity: Any, rate: float, keep: float) -> Any:
    """v ← μ·v + g;  w ← w − η·v"""
    velocity = velocity * keep + g
    return w - velocity * rate, velocity


@cell
def adam(
    w: Any,
    g: Any,
    mean: Any,
    square: Any,
    keep: float,
    keep_square: float,
    rate: float,
    square_scale: float,
    epsilon: float,
) -> Any:
    """m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − η/(1−β₁ᵗ)·m / (√v/√(1−β₂ᵗ) + ε)

    `rate` is η/(1−β₁ᵗ), `square_scale` is 1/√(1−β₂ᵗ).
    """
    mean = mean * keep + g * (1.0 - keep)
    square = square * keep_square + g * g * (1.0 - keep_square)
    return w - mean * rate / (root(square) * square_scale + epsilon), mean, square


CODES = {"sgd": SGD, "momentum": MOMENTUM, "adam": ADAM}


@cell
def power(base: float, n: int) -> float:
    """baseⁿ by repeated squaring: the same bits on every machine."""
    result = 1.0
    while n > 0:
        if n & 1:
            result *= base
        base *= base
        n >>= 1
    return result


@cell
def step(
    code: int,
    hyper: Any,
    steps: int,
    theta: Any,
    gradient: Any,
    decay: Any,
    trainable: Any,
    slot_a: Any,
    slot_b: Any,
    lanes: int,
) -> None:
    """One update of all parameters in place; `decay` is the L2 rate and `trainable` 1 or 0 for each.

    All arrays are flat and padded to whole vectors. A parameter that is not trainable keeps its slots too.
    """
    rate = hyper[RATE]
    square_scale = 1.0
    if code == ADAM:
        rate = rate / (1.0 - power(hyper[KEEP], steps))
        square_scale = 1.0 / (1.0 - power(hyper[KEEP_SQUARE], steps)) ** 0.5
    for p in range(0, len(theta), lanes):
        w = load(theta, p)
        g = fma(load(decay, p), w, load(gradient, p))
        moves = load(trainable, p) > 0.0
        if code == SGD:
            new = sgd(w, g, rate)
        elif code == MOMENTUM:
            old = load(slot_a, p)
            new, velocity = momentum(w, g, old, rate, hyper[KEEP])
            store(slot_a, p, select(moves, velocity, old))
        else:
            old_mean, old_square = load(slot_a, p), load(slot_b, p)
            new, mean, square = adam(
                w,
                g,
                old_mean,
                old_square,
                hyper[KEEP],
                hyper[KEEP_SQUARE],
                rate,
                square_scale,
                hyper[EPSILON],
            )
            store(slot_a, p, select(moves, mean, old_mean))
            store(slot_b, p, select(moves, square, old_square))
        store(theta, p, select(moves, new, w))
