"""Which wall is at hand: the one of the run as it is wished now, built a slice at a time. Those of before are kept, so that
undo, or coming back, finds them where they stood. It knows no pace and no thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

from wbsim.experiment import Experiment
from wbsim.translation import translated
from wbsim.variation import Grid, WallWish
from wbsim.wall import Wall

KEPT = 3  # walls that can be come back to, the one at hand among them

Make = Callable[[WallWish, Grid, int], Wall]


@dataclass(eq=False)
class Standing:
    """A wall, what it is the wall of, the furthest update that it was trained to, and whether any network still can be."""

    wish: WallWish
    base: Experiment
    wall: Wall
    present: int = 0
    goes_on: bool = True

    @property
    def update(self) -> int:
        """The moment that is looked at."""
        return self.wall.crowd.update

    def advance(self, updates: int) -> None:
        """All networks on."""
        self.wall.advance(updates)
        self.present = max(self.present, self.update)
        self.goes_on = any(why is None for part in self.wall.crowd.parts for why in part.divergence)

    def seek(self, update: int, most: int) -> bool:
        """To a moment that was trained; whether it is there after replaying at most `most` updates."""
        there = self.wall.seek(update, most)
        self.goes_on = self.goes_on or self.update < self.present
        return there

    def is_of(self, wish: WallWish, base: Experiment) -> bool:
        """Whether its networks are those of a wish; how finely they are drawn is no part of them."""
        alike = (self.wish.axes, self.wish.seeds) == (wish.axes, wish.seeds)
        return alike and (self.base is base or self.base == base)


@final
class Walls:
    """The newest wall that is built is `at_hand` until the one that is wished has all its networks."""

    def __init__(self, make: Make = Wall, threads: int = 1) -> None:
        self.at_hand: Standing | None = None
        self._make, self._threads = make, threads
        self._kept: list[Standing] = []  # oldest first
        self._coming: Standing | None = None
        self._wished: tuple[WallWish, Experiment] | None = None
        self._left: tuple[Experiment, Standing] | None = None  # a network that was opened, and its wall

    def knows(self, wish: WallWish, of: Experiment) -> bool:
        """Whether this is what was wished last."""
        return self._wished is not None and self._wished[1] is of and self._wished[0] == wish

    def wish(self, wish: WallWish, of: Experiment) -> None:
        """Turns to the wall of an experiment; raises `Refused`, once, where there can be none."""
        self._wished, self._coming = (wish, of), None
        base = of
        if self._left is not None and self._left[0] == of:  # who opened one network comes back to all of them
            base = self._left[1].base
            if _alike(self._left[1].wish, wish):
                wish = replace(self._left[1].wish, cells=wish.cells)
        found = next((one for one in self._kept if one.is_of(wish, base)), None)
        if found is None:
            self._coming = Standing(wish, base, self._make(wish, wish.grid(base), self._threads))
        else:
            if found.wish.cells != wish.cells:
                found.wall.draw(wish.cells)
            found.wish = wish
            self._take(found)

    @property
    def is_building(self) -> bool:
        """Whether the wall that is wished is not there yet."""
        return self._coming is not None

    def build(self, until: Callable[[], bool], usable: Callable[[Experiment], bool]) -> bool:
        """Some more of its networks; whether there were any to make. Raises `Refused`, and the wall of before stays.

        A wall is taken to hand once what trains and measures networks like its own is `usable`.
        """
        coming = self._coming
        if coming is None:
            return False
        self._coming = None  # nor again, if it is refused
        worked = not coming.wall.is_built
        if (coming.wall.is_built or coming.wall.build(until)) and usable(coming.base):
            self._take(coming)
            return True
        self._coming = coming
        return worked

    def _take(self, one: Standing) -> None:
        self._kept = [*(other for other in self._kept if other is not one), one][-KEPT:]
        self.at_hand = one

    @property
    def words(self) -> str:
        """What is being built, in words; "" for nothing."""
        return (
            ""
            if self._coming is None
            else translated("building {count} networks", count=len(self._coming.wish.grid(self._coming.base)))
        )

    def leave(self, opened: Experiment, one: Standing) -> None:
        """A network of a wall was opened as a run of its own."""
        self._left = opened, one


def _alike(one: WallWish, other: WallWish) -> bool:
    """Whether two wishes name the same axes and as many seeds."""
    names = [[axis.name for axis in wish.axes] for wish in (one, other)]
    return names[0] == names[1] and one.seeds == other.seeds
