"""All that a picture needs to know of a run at one moment, as one frozen value. Any of them may be dropped."""

from __future__ import annotations

from dataclasses import dataclass

from wbsim.engine import Seen, State, Watch
from wbsim.history import History
from wbsim.optimizers import DEAD
from wbsim.plan import Plan
from wbsim.problems import Problem
from wbsim.run import Run


@dataclass(frozen=True)
class Step:
    """One entry of the undo stack: `number` never repeats in a session."""

    number: int
    sentence: str


@dataclass(frozen=True)
class Mark:
    """An edit on the axis of updates, in words."""

    update: int
    sentence: str


@dataclass(frozen=True)
class Refusal:
    """An edit that was refused; `number` counts refusals, so that the same words twice are seen twice."""

    number: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run at one moment, what was seen of it, and how it is being driven."""

    plan: Plan
    run: Run
    state: State
    history: History
    watch: Watch
    seen: Seen
    marks: tuple[Mark, ...] = ()
    undo: tuple[Step, ...] = ()  # oldest first
    redo: tuple[Step, ...] = ()  # next first
    said: str = ""  # what just changed
    refusal: Refusal | None = None
    playing: bool = False
    speed: float | None = None  # updates per second that are wished; None for as fast as possible
    pace: float = 0.0  # updates per second that are reached
    busy: str = ""  # what is being waited for, such as a compile

    def is_dead(self, parameter: str) -> bool:
        """Whether L1 pulled a parameter of the network through 0, in the form that holds it there for good."""
        slots = self.plan.slots
        return DEAD in slots and bool(self.state.slots[slots.index(DEAD), self.plan.index[parameter]])
