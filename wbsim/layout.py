"""Where every parameter stands in flat θ, by id: all of a network that its starts, settings and data do not change.
It knows no values; plans of one layout share it, because its ids alone can weigh more than θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets import describe, features_of
from wbsim.experiment import Experiment
from wbsim.ids import bias_id, layer_name, weight_id
from wbsim.shapes import Block, Shape, Unfit
from wbsim.translation import translated

RANGED = 4096  # up to so many parameters, a record holds smallest and largest of each
SAMPLE = 256  # parameters followed one by one where there are more, at most
_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Strip:
    """The stretch of θ that is one layer's: weights row by row, then biases; and the stretch of all values that it fills."""

    block: Block
    reads: Shape
    filled: Shape  # all values it makes of one sample; of a recurrent layer those of every step
    sources: tuple[int | str, ...]  # the ids of what a neuron has a weight for: neurons, inputs, or places
    weights: int  # where its weights begin in θ
    biases: int  # where its biases begin in θ, or -1
    source_row: int  # where what it reads stands among all values
    target_row: int  # where what it makes begins

    @property
    def neurons(self) -> tuple[int, ...]:
        """The ids of its neurons: of a convolution its filters; a pooling has none."""
        return self.block.neurons

    @property
    def gives(self) -> Shape:
        """The shape of what the next layer reads."""
        return self.block.gives(self.filled)

    @property
    def output_row(self) -> int:
        """Where what the next layer reads begins among all values."""
        return self.target_row + prod(self.filled) - prod(self.gives)


@dataclass(frozen=True)
class Layout:
    """Of a network with these inputs and layers, where everything stands; made by `layout`.

    A point has the `shape`, and one place or step of it is made of `planes`, by name. Raises `Unfit` where a layer
    cannot read what it is given.
    """

    inputs: tuple[str, ...]
    shape: Shape
    planes: tuple[str, ...]
    blocks: tuple[Block, ...]

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """The layers, one behind the other."""
        strips: list[Strip] = []
        offset, source_row, end = 0, 0, len(self.inputs)
        reads, planes = self.shape, tuple[int | str, ...](self.planes)
        for block in self.blocks:
            filled = block.filled(reads)
            sources = self.inputs if not strips and block.kind == "dense" else _sources(block, reads, planes)
            biases = offset + len(block.neurons) * len(sources)
            strip = Strip(
                block, reads, filled, sources, offset, biases if block.bias else -1, source_row, end
            )
            strips.append(strip)
            offset = biases + (len(block.neurons) if block.bias else 0)
            reads, source_row, end = strip.gives, strip.output_row, end + prod(filled)
            planes = planes if block.kind == "pooling" else block.neurons
        return tuple(strips)

    @cached_property
    def size(self) -> int:
        """How many parameters."""
        last = self.strips[-1]
        return last.weights + len(last.neurons) * (len(last.sources) + last.block.bias)

    def id_of(self, place: int) -> str:
        """The id of the parameter at a place in θ, without making all others; raises IndexError."""
        for strip in self.strips:
            at = place - strip.weights
            if 0 <= at < len(strip.neurons) * len(strip.sources):
                neuron, source = divmod(at, len(strip.sources))
                return weight_id(strip.neurons[neuron], strip.sources[source])
            if strip.biases >= 0 and 0 <= place - strip.biases < len(strip.neurons):
                return bias_id(strip.neurons[place - strip.biases])
        raise IndexError(f"there is no parameter {place}; they are 0 to {self.size - 1}")

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of every parameter, in the order of θ."""
        ids: list[str] = []
        for strip in self.strips:
            ids += [weight_id(neuron, source) for neuron in strip.neurons for source in strip.sources]
            if strip.biases >= 0:
                ids += [bias_id(neuron) for neuron in strip.neurons]
        return tuple(ids)

    @cached_property
    def index(self) -> dict[str, int]:
        """Where in θ the parameter of an id stands."""
        return {name: place for place, name in enumerate(self.ids)}

    @cached_property
    def value_rows(self) -> dict[int | str, int]:
        """The row of each input's (by name) and neuron's (by id) values; of a recurrent layer those of the last step. A
        filter has no single value, and no row here.
        """
        rows: dict[int | str, int] = {name: place for place, name in enumerate(self.inputs)}
        for strip in self.strips:
            if len(strip.filled) < 3:
                last = strip.target_row + prod(strip.filled) - len(strip.neurons)
                rows.update({neuron: last + place for place, neuron in enumerate(strip.neurons)})
        return rows

    @cached_property
    def is_bias(self) -> NDArray[np.bool_]:
        """Which parameters are biases; (size,), read-only."""
        mask = np.zeros(self.size, bool)
        for strip in self.strips:
            if strip.biases >= 0:
                mask[strip.biases : strip.biases + len(strip.neurons)] = True
        mask.flags.writeable = False
        return mask

    @cached_property
    def followed(self) -> NDArray[np.int64]:
        """The places in θ that a record follows; read-only.

        All, or where there are more than RANGED an even sample of each layer's weights and of each layer's biases.
        """
        if self.size <= RANGED:
            places = np.arange(self.size, dtype=np.int64)
        else:
            share = SAMPLE // len(self.strips)
            parts = []
            for strip in self.strips:
                neurons, fan_in = len(strip.neurons), len(strip.sources)
                biases = 0 if strip.biases < 0 else min(neurons, share // 4)
                parts.append(strip.weights + _scattered(neurons, fan_in, share - biases))
                parts.append(strip.biases + np.arange(biases) * neurons // max(1, biases))
            places = np.concatenate(parts)
        places.flags.writeable = False
        return places

    @cached_property
    def followed_ids(self) -> tuple[str, ...]:
        """The ids of the parameters that a record follows."""
        return self.ids if self.size <= RANGED else tuple(self.id_of(int(place)) for place in self.followed)


def _scattered(rows: int, columns: int, most: int) -> NDArray[np.int64]:
    """At most `most` places of a table, as many from each row; in steps of the golden ratio they hit all columns alike.

    Even steps through the flat table would follow its diagonal where it is square.
    """
    if rows * columns <= most:
        return np.arange(rows * columns, dtype=np.int64)
    number = np.arange(most)
    return np.unique(number * rows // most * columns + (number * _GOLDEN % 1 * columns).astype(np.int64))


def _sources(block: Block, reads: Shape, planes: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The ids of what a neuron has a weight for. Behind a `@` stand the row and column of a pixel or of a filter, or the
    step of a sequence, counted from 1.
    """
    if block.kind == "pooling":
        return ()
    if block.kind == "recurrent":
        return (*planes, *block.neurons)
    if block.kind == "convolution":
        return _over(planes, block.side, block.side)
    if len(reads) == 3:
        return _over(planes, *reads[1:])
    if len(reads) == 2:
        return tuple(f"{plane}@{step + 1}" for step in range(reads[0]) for plane in planes)
    return planes


