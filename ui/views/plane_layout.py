"""Where the parts of the decision plane's card stand, and how plane and pixels map. Pure geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import ticks
from ui.views.plane_window import Range, Window, whole

_MARKS = 7  # numbers along an axis, at most
_TOOLS = 70  # pixels at the foot of a compact card where the tools stand, at scale 1


@dataclass(frozen=True)
class Room:
    """What the plot leaves free beyond its usual margins, in pixels at scale 1."""

    top: int = 0  # for controls above the plot
    left: int = 0  # for a name beside the numbers
    right: int = 0  # for long names of classes
    bottom: int = 0  # for a name under the numbers, and for what the other inputs are held at


@dataclass(frozen=True)
class PlaneLayout:
    """A plot of `side` × `side` pixels with its upper left corner at (left, top), which shows `window`.

    `plane` is the part that the field was measured on. Each axis has its own scale.
    """

    left: int
    top: int
    side: int
    legend: int  # where the column of keys begins
    plane: Window
    window: Window
    foot: int = (
        0  # where the column of keys has to end: over the tools in the compact arrangement, else at the edge
    )

    @property
    def is_whole(self) -> bool:
        """Whether neither zoomed nor panned."""
        return self.window.same_as(self.plane)

    @property
    def inner(self) -> PlaneLayout:
        """The same with the plot's own corner at (0, 0)."""
        return replace(self, left=0, top=0, legend=self.legend - self.left)

    @property
    def right(self) -> int:
        """Where the plot ends."""
        return self.left + self.side

    @property
    def bottom(self) -> int:
        """Where the plot ends."""
        return self.top + self.side

    @property
    def per_unit(self) -> tuple[float, float]:
        """Pixels a unit of the plane, across and up."""
        return self.side / self.window.wide, self.side / self.window.tall

    @property
    def marks(self) -> tuple[list[float], list[float]]:
        """The round numbers along x1 and along x2."""
        (left, right), (bottom, top) = self.window.ranges
        return ticks(left, right, _MARKS), ticks(bottom, top, _MARKS)

    @property
    def decimals(self) -> tuple[int, int]:
        """How many decimals tell the marks of each axis apart."""
        across, up = self.marks
        return _decimals(across), _decimals(up)

    def pixel(self, x1: float, x2: float) -> tuple[float, float]:
        """Where a point of the plane stands in the card."""
        window, (across, up) = self.window, self.per_unit
        return (
            self.left + (x1 - window.x1) * across,
            self.top + (window.x2 + window.tall - x2) * up,
        )

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where points (n, 2) stand in the plot, from its upper left corner."""
        window = self.window
        away = [points[:, 0] - window.x1, window.x2 + window.tall - points[:, 1]]
        return np.stack(away, axis=1) * self.per_unit

    def cell(self, resolution: int) -> float:
        """Pixels a cell of a field of `resolution` cells along an edge."""
        return self.plane.wide / resolution * self.per_unit[0]

    def pieces(self, cells: NDArray[np.float64], resolution: int) -> NDArray[np.float64]:
        """Lines (n, 4) in cells of a square field as lines in the plot; y turns upside down."""
        scaled = (cells + 0.5) * self.cell(resolution)
        across, up = self.per_unit
        scaled[:, ::2] += (self.plane.x1 - self.window.x1) * across
        scaled[:, 1::2] = self.side + (self.window.x2 - self.plane.x2) * up - scaled[:, 1::2]
        return scaled

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """The point of the plane at a place of the card."""
        window, (across, up) = self.window, self.per_unit
        return (
            window.x1 + (x - self.left) / across,
            window.x2 + window.tall - (y - self.top) / up,
        )

    def contains(self, x: float, y: float) -> bool:
        """Whether a place of the card lies in the plot."""
        return 0 <= x - self.left < self.side and 0 <= y - self.top < self.side


def layout(
    width: int,
    height: int,
    scale: float,
    compact: bool,
    ranges: tuple[Range, Range],
    window: Window | None = None,
    room: Room = Room(),
    inset: bool = False,
) -> PlaneLayout:
    """The largest square that leaves room for title, axes and keys; what is left over goes to both sides. As an `inset` it
    has neither title nor keys.

    Without a `window` the plot shows the whole plane.
    """
    left, top, right, bottom = (36, 11, 92, 40) if compact else (50, 54, 118, 50)
    if inset:
        top, right, bottom = 6, 12, 26 if compact else 46
    left, top = left + room.left, top + room.top
    right, bottom = right + room.right, bottom + room.bottom
    grown = max(1.0, scale)
    side = max(40, min(int(width - (left + right) * grown), int(height - top * grown - bottom * grown)))
    spare = max(0, width - (left + right) * grown - side)
    begin = round(left * grown + spare * (1.0 if inset else 0.5 if compact else 0.35))
    above = round(top * grown + max(0, height - (top + bottom) * grown - side) / 2)
    foot = round(height - (_TOOLS if compact else 0) * grown)
    plane = whole(*ranges)
    return PlaneLayout(begin, above, side, round(begin + side + 18 * grown), plane, window or plane, foot)


def _decimals(marks: list[float]) -> int:
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    return max(0, math.ceil(-math.log10(step) - 1e-9))
