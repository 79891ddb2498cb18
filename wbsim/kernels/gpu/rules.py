"""The rules of `wbsim.activations`, `losses` and `optimizer_rules`, the same texts, taught to the CUDA compiler and picked by
the run-time codes of the host's kernels.
"""

from __future__ import annotations

from typing import Any

from wbsim import elementary
from wbsim import optimizer_rules as rules
from wbsim.activations import ACTIVATIONS
from wbsim.kernels import optimizers as codes
from wbsim.kernels.gpu.compile import choice, part
from wbsim.kernels.gpu.numbers import load, store
from wbsim.lanes import constant, select
from wbsim.losses import LOSSES
from wbsim.optimizer_rules import ADAM, ADAMW, AMSGRAD

for _function in vars(elementary).copy().values():
    if getattr(_function, "__module__", "") == elementary.__name__:
        part(_function)

_RULES = [entry.rule for entry in ACTIVATIONS if entry.rule]
_SLOPES = [entry.slope for entry in ACTIVATIONS if entry.slope]
activation = choice([part(rule) for rule in _RULES])  # (code, z): a
activation_slope = choice([part(slope) for slope in _SLOPES])  # (code, z, a): f′(z)
value_of = choice([part(entry.value) for entry in LOSSES])  # (code, z, y, t, delta): the loss of one output
slope_of = choice([part(entry.slope) for entry in LOSSES])  # (code, y, t, delta): its slope
_MEAN = tuple(entry.mean for entry in LOSSES)
_MATCHED = tuple(entry.output is not None for entry in LOSSES)


for _rule in rules.TAUGHT:
    part(_rule)
power = rules.power

RATE, KEEP, KEEP_MEAN, KEEP_SQUARE = codes.RATE, codes.KEEP, codes.KEEP_MEAN, codes.KEEP_SQUARE
EPSILON, DECAY, L1, L2 = codes.EPSILON, codes.DECAY, codes.L1, codes.L2
IN_GRADIENT, AFTER_STEP = codes.IN_GRADIENT, codes.AFTER_STEP


@part
def is_mean(loss: int) -> bool:
    """Whether a sample's loss is the mean over its outputs, not their sum."""
    return _MEAN[loss]


@part
def is_matched(loss: int) -> bool:
    """Whether its slope is already ∂/∂z, its output activation's slope taken in, and not ∂/∂y."""
    return _MATCHED[loss]


@part
def is_adaptive(code: int) -> bool:
    """Whether an optimizer corrects means that began at 0 by the number of its steps."""
    return code == ADAM or code == ADAMW or code == AMSGRAD


@part
def step(
    code: int, form: int, hyper: Any, hyper_at: int, mean_rate: Any, scale: Any, w: Any, g: Any, pull: Any,
    free: Any, slots: Any, at: int, size: int, count: int,
) -> Any:  # fmt: skip
    """A parameter `w` after one update with the gradient `g` of the data; its slots move in place, if it does.

    Its `count` slots stand at `at` and every `size` behind: the optimizer's, then, where the penalty acts after the step,
    whether it is dead. `pull` and `free` are 1 or 0: whether the penalty pulls at it, whether training moves it.
    `mean_rate` and `scale` are what `optimizer_rules.adam` calls rate and scale.
    """
    rate, keep = float(hyper[hyper_at + RATE]), float(hyper[hyper_at + KEEP])
    l1, l2 = float(hyper[hyper_at + L1]), float(hyper[hyper_at + L2])
    keep_mean, keep_square = float(hyper[hyper_at + KEEP_MEAN]), float(hyper[hyper_at + KEEP_SQUARE])
    epsilon = float(hyper[hyper_at + EPSILON])
    moves = free > 0.0
    zero = constant(w, 0.0)
    if form == IN_GRADIENT:
        g = rules.pulled_gradient(w, g, pull, l1, l2)
    else:
        count -= 1
    a, b, c = zero, zero, zero
    if count > 0:
        a = load(slots, at)
    if count > 1:
        b = load(slots, at + size)
    if count > 2:
        c = load(slots, at + 2 * size)
    decays = pull * (rate * float(hyper[hyper_at + DECAY]))
    new, a, b, c = rules.moved(
        code, w, g, a, b, c, decays, rate, keep, keep_mean, keep_square, epsilon, mean_rate, scale
    )
    if form == AFTER_STEP:
        dead = load(slots, at + count * size)
        moves = free > dead
        less = rules.shrunk(w, new, pull, rate, l1, l2)
        if l1 > 0.0:
            dies = rules.crosses_zero(new, less)
            store(slots, at + count * size, select(moves, select(dies, constant(w, 1.0), dead), dead))
            less = select(dies, zero, less)
        new = less
    if not moves:
        return w
    if count > 0:
        store(slots, at, a)
    if count > 1:
        store(slots, at + size, b)
    if count > 2:
        store(slots, at + 2 * size, c)
    return new
