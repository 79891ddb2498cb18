"""Recurrent layers unrolled over time for one sample: what every step reads, holds and adds up, and how much of the loss
hangs on what it holds. It reads a trace and measures nothing anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.plan import Plan, Row
from wbsim.probes.trace import Trace


@dataclass(frozen=True, eq=False)
class Unrolled:
    """One recurrent layer, by its id, and one sample, step by step from the first.

    `inputs` (T, F) is what each step reads, `hidden` (T, H) its values h_t, `sums` (T, H) the sums that they are of.
    `gradient` (T,) is ‖∂L/∂h_t‖ of this sample's loss: the whole derivative, of all that h_t reaches, by the layer
    behind at once and by every later step. It is NaN for a point without a target.
    """

    layer: int
    inputs: Floats
    hidden: Floats
    sums: Floats
    gradient: NDArray[np.float64]


def unrolled(plan: Plan, theta: Floats, trace: Trace) -> tuple[Unrolled, ...]:
    """Every recurrent layer, the first one first; () where there is none."""
    found = []
    for row, behind in zip(plan.rows, plan.rows[1:], strict=False):
        if row.kind == "recurrent":
            inputs = trace.values[row.source_row : row.source_row + row.strip.reads[0] * row.strip.reads[1]]
            hidden, sums = _own(row, trace.values), _own(row, trace.sums)
            gradient = _gradient(row, behind, theta, trace.deltas)
            found.append(Unrolled(row.layer.id, inputs.reshape(row.strip.reads), hidden, sums, gradient))
    return tuple(found)


def _gradient(row: Row, behind: Row, theta: Floats, deltas: Floats) -> NDArray[np.float64]:
    """‖∂L/∂h_t‖ (T,) from the δ = ∂L/∂z of the steps behind and of the layer behind.

    h_t goes into the sums of the next step, by W_h, and into those of the layer behind, so that
    ∂L/∂h_t = W_hᵀ·δ_(t+1) + (Wᵀ·δ of the layer behind)_t; δ_(t+1) holds all that the later steps do.
    """
    steps, neurons = row.strip.filled
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        whole = np.zeros((steps, neurons))
        recurrent = row.weights_of(theta)[:, -neurons:].astype(np.float64)
        whole[:-1] = _own(row, deltas)[1:].astype(np.float64) @ recurrent
        weights = behind.weights_of(theta).astype(np.float64)
        if behind.kind == "recurrent":
            whole += _own(behind, deltas).astype(np.float64) @ weights[:, :neurons]
        else:
            own = deltas[behind.target_row : behind.target_row + behind.fan_out].astype(np.float64)
            reached = (own @ weights).reshape(-1, neurons)  # the last step alone, or every one
            whole[-len(reached) :] += reached
        return np.sqrt((whole**2).sum(axis=1))


def _own(row: Row, numbers: NDArray[np.floating]) -> Floats:
    """What a recurrent layer made, of all values, sums or errors (rows,): (steps, neurons)."""
    return numbers[row.target_row : row.target_row + row.values].reshape(row.strip.filled)
