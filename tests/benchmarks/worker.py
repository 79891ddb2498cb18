"""wbsim's side of a comparison with other systems: a line of work from standard input, a line of JSON with its speed or
its result to standard output. It drives the calls that the window makes; data, starts and batches are the files that
all systems read, in the folder WBSIM_BENCH_DATA.

    W2 f32 adam 0.2     runs for about 0.2 s and says how many updates that were
    check W2 f64 adam   trains 200 updates from the start and says what became of the parameters
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.data import Points
from wbsim.edits import with_parameters
from wbsim.engine import State, initial, record
from wbsim.experiment import Experiment
from wbsim.plan import Plan, plan
from wbsim.population import advance, population
from wbsim.probes.surface import along_directions, over_parameters

Floats = NDArray[np.floating]
Answer = dict[str, Any]
Layer = dict[str, Any]

PRECISIONS = {"f32": "float32", "f64": "float64"}
CHECKED = 200  # updates
GRID = 256  # points along an edge
SURFACES = {"W7": True, "W7b": False}  # whether what the parameters do not touch is computed once only
SURFACE_EDGE, SURFACE_POINTS, SURFACE_PLACES = 101, 200, (0, 96)


@dataclass(frozen=True)
class Net:
    """A network that all systems train, how it learns, and where it takes its points from if not from files of its name."""

    layers: tuple[Layer, ...]
    loss: str
    batch: int
    rates: dict[str, float]
    stride: int  # of the record of a run as long as such a network is watched: a million updates, or 100 000
    classes: int = 0
    points: str = ""
    shape: dict[str, Any] = field(default_factory=dict)


def dense(sizes: tuple[int, ...], hidden: str, output: str) -> tuple[Layer, ...]:
    """Dense layers of so many neurons."""
    return tuple(
        {"neurons": n, "activation": output if k == len(sizes) - 1 else hidden} for k, n in enumerate(sizes)
    )


NETS = {
    "W1": Net(dense((4, 2, 1), "tanh", "tanh"), "half_mse", 10, {"sgd": 0.03, "adam": 0.01}, 1024),
    "W2": Net(dense((8, 8, 8, 1), "tanh", "tanh"), "half_mse", 10, {"sgd": 0.03, "adam": 0.01}, 1024),
    "W3": Net(
        dense((64, 32, 10), "relu", "softmax"), "cross_entropy", 32, {"sgd": 0.05, "adam": 0.001}, 128, classes=10
    ),
    "W4": Net(dense((256, 256, 1), "relu", "linear"), "half_mse", 128, {"sgd": 0.01, "adam": 0.001}, 128),
    "W8": Net(
        ({"kind": "convolution", "neurons": 8, "activation": "relu"}, {"kind": "pooling"}, *dense((10,), "", "softmax")),
        "cross_entropy", 32, {"adam": 0.001}, 128, classes=10, points="W3", shape={"picture": (8, 8)},
    ),
    "W9": Net(
        ({"kind": "recurrent", "neurons": 16}, *dense((1,), "", "linear")), "half_mse", 16, {"adam": 0.001}, 128,
        shape={"steps": 20},
    ),
}  # fmt: skip
POPULATIONS = {"W6": 1, "W6x2": 2}  # the threads
MAPS = {"W5": "W2", "W5w": "W4"}  # the network whose values a grid takes


@cache
def given(name: str) -> NDArray[np.float64]:
    """A file that all systems read, in its shape."""
    folder = Path(os.environ["WBSIM_BENCH_DATA"])
    shape = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))[name]
    return np.fromfile(folder / f"{name}.bin", "<f8").reshape(shape)


@cache
def shapes_of(name: str, precision: str, optimizer: str) -> Plan:
    """The plan of a network and its points: sequential batches, the remainder of an epoch dropped."""
    net = NETS[name]
    files = net.points or name
    x, t = given(f"{files}_X"), given(f"{files}_T")
    y = t[:, 0].astype(np.int64) if net.classes else t
    points = Points(x=x, y=y, classes=net.classes, **net.shape)
    experiment = Experiment.read(
        {
            "data": {"dataset": "points", "train_share": 100, "points": points},
            "network": {"layers": net.layers},
            "loss": net.loss,
            "optimizer": {"kind": optimizer, "learning_rate": net.rates[optimizer]},
            "batches": {"size": net.batch, "order": "as_given", "remainder": "drop"},
            "precision": PRECISIONS[precision],
        }
    )  # fmt: skip
    return plan(experiment)


def start_of(name: str, shapes: Plan) -> State:
    """The given parameters, before the first update."""
    values = given(f"{name}_P").copy()
    for row in shapes.rows:
        if (
            row.kind == "recurrent"
        ):  # the file has all weights for the input first, then all for the own values
            own = row.fan_out**2
            weights = values[row.weights : row.biases]
            weights[:] = np.hstack(
                [weights[:-own].reshape(row.fan_out, -1), weights[-own:].reshape(row.fan_out, -1)]
            ).ravel()
    return with_parameters(initial(shapes), shapes, dict(zip(shapes.ids, values.tolist(), strict=True)))


class Training:
    """A run that goes on, call by call."""

    def __init__(self, name: str, precision: str, optimizer: str) -> None:
        self.shapes = shapes_of(name, precision, optimizer)
        self.state = start_of(name, self.shapes)
        self.stride = NETS[name].stride

    def __call__(self, updates: int) -> None:
        self.state, _ = record(self.state, self.shapes, updates, self.stride)
        if self.state.divergence:
            raise ArithmeticError(str(self.state.divergence))


class Populations:
    """Many networks that differ in start and learning rate, call by call."""

    def __init__(self, precision: str, threads: int) -> None:
        shapes = shapes_of("W2", precision, "adam")
        plans = [
            plan(shapes.experiment.changed({"optimizer.learning_rate": rate}))
            for rate in given("pop_lr").tolist()
        ]
        starts = [
            with_parameters(initial(one), one, dict(zip(one.ids, values, strict=True)))
            for one, values in zip(plans, given("pop_P").tolist(), strict=True)
        ]
        self.population = population(plans, starts)
        self.threads = threads

    def __call__(self, updates: int) -> None:
        self.population = advance(self.population, updates, self.threads)
        if any(self.population.divergence):
            raise ArithmeticError("a network diverges")


class Maps:
    """The forward pass over a grid: what every neuron makes of it, or the output of a wide network alone."""

    def __init__(self, name: str, precision: str) -> None:
        net = MAPS[name]
        self.shapes = shapes_of(net, precision, "sgd")
        self.theta = start_of(net, self.shapes).theta
        self.points = device.columns(given("grid"), self.shapes.dtype)
        first = len(self.shapes.inputs) if name == "W5" else self.shapes.values - 1
        self.keep = np.arange(first, self.shapes.values)

    def __call__(self, grids: int) -> None:
        for _ in range(grids):
            device.evaluate(self.shapes, self.theta, self.points, GRID**2, self.keep)


class Surfaces:
    """The mean loss of the first points on a grid of two parameters; or, where nothing is to be reused, of two directions."""

    def __init__(self, precision: str, reuse: bool) -> None:
        self.shapes = shapes_of("W2", precision, "sgd")
        self.theta = start_of("W2", self.shapes).theta
        self.samples = device.Samples(
            device.columns(given("W2_X")[:SURFACE_POINTS], self.shapes.dtype),
            device.columns(given("W2_T")[:SURFACE_POINTS], self.shapes.dtype),
            SURFACE_POINTS,
        )
        self.pair = tuple(self.shapes.ids[place] for place in SURFACE_PLACES)
        every = np.eye(self.shapes.size, dtype=self.shapes.dtype)
        self.directions = tuple(every[place] for place in SURFACE_PLACES)
        self.at = (np.linspace(-3, 3, SURFACE_EDGE),) * 2
        self.reuse = reuse
        self.seen = np.empty(0)

    def __call__(self, surfaces: int) -> None:
        for _ in range(surfaces):
            if self.reuse:
                self.seen = over_parameters(
                    self.shapes, self.theta, self.pair, self.at, self.samples, offsets=True
                )
            else:
                self.seen = along_directions(self.shapes, self.theta, self.directions, self.at, self.samples)


def timed(work: Callable[[int], None], seconds: float) -> Answer:
    """How fast `work` is, by the clock and by this process's processor time; it takes a number of updates."""
    begun = time.perf_counter()
    work(1)
    first = time.perf_counter() - begun
    work(1)
    count = 1
    while True:
        begun, spent = time.perf_counter(), time.process_time()
        work(count)
        spent = time.process_time() - spent
        if spent > seconds / 8 or time.perf_counter() - begun > seconds:
            break
        count *= 2
    rounds = max(1, round(seconds / max(spent, 1e-9)))
    begun, spent = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        work(count)
    spent, passed = time.process_time() - spent, time.perf_counter() - begun
    return {
        "updates_per_s": rounds * count / passed,
        "updates_per_cpu_s": rounds * count / spent,
        "first_call_s": round(first, 4),
    }


