"""How losses become levels and colors: an even ramp or, where they span decades, a logarithmic one; the paler, the lower.
Pure, but for the colors of the theme.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.theme import Theme
from ui.views.axis import nice_step

_DECADES = 30.0  # how many times the lowest loss the highest must be, so that the ramp is logarithmic
_MOST, _FINEST = 13, 18  # levels of a logarithmic ramp, and of an even one, at most
_TINY = 1e-9
_PARTS = ((1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0), (1.0, 2.0, 3.0, 5.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))


@dataclass(frozen=True)
class Ramp:
    """From the lowest loss that is told apart to the highest, and the levels between at which there are lines."""

    low: float
    high: float
    log: bool
    levels: tuple[float, ...]

    def share(self, losses: NDArray[np.floating]) -> NDArray[np.float64]:
        """How far up the ramp losses are, 0 to 1; what is not finite is at its top."""
        values = np.nan_to_num(np.asarray(losses, np.float64), nan=np.inf, posinf=np.inf)
        values = np.clip(values, self.low, self.high)
        if self.log:
            return np.asarray(
                (np.log(values) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
            )
        return np.asarray((values - self.low) / (self.high - self.low))

    def band(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The band between two levels that shares of the ramp fall into, as a share of all bands: 0 to 1."""
        return np.searchsorted(self.share(np.array(self.levels)), shares) / max(1, len(self.levels))


def ramp_of(losses: NDArray[np.floating]) -> Ramp:
    """The ramp of a ground; its ends are round numbers, so that they change seldom."""
    finite = losses[np.isfinite(losses)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    high = max(high, low + _TINY, low * (1 + 1e-6))
    if low > 0 and high / low > _DECADES:
        return _logarithmic(low, high)
    if low <= 0 or high / max(low, _TINY) > 1e7:  # a bowl that goes down to nothing
        small = max(low, high * 1e-5)
        if high / small > _DECADES:
            return _logarithmic(small, high)
    step = nice_step((high - low) / _FINEST)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    return Ramp(first * step, last * step, False, tuple(k * step for k in range(first + 1, last)))


def _logarithmic(low: float, high: float) -> Ramp:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for parts in _PARTS:
        marks = [float(f"{part}e{power}") for power in range(first, last + 1) for part in parts]
        inside = tuple(mark for mark in marks if low < mark < high)
        if len(inside) <= _MOST:
            break
    below = max((mark for mark in marks if mark <= low), default=low)
    above = min((mark for mark in marks if mark >= high), default=high)
    return Ramp(below, above, True, inside[:: math.ceil(len(inside) / _MOST)] if inside else ())


@lru_cache(maxsize=4)
def colors(theme: Theme, count: int = 256) -> NDArray[np.uint32]:
    """The colors from the foot of a ramp to its top, (count,) as 0xffRRGGBB."""
    share = np.linspace(0, 1, count)
    mix = (0.015 + 0.52 * share**1.15)[:, None]
    loss, panel = (
        np.array([color.red(), color.green(), color.blue()], float)
        for color in (theme.color("loss"), theme.color("panel"))
    )
    parts = np.round(mix * loss + (1 - mix) * panel).astype(np.uint32)
    table = (
        np.uint32(0xFF000000) | (parts[:, 0] << np.uint32(16)) | (parts[:, 1] << np.uint32(8)) | parts[:, 2]
    )
    return np.asarray(table, np.uint32)


def enlarged(shares: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """A ground, as shares of its ramp, with `size` cells along an edge, between its own in proportion."""
    cells = len(shares)
    if size <= cells:
        return shares
    at = np.linspace(0, cells - 1, size)
    low = np.minimum(at.astype(np.intp), cells - 2)
    part = at - low
    rows = shares[low] * (1 - part)[:, None] + shares[low + 1] * part[:, None]
    return np.asarray(rows[:, low] * (1 - part) + rows[:, low + 1] * part)
