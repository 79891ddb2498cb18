"""What two runs can differ in: the differences that fit an experiment, in words, and pairs that are worth looking at."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from wbsim.activations import BY_NAME
from wbsim.difference import Difference, with_difference
from wbsim.experiment import Experiment
from wbsim.network import Constant, He, Initializer, LeCun, Normal, Pooling, Uniform, Xavier, Zero
from wbsim.optimizers import OPTIMIZERS
from wbsim.problems import Refused, refuse
from wbsim.settings import setting, word
from wbsim.translation import marked, plural, translated

BIASES, WEIGHT_START, BIAS_START = marked("biases"), marked("weights start"), marked("biases start")
ACTIVATION, OPTIMIZER, RATE, L2, TRAIN, BATCH = (
    marked("activation"), marked("optimizer"), marked("learning rate"), "L2", marked("train"), marked("batch size"),
)  # fmt: skip
NAMES = (BIASES, WEIGHT_START, BIAS_START, ACTIVATION, OPTIMIZER, RATE, L2, TRAIN, BATCH)

_WEIGHT_STARTS: tuple[Initializer, ...] = (
    Zero(), Constant(value=0.3), Normal(std=0.01), Xavier(), He(), Uniform(low=-0.5, high=0.5), Normal(std=3.0),
)  # fmt: skip
_BIAS_STARTS: tuple[Initializer, ...] = (
    Zero(), Constant(value=0.1), Constant(value=1.0), Constant(value=-1.0), Uniform(low=-1.0, high=1.0),
)  # fmt: skip
_ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
_OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")
_STRENGTHS = (0.0, 0.001, 0.01, 0.03, 0.1, 0.3)
_PARTS = ("both", "weights", "biases")
_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_FARTHEST = 34  # times as fast or as slow
_SIZES = (1, 10, 50)


def biases(on: bool) -> Difference:
    """Biases on or off in every layer."""
    return Difference(BIASES, (("network.layers.*.bias", on),))


def weights_start(at: Initializer) -> Difference:
    """Another start of the weights of every layer."""
    return Difference(WEIGHT_START, (("network.layers.*.weight_init", at),))


def biases_start(at: Initializer) -> Difference:
    """Another start of the biases of every layer."""
    return Difference(BIAS_START, (("network.layers.*.bias_init", at),))


def activation(name: str) -> Difference:
    """Another activation in every hidden layer."""
    return Difference(ACTIVATION, (("network.layers.hidden.activation", name),))


def optimizer(kind: str) -> Difference:
    """Another optimizer, with the learning rate that it has by itself."""
    rate = OPTIMIZERS[kind].model_fields["learning_rate"].default
    return Difference(OPTIMIZER, (("optimizer.kind", kind), ("optimizer.learning_rate", rate)))


def learning_rate(rate: float) -> Difference:
    """Another learning rate."""
    return Difference(RATE, (("optimizer.learning_rate", rate),))


def l2(strength: float) -> Difference:
    """Another strength of the pull at large weights."""
    return Difference(L2, (("penalty.l2", strength),))


def train(part: str) -> Difference:
    """Other parameters that training may move: "both", "weights" or "biases"."""
    return Difference(TRAIN, (("train", part),))


def batch_size(size: int) -> Difference:
    """Another count of points in an update."""
    return Difference(BATCH, (("batches.size", size),))


def offered(experiment: Experiment) -> tuple[Difference, ...]:
    """The differences that fit an experiment and make a twin of it that is not the same, by name in the order of NAMES."""
    return tuple(one for one in _all(experiment) if fits(experiment, one))


def named(experiment: Experiment, words: str) -> Difference:
    """The difference of these words, such as `biases off` or `optimizer Adam`; raises `Refused` with those that fit."""
    found = {f"{one.name} {value_said(one)}": one for one in offered(experiment)}
    if words not in found:
        close = difflib.get_close_matches(words, found, n=1)
        hint = translated("did you mean {close!r}? ", close=close[0]) if close else ""
        raise refuse(
            "difference",
            translated(
                "there is no difference {words!r} here; {hint}there are {found}",
                words=words,
                hint=hint,
                found=", ".join(found),
            ),
        )
    return found[words]


def fits(experiment: Experiment, difference: Difference) -> bool:
    """Whether an experiment has a twin with a difference, and one that is not the same."""
    try:
        return (
            now_said(experiment, difference) != value_said(difference)
            and with_difference(experiment, difference) != experiment
        )
    except Refused:
        return False


def _all(experiment: Experiment) -> Iterator[Difference]:
    layers, rate = experiment.network.layers, experiment.optimizer.learning_rate
    if any(layer.bias for layer in layers):
        yield biases(False)
    if any(not layer.bias for layer in layers if not isinstance(layer, Pooling)):
        yield biases(True)
    yield from map(weights_start, _WEIGHT_STARTS)
    if any(layer.bias for layer in layers):
        yield from map(biases_start, _BIAS_STARTS)
    if experiment.network.hidden:
        yield from map(activation, _ACTIVATIONS)
    yield from map(optimizer, _OPTIMIZERS)
    yield from (learning_rate(other) for other in _RATES if 1 / _FARTHEST < other / rate < _FARTHEST)
    yield from map(l2, _STRENGTHS)
    if any(layer.bias for layer in layers):
        yield from map(train, _PARTS)
    if experiment.batches.order != "explicit":
        yield from map(batch_size, _SIZES)


# --- in words ------------------------------------------------------------------------------------------------


def value_said(difference: Difference) -> str:
    """What the twin has: `off`, `Adam`, `0.3 each`."""
    return _said(difference.name, difference.settings[0][1])


def now_said(experiment: Experiment, difference: Difference) -> str:
    """What an experiment has in its place; `mixed` where its layers have different ones, `none` without such layers."""
    path = difference.settings[0][0]
    found = [setting(experiment, each).value for each in Difference("", ((path, None),)).at(experiment)]
    said = list(dict.fromkeys(_said(difference.name, value) for value in found))
    return said[0] if len(said) == 1 else translated("mixed") if said else translated("none")


def _said(name: str, value: Any) -> str:
    if isinstance(value, BaseModel):
        return _start_said(value)
    if isinstance(value, bool):
        return translated("on") if value else translated("off")
    if name == TRAIN:
        said = {
            "both": translated("weights and biases"),
            "weights": translated("weights only"),
            "biases": translated("biases only"),
        }
        return said[value]
    if name == L2:
        return word(float(value)) if value else translated("off")
    if name == BATCH:
        return plural(value, "{count} point", "{count} points")
    return word(value)


def _start_said(start: BaseModel) -> str:
    match start:
        case Zero():
            return "0"
        case Constant(value=value):
            return translated("{value} each", value=word(value))
        case Uniform(low=low, high=high):
            return translated("{low} to {high}", low=word(low), high=word(high))
        case Normal(std=std):
            return translated("normal, spread {std}", std=word(std))
        case Xavier() | He() | LeCun():
            return word(start.kind)
        case _:
            return translated("given")


def sides(experiment: Experiment, difference: Difference) -> tuple[str, str]:
    """What to call a run and its twin: `with biases`, `without biases`; `SGD`, `Adam`; `L2 off`, `L2 0.1`."""
    pair = now_said(experiment, difference), value_said(difference)
    name = difference.name
    if name == BIASES:
        words = {
            translated("on"): translated("with biases"),
            translated("off"): translated("without biases"),
            translated("mixed"): translated("some biases"),
        }
        return words[pair[0]], words[pair[1]]
    if name in (OPTIMIZER, ACTIVATION):
        return pair[0], pair[1]
    starts = name in (WEIGHT_START, BIAS_START)
    one, two = (
        (
            translated("{name} at {value}")
            if starts and (value[:1].isdigit() or value[:1] == "−")
            else translated("{name} {value}")
        ).format(name=translated(name), value=value)
        for value in pair
    )
    return one, two


def is_odd(name: str) -> bool:
    """Whether an activation is an odd function: f(−z) = −f(z). Measured."""
    return _holds(name, lambda z, f: f(-z) + f(z))


def is_proportional(name: str) -> bool:
    """Whether twice the sum gives twice the value: f(2z) = 2·f(z). Measured."""
    return _holds(name, lambda z, f: f(2 * z) - 2 * f(z))


def _holds(name: str, is_zero: Any) -> bool:
    rule = BY_NAME[name].rule
    return rule is not None and all(abs(is_zero(z, rule)) < 1e-12 for z in (0.25, 1.0, -1.5, 2.75))


# --- pairs ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two runs that are worth looking at side by side: a preset, other values for some of its settings, and what its
    twin differs in.
    """

    title: str
    preset: str
    difference: Difference
    about: str
    settings: tuple[tuple[str, Any], ...] = ()


