"""exp, tanh and logarithms over lanes, from polynomials alone: a C library's differ from machine to machine.
Worst errors seen against mpmath-grade references: below 4e-7 in float32 and 2e-15 in float64, relative to
max(1, |value|). The rational tanh is a minimax fit of our own.
"""

from __future__ import annotations

from math import factorial
from typing import Any

from wbsim.kernels.compile import cell
from wbsim.kernels.lanes import (
    by_precision,
    exponent,
    fma,
    horner,
    mantissa,
    maximum,
    minimum,
    nearest,
    power_of_two,
    select,
)

_LOG2_E = 1.4426950408889634
_LN2 = 0.6931471805599453
# ln 2 in two parts, the first with trailing zeros, so that n·ln 2 is subtracted exactly
_LN2_HIGH_32, _LN2_LOW_32 = 0.693359375, -2.12194440e-4
_LN2_HIGH_64, _LN2_LOW_64 = 0.6931471803691238, 1.9082149292705877e-10

_EXP_32 = tuple(1 / factorial(n) for n in range(7, -1, -1))
_EXP_64 = tuple(1 / factorial(n) for n in range(13, -1, -1))
_TANH_P_32 = (
    -1.2248830002844313e-11,
    3.064635994359986e-08,
    2.8033023806247573e-05,
    0.003869596425189858,
    0.1368092794985918,
    0.9999999987749787,
)
_TANH_Q_32 = (1.289150945444894e-06, 0.0003940866759160716, 0.027250483288063496, 0.47014260057445517, 1.0)
_TANH_P_64 = (
    2.590023314697194e-23,
    7.599919486393053e-19,
    3.1160463471765636e-15,
    4.2173474247085284e-12,
    2.45719527375907e-09,
    6.857095261838361e-07,
    9.378824330694792e-05,
    0.00597962481425788,
    0.15183819812321192,
    1.0,
)
_TANH_Q_64 = (
    6.409787718748892e-21,
    5.748940861267241e-17,
    1.2880337689661765e-13,
    1.1209120332895938e-10,
    4.486523457549362e-08,
    8.77837808592142e-06,
    0.000829216450611759,
    0.03437013529977412,
    0.4851715314565446,
    1.0,
)
# atanh(s)/s = Σ s²ⁿ/(2n+1)
_ATANH_32 = tuple(1 / (2 * n + 1) for n in range(8, -1, -1))
_ATANH_64 = tuple(1 / (2 * n + 1) for n in range(16, -1, -1))


@cell
def exp(x: Any) -> Any:
    """eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2; below and above the normal range it stays at the ends."""
    x = minimum(maximum(x, by_precision(x, -87.0, -708.0)), by_precision(x, 88.0, 709.0))
    n = nearest(x * _LOG2_E)
    r = fma(n, -by_precision(x, _LN2_HIGH_32, _LN2_HIGH_64), x)
    r = fma(n, -by_precision(x, _LN2_LOW_32, _LN2_LOW_64), r)
    return horner(r, _EXP_32, _EXP_64) * power_of_two(n)


@cell
def tanh(x: Any) -> Any:
    """tanh x = x·P(x²)/Q(x²) inside ±9 (float32) or ±18.8 (float64), ±1 beyond."""
    end = by_precision(x, 9.0, 18.8)
    x = minimum(maximum(x, -end), end)
    u = x * x
    y = x * horner(u, _TANH_P_32, _TANH_P_64) / horner(u, _TANH_Q_32, _TANH_Q_64)
    y = select(x >= end, 1.0, minimum(y, 1.0))  # exactly ±1 at the ends, so that f′ is exactly 0 there
    return select(-end >= x, -1.0, maximum(y, -1.0))


@cell
def _two_atanh(s: Any) -> Any:
    return 2.0 * s * horner(s * s, _ATANH_32, _ATANH_64)


@cell
def log1p_of_small(u: Any) -> Any:
    """ln(1 + u) = 2·atanh(u / (2 + u)) for 0 ≤ u ≤ 1."""
    return _two_atanh(u / (u + 2.0))


@cell
def log(x: Any) -> Any:
    """ln x = e·ln 2 + 2·atanh((m − 1) / (m + 1)) for normal x = m·2ᵉ > 0."""
    m, e = mantissa(x), exponent(x)
    high = m > 1.4142135623730951
    m, e = select(high, m * 0.5, m), select(high, e + 1.0, e)
    return fma(e, by_precision(x, _LN2, _LN2), _two_atanh((m - 1.0) / (m + 1.0)))
