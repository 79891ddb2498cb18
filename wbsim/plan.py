"""From an experiment to shapes: the layer table, the layout of θ, the coding of targets and the rules that no
field can keep alone, each with its smallest repair. Pure; it draws nothing and computes no training.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim import datasets, draws
from wbsim.datasets import Description, describe, features_of
from wbsim.experiment import Experiment, Explicit, Layer
from wbsim.problems import Problem, Refused

Coding = Literal["signed", "binary", "onehot", "signed_onehot", "value"]
MAX_BYTES = 2**31

_SLOTS = {"sgd": (), "momentum": ("velocity",), "adam": ("mean", "square")}


@dataclass(frozen=True)
class Row:
    """One dense layer in the plan: whose it is, and where its numbers stand in θ."""

    layer: Layer
    sources: tuple[int | str, ...]  # the ids of what feeds it: neurons, or names of inputs
    weights: int  # θ[weights : weights + fan_out·fan_in], row by row
    biases: int  # θ[biases : biases + fan_out], or -1
    source_row: int  # where its inputs stand among all values
    target_row: int

    @property
    def fan_in(self) -> int:
        """How many inputs each neuron has."""
        return len(self.sources)

    @property
    def fan_out(self) -> int:
        """How many neurons it has."""
        return self.layer.size

    def weights_of(self, theta: NDArray[np.floating]) -> NDArray[np.floating]:
        """The weights as (fan_out, fan_in), a view of flat θ."""
        return theta[self.weights : self.weights + self.fan_out * self.fan_in].reshape(
            self.fan_out, self.fan_in
        )

    def biases_of(self, theta: NDArray[np.floating]) -> NDArray[np.floating] | None:
        """The biases as (fan_out,), a view of flat θ; None without."""
        return None if self.biases < 0 else theta[self.biases : self.biases + self.fan_out]


def weight_id(neuron: int, source: int | str) -> str:
    """The id of the weight from a source (a neuron's id or an input's name) to a neuron."""
    return f"w:{neuron}<{source}"


def bias_id(neuron: int) -> str:
    """The id of a neuron's bias."""
    return f"b:{neuron}"


@dataclass(frozen=True, eq=False)
class Plan:
    """All shapes of one experiment; made by `plan`."""

    experiment: Experiment
    description: Description
    inputs: tuple[str, ...]
    rows: tuple[Row, ...]
    size: int  # how many parameters
    coding: Coding

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """float32 or float64."""
        return np.dtype(self.experiment.precision)

    @property
    def outputs(self) -> int:
        """How many output neurons."""
        return self.rows[-1].fan_out

    @property
    def values(self) -> int:
        """How many rows all values have: inputs, then every neuron."""
        return self.rows[-1].target_row + self.outputs

    @property
    def slots(self) -> tuple[str, ...]:
        """What the optimizer remembers of each parameter."""
        return _SLOTS[self.experiment.optimizer.kind]

    @property
    def train_size(self) -> int:
        """How many points train."""
        return train_size(self.experiment, self.description)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of every parameter, in the order of θ."""
        ids: list[str] = []
        for row in self.rows:
            ids += [weight_id(neuron, source) for neuron in row.layer.neurons for source in row.sources]
            if row.biases >= 0:
                ids += [bias_id(neuron) for neuron in row.layer.neurons]
        return tuple(ids)

    @cached_property
    def index(self) -> dict[str, int]:
        """Where in θ the parameter of an id stands."""
        return {name: place for place, name in enumerate(self.ids)}

    @cached_property
    def value_rows(self) -> dict[int | str, int]:
        """The row of each input's (by name) and neuron's (by id) values."""
        rows: dict[int | str, int] = {name: place for place, name in enumerate(self.inputs)}
        for row in self.rows:
            rows.update({neuron: row.target_row + place for place, neuron in enumerate(row.layer.neurons)})
        return rows

    @cached_property
    def is_bias(self) -> NDArray[np.bool_]:
        """Which parameters are biases; (size,)."""
        mask = np.zeros(self.size, bool)
        for row in self.rows:
            if row.biases >= 0:
                mask[row.biases : row.biases + row.fan_out] = True
        return mask

    @cached_property
    def trainable(self) -> NDArray[np.bool_]:
        """Which parameters training may move; (size,)."""
        wish = self.experiment
        mask = np.ones(self.size, bool)
        for row in self.rows:
            if not row.layer.trainable:
                end = row.biases + row.fan_out if row.biases >= 0 else row.weights + row.fan_in * row.fan_out
                mask[row.weights : end] = False
        if wish.train != "both":
            mask &= self.is_bias if wish.train == "biases" else ~self.is_bias
        if wish.locked:
            mask[[self.index[name] for name in wish.locked]] = False
        return mask

    @cached_property
    def decay(self) -> NDArray[np.float64]:
        """The L2 rate on each parameter; (size,)."""
        penalty = self.experiment.penalty
        on = {"weights": ~self.is_bias, "biases": self.is_bias, "both": np.ones(self.size, bool)}[penalty.on]
        return np.where(on, penalty.l2, 0.0)

    def name_of(self, parameter: str) -> str:
        """The reader's name of a parameter: `layer 2, weight 3→1` or `layer 2, bias 1`."""
        kind, _, ends = parameter.partition(":")
        target, _, source = ends.partition("<")
        for number, row in enumerate(self.rows, 1):
            if int(target) in row.layer.neurons:
                place = row.layer.neurons.index(int(target)) + 1
                if kind == "b":
                    return f"layer {number}, bias {place}"
                sources = [str(s) for s in row.sources]
                shown = source if number == 1 else sources.index(source) + 1
                return f"layer {number}, weight {shown}→{place}"
        return parameter

    def start(self) -> NDArray[np.float64]:
        """The parameters before the first update, drawn by seed and id; (size,)."""
        theta = np.empty(self.size)
        for row in self.rows:
            row.weights_of(theta)[:] = drawn(self.experiment.seed, row, "weight")
            biases = row.biases_of(theta)
            if biases is not None:
                biases[:] = drawn(self.experiment.seed, row, "bias")
        return theta


