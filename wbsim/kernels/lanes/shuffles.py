"""What moves numbers between lanes: sums over them, in one stated order, and the transpose."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import signature

from wbsim.kernels.lanes.types import Tile, put_together, shuffled, taken_apart, typed
from wbsim.lanes import total, totals, transposed


def _is_square(tile: Any) -> bool:
    return isinstance(tile, Tile) and (tile.rows, tile.vectors) == (tile.lanes, 1)


typed(total, lambda vector: signature(vector.dtype, vector) if isinstance(vector, Tile) else None)
typed(totals, lambda tile: signature(tile.vector, tile) if _is_square(tile) else None)
typed(transposed, lambda tile: signature(tile, tile) if _is_square(tile) else None)


@lower_builtin(total, Tile)
def _total(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector, lanes = args[0], sig.args[0].lanes
    while lanes > 1:
        lanes //= 2
        low, high = (shuffled(builder, vector, vector, range(at, at + lanes)) for at in (0, lanes))
        vector = builder.fadd(low, high)
    return builder.extract_element(vector, ir.IntType(32)(0))


@lower_builtin(totals, Tile)
def _totals(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lanes = sig.return_type.lanes
    rows, half = taken_apart(builder, sig.args[0], args[0]), lanes // 2
    while half:  # rows r and r + half, folded, share one vector: the lanes with bit `half` are the second's
        rows = [_folded(builder, rows[r], rows[r + half], half, lanes) for r in range(half)]
        half //= 2
    return rows[0]


def _folded(builder: Any, a: Any, b: Any, half: int, lanes: int) -> Any:
    kept = [k + lanes if k & half else k for k in range(lanes)]
    met = [k - half + lanes if k & half else k + half for k in range(lanes)]
    return builder.fadd(shuffled(builder, a, b, kept), shuffled(builder, a, b, met))


@lower_builtin(transposed, Tile)
def _transposed(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lanes = sig.return_type.lanes
    rows, half = taken_apart(builder, sig.args[0], args[0]), lanes // 2
    while half:
        for r in range(lanes):
            if not r & half:
                a, b = rows[r], rows[r + half]
                low = [k - half + lanes if k & half else k for k in range(lanes)]
                high = [k + lanes if k & half else k + half for k in range(lanes)]
                rows[r], rows[r + half] = shuffled(builder, a, b, low), shuffled(builder, a, b, high)
        half //= 2
    return put_together(builder, rows)