def _over(planes: tuple[int | str, ...], rows: int, columns: int) -> tuple[str, ...]:
    return tuple(f"{p}@{r + 1},{c + 1}" for p in planes for r in range(rows) for c in range(columns))


@lru_cache(maxsize=4)
def layout(
    inputs: tuple[str, ...], shape: Shape, planes: tuple[str, ...], blocks: tuple[Block, ...]
) -> Layout:
    """The layout of a network, kept for the plans to come."""
    return Layout(inputs, shape, planes, blocks)


def layout_of(experiment: Experiment) -> Layout:
    """The layout of an experiment's network; raises what `describe` raises, and `Unfit` when it is first asked."""
    inputs, description = features_of(experiment.data), describe(experiment.data)
    plain = len(description.shape) == 1  # what the network sees of two inputs are features of them
    return layout(
        inputs,
        (len(inputs),) if plain else description.shape,
        inputs if plain else description.planes,
        tuple(map(Block.of, experiment.network.layers)),
    )


def parameter_name(layout: Layout, parameter: str) -> str:
    """The reader's name of a parameter: `hidden 2, weight 3→1`, `convolution 1, weight 2 (1, 3)→4` of channel 2 and the
    filter's first row and third column, or `output, bias 1`; the id where it is gone.
    """
    kind, _, ends = parameter.partition(":")
    target, _, source = ends.partition("<")
    for number, strip in enumerate(layout.strips, 1):
        if target in map(str, strip.neurons):
            place = strip.neurons.index(int(target)) + 1
            where = layer_name(number, len(layout.strips), strip.block.kind)
            if kind == "b":
                return translated("{where}, bias {place}", where=where, place=place)
            if source in map(str, strip.sources):
                return translated(
                    "{where}, weight {source_name}→{place}",
                    where=where,
                    source_name=_source_name(layout, number - 1, source),
                    place=place,
                )
    return parameter


def _source_name(layout: Layout, number: int, source: str) -> str:
    """What a layer's weight comes from, as readers call it."""
    plane, _, place = source.partition("@")
    own = [str(neuron) for neuron in layout.strips[number].neurons]
    if layout.strips[number].block.kind == "recurrent" and plane in own:
        return f"h{own.index(plane) + 1}"
    before = [s for s in layout.strips[:number] if s.neurons]
    known = [str(neuron) for neuron in before[-1].neurons] if before else []
    name = str(known.index(plane) + 1) if plane in known else plane
    if not place:
        return name
    place = f"({place.replace(',', ', ')})" if "," in place else translated("at step {place}", place=place)
    return place if name == "image" or len(known) == 1 else f"{name} {place}"


def name_of(experiment: Experiment, parameter: str) -> str:
    """As `parameter_name`, of an experiment that need not fit; then the id."""
    try:
        return parameter_name(layout_of(experiment), parameter)
    except Unfit:
        return parameter


def parameter_ids(experiment: Experiment) -> tuple[str, ...]:
    """The id of every parameter, layer by layer; none where the layers do not fit."""
    try:
        return layout_of(experiment).ids
    except Unfit:
        return ()
