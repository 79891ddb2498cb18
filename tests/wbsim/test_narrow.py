"""Populations, what is measured of them, and loss surfaces on a processor with smaller vectors: the same bits."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
import small

import wbsim

_SCRIPT = """
import hashlib
import numpy as np
from wbsim import crowd, engine, population
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.presets import load
from wbsim.probes import surface
wish = load("circle").experiment.changed({"optimizer.kind": "adam"})
plans = [plan(wish.changed({"seed": seed, "optimizer.learning_rate": 0.01 + seed / 1000})) for seed in range(18)]
after = population.advance(population.population(plans), 200)
digest = hashlib.sha256(after.theta.tobytes() + after.slots.tobytes() + after.loss.tobytes())
for loss, last in (("half_mse", "tanh"), ("bce", "sigmoid")):
    many = crowd.advance(crowd.crowd([one.experiment.changed({
        "loss": loss, "network.layers.%d.activation" % (len(one.rows) - 1): last,
    }) for one in plans]), 50)
    found = crowd.outcomes(many)
    digest.update(found.train_loss.tobytes() + found.test_loss.tobytes() + found.test_right.tobytes())
    digest.update(crowd.tiles(many, range(18), 9).values.tobytes())
shapes, theta = plans[3], after.state(3).theta
axis, rng = np.linspace(-2, 2, 9), np.random.default_rng(0)
for pair in ((0, 1), (0, 12), (3, 20), (11, 24)):
    names = tuple(shapes.ids[place] for place in pair)
    digest.update(surface.over_parameters(shapes, theta, names, (axis, axis), offsets=True).tobytes())
ways = tuple(rng.normal(size=shapes.size) for _ in range(2))
digest.update(surface.along_directions(shapes, theta, ways, (axis, axis)).tobytes())
spread = {"weight_init": {"kind": "uniform"}, "activation": "tanh"}
for shape, layers in (
    ({"picture": (4, 4)}, [{"kind": "convolution", "neurons": 9, "padding": 1}, {"kind": "pooling", "stride": 1}]),
    ({"steps": 4}, [{"kind": "recurrent", "neurons": 9, "gives": "all"}, {"kind": "recurrent", "neurons": 3}]),
):
    points = {"x": rng.normal(size=(40, 16)).tolist(), "y": rng.normal(size=(40, 1)).tolist()} | shape
    hidden = [layer if layer["kind"] == "pooling" else layer | spread for layer in layers]
    shapes = plan(Experiment.read({
        "data": {"dataset": "points", "points": points}, "network": {"layers": [*hidden, {"neurons": 1, **spread}]},
    }))
    theta = engine.initial(shapes).theta
    for pair in ((0, 5), (3, shapes.size - 1), (shapes.size - 2, shapes.size - 1)):
        names = tuple(shapes.ids[place] for place in pair)
        digest.update(surface.over_parameters(shapes, theta, names, (axis, axis), offsets=True).tobytes())
print(digest.hexdigest())
"""


def digest(**environment: str) -> str:
    root = str(Path(wbsim.__path__[0]).parent)
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        env=os.environ | {"PYTHONPATH": root} | environment,
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(
    platform.machine().lower() not in ("x86_64", "amd64"), reason="no other vector unit to speak of"
)
def test_populations_and_surfaces_come_to_the_same_bits() -> None:
    assert digest(**small.NARROW) == digest()
