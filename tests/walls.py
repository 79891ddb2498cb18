"""Walls of known outcome for tests of pictures: networks that never were trained, with losses that are made up."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wbsim import presets
from wbsim.difference import Difference
from wbsim.experiment import Experiment
from wbsim.outcomes import Criterion, Outcomes
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot, Watch
from wbsim.variation import Axis, Variant, WallWish, offered
from wbsim.wall import Losses, WallSeen

RATES = (0.001, 0.003, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0, 3.0)
_BEST = (0.51, 0.46, 0.3, 0.11, 0.03, 0.01, 0.004, 0.006, 0.012, 0.09, 0.22, 0.9)  # with biases, at each rate


def rates_and_biases(experiment: Experiment) -> tuple[Axis, Axis]:
    """Twelve learning rates across, biases on and off down."""
    offers = offered(experiment)
    return offers["learning_rate"], offers["bias"]


def made_up_axis(name: str, title: str, words: tuple[str, ...]) -> Axis:
    """An axis of which nothing but the words is used."""
    return Axis(name, title, tuple(Variant(word, Difference(word, ())) for word in words))


def outcomes_of(loss: NDArray[np.floating], ended: NDArray[np.int64] | None = None) -> Outcomes:
    """Outcomes with these test losses, and as many right answers as fit them."""
    right = np.clip(1 - loss, 0, 1)
    gone = np.full(len(loss), -1) if ended is None else ended
    return Outcomes(0.8 * loss, loss.astype(float), right, right, gone)


def wall(
    experiment: Experiment, axes: tuple[Axis, ...] | None = None, seeds: int = 5, updates: int = 1250,
    moments: int = 60, ended: tuple[int, ...] = (), built: bool = True, chance: int = 3,
    final: NDArray[np.floating] | None = None,
) -> WallSeen:  # fmt: skip
    """A wall whose networks with biases learn at middling rates and whose others stay at 0.5; `final` gives losses instead,
    and `ended` numbers those that diverge.
    """
    wish = WallWish(rates_and_biases(experiment) if axes is None else axes, seeds)
    grid = wish.grid(experiment)
    if not built:
        return WallSeen(wish, grid, Criterion(), busy="building 120 networks")
    draws = np.random.default_rng(chance)
    count = len(grid)
    if final is None:
        final = np.empty(count)
        for number in range(count):
            places, _ = grid.place(number)
            words = {axis.name: axis.variants[at].word for axis, at in zip(grid.axes, places, strict=True)}
            at = places[0] * len(_BEST) // len(grid.axes[0]) if grid.axes else 5
            middle = 0.5 if words.get("bias") == "off" else _BEST[at]
            final[number] = middle * math.exp(0.02 if middle >= 0.5 else 0.45 * draws.normal())
    final = np.asarray(final, float)
    update = np.linspace(0, updates, moments).round().astype(np.int64)
    share = (update / max(1, updates))[:, None]
    start = 0.52 * np.exp(0.06 * draws.normal(size=count))
    wobble = 1 + 0.25 * draws.normal(size=(moments, count)) * np.sqrt(share) * (final < 0.45)
    loss = (start * (final / start) ** (share**0.8) * np.clip(wobble, 0.4, 2)).astype(np.float32)
    loss[-1] = final
    gone = np.full(count, -1, np.int64)
    for number in ended:
        first = moments // 3 + number % 7
        gone[number] = update[first]
        loss[first:, number] = np.inf
    return WallSeen(
        wish,
        grid,
        Criterion(),
        updates,
        updates,
        updates / 20,
        outcomes_of(final, gone),
        Losses(update, loss),
    )


def shown(of: WallSeen | None, name: str = "circle") -> Snapshot:
    """A moment of a session with this wall on it."""
    session = Session(Run(experiment=presets.load(name).experiment))
    return replace(session.snapshot(Watch(fit=False)), wall=of)


def circle() -> Experiment:
    """What the walls here are made of."""
    return presets.load("circle").experiment
