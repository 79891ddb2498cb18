"""Sine, cosine and logarithm in float64 that give the same bits on every processor: NumPy's own depend on
the vector unit it finds. Only additions, multiplications, divisions and roundings are used, which IEEE 754
fixes to the last bit. Reductions and coefficients are those of fdlibm (Sun Microsystems 1993).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# π/2 in three pieces of 33 bits: k times a piece is exact up to |k| = 2²⁰, so for |x| up to a million.
_HALF_PI = (1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624871116645580e-21)
_HALF_PI_REST = 8.47842766036889956997e-32
_SINE = (
    1.58969099521155010221e-10,
    -2.50507602534068634195e-08,
    2.75573137070700676789e-06,
    -1.98412698298579493134e-04,
    8.33333333332248946124e-03,
    -1.66666666666666324348e-01,
)
_COSINE = (
    -1.13596475577881948265e-11,
    2.08757232129817482790e-09,
    -2.75573143513906633035e-07,
    2.48015872894767294178e-05,
    -1.38888888888741095749e-03,
    4.16666666666666019037e-02,
)
_LOGARITHM = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)
_LN2 = (6.93147180369123816490e-01, 1.90821492927058770002e-10)


def sine(x: Array) -> Array:
    """sin x for x in radians, any shape; off by less than 1e-15 for |x| up to a million."""
    quadrant, rest = _reduced(x)
    return _turned(quadrant, rest)


def cosine(x: Array) -> Array:
    """cos x for x in radians, any shape; off by less than 1e-15 for |x| up to a million."""
    quadrant, rest = _reduced(x)
    return _turned(quadrant + 1, rest)


def logarithm(x: Array) -> Array:
    """ln x for x > 0, any shape, to about one unit in the last place."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < np.sqrt(0.5)
    f = np.where(small, 2.0 * mantissa, mantissa) - 1.0
    k = (exponent - small).astype(np.float64)
    s = f / (2.0 + f)
    z = s * s
    series = z * _polynomial(_LOGARITHM, z)
    half = 0.5 * f * f
    value: Array = k * _LN2[0] - ((half - (s * (half + series) + k * _LN2[1])) - f)
    return value


def _reduced(x: Array) -> tuple[NDArray[np.int64], Array]:
    """The nearest multiple of π/2 and what is left over, within ±π/4."""
    x = np.asarray(x, dtype=np.float64)
    k = np.rint(x * (2.0 / np.pi))
    rest = x
    for piece in (*_HALF_PI, _HALF_PI_REST):
        rest = rest - k * piece
    return k.astype(np.int64), rest


def _turned(quadrant: NDArray[np.int64], r: Array) -> Array:
    """sin(quadrant·π/2 + r) for |r| ≤ π/4."""
    z = r * r
    odd = r + r * z * _polynomial(_SINE, z)
    even = 1.0 - (0.5 * z - z * z * _polynomial(_COSINE, z))
    value = np.where(quadrant & 1, even, odd)
    return np.where(quadrant & 2, -value, value)


def _polynomial(coefficients: tuple[float, ...], z: Array) -> Array:
    """Horner's rule, the highest power first."""
    value = np.full_like(z, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * z + coefficient
    return value