def drawn(seed: int, row: Row, purpose: Literal["weight", "bias"]) -> NDArray[np.float64]:
    """What a layer's weights (fan_out, fan_in) or biases (fan_out,) start at."""
    neurons = np.array(row.layer.neurons)
    if purpose == "weight":
        wish = row.layer.weight_init
        sources = np.array([draws.code(s) + 2**33 if isinstance(s, str) else s for s in row.sources])
        ids = (neurons[:, None], sources[None, :])
    else:
        wish = row.layer.bias_init
        ids = (neurons, np.zeros_like(neurons))
    shape = np.broadcast(*ids).shape
    if wish.kind == "zero":
        return np.zeros(shape)
    if wish.kind == "constant":
        return np.full(shape, wish.value)
    if wish.kind == "uniform":
        return wish.low + (wish.high - wish.low) * draws.uniform(seed, purpose, *ids)
    if wish.kind == "normal":
        return wish.std * draws.normal(seed, purpose, *ids)
    if wish.kind == "xavier":
        limit = np.sqrt(6 / (row.fan_in + row.fan_out))
        return limit * (2 * draws.uniform(seed, purpose, *ids) - 1)
    if wish.kind == "he":
        return np.sqrt(2 / row.fan_in) * draws.normal(seed, purpose, *ids)
    return np.array(wish.values, float)


def train_size(experiment: Experiment, description: Description) -> int:
    """How many points train; raises `Refused` if none would."""
    return datasets.train_size(description, experiment.data.train_share)


# --- the outputs that fit the data -------------------------------------------------------------------------


def fitting(description: Description) -> tuple[tuple[str, str, int, Coding], ...]:
    """Every (loss, output activation, output neurons, coding) that makes sense, the most usual first."""
    plain: list[tuple[str, str, int, Coding]] = []
    squares = ("half_mse", "mse")
    if description.task == "regression":
        n = description.targets
        plain = [(loss, act, n, "value") for act in ("linear", "tanh", "sigmoid", "relu") for loss in squares]
        if description.name == "points":
            plain.append(("bce", "sigmoid", n, "value"))
        return tuple(plain)
    classes = len(description.classes)
    soft: tuple[str, str, int, Coding] = ("cross_entropy", "softmax", classes, "onehot")
    if classes == 2:
        plain = [(loss, act, 1, "signed") for act in ("tanh", "linear") for loss in squares]
        plain += [("bce", "sigmoid", 1, "binary"), soft]
        plain += [(loss, act, 1, "binary") for act in ("sigmoid", "relu") for loss in squares]
        return tuple(plain)
    plain = [soft, ("bce", "sigmoid", classes, "onehot")]
    plain += [(loss, act, classes, "signed_onehot") for act in ("tanh", "linear") for loss in squares]
    plain += [(loss, act, classes, "onehot") for act in ("sigmoid", "relu") for loss in squares]
    return tuple(plain)


