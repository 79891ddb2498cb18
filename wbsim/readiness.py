"""Which kernels are ready, what each is called, and in which order they are worth compiling. A pass is ready for a
precision and for networks of dense layers alone, or of all kinds of layers. It becomes so by a rehearsal: the very call that the program makes, on a network so small that only the compiling takes time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np

from wbsim import device, engine, population_fit
from wbsim.experiment import Experiment, Precision
from wbsim.kernels.compile import PASSES
from wbsim.kernels.turns import compiling_ahead, stand_back, telling
from wbsim.plan import Plan, plan
from wbsim.population import advance, population
from wbsim.probes.surface import along_directions, over_parameters
from wbsim.translation import marked, translated

__all__ = [
    "PRECISIONS", "REHEARSALS", "RUN", "SAMPLE", "WALL", "Rehearsal", "ahead", "is_ready", "prepare", "sentence", "telling",
    "words",
]  # fmt: skip

PRECISIONS: tuple[Precision, ...] = get_args(Precision)


@dataclass(frozen=True)
class Rehearsal:
    """What a pass does, in words, the call that makes it ready for a plan's precision and kinds of layers, and whether its
    machine code is the same for all of these.
    """

    words: str
    call: Callable[[Plan], object]
    alike: bool = False


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


def _evaluate_many(shapes: Plan) -> object:
    return population_fit.on_training(population([shapes]))


def _over_parameters(shapes: Plan) -> object:
    first, second = shapes.ids[:2]
    return over_parameters(shapes, engine.initial(shapes).theta, (first, second), ([0.0], [0.0]))


def _along_directions(shapes: Plan) -> object:
    theta = engine.initial(shapes).theta
    return along_directions(shapes, theta, (theta, theta), ([0.0], [0.0]))


# by the name of the pass, those first that are sooner needed
REHEARSALS: dict[str, Rehearsal] = {
    "evaluate": Rehearsal(marked("the forward pass"), _evaluate),
    "train": Rehearsal(marked("the training pass"), _train),
    "gradients": Rehearsal(marked("the backward pass of a sample"), _gradients),
    "upcoming": Rehearsal(marked("the choice of batches"), _upcoming, alike=True),
    "over_parameters": Rehearsal(marked("the loss surface of two parameters"), _over_parameters),
    "along_directions": Rehearsal(marked("the loss surface along two directions"), _along_directions),
    "train_many": Rehearsal(marked("the training of many networks at once"), _train_many, alike=True),
    "evaluate_many": Rehearsal(
        marked("the forward pass of many networks at once"), _evaluate_many, alike=True
    ),
}

RUN = ("evaluate", "train")  # what every run needs, in this order,
SAMPLE = ("gradients", "upcoming")  # and what it takes to look at a sample, or into an update,
WALL = ("train_many", "evaluate_many")  # or to train and measure many networks at once

_ready: set[tuple[str, str, bool]] = set()


@lru_cache(maxsize=4)
def _smallest(precision: str, dense: bool) -> Plan:
    """A single neuron that has two points to learn, or two sequences of two steps behind a recurrent neuron."""
    points: dict[str, Any] = {"x": [[0.0], [1.0]], "y": [[0.0], [1.0]]}
    layers: list[dict[str, Any]] = [{"neurons": 1, "activation": "linear"}]
    if not dense:
        points |= {"x": [[0.0, 0.0], [0.0, 1.0]], "steps": 2}
        layers = [{"kind": "recurrent", "neurons": 1}, *layers]
    wish: dict[str, Any] = {
        "data": {"dataset": "points", "train_share": 100, "points": points},
        "network": {"layers": layers},
        "batches": {"size": 1},
        "precision": precision,
    }
    return plan(Experiment.read(wish))


def _key(name: str, precision: str, dense: bool) -> tuple[str, str, bool]:
    """What is ready or not."""
    return name, precision, dense or REHEARSALS[name].alike


def is_ready(names: tuple[str, ...], precision: str, dense: bool) -> bool:
    """Whether passes can be called without waiting for the compiler, for a network of dense layers alone or any other."""
    return all(_key(name, precision, dense) in _ready for name in names)


def prepare(name: str, precision: str, dense: bool) -> None:
    """Compiles a pass or loads it; whoever calls waits for it. It is cheap where the pass is ready."""
    key = _key(name, precision, dense)
    if key not in _ready:
        REHEARSALS[name].call(_smallest(*key[1:]))
        _ready.add(key)


def ahead(precision: str, dense: bool) -> Iterator[tuple[str, str, bool]]:
    """Makes everything ready, one pass after the other: those that a network needs first, then those of its precision for
    other kinds of layers, then those of the other precision. What somebody waits for meanwhile goes before the next.
    """
    others = [other for other in PRECISIONS if other != precision]
    wanted = [(one, kind) for one in (precision, *others) for kind in (dense, not dense)]
    for key in dict.fromkeys(_key(name, *one) for one in wanted for name in REHEARSALS):
        stand_back()
        with compiling_ahead():
            prepare(*key)
        yield key


def words(name: str, precision: str, dense: bool) -> str:
    """A pass in words, with what it is made for."""
    known = REHEARSALS.get(name)
    does = translated("the {name} pass", name=name) if known is None else translated(known.words)
    if not dense:
        does = translated("{pass_} with convolutions and recurrent cells", pass_=does)
    return translated("{pass_} for {precision}", pass_=does, precision=precision) if precision else does


def sentence(name: str, precision: str, dense: bool) -> str:
    """What is waited for, in words."""
    return translated("compiling {pass_}, once for this machine", pass_=words(name, precision, dense))


def without_rehearsal() -> tuple[str, ...]:
    """The passes that nothing makes ready; there should be none."""
    return tuple(name for name in PASSES if name not in REHEARSALS)
