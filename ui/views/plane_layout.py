"""Where the parts of the decision plane's card stand, and how plane and pixels map. Pure geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import ticks
from ui.views.plane_window import Window, whole

_MARKS = 7  # numbers along an axis, at most


@dataclass(frozen=True)
class PlaneLayout:
    """A square plot of `side` pixels with its upper left corner at (left, top), which shows `window`.

    The field was measured from `low` to `high` on both axes.
    """

    left: int
    top: int
    side: int
    legend: int  # where the column of keys begins
    low: float
    high: float
    window: Window

    @property
    def square(self) -> Window:
        """The whole plane."""
        return whole(self.low, self.high)

    @property
    def is_whole(self) -> bool:
        """Whether neither zoomed nor panned."""
        return self.window.same_as(self.square)

    @property
    def inner(self) -> PlaneLayout:
        """The same with the plot's own corner at (0, 0)."""
        return replace(self, left=0, top=0, legend=self.legend - self.left)

    @property
    def per_unit(self) -> float:
        """Pixels a unit of the plane."""
        return self.side / self.window.span

    @property
    def marks(self) -> tuple[list[float], list[float]]:
        """The round numbers along x1 and along x2; both have the same step."""
        (left, right), (bottom, top) = self.window.ranges
        return ticks(left, right, _MARKS), ticks(bottom, top, _MARKS)

    @property
    def decimals(self) -> int:
        """How many decimals tell the marks apart."""
        along = max(self.marks, key=len)
        step = along[1] - along[0] if len(along) > 1 else 1.0
        return max(0, math.ceil(-math.log10(step) - 1e-9))

    def pixel(self, x1: float, x2: float) -> tuple[float, float]:
        """Where a point of the plane stands in the card."""
        window = self.window
        return (
            self.left + (x1 - window.x1) * self.per_unit,
            self.top + (window.x2 + window.span - x2) * self.per_unit,
        )

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points (n, 2) stand in the plot, from its upper left corner."""
        window = self.window
        away = [points[:, 0] - window.x1, window.x2 + window.span - points[:, 1]]
        return np.stack(away, axis=1) * self.per_unit

    def cell(self, resolution: int) -> float:
        """Pixels a cell of a field of `resolution` cells along an edge."""
        return (self.high - self.low) / resolution * self.per_unit

    def pieces(self, cells: NDArray[np.float64], resolution: int) -> NDArray[np.float64]:
        """Lines (n, 4) in cells of a square field as lines in the plot; y turns upside down."""
        scaled = (cells + 0.5) * self.cell(resolution)
        scaled[:, ::2] += (self.low - self.window.x1) * self.per_unit
        scaled[:, 1::2] = self.side + (self.window.x2 - self.low) * self.per_unit - scaled[:, 1::2]
        return scaled

    def plane(self, x: float, y: float) -> tuple[float, float]:
        """The point of the plane at a place of the card."""
        window = self.window
        return (
            window.x1 + (x - self.left) / self.per_unit,
            window.x2 + window.span - (y - self.top) / self.per_unit,
        )

    def contains(self, x: float, y: float) -> bool:
        """Whether a place of the card lies in the plot."""
        return 0 <= x - self.left < self.side and 0 <= y - self.top < self.side


def layout(
    width: int,
    height: int,
    scale: float,
    compact: bool,
    limits: tuple[float, float],
    window: Window | None = None,
) -> PlaneLayout:
    """The largest square that leaves room for title, axes and keys; what is left over goes to both sides.

    Without a `window` the plot shows the whole plane between the limits.
    """
    left, top, right, bottom = (36, 11, 92, 40) if compact else (50, 54, 118, 50)
    grown = max(1.0, scale)
    side = max(40, min(int(width - (left + right) * grown), int(height - top * grown - bottom * grown)))
    spare = max(0, width - (left + right) * grown - side)
    begin = round(left * grown + spare * (0.5 if compact else 0.35))
    above = round(top * grown + max(0, height - (top + bottom) * grown - side) / 2)
    seen = whole(*limits) if window is None else window
    return PlaneLayout(begin, above, side, round(begin + side + 18 * grown), *limits, seen)
