"""The recurrent layer (Elman 1990): forward through the steps, the error back through all of them, and the gradient.
Values are (step, neuron), a row of `pitch` samples each; a neuron's weights are for what it reads at one step, then for the
layer's own values a step before, which are 0 before the first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.kernels.activations import activate, multiply_by_slope, usual_slope
from wbsim.kernels.compile import cell, inlined
from wbsim.kernels.lanes import add_products, fma, loads, spreads, stores, tile_of_zeros, width
from wbsim.kernels.outer import Steps, first_behind, products, summed
from wbsim.kernels.products import multiply
from wbsim.kernels.table import (
    ACTIVATION,
    BIASES,
    CHANNELS,
    DOWN,
    EVERY,
    FAN_IN,
    FAN_OUT,
    READ,
    SOURCE,
    TARGET,
    WEIGHTS,
)

ROWS = 8  # neurons that are made together


# --- forward -----------------------------------------------------------------------------------------------


def _forward_tile(rows: int) -> Any:
    """The cell that makes so many neurons' sums at one step, from what is read and, where any, the values before."""

    @inlined
    def run(
        theta: Any, weights: int, fan_in: int, bias: int, values: Any, source: int, reads: int, before: int, own: int,
        at: int, pitch: int,
    ) -> None:  # fmt: skip
        z = tile_of_zeros(theta, rows, 1)
        if bias >= 0:
            z = z + spreads(theta, bias, 1, rows)
        z = add_products(z, theta, weights, fan_in, 1, values, source, pitch, reads)
        z = add_products(z, theta, weights + reads, fan_in, 1, values, before, pitch, own)
        stores(values, at, pitch, 0, z)

    return run


_forward_big, _forward_one = _forward_tile(ROWS), _forward_tile(1)


@cell
def forward(table: Any, layer: int, theta: Any, values: Any, sums: Any, wide: int, pitch: int) -> None:
    """hₜ = f(W·xₜ + U·hₜ₋₁ + b) of every step, into `values`."""
    fan_in, fan_out, reads = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, CHANNELS]
    bias, step = table[layer, BIASES], 1 if table[layer, BIASES] >= 0 else 0
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    for t in range(table[layer, DOWN]):
        begin, own = target + t * fan_out * pitch, fan_out if t > 0 else 0
        for v in range(0, wide, width(theta)):
            x, before = source + t * reads * pitch + v, begin - fan_out * pitch + v
            w, b, at, unmade = table[layer, WEIGHTS], bias, begin + v, fan_out
            while unmade > 0:
                if unmade >= ROWS:
                    _forward_big(theta, w, fan_in, b, values, x, reads, before, own, at, pitch)
                    done = ROWS
                else:
                    _forward_one(theta, w, fan_in, b, values, x, reads, before, own, at, pitch)
                    done = 1
                unmade, w, b, at = unmade - done, w + done * fan_in, b + done * step, at + done * pitch
        activate(table[layer, ACTIVATION], values, sums, begin, fan_out, wide, pitch, False)


# --- the error, back through the steps ---------------------------------------------------------------------


def _through_tile(rows: int) -> Any:
    """The cell that carries the error of a step to so many neurons of the step before."""

    @inlined
    def run(
        code: int, every: int, theta: Any, weights: int, fan_in: int, fan_out: int, values: Any, deltas: Any, behind: int,
        at: int, pitch: int,
    ) -> None:  # fmt: skip
        z = tile_of_zeros(theta, rows, 1)
        z = add_products(z, theta, weights, 1, fan_in, deltas, behind, pitch, fan_out)
        a = loads(values, at, pitch, 0, rows, 1)
        if every:
            z = fma(z, usual_slope(code, a, a), loads(deltas, at, pitch, 0, rows, 1))
        else:
            z = z * usual_slope(code, a, a)
        stores(deltas, at, pitch, 0, z)

    return run


_through_big, _through_one = _through_tile(ROWS), _through_tile(1)


@cell
def _through_time(
    table: Any, layer: int, theta: Any, values: Any, deltas: Any, wide: int, pitch: int
) -> None:
    """δₜ = δₜ of the layer behind + (Uᵀ·δₜ₊₁)·f′(hₜ), from the last step but one to the first."""
    fan_in, fan_out, code = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, ACTIVATION]
    for t in range(table[layer, DOWN] - 2, -1, -1):
        begin = (table[layer, TARGET] + t * fan_out) * pitch
        for v in range(0, wide, width(theta)):
            w, at, unmade = table[layer, WEIGHTS] + table[layer, CHANNELS], begin + v, fan_out
            behind = begin + fan_out * pitch + v
            while unmade > 0:
                if unmade >= ROWS:
                    _through_big(
                        code, table[layer, EVERY], theta, w, fan_in, fan_out, values, deltas, behind, at, pitch
                    )  # fmt: skip
                    done = ROWS
                else:
                    _through_one(
                        code, table[layer, EVERY], theta, w, fan_in, fan_out, values, deltas, behind, at, pitch
                    )  # fmt: skip
                    done = 1
                unmade, w, at = unmade - done, w + done, at + done * pitch


@cell
def backward(
    table: Any, layer: int, theta: Any, values: Any, sums: Any, deltas: Any, wide: int, pitch: int
) -> None:
    """δ = (Wᵀ·δₜ) · f′(z) of the layer before, at every step, after the error went `through_time`."""
    fan_in, fan_out, reads = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, CHANNELS]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    for t in range(table[layer, DOWN]):
        multiply(
            theta, table[layer, WEIGHTS], np.int64(1), fan_in, deltas, target + t * fan_out * pitch, pitch, fan_out, deltas,
            source + t * reads * pitch, pitch, reads, wide, theta, np.int64(-1),
        )  # fmt: skip
    multiply_by_slope(
        table[layer - 1, ACTIVATION], deltas, values, sums, source, table[layer, READ], wide, pitch
    )


# --- the gradient ------------------------------------------------------------------------------------------


@cell
def gradient(
    table: Any,
    layer: int,
    theta: Any,
    values: Any,
    deltas: Any,
    turned: Any,
    into: Any,
    wide: int,
    pitch: int,
) -> None:
    """Carries δ of the layer behind through all steps; then ∂L/∂W, ∂L/∂U and ∂L/∂b, summed over steps and samples, at their
    places in `into`. `turned` holds a vector for each.
    """
    _through_time(table, layer, theta, values, deltas, wide, pitch)
    fan_in, fan_out, reads, count = (
        table[layer, FAN_IN],
        table[layer, FAN_OUT],
        table[layer, CHANNELS],
        table[layer, DOWN],
    )
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    lanes, step = width(values), fan_out * pitch
    steps = Steps(1, count, 0, step, 0, reads * pitch)
    products(
        deltas, target, pitch, fan_out, values, source, pitch, reads, steps, wide, turned, np.int64(0), fan_in * lanes
    )  # fmt: skip
    steps = Steps(1, count - 1, 0, step, 0, step)
    products(
        deltas, target + step, pitch, fan_out, values, target, pitch, fan_out, steps, wide, turned, reads * lanes,
        fan_in * lanes,
    )  # fmt: skip
    made = fan_out * fan_in
    if table[layer, BIASES] >= 0:
        steps = Steps(1, count, 0, step, 0, 0)
        products(
            deltas, target, pitch, fan_out, values, first_behind(table) * pitch, np.int64(0), np.int64(1), steps, wide, turned,
            made * lanes, lanes,
        )  # fmt: skip
        made += fan_out
    summed(turned, into, table[layer, WEIGHTS], made)
