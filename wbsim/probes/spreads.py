"""How many numbers are spread, counted in bins: by their value, and by the decade of their size. It knows no networks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats

BINS = 40  # of a spread
DECADES = (-10, 4)  # the powers of ten between which sizes are told apart,
PER_DECADE = 4  # and in how many steps each
MOST = 2**16  # numbers that are counted one by one


@dataclass(frozen=True, eq=False)
class Spread:
    """Numbers by value: `counts` (BINS,) in equal bins from `low` to `high`, the ends included; a bin holds its lower
    edge. `rms` is √ of the mean square, `least` and `largest` are the ends of what there is. What is not finite is
    not counted; `rms` is then infinite. Of more than MOST numbers all this is of an even sample.
    """

    low: float
    high: float
    counts: NDArray[np.int64]
    least: float
    largest: float
    rms: float


@dataclass(frozen=True, eq=False)
class Sizes:
    """Numbers by size: `counts` of log₁₀|x| in equal bins over DECADES, PER_DECADE for each; what is smaller or larger is
    counted in the end bins, but for the `zeros` that are exactly 0. `rms` is √ of the mean square, zeros included. What
    is not finite is counted as the largest. Of more than MOST numbers all this is of an even sample.
    """

    counts: NDArray[np.int64]
    zeros: int
    rms: float

    @property
    def total(self) -> int:
        """How many numbers, zeros included."""
        return int(self.counts.sum()) + self.zeros


def _some(numbers: Floats) -> NDArray[np.float64]:
    """The numbers in one row; of more than MOST an even sample, for pictures need no more."""
    flat = np.ravel(numbers)
    return flat[:: -(-len(flat) // MOST) or 1].astype(float)


def spread(numbers: Floats, low: float = -np.inf, high: float = np.inf) -> Spread:
    """Counts numbers of any shape between two ends; where one is infinite, between the ends that the numbers have
    there. With 0 among them at least, so that it has a place.
    """
    flat = _some(numbers)
    finite = flat[np.isfinite(flat)]
    least, largest = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    low = low if np.isfinite(low) else min(0.0, least)
    high = high if np.isfinite(high) else max(0.0, largest)
    if high <= low:
        low, high = low - 1.0, high + 1.0  # all are the same number: it stands in the middle
    place = ((finite - low) * (BINS / (high - low))).astype(np.int64)
    counts = np.bincount(np.clip(place, 0, BINS - 1), minlength=BINS)
    return Spread(low, high, _still(counts), least, largest, _rms(flat))


def sizes(numbers: Floats) -> Sizes:
    """Counts numbers of any shape by the decade of their size."""
    flat = np.abs(_some(numbers))
    some = flat[flat > 0]
    first, last = DECADES
    bins = (last - first) * PER_DECADE
    # the edges are compared, for the logarithm of a power of ten may fall short of it by a rounding
    counts = np.bincount(np.searchsorted(_inner_edges(), some, side="right"), minlength=bins)
    unknown = int(np.isnan(flat).sum())
    counts[-1] += unknown
    return Sizes(_still(counts), len(flat) - len(some) - unknown, _rms(flat))


@cache
def _inner_edges() -> NDArray[np.float64]:
    first, last = DECADES
    return 10.0 ** (first + np.arange(1, (last - first) * PER_DECADE) / PER_DECADE)


def _rms(flat: NDArray[np.float64]) -> float:
    """√ of the mean square; infinite where any is not finite."""
    if not len(flat):
        return 0.0
    found = float(np.sqrt(square_sum(flat) / len(flat)))
    return found if np.isfinite(found) else np.inf


def square_sum(numbers: NDArray[np.float64]) -> float:
    """Σx², without the threads that a product of long vectors would wake."""
    return float(np.einsum("i,i->", numbers, numbers))


def _still(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    counts.flags.writeable = False
    return counts
