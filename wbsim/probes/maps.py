"""The maps of every convolution for one sample: what its filters read, what they add up, before and after bias and
activation; and one place of a map as products. It reads a trace and measures nothing anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.plan import Plan, Row
from wbsim.probes import sums as of
from wbsim.probes.trace import Trace


@dataclass(frozen=True, eq=False)
class FilterMaps:
    """One convolution, by the id of its layer, and one sample.

    `reads` (channels, rows, columns) is what it reads, without padding; `before` (filters, rows, columns) is w ∗ image
    without the bias, `sums` z with it, `values` f(z). `pooled` (filters, rows, columns) is what the pooling right behind
    makes of them; None where there is none.
    """

    layer: int
    reads: Floats
    before: Floats
    sums: Floats
    values: Floats
    pooled: Floats | None


@dataclass(frozen=True, eq=False)
class Patch:
    """One place of one filter's map: z = Σ inputs·weights + bias, and f(z).

    `inputs` (0 in the padding), `weights` and their `products` are (channels, k, k); the filter's upper left corner lies
    at row `top` and column `left` of what is read, counted from 0, negative in the padding. `summed` is the sum of the
    products, `z` that with the `bias` (0 without one), and `value` what the activation makes of it.
    """

    inputs: Floats
    weights: Floats
    products: Floats
    top: int
    left: int
    summed: float
    bias: float
    z: float
    value: float


def filter_maps(plan: Plan, theta: Floats, trace: Trace) -> tuple[FilterMaps, ...]:
    """The maps of every convolution, the first one first; () where there is none."""
    found = []
    for row, behind in zip(plan.rows, (*plan.rows[1:], None), strict=True):
        if row.kind != "convolution":
            continue
        given, own = of.read(row, trace.values[:, None]), _own(row, trace.values)
        with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
            before = of.without_bias(row, theta, given, own.reshape(-1, 1)).reshape(row.strip.filled)
        pools = behind is not None and behind.kind == "pooling"
        found.append(
            FilterMaps(
                row.layer.id,
                given.reshape(row.strip.reads),
                before,
                _own(row, trace.sums),
                own,
                _own(behind, trace.values) if behind is not None and pools else None,
            )
        )
    return tuple(found)


def patch(plan: Plan, theta: Floats, trace: Trace, layer: int, filter: int, row: int, column: int) -> Patch:
    """One place of a map: `layer` is the id of a convolution; filter, row and column count from 0, as in its maps.

    Raises KeyError where there is no such convolution, IndexError for a place that its maps do not have.
    """
    where = next((r for r in plan.rows if r.layer.id == layer and r.kind == "convolution"), None)
    if where is None:
        raise KeyError(layer)
    block, filled = where.strip.block, where.strip.filled
    if not all(0 <= one < end for one, end in zip((filter, row, column), filled, strict=True)):
        raise IndexError(f"there is no place {(filter, row, column)}; the maps are {filled}")
    inputs = of.windows(where, of.read(where, trace.values[:, None]))[:, row, column, 0].copy()
    weights = where.weights_of(theta)[filter].reshape(inputs.shape)
    biases = where.biases_of(theta)
    with np.errstate(over="ignore", invalid="ignore"):
        products = inputs * weights
        summed = float(products.sum())
    return Patch(
        inputs,
        weights,
        products,
        row * block.stride - block.padding,
        column * block.stride - block.padding,
        summed,
        0.0 if biases is None else float(biases[filter]),
        float(_own(where, trace.sums)[filter, row, column]),
        float(_own(where, trace.values)[filter, row, column]),
    )


def _own(row: Row, numbers: NDArray[np.floating]) -> Floats:
    """What a layer of an image made, of all values or sums (rows,): (filters, rows, columns)."""
    return numbers[row.target_row : row.target_row + row.values].reshape(row.strip.filled)
