"""Random numbers by name: each is a function of (seed, purpose, ids), so that nothing random is ever kept
and one draw never shifts another.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wbsim.portable import cosine, logarithm

_STEP = np.uint64(0x9E3779B97F4A7C15)


def _mixed(key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014)."""
    key = key + _STEP
    key = (key ^ (key >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return key ^ (key >> np.uint64(31))


def code(name: str) -> int:
    """A number for a name, the same on every machine."""
    return zlib.crc32(name.encode())


def uniform(seed: int, purpose: str, *ids: ArrayLike) -> NDArray[np.float64]:
    """Even draws in [0, 1), one for each entry of the broadcast `ids` (whole numbers)."""
    with np.errstate(over="ignore"):
        key = _mixed(np.asarray([np.uint64(seed) ^ (np.uint64(code(purpose)) << np.uint64(32))], np.uint64))
        for entry in np.broadcast_arrays(*ids) if ids else ():
            key = _mixed(key ^ np.asarray(entry).astype(np.int64).astype(np.uint64))
        return (key >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(seed: int, purpose: str, *ids: ArrayLike) -> NDArray[np.float64]:
    """Standard normal draws, one for each entry of the broadcast `ids` (Box and Muller 1958)."""
    radius = np.sqrt(-2 * logarithm(1 - uniform(seed, purpose + " radius", *ids)))
    return radius * cosine(2 * np.pi * uniform(seed, purpose + " angle", *ids))
