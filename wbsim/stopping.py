"""Ends a run where a wish of `Stop` comes true, at the very update, however the run is cut into calls. It decides when;
who drives the run then rests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from wbsim.engine import State, advance, updates_to_next_epoch
from wbsim.history import fit_stride
from wbsim.keyframes import Keyframe
from wbsim.plan import Plan
from wbsim.probes.fit import Fit, fit
from wbsim.stops import Stop
from wbsim.translation import plural, translated

_EVERY = 16  # updates from one look to the next, at least
_SEARCH = 2**31  # products that looking at all updates between two looks may take: some tenths of a second
_BETTER = 1e-3  # share of the loss that it has to fall by to count as progress


@dataclass(frozen=True)
class _End:
    """Where a measurement ends the run, why, and the wishes that have then had their way."""

    update: int
    words: str
    kinds: frozenset[str] = frozenset()


@final
class Stopping:
    """Watches moments that follow one another, be they trained or recorded. What has ended them once does so again only
    after it was no longer true.

    Looks are at the multiples of a stride. They are made ahead, on updates that nobody has seen yet, so that the run
    ends at the first update for which a wish is true that the look finds true. Where that search takes long a look is
    made once the run is there, and ends it there.
    """

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self._at: State | None = None  # the moment it has come to; any other begins anew
        self._spent: frozenset[str] = frozenset()
        self._best: tuple[int, float] | None = None  # where the loss was lowest since progress is awaited
        self._next = 0  # the update of the next look
        self._end: _End | None = None

    def due(self, here: Keyframe) -> int:
        """How many updates there are from a moment until `reached` has to be asked; at least 1."""
        stop, state, least = self.stop, here.state, 2**53
        if stop.update is not None and stop.update > state.update:
            least = stop.update - state.update
        if stop.epoch is not None and stop.epoch > state.epoch:
            least = min(least, updates_to_next_epoch(state, here.plan))
        if self._measures:
            if state is not self._at:
                self._begin(here)
            if state.update >= self._next:
                self._look_ahead(here)
            least = min(least, (self._end.update if self._end else self._next) - state.update)
        return least

    def reached(self, before: Keyframe, after: Keyframe) -> str:
        """What came true from one moment to the next, in words; at most `due` updates lie between them."""
        stop, was, state = self.stop, before.state, after.state
        reasons = [self._measured(after)] if self._measures and state.update > was.update else []
        self._at = state if after.edits == before.edits else None
        if stop.update is not None and was.update < stop.update <= state.update:
            reasons.append(translated("stopped at update {update}, as asked", update=state.update))
        if stop.epoch is not None and was.epoch < stop.epoch <= state.epoch:
            reasons.append(
                plural(
                    state.epoch,
                    "stopped at update {update}: 1 epoch is done",
                    "stopped at update {update}: {count} epochs are done",
                    update=state.update,
                )
            )
        return next(filter(None, reasons), "")

    @property
    def _measures(self) -> bool:
        stop = self.stop
        return stop.loss is not None or stop.accuracy is not None or stop.patience is not None

    def _begin(self, here: Keyframe) -> None:
        self._at, self._best, self._next, self._end = here.state, None, 0, None
        if self._spent:
            self._spent &= self._true_of(fit(here.plan, here.state.theta))

    def _look_ahead(self, here: Keyframe) -> None:
        state, plan = here.state, here.plan
        every = _stride(plan)
        self._next, self._end = (state.update // every + 1) * every, None
        if _searches(plan):
            then = advance(state, plan, self._next - state.update)
            if then.divergence is None:
                self._end = self._look(then, plan, since=state)

    def _measured(self, after: Keyframe) -> str:
        """The reason to end at this very update, if a look has found or now finds one."""
        update, end = after.state.update, self._end
        if update == self._next and not _searches(after.plan):
            end = self._look(after.state, after.plan)
        if end is None or end.update != update:
            return ""
        self._spent |= end.kinds
        # there may be another reason before the look that has found this one
        self._next, self._end = update, None
        return end.words

    def _look(self, state: State, plan: Plan, since: State | None = None) -> _End | None:
        """Where a wish that is true at a state ends the run: there or, at the first update for which it is true, earlier."""
        found = fit(plan, state.theta)
        true = self._true_of(found)
        self._spent &= true
        new = true - self._spent
        if not new:
            return self._without_progress(state.update, found)
        end = state
        if since is not None:
            end, found = since, fit(plan, since.theta)
            while end is since or not new & self._true_of(found):
                end = advance(end, plan, 1)
                found = fit(plan, end.theta)
        kinds = new & self._true_of(found)
        return _End(
            end.update, self._words("loss" if "loss" in kinds else "accuracy", end.update, found), kinds
        )

    def _without_progress(self, update: int, found: Fit) -> _End | None:
        patience, best = self.stop.patience, self._best
        if patience is None:
            return None
        loss = self._value("loss", found)[1]
        assert loss is not None
        if best is None or loss < best[1] * (1 - _BETTER):
            self._best = update, loss
        elif update - best[0] >= patience:
            self._best = None
            said = translated(
                "stopped at update {update}: no progress in {count} updates; the loss was {best:.3g} at {then}",
                update=update,
                count=update - best[0],
                best=best[1],
                then=best[0],
            )
            return _End(update, said)
        return None

    def _words(self, kind: str, update: int, found: Fit) -> str:
        part, value = self._value(kind, found)
        assert value is not None
        if kind == "accuracy":
            text = (
                translated("stopped at update {update}: test accuracy {value:.1f} %, at least {bound:g} %")
                if part == "test"
                else translated(
                    "stopped at update {update}: training accuracy {value:.1f} %, at least {bound:g} %"
                )
            )
            return text.format(update=update, value=100 * value, bound=100 * (self.stop.accuracy or 0))
        text = (
            translated("stopped at update {update}: test loss {value:.3g}, at most {bound:g}")
            if part == "test"
            else translated("stopped at update {update}: training loss {value:.3g}, at most {bound:g}")
        )
        return text.format(update=update, value=value, bound=self.stop.loss)

    def _true_of(self, found: Fit) -> frozenset[str]:
        return frozenset(kind for kind in ("loss", "accuracy") if self._true(kind, found))

    def _true(self, kind: str, found: Fit) -> bool:
        value = self._value(kind, found)[1]
        wished = self.stop.loss if kind == "loss" else self.stop.accuracy
        if value is None or wished is None:
            return False
        return value <= wished if kind == "loss" else value >= wished

    def _value(self, kind: str, found: Fit) -> tuple[str, float | None]:
        """The part that is measured, and its value: that of the test points, where it is asked for and there are any."""
        if self.stop.of == "test" and found.test_loss is not None:
            return "test", found.test_loss if kind == "loss" else found.test_accuracy
        return "training", found.train_loss if kind == "loss" else found.train_accuracy


def _stride(plan: Plan) -> int:
    """Updates from one look to the next."""
    return max(_EVERY, fit_stride(plan))


def _searches(plan: Plan) -> bool:
    """Whether the first of the updates between two looks is searched for."""
    return _stride(plan) * plan.size * plan.description.size <= _SEARCH
