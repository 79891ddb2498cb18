"""A noisy curve as an exponential mean over updates. Pure arithmetic; it knows neither charts nor histories."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST = 64  # updates that a mean looks back over, at least
BINS = 16  # bins of a history that it looks back over, at least


def span_of(stride: int) -> int:
    """Over how many updates the losses of a history with bins of `stride` updates are smoothed."""
    return max(LEAST, BINS * stride)


def smoothed(update: NDArray[np.int64], values: NDArray[np.float64], span: float) -> NDArray[np.float64]:
    """m ← β m + (1 − β) x with β = (1 − 2 / (span + 1))^(updates since the value before), divided by the weight so far.

    `update` (m,) grows from 1; values (m,) that are not finite are passed over. Without the division, the bias correction
    of Kingma and Ba (2015), a mean would lean towards 0 at its start. The mean of a constant is that constant.
    """
    real = np.isfinite(values)
    keep = np.where(real, (1 - 2 / (span + 1)) ** np.diff(update, prepend=0), 1.0)
    mean, passed = np.where(real, values, 0.0) * (1 - keep), keep.copy()
    shift = 1
    while shift < len(mean):  # steps of the recurrence joined two by two (Hillis and Steele 1986)
        mean[shift:] += passed[shift:] * mean[:-shift]
        passed[shift:] *= passed[:-shift].copy()
        shift *= 2
    weight = 1 - passed
    return np.divide(mean, weight, out=np.full(len(mean), np.nan), where=weight > 0)
