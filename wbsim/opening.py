"""A run that is opened, as a branch: replayed where that is soon done; else as it was kept, and remembered bit by bit
while other things go on.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import final

import numpy as np

from wbsim.branches import Branch, Mark, Tree
from wbsim.engine import State
from wbsim.history import History
from wbsim.keyframes import Keyframes, ends_before
from wbsim.plan import Plan, plan
from wbsim.points import EditPoints, difference
from wbsim.problems import Refused
from wbsim.run import Change, Run, Saved, SetParameters, with_edit
from wbsim.settings import in_words
from wbsim.simulation import Progress, begin
from wbsim.states import restored
from wbsim.translation import translated

REPLAYED = 20_000  # up to so many updates a run is replayed when it is opened


def started(run: Run, number: int) -> Branch:
    """A run before its first update."""
    start = begin(run.experiment)
    bare = Run.model_construct(experiment=run.experiment, edits=())
    return Branch(number, bare, start, keyframes=Keyframes.begun(start.plan, start.state))


def opened(run: Run, kept: Saved | None = None, number: int = 0) -> Branch:
    """A run after its last edit, or where it was kept; raises `Refused`.

    Of one that was kept after many updates only the end is known at first, and `Recall` finds the rest.
    """
    if kept is None:
        again = _replayed(run, number, None)
        return replace(again, run=run, marks=marks_of(run))
    shapes = plan(run.wished())
    state = restored(kept, shapes)
    return replace(resumed(run, shapes, state, number), marks=marks_of(run))


def resumed(run: Run, shapes: Plan, state: State, number: int, most: int | None = None) -> Branch:
    """A run from a state behind its last edit, without marks; replayed for its past if it has at most `most` updates
    (REPLAYED), and if the replay leads there, as it may not on another kind of processor.
    """
    if state.update <= (REPLAYED if most is None else most):
        with contextlib.suppress(Refused):
            again = _replayed(run, number, state.update)
            if again.state.update == state.update and np.array_equal(again.state.theta, state.theta):
                return replace(again, run=run, progress=Progress(shapes, state, again.history))
    progress = Progress(shapes, state, History().started(state, shapes))
    frames = started(run, number).keyframes
    if frames is not None and run.edits and run.edits[-1].update == state.update:
        # whatever a replay makes of the way there, the way on from the last edit begins here
        frames = frames.edited(shapes, state, len(run.edits))
    return Branch(number, run, progress, keyframes=frames)


def _replayed(run: Run, number: int, update: int | None) -> Branch:
    """With all its edits, and on to an update if one is given; raises `Refused` where it diverges before an edit."""
    branch = started(run, number)
    for stamped in run.edits:
        branch = branch.trained(stamped.update - branch.state.update)
        if branch.state.update != stamped.update:
            raise ends_before(stamped.update, branch.state)
        branch = branch.edited(stamped.edit)
    return branch if update is None else branch.trained(max(0, update - branch.state.update))


@final
class Recall:
    """Replays a branch of which only the end is known, a part at each call, for its charts and keyframes."""

    def __init__(self, branch: Branch) -> None:
        self._of = branch.run
        self._again = started(branch.run, branch.number)
        self.given_up = False

    def fits(self, branch: Branch) -> bool:
        """Whether what was replayed so far is the past of a branch, which may have been edited meanwhile."""
        if branch.run is not self._of:
            done = self._again.run.edits
            if branch.run.experiment is not self._of.experiment or branch.run.edits[: len(done)] != done:
                return False
            self._of = branch.run
        return True

    def go(self, branch: Branch, updates: int) -> Branch | None:
        """At most `updates` updates and an edit more; the branch as it stands now with its whole past, once that is found.

        It gives up where the replay brings other numbers, as it can on another kind of processor.
        """
        again, edits = self._again, branch.run.edits
        done = len(again.run.edits)
        goal = edits[done].update if done < len(edits) else branch.state.update
        again = self._again = again.trained(min(goal - again.state.update, updates))
        if again.state.update < goal:
            self.given_up = again.state.divergence is not None
        elif done < len(edits):
            try:
                self._again = again.edited(edits[done].edit)
            except Refused:  # it fits what was kept, but not what a replay brings
                self.given_up = True
        elif again.state.theta.tobytes() != branch.state.theta.tobytes():
            self.given_up = True
        else:
            progress = Progress(branch.plan, branch.state, again.history)
            return replace(branch, progress=progress, keyframes=again.keyframes)
        return None


@final
class Recalls:
    """Finds the past of every branch of a tree that was opened without."""

    def __init__(self) -> None:
        self._known: dict[int, Recall] = {}

    def go(self, tree: Tree, updates: int) -> bool:
        """At most `updates` updates more of one branch; whether there is more to do."""
        self._known = {number: recall for number, recall in self._known.items() if number in tree}
        for branch in tree:
            if is_whole(branch):
                continue
            recall = self._known.get(branch.number)
            if recall is None or not recall.fits(branch):
                recall = self._known[branch.number] = Recall(branch)
            if not recall.given_up:
                found = recall.go(branch, updates)
                if found is not None:
                    tree.put(found)
                    del self._known[branch.number]
                return True
        return False


def is_whole(branch: Branch) -> bool:
    """Whether the charts of a branch reach back to its start."""
    blocks = branch.history.blocks
    return not blocks or bool(blocks[0].update[0] == 0)


def marks_of(run: Run) -> tuple[Mark, ...]:
    """The edits of a run in words."""
    marks: list[Mark] = []
    experiment = run.experiment
    for stamped in run.edits:
        edit = stamped.edit
        after = with_edit(experiment, edit)
        if isinstance(edit, Change):
            marks.append(Mark(stamped.update, in_words(experiment, after)))
        elif isinstance(edit, EditPoints):
            marks.append(Mark(stamped.update, difference(experiment.data, after.data, after.seed)))
        elif isinstance(edit, SetParameters):
            marks.append(
                Mark(stamped.update, translated("{values} numbers set by hand", values=len(edit.values)))
            )
        experiment = after
    return tuple(marks)
