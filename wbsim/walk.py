"""Step by step through a run: inside an update by ticks of its ladder, and from update to update, forward and back. It
moves somebody's moment; what it is made of, it is told.
"""

from __future__ import annotations

from typing import Protocol, final

from wbsim.branches import Branch
from wbsim.coming import Coming, coming
from wbsim.engine import State, coming_samples, updates_to_epoch_end
from wbsim.keyframes import Keyframe
from wbsim.ladder import INSIDE, Ladder, Phase, Rung


class Walker(Protocol):
    """Whose moment is moved."""

    @property
    def here(self) -> Keyframe:
        """The moment."""

    @property
    def branch(self) -> Branch:
        """The run that it belongs to, with all that is recorded of it."""

    def advance(self, updates: int) -> None:
        """Goes forward."""

    def seek(self, update: int) -> bool:
        """Goes to an update that is recorded."""


@final
class Walk:
    """Where somebody stands inside an update. It is true of one state alone: whatever else moves the moment begins anew."""

    def __init__(self, of: Walker) -> None:
        self._of = of
        self._state: State | None = None  # the one that is walked from, or that has just been reached
        self._tick = 0
        self._before: Keyframe | None = None

    @property
    def tick(self) -> int:
        """How many ticks of the coming update are done; 0 where one has just landed."""
        return self._tick if self._state is self._of.here.state else 0

    @property
    def landed(self) -> Keyframe | None:
        """The moment before the update that has just landed, if a step made it."""
        return self._before if self._state is self._of.here.state else None

    @property
    def ladder(self) -> Ladder:
        """The ticks of the coming update."""
        here = self._of.here
        return Ladder.of(here.plan, len(coming_samples(here.state, here.plan)))

    def step(self, rung: Rung) -> None:
        """Exactly one step on a rung; an epoch is the rest of it."""
        if rung == "epoch":
            here = self._of.here
            self._of.advance(updates_to_epoch_end(here.state, here.plan))
        else:
            self._to(self.ladder.after(self.tick, rung))

    def to_phase(self, phase: Phase) -> None:
        """To the end of a phase of the update and the sample at hand; of one that has landed, back into its first."""
        if self.landed is not None:
            self._of.seek(self.landed.state.update)
        self._to(self.ladder.phase_ends(self.tick)[phase])

    def back(self, rung: Rung) -> None:
        """One step back on a rung: within an update, or through the updates that are recorded."""
        update = self._of.here.state.update
        if self.tick:
            self._stand(self.ladder.before(self.tick, rung))
        elif rung == "epoch":
            self._of.seek(self._epoch_before(update))
        elif update:
            self._of.seek(update - 1)
            if rung in INSIDE:
                self._stand(self.ladder.before(self.ladder.total, rung))

    def written(self, checked: int | None) -> tuple[Coming, int]:
        """The update that is walked, of the sample at hand, and how much of it is done; all, where it has landed."""
        if self.landed is not None:
            found = coming(self.landed.state, self.landed.plan, 0, checked)
            return found, found.ladder.total
        here, tick, ladder = self._of.here, self.tick, self.ladder
        sample = min(max(tick - 1, 0) // ladder.each, ladder.samples - 1)
        return coming(here.state, here.plan, sample, checked), tick

    def _stand(self, tick: int, before: Keyframe | None = None) -> None:
        self._state, self._tick, self._before = self._of.here.state, tick, before

    def _to(self, tick: int) -> None:
        """Stands behind a tick of the coming update; behind the last one it has been made."""
        before = self._of.here
        if tick < self.ladder.total:
            self._stand(tick)
            return
        self._of.advance(1)
        here = self._of.here
        if here.state.update > before.state.update and here.edits == before.edits:  # no edit came with it
            self._stand(0, before)

    def _epoch_before(self, update: int) -> int:
        """The update at which the epoch at hand began or, at its beginning, the one before it."""
        branch, epoch = self._of.branch, None
        while update > 0:
            last = branch.moment(update - 1)
            which, done = _epoch_of_next(last)
            if epoch not in (None, which):
                break
            epoch = which
            edited = branch.run.edits[last.edits - 1].update if last.edits else 0
            if update - 1 - done >= edited:
                return update - 1 - done
            update = min(edited, update - 1)  # before the edit, batches may have been others
        return update


def _epoch_of_next(moment: Keyframe) -> tuple[int, int]:
    """The epoch that the update after a moment belongs to, and how many updates of these batches it has had by then."""
    state, batches = moment.state, moment.plan.experiment.batches
    if batches.order == "explicit":
        return state.epoch, state.cursor
    if batches.remainder != "keep" and moment.plan.train_size - state.cursor < batches.size:
        return state.epoch + 1, 0  # what is left is passed over, or comes on top
    return state.epoch, state.cursor // batches.size
