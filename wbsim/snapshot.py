"""All that a picture needs to know of a run at one moment, as one frozen value. Any of them may be dropped."""

from __future__ import annotations

from dataclasses import dataclass

from wbsim.branches import Branch, Mark
from wbsim.coming import Coming
from wbsim.contest import Standing
from wbsim.engine import Seen, State, Watch
from wbsim.history import History
from wbsim.ladder import Rung
from wbsim.optimizers import DEAD
from wbsim.plan import Plan
from wbsim.problems import Problem
from wbsim.run import Run
from wbsim.stops import NEVER, Stop
from wbsim.wall import WallSeen

__all__ = ["Ghost", "Mark", "Refusal", "Scene", "Snapshot", "Step"]


@dataclass(frozen=True)
class Step:
    """One entry of the undo stack: `number` never repeats in a session."""

    number: int
    sentence: str


@dataclass(frozen=True)
class Refusal:
    """An edit that was refused; `number` counts refusals, so that the same words twice are seen twice."""

    number: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Scene:
    """A scene of a lesson, by the number that it was asked for with; `left` once another run was opened since, or its own
    undone; `problem` says why it could not be set.
    """

    number: int = 0
    left: bool = False
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Ghost:
    """Another moment, seen beside the one at hand: the end of a branch, or the present while the past is looked at."""

    branch: int
    plan: Plan
    state: State
    seen: Seen


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run at one moment, what was seen of it, and how it is being driven.

    `state` and `plan` are of the moment that is looked at, which may be past; `run`, `history` and `marks` are those of
    the whole branch, up to its present at update `present`. Inside an update `tick` says how many ticks of `coming`
    are done; where an update has just landed it is all of them, and `coming` still the update that led here.
    """

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
    branches: tuple[
        Branch, ...
    ] = ()  # all of the session, in the order they were made, the one at hand among them
    branch: int = 0  # the number of the one at hand
    present: int = 0  # the update of its end
    ghost: Ghost | None = None
    rung: Rung = "batch"  # what playing goes by: `speed` is so many of these a second
    tick: int = 0
    coming: Coming | None = None  # the update that is walked, where the watch asks for it
    stop: Stop = NEVER  # when playing ends by itself
    scene: Scene = Scene()  # the one that a lesson set last
    twin: Snapshot | None = (
        None  # the run with the difference that is watched, at the same update or on its way
    )
    twin_said: str = ""  # what the twin could not follow, or why there is none
    wall: WallSeen | None = None  # where many networks stand, if a wall of them is watched
    contest: Standing | None = None  # where the contest of hand and optimizers stands, if there is one

    def is_dead(self, parameter: str) -> bool:
        """Whether L1 pulled a parameter of the network through 0, in the form that holds it there for good."""
        slots = self.plan.slots
        return DEAD in slots and bool(self.state.slots[slots.index(DEAD), self.plan.index[parameter]])

    @property
    def is_past(self) -> bool:
        """Whether the moment has a recorded future."""
        return self.state.update < self.present
