"""The convolution (cross-correlation with zeros around the image): forward, the error carried back, and the gradient.
Values are (filter, row, column), a row of `pitch` samples each; a filter's weights (channel, row, column).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim.kernels.activations import activate, multiply_by_slope
from wbsim.kernels.compile import cell, inlined, registers, woven
from wbsim.kernels.lanes import add_products, spreads, stores, tile_of_zeros, width
from wbsim.kernels.outer import Steps, first_behind, products, summed
from wbsim.kernels.table import (
    ACROSS,
    ACTIVATION,
    BIASES,
    CHANNELS,
    DOWN,
    FAN_IN,
    FAN_OUT,
    HEIGHT,
    MADE,
    PADDING,
    READ,
    SIDE,
    SOURCE,
    STRIDE,
    TARGET,
    WEIGHTS,
    WIDTH,
)

# filters, or channels, and vectors of samples that are made together; every sum is added alike in tiles of any shape
ROWS, VECTORS = (8, 2) if registers() >= 32 else (4, 1)


# --- forward -----------------------------------------------------------------------------------------------


def _forward_tile(rows: int, vectors: int) -> Any:
    """The cell that makes one place of so many filters, of the part of a filter that lies on the image."""

    @inlined
    def run(
        theta: Any, weights: int, fan_in: int, bias: int, values: Any, start: int, channels: int, plane: int, line: int,
        side: int, tall: int, broad: int, pitch: int, at: int, apart: int,
    ) -> None:  # fmt: skip
        z = tile_of_zeros(theta, rows, vectors)
        if bias >= 0:
            z = z + spreads(theta, bias, 1, rows)
        for _ in range(channels):
            w, x = weights, start
            for _ in range(tall):
                z = add_products(z, theta, w, fan_in, 1, values, x, pitch, broad)
                w, x = w + side, x + line
            weights, start = weights + side * side, start + plane
        stores(values, at, apart, width(theta), z)

    return run


def _forward_columns(vectors: int) -> Any:
    """The cell that makes all filters at all places for samples from `v` on, so many vectors at a time; how far it came."""
    big, one = _forward_tile(ROWS, vectors), _forward_tile(1, vectors)

    @woven
    def run(table: Any, layer: int, theta: Any, values: Any, v: int, wide: int, pitch: int) -> int:
        fan_in, fan_out, bias = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, BIASES]
        channels, height, across = table[layer, CHANNELS], table[layer, HEIGHT], table[layer, WIDTH]
        side, stride, padding = table[layer, SIDE], table[layer, STRIDE], table[layer, PADDING]
        line = across * pitch
        plane, apart = height * line, table[layer, DOWN] * table[layer, ACROSS] * pitch
        step = 1 if bias >= 0 else 0
        while v + (vectors - 1) * width(theta) < wide:
            at = table[layer, TARGET] * pitch + v
            for r in range(table[layer, DOWN]):
                top = r * stride - padding
                above = max(0, -top)
                tall = min(side, height - top) - above
                for s in range(table[layer, ACROSS]):
                    left = s * stride - padding
                    before = max(0, -left)
                    broad = min(side, across - left) - before
                    x = (table[layer, SOURCE] + (top + above) * across + left + before) * pitch + v
                    w, b, o, unmade = table[layer, WEIGHTS] + above * side + before, bias, at, fan_out
                    while unmade > 0:
                        if unmade >= ROWS:
                            big(
                                theta, w, fan_in, b, values, x, channels, plane, line, side, tall, broad, pitch, o, apart
                            )  # fmt: skip
                            done = ROWS
                        else:
                            one(
                                theta, w, fan_in, b, values, x, channels, plane, line, side, tall, broad, pitch, o, apart
                            )  # fmt: skip
                            done = 1
                        unmade, w, b, o = unmade - done, w + done * fan_in, b + done * step, o + done * apart
                    at += pitch
            v += vectors * width(theta)
        return v

    return run


_forward_broad, _forward_narrow = _forward_columns(VECTORS), _forward_columns(1)


@cell
def forward(table: Any, layer: int, theta: Any, values: Any, sums: Any, wide: int, pitch: int) -> None:
    """y = f(w ∗ x + b) at every place, into `values`; the sums of an unusual activation go into `sums`."""
    v = _forward_broad(table, layer, theta, values, np.int64(0), wide, pitch)
    _forward_narrow(table, layer, theta, values, v, wide, pitch)
    activate(
        table[layer, ACTIVATION], values, sums, table[layer, TARGET] * pitch, table[layer, MADE], wide, pitch, False
    )  # fmt: skip


# --- the error, carried back -------------------------------------------------------------------------------


def _backward_tile(rows: int) -> Any:
    """The cell that makes the error of one pixel in so many channels: all filters over it, at all places of theirs."""

    @inlined
    def run(
        table: Any, layer: int, theta: Any, weights: int, deltas: Any, y: int, x: int, v: int, pitch: int, at: int,
        apart: int,
    ) -> None:  # fmt: skip
        side, stride, across = table[layer, SIDE], table[layer, STRIDE], table[layer, ACROSS]
        fan_in, fan_out, down = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, DOWN]
        target, below = table[layer, TARGET] * pitch + v, down * across * pitch
        z = tile_of_zeros(theta, rows, 1)
        for a in range(side):
            top = y + table[layer, PADDING] - a
            if top < 0 or top >= down * stride or top % stride != 0:
                continue
            for b in range(side):
                left = x + table[layer, PADDING] - b
                if left < 0 or left >= across * stride or left % stride != 0:
                    continue
                place = top // stride * across + left // stride
                z = add_products(
                    z, theta, weights + a * side + b, side * side, fan_in, deltas, target + place * pitch, below, fan_out
                )  # fmt: skip
        stores(deltas, at, apart, 0, z)

    return run


_backward_big, _backward_one = _backward_tile(ROWS), _backward_tile(1)


@cell
def backward(
    table: Any, layer: int, theta: Any, values: Any, sums: Any, deltas: Any, wide: int, pitch: int
) -> None:
    """δ = (Σ over filters and places of w·δ) · f′(z) of the layer before, at every pixel."""
    height, across, side = table[layer, HEIGHT], table[layer, WIDTH], table[layer, SIDE]
    apart = height * across * pitch
    for v in range(0, wide, width(theta)):
        at = table[layer, SOURCE] * pitch + v
        for y in range(height):
            for x in range(across):
                w, o, unmade = table[layer, WEIGHTS], at, table[layer, CHANNELS]
                while unmade > 0:
                    if unmade >= ROWS:
                        _backward_big(table, layer, theta, w, deltas, y, x, v, pitch, o, apart)
                        done = ROWS
                    else:
                        _backward_one(table, layer, theta, w, deltas, y, x, v, pitch, o, apart)
                        done = 1
                    unmade, w, o = unmade - done, w + done * side * side, o + done * apart
                at += pitch
    multiply_by_slope(
        table[layer - 1, ACTIVATION], deltas, values, sums, table[layer, SOURCE] * pitch, table[layer, READ], wide, pitch
    )  # fmt: skip


# --- the gradient ------------------------------------------------------------------------------------------


@inlined
def _first(offset: int, stride: int) -> int:
    """The first place at which a weight that lies so far from its filter's corner, less the padding, is on the image."""
    return (max(0, -offset) + stride - 1) // stride


