"""exp, tanh, logarithms and the normal distribution, from polynomials alone: a C library's differ from machine to machine.
The rational tanh is a minimax fit of our own, the tail of the normal distribution an interpolation at Chebyshev's points.
In a kernel they are off by at most 4.5 units in the last place (tanh and Φ), the others by less than 3, at either precision.
"""

from __future__ import annotations

from math import factorial
from typing import Any

from wbsim.lanes import (
    absolute,
    by_precision,
    constant,
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
_ROOT_2_PI = 0.3989422804014327  # 1 / √(2π)
# ln 2 in two parts, the first with trailing zeros, so that n·ln 2 is subtracted exactly
_LN2_HIGH_32, _LN2_LOW_32 = 0.693359375, -2.12194440e-4
_LN2_HIGH_64, _LN2_LOW_64 = 0.6931471803691238, 1.9082149292705877e-10

_EXP_32 = tuple(1 / factorial(n) for n in range(7, -1, -1))
_EXP_64 = tuple(1 / factorial(n) for n in range(13, -1, -1))
# (eʳ − 1 − r)/r²
_EXPM1_32, _EXPM1_64 = _EXP_32[:-2], _EXP_64[:-2]
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
# (x + 4)·½·e^(x²/2)·erfc(x/√2) by powers of (x − 4)/(x + 4)
_TAIL_32 = (
    -0.00012018440110144362,
    0.00020126173028404675,
    0.001572317879442563,
    -0.0035261837003900368,
    -0.0075292507030986265,
    0.06040668872980527,
    -0.1865226849099879,
    0.38713668408577256,
    -0.6078966182822692,
    0.7552851383227722,
)
_TAIL_64 = (
    -9.990624160023276e-10,
    -1.015295717649618e-11,
    1.3976528155950821e-08,
    1.4842390072751344e-08,
    -7.634712843441086e-08,
    -1.546196819122192e-07,
    2.6354310560684456e-07,
    1.0200713392568465e-06,
    -6.249906995369785e-07,
    -5.919013186154044e-06,
    7.149308325478401e-07,
    3.51442149682578e-05,
    -1.9078434059248706e-06,
    -0.00023109482414997105,
    0.00013334424978358428,
    0.0016308184424805887,
    -0.0034796923618040597,
    -0.007540188965625017,
    0.06039657489067665,
    -0.1865218579596934,
    0.38713740074221936,
    -0.6078966419718917,
    0.7552851304157515,
)


def _reduced(x: Any) -> Any:
    """n and r of eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2; below and above the normal range x stays at the ends."""
    x = minimum(maximum(x, by_precision(x, -87.0, -708.0)), by_precision(x, 88.0, 709.0))
    n = nearest(x * _LOG2_E)
    r = fma(n, -by_precision(x, _LN2_HIGH_32, _LN2_HIGH_64), x)
    return n, fma(n, -by_precision(x, _LN2_LOW_32, _LN2_LOW_64), r)


def sign(x: Any) -> Any:
    """1 above 0, −1 below it; 0 and NaN as they are."""
    return select(x > 0.0, constant(x, 1.0), select(x < 0.0, constant(x, -1.0), x))


def exp(x: Any) -> Any:
    """eˣ; below and above the normal range it stays at the ends."""
    n, r = _reduced(x)
    return horner(r, _EXP_32, _EXP_64) * power_of_two(n)


def expm1(x: Any) -> Any:
    """eˣ − 1 = 2ⁿ·(eʳ − 1) + (2ⁿ − 1), with all its digits however small x is."""
    n, r = _reduced(x)
    scale = power_of_two(n)
    return fma(scale, fma(r * r, horner(r, _EXPM1_32, _EXPM1_64), r), scale - 1.0)


def tanh(x: Any) -> Any:
    """tanh x = x·P(x²)/Q(x²) inside ±9.018 (float32) or ±19.06 (float64), ±1 beyond.

    The ends are numbers whose quotient lies just above 1, so that what is cut off there is exactly ±1, and f′ exactly 0.
    """
    end = by_precision(x, 9.018, 19.06)
    x = minimum(maximum(x, -end), end)
    u = x * x
    y = x * horner(u, _TANH_P_32, _TANH_P_64) / horner(u, _TANH_Q_32, _TANH_Q_64)
    return maximum(minimum(y, 1.0), -1.0)


def _two_atanh(s: Any) -> Any:
    return 2.0 * s * horner(s * s, _ATANH_32, _ATANH_64)


def log1p_of_small(u: Any) -> Any:
    """ln(1 + u) = 2·atanh(u / (2 + u)) for 0 ≤ u ≤ 1."""
    return _two_atanh(u / (u + 2.0))


def log(x: Any) -> Any:
    """ln x = e·ln 2 + 2·atanh((m − 1) / (m + 1)) for normal x = m·2ᵉ > 0."""
    m, e = mantissa(x), exponent(x)
    high = m > 1.4142135623730951
    m, e = select(high, m * 0.5, m), select(high, e + 1.0, e)
    return fma(e, by_precision(x, _LN2, _LN2), _two_atanh((m - 1.0) / (m + 1.0)))


def gaussian(x: Any) -> Any:
    """e^(−x²/2), 0 where it is below the normal range; in a kernel x² is taken to twice the precision."""
    end = by_precision(x, 13.19, 37.62)
    a = minimum(absolute(x), end)
    square = a * a
    rest = fma(a, a, -square)
    return select(a >= end, 0.0, exp(-0.5 * square) * (1.0 - 0.5 * rest))


def normal_density(x: Any) -> Any:
    """φ(x) = e^(−x²/2) / √(2π)"""
    return gaussian(x) * _ROOT_2_PI


def normal_share(x: Any) -> Any:
    """Φ(x) = ½·(1 + erf(x/√2)), the share of a normal distribution below x, with all its digits in both tails."""
    a = minimum(absolute(x), by_precision(x, 14.0, 40.0))
    t = 1.0 / (a + 4.0)
    tail = gaussian(a) * (horner((a - 4.0) * t, _TAIL_32, _TAIL_64) * t)
    return select(x > 0.0, 1.0 - tail, tail)
