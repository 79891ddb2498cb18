"""The twin of a run: another run that differs in one thing, trained so far that both stand at the same update, whatever
moment is looked at. What a session does, it follows; it decides nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import final

from wbsim.branches import Branch
from wbsim.difference import Difference, Follower
from wbsim.engine import Watch, look
from wbsim.gradual import Gradual
from wbsim.keyframes import Keyframe, Keyframes, reached
from wbsim.opening import started
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.snapshot import Snapshot


@final
class Beside:
    """The twin beside one session's moment. What it has trained is kept as long as the run has the same beginning."""

    def __init__(self) -> None:
        self._follower: Follower | None = None
        self._branch: Branch | None = None  # its present lags behind that of the other run for a while
        self._past: Keyframe | None = None  # the moment that is looked at, if it is no present
        self._behind = False
        self._said = ""
        self._stuck: Run | None = None  # a run whose next edit cannot be made

    def differ(self, difference: Difference | None) -> None:
        """Takes another difference, or none: then there is no twin."""
        if difference != (self._follower.difference if self._follower else None):
            self._follower = Follower(difference) if difference is not None else None
            self._branch = self._past = None
            self._behind, self._said = difference is not None, ""

    @property
    def is_behind(self) -> bool:
        """Whether it stood at an earlier update than the other run when it was last asked to follow."""
        return self._behind

    @property
    def here(self) -> Keyframe | None:
        """Where it stands."""
        return self._past or (self._branch.present if self._branch is not None else None)

    def follow(self, branch: Branch, here: Keyframe, most: int | None = None) -> bool:
        """To the moment `here` of another run's branch, and trained as far as that is; at most `most` updates at once.

        Whether there is more to do. A twin that diverges stays where it does.
        """
        if self._follower is None:
            return False
        try:
            twin = self._follower.of(branch.run)
            goal = (self._follower.edits_by(branch.run, here.edits), here.state.update)
        except Refused as refused:
            self._branch = self._past = None
            self._behind, self._said = False, refused.problems[0].what
            return False
        if self._stuck is not twin.run:
            self._said = twin.said[-1] if twin.said else ""
        self._turn_to(twin.run)
        if self._branch is not None and self._branch.present.place < goal:
            self._train(twin.run, goal[1], most)
            self._past = self._branch.present  # shown while what comes behind it is trained
        if self._branch is not None and self._branch.present.place >= goal:
            self._train(twin.run, branch.state.update, most)
        self._behind = self._stand(goal, most) or self._goes_on(twin.run, branch.state.update)
        return self._behind

    # --- the twin's own branch -------------------------------------------------------------------------------

    def _turn_to(self, run: Run) -> None:
        """Goes back to the last kept state that a run shares with what was trained so far, if that went elsewhere."""
        known = self._branch
        if known is None or known.run.experiment is not run.experiment:
            self._branch, self._past = started(run, 0), None
            return
        mine, its = known.run.edits, run.edits
        shared = next(
            (place for place, (one, other) in enumerate(zip(mine, its, strict=False)) if one is not other),
            min(len(mine), len(its)),
        )
        ends = [stamped.update for stamped in (*mine[shared : shared + 1], *its[shared : shared + 1])]
        parting = min([*ends, known.state.update])
        if (shared, parting) != known.present.place:
            self._branch = known.until(_frames(known).before(shared, parting))
            self._past = None

    def _train(self, run: Run, update: int, most: int | None) -> None:
        """Trains and edits, up to an update; by at most `most` updates."""
        while self._goes_on(run, update) and most != 0:
            assert self._branch is not None
            done, at = len(self._branch.run.edits), self._branch.state.update
            stop = run.edits[done].update if done < len(run.edits) else update
            if at < stop:
                count = stop - at if most is None else min(stop - at, most)
                self._branch = self._branch.trained(count)
                most = None if most is None else most - count
                continue
            try:
                after = self._branch.edited(run.edits[done].edit)
            except Refused as refused:  # by its numbers, such as one too large for another precision
                self._stuck, self._said = run, refused.problems[0].what
                break
            made = Run.model_construct(experiment=run.experiment, edits=run.edits[: done + 1])
            self._branch = replace(after, run=made)

    def _goes_on(self, run: Run, update: int) -> bool:
        """Whether it has edits or updates before it."""
        branch = self._branch
        if branch is None or branch.state.divergence is not None or self._stuck is run:
            return False
        return branch.state.update < update or len(branch.run.edits) < len(run.edits)

    def _stand(self, goal: tuple[int, int], most: int | None) -> bool:
        """Looks at a moment, or at one on the way there; whether it is on the way."""
        branch = self._branch
        assert branch is not None
        if branch.present.place <= goal:
            self._past = None
            return False  # it is there, or trains on
        edits, update = goal
        start, near = _frames(branch).before(edits, update), self._past
        if near is not None and start.place < near.place <= goal:
            start = near
        self._past = reached(branch.run, start, update, edits, most)
        return self._past.place != goal and self._past.state.divergence is None

    # --- what it looks like ----------------------------------------------------------------------------------

    def seen_with(self, shown: Snapshot, watch: Watch, gradual: Gradual) -> Snapshot:
        """A snapshot of the other run with that of the twin, seen with the same watch."""
        here, branch = self.here, self._branch
        if self._follower is None:
            return shown
        if here is None or branch is None:
            return replace(shown, twin_said=self._said)
        history = branch.history
        whole = gradual.beside.newest(here.plan, branch.run, here.state, history, watch)
        seen = look(here.state, here.plan, replace(watch, fit=False, gradient=False))
        seen = replace(seen, fit=whole.fit, gradient=whole.gradient, update=whole.state.update)
        if whole.measured is not None:
            history = history.remembering(whole.measured)
        twin = Snapshot(
            plan=here.plan, run=branch.run, state=here.state, history=history, watch=watch, seen=seen,
            present=branch.state.update, said=self._said,
        )  # fmt: skip
        return replace(shown, twin=twin, twin_said=self._said)


def _frames(branch: Branch) -> Keyframes:
    assert branch.keyframes is not None  # it was started, or is what came of such a one
    return branch.keyframes