@inlined
def _behind(offset: int, stride: int, length: int, places: int) -> int:
    """The first place at which it no longer is."""
    return min(places, (length - 1 - offset) // stride + 1) if length > offset else 0


@cell
def gradient(
    table: Any, layer: int, values: Any, deltas: Any, turned: Any, into: Any, wide: int, pitch: int
) -> None:
    """∂L/∂w = Σ δ·x over places and samples and ∂L/∂b = Σ δ, at their places in `into`; `turned` holds a vector for each."""
    lanes, line, side, stride = width(values), table[layer, WIDTH], table[layer, SIDE], table[layer, STRIDE]
    fan_in, fan_out, height = table[layer, FAN_IN], table[layer, FAN_OUT], table[layer, HEIGHT]
    down, across, padding = table[layer, DOWN], table[layer, ACROSS], table[layer, PADDING]
    source, target, apart = table[layer, SOURCE], table[layer, TARGET] * pitch, down * across * pitch
    together = side if padding == 0 else 1  # weights side by side that are on the image at the same places
    out = 0
    for c in range(table[layer, CHANNELS]):
        for a in range(side):
            top, low = a - padding, _first(a - padding, stride)
            rows = max(0, _behind(top, stride, height, down) - low)
            for b in range(0, side, together):
                left, near = b - padding, _first(b - padding, stride)
                columns = across if padding == 0 else max(0, _behind(left, stride, line, across) - near)
                steps = Steps(rows, columns, across * pitch, pitch, stride * line * pitch, stride * pitch)
                x = (source + (c * height + low * stride + top) * line + near * stride + left) * pitch
                products(
                    deltas, target + (low * across + near) * pitch, apart, fan_out, values, x, pitch, together, steps, wide,
                    turned, out, fan_in * lanes,
                )  # fmt: skip
                out += together * lanes
    count = fan_out * fan_in
    if table[layer, BIASES] >= 0:
        steps = Steps(down, across, across * pitch, pitch, 0, 0)
        products(
            deltas, target, apart, fan_out, values, first_behind(table) * pitch, np.int64(0), np.int64(1), steps, wide, turned,
            count * lanes, lanes,
        )  # fmt: skip
        count += fan_out
    summed(turned, into, table[layer, WEIGHTS], count)
