"""The dense layer: forward product, the error carried back, and the gradient, with the batch in the lanes.
Values of all neurons stand in one flat array, a row of `pitch` samples a neuron; `theta` holds weights
(fan_out, fan_in) row by row. Sums run over inputs in order, then over the lanes.
"""

from __future__ import annotations

from typing import Any

from wbsim.elementary import exp, log
from wbsim.kernels.activations import SOFTMAX, activate, multiply_by_slope
from wbsim.kernels.compile import cell, inlined
from wbsim.kernels.lanes import fma, load, maximum, spread, store, total, zeros

# columns of the layer table
FAN_IN, FAN_OUT, WEIGHTS, BIASES, ACTIVATION, SOURCE, TARGET = range(7)
COLUMNS = 7


@cell
def _start(theta: Any, bias: int, neuron: int) -> Any:
    """A sum begins with the bias, or with 0 where the layer has none (`bias` < 0)."""
    if bias >= 0:
        return spread(theta, bias + neuron)
    return zeros(theta)


@cell
def forward(table: Any, layer: int, theta: Any, values: Any, sums: Any, pitch: int, lanes: int) -> None:
    """y = f(W·x + b) for one layer, into `values`, and the sums z (of a softmax: ln y) into `sums`."""
    fan_in, fan_out = table[layer, FAN_IN], table[layer, FAN_OUT]
    weights, bias, code = table[layer, WEIGHTS], table[layer, BIASES], table[layer, ACTIVATION]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    last = layer == len(table) - 1
    for v in range(0, pitch, lanes):
        j = 0
        while j + 4 <= fan_out:
            row = weights + j * fan_in
            z0, z1 = _start(theta, bias, j), _start(theta, bias, j + 1)
            z2, z3 = _start(theta, bias, j + 2), _start(theta, bias, j + 3)
            for i in range(fan_in):
                x = load(values, source + i * pitch + v)
                z0 = fma(spread(theta, row + i), x, z0)
                z1 = fma(spread(theta, row + fan_in + i), x, z1)
                z2 = fma(spread(theta, row + 2 * fan_in + i), x, z2)
                z3 = fma(spread(theta, row + 3 * fan_in + i), x, z3)
            at = target + j * pitch + v
            store(sums, at, z0)
            store(sums, at + pitch, z1)
            store(sums, at + 2 * pitch, z2)
            store(sums, at + 3 * pitch, z3)
            j += 4
        while j < fan_out:
            row = weights + j * fan_in
            z0 = _start(theta, bias, j)
            for i in range(fan_in):
                z0 = fma(spread(theta, row + i), load(values, source + i * pitch + v), z0)
            store(sums, target + j * pitch + v, z0)
            j += 1
    if last and code == SOFTMAX:
        _softmax(values, sums, target, fan_out, pitch, lanes)
    else:
        activate(code, values, sums, target, target + fan_out * pitch, lanes)


@cell
def _softmax(values: Any, sums: Any, target: int, fan_out: int, pitch: int, lanes: int) -> None:
    """yᵢ = e^(zᵢ−m) / Σ e^(z−m) with m = max z; `sums` then holds ln yᵢ."""
    for v in range(target, target + pitch, lanes):
        top = load(sums, v)
        for j in range(1, fan_out):
            top = maximum(top, load(sums, v + j * pitch))
        whole = zeros(values)
        for j in range(fan_out):
            part = exp(load(sums, v + j * pitch) - top)
            store(values, v + j * pitch, part)
            whole = whole + part
        shift = top + log(whole)
        for j in range(fan_out):
            at = v + j * pitch
            store(values, at, load(values, at) / whole)
            store(sums, at, load(sums, at) - shift)


@inlined
def before_activation(
    table: Any, layer: int, values: Any, sums: Any, deltas: Any, pitch: int, lanes: int
) -> None:
    """δ = ∂L/∂z of one layer, in place of ∂L/∂a."""
    begin = table[layer, TARGET] * pitch
    end = begin + table[layer, FAN_OUT] * pitch
    multiply_by_slope(table[layer, ACTIVATION], deltas, values, sums, begin, end, lanes)


@cell
def backward(table: Any, layer: int, theta: Any, deltas: Any, pitch: int, lanes: int) -> None:
    """∂L/∂a of the layer before, Wᵀ·δ, from this layer's δ."""
    fan_in, fan_out, weights = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, WEIGHTS]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    for v in range(0, pitch, lanes):
        i = 0
        while i + 4 <= fan_in:
            d0, d1, d2, d3 = zeros(theta), zeros(theta), zeros(theta), zeros(theta)
            for j in range(fan_out):
                d = load(deltas, target + j * pitch + v)
                at = weights + j * fan_in + i
                d0 = fma(spread(theta, at), d, d0)
                d1 = fma(spread(theta, at + 1), d, d1)
                d2 = fma(spread(theta, at + 2), d, d2)
                d3 = fma(spread(theta, at + 3), d, d3)
            at = source + i * pitch + v
            store(deltas, at, d0)
            store(deltas, at + pitch, d1)
            store(deltas, at + 2 * pitch, d2)
            store(deltas, at + 3 * pitch, d3)
            i += 4
        while i < fan_in:
            d0 = zeros(theta)
            for j in range(fan_out):
                d0 = fma(spread(theta, weights + j * fan_in + i), load(deltas, target + j * pitch + v), d0)
            at = source + i * pitch + v
            store(deltas, at, d0)
            i += 1


@cell
def gradient(table: Any, layer: int, values: Any, deltas: Any, into: Any, pitch: int, lanes: int) -> None:
    """∂L/∂W = δ·xᵀ and ∂L/∂b = Σ δ, summed over the batch, at the layer's places in `into`."""
    fan_in, fan_out = table[layer, FAN_IN], table[layer, FAN_OUT]
    weights, bias = table[layer, WEIGHTS], table[layer, BIASES]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    for j in range(fan_out):
        delta = target + j * pitch
        row = weights + j * fan_in
        i = 0
        while i + 4 <= fan_in:
            g0, g1, g2, g3 = zeros(into), zeros(into), zeros(into), zeros(into)
            for v in range(0, pitch, lanes):
                d = load(deltas, delta + v)
                at = source + i * pitch + v
                g0 = fma(d, load(values, at), g0)
                g1 = fma(d, load(values, at + pitch), g1)
                g2 = fma(d, load(values, at + 2 * pitch), g2)
                g3 = fma(d, load(values, at + 3 * pitch), g3)
            into[row + i] = total(g0)
            into[row + i + 1] = total(g1)
            into[row + i + 2] = total(g2)
            into[row + i + 3] = total(g3)
            i += 4
        while i < fan_in:
            g0 = zeros(into)
            for v in range(0, pitch, lanes):
                g0 = fma(load(deltas, delta + v), load(values, source + i * pitch + v), g0)
            into[row + i] = total(g0)
            i += 1
        if bias >= 0:
            g0 = zeros(into)
            for v in range(0, pitch, lanes):
                g0 = g0 + load(deltas, delta + v)
            into[bias + j] = total(g0)
