"""What the mathematics is written in: vectors of a fixed logical width, 16 lanes in float32, 8 in float64, and tiles of
them, rows × vectors, that meet as NumPy's arrays do. Each function here is plain Python over NumPy arrays of any shape or single numbers; `wbsim.kernels.lanes` teaches the
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


def load_first(array: Any, start: int, count: int) -> Any:
    """The vector of the `count` entries that begin at `start`, at most a whole one; the lanes behind are 0."""
    vector = np.zeros(LANES[array.dtype], array.dtype)
    count = max(0, min(count, len(vector)))
    vector[:count] = array[start : start + count]
    return vector


def store_first(array: Any, start: int, vector: Any, count: int) -> None:
    """Writes the first `count` lanes of a vector, at most all, to consecutive entries of a flat array."""
    count = max(0, min(count, len(vector)))
    array[start : start + count] = vector[:count]


def store(array: Any, start: int, vector: Any) -> None:
    """Writes a vector to consecutive entries of a flat array."""
    array[start : start + LANES[array.dtype]] = vector


def loads(array: Any, start: int, down: int, across: int, rows: int, vectors: int) -> Any:
    """The tile of vectors of consecutive entries: rows are `down` entries apart, the vectors of a row `across`."""
    lanes = LANES[array.dtype]
    return np.array(
        [[array[at : at + lanes] for at in _rows(r, across, vectors)] for r in _rows(start, down, rows)]
    )


def stores(array: Any, start: int, down: int, across: int, tile: Any) -> None:
    """Writes a tile where `loads` would read it."""
    for r, row in zip(_rows(start, down, len(tile)), tile, strict=True):
        for v, vector in enumerate(row):
            store(array, r + v * across, vector)


def stores_first(array: Any, start: int, down: int, tile: Any, count: int) -> None:
    """Writes of each row of a tile, whose vectors follow each other, the first `count` numbers."""
    lanes = LANES[array.dtype]
    for r, row in zip(_rows(start, down, len(tile)), tile, strict=True):
        for v, vector in enumerate(row):
            store_first(array, r + v * lanes, vector, count - v * lanes)


def _rows(start: int, down: int, rows: int) -> list[int]:
    return [start + r * down for r in range(rows)]


def spreads(array: Any, start: int, down: int, rows: int) -> Any:
    """The tile (rows, 1) of single entries, `down` apart, each in every lane of its vector."""
    return np.array([[spread(array, at)] for at in _rows(start, down, rows)])


def square(array: Any, start: int, down: int) -> Any:
    """The tile (lanes, 1) of vectors `down` entries apart: as many rows as a vector has lanes."""
    return loads(array, start, down, 0, LANES[array.dtype], 1)


def loads_at(array: Any, offset: int, places: Any, start: int) -> Any:
    """The tile (lanes, 1) of the vectors that begin at offset + places[start], offset + places[start + 1], …"""
    lanes = LANES[array.dtype]
    return np.array([[load(array, offset + at)] for at in places[start : start + lanes].tolist()])


def tile_of_zeros(array: Any, rows: int, vectors: int) -> Any:
    """A tile of zeros of the array's precision."""
    return np.zeros((rows, vectors, LANES[array.dtype]), array.dtype)


def spread(array: Any, index: int) -> Any:
    """One entry of a flat array in every lane."""
    return np.full(LANES[array.dtype], array[index])


def zeros(array: Any) -> Any:
    """A vector of zeros of the array's precision."""
    return np.zeros(LANES[array.dtype], array.dtype)


def fma(a: Any, b: Any, c: Any) -> Any:
    """a·b + c, rounded once in a kernel."""
    return a * b + c


def add_products(
    z: Any, left: Any, at: int, down: int, along: int, right: Any, start: int, below: int, count: int
) -> Any:
    """The tile zᵣᵥ + Σₖ left[at + r·down + k·along] · right[start + k·below + v·lanes, …], summed over k < count in order."""
    for k in range(count):
        weights = spreads(left, at + k * along, down, len(z))
        z = fma(weights, loads(right, start + k * below, 0, LANES[right.dtype], 1, z.shape[1]), z)
    return z


def total(vector: Any) -> Any:
    """The sum of the lanes, halves folded onto halves."""
    while len(vector) > 1:
        vector = vector[: len(vector) // 2] + vector[len(vector) // 2 :]
    return vector[0]


def totals(tile: Any) -> Any:
    """The vector of the sums of the lanes of each row of a tile (lanes, 1), added as `total` does."""
    return np.array([total(row[0]) for row in tile])


def transposed(tile: Any) -> Any:
    """The tile (lanes, 1) whose row r holds lane r of every row."""
    return np.swapaxes(tile, 0, 2)


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
