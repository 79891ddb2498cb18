"""The step ladder inside one update: product, neuron, sample, and how many of each there are. Pure counting; what
the numbers are at each place, the probe of a step knows.

An update is walked in ticks. For every sample of its batch the forward phase has one tick for each product w·x of a
neuron and then one for what the neuron does itself (the bias is added, the activation taken); the loss has one tick;
the backward phase goes through the neurons from the last to the first, one tick for the neuron itself (its δ, which is
also the gradient of its bias) and then one for each of its weights, the first one first. After the last sample the update phase has one
tick for each weight and one for each neuron itself (its bias).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from wbsim.plan import Plan

Rung = Literal["product", "neuron", "sample", "batch", "epoch"]
Phase = Literal["forward", "loss", "backward", "update"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
PHASES: tuple[Phase, ...] = get_args(Phase)
INSIDE: tuple[Rung, ...] = RUNGS[:3]  # those that are less than an update


@dataclass(frozen=True)
class Stage:
    """What one tick does: of the `sample`-th sample of the batch, of a neuron (its place in `plan.rows[layer]`).

    `term` is the place of a weight among the neuron's; None for what the neuron does itself. The loss has no neuron
    and the update no sample: these are then −1.
    """

    phase: Phase
    sample: int
    layer: int = -1
    neuron: int = -1
    term: int | None = None


@dataclass(frozen=True)
class Done:
    """How much of an update is done: whole products, neurons and samples, each of how many.

    Products and neurons are counted within the phase and sample at hand.
    """

    products: int
    products_of: int
    neurons: int
    neurons_of: int
    samples: int
    samples_of: int


@dataclass(frozen=True, eq=False)
class Ladder:
    """The ticks of one update of `samples` samples; `ends` (neurons,) are the ticks by which each neuron is done."""

    samples: int
    layers: NDArray[np.int64]  # (neurons,) the layer of each
    firsts: NDArray[np.int64]  # (neurons,) its place within the layer
    fans: NDArray[np.int64]  # (neurons,) how many weights it has
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, plan: Plan, samples: int) -> Ladder:
        """The ladder of an update with so many samples in its batch."""
        return _ladder(tuple((row.fan_in, row.fan_out) for row in plan.rows), samples)

    @property
    def forward(self) -> int:
        """Ticks of the forward phase of one sample; as many as of its backward phase, and of the update phase."""
        return int(self.ends[-1])

    @property
    def each(self) -> int:
        """Ticks of one sample: forward, loss, backward."""
        return 2 * self.forward + 1

    @property
    def total(self) -> int:
        """Ticks of the whole update."""
        return self.samples * self.each + self.forward

    def stage(self, tick: int) -> Stage:
        """What the `tick`-th tick does, counted from 1; raises ValueError beyond the update."""
        if not 1 <= tick <= self.total:
            raise ValueError(f"tick {tick} is out of range; it must be from 1 to {self.total}")
        sample, within = divmod(tick - 1, self.each)
        if sample >= self.samples:
            return self._at("update", -1, within)
        if within < self.forward:
            return self._at("forward", sample, within)
        if within == self.forward:
            return Stage("loss", sample)
        return self._at("backward", sample, within - self.forward - 1)

    def _at(self, phase: Phase, sample: int, within: int) -> Stage:
        place = self.forward - 1 - within if phase == "backward" else within
        neuron = int(np.searchsorted(self.ends, place, side="right"))
        fan = int(self.fans[neuron])
        left = int(self.ends[neuron]) - 1 - place  # 0 for the neuron itself
        term = None if left == 0 else (left - 1 if phase == "backward" else fan - left)
        return Stage(phase, sample, int(self.layers[neuron]), int(self.firsts[neuron]), term)

    def after(self, tick: int, rung: Rung) -> int:
        """The tick at which one step on a rung ends that begins at a tick; at most `total`."""
        if rung in ("batch", "epoch") or tick >= self.total:
            return self.total
        if rung == "product":
            return min(tick + 1, self.total)
        base, within, stops = self._near(tick, rung)
        return base + int(stops[np.searchsorted(stops, within, side="right")])

    def before(self, tick: int, rung: Rung) -> int:
        """The tick at which a step back on a rung ends; 0 at the beginning of the update."""
        if tick <= 0 or rung in ("batch", "epoch"):
            return 0
        if rung == "product":
            return tick - 1
        base, within, stops = self._near(tick - 1, rung)
        place = int(np.searchsorted(stops, within, side="right"))
        return base + (int(stops[place - 1]) if place else 0)

    def _near(self, tick: int, rung: Rung) -> tuple[int, int, NDArray[np.int64]]:
        """Where the sample (or the update phase) at a tick begins, how far in it is, and where steps in it end."""
        whole = self.samples * self.each
        base = min(tick - tick % self.each, whole)
        forward, each = self.forward, self.each
        if rung == "sample":
            stops = [forward] if base == whole else [each]
        elif base == whole:
            return base, tick - base, self.ends
        else:
            back = each - self.ends[-2::-1]  # the neurons from the last to the first
            stops = [*self.ends, forward + 1, *back, each]
        return base, tick - base, np.array(stops)

    def phase_ends(self, tick: int) -> dict[Phase, int]:
        """The ticks by which each phase is done, of the sample at hand, and of the update."""
        sample = min(max(tick - 1, 0) // self.each, self.samples - 1)
        base = sample * self.each
        return {
            "forward": base + self.forward,
            "loss": base + self.forward + 1,
            "backward": base + self.each,
            "update": self.total,
        }

    def done(self, tick: int) -> Done:
        """How much is done after a tick."""
        within = tick % self.each if tick < self.samples * self.each else tick - self.samples * self.each
        samples = min(tick // self.each, self.samples)
        if tick < self.samples * self.each and within > self.forward + 1:
            part = within - self.forward - 1
            begun = self.forward - np.append(0, self.ends[:-1])  # by which each neuron is done, from the last
            neurons = int((begun <= part).sum())
            # one tick of each neuron that was begun is its own
            own = int((self.forward - self.ends < part).sum())
        else:
            part = min(within, self.forward)
            neurons = int((self.ends <= part).sum())
            own = neurons
        count = len(self.ends)
        return Done(part - own, self.forward - count, neurons, count, samples, self.samples)


@lru_cache(maxsize=64)
def _ladder(shape: tuple[tuple[int, int], ...], samples: int) -> Ladder:
    fans = np.concatenate([np.full(out, fan, np.int64) for fan, out in shape])
    layers = np.concatenate([np.full(out, k, np.int64) for k, (_, out) in enumerate(shape)])
    firsts = np.concatenate([np.arange(out, dtype=np.int64) for _, out in shape])
    return Ladder(samples, layers, firsts, fans, np.cumsum(fans + 1))
