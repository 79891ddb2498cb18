"""Gradients of weights that are used at many places: Σ δ·x over all places and samples, a tile of weights in registers at a
time. A convolution's places are those of its filters, a recurrent layer's its steps. It knows neither.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from wbsim.kernels.compile import cell, inlined, part, registers
from wbsim.kernels.lanes import fma, loads, square, store_first, stores, tile_of_zeros, totals, width
from wbsim.kernels.room import behind

# rows of δ and rows of x that meet in one tile, as many sums as the registers hold
ROWS, COLUMNS = (8, 3) if registers() >= 32 else (2, 2)


first_behind = part(behind)  # the row of ones, the x of every bias


class Steps(NamedTuple):
    """The places of a sum: `outer` times `inner` of them, and how far δ and x go on from one to the next."""

    outer: int
    inner: int
    of_delta: int
    of_delta_inner: int
    of_value: int
    of_value_inner: int


def _tile(rows: int, columns: int) -> Any:
    """The cell that makes so many rows and columns of the sums and leaves them with a vector each."""

    @inlined
    def run(
        deltas: Any, at: int, down: int, values: Any, start: int, across: int, steps: Any, wide: int, out: Any, into: int,
        apart: int,
    ) -> None:  # fmt: skip
        z = tile_of_zeros(out, rows, columns)
        for i in range(steps.outer):
            of_delta, of_value = at + i * steps.of_delta, start + i * steps.of_value
            for _ in range(steps.inner):
                for v in range(0, wide, width(out)):
                    d = loads(deltas, of_delta + v, down, 0, rows, 1)
                    z = fma(d, loads(values, of_value + v, 0, across, 1, columns), z)
                of_delta, of_value = of_delta + steps.of_delta_inner, of_value + steps.of_value_inner
        stores(out, into, apart, width(out), z)

    return run


_block, _upright, _flat, _single = _tile(ROWS, COLUMNS), _tile(ROWS, 1), _tile(1, COLUMNS), _tile(1, 1)


@cell
def products(
    deltas: Any, at: int, down: int, rows: int, values: Any, start: int, across: int, columns: int, steps: Any,
    wide: int, out: Any, into: int, apart: int,
) -> None:  # fmt: skip
    """out[into + r·apart + c·lanes + …] = Σ δᵣ·x꜀ over the steps, not yet summed over the lanes.

    δᵣ begins at `at` + r·down, x꜀ at `start` + c·across; there are `rows` and `columns` of them.
    """
    r = 0
    while r < rows:
        tall = rows - r >= ROWS
        d, o, c = at + r * down, into + r * apart, 0
        while c < columns:
            x, broad = start + c * across, columns - c >= COLUMNS
            if tall and broad:
                _block(deltas, d, down, values, x, across, steps, wide, out, o, apart)
            elif tall:
                _upright(deltas, d, down, values, x, across, steps, wide, out, o, apart)
            elif broad:
                _flat(deltas, d, down, values, x, across, steps, wide, out, o, apart)
            else:
                _single(deltas, d, down, values, x, across, steps, wide, out, o, apart)
            done = COLUMNS if broad else 1
            c, o = c + done, o + done * width(out)
        r += ROWS if tall else 1


@cell
def summed(vectors: Any, into: Any, at: int, count: int) -> None:
    """into[at + k] = the sum of the lanes of the vector k, for k < count."""
    lanes = width(vectors)
    for k in range(0, count, width(vectors)):
        store_first(into, at + k, totals(square(vectors, k * lanes, lanes)), count - k)
