"""Pooling: the largest value or the mean of every window of a plane, and the error carried back to what it is made of.
It has no parameters, and a slope of 1; windows may overlap, or leave values unread.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels.activations import multiply_by_slope
from wbsim.kernels.compile import cell
from wbsim.kernels.lanes import load, select, store, width, zeros
from wbsim.kernels.table import (
    ACROSS,
    ACTIVATION,
    CHANNELS,
    DOWN,
    HEIGHT,
    KIND,
    MAX_POOLING,
    READ,
    SIDE,
    SOURCE,
    STRIDE,
    TARGET,
    WIDTH,
)


@cell
def forward(table: Any, layer: int, values: Any, wide: int, pitch: int) -> None:
    """The largest value of every window, which a NaN in it makes NaN, or their mean."""
    side, stride, across = table[layer, SIDE], table[layer, STRIDE], table[layer, WIDTH]
    largest, share = table[layer, KIND] == MAX_POOLING, 1.0 / (side * side)
    at = table[layer, TARGET] * pitch
    for c in range(table[layer, CHANNELS]):
        for r in range(table[layer, DOWN]):
            for s in range(table[layer, ACROSS]):
                corner = table[layer, SOURCE] + (c * table[layer, HEIGHT] + r * stride) * across + s * stride
                for v in range(0, wide, width(values)):
                    begin = corner * pitch + v
                    found = load(values, begin)
                    for a in range(side):
                        for b in range(0 if a else 1, side):
                            x = load(values, begin + (a * across + b) * pitch)
                            if largest:
                                found = select(x > found, x, select(found >= x, found, found + x))
                            else:
                                found = found + x
                    if not largest:
                        found = found * share
                    store(values, at + v, found)
                at += pitch


@cell
def backward(table: Any, layer: int, values: Any, sums: Any, deltas: Any, wide: int, pitch: int) -> None:
    """δ of the layer before: that of a window goes to the first of its largest values, in the order of rows, or is shared."""
    side, stride, across = table[layer, SIDE], table[layer, STRIDE], table[layer, WIDTH]
    largest, share = table[layer, KIND] == MAX_POOLING, 1.0 / (side * side)
    source, read = table[layer, SOURCE] * pitch, table[layer, READ]
    for row in range(read):
        for v in range(0, wide, width(deltas)):
            store(deltas, source + row * pitch + v, zeros(deltas))
    at = table[layer, TARGET] * pitch
    for c in range(table[layer, CHANNELS]):
        for r in range(table[layer, DOWN]):
            for s in range(table[layer, ACROSS]):
                corner = table[layer, SOURCE] + (c * table[layer, HEIGHT] + r * stride) * across + s * stride
                for v in range(0, wide, width(deltas)):
                    left, top = load(deltas, at + v), load(values, at + v)
                    if not largest:
                        left = left * share
                    for a in range(side):
                        for b in range(side):
                            place = (corner + a * across + b) * pitch + v
                            given = left
                            if largest:
                                is_top = load(values, place) >= top
                                given = select(is_top, left, 0.0)
                                left = select(is_top, 0.0, left)
                            store(deltas, place, load(deltas, place) + given)
                at += pitch
    multiply_by_slope(table[layer - 1, ACTIVATION], deltas, values, sums, source, read, wide, pitch)
