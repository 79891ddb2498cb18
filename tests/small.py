"""Small experiments for tests: a few points, a small network, anything else as asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.engine import State
from wbsim.experiment import Experiment

Wish = dict[str, Any]


def points(
    count: int, inputs: int, *, outputs: int = 1, classes: int = 0, seed: int = 1, signs: bool = False
) -> Wish:
    """Given points, all for training; targets are class numbers, or where there are no classes values in (0, 1) or signs."""
    chance = np.random.default_rng(seed)
    x = chance.uniform(-2, 2, (count, inputs)).tolist()
    y: Any = chance.uniform(0.05, 0.95, (count, outputs)).tolist()
    if signs:
        y = chance.choice([-1.0, 1.0], (count, outputs)).tolist()
    if classes:
        y = [k % classes for k in range(count)]
    return {"dataset": "points", "train_share": 100, "points": {"x": x, "y": y, "classes": classes}}


def layer(neurons: int = 1, activation: str = "tanh", **more: Any) -> Wish:
    """A layer with weights and biases that differ from 0."""
    spread = {"kind": "uniform", "low": -1.0, "high": 1.0}
    return {"neurons": neurons, "activation": activation, "weight_init": spread, "bias_init": spread, **more}


def network(*layers: Wish) -> Wish:
    """A network of the layers given."""
    return {"layers": list(layers)}


def experiment(*, hidden: tuple[int, ...] = (3, 2), activation: str = "tanh", **settings: Any) -> Experiment:
    """A 2-3-2-1 network with a linear output on 12 points, in float64 with batches of 5, unless asked otherwise."""
    wish = {
        "data": points(12, 2),
        "network": network(*(layer(n, activation) for n in hidden), layer(1, "linear")),
        "loss": "mse",
        "optimizer": {"kind": "sgd", "learning_rate": 0.1},
        "batches": {"size": 5},
        "precision": "float64",
    }
    return Experiment.read(wish | settings)


def bits(state: State) -> tuple[object, ...]:
    """All of a state, to the last bit, to be compared."""
    return (
        state.update,
        state.epoch,
        state.cursor,
        state.steps,
        state.theta.tobytes(),
        state.slots.tobytes(),
    )


# what makes Numba compile for a processor with smaller vectors than this one may have
NARROW = {
    "NUMBA_CPU_NAME": "haswell",
    "NUMBA_CPU_FEATURES": "+sse,+sse2,+sse3,+ssse3,+sse4.1,+sse4.2,+popcnt,+avx,+avx2,+fma,+bmi,+bmi2",
}
