"""One number of a flat array as the rules want it: it keeps its precision, whatever it meets. Each function here is plain
Python, which the simulator runs; `faces` teaches the compiler what they and the functions of `wbsim.lanes` mean.
Places in arrays are counted in 32 bits, which takes half the registers; so no array may have more than 2³¹ entries.
"""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

whole: Any = np.int32  # a whole number of 32 bits: what numba makes of a sum of two has 64 again


def load(array: Any, index: int) -> Any:
    """The number at `index` of a flat array."""
    return array[index]


def store(array: Any, index: int, number: Any) -> None:
    """Writes a number to a flat array, at the array's own precision."""
    array[index] = number


def read(array: Any, index: int) -> Any:
    """The whole number at `index` ≥ 0 of a flat array of whole numbers."""
    return array[index]


def quotient(a: int, b: int) -> int:
    """a // b of whole numbers a ≥ 0 and b > 0, of 32 bits."""
    return a // b


def zero(array: Any) -> Any:
    """0 at the precision of a flat array."""
    return array.dtype.type(0)


def is_finite(number: Any) -> bool:
    """Whether it is neither infinite nor a NaN."""
    return bool(abs(number) < inf)
