"""Experiments that are measured: the main job as it is, and with many points, many inputs and many weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wbsim import presets
from wbsim.data import Data, Points
from wbsim.datasets import draw
from wbsim.experiment import Experiment


def scattered(count: int = 10_000, inputs: int = 2) -> Experiment:
    """The main job on given points: a disc inside a ring in the first two inputs; the others are noise."""
    chance = np.random.default_rng(0)
    circle = presets.load("circle").experiment
    angle, inner = chance.uniform(0, 2 * np.pi, count), np.arange(count) % 2 == 1
    radius = np.where(inner, chance.uniform(0, 2.5, count), chance.uniform(3.5, 5, count))
    x = chance.uniform(-6, 6, (count, inputs))
    x[:, 0], x[:, 1] = radius * np.cos(angle), radius * np.sin(angle)
    points = Points(x=x, y=inner.astype(np.int64), classes=2)
    return circle.changed({"data.dataset": "points", "data.points": points})


def pictures(count: int = 10_000, hidden: int = 128) -> Experiment:
    """784-128-10: the digits three times as large, each somewhere on a picture of 28 × 28."""
    chance = np.random.default_rng(0)
    digits = presets.load("digits").experiment
    drawn = draw(Data(dataset="digits", train_share=100), 0).train
    picked = chance.integers(0, len(drawn), count)
    large = np.kron(drawn.x[picked].reshape(count, 8, 8), np.ones((1, 3, 3))) / 16
    x = np.zeros((count, 28, 28))
    for image, small, (down, right) in zip(x, large, chance.integers(0, 5, (count, 2)), strict=True):
        image[down : down + 24, right : right + 24] = small
    points = Points(x=x.reshape(count, 784), y=drawn.y[picked], classes=10, picture=(28, 28))
    first, _, last = digits.network.layers
    neurons = tuple(range(2, 2 + hidden))
    network = {
        "layers": (
            first.model_copy(update={"neurons": neurons}),
            last.model_copy(update={"id": 2 + hidden, "neurons": tuple(range(3 + hidden, 13 + hidden))}),
        ),
        "born": 12 + hidden,
    }
    data = {"data.dataset": "points", "data.points": points, "data.train_share": 80.0}
    return digits.changed({**data, "network": digits.network.model_copy(update=network), "title": ""})


JOBS: dict[str, Callable[[], Experiment]] = {
    "many-points": scattered,
    "million-points": lambda: scattered(1_000_000, 5),
    "big-network": pictures,
}


def experiment(name: str) -> Experiment:
    """A job, or a preset."""
    return JOBS[name]() if name in JOBS else presets.load(name).experiment
