"""The product of matrices that forward, backward and gradient of wide layers are made of, a tile in registers at a time."""

from __future__ import annotations

from typing import Any

from wbsim.kernels.compile import cell, inlined, registers
from wbsim.kernels.lanes import add_products, spreads, stores_first, tile_of_zeros, width

# a tile as high and wide as the registers of the processor hold; every element is summed alike in tiles of any shape
ROWS, VECTORS = (12, 2) if registers() >= 32 else (6, 1)


def _strip(rows: int, vectors: int) -> Any:
    """The cell that makes one tile of the product and stores what lies left of the edge."""

    @inlined
    def run(
        left: Any, at: int, down: int, along: int, right: Any, start: int, below: int, count: int,
        out: Any, into: int, apart: int, wide: int, starts: Any, bias: int,
    ) -> None:  # fmt: skip
        z = tile_of_zeros(out, rows, vectors)
        if bias >= 0:
            z = z + spreads(starts, bias, 1, rows)
        z = add_products(z, left, at, down, along, right, start, below, count)
        stores_first(out, into, apart, z, wide)

    return run


def _column(vectors: int) -> Any:
    """The cell that makes all rows of the product for so many vectors of columns, of which `wide` are written."""
    big, four, one = _strip(ROWS, vectors), _strip(4, vectors), _strip(1, vectors)

    @cell
    def run(
        left: Any, at: int, down: int, along: int, right: Any, start: int, below: int, count: int,
        out: Any, into: int, apart: int, rows: int, wide: int, starts: Any, bias: int,
    ) -> None:  # fmt: skip
        step = 1 if bias >= 0 else 0
        while rows > 0:
            if rows >= ROWS:
                big(left, at, down, along, right, start, below, count, out, into, apart, wide, starts, bias)
                done = ROWS
            elif rows >= 4:
                four(left, at, down, along, right, start, below, count, out, into, apart, wide, starts, bias)
                done = 4
            else:
                one(left, at, down, along, right, start, below, count, out, into, apart, wide, starts, bias)
                done = 1
            rows -= done
            at += done * down
            into += done * apart
            bias += done * step

    return run


_broad, _narrow = _column(VECTORS), _column(1)


@cell
def multiply(
    left: Any, at: int, down: int, along: int, right: Any, start: int, below: int, count: int,
    out: Any, into: int, apart: int, rows: int, wide: int, starts: Any, bias: int,
) -> None:  # fmt: skip
    """out[into + r·apart + v] = starts[bias + r] + Σₖ left[at + r·down + k·along] · right[start + k·below + v].

    There are `rows` rows and `wide` columns, which need not fill the last vector. Without starts `bias` is −1.
    """
    lanes = width(out)
    v = 0
    while v + (VECTORS - 1) * lanes < wide:
        _broad(
            left,
            at,
            down,
            along,
            right,
            start + v,
            below,
            count,
            out,
            into + v,
            apart,
            rows,
            wide - v,
            starts,
            bias,
        )
        v += VECTORS * lanes
    while v < wide:
        _narrow(
            left,
            at,
            down,
            along,
            right,
            start + v,
            below,
            count,
            out,
            into + v,
            apart,
            rows,
            wide - v,
            starts,
            bias,
        )
        v += lanes
