"""The dense layer: forward product, the error carried back, and the gradient, with the batch in the lanes.
Values of all neurons stand in one flat array, a row of `pitch` samples a neuron, of which `wide` are in use; `theta`
holds weights (fan_out, fan_in) row by row. (A number that stands in the text is passed on as `np.int64`: the compiler would
make a cell of its own for it.) Sums run over inputs in order; the gradient's over the samples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.elementary import exp, log
from wbsim.kernels.activations import (
    SOFTMAX,
    USUAL,
    activate,
    multiply_by_slope,
    usual_rule,
    usual_slope,
)
from wbsim.kernels.compile import cell, inlined, part
from wbsim.kernels.lanes import (
    add_products,
    fma,
    load,
    loads,
    loads_at,
    maximum,
    spreads,
    square,
    store,
    store_first,
    stores,
    tile_of_zeros,
    totals,
    transposed,
    width,
    zeros,
)
from wbsim.kernels.products import multiply
from wbsim.kernels.room import odd
from wbsim.kernels.table import ACTIVATION, BIASES, FAN_IN, FAN_OUT, SOURCE, TARGET, WEIGHTS

_odd = part(odd)


# --- forward -----------------------------------------------------------------------------------------------


@cell
def forward(table: Any, layer: int, theta: Any, values: Any, sums: Any, wide: int, pitch: int) -> None:
    """y = f(W·x + b) for one layer of any size, into `values`.

    The sums z of the last layer (of a softmax: ln y), and those of an unusual activation, go into `sums`.
    """
    fan_in, fan_out, code = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, ACTIVATION]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    multiply(
        theta, table[layer, WEIGHTS], fan_in, np.int64(1), values, source, pitch, fan_in, values, target, pitch, fan_out, wide,
        theta, table[layer, BIASES],
    )  # fmt: skip
    activated(code, layer == len(table) - 1, values, sums, target, fan_out, wide, pitch)


@cell
def activated(
    code: int, last: bool, values: Any, sums: Any, target: int, fan_out: int, wide: int, pitch: int
) -> None:
    """a = f(z) in place of z for the neurons of one layer; the sums go where `forward` says."""
    if last and code == SOFTMAX:
        _softmax(values, sums, target, fan_out, wide, pitch)
    else:
        activate(code, values, sums, target, fan_out, wide, pitch, last)


def _forward_tile(rows: int) -> Any:
    """The cell that takes so many neurons of a layer, and the usual activations while their sums are in registers."""

    @inlined
    def run(
        theta: Any, weights: int, fan_in: int, bias: int, values: Any, sums: Any, source: int, at: int, pitch: int,
        code: int, last: bool,
    ) -> None:  # fmt: skip
        z = spreads(theta, bias, 1, rows)
        z = add_products(z, theta, weights, fan_in, 1, values, source, pitch, fan_in)
        if last:
            stores(sums, at, pitch, 0, z)
        if code < USUAL:
            z = usual_rule(code, z)
        stores(values, at, pitch, 0, z)

    return run


_forward_four, _forward_one = _forward_tile(4), _forward_tile(1)


@inlined
def _fours(rows: int) -> int:
    """How many tiles of four rows cover a layer but for two rows at most; the fourth row of the last may be beyond it."""
    return (rows + 1) // 4


@inlined
def forward_small(
    table: Any, layer: int, theta: Any, size: int, values: Any, sums: Any, wide: int, pitch: int
) -> None:
    """As `forward`, for a network whose parameters from `size` on are 0; a tile may fill a row behind the layer's."""
    fan_in, fan_out, code = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, ACTIVATION]
    source, target, last = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch, layer == len(table) - 1
    bias, step, fours = table[layer, BIASES], 1, _fours(fan_out)
    if bias < 0:
        bias, step = size, 0
    for v in range(0, wide, width(theta)):
        weights, b, at = table[layer, WEIGHTS], bias, target + v
        for _ in range(fours):
            _forward_four(theta, weights, fan_in, b, values, sums, source + v, at, pitch, code, last)
            weights, b, at = weights + 4 * fan_in, b + 4 * step, at + 4 * pitch
        for _ in range(4 * fours, fan_out):
            _forward_one(theta, weights, fan_in, b, values, sums, source + v, at, pitch, code, last)
            weights, b, at = weights + fan_in, b + step, at + pitch
    if code >= USUAL:
        activated(code, last, values, sums, target, fan_out, wide, pitch)


@cell
def _softmax(values: Any, sums: Any, target: int, fan_out: int, wide: int, pitch: int) -> None:
    """yᵢ = e^(zᵢ−m) / Σ e^(z−m) with m = max z, in place in `values`; `sums` then holds ln yᵢ."""
    for v in range(0, wide, width(values)):
        start = target + v
        top = load(values, start)
        for j in range(1, fan_out):
            top = maximum(top, load(values, start + j * pitch))
        whole = zeros(values)
        for j in range(fan_out):
            at = start + j * pitch
            z = load(values, at)
            part = exp(z - top)
            store(sums, at, z)
            store(values, at, part)
            whole = whole + part
        shift = top + log(whole)
        for j in range(fan_out):
            at = start + j * pitch
            store(values, at, load(values, at) / whole)
            store(sums, at, load(sums, at) - shift)


