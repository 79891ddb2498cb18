"""Branches for tests of views: runs that left others, each as far as it has come, and moments of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from wbsim import engine, presets
from wbsim.branches import Branch, Mark
from wbsim.engine import Pick, Watch
from wbsim.run import Change, Run, SetParameters
from wbsim.simulation import apply, begin, onward, replay
from wbsim.snapshot import Ghost, Snapshot

_WATCH = Watch(plane=64, pick=Pick("train", 4))


def began(name: str, number: int, updates: int, origin: str = "", settings: Mapping[str, Any] = {}) -> Branch:
    """A branch that began by itself."""
    experiment = presets.load(name).experiment
    run = Run(experiment=experiment.changed(settings) if settings else experiment)
    return Branch(number, run, onward(begin(run.experiment), updates), origin=origin)


def left(
    parent: Branch, number: int, at: int, updates: int, words: str,
    settings: Mapping[str, Any] = {}, values: Mapping[str, float] = {}, name: str = "",
) -> Branch:  # fmt: skip
    """A branch that left another at an update with an edit, and went on to update `updates`."""
    edit = Change(settings=dict(settings)) if settings else SetParameters(values=dict(values))
    run = parent.run.until(at)
    progress = apply(replay(run, at), edit)
    marks = (*(mark for mark in parent.marks if mark.update <= at), Mark(at, words))
    progress = onward(progress, updates - at)
    return Branch(number, run.edited(at, edit), progress, marks, parent.number, at, words, name)


@lru_cache(maxsize=8)
def forest(count: int = 4, name: str = "circle", scale: int = 1) -> tuple[Branch, ...]:
    """Up to eight branches of very different shapes, `scale` times as long as 1 000 updates."""
    a = began(name, 0, 660 * scale)
    theta = dict(zip(a.plan.ids, a.state.theta.tolist(), strict=True))
    biases = [one for one in theta if one.startswith("b:")]
    third = biases[min(2, len(biases) - 1)]
    layers = a.plan.experiment.network.layers
    hidden = layers[0]
    off = {f"network.layers.{k}.bias": False for k in range(len(layers))}
    rate = a.plan.experiment.optimizer.learning_rate
    more: dict[str, Any] = {"network.layers.0.neurons": (*hidden.neurons, 9001, 9002)}
    if len(layers) == 1:
        more = {"optimizer.learning_rate": rate / 2}
    faster = {"optimizer.learning_rate": 0.1 if name == "circle" else rate * 1.5}
    b = left(a, 1, 400 * scale, 1000 * scale, "learning rate 0.03 → 0.1", faster)
    c = left(b, 2, 400 * scale, 1000 * scale, "biases off", off)
    d = left(b, 3, 400 * scale, 860 * scale, "b₃ −0.52 → 1.50", values={third: 1.5}, name="by hand")
    e = began(name, 4, 500 * scale, "seed 0 → 7", {"seed": 7})
    f = left(b, 5, 700 * scale, 1000 * scale, "hidden 1: 2 more neurons", more)
    g = left(d, 6, 600 * scale, 900 * scale, "learning rate 0.1 → 0.001", {"optimizer.learning_rate": 0.001})
    h = left(a, 7, 100 * scale, 1200 * scale, "batch size → 5", {"batches.size": 5})
    return (a, b, c, d, e, f, g, h)[:count]


def looking(
    branches: tuple[Branch, ...], number: int, at: int | None = None, watch: Watch = _WATCH
) -> Snapshot:
    """One of some branches, looked at at its present or at an update before, as a session shows it."""
    one = next(branch for branch in branches if branch.number == number)
    there = one.progress if at is None else replay(one.run, at)
    history = one.history.measuring(one.state, one.plan)
    present = one.state.update
    ghost = None
    if watch.beside is not None:
        other = next(branch for branch in branches if branch.number == watch.beside)
        ghost = Ghost(
            other.number,
            other.plan,
            other.state,
            engine.look(other.state, other.plan, replace(watch, fit=False)),
        )
    elif at is not None and at < present:
        ghost = Ghost(
            one.number, one.plan, one.state, engine.look(one.state, one.plan, replace(watch, fit=False))
        )
    return Snapshot(
        there.plan, one.run, there.state, history, watch, engine.look(there.state, there.plan, watch), one.marks,
        branches=branches, branch=number, present=present, ghost=ghost,
    )  # fmt: skip
