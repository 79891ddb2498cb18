"""The six data sets of TensorFlow Playground, number by number as `src/dataset.ts` draws them (2016, Apache 2.0),
shuffled as it shuffles. All that is random comes from one stream, in its order.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wbsim.playground.stream import Stream
from wbsim.portable import cosine, logarithm, sine

Array = NDArray[np.float64]
Drawn = tuple[Array, Array]  # x (n, 2) and labels (n,): ±1 for a class, a number else

_CLASSIFIED, _MEASURED = 500, 1200
_BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


def points(name: str, noise: float, stream: Stream) -> Drawn:
    """The points of a data set as they train, shuffled: x (n, 2), labels (n,); noise is a share, normally 0 to 0.5."""
    x, label = _SETS[name](stream, noise)
    order = shuffled(len(x), stream)
    return x[order], label[order]


def shuffled(count: int, stream: Stream) -> NDArray[np.int64]:
    """0 … count − 1 in a random order, filled from behind (Fisher and Yates); the last draw decides nothing."""
    order = np.arange(count)
    for left in range(count, 0, -1):
        chosen = math.floor(stream.draw() * left)
        order[[left - 1, chosen]] = order[[chosen, left - 1]]
    return order


def _circle(stream: Stream, noise: float) -> Drawn:
    """r ~ U(0, 2.5), then U(3.5, 5); +1 where the noisy copy lies within 2.5 of the origin."""
    unit = stream.draws(_CLASSIFIED, 4)
    inner = np.arange(_CLASSIFIED) < _CLASSIFIED // 2
    radius = np.where(inner, unit[:, 0] * 2.5, unit[:, 0] * (5 - 3.5) + 3.5)
    angle = unit[:, 1] * (2 * np.pi)
    x = np.stack([radius * sine(angle), radius * cosine(angle)], axis=1)
    copy = x + _spread(unit[:, 2:], 5) * noise
    return x, _class(np.sqrt(copy[:, 0] * copy[:, 0] + copy[:, 1] * copy[:, 1]) < 2.5)


def _xor(stream: Stream, noise: float) -> Drawn:
    """x ~ U(−5, 5)², pushed 0.3 off the axes; +1 where the noisy copy has x₁·x₂ ≥ 0."""
    unit = stream.draws(_CLASSIFIED, 4)
    x = _spread(unit[:, :2], 5)
    x = x + np.where(x > 0, 0.3, -0.3)
    copy = x + _spread(unit[:, 2:], 5) * noise
    return x, _class(copy[:, 0] * copy[:, 1] >= 0)


def _gauss(stream: Stream, noise: float) -> Drawn:
    """Normal around (2, 2) for +1, then around (−2, −2) for −1, with a variance of 0.5 + 7·noise per axis."""
    plus = np.arange(_CLASSIFIED) < _CLASSIFIED // 2
    share = noise / 0.5
    spread = math.sqrt(0.5 * (1 - share) + 4 * share)
    centre = np.where(plus, 2.0, -2.0)[:, None]
    return centre + spread * _normal(stream, 2 * _CLASSIFIED).reshape(-1, 2), _class(plus)


def _normal(stream: Stream, count: int) -> Array:
    """√(−2·ln s / s)·u for (u, v) in the unit circle, s = u² + v²: one normal number a pair (Marsaglia 1964)."""
    u, s = np.empty((2, count))
    for place in range(count):
        s[place] = 2.0
        while s[place] > 1:
            u[place], v = 2 * stream.draw() - 1, 2 * stream.draw() - 1
            s[place] = u[place] * u[place] + v * v
    normal: Array = np.sqrt(-2 * logarithm(s) / s) * u
    return normal


def _spiral(stream: Stream, noise: float) -> Drawn:
    """r = 5·i/250, t = 1.75·2π·i/250 (+ π for −1), at r·(sin t, cos t) + U(−1, 1)²·noise."""
    half = _CLASSIFIED // 2
    plus = np.arange(_CLASSIFIED) < half
    place = np.tile(np.arange(half), 2)
    radius = place / half * 5
    angle = 1.75 * place / half * 2 * np.pi + np.where(plus, 0.0, np.pi)
    x = np.stack([radius * sine(angle), radius * cosine(angle)], axis=1)
    return x + _spread(stream.draws(_CLASSIFIED, 2), 1) * noise, _class(plus)


def _plane(stream: Stream, noise: float) -> Drawn:
    """x ~ U(−6, 6)²; label (x₁ + x₂)/10 of the noisy copy."""
    x, copy = _scattered(stream, noise)
    share = (copy[:, 0] + copy[:, 1] + 10) / 20
    return x, -1 * (1 - share) + share


def _bumps(stream: Stream, noise: float) -> Drawn:
    """x ~ U(−6, 6)²; label sign·max(0, 1 − d/2) of the noisy copy at the bump where this is largest."""
    x, copy = _scattered(stream, noise)
    label = np.zeros(len(x))
    for x1, x2, sign in _BUMPS:
        dx, dy = copy[:, 0] - x1, copy[:, 1] - x2
        height = sign * (1 - np.clip(np.sqrt(dx * dx + dy * dy) / 2, 0, 1))
        label = np.where(np.abs(height) > np.abs(label), height, label)
    return x, label


def _scattered(stream: Stream, noise: float) -> tuple[Array, Array]:
    """Points all over the plane, and their noisy copies."""
    unit = stream.draws(_MEASURED, 4)
    x = _spread(unit[:, :2], 6)
    return x, x + _spread(unit[:, 2:], 6) * noise


def _spread(unit: Array, half: float) -> Array:
    """[0, 1) spread over [−half, half)."""
    return unit * (2 * half) - half


def _class(plus: NDArray[np.bool_]) -> Array:
    return np.where(plus, 1.0, -1.0)


_SETS: dict[str, Callable[[Stream, float], Drawn]] = {
    "circle": _circle,
    "xor": _xor,
    "gauss": _gauss,
    "spiral": _spiral,
    "reg-plane": _plane,
    "reg-gauss": _bumps,
}