def _fit(experiment: Experiment, description: Description) -> tuple[str, str, int, Coding] | None:
    output = experiment.network.output
    for choice in fitting(description):
        if choice[:3] == (experiment.loss, output.activation, output.size):
            return choice
    return None


def problems(experiment: Experiment) -> list[Problem]:
    """All that the fields cannot see alone; empty where the experiment can be planned."""
    description = describe(experiment.data)
    found: list[Problem] = []
    output, layers = experiment.network.output, experiment.network.layers
    last = len(layers) - 1
    found += [
        Problem(
            f"network.layers.{k}.activation",
            "softmax belongs to the output; a hidden layer takes another one",
        )
        for k, layer in enumerate(experiment.network.hidden)
        if layer.activation == "softmax"
    ]
    if _fit(experiment, description) is None:
        task = (
            f"{len(description.classes)} classes"
            if description.classes
            else f"{description.targets} target(s)"
        )
        found.append(
            Problem(
                f"network.layers.{last}",
                f"{output.size} {output.activation} output neuron(s) with the loss {experiment.loss} do not fit "
                f"data with {task}; one choice that fits is {_words(_nearest(experiment, description, ()))}",
            )
        )
    if not features_of(experiment.data):
        found.append(Problem("data.features", "no input is chosen; the network needs at least one"))
    found += _batch_problems(experiment, train_size(experiment, description))
    found += _explicit_problems(experiment)
    if experiment.locked:  # the ids of a large network are worth listing only then
        known = set(_ids(experiment))
        unknown = sorted(experiment.locked - known)
        if unknown:
            found.append(
                Problem("locked", f"there is no parameter {unknown[0]!r}; an id looks like {min(known)!r}")
            )
    needed = memory(experiment)
    if needed > MAX_BYTES:
        found.append(
            Problem(
                "network",
                f"it would take {needed / 2**30:.1f} GiB of memory; at most {MAX_BYTES / 2**30:.0f} are allowed",
            )
        )
    return found


def _batch_problems(experiment: Experiment, points: int) -> list[Problem]:
    batches = experiment.batches
    if batches.order == "explicit":
        wrong = next((i for batch in batches.explicit for i in batch if not 0 <= i < points), None)
        if wrong is not None:
            return [
                Problem("batches.explicit", f"there is no training point {wrong}; they are 0 to {points - 1}")
            ]
    elif batches.size > points:
        return [Problem("batches.size", f"{batches.size} is more than the {points} training points")]
    return []


def _explicit_problems(experiment: Experiment) -> list[Problem]:
    found = []
    fan_in = len(features_of(experiment.data))
    for k, layer in enumerate(experiment.network.layers):
        for name, wish, shape in (
            ("weight_init", layer.weight_init, (layer.size, fan_in)),
            ("bias_init", layer.bias_init, (layer.size,)),
        ):
            if isinstance(wish, Explicit):
                rows = {len(r) if isinstance(r, tuple) else 1 for r in wish.values}
                given = (len(wish.values), *rows) if len(shape) == 2 else (len(wish.values),)
                if given != shape or (len(shape) == 1 and any(isinstance(r, tuple) for r in wish.values)):
                    size = " x ".join(map(str, shape))
                    found.append(Problem(f"network.layers.{k}.{name}", f"the numbers given must be {size}"))
        fan_in = layer.size
    return found


def _ids(experiment: Experiment) -> Iterable[str]:
    sources: tuple[int | str, ...] = features_of(experiment.data)
    for layer in experiment.network.layers:
        for neuron in layer.neurons:
            yield from (weight_id(neuron, source) for source in sources)
            if layer.bias:
                yield bias_id(neuron)
        sources = layer.neurons


