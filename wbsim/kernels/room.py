"""Memory for vectors, which begins at a line of the cache: a vector that straddles two lines is stored twice, and is not handed
on to the next load of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wbsim.kernels.table import FAN_OUT, TARGET, TILE
from wbsim.lanes import BYTES


def room(count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """`count` zeros, flat."""
    wide = np.zeros(count + BYTES // dtype.itemsize, dtype)
    begin = -wide.ctypes.data % BYTES // dtype.itemsize
    return wide[begin : begin + count]


def rooms(counts: Sequence[int], dtype: np.dtype[Any]) -> list[NDArray[Any]]:
    """As `room`, for several flat arrays that are made at once."""
    line = BYTES // dtype.itemsize
    ends = np.cumsum([-(-count // line) * line for count in counts]).tolist()
    whole = room(ends[-1], dtype)
    return [whole[end - -(-count // line) * line :][:count] for count, end in zip(counts, ends, strict=True)]


def odd(count: int, lanes: int) -> int:
    """`count` rounded up to an odd number of vectors: rows so far apart do not share the same few places of the cache."""
    return (-(-count // lanes) | 1) * lanes


def behind(table: Any) -> int:
    """The first row behind all values, at a multiple of TILE."""
    last = len(table) - 1
    return (table[last, TARGET] + table[last, FAN_OUT] + TILE - 1) // TILE * TILE
