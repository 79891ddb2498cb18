"""The part of the plane that is seen: the whole square, or a smaller or larger one after zooming and panning. Pure;
it knows no pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

NEAREST = 0.1  # the smallest part that can be seen, as a share of the whole square's edge
FARTHEST = 2.0  # and the largest


@dataclass(frozen=True)
class Window:
    """A square of the plane: its lower left corner (x1, x2) and the length of its edge."""

    x1: float
    x2: float
    span: float

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """From where to where it reaches along x1 and along x2."""
        return (self.x1, self.x1 + self.span), (self.x2, self.x2 + self.span)

    def clamped(self, x1: float, x2: float) -> tuple[float, float]:
        """The nearest point inside."""
        (left, right), (bottom, top) = self.ranges
        return min(right, max(left, x1)), min(top, max(bottom, x2))

    def contains(self, x1: float, x2: float) -> bool:
        """Whether a point lies inside."""
        return self.clamped(x1, x2) == (x1, x2)

    def same_as(self, other: Window) -> bool:
        """Whether two windows differ by no more than rounding."""
        apart = max(abs(self.x1 - other.x1), abs(self.x2 - other.x2), abs(self.span - other.span))
        return apart <= 1e-6 * other.span


def whole(low: float, high: float) -> Window:
    """The square from `low` to `high` on both axes."""
    return Window(low, low, high - low)


def zoomed(now: Window, at: tuple[float, float], factor: float, square: Window) -> Window:
    """The window `factor` times as large around a point that keeps its place, within the limits of zooming."""
    span = min(FARTHEST * square.span, max(NEAREST * square.span, now.span * factor))
    if math.isclose(span, square.span, rel_tol=1e-3):
        span = square.span  # as many steps out as in end at the whole square
    kept = span / now.span
    return held(Window(at[0] - (at[0] - now.x1) * kept, at[1] - (at[1] - now.x2) * kept, span), square)


def moved(now: Window, right: float, up: float, square: Window) -> Window:
    """The window shifted, as far as it may go."""
    return held(Window(now.x1 + right, now.x2 + up, now.span), square)


def held(window: Window, square: Window) -> Window:
    """The window where it shows as much of the square as its size lets it."""
    room = square.span - window.span

    def place(wish: float, start: float) -> float:
        return start + min(max(wish - start, min(0.0, room)), max(0.0, room))

    return Window(place(window.x1, square.x1), place(window.x2, square.x2), window.span)
