"""Ends a run where a wish of `Stop` comes true, at the very update, however the run is cut into calls. It decides when;
who drives the run then rests.
"""

from __future__ import annotations

from typing import final

from wbsim.branches import Branch
from wbsim.engine import State, updates_to_epoch_end
from wbsim.history import fit_stride
from wbsim.plan import Plan
from wbsim.probes.fit import Fit, fit
from wbsim.stops import Stop

_EVERY = 16  # updates between looks at the loss, at least; between two of them every update is looked at afterwards
_BETTER = 1e-3  # share of the loss that it has to fall by to count as progress


@final
class Stopping:
    """Watches one run for a stop. What has ended it once does so again only after it was no longer true."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self._spent: set[str] = set()
        self._best: tuple[int, float, Plan] | None = (
            None  # where the loss was lowest since progress is awaited
        )

    def advance(self, branch: Branch, updates: int) -> tuple[Branch, str]:
        """`updates` updates on, fewer where it diverges or a wish comes true: then with the reason in words."""
        goal = branch.state.update + updates
        while branch.state.update < goal and branch.state.divergence is None:
            before, state = branch, branch.state
            branch = branch.trained(min(goal - state.update, self.due(state, branch.plan)))
            reason = self.reached(state, branch.state) or self._measured(before, branch)
            if isinstance(reason, tuple):
                return reason
            if reason:
                return branch, reason
        return branch, ""

    def due(self, state: State, plan: Plan) -> int:
        """How many updates there are until something has to be looked at."""
        stop, least = self.stop, 2**53
        if stop.update is not None and stop.update > state.update:
            least = stop.update - state.update
        if stop.epoch is not None and stop.epoch > state.epoch:
            least = min(least, updates_to_epoch_end(state, plan))
        if self._measures:
            every = max(_EVERY, fit_stride(plan))
            least = min(least, every - state.update % every)
        return least

    def reached(self, before: State, after: State) -> str:
        """What came true of update and epoch between two states, in words."""
        stop = self.stop
        if stop.update is not None and before.update < stop.update <= after.update:
            return f"stopped at update {after.update}, as asked"
        if stop.epoch is not None and before.epoch < stop.epoch <= after.epoch:
            return f"stopped at update {after.update}: {after.epoch} epochs are done"
        return ""

    @property
    def _measures(self) -> bool:
        stop = self.stop
        return stop.loss is not None or stop.accuracy is not None or stop.patience is not None

    def _measured(self, before: Branch, after: Branch) -> tuple[Branch, str] | None:
        """The first update at which a wish about a measurement came true since it was last looked."""
        plan, state = after.plan, after.state
        if not self._measures or state.update % max(_EVERY, fit_stride(plan)):
            return None
        found = fit(plan, state.theta)
        self._spent = {kind for kind in self._spent if self._true(kind, found)}
        for kind in ("loss", "accuracy"):
            if kind not in self._spent and self._true(kind, found):
                return self._first(kind, before, after)
        return self._without_progress(after, found)

    def _first(self, kind: str, before: Branch, after: Branch) -> tuple[Branch, str]:
        """Between two looks, the first update at which it is true."""
        self._spent.add(kind)
        branch = before.trained(1)
        while branch.state.update < after.state.update:
            found = fit(branch.plan, branch.state.theta)
            if self._true(kind, found):
                after = branch
                break
            branch = branch.trained(1)
        found = fit(after.plan, after.state.theta)
        part, value = self._value(kind, found)
        wished = self.stop.loss if kind == "loss" else self.stop.accuracy
        assert wished is not None
        assert value is not None
        number = f"{value:.3g}, at most {wished:g}"
        if kind == "accuracy":
            number = f"{100 * value:.1f} %, at least {100 * wished:g} %"
        return after, f"stopped at update {after.state.update}: {part} {kind} {number}"

    def _without_progress(self, branch: Branch, found: Fit) -> tuple[Branch, str] | None:
        patience, update = self.stop.patience, branch.state.update
        if patience is None:
            return None
        loss, best = self._value("loss", found)[1], self._best
        assert loss is not None
        if best is None or best[2] is not branch.plan or best[0] > update or loss < best[1] * (1 - _BETTER):
            self._best = (update, loss, branch.plan)
        elif update - best[0] >= patience:
            self._best = None
            said = f"no progress in {update - best[0]} updates; the loss was {best[1]:.3g} at {best[0]}"
            return branch, f"stopped at update {update}: {said}"
        return None

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
