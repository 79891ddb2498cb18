"""States that are kept on the way of a run, and how any moment of it is reached again from them. Which ones are kept
depends on update numbers and sizes alone; no number of a run depends on them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from wbsim.data import Points
from wbsim.edits import applied
from wbsim.engine import State, advance
from wbsim.plan import Plan
from wbsim.problems import Refused, refuse
from wbsim.run import Run
from wbsim.translation import translated

MOST = 512  # keyframes that training makes before every second one is let go,
AT_EDITS = 128  # and that edits make
MOST_BYTES = 96 * 2**20  # that the keyframes of one branch may hold
_WORK = 3_000_000  # products from one keyframe to the next where a run begins: a few milliseconds
_FARTHEST = 8  # 2⁸ updates from one to the next there, at most


@dataclass(frozen=True, eq=False)
class Keyframe:
    """A moment of a run: its state, after the first `edits` of its edits."""

    plan: Plan
    state: State
    edits: int
    by_edit: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """What orders the moments of a run, for an edit may go back to an earlier update."""
        return self.edits, self.state.update

    @property
    def points(self) -> Points | None:
        """The points of its experiment, if they are given."""
        return self.plan.experiment.data.points

    @property
    def nbytes(self) -> int:
        """The bytes of its numbers, without the points."""
        return self.state.theta.nbytes + self.state.slots.nbytes

    def held_behind(self, other: Keyframe) -> int:
        """The bytes that it holds where the one before it is held too: edits of points make others of all of them."""
        points = self.points
        shared = points is None or points is other.points
        return self.nbytes + (0 if shared or points is None else points.x.nbytes + points.y.nbytes)


@dataclass(frozen=True, eq=False)
class Keyframes:
    """Keyframes in the order of the run: the start, every `stride` updates one, and behind every `edit_stride`-th edit."""

    frames: tuple[Keyframe, ...]
    stride: int
    edit_stride: int
    at_edits: int  # how many stand behind edits,
    held: int  # and the bytes of all; the points of the first are the experiment's own

    @classmethod
    def of(cls, frames: tuple[Keyframe, ...], stride: int, edit_stride: int = 1) -> Keyframes:
        """These, counted."""
        held = frames[0].nbytes + sum(new.held_behind(old) for old, new in pairwise(frames))
        return cls(frames, stride, edit_stride, sum(frame.by_edit for frame in frames), held)

    @classmethod
    def begun(cls, plan: Plan, state: State) -> Keyframes:
        """With the state that a run begins at."""
        return cls.of((Keyframe(plan, resting(state), 0),), stride_of(plan))

    def next_after(self, update: int) -> int:
        """The next update whose state is to be kept."""
        return (update // self.stride + 1) * self.stride

    def keeping(self, plan: Plan, state: State, edits: int) -> Keyframes:
        """With a state that training has come to, if one is due there."""
        if state.update % self.stride or self.frames[-1].place == (edits, state.update):
            return self
        return self._with(Keyframe(plan, resting(state), edits))

    def edited(self, plan: Plan, state: State, edits: int) -> Keyframes:
        """With what the `edits`-th edit made of a state, if one is due there."""
        if edits % self.edit_stride:
            return self
        return self._with(Keyframe(plan, resting(state), edits, by_edit=True))

    def until(self, edits: int, update: int) -> Keyframes:
        """Only what was by a moment."""
        kept = tuple(frame for frame in self.frames if frame.place <= (edits, update))
        return Keyframes.of(kept, self.stride, self.edit_stride)

    def before(self, edits: int, update: int) -> Keyframe:
        """The last one from which a moment is reached by going forward."""
        place = bisect_right(self.frames, (edits, update), key=lambda frame: frame.place)
        return self.frames[max(0, place - 1)]

    def _with(self, frame: Keyframe) -> Keyframes:
        # counted on, not anew: a run that is trained at full speed keeps many
        kept = replace(
            self,
            frames=(*self.frames, frame),
            at_edits=self.at_edits + frame.by_edit,
            held=self.held + frame.held_behind(self.frames[-1]),
        )
        while kept._too_many():
            kept = kept._thinned()
        return kept

    def _too_many(self) -> bool:
        return len(self.frames) >= 3 and (
            self.at_edits > AT_EDITS or len(self.frames) - self.at_edits > MOST or self.held > MOST_BYTES
        )

    def _thinned(self) -> Keyframes:
        """Every second one of the kind of which there are more for what is allowed; the start and the newest stay."""
        first, *middle, last = self.frames
        at_edits = self.at_edits - last.by_edit
        by_edits = at_edits * MOST > (len(middle) - at_edits) * AT_EDITS
        stride, edit_stride = self.stride * (1 if by_edits else 2), self.edit_stride * (2 if by_edits else 1)
        kept = [
            frame
            for frame in middle
            if not (frame.edits % edit_stride if frame.by_edit else frame.state.update % stride)
        ]
        return Keyframes.of((first, *kept, last), stride, edit_stride)


def resting(state: State) -> State:
    """A state without the one before it, which only a run that goes on needs."""
    return state if state.since is None else replace(state, since=None)


def ends_before(edit: int, state: State) -> Refused:
    """The refusal of a run that diverges behind a state, before its edit at an update."""
    return refuse(
        "edits",
        translated(
            "the run diverges at update {update}, before its edit at {edit}",
            update=state.update + 1,
            edit=edit,
        ),
    )


def stride_of(plan: Plan) -> int:
    """How many updates lie between the first keyframes of a run: a power of two that is soon replayed."""
    most = _WORK // max(1, plan.size * min(plan.experiment.batches.size, plan.train_size))
    return 1 << min(_FARTHEST, max(0, most.bit_length() - 1))


def edits_by(run: Run, update: int) -> int:
    """How many edits are made by an update; where the run went back, those of the newest stretch that has it."""
    stretches = [0, *(place + 1 for place, back_to in run.returns if back_to <= update)]
    end = next((place for place, _ in run.returns if place >= stretches[-1]), len(run.edits))
    return bisect_right(run.edits, update, stretches[-1], end, key=lambda stamped: stamped.update)


def reached(run: Run, start: Keyframe, update: int, edits: int, most: int | None = None) -> Keyframe:
    """A moment of a run, replayed from an earlier one; after at most `most` updates it ends on the way.

    Raises `Refused` where the run diverges before one of its edits.
    """
    plan, state, done = start.plan, start.state, start.edits
    while done < edits or state.update < update:
        goal = run.edits[done].update if done < edits else update
        count = goal - state.update if most is None else min(goal - state.update, most)
        if count:
            before = state.update
            state = advance(state, plan, count)
            if state.divergence is not None and state.update < goal:
                if done < edits:
                    raise ends_before(goal, state)
                break
            most = None if most is None else most - (state.update - before)
        if state.update < goal:
            break
        if done < edits:
            plan, state = applied(plan, state, run.edits[done].edit)
            done += 1
    return Keyframe(plan, resting(state), done)
