"""The oracle's optimizers: what each subtracts from θ for a gradient g in its t-th step, and what it remembers then."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Slots = dict[str, Array]


def sgd(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """η·g"""
    return wish.learning_rate * g, {}


def momentum(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """η·v with v ← μ·v + g"""
    v = wish.momentum * slots["velocity"] + g
    return wish.learning_rate * v, {"velocity": v}


def nesterov(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """η·(g + μ·v) with v ← μ·v + g"""
    v = wish.momentum * slots["velocity"] + g
    return wish.learning_rate * (g + wish.momentum * v), {"velocity": v}


def adam(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """η·m̂ / (√v̂ + ε), where m and v are running means of g and g²"""
    mean = wish.beta1 * slots["mean"] + (1 - wish.beta1) * g
    square = wish.beta2 * slots["square"] + (1 - wish.beta2) * g**2
    mean_hat, square_hat = mean / (1 - wish.beta1**t), square / (1 - wish.beta2**t)
    step = wish.learning_rate * mean_hat / (np.sqrt(square_hat) + wish.epsilon)
    return step, {"mean": mean, "square": square}


def amsgrad(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """As adam, with the largest v so far in the place of v"""
    _, moments = adam(wish, g, slots, t)
    largest = np.maximum(slots["largest"], moments["square"])
    mean_hat, largest_hat = moments["mean"] / (1 - wish.beta1**t), largest / (1 - wish.beta2**t)
    step = wish.learning_rate * mean_hat / (np.sqrt(largest_hat) + wish.epsilon)
    return step, moments | {"largest": largest}


def rmsprop(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """η·b with v ← α·v + (1 − α)·g² and b ← μ·b + g / (√v + ε)"""
    square = wish.alpha * slots["square"] + (1 - wish.alpha) * g**2
    b = wish.momentum * slots["velocity"] + g / (np.sqrt(square) + wish.epsilon)
    return wish.learning_rate * b, {"square": square, "velocity": b}


def adagrad(wish: Any, g: Array, slots: Slots, t: int) -> tuple[Array, Slots]:
    """η·g / (√v + ε) with v ← v + g²"""
    square = slots["square"] + g**2
    return wish.learning_rate * g / (np.sqrt(square) + wish.epsilon), {"square": square}


STEPS = {
    "sgd": sgd, "momentum": momentum, "nesterov": nesterov, "adam": adam, "adamw": adam, "amsgrad": amsgrad,
    "rmsprop": rmsprop, "adagrad": adagrad,
}  # fmt: skip
