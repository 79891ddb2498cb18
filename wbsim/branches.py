"""A branch: one of the futures of a session, as a frozen value that knows which branch it left and when, and a tree of
them. Which branches are made, the session decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import final

from wbsim.engine import State
from wbsim.history import History
from wbsim.keyframes import Keyframe, Keyframes, edits_by, reached, resting
from wbsim.plan import Plan
from wbsim.run import AnyEdit, Run
from wbsim.simulation import Progress, apply, begin, onward


@dataclass(frozen=True)
class Mark:
    """An edit on the axis of updates, in words."""

    update: int
    sentence: str
    edits: int = field(
        default=0, compare=False
    )  # how many edits the run had behind it; 0 where nobody counted


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
    keyframes: Keyframes | None = field(
        default=None, repr=False
    )  # None: only the start and the present are known

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

    @property
    def present(self) -> Keyframe:
        """Its present as a moment."""
        return Keyframe(self.plan, self.state, len(self.run.edits))

    @property
    def own_updates(self) -> int:
        """How many updates it has made since it left."""
        return self.state.update - (0 if self.parent is None else self.left_at)

    def trained(self, updates: int) -> Branch:
        """`updates` updates on; fewer where it diverges."""
        progress, frames = self.progress, self._frames
        goal = progress.state.update + updates
        while progress.state.update < goal and progress.state.divergence is None:
            stop = min(goal, frames.next_after(progress.state.update))
            progress = onward(progress, stop - progress.state.update)
            frames = frames.keeping(progress.plan, progress.state, len(self.run.edits))
        return replace(self, progress=progress, keyframes=frames)

    def edited(self, edit: AnyEdit) -> Branch:
        """With an edit at its present; raises `Refused`."""
        after = apply(self.progress, edit)
        run = self.run.edited(self.state.update, edit)
        frames = self._frames.edited(after.plan, after.state, len(run.edits))
        return replace(self, run=run, progress=after, keyframes=frames)

    def moment(self, update: int, start: Keyframe | None = None, most: int | None = None) -> Keyframe:
        """The moment at an update of its past, with the edits that were made there; replayed from a keyframe, or from
        `start` where that is nearer. After at most `most` updates it ends on the way.
        """
        edits = edits_by(self.run, update)
        if (edits, update) == self.present.place:
            return self.present
        frame = self._frames.before(edits, update)
        if start is not None and frame.place < start.place <= (edits, update):
            frame = start
        return reached(self.run, frame, update, edits, most)

    def unbroken(self, moment: Keyframe) -> int:
        """How many updates follow a moment of its past until an edit, or until its present."""
        edits = self.run.edits
        end = edits[moment.edits].update if moment.edits < len(edits) else self.state.update
        return end - moment.state.update

    def until(self, moment: Keyframe) -> Branch:
        """As it was at a moment of its past."""
        state = moment.state
        run = Run.model_construct(experiment=self.run.experiment, edits=self.run.edits[: moment.edits])
        history = self.history.until(state.update)
        return replace(
            self,
            run=run,
            progress=Progress(moment.plan, state, history),
            marks=tuple(mark for mark in self.marks if mark.update <= state.update),
            keyframes=self._frames.until(moment.edits, state.update),
        )

    def resting(self) -> Branch:
        """Without the state before its present, which only a run that goes on needs."""
        if self.state.since is None:
            return self
        return replace(self, progress=replace(self.progress, state=resting(self.state)))

    @property
    def _frames(self) -> Keyframes:
        if self.keyframes is not None:
            return self.keyframes
        start = begin(self.run.experiment)
        return Keyframes.begun(start.plan, start.state)


@final
class Tree:
    """The branches of a session by number, in the order they were made."""

    def __init__(self, *branches: Branch) -> None:
        self._branches = {branch.number: branch for branch in branches}
        self._last = max(self._branches, default=-1)

    @property
    def fresh(self) -> int:
        """A number that no branch of it has or had."""
        return self._last + 1

    def __iter__(self) -> Iterator[Branch]:
        return iter(self._branches.values())

    def __len__(self) -> int:
        return len(self._branches)

    def __contains__(self, number: int) -> bool:
        return number in self._branches

    def __getitem__(self, number: int) -> Branch:
        return self._branches[number]

    def get(self, number: int | None) -> Branch | None:
        """The branch of a number, if it is there."""
        return None if number is None else self._branches.get(number)

    def put(self, branch: Branch) -> None:
        """Takes a branch, in place of the one with its number if there is one."""
        new = branch.number not in self._branches
        self._last = max(self._last, branch.number)
        self._branches[branch.number] = branch
        if new:
            self._branches = dict(sorted(self._branches.items()))

    def children(self, number: int) -> list[Branch]:
        """Those that left a branch."""
        return [branch for branch in self if branch.parent == number]

    def remove(self, number: int) -> tuple[Branch, ...]:
        """Takes a branch out; what had left it has from now on left what it had left itself, where it did.

        Returns what was, to be handed to `bring_back`.
        """
        branch, children = self._branches.pop(number), self.children(number)
        for child in children:
            self.put(replace(child, parent=branch.parent, left_at=branch.left_at))
        return (branch, *children)

    def bring_back(self, removed: tuple[Branch, ...]) -> None:
        """Undoes `remove`, whatever has come of the others since."""
        branch, *children = removed
        self.put(branch)
        for child in children:
            if child.number in self:
                self.put(replace(self[child.number], parent=child.parent, left_at=child.left_at))

    def owner(self, branch: Branch, moment: Keyframe) -> Branch:
        """The branch that a moment of a branch belongs to: itself, or one that it left later."""
        parent = self.get(branch.parent)
        while parent is not None and moment.state.update < branch.left_at:
            branch, parent = parent, self.get(parent.parent)
        return branch
