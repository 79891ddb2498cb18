"""The optimizer rules of `wbsim.optimizer_rules` over all parameters of a network, picked by run-time codes."""

from __future__ import annotations

from typing import Any

from wbsim import optimizer_rules as rules
from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import cell, part
from wbsim.kernels.lanes import load, select, store, zeros

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


_sgd, _momentum, _nesterov = part(rules.sgd), part(rules.momentum), part(rules.nesterov)
_moments, _adam, _amsgrad = part(rules.moments), part(rules.adam), part(rules.amsgrad)
_rmsprop, _adagrad = part(rules.rmsprop), part(rules.adagrad)
_pulled_gradient, _shrunk, _crosses_zero = (
    part(rules.pulled_gradient),
    part(rules.shrunk),
    part(rules.crosses_zero),
)
power = part(rules.power)


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
            g = _pulled_gradient(w, g, pull, l1, l2)
        a0 = b0 = c0 = zero
        if count > 0:
            a0 = load(slots, p)
        if count > 1:
            b0 = load(slots, pitch + p)
        if count > 2:
            c0 = load(slots, 2 * pitch + p)
        a, b, c = a0, b0, c0
        if code == SGD:
            new = _sgd(w, g, rate)
        elif code == MOMENTUM:
            new, a = _momentum(w, g, a, rate, keep)
        elif code == NESTEROV:
            new, a = _nesterov(w, g, a, rate, keep)
        elif code == RMSPROP:
            new, a, b = _rmsprop(w, g, a, b, rate, keep_square, keep, epsilon)
        elif code == ADAGRAD:
            new, a = _adagrad(w, g, a, rate, epsilon)
        elif code == AMSGRAD:
            new, a, b, c = _amsgrad(w, g, a, b, c, mean_rate, keep_mean, keep_square, scale, epsilon)
        else:
            from_here = w
            if code == ADAMW:
                from_here = w - w * (pull * decay)
            new, a, b = _adam(from_here, g, a, b, mean_rate, keep_mean, keep_square, scale, epsilon)
        if form == AFTER_STEP:
            dead = load(slots, dead_at + p)
            moves = load(trainable, p) > dead
            less = _shrunk(w, new, pull, rate, l1, l2)
            if l1 > 0.0:
                dies = _crosses_zero(new, less)
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
