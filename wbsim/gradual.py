"""Measures what reads every point, fit and gradient, of one moment of a run after the other, as far as time allows.
What it gives is exact, of the update that it names. It has no clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.engine import State, Watch
from wbsim.history import History
from wbsim.measured import Measured, measure
from wbsim.path import Kept
from wbsim.plan import Plan
from wbsim.probes.fit import Fit, fitting
from wbsim.probes.ground import Surface, SurfaceWish
from wbsim.probes.pieces import Pieces
from wbsim.probes.trace import descending
from wbsim.run import Run
from wbsim.survey import Surveyor

SLICE = 0.002  # seconds a call where an older measurement of the same run is at hand,
AT_REST = 0.012  # the same where the run stands still, so that nothing else waits,
_SURFACE = 3  # times as long for a loss surface, which is asked for where nothing else is measured
PATIENCE = 0.1  # and where there is none
SORTED = 200_000  # up to so many parameters, their spread is measured with the fit


@dataclass(frozen=True, eq=False)
class Whole:
    """Fit and gradient (P,) of a state, where they were asked for; `measured` is the fit as histories keep it."""

    plan: Plan
    run: Run
    state: State
    fit: Fit | None = None
    measured: Measured | None = None
    gradient: Floats | None = None


@final
class Gradual:
    """Measures; small work within one call, larger work over several, while the run goes on."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.slice = SLICE
        self._newest: Whole | None = None
        self._work: Pieces[Whole] | None = None
        self._of: tuple[Plan, Run, bool, bool] | None = None  # what is being measured
        self._beside: Gradual | None = None
        self._surveyor = Surveyor(clock)

    @property
    def beside(self) -> Gradual:
        """One for the run that is measured beside this one."""
        if self._beside is None:
            self._beside = Gradual(self._clock)
        self._beside.slice = self.slice
        return self._beside

    def newest(self, plan: Plan, run: Run, state: State, history: History, watch: Watch) -> Whole:
        """The newest that is known of this run, after a slice of work: of this very state, if it can be had."""
        wished = (plan, run, watch.fit, watch.gradient)
        self._surveyor.rest()
        known = self._newest
        if known is not None and (known.plan is not plan or known.run is not run):
            known = None
        last = history.measured[-1] if history.measured else None
        if known is None and last is not None and last.update == state.update:
            # histories measure every edit: it need not be done twice
            self._newest = known = Whole(plan, run, state, last.fit if watch.fit else None, last)
            self._work = None  # it is of an earlier update, if of this run at all
        if known is not None and known.state is state and _covers(known, watch):
            return known
        if self._work is None or not _same(self._of, wished):
            self._work, self._of = _measuring(plan, run, state, watch), wished
        end = self._clock() + (PATIENCE if known is None else self.slice)
        try:
            while True:
                next(self._work)
                if self._clock() >= end:
                    return known or Whole(plan, run, state)
        except StopIteration as done:
            self._work, self._newest = None, done.value
            found: Whole = done.value
            return found
        except BaseException:
            self._work = None  # else what is left of it would count as measured
            raise

    def surveyed(
        self, plan: Plan, history: History, state: State, wish: SurfaceWish, kept: Kept,
        also: NDArray[np.floating] | None, before: State | None,
    ) -> Surface:  # fmt: skip
        """The loss surface as far as it is known after a slice of work; ask it behind `newest`."""
        return self._surveyor.newest(
            plan,
            history,
            state,
            wish,
            kept=kept,
            also=also,
            before=before,
            slice=_SURFACE * self.slice,
            patience=PATIENCE,
        )

    def is_behind(self, state: State) -> bool:
        """Whether what is known, if anything, is of another state."""
        return self._newest is None or self._newest.state is not state or self._surveyor.is_behind


def _same(one: tuple[Plan, Run, bool, bool] | None, other: tuple[Plan, Run, bool, bool]) -> bool:
    return one is not None and one[0] is other[0] and one[1] is other[1] and one[2:] == other[2:]


def _covers(known: Whole, watch: Watch) -> bool:
    return (known.fit is not None or not watch.fit) and (known.gradient is not None or not watch.gradient)


def _measuring(plan: Plan, run: Run, state: State, watch: Watch) -> Pieces[Whole]:
    fit = measured = gradient = None
    if watch.fit:
        fit = yield from fitting(plan, state.theta)
        if plan.size <= SORTED:
            measured = measure(plan, state, fit)
    if watch.gradient:
        if watch.fit:
            yield
        gradient = yield from descending(plan, state.theta)
    return Whole(plan, run, state, fit, measured, gradient)
