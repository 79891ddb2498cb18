"""Where a value stands on a slider, and which round value a place on it means. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

_ZERO = 0.04  # the share of a log0 scale that means 0


@dataclass(frozen=True)
class Scale:
    """A slider's scale from `low` to `high`; `log0` is logarithmic with 0 at its left end."""

    low: float
    high: float
    kind: Literal["linear", "log", "log0"] = "linear"
    step: float | None = None
    whole: bool = False

    def share(self, value: float) -> float:
        """Where a value stands, 0 to 1; values beyond the ends stand at the ends."""
        if value >= self.high:
            return 1.0
        if self.kind == "linear":
            share = (value - self.low) / (self.high - self.low)
        else:
            begin = _ZERO if self.kind == "log0" else 0.0
            if value <= 0:
                return 0.0
            share = begin + (1 - begin) * math.log(value / self.low) / math.log(self.high / self.low)
        return min(1.0, max(0.0, share))

    def value(self, share: float) -> float:
        """The round value at a place: a multiple of the step, a whole number or two significant digits."""
        if self.kind == "linear":
            value = self.low + share * (self.high - self.low)
            if self.step:
                value = round(value / self.step) * self.step
        elif self.kind == "log0" and share < _ZERO / 2:
            return 0.0
        else:
            begin = _ZERO if self.kind == "log0" else 0.0
            value = self.low * (self.high / self.low) ** (max(0.0, share - begin) / (1 - begin))
        if self.whole:
            return float(round(value))
        value = float(f"{value:.2g}") if self.kind != "linear" else float(f"{value:.6g}")
        return min(self.high, max(self.low, value))