PAIRS: tuple[Pair, ...] = (
    Pair(marked("Circle, biases off"), "circle", biases(False), marked("Without biases no weights of any size close a line.")),
    Pair(marked("Exclusive or, biases off"), "xor", biases(False), marked("Opposite corners belong together: no odd function does.")),
    Pair(marked("Clouds off the origin, biases off"), "shifted", biases(False), marked("The line turns around 0 and cannot leave it.")),
    Pair(marked("Two clouds, biases off"), "gauss", biases(False), marked("The counter-example: centered on 0, both learn.")),
    Pair(marked("Exclusive or, weights start at 0"), "xor", weights_start(Zero()), marked("All neurons of a layer stay the same.")),
    Pair(marked("Circle, SGD and Adam"), "circle", optimizer("adam"), marked("The same gradients make other steps.")),
    Pair(marked("Circle, tanh and ReLU"), "circle", activation("relu"), marked("Round corners beside sharp ones.")),
    Pair(
        marked("Noisy circle, L2 off and on"), "circle", l2(0.01), marked("Few points, many of them wrong: smaller weights do better."),
        (("data.noise", 30), ("data.train_share", 10), ("optimizer.kind", "adam")),
    ),
    Pair(marked("Circle, only the biases train"), "circle", train("biases"), marked("The weights stay as they were drawn.")),
)  # fmt: skip
