"""Which moment each frame of a film shows, and which words stand over it. Pure: it knows no run and no picture."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from wbsim.problems import refuse
from wbsim.translation import translated

Pace = Literal["linear", "log"]


@dataclass(frozen=True)
class Hold:
    """A moment that stands still for some seconds; without an update that is the end."""

    seconds: float
    update: int | None = None


@dataclass(frozen=True)
class Caption:
    """Words from an update on, until others take their place; "" for none."""

    update: int
    words: str


@dataclass(frozen=True)
class Instant:
    """What a frame shows: an update, and how much of the next one is done, from 0 to below 1."""

    update: int
    share: float = 0.0


@dataclass(frozen=True)
class Schedule:
    """A stretch of a run in so many seconds, of which holds take theirs."""

    first: int
    last: int
    seconds: float
    fps: int
    pace: Pace = "linear"
    holds: tuple[Hold, ...] = ()
    inside: bool = False  # whether frames show parts of updates

    @property
    def count(self) -> int:
        """How many frames there are: seconds × fps, rounded, and at least one."""
        return frames_in(self.seconds, self.fps)

    def instants(self) -> tuple[Instant, ...]:
        """The moment of every frame, in order; raises `Refused` where holds leave no frame to move in."""
        held = [(self._at(hold), round(hold.seconds * self.fps)) for hold in self.holds]
        moving = self.count - sum(frames for _, frames in held)
        least = 1 if not held else 2 if self.last > self.first else 0
        if moving < least:
            raise refuse(
                "--hold",
                translated(
                    "all of the film stands still: of its {count} frames {moving} are left to move in",
                    count=self.count,
                    moving=moving,
                ),
            )
        moments = [self._moment(place, moving) for place in range(moving)]
        for update, frames in sorted(held, reverse=True):
            place = next((k for k, one in enumerate(moments) if one.update >= update), len(moments))
            moments[place:place] = [Instant(update)] * frames
        return tuple(moments)

    def _at(self, hold: Hold) -> int:
        if hold.update is None:
            return self.last
        if not self.first <= hold.update <= self.last:
            raise refuse(
                "--hold",
                translated(
                    "update {update} is not in the film, which goes from {first} to {last}",
                    update=hold.update,
                    first=self.first,
                    last=self.last,
                ),
            )
        return hold.update

    def _moment(self, place: int, of: int) -> Instant:
        """The moment of a frame among those that move; the first and the last stand exactly on the ends."""
        length = self.last - self.first
        if place == of - 1:
            return Instant(self.last)
        if place == 0 or not length:
            return Instant(self.first)
        if self.pace == "linear":
            exact = Fraction(place * length, of - 1)
            whole = math.floor(exact) if self.inside else round(exact)
            return Instant(self.first + whole, float(exact - whole) if self.inside else 0.0)
        on = math.expm1(place / (of - 1) * math.log1p(length))
        near = math.floor(on) if self.inside else round(on)
        return Instant(self.first + near, on - near if self.inside else 0.0)


def frames_in(seconds: float, fps: int) -> int:
    """How many frames some seconds are; at least one."""
    return max(1, round(seconds * fps))


def caption_at(captions: Iterable[Caption], update: int) -> str:
    """The words that stand over an update: the newest that have begun; of one update those given last."""
    known = sorted(captions, key=lambda one: one.update)  # stable
    place = bisect_right(known, update, key=lambda one: one.update)
    return known[place - 1].words if place else ""


def shared_out(total: int, weights: Iterable[float]) -> tuple[int, ...]:
    """So many frames shared out in proportion to weights above 0: each at least one, and together exactly `total` if there are
    as many.
    """
    each = list(weights)
    whole = sum(each)
    counts, reached, used = [], 0.0, 0
    for place, weight in enumerate(each):
        reached += weight
        left = len(each) - place - 1
        count = max(1, min(round(total * reached / whole) - used, total - used - left))
        counts.append(count)
        used += count
    return tuple(counts)
