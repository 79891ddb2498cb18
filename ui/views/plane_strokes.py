"""What a hand does to points on the plane: a stroke of a brush, an eraser's way, a drag. Each turns places of the card
into edits of points; it knows no widget and keeps nothing beyond the gesture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol, final

import numpy as np

from ui.views.plane_axes import Axes
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_pointing import points_within
from ui.views.plane_points import Cloud
from wbsim import draws
from wbsim.plan import Plan
from wbsim.points import EditPoints

Tool = Literal["look", "draw", "erase", "move"]
Place = tuple[float, float]  # pixels of the card
TOOLS: tuple[Tool, ...] = ("look", "draw", "erase", "move")
SMALLEST, LARGEST = 4.0, 96.0  # pixels of a brush's radius
_DROP = 14.0  # pixels of radius for every point that a dab leaves
_SPARE = 0.85  # how far from the middle of the brush points may fall, as a share of its radius


@dataclass(frozen=True, eq=False)
class Ground:
    """What is under the hand."""

    plan: Plan
    axes: Axes
    where: PlaneLayout
    cloud: Cloud


class Stroke(Protocol):
    """One gesture from press to release; its edits are one step of undo."""

    name: str

    def to(self, ground: Ground, place: Place) -> EditPoints | None:
        """What the hand's way to a place of the card asks for; None for nothing."""

    def settled(self, ground: Ground) -> EditPoints | None:
        """What is left to ask for once an edit has taken effect; None for nothing."""


@final
class Painting:
    """Drops points along the way: dabs lie a brush's radius apart, and chance keyed by the gesture scatters them."""

    def __init__(self, number: int, radius: float, paint: int | float) -> None:
        """`paint` is a class number, or the target value of a regression."""
        self.name = f"draw {number}"
        self._number, self._radius, self._paint = number, radius, paint
        self._last: Place | None = None
        self._gone = 0.0  # pixels since the last dab
        self._dabs = 0

    def to(self, ground: Ground, place: Place) -> EditPoints | None:
        """New points on the way to a place."""
        middles = self._way(place)
        spots = [spot for middle in middles for spot in self._dab(ground, middle)]
        if not spots:
            return None
        add_x = tuple(ground.axes.point(spot) for spot in spots)
        facts = ground.plan.description
        if facts.classes:
            return EditPoints(add_x=add_x, add_y=(int(self._paint),) * len(spots))
        values = (spot[1] if ground.axes.curved else float(self._paint) for spot in spots)
        return EditPoints(add_x=add_x, add_y=tuple((value,) * facts.targets for value in values))

    def settled(self, ground: Ground) -> EditPoints | None:
        """Nothing waits: where points fall does not depend on those that are there."""
        return None

    def _way(self, place: Place) -> list[Place]:
        """The middles of the dabs on the way to a place: a brush's radius apart, measured along the way."""
        last, self._last = self._last, place
        if last is None:
            return [place]
        far, step = math.dist(last, place), max(SMALLEST, 0.9 * self._radius)
        at, found = step - self._gone, []
        while at <= far:
            share = at / far if far else 0.0
            found.append((last[0] + share * (place[0] - last[0]), last[1] + share * (place[1] - last[1])))
            at += step
        self._gone = far - (at - step)
        return found

    def _dab(self, ground: Ground, middle: Place) -> list[Place]:
        """Where the points of one dab fall, on the plane; those out of sight fall nowhere."""
        drops = np.arange(max(1, round(self._radius / _DROP)))
        far, turn = (
            draws.uniform(self._number, f"brush {axis}", self._dabs, drops) for axis in ("far", "turn")
        )
        away = _SPARE * self._radius * np.sqrt(far)
        if self._dabs == 0:
            away[0] = 0.0  # a click puts its point where it is made
        self._dabs += 1
        places = zip(
            (middle[0] + away * np.cos(math.tau * turn)).tolist(),
            (middle[1] + away * np.sin(math.tau * turn)).tolist(), strict=True,
        )  # fmt: skip
        return [ground.where.spot(*at) for at in places if ground.where.contains(*at)]


@final
class Erasing:
    """Removes the points on its way. Points are counted as they stand when an edit takes effect, so that the next one
    waits until the last has been seen.
    """

    def __init__(self, number: int, radius: float) -> None:
        self.name = f"erase {number}"
        self._radius = radius
        self._waiting: list[Place] = []
        self._sent: Cloud | None = None  # the points that the last edit was made for
        self._last: Place | None = None

    def to(self, ground: Ground, place: Place) -> EditPoints | None:
        """What lies on the way to a place, if the last edit has taken effect."""
        start, where = self._last or place, ground.where
        steps = max(1, math.ceil(math.dist(start, place) / max(2.0, 0.5 * self._radius)))
        for k in range(1, steps + 1):
            x, y = (a + (b - a) * k / steps for a, b in zip(start, place, strict=True))
            self._waiting.append((x - where.left, y - where.top))
        self._last = place
        return self.settled(ground)

    def settled(self, ground: Ground) -> EditPoints | None:
        """What lies where the hand has been since."""
        if ground.cloud is self._sent or not self._waiting:
            return None
        found = points_within(ground.where, ground.cloud, np.array(self._waiting), self._radius)
        self._waiting.clear()
        if not found:
            return None
        self._sent = ground.cloud
        return EditPoints(remove=found)

    def refused(self) -> None:
        """The last edit was refused: the next one need not wait for it."""
        self._sent = None


@final
class Moving:
    """Drags one point, or the whole cloud."""

    def __init__(self, number: int, what: Literal["all"] | int, ground: Ground, place: Place) -> None:
        self.name = f"move {number}"
        self.what = what
        self._at = ground.where.spot(*place)

    def to(self, ground: Ground, place: Place) -> EditPoints | None:
        """The step from where the hand last was."""
        spot = ground.where.window.clamped(*ground.where.spot(*place))
        right, up = spot[0] - self._at[0], spot[1] - self._at[1]
        self._at = spot
        if not right and not up:
            return None
        axes, facts = ground.axes, ground.plan.description
        by = [0.0] * len(facts.inputs)
        by[axes.across.input or 0] = right
        lift: tuple[float, ...] = ()
        if axes.up.input is not None:
            by[axes.up.input] = up
        elif not facts.classes:
            lift = (0.0,) * (facts.targets - 1) + (up,)
        return EditPoints(move="all" if self.what == "all" else (self.what,), by=tuple(by), lift=lift)

    def settled(self, ground: Ground) -> EditPoints | None:
        """Nothing waits: a moved point keeps its number."""
        return None
