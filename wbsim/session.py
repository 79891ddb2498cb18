"""One person's work: the run at hand, what undo goes back to, and the branches that undo leaves behind.
It knows no threads, no clock and no window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wbsim.engine import Watch, look
from wbsim.experiment import Experiment
from wbsim.gradual import Gradual
from wbsim.history import History
from wbsim.plan import plan
from wbsim.points import EditPoints, difference
from wbsim.rules import repairs
from wbsim.run import Change, Run, Saved, SetParameters, with_edit
from wbsim.settings import in_words, word
from wbsim.simulation import Progress, apply, begin, onward, replay
from wbsim.snapshot import Mark, Snapshot, Step
from wbsim.states import restored

_REPLAYED = 20_000  # up to so many updates, a run that is opened is replayed for its history
MOST_STEPS = 100
MOST_BYTES = 512 * 2**20  # that undo and branches may hold, beyond the moment at hand


@dataclass(frozen=True, eq=False)
class Moment:
    """A run and where it stands."""

    run: Run
    progress: Progress
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, eq=False)
class _Done:
    """An edit that can be undone: the moment before it. `gesture` joins the edits of one drag."""

    step: Step
    before: Moment
    gesture: str


class Session:
    """The run at hand; every method leaves it whole, also when it refuses."""

    def __init__(self, run: Run, kept: Saved | None = None) -> None:
        """Begins a run, or goes on where it was kept; raises `Refused`."""
        self.said = ""
        self.branches: tuple[Moment, ...] = ()
        self._done: list[_Done] = []
        self._undone: list[tuple[_Done, Moment]] = []
        self._steps = 0
        self.moment = _opened(run, kept)

    @property
    def experiment(self) -> Experiment:
        """What is wished at this moment."""
        return self.moment.progress.plan.experiment

    def advance(self, updates: int) -> None:
        """Trains on; less where the run diverges."""
        self.moment = replace(self.moment, progress=onward(self.moment.progress, updates))

    def change(self, settings: Mapping[str, Any], gesture: str = "") -> None:
        """Other settings, with the smallest repair that makes the whole fit; raises `Refused`."""
        wished = self.experiment.changed(settings)
        more, said = repairs(wished, settings)
        edit = Change(settings={**settings, **more})
        after = apply(self.moment.progress, edit)
        if after.plan.experiment == self.experiment:
            return
        words = in_words(self.experiment, after.plan.experiment)
        self._edited(edit, after, "; ".join([words, *said]) if said else words, gesture)

    def set_parameters(self, values: Mapping[str, float], gesture: str = "") -> None:
        """Other values for parameters, by id; raises `Refused`."""
        if not values:
            return
        # the engine refuses what is not finite, in words that name the precision
        edit = SetParameters.model_construct(values={name: float(value) for name, value in values.items()})
        before = self.moment.progress
        after = apply(before, edit)
        (name, value), *others = values.items()
        was = float(before.state.theta[before.plan.index[name]])
        words = f"{before.plan.name_of(name)} {word(float(f'{was:.3g}'))} → {word(float(f'{value:.3g}'))}"
        self._edited(edit, after, words + (f" and {len(others)} more" if others else ""), gesture)

    def edit_points(self, edit: EditPoints, gesture: str = "") -> None:
        """Points drawn, erased or moved, with the smallest repair that makes the rest fit; raises `Refused`."""
        joins = gesture and self._done and self._done[-1].gesture == gesture
        since = self._done[-1].before.progress.plan.experiment if joins else self.experiment
        wished = with_edit(self.experiment, edit)
        more, said = repairs(wished)
        progress, run = self.moment.progress, self.moment.run
        if more:  # first, for a batch may not hold more points than there will be
            mended = Change(settings=more)
            progress = apply(progress, mended)
            run = run.edited(progress.state.update, mended)
        after = apply(progress, edit)
        if self.experiment.data.standardize != "nothing":
            said = (*said, "what is standardized follows the points")
        sentence = "; ".join([difference(since.data, after.plan.experiment.data, since.seed), *said])
        self._edited(edit, after, sentence, gesture, run)

    def restart(self, seed: int | None = None) -> None:
        """Back to the start with the settings of now, from another seed if one is given."""
        experiment = self.experiment
        words = "back to the start"
        if seed is not None:
            experiment = experiment.changed({"seed": seed})
            words = f"seed {self.experiment.seed} → {seed}"
        self._push(Moment(Run(experiment=experiment), begin(experiment)), words, "")

    def undo(self) -> None:
        """Back to the moment before the last edit; what came since stays as a branch."""
        if self._done:
            done = self._done.pop()
            left = _resting(self.moment)
            self._undone.append((done, left))
            self.branches = (*self._without(left), left)[-MOST_STEPS:]
            self.moment = done.before
            self._forget()
            self.said = f"undone: {done.step.sentence}"

    def redo(self) -> None:
        """Forward to where the last undone stretch had come."""
        if self._undone:
            done, moment = self._undone.pop()
            self._done.append(replace(done, before=_resting(self.moment)))
            self.branches = self._without(moment)
            self.moment = moment
            self.said = f"redone: {done.step.sentence}"

    def open(self, run: Run, kept: Saved | None = None, title: str = "") -> None:
        """Another run in place of this one, undoable; raises `Refused`."""
        moment = _opened(run, kept)
        self._push(moment, f"opened {title or run.experiment.title or 'a run'}", "")

    def snapshot(self, watch: Watch, gradual: Gradual | None = None) -> Snapshot:
        """What pictures need of this moment; fit and gradient as far as `gradual` has them, if it is given."""
        progress, run = self.moment.progress, self.moment.run
        gradual = gradual or Gradual(lambda: 0.0)  # whose time does not pass: everything at once
        whole = gradual.newest(progress.plan, run, progress.state, progress.history, watch)
        seen = look(progress.state, progress.plan, replace(watch, fit=False, gradient=False))
        seen = replace(seen, fit=whole.fit, gradient=whole.gradient, update=whole.state.update)
        history = progress.history
        if whole.measured is not None:  # so that charts end at this very moment, or shortly before
            history = history.remembering(whole.measured, progress.plan)
        return Snapshot(
            plan=progress.plan,
            run=run,
            state=progress.state,
            history=history,
            watch=watch,
            seen=seen,
            marks=self.moment.marks,
            undo=tuple(done.step for done in self._done),
            redo=tuple(done.step for done, _ in reversed(self._undone)),
            said=self.said,
        )

    def _without(self, moment: Moment) -> tuple[Moment, ...]:
        return tuple(branch for branch in self.branches if branch is not moment)

    def _edited(
        self,
        edit: Change | SetParameters | EditPoints,
        after: Progress,
        words: str,
        gesture: str,
        run: Run | None = None,
    ) -> None:
        update = after.state.update
        marks = self.moment.marks
        if gesture and self._done and self._done[-1].gesture == gesture and marks:
            words = _joined(self._done[-1].step.sentence, words)
            marks = marks[:-1]
        run = (run or self.moment.run).edited(update, edit)
        self._push(Moment(run, after, (*marks, Mark(update, words))), words, gesture)

    def _push(self, moment: Moment, words: str, gesture: str) -> None:
        joins = gesture and self._done and self._done[-1].gesture == gesture
        if joins:
            self._done[-1] = replace(self._done[-1], step=replace(self._done[-1].step, sentence=words))
        else:
            self._steps += 1
            self._done.append(_Done(Step(self._steps, words), _resting(self.moment), gesture))
            del self._done[:-MOST_STEPS]
        self._undone.clear()
        self.moment = moment
        self.said = words
        self._forget()

    def _forget(self) -> None:
        """Drops the oldest steps of undo (never the last one) and the oldest branches that hold too many bytes."""
        counted: set[int] = set()
        _bytes_of(self.moment, counted)
        left = MOST_BYTES - sum(_bytes_of(moment, counted) for _, moment in self._undone)
        kept = 0
        for done in reversed(self._done):
            cost = _bytes_of(done.before, counted)
            left -= cost
            if kept and cost and left < 0:
                break
            kept += 1
        del self._done[: len(self._done) - kept]
        kept = 0
        for branch in reversed(self.branches):
            cost = _bytes_of(branch, counted)
            left -= cost
            if cost and left < 0:
                break
            kept += 1
        self.branches = self.branches[len(self.branches) - kept :]


def _resting(moment: Moment) -> Moment:
    """A moment without the state before its own, which only a run that goes on needs."""
    progress = moment.progress
    if progress.state.since is None:
        return moment
    return replace(moment, progress=replace(progress, state=replace(progress.state, since=None)))


def _bytes_of(moment: Moment, counted: set[int]) -> int:
    """The bytes of the arrays of a moment that are not `counted` yet; counts them, by their owners."""
    taken = 0
    state, blocks = moment.progress.state, moment.progress.history.blocks
    fresh = [block for block in blocks if id(block) not in counted]
    counted.update(map(id, fresh))
    given = moment.progress.plan.experiment.data.points
    points = () if given is None else (given.x, given.y)
    for array in (
        state.theta,
        state.slots,
        *points,
        *(part for b in fresh for part in (b.update, b.loss, b.theta)),
    ):
        owner = array if array.base is None else array.base
        if id(owner) not in counted:
            counted.add(id(owner))
            taken += owner.nbytes
    return taken


def _joined(first: str, last: str) -> str:
    """The sentence of a drag: from where it began to where it is."""
    begin_, _, _ = first.rpartition(" → ")
    _, _, end = last.rpartition(" → ")
    return f"{begin_} → {end}" if begin_ and end else last


def _opened(run: Run, kept: Saved | None) -> Moment:
    """A run at its beginning, after its last edit, or where it was kept."""
    if kept is None:
        return Moment(run, replay(run), _marks(run))
    shapes = plan(run.wished())
    state = restored(kept, shapes)
    progress = Progress(shapes, state, History().started(state, shapes))
    if kept.update <= _REPLAYED:  # a replay brings the same numbers, and the charts with them
        again = replay(run, kept.update)
        if again.state.update == kept.update and np.array_equal(again.state.theta, state.theta):
            progress = Progress(shapes, state, again.history)
    return Moment(run, progress, _marks(run))


def _marks(run: Run) -> tuple[Mark, ...]:
    """The edits of a run in words; edits at one update share a mark."""
    marks: list[Mark] = []
    experiment = run.experiment
    for stamped in run.edits:
        if isinstance(stamped.edit, Change):
            after = experiment.changed(stamped.edit.settings)
            marks.append(Mark(stamped.update, in_words(experiment, after)))
            experiment = after
        elif isinstance(stamped.edit, EditPoints):
            after = with_edit(experiment, stamped.edit)
            marks.append(Mark(stamped.update, difference(experiment.data, after.data, after.seed)))
            experiment = after
        elif isinstance(stamped.edit, SetParameters):
            marks.append(Mark(stamped.update, f"{len(stamped.edit.values)} numbers set by hand"))
    return tuple(marks)
