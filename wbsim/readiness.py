"""Which kernels are ready, what each is called, and in which order they are worth compiling. A pass becomes ready by a
rehearsal: the very call that the program makes, on a network so small that only the compiling takes time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np

from wbsim import device, engine
from wbsim.experiment import Experiment, Precision
from wbsim.kernels.compile import PASSES
from wbsim.kernels.turns import compiling_ahead, stand_back, telling
from wbsim.plan import Plan, plan
from wbsim.population import advance, population
from wbsim.probes.surface import along_directions, over_parameters

__all__ = [
    "PRECISIONS", "REHEARSALS", "RUN", "SAMPLE", "Rehearsal", "ahead", "is_ready", "prepare", "sentence", "telling",
]  # fmt: skip

PRECISIONS: tuple[Precision, ...] = get_args(Precision)


@dataclass(frozen=True)
class Rehearsal:
    """What a pass does, in words, and the call that makes it ready for the precision of a plan."""

    words: str
    call: Callable[[Plan], object]


def _evaluate(shapes: Plan) -> object:
    samples, theta = device.material(shapes).train, engine.initial(shapes).theta
    return device.evaluate(shapes, theta, samples.x, samples.count, np.arange(1), samples.t)


def _train(shapes: Plan) -> object:
    return engine.record(engine.initial(shapes), shapes, 1, 1)


def _gradients(shapes: Plan) -> object:
    theta = engine.initial(shapes).theta
    return device.gradients(shapes, theta, device.material(shapes).train, np.arange(1))


def _upcoming(shapes: Plan) -> object:
    return engine.coming_samples(engine.initial(shapes), shapes)


def _train_many(shapes: Plan) -> object:
    return advance(population([shapes]), 1)


def _over_parameters(shapes: Plan) -> object:
    first, second = shapes.ids[:2]
    return over_parameters(shapes, engine.initial(shapes).theta, (first, second), ([0.0], [0.0]))


def _along_directions(shapes: Plan) -> object:
    theta = engine.initial(shapes).theta
    return along_directions(shapes, theta, (theta, theta), ([0.0], [0.0]))


# by the name of the pass, those first that are sooner needed
REHEARSALS: dict[str, Rehearsal] = {
    "evaluate": Rehearsal("the forward pass", _evaluate),
    "train": Rehearsal("the training pass", _train),
    "gradients": Rehearsal("the backward pass of a sample", _gradients),
    "upcoming": Rehearsal("the choice of batches", _upcoming),
    "over_parameters": Rehearsal("the loss surface of two parameters", _over_parameters),
    "along_directions": Rehearsal("the loss surface along two directions", _along_directions),
    "train_many": Rehearsal("the training of many networks at once", _train_many),
}

RUN = ("evaluate", "train")  # what every run needs, in this order,
SAMPLE = ("gradients", "upcoming")  # and what it takes to look at a sample, or into an update

_ready: set[tuple[str, str]] = set()


@lru_cache(maxsize=2)
def _smallest(precision: str) -> Plan:
    """A single neuron that has two points to learn."""
    points = {"x": [[0.0], [1.0]], "y": [[0.0], [1.0]]}
    wish: dict[str, Any] = {
        "data": {"dataset": "points", "train_share": 100, "points": points},
        "network": {"layers": [{"neurons": 1, "activation": "linear"}]},
        "batches": {"size": 1},
        "precision": precision,
    }
    return plan(Experiment.read(wish))


def is_ready(names: tuple[str, ...], precision: str) -> bool:
    """Whether passes can be called without waiting for the compiler."""
    return all((name, precision) in _ready for name in names)


def prepare(name: str, precision: str) -> None:
    """Compiles a pass or loads it; whoever calls waits for it. It is cheap where the pass is ready."""
    if (name, precision) not in _ready:
        REHEARSALS[name].call(_smallest(precision))
        _ready.add((name, precision))


def ahead(precision: str) -> Iterator[tuple[str, str]]:
    """Makes everything ready, one pass after the other: those of a precision first, then those of the others. What
    somebody waits for meanwhile goes before the next.
    """
    others = [other for other in PRECISIONS if other != precision]
    for wanted in (precision, *others):
        for name in REHEARSALS:
            stand_back()
            with compiling_ahead():
                prepare(name, wanted)
            yield name, wanted


def sentence(name: str, precision: str) -> str:
    """What is waited for, in words."""
    known = REHEARSALS.get(name)
    words = f"the {name} pass" if known is None else known.words
    return f"compiling {words}{f' for {precision}' if precision else ''}, once for this machine"


def without_rehearsal() -> tuple[str, ...]:
    """The passes that nothing makes ready; there should be none."""
    return tuple(name for name in PASSES if name not in REHEARSALS)
