"""The optimizer rules of `wbsim.optimizer_rules` on one vector of parameters and its slots, picked by run-time codes."""

from __future__ import annotations

from typing import Any, NamedTuple

from wbsim import optimizer_rules as rules
from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import cell, inlined, part
from wbsim.kernels.lanes import constant, load, select, store
from wbsim.optimizer_rules import ADAM, ADAMW, AMSGRAD, SGD

# places in `hyper`, and which number of an optimizer or penalty stands there
RATE, KEEP, KEEP_MEAN, KEEP_SQUARE, EPSILON, DECAY, L1, L2, NUMBERS = range(9)
PLACES = {
    "learning_rate": RATE, "momentum": KEEP, "beta1": KEEP_MEAN, "beta2": KEEP_SQUARE, "alpha": KEEP_SQUARE,
    "epsilon": EPSILON, "weight_decay": DECAY, "l1": L1, "l2": L2,
}  # fmt: skip
IN_GRADIENT, AFTER_STEP = range(2)  # codes of the form of a penalty
FORMS = {"gradient": IN_GRADIENT, "after_step": AFTER_STEP}

for _rule in rules.TAUGHT:
    part(_rule)


class Rule(NamedTuple):
    """How parameters move: the codes of optimizer and penalty, its numbers (NUMBERS,), and for every parameter 1 or 0:
    whether the penalty pulls at it, and whether training moves it; `plain` says that all move and none is pulled at.
    """

    code: int
    form: int
    hyper: Any
    pulled: Any
    trainable: Any
    plain: bool


BLOCK = 64  # steps after which a power is made anew


@inlined
def correction(code: int, hyper: Any, steps: int, powers: Any) -> Any:
    """The rate and the scale of √v in the step number `steps`, which correct means that began at 0.

    `powers` (2,) holds β₁ⁿ and β₂ⁿ of the step before, n its number; they are multiplied on, and made anew at every
    multiple of BLOCK, so that they are functions of the step alone.
    """
    if code == ADAM or code == ADAMW or code == AMSGRAD:
        if steps % BLOCK == 0:
            powers[0], powers[1] = (
                rules.power(hyper[KEEP_MEAN], steps),
                rules.power(hyper[KEEP_SQUARE], steps),
            )
        else:
            powers[0] *= hyper[KEEP_MEAN]
            powers[1] *= hyper[KEEP_SQUARE]
        return hyper[RATE] / (1.0 - powers[0]), 1.0 / (1.0 - powers[1]) ** 0.5
    return hyper[RATE], 1.0


@cell
def begin_powers(hyper: Any, steps: int, powers: Any) -> None:
    """The `powers` of `correction` as they stand after step number `steps`."""
    block = steps // BLOCK * BLOCK
    powers[0], powers[1] = rules.power(hyper[KEEP_MEAN], block), rules.power(hyper[KEEP_SQUARE], block)
    for _ in range(block, steps):
        powers[0] *= hyper[KEEP_MEAN]
        powers[1] *= hyper[KEEP_SQUARE]


@inlined
def step(
    rule: Any, mean_rate: float, scale: float, theta: Any, g: Any, slots: Any, count: int, pitch: int, p: int
) -> Any:
    """Moves the parameters p, p + 1, … of one vector by their gradient g, in place; returns them.

    All arrays are flat and padded to whole vectors. `slots` holds `count` of them, `pitch` apart: the optimizer's,
    then, where the penalty acts after the step, which parameters are dead. A parameter that does not move keeps its
    slots too.
    """
    code, hyper = rule.code, rule.hyper
    rate, decay = hyper[RATE], hyper[RATE] * hyper[DECAY]
    keep, keep_mean, keep_square, epsilon = hyper[KEEP], hyper[KEEP_MEAN], hyper[KEEP_SQUARE], hyper[EPSILON]
    plain, after = rule.plain, rule.form == AFTER_STEP
    w = load(theta, p)
    if plain and code == SGD:
        new = rules.sgd(w, g, rate)
        store(theta, p, new)
        return new
    if after:
        count -= 1
    pull = moving = constant(w, 1.0)
    if not plain:
        pull, moving = load(rule.pulled, p), load(rule.trainable, p)
        if not after:
            g = rules.pulled_gradient(w, g, pull, hyper[L1], hyper[L2])
    a0 = b0 = c0 = w
    if count > 0:
        a0 = load(slots, p)
    if count > 1:
        b0 = load(slots, pitch + p)
    if count > 2:
        c0 = load(slots, 2 * pitch + p)
    new, a, b, c = rules.moved(
        code, w, g, a0, b0, c0, pull * decay, rate, keep, keep_mean, keep_square, epsilon, mean_rate, scale
    )
    if not plain:
        moves = moving > 0.0
        if after:
            dead = load(slots, count * pitch + p)
            moves = moving > dead
            less = rules.shrunk(w, new, pull, rate, hyper[L1], hyper[L2])
            if hyper[L1] > 0.0:
                dies = rules.crosses_zero(new, less)
                store(slots, count * pitch + p, select(moves, select(dies, constant(w, 1.0), dead), dead))
                less = select(dies, 0.0, less)
            new = less
        new, a, b, c = select(moves, new, w), select(moves, a, a0), select(moves, b, b0), select(moves, c, c0)
    store(theta, p, new)
    if count > 0:
        store(slots, p, a)
    if count > 1:
        store(slots, pitch + p, b)
    if count > 2:
        store(slots, 2 * pitch + p, c)
    return new
