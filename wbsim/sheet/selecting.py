"""What a sheet leaves out where there would be too much to read: all but the largest terms, some neurons, some
parameters. What stays, stays in its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim.plan import Plan, Row
from wbsim.translation import translated

TERMS = 8  # products of a sum
NEURONS = 24
PARAMETERS = 32
SAMPLES = 24


def largest(sizes: NDArray[np.floating], most: int) -> list[int]:
    """The places of the largest numbers, whatever their sign, in their order."""
    return sorted(np.argsort(-np.abs(sizes), kind="stable")[:most].tolist())


def neurons(plan: Plan, neuron: int | None, whole: bool) -> list[tuple[Row, int]]:
    """Layer and place of the neurons that are shown: of a large network the one asked for (by id), the outputs, and
    then as many of the first as there is room for.
    """
    every = [(row, place) for row in plan.rows for place in range(row.fan_out)]
    if whole or len(every) <= NEURONS:
        return every
    wanted = [
        k
        for k, (row, place) in enumerate(every)
        if row.layer.neurons[place] == neuron or (row is plan.rows[-1] and place < NEURONS // 2)
    ]
    rest = [k for k in range(len(every)) if k not in wanted]
    return [every[k] for k in sorted([*wanted, *rest[: NEURONS - len(wanted)]])]


def neuron_count(plan: Plan) -> int:
    """How many neurons there are."""
    return sum(row.fan_out for row in plan.rows)


def parameters(plan: Plan, neuron: int | None, sizes: NDArray[np.floating], whole: bool) -> Sequence[int]:
    """Places in θ, neuron by neuron: all where they are few, else those of a neuron (by id), and of more than a page
    of them those whose `sizes` (P,) are largest.
    """
    every = by_neuron(plan)
    if whole or plan.size <= PARAMETERS:
        return every.tolist()
    own = places_of(plan, neuron)
    among = every[np.isin(every, own)] if own else every
    return [int(among[k]) for k in largest(sizes[among], PARAMETERS)]


def places_of(plan: Plan, neuron: int | None) -> list[int]:
    """The places in θ of a neuron's weights and its bias; none for no neuron."""
    for row in plan.rows:
        if neuron in row.layer.neurons:
            place = row.layer.neurons.index(neuron)
            first = row.weights + place * row.fan_in
            return [*range(first, first + row.fan_in), *([row.biases + place] if row.biases >= 0 else [])]
    return []


def by_neuron(plan: Plan) -> NDArray[np.int64]:
    """Every place in θ, each neuron's weights and then its bias: (P,)."""
    parts = []
    for row in plan.rows:
        weights = row.weights + np.arange(row.fan_out * row.fan_in).reshape(row.fan_out, row.fan_in)
        if row.biases >= 0:
            weights = np.hstack([weights, row.biases + np.arange(row.fan_out)[:, None]])
        parts.append(weights.ravel())
    return np.concatenate(parts)


def left_out(noun: Literal["neuron", "parameter", "sample"], shown: int, count: int) -> tuple[str, ...]:
    """Says that there are more; nothing where there are not."""
    if shown >= count:
        return ()
    text = {
        "neuron": translated("{shown} of {count} neurons"),
        "parameter": translated("{shown} of {count} parameters"),
        "sample": translated("{shown} of {count} samples"),
    }[noun]
    return (text.format(shown=shown, count=count),)
