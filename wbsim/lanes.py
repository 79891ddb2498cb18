"""What the mathematics is written in: vectors of a fixed logical width, 16 lanes in float32, 8 in float64.
Each function here is plain Python over NumPy arrays of any shape or single numbers; `wbsim.kernels.lanes` teaches the
compiler a face of each, so that one text of a rule runs in a kernel, in a picture and in a test. It knows no Numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BYTES = 64
LANES = {np.dtype(np.float32): 16, np.dtype(np.float64): 8}


def width(array: Any) -> int:
    """How many lanes a vector of the array's precision has."""
    return LANES[array.dtype]


def load(array: Any, start: int) -> Any:
    """The vector of consecutive entries that begins at `start` of a flat array."""
    return array[start : start + LANES[array.dtype]].copy()


def store(array: Any, start: int, vector: Any) -> None:
    """Writes a vector to consecutive entries of a flat array."""
    array[start : start + LANES[array.dtype]] = vector


def spread(array: Any, index: int) -> Any:
    """One entry of a flat array in every lane."""
    return np.full(LANES[array.dtype], array[index])


def zeros(array: Any) -> Any:
    """A vector of zeros of the array's precision."""
    return np.zeros(LANES[array.dtype], array.dtype)


def fma(a: Any, b: Any, c: Any) -> Any:
    """a·b + c, rounded once in a kernel."""
    return a * b + c


def total(vector: Any) -> Any:
    """The sum of the lanes, halves folded onto halves."""
    while len(vector) > 1:
        vector = vector[: len(vector) // 2] + vector[len(vector) // 2 :]
    return vector[0]


def maximum(a: Any, b: Any) -> Any:
    """The larger one; a NaN in `a` stays."""
    return select(b > a, b, a)


def minimum(a: Any, b: Any) -> Any:
    """The smaller one; a NaN in `a` stays."""
    return select(b < a, b, a)


def absolute(a: Any) -> Any:
    """|a|"""
    return np.abs(a)


def root(a: Any) -> Any:
    """√a, correctly rounded."""
    return np.sqrt(a)


def nearest(a: Any) -> Any:
    """The nearest whole number, halves to even."""
    return np.rint(a)


def select(mask: Any, a: Any, b: Any) -> Any:
    """`a` where the mask is true, else `b`."""
    return np.where(mask, a, b)


def first(array: Any, count: int) -> Any:
    """The mask of the first `count` lanes of a vector of the array's precision."""
    return np.arange(LANES[array.dtype]) < count


def horner(x: Any, single: tuple[float, ...], double: tuple[float, ...]) -> Any:
    """The polynomial with the given coefficients, highest first: `single` for float32, `double` for float64."""
    x = np.asarray(x)
    coefficients = single if x.dtype == np.float32 else double
    value = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        value = fma(value, x, x.dtype.type(c))
    return value


def by_precision(x: Any, single: float, double: float) -> Any:
    """One number for float32, another for float64."""
    dtype = np.asarray(x).dtype
    return dtype.type(single if dtype == np.float32 else double)


def constant(x: Any, number: float) -> Any:
    """A number in every lane, at the precision of x."""
    return np.full_like(x, number)


def power_of_two(n: Any) -> Any:
    """2ⁿ for whole n inside the normal range."""
    return np.ldexp(np.ones_like(n), np.asarray(n).astype(np.int32))


def mantissa(x: Any) -> Any:
    """m of x = m·2ᵉ with 1 ≤ m < 2, for normal x > 0."""
    return np.frexp(x)[0] * 2


def exponent(x: Any) -> Any:
    """e of x = m·2ᵉ with 1 ≤ m < 2, for normal x > 0."""
    return (np.frexp(x)[1] - 1).astype(np.asarray(x).dtype)


def flush_denormals() -> int:
    """Treats denormal numbers as 0 on this thread, where the processor can; returns what `restore` takes."""
    return 0


def restore(mode: int) -> None:
    """Ends what `flush_denormals` began."""
