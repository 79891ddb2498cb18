"""Data sets that come along as files: the UCI 8×8 digits. It knows nothing of seeds beyond the noise."""

from __future__ import annotations

import gzip
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import assets
from wbsim.datasets.chance import Chance
from wbsim.datasets.values import Description
from wbsim.problems import refuse

_DIGITS = Description(
    name="digits",
    task="classification",
    size=1797,
    inputs=tuple(f"p{number}" for number in range(1, 65)),
    classes=tuple("0123456789"),
    targets=1,
    image=(8, 8),
    noise="pixels",
)
_BRIGHTEST = 16.0


def description() -> Description:
    """The facts of the digits."""
    return _DIGITS


def points(noise: float, chance: Chance) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """All digits in the order of the file: x (1797, 64) with pixels from 0 to 1, y (1797,).

    Noise adds U(−1, 1)·noise/100 to each pixel and cuts off at 0 and 1. Raises `Refused` where the file is
    missing or damaged.
    """
    x, y = _digits()
    if noise > 0:
        grain = chance.uniform("noise", -1.0, 1.0, x.size).reshape(x.shape)
        x = np.clip(x + grain * (noise / 100.0), 0.0, 1.0)
    return x, y


@lru_cache(maxsize=1)
def _digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    path = assets.path("data", "digits.csv.gz")
    try:
        with gzip.open(path, "rt", encoding="ascii") as lines:
            rows = np.loadtxt(lines, delimiter=",", dtype=np.int64)
    except (OSError, EOFError, ValueError) as error:
        raise refuse(str(path), f"the digits cannot be read ({error}); install wbsim again") from error
    if rows.shape != (_DIGITS.size, 65):
        raise refuse(str(path), f"the digits have the shape {rows.shape}; it must be ({_DIGITS.size}, 65)")
    return rows[:, :64] / _BRIGHTEST, rows[:, 64].copy()
