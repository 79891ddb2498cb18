"""The product of matrices that forward, backward and gradient of wide layers are made of, a tile in registers at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

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


def _columns(vectors: int) -> Any:
    """The cell that makes all rows of the product for columns from `v` on, so many vectors at a time, as long as the last of
    them begins left of `wide`; returns how far it came.
    """
    big, four, one = _strip(ROWS, vectors), _strip(4, vectors), _strip(1, vectors)

    @cell
    def run(
        v: int, left: Any, at: int, down: int, along: int, right: Any, start: int, below: int, count: int,
        out: Any, into: int, apart: int, rows: int, wide: int, starts: Any, bias: int,
    ) -> int:  # fmt: skip
        step = 1 if bias >= 0 else 0
        while v + (vectors - 1) * width(out) < wide:
            s, edge = start + v, wide - v
            unmade, a, o, b = rows, at, into + v, bias
            while unmade > 0:
                if unmade >= ROWS:
                    big(left, a, down, along, right, s, below, count, out, o, apart, edge, starts, b)
                    done = ROWS
                elif unmade >= 4:
                    four(left, a, down, along, right, s, below, count, out, o, apart, edge, starts, b)
                    done = 4
                else:
                    one(left, a, down, along, right, s, below, count, out, o, apart, edge, starts, b)
                    done = 1
                unmade, a, o, b = unmade - done, a + done * down, o + done * apart, b + done * step
            v += vectors * width(out)
        return v

    return run


_broad, _narrow = _columns(VECTORS), _columns(1)


@cell
def multiply(
    left: Any, at: int, down: int, along: int, right: Any, start: int, below: int, count: int,
    out: Any, into: int, apart: int, rows: int, wide: int, starts: Any, bias: int,
) -> None:  # fmt: skip
    """out[into + r·apart + v] = starts[bias + r] + Σₖ left[at + r·down + k·along] · right[start + k·below + v].

    There are `rows` rows and `wide` columns, which need not fill the last vector. Without starts `bias` is −1.
    """
    v = _broad(
        np.int64(0),
        left,
        at,
        down,
        along,
        right,
        start,
        below,
        count,
        out,
        into,
        apart,
        rows,
        wide,
        starts,
        bias,
    )
    _narrow(v, left, at, down, along, right, start, below, count, out, into, apart, rows, wide, starts, bias)
