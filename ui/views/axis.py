"""Where an axis begins, ends and carries numbers. Pure arithmetic; it knows neither pixels nor what is measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui import theme as themes

_NICE = (1.0, 2.0, 5.0, 10.0)
_ENDS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
_TINY = 1e-12


def nice_step(wish: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is at least `wish` (> 0)."""
    power = 10.0 ** math.floor(math.log10(wish))
    return next(n * power for n in _NICE if n * power >= wish * (1 - 1e-9))


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` (≥ 2) multiples of a 1-2-5 step from `low` to `high`; 0 is exactly 0 where it is one."""
    if not high > low:
        return [low]
    step = nice_step((high - low) / most)
    while True:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return [k * step if k else 0.0 for k in range(first, last + 1)]
        step = nice_step(step * 1.5)


def mark_words(mark: float) -> str:
    """A mark as it is written at its axis, without zeros at its end: 0.5 above 1, 10\u2009000 above 1\u2009000."""
    if mark and not 1e-4 <= abs(mark) < 1e7:
        return themes.number(mark, 1)
    return f"{mark:,.8g}".replace(",", "\u2009").replace("-", "−")


def update_end(update: int) -> int:
    """A round number of updates, at least 100, that leaves room after `update`: the end of the axis.

    The ladder 1, 1.5, 2, 3, 5, 7 changes seldom and never leaves more than half of the axis empty.
    """
    wish = max(100.0, update * 1.02)
    power = 10.0 ** math.floor(math.log10(wish))
    return round(next(n * power for n in _ENDS if n * power >= wish))


@dataclass(frozen=True)
class Scale:
    """A stretch of numbers along an axis, even or logarithmic."""

    low: float
    high: float
    log: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends as they lie along an even axis: their decimal logarithms where it is logarithmic."""
        return (math.log10(self.low), math.log10(self.high)) if self.log else (self.low, self.high)

    def share(self, values: NDArray[np.floating] | float) -> NDArray[np.float64]:
        """How far along the axis values lie: 0 at `low`, 1 at `high`, beyond them outside."""
        array = np.asarray(values, np.float64)
        if not self.log:
            return (array - self.low) / (self.high - self.low)
        bottom = math.log(self.low)
        return (np.log(np.maximum(array, _TINY)) - bottom) / (math.log(self.high) - bottom)

    def value(self, share: float) -> float:
        """The number at a share of the axis."""
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)

    def ticks(self, most: int) -> list[float]:
        """Round numbers to write along the axis."""
        return _log_ticks(self.low, self.high, most) if self.log else ticks(self.low, self.high, most)


def _log_ticks(low: float, high: float, most: int) -> list[float]:
    """Decades with 3 between them where there is room for that, else every second, third … decade."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for parts in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        marks = [float(f"{p}e{k}") for k in range(first, last + 1) for p in parts]
        inside = [m for m in marks if low * (1 - 1e-9) <= m <= high * (1 + 1e-9)]
        if len(inside) <= most:
            return inside
    stride = math.ceil(len(inside) / most)
    return inside[::-1][::stride][::-1]


def parameter_scale(low: float, high: float, least: float = 0.05) -> Scale:
    """An even scale with 0 in it and a little room at both ends, rounded so that it changes seldom."""
    low, high = min(low, 0.0), max(high, 0.0)
    if not math.isfinite(low) or not math.isfinite(high):
        return Scale(-1.0, 1.0)
    grain = nice_step(max(high - low, least) / 5) / 2
    bottom = (math.floor(low / grain - 0.4)) * grain
    top = (math.ceil(high / grain + 0.4)) * grain
    if top - bottom < least:
        bottom, top = min(bottom, -least / 2), max(top, least / 2)
    return Scale(bottom, top)


def loss_scale(low: float, high: float, log: bool) -> Scale:
    """The scale of losses between two measured ones: from 0, or logarithmic between round numbers."""
    high = high if math.isfinite(high) and high > _TINY else 1.0
    low = low if math.isfinite(low) and low > _TINY else high / 10
    if not log:
        grain = nice_step(high) / 4
        return Scale(0.0, math.ceil(high * 1.02 / grain) * grain)
    top, bottom = _ladder_up(high * 1.03), _ladder_down(low * 0.97)
    if top / bottom < 3.9:
        bottom = _ladder_down(top / 5)
    return Scale(bottom, top, log=True)


def _ladder_up(value: float) -> float:
    return nice_step(value)


def _ladder_down(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(n * power for n in (5.0, 2.0, 1.0) if n * power <= value * (1 + 1e-9))
