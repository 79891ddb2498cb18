"""Random numbers by key: the same seed, data set and quantity always give the same ones, and no quantity
moves another. It knows nothing of what they are used for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import draws
from wbsim.portable import cosine, logarithm, sine


@dataclass(frozen=True)
class Chance:
    """The draws that belong to one seed and one data set."""

    seed: int
    dataset: str

    def unit(self, quantity: str, count: int) -> NDArray[np.float64]:
        """Shape (count,), uniform in [0, 1); the first ones do not depend on `count`."""
        return draws.uniform(self.seed, f"data/{self.dataset}/{quantity}", np.arange(count))

    def uniform(self, quantity: str, low: float, high: float, count: int) -> NDArray[np.float64]:
        """Shape (count,), uniform in [low, high)."""
        return low + (high - low) * self.unit(quantity, count)

    def square(self, quantity: str, half: float, count: int) -> NDArray[np.float64]:
        """Shape (count, 2), each coordinate uniform in [-half, half)."""
        return (2.0 * self.unit(quantity, 2 * count) - 1.0).reshape(count, 2) * half

    def normal(self, quantity: str, count: int) -> NDArray[np.float64]:
        """√(−2 ln u)·(cos 2πv, sin 2πv): shape (count, 2), independent standard normals.

        Box and Muller 1958.
        """
        u, v = self.unit(quantity, 2 * count).reshape(2, count)
        radius = np.sqrt(-2.0 * logarithm(1.0 - u))  # 1 − u is never 0
        turn = 2.0 * np.pi * v
        return np.stack([radius * cosine(turn), radius * sine(turn)], axis=1)

    def order(self, count: int) -> NDArray[np.intp]:
        """A random permutation of 0 … count − 1."""
        return np.argsort(self.unit("order", count), kind="stable")
