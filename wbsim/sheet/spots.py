"""Which of all places a neuron is written out at: of a filter where its sum is largest, of a recurrent neuron at the last step;
what it reads there, and what those values are called. A dense neuron has one place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.coming import Coming
from wbsim.ids import layer_name
from wbsim.plan import Plan, Row
from wbsim.probes.sums import read, windows
from wbsim.sheet.numerals import source_line, word
from wbsim.sheet.values import Line, Piece
from wbsim.symbols import source_place
from wbsim.translation import plural, translated


@dataclass(frozen=True, eq=False)
class Spot:
    """One place of a neuron: `at`, counted from 0, of so many; `row` is where its sum, value and δ stand among all, and
    `factors` (fan_in,) what its weights multiply. `words` say where it is, empty where there is one place.
    """

    at: int
    row: int
    factors: NDArray[np.floating]
    words: str = ""


def spot(coming: Coming, row: Row, place: int) -> Spot:
    """The place of a neuron (its place in the layer) that is written out."""
    given = read(row, coming.values)
    if row.kind == "convolution":
        begin = row.target_row + place * row.places
        at = int(np.argmax(coming.sums[begin : begin + row.places]))
        down, across = divmod(at, row.strip.filled[2])
        factors = windows(row, given[:, None])[:, down, across, 0].reshape(-1)
        return Spot(
            at, begin + at, factors, translated(" at ({down}, {across})", down=down + 1, across=across + 1)
        )
    if row.kind == "recurrent":
        steps, neurons = row.strip.filled
        own = coming.values[row.target_row : row.target_row + row.values].reshape(steps, neurons)
        factors = np.concatenate([given.reshape(steps, -1)[-1], own[-2]])
        last = row.target_row + (steps - 1) * neurons + place
        return Spot(steps - 1, last, factors, translated(", step {steps}", steps=steps))
    return Spot(0, row.target_row + place, given)


def sources(plan: Plan, number: int, at: int) -> tuple[Line, ...]:
    """What each weight of a layer (its number from 1) multiplies at a place: x or a, with which plane where there are
    several, and row and column, or the step, all from 1; h of the step before.
    """
    row = plan.rows[number - 1]
    letter = "x" if row.source_row == 0 else "a"
    if row.kind == "recurrent":
        inputs = row.fan_in - row.fan_out
        read_now = [_subscripted(letter, k + 1, at + 1) for k in range(inputs)]
        return (*read_now, *(_subscripted("h", k + 1, at) for k in range(row.fan_out)))
    if row.kind == "convolution":
        return tuple(_pixel(plan, number, at, term, letter) for term in range(row.fan_in))
    return tuple(
        source_line(source, term + 1)
        if (place := source_place(plan, number, term)) is None
        else _subscripted(letter, *((place[0],) if place[0] else ()), *place[1])
        for term, source in enumerate(row.sources)
    )


def _pixel(plan: Plan, number: int, at: int, term: int, letter: str) -> Line:
    """The value that a weight of a filter lies on."""
    row = plan.rows[number - 1]
    (channels, rows, columns), block = row.strip.reads, row.strip.block
    channel, inside = divmod(term, block.side**2)
    down, across = divmod(inside, block.side)
    top, left = divmod(at, row.strip.filled[2])
    up = top * block.stride - block.padding + down
    along = left * block.stride - block.padding + across
    if not (0 <= up < rows and 0 <= along < columns):
        return (word(translated("padding")),)
    return _subscripted(letter, *((channel + 1,) if channels > 1 else ()), up + 1, along + 1)


def _subscripted(letter: str, *places: int) -> Line:
    return (Piece(letter, "data", "symbol", ",".join(map(str, places))),)


def sentences(plan: Plan) -> tuple[str, ...]:
    """What happens in the layers that are not dense, and which part of it is written out."""
    found = []
    for number, row in enumerate(plan.rows, 1):
        name = layer_name(number, len(plan.rows), row.kind)
        side = f"{row.strip.block.side} × {row.strip.block.side}"
        if row.kind == "pooling":
            said = (
                translated(
                    "{name} takes the largest value of every {side} window: it has no weights and no bias."
                )
                if getattr(row.layer, "takes", "max") == "max"
                else translated(
                    "{name} takes the mean of every {side} window: it has no weights and no bias."
                )
            )
            found.append(said.format(name=name, side=side))
        elif row.kind == "convolution" and row.places == 1:
            found.append(
                translated(
                    "{name}: a filter fits at a single place, for it is as large as what it reads.", name=name
                )
            )
        elif row.kind == "convolution":
            found.append(
                translated(
                    "{name}: a filter does this at {places} places with the same weights and the same bias. Written out, product by product, is the place where its sum is largest; the others are done with the filter itself.",
                    name=name,
                    places=row.places,
                )
            )
        elif row.kind == "recurrent":
            found.append(
                translated(
                    "{name}: a neuron does this at {places} steps with the same weights and the same bias. Written out, product by product, is the last step, which reads its input and then all values of the step before; the earlier ones are done with the neuron itself.",
                    name=name,
                    places=row.places,
                )
            )
    return tuple(found)


def more(row: Row) -> str:
    """`35 more places`, `11 more steps`; empty where a weight is used once."""
    others = row.places - 1
    if others <= 0:
        return ""
    if row.kind == "recurrent":
        return plural(others, "{count} more step", "{count} more steps")
    return plural(others, "{count} more place", "{count} more places")
