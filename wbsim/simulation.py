"""Runs from their beginning: replayed to any update, or stepped through by a notebook. It draws no pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wbsim.edits import applied
from wbsim.engine import State, initial
from wbsim.experiment import Experiment
from wbsim.history import History, advanced
from wbsim.keyframes import edits_by, ends_before
from wbsim.plan import Plan, plan
from wbsim.probes.fit import Fit, fit
from wbsim.run import AnyEdit, Restore, Run


@dataclass(frozen=True, eq=False)
class Progress:
    """Where a simulation stands."""

    plan: Plan
    state: State
    history: History

    @property
    def fit(self) -> Fit:
        """Losses and accuracies of the state."""
        return fit(self.plan, self.state.theta)


def begin(experiment: Experiment) -> Progress:
    """Before the first update; raises `Refused`."""
    shapes = plan(experiment)
    state = initial(shapes)
    return Progress(shapes, state, History().started(state, shapes))


def apply(progress: Progress, edit: AnyEdit) -> Progress:
    """With an edit made at this very update; raises `Refused` and changes nothing."""
    shapes, state = applied(progress.plan, progress.state, edit)
    history = progress.history
    if isinstance(edit, Restore):
        history = history.until(state.update)
    return Progress(shapes, state, history.started(state, shapes))


def onward(progress: Progress, updates: int) -> Progress:
    """`updates` updates on; fewer where the run diverges."""
    state, history = advanced(progress.state, progress.plan, progress.history, updates)
    return Progress(progress.plan, state, history)


def replay(run: Run, update: int | None = None) -> Progress:
    """A run as it was at an update, bit for bit; raises `Refused`. Edits stamped with that update are made.

    Where a run went back, the newest stretch that has the update counts. Without an update it ends right behind
    the last edit, which may have gone back.
    """
    progress = begin(run.experiment)
    for stamped in run.edits[: None if update is None else edits_by(run, update)]:
        progress = onward(progress, stamped.update - progress.state.update)
        if progress.state.update != stamped.update:
            raise ends_before(stamped.update, progress.state)
        progress = apply(progress, stamped.edit)
    return progress if update is None else onward(progress, max(0, update - progress.state.update))


def simulate(experiment: Experiment, updates: int, every: int = 100) -> Iterator[Progress]:
    """The start, then every `every` updates until `updates`; it ends early where the run diverges.

    Raises `Refused` for an experiment that cannot be, ValueError for `every` below 1.
    """
    if every < 1:
        raise ValueError(f"every {every} updates cannot be; it must be 1 or more")
    progress = begin(experiment)
    yield progress
    while progress.state.update < updates and progress.state.divergence is None:
        progress = onward(progress, min(every, updates - progress.state.update))
        yield progress
