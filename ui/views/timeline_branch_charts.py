"""The charts that compare branches: one loss, or one parameter, of each as a line, the one at hand thick. What other
branches remember does not change, so their lines are painted once.
"""

from __future__ import annotations

import math
from typing import final

import numpy as np
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views import curves
from ui.views.axis import loss_scale, parameter_scale
from ui.views.branches import Shown, shown_branches
from ui.views.measurements import FitCurves, Measurements
from ui.views.names import parameter_symbol
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_others import OtherLines, bins_of, loss_trace, parameter_trace
from ui.views.timeline_read import Heading, Label, Read, Tag, Trace
from ui.views.timeline_strokes import Line
from wbsim.history import History
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class BranchChart(Curves):
    """Lines of one kind; a subclass says which numbers, and what they are called."""

    hues = ("loss", "loss_text", "loss")  # of the lines, of words, of the bar

    def __init__(self, bed: Bed) -> None:
        super().__init__(bed)
        self._line, self._others = Line(), OtherLines()
        self._known: dict[tuple[int, str], tuple[History, Trace]] = {}
        self._found = self._known

    def _trace(self, shown: Shown, what: str) -> Trace:
        """One number of a branch, made when its history is another one."""
        known = self._known.get((shown.number, what))
        if known is None or known[0] is not shown.history or known[1].shown.end != shown.end:
            known = (shown.history, self._made(shown, what))
        self._found[(shown.number, what)] = known
        trace = known[1]
        if trace.shown.branch is shown.branch and trace.shown.at_hand == shown.at_hand:
            return trace
        return Trace(shown, trace.update, trace.low, trace.high, trace.last)

    def _traces(self, shown: tuple[Shown, ...], what: str) -> tuple[Trace, ...]:
        self._found = {}
        traces = tuple(self._trace(one, what) for one in shown)
        self._known = self._found  # branches that are gone are forgotten
        return tuple(trace for trace in traces if np.isfinite(trace.last).any())

    def _made(self, shown: Shown, what: str) -> Trace:
        raise NotImplementedError

    def _written(self, value: float) -> str:
        raise NotImplementedError

    def _seen(self, traces: tuple[Trace, ...], where: TimelineLayout) -> tuple[float, float] | None:
        """The smallest and largest values on the part of the axis that is seen."""
        ends = []
        for trace in traces:
            part = where.span.of(trace.update * where.per_update)
            low, high = trace.low[part], trace.high[part]
            real = np.isfinite(low) & np.isfinite(high)
            if real.any():
                ends.append((float(low[real].min()), float(high[real].max())))
        return (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else None

    def labels(
        self, where: TimelineLayout, top: int, read: Read, snapshot: Snapshot, cursor: int | None, most: int
    ) -> list[Label]:
        """None: every curve has its tag."""
        return []

    def tags(self, where: TimelineLayout, top: int, read: Read) -> list[Tag]:
        """The letter and the last value of each curve, where it ends; of one that goes on beyond the axis, there."""
        found = []
        for trace in read.traces:
            end = min(float(trace.shown.end), where.end)
            value = trace.at(end)
            if value is None or trace.shown.end < where.start:
                continue
            y = top + float(
                np.clip(curves.heights(np.array([value]), read.scale, where.height)[0], 0, where.height)
            )
            fill, token, _ = self.hues
            found.append(
                Tag(
                    trace.shown.branch.letter,
                    self._written(value),
                    where.x(end),
                    y,
                    token,
                    fill,
                    trace.shown.at_hand,
                )
            )
        return found

    def points(
        self, where: TimelineLayout, top: int, read: Read, update: int, value: float | None
    ) -> list[Tag]:
        """Where the curves are at an update, that of the branch at hand at a `value` that is known better."""
        found = []
        for trace in read.traces:
            there = value if trace.shown.at_hand and value is not None else trace.at(update)
            if there is None or not math.isfinite(there):
                continue
            y = top + float(
                np.clip(curves.heights(np.array([there]), read.scale, where.height)[0], 0, where.height)
            )
            text = self._written(there) if trace.shown.at_hand else ""
            found.append(Tag("", text, where.x(update), y, self.hues[1], self.hues[0], trace.shown.at_hand))
        return found

    def value_now(self, snapshot: Snapshot, look: Look) -> float | None:
        """The number of the moment that is looked at."""
        raise NotImplementedError

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws the other branches, which hold still, and then the one at hand."""
        hue = self.hues[0]
        others = tuple(trace for trace in read.traces if not trace.shown.at_hand)
        self._others.draw(painter, where, read.scale, others, hue, look)
        for trace in read.traces:
            if trace.shown.at_hand:
                color, width = look.theme.color(hue), 2.8 * max(1.0, look.scale)
                self._line.draw(painter, where, read.scale, bins_of(trace), color, width)


@final
class BranchLosses(BranchChart):
    """The loss on test points of every branch; on training points where there are no others."""

    def __init__(self, bed: Bed) -> None:
        super().__init__(bed)
        self._measured: dict[int, Measurements] = {}

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """The scale holds what is seen of all branches."""
        shown = shown_branches(snapshot, look)
        self._measured = {one.number: self._measured.get(one.number) or Measurements() for one in shown}
        traces = self._traces(shown, "test" if is_tested(snapshot.plan) else "train")
        low, high = self._seen(traces, where) or (0.1, 1.0)
        return Read(loss_scale(low, high, look.log_loss), fits, snapshot.history, traces=traces)

    def _made(self, shown: Shown, what: str) -> Trace:
        return loss_trace(shown, self._measured[shown.number], what == "test")

    def _written(self, value: float) -> str:
        return themes.number(value, 2 if value < 0.1 else 3)

    def value_now(self, snapshot: Snapshot, look: Look) -> float | None:
        """The loss of the moment, where it is known."""
        fit = snapshot.seen.fit
        if fit is None or snapshot.seen.update != snapshot.state.update:
            return None
        return fit.test_loss if is_tested(snapshot.plan) else fit.train_loss

    def heading(self, snapshot: Snapshot, look: Look, read: Read) -> Heading:
        """Which loss; under it stands the switch of the axis."""
        title = self.tr("Test loss") if is_tested(snapshot.plan) else self.tr("Training loss")
        return Heading(title, "", "loss", "loss_text", read.scale, wide="linear ")

    def tip(self, read: Read) -> str:
        """What it shows."""
        return self.tr("The loss of every branch that is shown, with its letter and last value at its end")


@final
class BranchParameter(BranchChart):
    """One parameter of every branch that has it, by its id: the one at hand, or the bias of the selected neuron."""

    def __init__(self, bed: Bed) -> None:
        super().__init__(bed)
        self._name, self._title = "", ""

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """The scale holds what is seen of all branches."""
        shown = shown_branches(snapshot, look)
        self._name, plan = parameter_of(snapshot, look, shown)
        traces = self._traces(shown, self._name)
        letter, place = parameter_symbol(plan, self._name)
        self._title = letter + (place.translate(_LOW) if place.isdecimal() else f" {place}")
        kind = "bias" if letter == "b" else "weight"
        self.hues = ("bias_line" if letter == "b" else "weight", f"{kind}_text", kind)
        scale = parameter_scale(*(self._seen(traces, where) or (0.0, 0.0)))
        return Read(scale, fits, snapshot.history, traces=traces)

    def _made(self, shown: Shown, what: str) -> Trace:
        return parameter_trace(shown, what)

    def _written(self, value: float) -> str:
        return themes.fixed(value)

    def value_now(self, snapshot: Snapshot, look: Look) -> float | None:
        """The value of the moment."""
        place = snapshot.plan.index.get(self._name)
        return None if place is None else float(snapshot.state.theta[place])

    def heading(self, snapshot: Snapshot, look: Look, read: Read) -> Heading:
        """The parameter by its symbol."""
        words = self.tr("Weight {symbol}") if self._title[:1] in "wW" else self.tr("Bias {symbol}")
        under = self.tr("no unit") if read.traces else self.tr("none here")
        return Heading(words.format(symbol=self._title), under, self.hues[2], self.hues[1], read.scale)

    def tip(self, read: Read) -> str:
        """What it shows."""
        return self.tr(
            "{symbol} of every branch that has it; select another neuron, or hover over a weight, to see that one"
        ).format(symbol=self._title)


def is_tested(plan: Plan) -> bool:
    """Whether there are test points."""
    return plan.train_size < plan.description.size


def parameter_of(snapshot: Snapshot, look: Look, shown: tuple[Shown, ...]) -> tuple[str, Plan]:
    """The parameter that is followed through the branches, and a plan that has it.

    It is the one at hand; else the bias of the selected neuron, or of the last one, even where only another branch
    has it; else the last parameter of all.
    """
    plans = (snapshot.plan, *(one.branch.plan for one in shown))
    neuron = look.neuron if look.neuron is not None else snapshot.plan.rows[-1].layer.neurons[0]
    for name in (look.parameter, look.chosen, f"b:{neuron}", f"b:{snapshot.plan.rows[-1].layer.neurons[0]}"):
        plan = next((plan for plan in plans if name in plan.index), None)
        if name is not None and plan is not None:
            return name, plan
    return snapshot.plan.ids[-1], snapshot.plan
