"""Memory for vectors. It begins at a line of the cache: a vector that straddled two would be stored twice, and would not be
handed on to the next load of it, which costs a small network half of its speed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.kernels.compile import allocating
from wbsim.lanes import BYTES


def aligned(count: int, like: Any) -> Any:
    """`count` zeros of the precision of an array, flat."""
    wide = np.zeros(count + BYTES // like.itemsize, like.dtype)
    begin = (-wide.ctypes.data % BYTES) // like.itemsize
    return wide[begin : begin + count]


room = allocating(aligned)  # the same, for kernels
