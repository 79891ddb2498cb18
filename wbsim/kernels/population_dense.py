"""The dense layer for many networks at once, a network in each lane: θ holds a vector a parameter, values a vector a
sample and neuron. No sum crosses lanes; sums run over inputs, or over the samples of a batch, in order.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels import dense
from wbsim.kernels.activations import multiply_by_slope
from wbsim.kernels.compile import cell, inlined
from wbsim.kernels.lanes import fma, loads, stores, tile_of_zeros
from wbsim.kernels.table import ACTIVATION, BIASES, FAN_IN, FAN_OUT, SOURCE, TARGET, WEIGHTS

_ROWS, _SAMPLES = 4, 5  # of a tile of a product
_SIDE = 4  # of a tile of the gradient


def _product(rows: int, samples: int) -> Any:
    @inlined
    def tile(
        theta: Any, weight: int, down: int, along: int, bias: int, count: int, values: Any, source: int, pitch: int,
        into: Any, target: int, lanes: int,
    ) -> None:  # fmt: skip
        z = tile_of_zeros(theta, rows, samples)
        if bias >= 0:
            z = z + loads(theta, bias, lanes, 0, rows, 1)
        for _ in range(count):
            w = loads(theta, weight, down, 0, rows, 1)
            z = fma(w, loads(values, source, 0, lanes, 1, samples), z)
            weight += along
            source += pitch
        stores(into, target, pitch, lanes, z)

    return tile


_block, _column = _product(_ROWS, _SAMPLES), _product(_ROWS, 1)
_row, _single = _product(1, _SAMPLES), _product(1, 1)


@cell
def _multiply(
    theta: Any, weight: int, down: int, along: int, bias: int, rows: int, count: int, values: Any, source: int,
    into: Any, target: int, pitch: int, lanes: int,
) -> None:  # fmt: skip
    """into[r, k] = θ[bias + r] + Σₙ θ[weight + r·down + n·along] · values[source + n, k], without bias where it is < 0.

    All places count entries of flat arrays; a row of values or of `into` is `pitch` long, a vector a sample.
    """
    r, step = 0, _SAMPLES * lanes
    while r < rows:
        at, out, v = weight + r * down, target + r * pitch, 0
        start = bias + r * lanes if bias >= 0 else bias
        if r + _ROWS <= rows:
            while v + step <= pitch:
                _block(theta, at, down, along, start, count, values, source + v, pitch, into, out + v, lanes)
                v += step
            while v < pitch:
                _column(theta, at, down, along, start, count, values, source + v, pitch, into, out + v, lanes)
                v += lanes
            r += _ROWS
        else:
            while v + step <= pitch:
                _row(theta, at, down, along, start, count, values, source + v, pitch, into, out + v, lanes)
                v += step
            while v < pitch:
                _single(theta, at, down, along, start, count, values, source + v, pitch, into, out + v, lanes)
                v += lanes
            r += 1


@inlined
def forward(table: Any, layer: int, theta: Any, values: Any, sums: Any, pitch: int, lanes: int) -> None:
    """a = f(W·x + b) for one layer, into `values`; the sums z of the last and of unusual activations into `sums`."""
    fan_in, fan_out = table[layer, FAN_IN], table[layer, FAN_OUT]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    _multiply(
        theta, table[layer, WEIGHTS] * lanes, fan_in * lanes, lanes, table[layer, BIASES] * lanes,
        fan_out, fan_in, values, source, values, target, pitch, lanes,
    )  # fmt: skip
    last = layer == len(table) - 1
    dense.activated(table[layer, ACTIVATION], last, values, sums, target, fan_out, pitch, pitch)


@inlined
def before_activation(table: Any, layer: int, values: Any, sums: Any, deltas: Any, pitch: int) -> None:
    """δ = ∂L/∂z of one layer, in place of ∂L/∂a."""
    code, start = table[layer, ACTIVATION], table[layer, TARGET] * pitch
    multiply_by_slope(code, deltas, values, sums, start, table[layer, FAN_OUT], pitch, pitch)


@inlined
def backward(table: Any, layer: int, theta: Any, deltas: Any, pitch: int, lanes: int) -> None:
    """∂L/∂a of the layer before, Wᵀ·δ, from this layer's δ."""
    fan_in, fan_out = table[layer, FAN_IN], table[layer, FAN_OUT]
    source, target = table[layer, SOURCE] * pitch, table[layer, TARGET] * pitch
    _multiply(
        theta, table[layer, WEIGHTS] * lanes, lanes, fan_in * lanes, -1, fan_in, fan_out,
        deltas, target, deltas, source, pitch, lanes,
    )  # fmt: skip


def _outer(rows: int, columns: int) -> Any:
    @inlined
    def tile(
        deltas: Any,
        delta: int,
        values: Any,
        source: int,
        pitch: int,
        into: Any,
        at: int,
        down: int,
        lanes: int,
    ) -> None:
        g = tile_of_zeros(into, rows, columns)
        for k in range(0, pitch, lanes):
            d = loads(deltas, delta + k, pitch, 0, rows, 1)
            g = fma(d, loads(values, source + k, 0, pitch, 1, columns), g)
        stores(into, at, down, lanes, g)

    return tile


_square, _upright = _outer(_SIDE, _SIDE), _outer(_SIDE, 1)
_flat, _point = _outer(1, _SIDE), _outer(1, 1)


def _column_sums(rows: int) -> Any:
    @inlined
    def tile(deltas: Any, delta: int, pitch: int, into: Any, at: int, lanes: int) -> None:
        g = tile_of_zeros(into, rows, 1)
        for k in range(0, pitch, lanes):
            g = g + loads(deltas, delta + k, pitch, 0, rows, 1)
        stores(into, at, lanes, 0, g)

    return tile


_four_sums, _one_sum = _column_sums(_SIDE), _column_sums(1)


@inlined
def gradient(
    fan_in: int,
    fan_out: int,
    deltas: Any,
    delta: int,
    values: Any,
    source: int,
    into: Any,
    pitch: int,
    lanes: int,
) -> None:
    """∂L/∂W = δ·xᵀ, row by row, and behind it ∂L/∂b = Σ δ of a layer, summed over the batch."""
    down, j = fan_in * lanes, 0
    biases = fan_out * down
    while j < fan_out:
        d, at, i = delta + j * pitch, j * down, 0
        if j + _SIDE <= fan_out:
            while i + _SIDE <= fan_in:
                _square(deltas, d, values, source + i * pitch, pitch, into, at + i * lanes, down, lanes)
                i += _SIDE
            while i < fan_in:
                _upright(deltas, d, values, source + i * pitch, pitch, into, at + i * lanes, down, lanes)
                i += 1
            _four_sums(deltas, d, pitch, into, biases + j * lanes, lanes)
            j += _SIDE
        else:
            while i + _SIDE <= fan_in:
                _flat(deltas, d, values, source + i * pitch, pitch, into, at + i * lanes, down, lanes)
                i += _SIDE
            while i < fan_in:
                _point(deltas, d, values, source + i * pitch, pitch, into, at + i * lanes, down, lanes)
                i += 1
            _one_sum(deltas, d, pitch, into, biases + j * lanes, lanes)
            j += 1
