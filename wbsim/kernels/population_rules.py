"""The optimizer rules of `wbsim.optimizer_rules` for many networks at once, a network in each lane: every network has its
own learning rate, its own other numbers and its own count of steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels.compile import cell, inlined
from wbsim.kernels.lanes import load, select, store, zeros
from wbsim.kernels.optimizers import (
    AFTER_STEP,
    BLOCK,
    DECAY,
    EPSILON,
    IN_GRADIENT,
    KEEP,
    KEEP_MEAN,
    KEEP_SQUARE,
    L1,
    L2,
    NUMBERS,
    RATE,
)
from wbsim.optimizer_rules import (
    ADAM,
    ADAMW,
    AMSGRAD,
    SGD,
    crosses_zero,
    moved,
    power,
    pulled_gradient,
    shrunk,
)

# behind the numbers that a person sets: what Adam's bias correction makes
MEAN_RATE, SCALE = NUMBERS, NUMBERS + 1
VECTORS = NUMBERS + 2


class Rules(NamedTuple):
    """How the parameters of a block of networks move: the codes of optimizer and penalty, its numbers as vectors
    (VECTORS, lanes), flat; for every parameter and lane 1 or 0, whether the penalty pulls at it and whether training
    moves it, flat; how many slots a parameter has, and how long each of them is.
    """

    code: int
    form: int
    numbers: Any
    pulled: Any
    moving: Any
    kept: int
    pitch: int


@cell
def begin_powers(hyper: Any, steps: Any, powers: Any) -> None:
    """β₁ⁿ and β₂ⁿ of every lane, (2, lanes), n being its number of steps so far."""
    for lane in range(len(steps)):
        block = steps[lane] // BLOCK * BLOCK
        for which in range(2):
            base = hyper[KEEP_MEAN + which, lane]
            powers[which, lane] = power(base, block)
            for _ in range(block, steps[lane]):
                powers[which, lane] *= base


@cell
def correct(code: int, hyper: Any, steps: Any, made: int, powers: Any, numbers: Any) -> None:
    """Writes rate and scale of the coming step, number `steps` + `made` (lanes,), which correct means that began at 0."""
    if code != ADAM and code != ADAMW and code != AMSGRAD:
        return
    lanes = len(steps)
    for lane in range(lanes):
        powers[0, lane] *= hyper[KEEP_MEAN, lane]
        powers[1, lane] *= hyper[KEEP_SQUARE, lane]
    for lane in range(lanes):
        if (steps[lane] + made) % BLOCK == 0:
            powers[0, lane] = power(hyper[KEEP_MEAN, lane], steps[lane] + made)
            powers[1, lane] = power(hyper[KEEP_SQUARE, lane], steps[lane] + made)
    for lane in range(lanes):
        numbers[MEAN_RATE * lanes + lane] = hyper[RATE, lane] / (1.0 - powers[0, lane])
        numbers[SCALE * lanes + lane] = 1.0 / np.sqrt(1.0 - powers[1, lane])


class _Numbers(NamedTuple):
    """The numbers of the rules, each a vector."""

    rate: Any
    keep: Any
    keep_mean: Any
    keep_square: Any
    epsilon: Any
    decay: Any
    l1: Any
    l2: Any
    mean_rate: Any
    scale: Any


@inlined
def _move(
    code: int,
    form: int,
    plain: bool,
    numbers: Any,
    rules: Any,
    theta: Any,
    slots: Any,
    g: Any,
    p: int,
    count: int,
) -> None:
    """One update of the parameter of every lane whose vector begins at p, by its gradient g."""
    rate, l1, l2, pitch = numbers.rate, numbers.l1, numbers.l2, rules.pitch
    keep, keep_mean, keep_square = numbers.keep, numbers.keep_mean, numbers.keep_square
    epsilon, mean_rate, scale = numbers.epsilon, numbers.mean_rate, numbers.scale
    zero = zeros(theta)
    one = zero + 1.0
    w = load(theta, p)
    pull = moving = one
    if not plain:
        pull, moving = load(rules.pulled, p), load(rules.moving, p)
        if form == IN_GRADIENT:
            g = select(pull * (l1 + l2) > 0.0, pulled_gradient(w, g, pull, l1, l2), g)
    a0 = b0 = c0 = zero
    if count > 0:
        a0 = load(slots, p)
    if count > 1:
        b0 = load(slots, pitch + p)
    if count > 2:
        c0 = load(slots, 2 * pitch + p)
    decays = pull * (rate * numbers.decay)
    new, a, b, c = moved(
        code, w, g, a0, b0, c0, decays, rate, keep, keep_mean, keep_square, epsilon, mean_rate, scale
    )
    if not plain:
        moves = moving > zero
        if form == AFTER_STEP:
            dead = load(slots, count * pitch + p)
            moves = moving > dead
            less = shrunk(w, new, pull, rate, l1, l2)
            dies = select(l1 > 0.0, select(crosses_zero(new, less), one, zero), zero)
            store(slots, count * pitch + p, select(moves, dies, dead))
            new = select(dies > 0.0, zero, less)
        new, a, b, c = select(moves, new, w), select(moves, a, a0), select(moves, b, b0), select(moves, c, c0)
    store(theta, p, new)
    if count > 0:
        store(slots, p, a)
    if count > 1:
        store(slots, pitch + p, b)
    if count > 2:
        store(slots, 2 * pitch + p, c)


@cell
def step(
    rules: Any, plain: bool, theta: Any, slots: Any, gradient: Any, begin: int, end: int, lanes: int
) -> None:
    """One update of θ[begin : end] in place, by the gradient that `gradient` begins with.

    Where it is `plain`, all of them move and nothing pulls. A parameter that does not move keeps its slots too.
    """
    numbers = _Numbers(
        load(rules.numbers, RATE * lanes), load(rules.numbers, KEEP * lanes), load(rules.numbers, KEEP_MEAN * lanes),
        load(rules.numbers, KEEP_SQUARE * lanes), load(rules.numbers, EPSILON * lanes),
        load(rules.numbers, DECAY * lanes), load(rules.numbers, L1 * lanes), load(rules.numbers, L2 * lanes),
        load(rules.numbers, MEAN_RATE * lanes), load(rules.numbers, SCALE * lanes),
    )  # fmt: skip
    # adding 0 makes 0 of −0, which more samples, beside fewer in another lane, would make of it too
    if (
        plain and rules.code == ADAM
    ):  # the two most usual ones in loops of their own, where all stays in registers
        for p in range(begin, end, lanes):
            _move(
                ADAM, IN_GRADIENT, True, numbers, rules, theta, slots, load(gradient, p - begin) + 0.0, p, 2
            )
    elif plain and rules.code == SGD:
        for p in range(begin, end, lanes):
            _move(SGD, IN_GRADIENT, True, numbers, rules, theta, slots, load(gradient, p - begin) + 0.0, p, 0)
    else:
        count = rules.kept - 1 if rules.form == AFTER_STEP else rules.kept
        for p in range(begin, end, lanes):
            g = load(gradient, p - begin) + 0.0
            _move(rules.code, rules.form, plain, numbers, rules, theta, slots, g, p, count)
