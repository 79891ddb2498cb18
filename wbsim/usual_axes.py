"""The axes that are worth a wall of an experiment, with the values that are usual for each. It offers only what can be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from wbsim.axes import SHAPE, Axis, possible, subject
from wbsim.datasets import describe
from wbsim.experiment import Experiment
from wbsim.network import Constant, Dense, He, LeCun, Normal, Uniform, Xavier, Zero
from wbsim.problems import Refused
from wbsim.rules import train_size
from wbsim.typed_axes import parsed

_STEPS = (0.001, 0.003, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0, 3.0)  # learning rates of SGD
_FASTER = 10  # times as far an update goes at the same rate where velocity or scaling adds up
_WEIGHT_STARTS = (
    Xavier(), He(), LeCun(), Uniform(low=-0.5, high=0.5), Normal(std=0.01), Normal(std=1.0), Normal(std=3.0), Zero(),
)  # fmt: skip
_BIAS_STARTS = (
    Zero(),
    Constant(value=0.1),
    Constant(value=1.0),
    Constant(value=-1.0),
    Uniform(low=-1.0, high=1.0),
)
_ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "gelu", "linear")
_OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam")
_STRENGTHS = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
_BATCHES = (1, 2, 5, 10, 20, 50, 100)
_NOISES = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
_SHARES = (5.0, 10.0, 20.0, 30.0, 50.0, 70.0, 90.0)
_MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
_SHAPES = "1,2,3,4,6,8,16,2-2,4-4,8-8,16-16,8-8-8"
_PARTS = ("both", "weights", "biases")


@lru_cache(maxsize=8)
def _offered(experiment: Experiment) -> tuple[Axis, ...]:
    return tuple(_all(experiment))


def offered(experiment: Experiment) -> dict[str, Axis]:
    """The axes that are worth a wall of an experiment, by name, with the values that are usual for each; those that come
    first are looked at first.
    """
    return {axis.name: axis for axis in _offered(experiment.model_copy(update={"seed": 0, "title": ""}))}


def _all(experiment: Experiment) -> Iterator[Axis]:
    for name, values in _values(experiment):
        try:
            about = subject(name, experiment)
        except Refused:
            continue
        variants = tuple(about.variant(value) for value in values)
        yield from _kept(experiment, about.axis(variants))
        if name == "activation" and all(isinstance(layer, Dense) for layer in experiment.network.layers):
            yield from _kept(experiment, parsed(f"{SHAPE}={_SHAPES}", experiment))


def _kept(experiment: Experiment, axis: Axis) -> Iterator[Axis]:
    """An axis with the variants that can be, if there are several."""
    fitting = tuple(variant for variant in axis.variants if not possible(experiment, variant))
    if len(fitting) > 1:
        yield Axis(axis.name, axis.title, fitting)


def _values(experiment: Experiment) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What is worth looking at, the most telling first."""
    description = describe(experiment.data)
    yield "learning_rate", _rates(experiment)
    yield "bias", (True, False)
    yield "weight_init", _WEIGHT_STARTS
    if any(layer.bias for layer in experiment.network.layers):
        yield "bias_init", _BIAS_STARTS
    yield "activation", _ACTIVATIONS
    yield "optimizer", _OPTIMIZERS
    yield "momentum", _MOMENTA
    if experiment.batches.order != "explicit":
        points = train_size(experiment, description)
        yield "batch", tuple(size for size in _BATCHES if size <= points)
    yield "l2", _STRENGTHS
    yield "l1", _STRENGTHS
    if description.noise != "none":
        yield "noise", _NOISES
    if description.test is None and description.size >= 2 / min(_SHARES) * 100:
        yield "train_share", _SHARES
    if any(layer.bias for layer in experiment.network.layers):
        yield "train", _PARTS


def _rates(experiment: Experiment) -> tuple[float, ...]:
    """Twelve learning rates around those that work for an optimizer; the experiment's own is one of them."""
    optimizer = experiment.optimizer
    own = optimizer.learning_rate
    power = 0 if optimizer.kind == "sgd" else -round(math.log10(_FASTER))
    while own >= _scaled(_STEPS[-1], power):
        power += 1
    while own <= _scaled(_STEPS[0], power):
        power -= 1
    rates = [rate for step in _STEPS if (rate := _scaled(step, power))]
    nearest = min(range(len(rates)), key=lambda k: abs(math.log(rates[k] / own)))
    rates[nearest] = own
    return tuple(rates)


def _scaled(step: float, power: int) -> float:
    """A number of few digits times a power of ten, without the digits that a product would add."""
    return float(f"{step * 10.0**power:.1g}")
