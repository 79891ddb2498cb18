"""The part of the plane that is seen: the whole of it, or a smaller or larger part after zooming and panning. Pure;
it knows no pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Range = tuple[float, float]

NEAREST = 0.1  # the smallest part that can be seen, as a share of the whole plane's edge
FARTHEST = 2.0  # and the largest


@dataclass(frozen=True)
class Window:
    """A rectangle of the plane: its lower left corner (x1, x2), its width and its height, each in its axis's unit."""

    x1: float
    x2: float
    wide: float
    tall: float

    @property
    def ranges(self) -> tuple[Range, Range]:
        """From where to where it reaches along x1 and along x2."""
        return (self.x1, self.x1 + self.wide), (self.x2, self.x2 + self.tall)

    @property
    def middle(self) -> tuple[float, float]:
        """Its center."""
        return self.x1 + self.wide / 2, self.x2 + self.tall / 2

    def clamped(self, x1: float, x2: float) -> tuple[float, float]:
        """The nearest point inside."""
        (left, right), (bottom, top) = self.ranges
        return min(right, max(left, x1)), min(top, max(bottom, x2))

    def contains(self, x1: float, x2: float) -> bool:
        """Whether a point lies inside."""
        return self.clamped(x1, x2) == (x1, x2)

    def covers(self, other: Window) -> bool:
        """Whether another one lies wholly inside, give or take rounding."""
        return all(
            low - 1e-6 * (high - low) <= least and most <= high + 1e-6 * (high - low)
            for (low, high), (least, most) in zip(self.ranges, other.ranges, strict=True)
        )

    def same_as(self, other: Window) -> bool:
        """Whether two windows differ by no more than rounding."""
        return self.covers(other) and other.covers(self)


def whole(across: Range, up: Range) -> Window:
    """All of a plane that reaches so far along its axes."""
    return Window(across[0], up[0], across[1] - across[0], up[1] - up[0])


def zoomed(now: Window, at: tuple[float, float], factor: float, plane: Window) -> Window:
    """The window `factor` times as large around a point that keeps its place, within the limits of zooming."""
    share = now.wide / plane.wide
    wished = min(FARTHEST, max(NEAREST, share * factor))
    if math.isclose(wished, 1.0, rel_tol=1e-3):
        wished = 1.0  # as many steps out as in end at the whole plane
    kept = wished / share
    return held(
        Window(
            at[0] - (at[0] - now.x1) * kept, at[1] - (at[1] - now.x2) * kept,
            wished * plane.wide, wished * plane.tall,
        ),
        plane,
    )  # fmt: skip


def moved(now: Window, right: float, up: float, plane: Window) -> Window:
    """The window shifted, as far as it may go."""
    return held(Window(now.x1 + right, now.x2 + up, now.wide, now.tall), plane)


def held(window: Window, plane: Window) -> Window:
    """The window where it shows as much of the plane as its size lets it."""

    def place(wish: float, start: float, room: float) -> float:
        return start + min(max(wish - start, min(0.0, room)), max(0.0, room))

    return Window(
        place(window.x1, plane.x1, plane.wide - window.wide),
        place(window.x2, plane.x2, plane.tall - window.tall),
        window.wide,
        window.tall,
    )
