"""Sequences that take memory to tell apart: whether the number of ones is even, and what came first of all.
It knows nothing of networks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets import grain
from wbsim.datasets.chance import Chance
from wbsim.datasets.values import MINUS_PLUS, Description
from wbsim.translation import marked

Array = NDArray[np.float64]

_BITS = 8
_FORGETFUL = 11  # steps that say nothing
_DESCRIPTIONS = {
    "parity": Description(
        name="parity",
        task="classification",
        size=1000,
        inputs=tuple(f"x{number}" for number in range(1, _BITS + 1)),
        classes=(marked("odd"), marked("even")),
        targets=1,
        titles=tuple(f"{marked('bit')} {number}" for number in range(1, _BITS + 1)),
        target=marked("number of ones"),
        sequence=(_BITS, 1),
        noise="values",
        origin=marked("drawn: 8 bits, and whether the number of ones is even"),
    ),
    "remember-first": Description(
        name="remember-first",
        task="classification",
        size=500,
        inputs=tuple(f"x{number}" for number in range(1, _FORGETFUL + 2)),
        classes=MINUS_PLUS,
        targets=1,
        titles=tuple(f"{marked('step')} {number}" for number in range(1, _FORGETFUL + 2)),
        target=marked("first step"),
        sequence=(_FORGETFUL + 1, 1),
        noise="values",
        origin=marked("drawn: −1 or +1, then 11 steps of chance"),
    ),
}
NAMES = tuple(_DESCRIPTIONS)


def description(name: str) -> Description:
    """The facts of sequences."""
    return _DESCRIPTIONS[name]


def points(name: str, noise: float, chance: Chance) -> tuple[Array, NDArray[np.int64]]:
    """All sequences at `noise` per cent: x (n, steps) and y (n,)."""
    x, y = _parity(chance) if name == "parity" else _first(chance)
    return grain.on_values(x, noise, chance), y


def _parity(chance: Chance) -> tuple[Array, NDArray[np.int64]]:
    """Bits that are 1 as often as a share says that each sequence draws anew, so that some have few ones."""
    size = _DESCRIPTIONS["parity"].size
    share = chance.unit("share", size)[:, None]
    bits = chance.unit("bits", size * _BITS).reshape(size, _BITS) < share
    return bits.astype(np.float64), (1 - bits.sum(axis=1) % 2).astype(np.int64)


def _first(chance: Chance) -> tuple[Array, NDArray[np.int64]]:
    """First −1 or +1, as many of each, then U(−1, 1)."""
    size = _DESCRIPTIONS["remember-first"].size
    y = np.arange(size, dtype=np.int64) % 2
    unrest = chance.uniform("unrest", -1.0, 1.0, size * _FORGETFUL).reshape(size, _FORGETFUL)
    return np.column_stack([2.0 * y - 1.0, unrest]), y
