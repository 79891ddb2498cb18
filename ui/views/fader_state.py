"""What a fader shows, as a value: a number between two ends, what is written at it, and its steps. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ui.views.equation import Line

Kind = Literal["input", "weight", "bias"]
_STEPS = 200  # of a fader from end to end, at least


@dataclass(frozen=True)
class FaderState:
    """A number as a fader shows it; `fixed` where a hand cannot move it."""

    key: str  # what is moved
    kind: Kind
    symbol: Line
    value: float | None  # None for what is off
    ends: tuple[float, float]
    text: str  # the value in figures,
    under: str  # and what stands under it: its name or unit
    name: str  # for a screen reader
    tip: str
    fixed: bool = False
    best: float | None = None  # where the loss is smallest
    before: float | None = None  # where it was before the last change by hand
    briefly: str = ""  # what stands under it where there is less room


def step_of(ends: tuple[float, float]) -> float:
    """The step of a fader: 1, 2 or 5 times a power of ten, at least `_STEPS` of them from end to end."""
    wish = (ends[1] - ends[0]) / _STEPS
    power = 10.0 ** math.floor(math.log10(wish))
    return max(n * power for n in (1, 2, 5) if n * power <= wish * (1 + 1e-9))


def plain_mark(mark: float) -> str:
    """A number of a scale, as short as it can be."""
    text = f"{mark:.4g}"
    return text.replace("-", "−")
