"""How well every network of a population fits its own points: losses, and right answers or R², in one go for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device, stacked_forward
from wbsim.kernels.population_batches import Points
from wbsim.plan import Plan, kept_with
from wbsim.population import Population
from wbsim.samples import Samples
from wbsim.stacked import Stack, points_of

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Measured:
    """Of a set of points and the networks of a population: the mean losses without penalty, and the shares of right
    answers or R², (networks,); NaN where a network has no such points, or R² is not defined.
    """

    loss: Numbers
    right: Numbers


@dataclass(frozen=True, eq=False)
class _Set:
    """Points as all networks see them, how many each has, and of values what R² is reckoned with: how far targets lie from
    their mean (networks,) and the squared unit of every output (networks, outputs).
    """

    points: Points
    counts: Numbers
    around: Numbers
    units: Numbers


def on_training(of: Population, blocks: Whole | None = None, threads: int = 1) -> Measured:
    """On the training points of each; of some blocks of networks alone, if wished, the others are NaN."""
    return _measured(of, _training(of.stack), blocks, threads)


def on_tests(of: Population, blocks: Whole | None = None, threads: int = 1) -> Measured:
    """On the test points of each."""
    return _measured(of, _testing(of.stack), blocks, threads)


def has_tests(of: Population) -> bool:
    """Whether any of its networks has test points."""
    return _testing(of.stack) is not None


def _measured(of: Population, on: _Set | None, blocks: Whole | None, threads: int) -> Measured:
    stack, nothing = of.stack, np.full(len(of), np.nan)
    if on is None:
        return Measured(nothing, nothing)
    chosen = np.arange(stack.blocks) if blocks is None else blocks
    sums = stacked_forward.counted(stack, of.theta, on.points, chosen, threads)
    left = np.ones(len(of), bool)
    left[stacked_forward.members(stack, chosen)] = False
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        loss = sums[:, 0] / on.counts
        if stack.whole.coding == "value":
            right = 1 - (sums[:, 1:] * on.units).sum(axis=1) / on.around
        else:
            right = sums[:, 1] / on.counts
    loss[left | (on.counts == 0)] = np.nan
    right[left | (on.counts == 0) | (on.around == 0)] = np.nan
    return Measured(loss, right)


@kept_with
def _training(stack: Stack) -> _Set:
    return _set(stack, [device.material(one).train for one in stack.plans], stack.points)


@kept_with
def _testing(stack: Stack) -> _Set | None:
    samples = [device.material(one).test for one in stack.plans]
    if all(one is None for one in samples):
        return None
    return _set(stack, samples, points_of(samples))


def testing_points(stack: Stack) -> Points:
    """The test points of each network or, where none has any, the training points."""
    found = _testing(stack)
    return stack.points if found is None else found.points


def _set(stack: Stack, samples: list[Samples | None], points: Points) -> _Set:
    counts = points.counts[points.of].astype(float)
    around, units = np.ones(len(samples)), np.ones((len(samples), stack.whole.outputs))
    if stack.whole.coding == "value":
        known: dict[tuple[int, bytes], float] = {}
        for network, (one, own) in enumerate(zip(stack.plans, samples, strict=True)):
            scale = one.scales.targets.scale
            units[network] = scale**2
            key = (int(points.of[network]), scale.tobytes())
            if own is not None:
                if key not in known:
                    known[key] = _around(one, own)
                around[network] = known[key]
    return _Set(points, counts, around, units)


def _around(one: Plan, samples: Samples) -> float:
    """Σ (t − mean t)² in the units of the data; 0 where the targets do not differ, for their mean may be a rounding off."""
    targets = device.told(one, samples.t[:, : samples.count].T.astype(float))
    differ = bool((targets != targets[0]).any())
    return float(np.sum((targets - targets.mean(axis=0)) ** 2)) if differ else 0.0