@cache
def work_of(name: str, precision: str, optimizer: str) -> tuple[Callable[[int], None], int, int]:
    """What to do for a number of updates, how many samples one is, and on how many threads; raises KeyError."""
    if name in MAPS:
        return Maps(name, precision), GRID**2, 1
    if name in POPULATIONS:
        many = Populations(precision, POPULATIONS[name])
        return many, len(many.population) * NETS["W2"].batch, POPULATIONS[name]
    if name in SURFACES:
        return Surfaces(precision, SURFACES[name]), SURFACE_EDGE**2 * SURFACE_POINTS, 1
    return Training(name, precision, optimizer), NETS[name].batch, 1


def measured(name: str, precision: str, optimizer: str, seconds: str) -> Answer:
    """The answer to a line that asks for a speed."""
    work, samples, threads = work_of(name, precision, optimizer)
    speed = timed(work, float(seconds))
    asked = {"workload": name, "dtype": precision, "opt": optimizer, "threads": threads}
    return asked | speed | {"samples_per_update": samples}


def checked(name: str, precision: str, optimizer: str) -> Answer:
    """The answer to a line that asks for a result."""
    if name in SURFACES:
        surfaces = Surfaces(precision, SURFACES[name])
        surfaces(1)
        return {"check": name, "dtype": precision, "opt": optimizer, "mean_loss": float(surfaces.seen.mean())}
    if name in POPULATIONS:
        many = Populations(precision, POPULATIONS[name])
        many(CHECKED)
        state = many.population.state(-1)
    else:
        training = Training(name, precision, optimizer)
        training(CHECKED)
        state = training.state
    theta = state.theta.astype(np.float64)
    found = {"l2": float(np.sqrt(theta @ theta)), "sum": float(theta.sum())}
    return {"check": name, "dtype": precision, "opt": optimizer} | found


def main() -> None:
    """Answers line by line until there are no more."""
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        check = words[0] == "check"
        try:
            answer = checked(*words[1:]) if check else measured(*words)
        except KeyError:
            answer = {"skip": words[check]}
        except Exception as error:  # the comparison goes on without this line
            answer = {"skip": words[check], "error": repr(error)[:300]}
        print(json.dumps({"system": "wbsim"} | answer), flush=True)


if __name__ == "__main__":
    main()
