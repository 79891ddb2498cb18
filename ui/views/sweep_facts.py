"""What the picture of a sweep shows: its axes, the longest first, and at each place how many runs failed. Pure arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import Scale, loss_scale
from wbsim.outcomes import Criterion, Outcomes
from wbsim.variation import Axis, Grid
from wbsim.verdicts import tally

_LEAST = 1e-9  # the smallest loss that an axis goes down to
_OVER = 100.0  # times the median that are shown of losses that are very large


@dataclass(frozen=True, eq=False)
class SweepFacts:
    """Arrays have an axis for each of `axes`, and those of single runs one more for the seeds."""

    axes: tuple[Axis, ...]
    failed: NDArray[np.int64]
    known: NDArray[np.int64]
    median: NDArray[np.float64]  # of the losses, NaN where none is known
    values: NDArray[np.float64]  # what the criterion measures of every run, NaN where it is not known
    lost: NDArray[np.bool_]  # which runs failed
    criterion: Criterion
    tested: bool


def facts_of(grid: Grid, outcomes: Outcomes, criterion: Criterion) -> SweepFacts:
    """What to show of a grid of runs."""
    order = sorted(range(len(grid.axes)), key=lambda k: -len(grid.axes[k]))
    shape, all_order = (*map(len, grid.axes), len(grid.seeds)), (*order, len(order))
    known = ~np.isnan(outcomes.train_loss) | (outcomes.ended >= 0)

    def arranged(values: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.transpose(values.reshape(shape), all_order)

    counts = tally(grid, outcomes, criterion)
    losses = np.where(known, outcomes.loss, np.nan)
    measured = losses if criterion.measure == "loss" else np.where(known, outcomes.right, np.nan)
    return SweepFacts(
        tuple(grid.axes[k] for k in order),
        np.transpose(counts.failed, order),
        np.transpose(counts.known, order),
        _median(arranged(losses).astype(float)),
        arranged(measured).astype(float),
        arranged(known & ~criterion.learned(outcomes)).astype(bool),
        criterion,
        outcomes.tested,
    )


def _median(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median over the last axis of what is known: the loss of a run, so that ∞ stays ∞."""
    order = np.sort(losses, axis=-1)  # NaN last
    count = (~np.isnan(losses)).sum(axis=-1)
    middle = np.maximum(0, (count - 1) // 2)
    found = np.take_along_axis(order, middle[..., None], axis=-1)[..., 0]
    return np.asarray(np.where(count > 0, found, np.nan), np.float64)


def scale_of(facts: SweepFacts) -> Scale:
    """The axis of what is measured: logarithmic for losses, even for shares and R²; the bound lies on it."""
    values, bound = facts.values, facts.criterion.bound
    real = values[np.isfinite(values)]
    if facts.criterion.measure != "loss":
        low = float(np.min(real, initial=bound))
        return Scale(max(-1.0, np.floor(10 * low - 0.5) / 10), 1.02)
    real = real[real > 0]
    high = min(
        float(np.max(real, initial=bound)), _OVER * max(bound, float(np.median(real)) if len(real) else 0.0)
    )
    low = max(float(np.min(real, initial=bound)), _LEAST, 1e-7 * high)
    return loss_scale(low, max(high, bound), log=True)