def memory(experiment: Experiment) -> int:
    """How many bytes training takes at most, data apart."""
    bytes_each = np.dtype(experiment.precision).itemsize
    fan_in = len(features_of(experiment.data))
    parameters, rows = 0, fan_in
    for layer in experiment.network.layers:
        parameters += layer.size * (fan_in + layer.bias)
        rows += layer.size
        fan_in = layer.size
    # θ, its copy, gradient, decay, trainable, two running bounds, slots; values and errors of a batch
    return bytes_each * (
        parameters * (7 + 2 * len(_SLOTS[experiment.optimizer.kind])) + 2 * rows * experiment.batches.size
    )


# --- repairs -----------------------------------------------------------------------------------------------


def _nearest(
    experiment: Experiment, description: Description, kept: Iterable[str]
) -> tuple[str, str, int, Coding]:
    """The fitting choice that changes least, and nothing in `kept` (paths) if that can be."""
    output = experiment.network.output
    last = len(experiment.network.layers) - 1
    now = (experiment.loss, output.activation, output.size)
    paths = ("loss", f"network.layers.{last}.activation", f"network.layers.{last}.neurons")
    weight = [100 if any(k == path or path.startswith(k + ".") for k in kept) else 1 for path in paths]
    choices = fitting(description)
    return min(
        choices,
        key=lambda c: (sum(w for a, b, w in zip(c, now, weight, strict=False) if a != b), choices.index(c)),
    )


def _words(choice: tuple[str, str, int, Coding]) -> str:
    loss, activation, count, _ = choice
    return f"{count} {activation} output neuron{'s' if count > 1 else ''} with {loss}"


def repairs(experiment: Experiment, kept: Iterable[str] = ()) -> tuple[dict[str, object], tuple[str, ...]]:
    """The smallest change that makes the whole fit, as settings, and a sentence for each part of it.

    `kept` names the paths that were just chosen and should stay. What has no repair is left for `plan` to refuse.
    """
    settings: dict[str, object] = {}
    said: list[str] = []
    description = describe(experiment.data)
    output, last = experiment.network.output, len(experiment.network.layers) - 1
    for k, layer in enumerate(experiment.network.hidden):
        if layer.activation == "softmax":
            settings[f"network.layers.{k}.activation"] = "tanh"
            said.append(f"hidden layer {k + 1} takes tanh, for softmax belongs to the output")
    if _fit(experiment, description) is None:
        choice = _nearest(experiment, description, kept)
        loss, activation, count, _ = choice
        if loss != experiment.loss:
            settings["loss"] = loss
        if activation != output.activation:
            settings[f"network.layers.{last}.activation"] = activation
        if count != output.size:
            born = experiment.network.born
            added = range(born + 1, born + 1 + max(0, count - output.size))
            settings[f"network.layers.{last}.neurons"] = [*output.neurons[:count], *added]
            settings["network.born"] = born + len(added)
        said.append(f"the output becomes {_words(choice)}")
    points = train_size(experiment, description)
    if experiment.batches.order != "explicit" and experiment.batches.size > points:
        settings["batches.size"] = points
        said.append(f"a batch is all {points} training points")
    if experiment.locked:
        known = set(_ids(experiment.changed(settings)))
        if not experiment.locked <= known:
            settings["locked"] = sorted(experiment.locked & known)
    return settings, tuple(said)


@lru_cache(maxsize=64)
def plan(experiment: Experiment) -> Plan:
    """Shapes and layout of an experiment; raises `Refused` with everything that does not fit."""
    found = problems(experiment)
    if found:
        raise Refused(*found)
    description = describe(experiment.data)
    inputs = features_of(experiment.data)
    rows: list[Row] = []
    offset, source_row, sources = 0, 0, tuple(inputs)
    for layer in experiment.network.layers:
        fan_in = len(sources)
        biases = offset + layer.size * fan_in
        rows.append(
            Row(layer, sources, offset, biases if layer.bias else -1, source_row, source_row + fan_in)
        )
        offset = biases + (layer.size if layer.bias else 0)
        source_row += fan_in
        sources = layer.neurons  # type: ignore[assignment]
    fit = _fit(experiment, description)
    assert fit is not None
    return Plan(experiment, description, inputs, tuple(rows), offset, fit[3])
