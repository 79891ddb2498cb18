"""Learning that goes wrong: a run that diverges, gradients that explode or vanish, a loss that stays, points known by heart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wbsim.engine import State
from wbsim.findings.finding import Finding, Remedy
from wbsim.findings.neurons import freeing, reason
from wbsim.findings.wording import name_of, place_of, said, setting
from wbsim.growth import first_to_grow, norms
from wbsim.history import History
from wbsim.measured import Measured
from wbsim.plan import Plan
from wbsim.probes.health import Health, LayerHealth
from wbsim.translation import translated

FOLD = 30.0
"""Gradients of the first and the last layer that are so many times apart vanish or explode: healthy networks of a few
layers stay under 10, and five layers of sigmoids reach hundreds."""
STEP = 1.0
"""A step of plain gradient descent, η·(root mean square of ∂L/∂w), that is so many times the weights' own size throws
them beyond what they were, and the loss mostly up."""
PLAIN = ("sgd", "momentum", "nesterov")
"""Optimizers whose step is as long as the gradient says."""
WINDOW = 1000
"""Updates over which a loss has to fall, or the network does not learn,"""
PROGRESS = 0.01
"""the share of the loss that it has to fall by,"""
HIGH = 0.3
"""and the share of the first loss that it has to be above: one that is low has nowhere to fall."""
OVERFIT = 2.0
"""How many times the training loss the test loss is where a network overfits,"""
GAP = 0.05
"""and how far above it, as a share of the first loss: of two tiny losses one is soon the double of the other."""


def diverged(plan: Plan, state: State, history: History) -> Iterator[Finding]:
    """The run cannot go on; which parameter outgrew all others first is in the history."""
    what = state.divergence
    if what is None:
        return
    grown = first_to_grow(history)
    words = translated(
        "diverged at update {update}: {name} stood at {after}",
        update=said(what.update),
        name=plan.name_of(what.parameter),
        after=said(what.after),
    )
    why, parameter = "", what.parameter
    if grown is not None:
        parameter = grown.parameter
        words = translated(
            "{name} grew first, by update {update}; diverged at {update2}",
            name=plan.name_of(grown.parameter),
            update=said(grown.update),
            update2=said(what.update),
        )
        why = translated(
            "It stood at {value} then: over 10 times the largest at the start, {usual}.",
            value=said(grown.value),
            usual=said(grown.usual),
        )
    rate = plan.experiment.optimizer.learning_rate / 10
    yield Finding(
        "diverged", words, why, parameter=parameter,
        remedies=(Remedy(translated("go back, learning rate {setting}", setting=setting(rate)), recover=True),),
    )  # fmt: skip


def exploding(plan: Plan, state: State, health: Health) -> Iterator[Finding]:
    """Gradients that grow on their way back, or steps that are larger than what they change."""
    if state.divergence is not None:
        return
    wish = plan.experiment
    lower = {"optimizer.learning_rate": float(f"{wish.optimizer.learning_rate / 10:.6g}")}
    remedy = Remedy(
        translated("learning rate {setting}", setting=setting(lower["optimizer.learning_rate"])), lower
    )
    if wish.optimizer.kind in PLAIN:
        worst, layer = largest_step(plan, health)
        if layer is not None and worst >= STEP:
            yield Finding(
                "exploding",
                translated(
                    "{name}: a step moves the weights by {worst} times their own size",
                    name=name_of(plan, layer),
                    worst=said(worst),
                ),
                translated("Learning rate × gradient is larger than the weights it changes: they overshoot."),
                layer.layer,
                remedies=(remedy,),
            )
            return
    first, last = health.layers[0], health.layers[-1]
    if len(health.layers) > 1 and last.weight_gradient.rms > 0:
        fold = first.weight_gradient.rms / last.weight_gradient.rms
        if fold >= FOLD:
            yield Finding(
                "exploding",
                translated(
                    "gradients grow {whole}-fold from {name} to {name2} (exploding)",
                    whole=said(_whole(fold)),
                    name=name_of(plan, last),
                    name2=name_of(plan, first),
                ),
                translated(
                    "∂L/∂w is about {rms} there and {rms2} here.",
                    rms=said(last.weight_gradient.rms),
                    rms2=said(first.weight_gradient.rms),
                ),
                first.layer,
                remedies=(remedy,),
            )


def largest_step(plan: Plan, health: Health) -> tuple[float, LayerHealth | None]:
    """η·(root mean square of ∂L/∂w) as a share of the root mean square of w where it is largest, and the layer."""
    rate = plan.experiment.optimizer.learning_rate
    steps = [
        (rate * one.weight_gradient.rms / one.weights.rms, one)
        for one in health.layers
        if one.weights.rms > 0 and plan.trainable[plan.rows[place_of(plan, one)].weights]
    ]
    return max(steps, key=lambda step: step[0], default=(0.0, None))


def fallen(state: State, history: History) -> float | None:
    """The share of the training loss that it fell by in the last WINDOW updates; None before there were so many."""
    then, now, _ = _course(state, history)
    return None if then is None or not then > 0 else (then - now) / then


def _course(state: State, history: History) -> tuple[float | None, float, float]:
    """The training loss WINDOW updates ago, None if there is none, the lowest since then, and the first one."""
    comparable = _comparable(history)
    before = [one for one in comparable if one.update <= state.update - WINDOW]
    after = [one.fit.train_loss for one in comparable if one.update > state.update - WINDOW]
    if not before or not after:
        return None, 0.0, 0.0
    return before[-1].fit.train_loss, min(after), before[0].fit.train_loss


def still(plan: Plan, state: State, health: Health, history: History) -> Iterator[Finding]:
    """The loss has not fallen for a while, and is high."""
    then, now, first = _course(state, history)
    if state.divergence is not None or then is None or now < HIGH * first or then - now >= PROGRESS * then:
        return
    words = translated(
        "it does not learn: the loss fell by less than 1 % in the last {window} updates", window=said(WINDOW)
    )
    if all(layer.at_zero for layer in health.layers):
        because = reason(plan, health.layers)
        words += translated(", and all biases are at 0")
        why = translated(
            "The biases {because}, so every line of the first layer goes through the origin.", because=because
        )
        if plan.rows[0].kind != "dense":
            why = translated(
                "The biases {because}, so that what is dark everywhere, or 0, can be answered by 0 alone.",
                because=because,
            )
        settings = freeing(plan, health.layers)
        remedies = (Remedy(translated("let the biases move"), settings),) if settings else ()
    else:
        why, remedies = (
            translated(
                "It stands at {train_loss}; it began at {first}.",
                train_loss=said(history.measured[-1].fit.train_loss),
                first=said(first),
            ),
            (),
        )
    yield Finding("still", words, why, remedies=remedies)


def vanishing(plan: Plan, state: State, health: Health) -> Iterator[Finding]:
    """Gradients that shrink on their way back."""
    if len(health.layers) < 2 or state.divergence is not None:
        return
    first, last = health.layers[0], health.layers[-1]
    if not first.weight_gradient.rms > 0:  # that is said of dead neurons, or nothing comes back at all
        return
    fold = last.weight_gradient.rms / first.weight_gradient.rms
    if fold < FOLD:
        return
    squashing = [
        place for place, row in enumerate(plan.rows[:-1]) if row.layer.activation in ("sigmoid", "softsign")
    ]
    remedies: tuple[Remedy, ...] = ()
    why = translated(
        "∂L/∂w is about {rms} there and {rms2} here.",
        rms=said(last.weight_gradient.rms),
        rms2=said(first.weight_gradient.rms),
    )
    if squashing:
        why += translated(" A sigmoid's slope is at most ¼, once for every layer.")
        remedies = (
            Remedy(
                translated("tanh instead"),
                {f"network.layers.{k}.activation": "tanh" for k in squashing},
            ),
        )
    yield Finding(
        "vanishing",
        translated("gradients shrink {whole}-fold from {name} to {name2} (vanishing)", whole=said(_whole(fold)), name=name_of(plan, last), name2=name_of(plan, first)),
        why, first.layer, remedies=remedies,
    )  # fmt: skip


def overfits(plan: Plan, history: History) -> Iterator[Finding]:
    """The test loss is far above the training loss."""
    measured = _comparable(history)
    if not measured:
        return
    now, first = measured[-1], measured[0]
    train, test = now.fit.train_loss, now.fit.test_loss
    if test is None or not np.isfinite(test) or now.update == first.update:
        return
    if test < OVERFIT * train or test - train < GAP * first.fit.train_loss:
        return
    times = test / train if train > 0 else np.inf
    about = f"{times:.1f}" if times < 10 else said(_whole(times))
    ratio = (
        translated("{about} times the training loss", about=about)
        if times < 1000
        else translated("far above the training loss")
    )
    sizes = norms(history)
    grew = (
        translated(
            ", ∥w∥ went from {weights} to {weights2}",
            weights=said(sizes.weights[0]),
            weights2=said(sizes.weights[-1]),
        )
        if len(sizes.update)
        else ""
    )
    wish = plan.experiment.penalty
    remedies = (
        ()
        if wish.l2
        else (
            Remedy(
                translated("L2 of 0.01 on the weights"),
                {"penalty.l2": 0.01, "penalty.on": "weights"},
            ),
        )
    )
    yield Finding(
        "overfits", translated("overfits: test loss is {ratio}{grew}", ratio=ratio, grew=grew),
        translated("{test} on points it has not seen, {train} on those it trained on.", test=said(test), train=said(train)), remedies=remedies,
    )  # fmt: skip


def _comparable(history: History) -> list[Measured]:
    """The measurements since the data and the loss are what they are now."""
    measured = history.measured
    same: dict[int, bool] = {}  # of every basis, by its identity: to compare data takes its time
    for place in range(len(measured) - 1, -1, -1):
        basis = measured[place].basis
        if id(basis) not in same:
            same[id(basis)] = basis == measured[-1].basis
        if not same[id(basis)]:
            return list(measured[place + 1 :])
    return list(measured)


def _whole(times: float) -> float:
    """A factor as a whole number, if it is one at all."""
    return round(times) if np.isfinite(times) else times
