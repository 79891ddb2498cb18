"""Where the parts of the decision plane's card stand, and how plane and pixels map. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import ticks


@dataclass(frozen=True)
class PlaneLayout:
    """A square plot of `side` pixels with its upper left corner at (left, top); `low` to `high` on both axes."""

    left: int
    top: int
    side: int
    legend: int  # where the column of keys begins
    low: float
    high: float

    @property
    def per_unit(self) -> float:
        """Pixels a unit of the plane."""
        return self.side / (self.high - self.low)

    @property
    def marks(self) -> list[float]:
        """The round numbers along both axes."""
        return ticks(self.low, self.high, 7)

    def pixel(self, x1: float, x2: float) -> tuple[float, float]:
        """Where a point of the plane stands in the card."""
        return self.left + (x1 - self.low) * self.per_unit, self.top + (self.high - x2) * self.per_unit

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points (n, 2) stand in the plot, from its upper left corner."""
        return np.stack([points[:, 0] - self.low, self.high - points[:, 1]], axis=1) * self.per_unit

    def pieces(self, cells: NDArray[np.float64], resolution: int) -> NDArray[np.float64]:
        """Lines (n, 4) in cells of a square field as lines in the plot; y turns upside down."""
        edge = self.side / resolution
        scaled = (cells + 0.5) * edge
        scaled[:, 1::2] = self.side - scaled[:, 1::2]
        return scaled

    def plane(self, x: float, y: float) -> tuple[float, float]:
        """The point of the plane at a place of the card."""
        return self.low + (x - self.left) / self.per_unit, self.high - (y - self.top) / self.per_unit

    def contains(self, x: float, y: float) -> bool:
        """Whether a place of the card lies in the plot."""
        return 0 <= x - self.left < self.side and 0 <= y - self.top < self.side


def layout(width: int, height: int, scale: float, compact: bool, limits: tuple[float, float]) -> PlaneLayout:
    """The largest square that leaves room for title, axes and keys; what is left over goes to both sides."""
    left, top, right, bottom = (36, 11, 92, 40) if compact else (50, 54, 118, 50)
    grown = max(1.0, scale)
    side = max(40, min(int(width - (left + right) * grown), int(height - top * grown - bottom * grown)))
    spare = max(0, width - (left + right) * grown - side)
    begin = round(left * grown + spare * (0.5 if compact else 0.35))
    above = round(top * grown + max(0, height - (top + bottom) * grown - side) / 2)
    return PlaneLayout(begin, above, side, round(begin + side + 18 * grown), *limits)
