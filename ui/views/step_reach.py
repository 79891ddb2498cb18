"""How far an update is walked: which sums, errors and parameters its ticks have reached by now. Counting for pictures;
what the numbers are, `Coming` knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.coming import Coming
from wbsim.ladder import Ladder, Phase, Stage
from wbsim.plan import Plan
from wbsim.probes.trace import Pick, Trace
from wbsim.snapshot import Snapshot

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@lru_cache(maxsize=16)
def order(plan: Plan) -> dict[int, int]:
    """The place of every neuron's id among all neurons, layer by layer, as a ladder counts them."""
    neurons = [neuron for row in plan.rows for neuron in row.layer.neurons]
    return {neuron: place for place, neuron in enumerate(neurons)}


@dataclass(frozen=True, eq=False)
class Reach:
    """An update `tick` ticks in, seen for the sample that is written out; all arrays are by neuron, (neurons,)."""

    coming: Coming
    tick: int

    @cached_property
    def ladder(self) -> Ladder:
        """The ticks of the update."""
        return self.coming.ladder

    @cached_property
    def stage(self) -> Stage | None:
        """What the last tick did; None before the first."""
        return self.ladder.stage(self.tick) if self.tick >= 1 else None

    @property
    def phase(self) -> Phase | None:
        """The phase at hand; None before the first tick."""
        return None if self.stage is None else self.stage.phase

    @property
    def landed(self) -> bool:
        """Whether the whole update is done."""
        return self.tick >= self.ladder.total

    @property
    def way(self) -> int:
        """How many ticks of this sample are done."""
        return min(max(0, self.tick - self.coming.sample * self.ladder.each), self.ladder.each)

    @property
    def moved(self) -> int:
        """How many ticks of the update phase are done."""
        return min(max(0, self.tick - self.ladder.samples * self.ladder.each), self.ladder.forward)

    @cached_property
    def _begins(self) -> Counts:
        return self.ladder.ends - self.ladder.fans - 1

    @cached_property
    def products(self) -> Counts:
        """How many products of each are there."""
        return np.clip(self.way - self._begins, 0, self.ladder.fans)

    @cached_property
    def summed(self) -> Flags:
        """Which have their sum and value."""
        return self.ladder.ends <= self.way

    @property
    def lost(self) -> bool:
        """Whether the loss is known."""
        return self.way > self.ladder.forward

    @cached_property
    def blamed(self) -> Flags:
        """Which have their δ."""
        return self._back > 0

    @cached_property
    def slopes(self) -> Counts:
        """How many weights of each have their gradient."""
        return np.clip(self._back - 1, 0, self.ladder.fans)

    @cached_property
    def _back(self) -> Counts:
        """How many backward ticks of each are done, its own among them."""
        return self.way - self.ladder.forward - 1 - (self.ladder.forward - self.ladder.ends)

    @cached_property
    def steps(self) -> Counts:
        """How many weights of each have moved."""
        return np.clip(self.moved - self._begins, 0, self.ladder.fans)

    @cached_property
    def settled(self) -> Flags:
        """Which have moved their bias."""
        return self.ladder.ends <= self.moved

    def place(self, stage: Stage) -> int:
        """The place of a stage's neuron among all; −1 for the loss."""
        if stage.layer < 0:
            return -1
        return int(sum(row.fan_out for row in self.coming.plan.rows[: stage.layer])) + stage.neuron


def reach_of(snapshot: Snapshot) -> Reach | None:
    """How far the update of a snapshot is walked; None where none is."""
    coming = snapshot.coming
    return None if coming is None else Reach(coming, min(max(0, snapshot.tick), coming.ladder.total))


def begun(snapshot: Snapshot, reach: Reach) -> int:
    """The tick at which the last step began: what moves in a picture lies between it and the tick at hand."""
    if snapshot.rung == "sample" and reach.stage is not None and reach.stage.phase != "update":
        return max(reach.coming.sample * reach.ladder.each, reach.ladder.before(reach.tick, "sample"))
    rung = snapshot.rung if snapshot.rung in ("product", "neuron", "sample") else "product"
    if reach.landed and snapshot.rung in ("batch", "epoch"):  # all that moved, moved at once
        return reach.ladder.samples * reach.ladder.each
    return reach.ladder.before(reach.tick, rung)


def known_values(reach: Reach) -> Flags:
    """Which of all values (rows,) the walk has reached: of a filter its whole map, of a cell all its steps; a pooling follows
    the filters that it reads.
    """
    plan = reach.coming.plan
    known = np.zeros(plan.values, bool)
    known[: len(plan.inputs)] = True
    first, before = 0, np.ones(1, bool)
    for row in plan.rows:
        part = slice(row.target_row, row.target_row + row.values)
        if row.kind == "pooling":
            channels = row.strip.filled[0]
            own = before if len(before) == channels else np.full(channels, bool(before.all()))
            known[part] = np.repeat(own, row.values // channels)
            continue
        own = reach.summed[first : first + row.fan_out]
        first += row.fan_out
        if row.kind == "recurrent":
            known[part] = np.tile(own, row.values // row.fan_out)
        else:
            known[part] = np.repeat(own, row.values // row.fan_out)
        before = own
    return known


def as_walked(snapshot: Snapshot, reach: Reach) -> Snapshot:
    """The moment of an update for a picture: the way of its sample as far as it is walked. What is not reached is no number,
    which has no tone.
    """
    coming = reach.coming
    values = np.where(known_values(reach), coming.values, np.nan)
    trace = Trace(
        Pick("train", int(coming.samples[coming.sample])), coming.point, coming.target, coming.sums, values,
        coming.deltas, coming.own_gradient, coming.own_loss,
    )  # fmt: skip
    return replace(snapshot, plan=coming.plan, state=coming.state, seen=replace(snapshot.seen, trace=trace))
