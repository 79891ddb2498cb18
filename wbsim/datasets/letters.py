"""The letters A, B and C, drawn from their strokes by hands that shake: no two alike. It knows nothing of networks.
Noise adds grain to the pixels, as it does for scanned digits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets import grain
from wbsim.datasets.chance import Chance
from wbsim.datasets.strokes import arc, ink, line
from wbsim.datasets.values import Description
from wbsim.translation import marked

Array = NDArray[np.float64]

EACH = 400
NAMES = ("letters", "letters-8")
_SIDES = {"letters": 12, "letters-8": 8}

# In a box from (0, 0), top left, to (1, 1), each stroke as a pen draws it.
STROKES: dict[str, tuple[Array, ...]] = {
    "A": (
        line((0.5, 0.0), (0.0, 1.0)),
        line((0.5, 0.0), (1.0, 1.0)),
        line((0.2, 0.63), (0.8, 0.63)),
    ),
    "B": (
        line((0.08, 0.0), (0.08, 1.0)),
        np.concatenate([line((0.08, 0.0)), arc((0.5, 0.24), (0.38, 0.24), -90, 90), line((0.08, 0.48))]),
        np.concatenate([line((0.08, 0.48)), arc((0.54, 0.74), (0.44, 0.26), -90, 90), line((0.08, 1.0))]),
    ),
    "C": (arc((0.56, 0.5), (0.52, 0.5), -48, -312),),
}

# What a hand may do, give or take; lengths in boxes, the pen in sides of the image.
_WOBBLE, _BEND = 0.085, 0.07
_SLANT, _STRETCH, _SHIFT = 0.3, 0.18, 0.095
_WIDTH, _HEIGHT = 0.54, 0.65
_PEN = (0.036, 0.074)


def description(name: str) -> Description:
    """The facts of drawn letters."""
    side = _SIDES[name]
    return Description(
        name=name,
        task="classification",
        size=EACH * len(STROKES),
        inputs=tuple(f"p{number}" for number in range(1, side * side + 1)),
        classes=tuple(STROKES),
        targets=1,
        target="letter",
        image=(side, side),
        noise="pixels",
        origin=marked("drawn: each stroke of A, B and C by a hand that shakes"),
    )


def points(name: str, noise: float, chance: Chance) -> tuple[Array, NDArray[np.int64]]:
    """All letters at `noise` per cent of grain: x (n, pixels) from 0 (paper) to 1 (ink), y (n,)."""
    side = _SIDES[name]
    x = np.concatenate([_drawn(letter, side, chance) for letter in STROKES])
    y = np.repeat(np.arange(len(STROKES), dtype=np.int64), EACH)
    return grain.on_pixels(x, noise, chance), y


def _drawn(letter: str, side: int, chance: Chance) -> Array:
    """As many of one letter as there are of each: (n, pixels)."""

    def give_or_take(what: str, most: float) -> Array:
        return chance.uniform(f"{letter} {what}", -most, most, EACH)[:, None]

    pen = chance.uniform(f"{letter} pen", *_PEN, EACH) * side
    width = _WIDTH * side * (1.0 + give_or_take("width", _STRETCH))
    height = _HEIGHT * side * (1.0 + give_or_take("height", _STRETCH))
    slant = give_or_take("slant", _SLANT)
    right = 0.5 * side + side * give_or_take("right", _SHIFT)
    down = 0.5 * side + side * give_or_take("down", _SHIFT)
    placed = []
    for number, stroke in enumerate(STROKES[letter]):
        x, y = (
            stroke[:, axis] + _shaken(stroke, f"{letter} {number} {axis}", chance) - 0.5 for axis in (0, 1)
        )
        placed.append(np.stack([right + width * (x - slant * y), down + height * y], axis=2))
    return ink(placed, pen, side)


def _shaken(stroke: Array, what: str, chance: Chance) -> Array:
    """How far the points of a stroke are off: its beginning, its end and its middle by chance, (n, points)."""
    begin, end = (
        chance.uniform(f"{what} {which}", -_WOBBLE, _WOBBLE, EACH)[:, None] for which in ("begin", "end")
    )
    bend = chance.uniform(f"{what} bend", -_BEND, _BEND, EACH)[:, None]
    along = np.arange(len(stroke)) / (len(stroke) - 1.0)
    off: Array = begin * (1.0 - along) + end * along + bend * (4.0 * along * (1.0 - along))
    return off
