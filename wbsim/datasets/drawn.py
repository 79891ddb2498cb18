"""Data sets on the plane that are drawn from a seed: TensorFlow Playground's six by its own formulas
(`src/dataset.ts`, 2016, Apache 2.0), two half moons, and the two clouds away from the origin.
Noise scales the same random numbers, so points move smoothly with it and nothing else is drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets.chance import Chance
from wbsim.datasets.values import MINUS_PLUS, Description, NoiseEffect, Task
from wbsim.portable import cosine, sine

Array = NDArray[np.float64]
Points = tuple[Array, NDArray[np.int64] | Array]

_CLASSIFIED = 500
_MEASURED = 1200
_RADIUS = 5.0
_BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


@dataclass(frozen=True)
class _Shape:
    """How one data set is drawn: `draw` takes its chance and the noise as a share (0 to 0.5)."""

    task: Task
    noise: NoiseEffect
    draw: Callable[[Chance, float], Points]
    plane: tuple[float, float] = (-6.0, 6.0)

    @property
    def size(self) -> int:
        return _CLASSIFIED if self.task == "classification" else _MEASURED


def description(name: str) -> Description:
    """The facts of a drawn data set."""
    shape = _SHAPES[name]
    return Description(
        name=name,
        task=shape.task,
        size=shape.size,
        inputs=("x1", "x2"),
        classes=MINUS_PLUS if shape.task == "classification" else (),
        targets=1,
        ranges=(shape.plane,) * 2,
        noise=shape.noise,
    )


def points(name: str, noise: float, chance: Chance) -> Points:
    """All points of a drawn data set, unshuffled, at `noise` per cent: x (n, 2), y (n,) or (n, 1)."""
    return _SHAPES[name].draw(chance, noise / 100.0)


def _circle(chance: Chance, noise: float) -> Points:
    """r ~ U(0, 2.5) or U(3.5, 5); +1 where the noisy copy lies within 2.5 of the origin."""
    half = _CLASSIFIED // 2
    inner = chance.uniform("inner radius", 0.0, 0.5 * _RADIUS, half)
    outer = chance.uniform("outer radius", 0.7 * _RADIUS, _RADIUS, half)
    radius = np.concatenate([inner, outer])
    angle = chance.uniform("angle", 0.0, 2.0 * np.pi, _CLASSIFIED)
    x = np.stack([radius * sine(angle), radius * cosine(angle)], axis=1)
    copy = x + chance.square("noise", _RADIUS, len(x)) * noise
    distance = np.sqrt(copy[:, 0] * copy[:, 0] + copy[:, 1] * copy[:, 1])
    return x, _class(distance < 0.5 * _RADIUS)


def _xor(chance: Chance, noise: float) -> Points:
    """x ~ U(−5, 5)², pushed 0.3 off the axes; +1 where the noisy copy has x₁·x₂ ≥ 0."""
    x = chance.square("position", _RADIUS, _CLASSIFIED)
    x = x + np.where(x > 0, 0.3, -0.3)
    copy = x + chance.square("noise", _RADIUS, len(x)) * noise
    return x, _class(copy[:, 0] * copy[:, 1] >= 0)


def _gauss(chance: Chance, noise: float) -> Points:
    """Normal around (2, 2) for +1 and (−2, −2) for −1, with a variance of 0.5 + 7·noise per axis."""
    plus = np.arange(_CLASSIFIED) < _CLASSIFIED // 2
    centre = np.where(plus, 2.0, -2.0)[:, None]
    spread = np.sqrt(0.5 + 7.0 * noise)
    return centre + spread * chance.normal("position", _CLASSIFIED), _class(plus)


def _shifted(chance: Chance, noise: float) -> Points:
    """The clouds of `gauss`, moved by (+3, +3)."""
    x, y = _gauss(chance, noise)
    return x + 3.0, y


def _spiral(chance: Chance, noise: float) -> Points:
    """r = 5·i/250, t = 1.75·2π·i/250 (+ π for −1), at r·(sin t, cos t) + U(−1, 1)²·noise."""
    half = _CLASSIFIED // 2
    share = np.arange(half) / half
    plus = np.arange(_CLASSIFIED) < half
    radius = np.tile(_RADIUS * share, 2)
    angle = np.tile(1.75 * 2.0 * np.pi * share, 2) + np.where(plus, 0.0, np.pi)
    x = np.stack([radius * sine(angle), radius * cosine(angle)], axis=1)
    return x + chance.square("noise", 1.0, len(x)) * noise, _class(plus)


def _moons(chance: Chance, noise: float) -> Points:
    """Two interlocking half rings of radius 3 ± 0.5, +1 open below, −1 open above, + U(−3, 3)²·noise."""
    plus = np.arange(_CLASSIFIED) < _CLASSIFIED // 2
    side = np.where(plus, 1.0, -1.0)
    radius = chance.uniform("radius", 2.5, 3.5, _CLASSIFIED)
    angle = chance.uniform("angle", 0.0, np.pi, _CLASSIFIED)
    across = side * (radius * cosine(angle) - 1.5)
    along = side * (radius * sine(angle) - 0.75)
    x = np.stack([across, along], axis=1)
    return x + chance.square("noise", 3.0, len(x)) * noise, _class(plus)


def _plane(chance: Chance, noise: float) -> Points:
    """x ~ U(−6, 6)²; target (x₁ + x₂)/10 of the noisy copy."""
    x, copy = _scattered(chance, noise)
    return x, ((copy[:, 0] + copy[:, 1]) / 10.0)[:, None]


def _bumps(chance: Chance, noise: float) -> Points:
    """x ~ U(−6, 6)²; target sign·max(0, 1 − d/2) of the noisy copy at the bump where this is largest."""
    x, copy = _scattered(chance, noise)
    target = np.zeros(len(x))
    for x1, x2, sign in _BUMPS:
        dx, dy = copy[:, 0] - x1, copy[:, 1] - x2
        height = sign * np.maximum(0.0, 1.0 - np.sqrt(dx * dx + dy * dy) / 2.0)
        target = np.where(np.abs(height) > np.abs(target), height, target)
    return x, target[:, None]


def _scattered(chance: Chance, noise: float) -> tuple[Array, Array]:
    """Points all over the plane, and their noisy copies."""
    x = chance.square("position", 6.0, _MEASURED)
    return x, x + chance.square("noise", 6.0, _MEASURED) * noise


def _class(plus: NDArray[np.bool_]) -> NDArray[np.int64]:
    return plus.astype(np.int64)


_SHAPES: dict[str, _Shape] = {
    "circle": _Shape("classification", "labels", _circle),
    "xor": _Shape("classification", "labels", _xor),
    "gauss": _Shape("classification", "position", _gauss),
    "spiral": _Shape("classification", "position", _spiral),
    "moons": _Shape("classification", "position", _moons),
    # The square moves with the clouds, so the origin that a line without a bias cannot leave stays in view.
    "shifted": _Shape("classification", "position", _shifted, plane=(-3.0, 9.0)),
    "plane": _Shape("regression", "labels", _plane),
    "bumps": _Shape("regression", "labels", _bumps),
}
NAMES = tuple(_SHAPES)
