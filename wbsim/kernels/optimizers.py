"""Optimizer rules: how a gradient g moves a parameter w, for one vector of parameters and its slots.
Formulas are PyTorch's; the first step has t = 1.
"""

from __future__ import annotations

from typing import Any

from wbsim.elementary import sign
from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import cell
from wbsim.kernels.lanes import fma, load, maximum, root, select, store, zeros

SGD, MOMENTUM, NESTEROV, ADAM, ADAMW, AMSGRAD, RMSPROP, ADAGRAD = range(8)
CODES = {
    "sgd": SGD, "momentum": MOMENTUM, "nesterov": NESTEROV, "adam": ADAM, "adamw": ADAMW, "amsgrad": AMSGRAD,
    "rmsprop": RMSPROP, "adagrad": ADAGRAD,
}  # fmt: skip
# places in `hyper`, and which number of an optimizer or penalty stands there
RATE, KEEP, KEEP_MEAN, KEEP_SQUARE, EPSILON, DECAY, L1, L2, NUMBERS = range(9)
PLACES = {
    "learning_rate": RATE, "momentum": KEEP, "beta1": KEEP_MEAN, "beta2": KEEP_SQUARE, "alpha": KEEP_SQUARE,
    "epsilon": EPSILON, "weight_decay": DECAY, "l1": L1, "l2": L2,
}  # fmt: skip
IN_GRADIENT, AFTER_STEP = range(2)  # codes of the form of a penalty
FORMS = {"gradient": IN_GRADIENT, "after_step": AFTER_STEP}


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
def nesterov(w: Any, g: Any, velocity: Any, rate: float, keep: float) -> Any:
    """v ← μ·v + g;  w ← w − η·(g + μ·v)"""
    velocity = velocity * keep + g
    return w - (g + velocity * keep) * rate, velocity


@cell
def moments(g: Any, mean: Any, square: Any, keep_mean: float, keep_square: float) -> Any:
    """m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²"""
    return mean * keep_mean + g * (1.0 - keep_mean), square * keep_square + g * g * (1.0 - keep_square)


@cell
def adam(
    w: Any, g: Any, mean: Any, square: Any, rate: float, keep_mean: float, keep_square: float, scale: float,
    epsilon: float,
) -> Any:  # fmt: skip
    """m, v as `moments`;  w ← w − η/(1−β₁ᵗ)·m / (√v/√(1−β₂ᵗ) + ε)

    `rate` is η/(1−β₁ᵗ), `scale` is 1/√(1−β₂ᵗ).
    """
    mean, square = moments(g, mean, square, keep_mean, keep_square)
    return w - mean * rate / (root(square) * scale + epsilon), mean, square


@cell
def amsgrad(
    w: Any, g: Any, mean: Any, square: Any, largest: Any, rate: float, keep_mean: float, keep_square: float,
    scale: float, epsilon: float,
) -> Any:  # fmt: skip
    """m, v as `moments`;  u ← max(u, v);  w ← w − η/(1−β₁ᵗ)·m / (√u/√(1−β₂ᵗ) + ε), with `rate` and `scale` of `adam`"""
    mean, square = moments(g, mean, square, keep_mean, keep_square)
    largest = maximum(square, largest)
    return w - mean * rate / (root(largest) * scale + epsilon), mean, square, largest


@cell
def rmsprop(
    w: Any, g: Any, square: Any, velocity: Any, rate: float, keep_square: float, keep: float, epsilon: float
) -> Any:
    """v ← α·v + (1−α)·g²;  b ← μ·b + g/(√v + ε);  w ← w − η·b"""
    square = square * keep_square + g * g * (1.0 - keep_square)
    velocity = velocity * keep + g / (root(square) + epsilon)
    return w - velocity * rate, square, velocity


@cell
def adagrad(w: Any, g: Any, square: Any, rate: float, epsilon: float) -> Any:
    """v ← v + g²;  w ← w − η·g/(√v + ε)"""
    square = square + g * g
    return w - g * rate / (root(square) + epsilon), square


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
    form: int,
    hyper: Any,
    steps: int,
    theta: Any,
    gradient: Any,
    pulled: Any,
    trainable: Any,
    slots: Any,
    count: int,
    lanes: int,
) -> None:
    """One update of all parameters in place; `pulled` and `trainable` are 1 or 0 for each.

    All arrays are flat and padded to whole vectors. `slots` holds `count` of them one behind the other: the
    optimizer's, then, where the penalty acts after the step, which parameters are dead. A parameter that does not
    move keeps its slots too.
    """
    pitch = len(theta)
    if form == AFTER_STEP:
        count -= 1
    dead_at = count * pitch
    rate, decay, l1, l2 = hyper[RATE], hyper[RATE] * hyper[DECAY], hyper[L1], hyper[L2]
    keep, keep_mean, keep_square, epsilon = hyper[KEEP], hyper[KEEP_MEAN], hyper[KEEP_SQUARE], hyper[EPSILON]
    mean_rate, scale = rate, 1.0
    if code == ADAM or code == ADAMW or code == AMSGRAD:
        mean_rate = rate / (1.0 - power(keep_mean, steps))
        scale = 1.0 / (1.0 - power(keep_square, steps)) ** 0.5
    zero = zeros(theta)
    one = zero + 1.0
    for p in range(0, pitch, lanes):
        w, g, pull = load(theta, p), load(gradient, p), load(pulled, p)
        moves = load(trainable, p) > 0.0
        if form == IN_GRADIENT:
            g = fma(pull * l2, w, g)
            if l1 > 0.0:
                g = g + pull * l1 * sign(w)
        a0 = b0 = c0 = zero
        if count > 0:
            a0 = load(slots, p)
        if count > 1:
            b0 = load(slots, pitch + p)
        if count > 2:
            c0 = load(slots, 2 * pitch + p)
        a, b, c = a0, b0, c0
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
            from_here = w
            if code == ADAMW:
                from_here = w - w * (pull * decay)
            new, a, b = adam(from_here, g, a, b, mean_rate, keep_mean, keep_square, scale, epsilon)
        if form == AFTER_STEP:
            dead = load(slots, dead_at + p)
            moves = load(trainable, p) > dead
            less = new - (w * l2 + sign(w) * l1) * (pull * rate)
            if l1 > 0.0:
                dies = new * less < 0.0
                store(slots, dead_at + p, select(moves, select(dies, one, dead), dead))
                less = select(dies, zero, less)
            new = less
        store(theta, p, select(moves, new, w))
        if count > 0:
            store(slots, p, select(moves, a, a0))
        if count > 1:
            store(slots, pitch + p, select(moves, b, b0))
        if count > 2:
            store(slots, 2 * pitch + p, select(moves, c, c0))
