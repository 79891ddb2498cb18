"""A branch: one of the futures of a session, as a frozen value. It knows which branch it left and when; how branches
are made, the session decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from wbsim.engine import State
from wbsim.history import History
from wbsim.plan import Plan
from wbsim.run import Run
from wbsim.simulation import Progress


@dataclass(frozen=True)
class Mark:
    """An edit on the axis of updates, in words."""

    update: int
    sentence: str


@dataclass(frozen=True, eq=False)
class Branch:
    """A run and how far it has come. `number` never repeats in a session."""

    number: int
    run: Run
    progress: Progress  # its present
    marks: tuple[Mark, ...] = ()
    parent: int | None = None  # the number of the branch it left; None where it began by itself
    left_at: int = 0  # the update at which it did
    origin: str = ""  # what made it, in words
    name: str = ""  # what people call it

    @property
    def letter(self) -> str:
        """A, B, …, Z, AA, …"""
        letters, left = "", self.number
        while left >= 0:
            letters = chr(ord("A") + left % 26) + letters
            left = left // 26 - 1
        return letters

    @property
    def title(self) -> str:
        """What it is called: its name or, without one, what made it."""
        return self.name or self.origin

    @property
    def plan(self) -> Plan:
        """The shapes of its present."""
        return self.progress.plan

    @property
    def state(self) -> State:
        """Its present."""
        return self.progress.state

    @property
    def history(self) -> History:
        """What is remembered of it."""
        return self.progress.history
