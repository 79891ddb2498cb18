"""Where every parameter stands in flat θ, by id: all of a network that its starts, settings and data do not change.
It knows no values; plans of one layout share it, because its ids alone can weigh more than θ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.ids import bias_id, weight_id

RANGED = 4096  # up to so many parameters, a record holds smallest and largest of each
SAMPLE = 256  # parameters followed one by one where there are more, at most
_GOLDEN = (5**0.5 - 1) / 2

Shape = tuple[tuple[int, ...], bool]  # the ids of a layer's neurons, and whether they have biases


@dataclass(frozen=True)
class Strip:
    """The stretch of θ that is one layer's: weights row by row, then biases."""

    neurons: tuple[int, ...]
    sources: tuple[int | str, ...]  # the ids of what feeds it: neurons, or names of inputs
    weights: int  # where its weights begin in θ
    biases: int  # where its biases begin in θ, or -1
    source_row: int  # where its inputs stand among all values
    target_row: int


@dataclass(frozen=True)
class Layout:
    """Of a network with these inputs and layers, where everything stands; made by `layout`."""

    inputs: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """The layers, one behind the other."""
        strips: list[Strip] = []
        offset, source_row = 0, 0
        sources: tuple[int | str, ...] = self.inputs
        for neurons, bias in self.shapes:
            biases = offset + len(neurons) * len(sources)
            target_row = source_row + len(sources)
            strips.append(Strip(neurons, sources, offset, biases if bias else -1, source_row, target_row))
            offset = biases + (len(neurons) if bias else 0)
            source_row, sources = target_row, neurons
        return tuple(strips)

    @cached_property
    def size(self) -> int:
        """How many parameters."""
        fan_ins = [len(self.inputs), *(len(neurons) for neurons, _ in self.shapes)]
        return sum(
            len(neurons) * (fan_in + bias)
            for (neurons, bias), fan_in in zip(self.shapes, fan_ins, strict=False)
        )

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
        """The row of each input's (by name) and neuron's (by id) values."""
        rows: dict[int | str, int] = {name: place for place, name in enumerate(self.inputs)}
        for strip in self.strips:
            rows.update({neuron: strip.target_row + place for place, neuron in enumerate(strip.neurons)})
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


@lru_cache(maxsize=4)
def layout(inputs: tuple[str, ...], shapes: tuple[Shape, ...]) -> Layout:
    """The layout of a network, kept for the plans to come."""
    return Layout(inputs, shapes)
