"""From an experiment to shapes: the layer table, the layout of θ and where it starts. Pure; it computes no training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from math import prod
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from wbsim import draws, rules
from wbsim.activations import BY_NAME
from wbsim.datasets import Description, Scales, describe, scales_of
from wbsim.experiment import Experiment
from wbsim.layout import Layout, Strip, layout_of, parameter_name
from wbsim.network import Layer, Pooling
from wbsim.problems import Refused
from wbsim.rules import Coding


@dataclass(frozen=True)
class Row:
    """One layer in the plan, and where its numbers stand: weights and biases in θ, values among all values.

    Every neuron has a weight for each of `sources`. A convolution's neurons are its filters: its sources are the places
    of a filter over all channels, `fan_in` of them, and its values (filters, rows, columns). A recurrent layer's sources
    are what it reads at one step, then its own neurons; its values (steps, neurons). A pooling has no neurons.
    """

    layer: Layer
    strip: Strip

    @property
    def kind(self) -> str:
        """`dense`, `convolution`, `pooling` or `recurrent`."""
        return self.layer.kind

    @property
    def sources(self) -> tuple[int | str, ...]:
        """The ids of what a neuron has a weight for: neurons, names of inputs, or places of either."""
        return self.strip.sources

    @property
    def weights(self) -> int:
        """θ[weights : weights + fan_out·fan_in] are its weights, row by row."""
        return self.strip.weights

    @property
    def biases(self) -> int:
        """θ[biases : biases + fan_out] are its biases; -1 without."""
        return self.strip.biases

    @property
    def source_row(self) -> int:
        """Where what it reads begins among all values."""
        return self.strip.source_row

    @property
    def target_row(self) -> int:
        """Where what it makes begins among all values."""
        return self.strip.target_row

    @property
    def values(self) -> int:
        """How many values it makes of a sample."""
        return prod(self.strip.filled)

    @property
    def places(self) -> int:
        """At how many places, or steps, each weight is used."""
        return self.strip.block.places(self.strip.filled)

    @property
    def fan_in(self) -> int:
        """How many weights each neuron has."""
        return len(self.sources)

    @property
    def fan_out(self) -> int:
        """How many neurons it has."""
        return self.layer.size

    @property
    def receivers(self) -> int:
        """How many sums what it reads goes into, as Xavier's rule asks: of a convolution of stride 1, filters · k²."""
        side = self.strip.block.side
        return self.fan_out * side * side

    def weights_of(self, theta: NDArray[np.floating]) -> NDArray[np.floating]:
        """The weights as (fan_out, fan_in), a view of flat θ."""
        return theta[self.weights : self.weights + self.fan_out * self.fan_in].reshape(
            self.fan_out, self.fan_in
        )

    def biases_of(self, theta: NDArray[np.floating]) -> NDArray[np.floating] | None:
        """The biases as (fan_out,), a view of flat θ; None without."""
        return None if self.biases < 0 else theta[self.biases : self.biases + self.fan_out]


@dataclass(frozen=True, eq=False)
class Plan:
    """All shapes of one experiment; made by `plan`."""

    experiment: Experiment
    description: Description
    layout: Layout
    rows: tuple[Row, ...]
    coding: Coding

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return self.layout.inputs

    @property
    def size(self) -> int:
        """How many parameters."""
        return self.layout.size

    @cached_property
    def products(self) -> int:
        """How many multiply-adds a sample takes forward: one for each parameter and place or step where it is used."""
        return sum(row.fan_out * (row.fan_in + row.strip.block.bias) * row.places for row in self.rows)

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
        """How many rows all values have: inputs, then every layer's."""
        return self.rows[-1].target_row + self.outputs

    @property
    def is_dense(self) -> bool:
        """Whether all layers are dense."""
        return self.experiment.network.is_dense

    @property
    def slots(self) -> tuple[str, ...]:
        """What training remembers of each parameter: the optimizer, then the penalty."""
        return self.experiment.optimizer.slots + self.experiment.penalty.slots

    @property
    def train_size(self) -> int:
        """How many points train."""
        return rules.train_size(self.experiment, self.description)

    @property
    def scales(self) -> Scales:
        """How inputs and target values are counted; the points are drawn for it."""
        return scales_of(self.experiment.data, self.experiment.seed)

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of every parameter, in the order of θ."""
        return self.layout.ids

    @property
    def index(self) -> dict[str, int]:
        """Where in θ the parameter of an id stands."""
        return self.layout.index

    def id_of(self, place: int) -> str:
        """The id of the parameter at a place in θ, without making all others; raises IndexError."""
        return self.layout.id_of(place)

    @property
    def value_rows(self) -> dict[int | str, int]:
        """The row of each input's (by name) and neuron's (by id) values."""
        return self.layout.value_rows

    @property
    def is_bias(self) -> NDArray[np.bool_]:
        """Which parameters are biases; (size,)."""
        return self.layout.is_bias

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

    @property
    def pulled(self) -> NDArray[np.bool_]:
        """Which parameters the penalty and weight decay pull at; (size,)."""
        on = self.experiment.penalty.on
        return np.ones(self.size, bool) if on == "both" else self.is_bias == (on == "biases")

    def name_of(self, parameter: str) -> str:
        """The reader's name of a parameter: `hidden 2, weight 3→1` or `output, bias 1`."""
        return parameter_name(self.layout, parameter)

    def start(self) -> NDArray[np.float64]:
        """The parameters before the first update, drawn by seed and id; (size,)."""
        theta = np.empty(self.size)
        for row in self.rows:
            if isinstance(row.layer, Pooling):
                continue
            row.weights_of(theta)[:] = drawn(self.experiment.seed, row, "weight")
            biases = row.biases_of(theta)
            if biases is not None:
                biases[:] = drawn(self.experiment.seed, row, "bias")
        return theta


def drawn(seed: int, row: Row, purpose: Literal["weight", "bias"]) -> NDArray[np.float64]:
    """What a layer's weights (fan_out, fan_in) or biases (fan_out,) start at."""
    assert not isinstance(row.layer, Pooling)
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
        limit = np.sqrt(6 / (row.fan_in + row.receivers))
        return limit * (2 * draws.uniform(seed, purpose, *ids) - 1)
    if wish.kind == "he":
        return np.sqrt(BY_NAME[row.layer.activation].he / row.fan_in) * draws.normal(seed, purpose, *ids)
    if wish.kind == "lecun":
        return np.sqrt(1 / row.fan_in) * draws.normal(seed, purpose, *ids)
    return np.array(wish.values, float)


Owner = TypeVar("Owner")
Made = TypeVar("Made")


def kept_with(make: Callable[[Owner], Made]) -> Callable[[Owner], Made]:
    """What is made of a plan, or of many, is made once, and let go with it: hundreds of networks may take turns. For what is
    small, and does not hold its owner.
    """
    kept: WeakKeyDictionary[Owner, Made] = WeakKeyDictionary()

    @wraps(make)
    def made(of: Owner) -> Made:
        if of not in kept:
            kept[of] = make(of)
        return kept[of]

    return made


@lru_cache(maxsize=8)
def plan(experiment: Experiment) -> Plan:
    """Shapes and layout of an experiment; raises `Refused` with everything that does not fit."""
    found = rules.problems(experiment)
    if found:
        raise Refused(*found)
    description = describe(experiment.data)
    shared = layout_of(experiment)
    rows = tuple(
        Row(layer, strip) for layer, strip in zip(experiment.network.layers, shared.strips, strict=True)
    )
    fit = rules.fit(experiment, description)
    assert fit is not None
    return Plan(experiment, description, shared, rows, fit[3])
