"""Where the parts of the timeline stand, and how updates and pixels map. Pure geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ui.views.curves import Span


@dataclass(frozen=True)
class TimelineLayout:
    """Beds of `width` × `height` pixels, one under the other; updates run from `start` to `end` along them."""

    bar: int  # where the colored bars stand
    left: int
    right: int  # where the beds end and the labels begin
    tops: tuple[int, ...]
    height: int
    end: float
    start: float = 0.0
    tree: int = 0  # pixels of the strip of branches above the beds
    track: float = 0.0  # the height in the card at which the scrub bar's track lies

    @property
    def head(self) -> int:
        """Where the uppermost thing over the axis begins: the strip of branches, or the first bed."""
        return self.tops[0] - (self.tree + GAP if self.tree else 0)

    @property
    def width(self) -> int:
        """How wide the beds are."""
        return self.right - self.left

    @property
    def bottom(self) -> int:
        """Where the last bed ends and the axis is."""
        return self.tops[-1] + self.height

    @property
    def per_update(self) -> float:
        """Pixels an update."""
        return self.width / (self.end - self.start)

    def x(self, update: float) -> float:
        """Where an update stands in the card."""
        return self.left + (update - self.start) * self.per_update

    def update(self, x: float) -> int:
        """The update at a place of the card, from the first that is seen to the last."""
        found = round(self.start + (x - self.left) / self.per_update)
        return min(math.floor(self.end), max(math.ceil(self.start), found))

    def shows(self, update: float) -> bool:
        """Whether an update is on the axis."""
        return self.start <= update <= self.end

    @property
    def span(self) -> Span:
        """What is seen, in pixels from update 0."""
        return Span(self.start * self.per_update, self.end * self.per_update)

    def chart_at(self, y: float) -> int | None:
        """Which bed is at a height of the card."""
        return next((k for k, top in enumerate(self.tops) if top - 3 <= y < top + self.height + 3), None)


GAP = 8  # pixels between beds
_ABOVE, _BELOW = 18, 62  # for flags, and for the axis with the scrub bar
_TRACK = 46  # from the last bed down to the middle of the scrub bar's track
_WIDE = 168  # the right gutter beside a strip of branches, for their names


def room(height: int, scale: float) -> float:
    """How many pixels there are for beds and the gaps between them."""
    return height - (_ABOVE + _BELOW) * max(1.0, scale)


def layout(
    width: int,
    height: int,
    scale: float,
    end: float,
    start: float = 0.0,
    charts: int = 3,
    roomy: bool = False,
    tree: int = 0,
) -> TimelineLayout:
    """Equal beds between gutters for titles and labels, over an axis with room for a pill and the scrub bar.

    `roomy` is for long titles; `tree` are the pixels of a strip of branches above the beds.
    """
    grown = max(1.0, scale)
    narrow = width < 520 * grown
    bar, left, right = (11, 120, 116) if narrow else (16, 126, 128)
    left += 24 if roomy else 0
    right = _WIDE if tree and not narrow else right
    bar, left, right = (round(pixels * grown) for pixels in (bar, left, right))
    top, bottom, gap = round(_ABOVE * grown), round(_BELOW * grown), round(GAP * grown)
    first = top + (tree + GAP if tree else 0)
    each = max(20, (height - first - bottom - (charts - 1) * gap) // charts)
    tops = tuple(first + place * (each + gap) for place in range(charts))
    track = tops[-1] + each + _TRACK * grown
    return TimelineLayout(bar, left, max(left + 60, width - right), tops, each, end, start, tree, track)