# --- the error, carried back -------------------------------------------------------------------------------


@cell
def backward(
    table: Any, layer: int, theta: Any, values: Any, sums: Any, deltas: Any, wide: int, pitch: int
) -> None:
    """δ = (Wᵀ·δ) · f′(z) of the layer before, from this layer's δ, for layers of any size."""
    fan_in = table[layer, FAN_IN]
    source = table[layer, SOURCE] * pitch
    multiply(
        theta, table[layer, WEIGHTS], np.int64(1), fan_in, deltas, table[layer, TARGET] * pitch, pitch, table[layer, FAN_OUT],
        deltas, source, pitch, fan_in, wide, theta, np.int64(-1),
    )  # fmt: skip
    multiply_by_slope(table[layer - 1, ACTIVATION], deltas, values, sums, source, fan_in, wide, pitch)


def _backward_tile(rows: int) -> Any:
    """The cell that takes so many inputs of a layer, and the usual slopes while their errors are in registers."""

    @inlined
    def run(
        theta: Any, weights: int, fan_in: int, fan_out: int, values: Any, deltas: Any, target: int, at: int,
        pitch: int, code: int,
    ) -> None:  # fmt: skip
        d = tile_of_zeros(theta, rows, 1)
        d = add_products(d, theta, weights, 1, fan_in, deltas, target, pitch, fan_out)
        if code < USUAL:
            a = loads(values, at, pitch, 0, rows, 1)
            d = d * usual_slope(code, a, a)
        stores(deltas, at, pitch, 0, d)

    return run


_backward_four, _backward_one = _backward_tile(4), _backward_tile(1)


@inlined
def backward_small(
    table: Any, layer: int, theta: Any, values: Any, sums: Any, deltas: Any, wide: int, pitch: int
) -> None:
    """As `backward`; for the rows see `forward_small`."""
    fan_in, fan_out, code = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer - 1, ACTIVATION]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    fours = _fours(fan_in)
    for v in range(0, wide, width(theta)):
        weights, at = table[layer, WEIGHTS], source + v
        for _ in range(fours):
            _backward_four(theta, weights, fan_in, fan_out, values, deltas, target + v, at, pitch, code)
            weights, at = weights + 4, at + 4 * pitch
        for _ in range(4 * fours, fan_in):
            _backward_one(theta, weights, fan_in, fan_out, values, deltas, target + v, at, pitch, code)
            weights, at = weights + 1, at + pitch
    if code >= USUAL:
        multiply_by_slope(code, deltas, values, sums, source, fan_in, wide, pitch)


# --- the gradient ------------------------------------------------------------------------------------------


@inlined
def gradient_small(routes: Any, p: int, values: Any, deltas: Any, wide: int) -> Any:
    """∂L/∂θ of the parameters p, p + 1, … of one vector: Σ δ·x over the batch.

    `routes` (4·P padded) says for each where the row of its δ and, from P on, where that of its x begins; a bias has a
    row of ones. All stands there twice: what is read again for a second vector of samples is not kept for it where the
    registers are full (float32).
    """
    apart = len(routes) // 4
    products = loads_at(deltas, 0, routes, p) * loads_at(values, 0, routes, apart + p)
    if width(values) > 8:
        p += 2 * apart
    v = width(values)
    while v < wide:
        products = fma(loads_at(deltas, v, routes, p), loads_at(values, v, routes, apart + p), products)
        v += width(values)
    return totals(products)


@cell
def gradient(
    table: Any, layer: int, _theta: Any, values: Any, deltas: Any, turned: Any, into: Any, wide: int, pitch: int
) -> None:  # fmt: skip
    """∂L/∂W = δ·xᵀ and ∂L/∂b = Σ δ of a layer of any size, summed over the batch, at its places in `into`.

    `turned` takes its inputs with the samples in the rows, (wide, fan_in padded to an odd number of vectors).
    """
    fan_in, fan_out = table[layer, FAN_IN], table[layer, FAN_OUT]
    weights, bias = table[layer, WEIGHTS], table[layer, BIASES]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    lanes = width(values)
    below = _odd(fan_in, lanes)
    for v in range(0, wide, width(values)):
        for i in range(0, fan_in, width(values)):
            stores(turned, v * below + i, below, 0, transposed(square(values, source + i * pitch + v, pitch)))
    multiply(
        deltas, target, pitch, np.int64(1), turned, np.int64(0), below, wide, into, weights, fan_in, fan_out, fan_in, into,
        np.int64(-1),
    )  # fmt: skip
    if bias >= 0:
        for j in range(0, fan_out, width(values)):
            at = target + j * pitch
            summed = square(deltas, at, pitch)
            for v in range(width(values), wide, width(values)):
                summed = summed + square(deltas, at + v, pitch)
            store_first(into, bias + j, totals(summed), fan_out - j)
