"""Pooling by the threads of a block: the largest value or the mean of every window of an image. It has no weights."""

from __future__ import annotations

from typing import Any

from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.dense import cell
from wbsim.kernels.gpu.numbers import load, quotient, store, whole, zero
from wbsim.kernels.gpu.rules import activation_slope
from wbsim.kernels.table import (
    ACROSS,
    DOWN,
    HEIGHT,
    KIND,
    MADE,
    MAX_POOLING,
    READ,
    SIDE,
    SOURCE,
    STRIDE,
    TARGET,
    WIDTH,
)
from wbsim.lanes import maximum


@part
def forward(
    table: Any, layer: int, space: Any, count: int, pitch: int, group: int, groups: int, lane: int, lanes: int
) -> None:
    """What stands for every window of `count` samples. It has no sums: what it takes it gives."""
    source, target, made = cell(table, layer, SOURCE), cell(table, layer, TARGET), cell(table, layer, MADE)
    height, width = cell(table, layer, HEIGHT), cell(table, layer, WIDTH)
    side, stride, across = cell(table, layer, SIDE), cell(table, layer, STRIDE), cell(table, layer, ACROSS)
    places = whole(cell(table, layer, DOWN) * across)
    largest, share = cell(table, layer, KIND) == MAX_POOLING, float(1.0 / (side * side))
    for k in range(lane, count, lanes):
        for item in range(group, made, groups):
            channel = quotient(item, places)
            place = whole(item - channel * places)
            down = quotient(place, across)
            corner = whole(
                source + (channel * height + down * stride) * width + (place - down * across) * stride
            )
            value = load(space, corner * pitch + k) if largest else zero(space)
            for i in range(side):
                for j in range(side):
                    x = load(space, (corner + i * width + j) * pitch + k)
                    value = maximum(value, x) if largest else value + x
            if not largest:
                value = value * share
            store(space, (target + item) * pitch + k, value)


@part
def _is_first(space: Any, corner: int, place: int, width: int, side: int, pitch: int) -> bool:
    """Whether no value of a window, whose first stands at `corner`, equals the one at `place` and stands before it."""
    value = load(space, place)
    for i in range(side):
        for j in range(side):
            at = corner + (i * width + j) * pitch
            if at >= place:
                return True
            other = load(space, at)
            if other >= value >= other:
                return False
    return True


@part
def backward(
    table: Any, layer: int, code: int, space: Any, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """δ of the layer before, whose activation is `code`, in place of its sums. The δ of a window goes to the first of its
    largest values, or in equal shares to all; a pixel gets those of every window it is in, and 0 where it is in none.
    """
    source, target, read = cell(table, layer, SOURCE), cell(table, layer, TARGET), cell(table, layer, READ)
    height, width = cell(table, layer, HEIGHT), cell(table, layer, WIDTH)
    side, stride = cell(table, layer, SIDE), cell(table, layer, STRIDE)
    down, across = cell(table, layer, DOWN), cell(table, layer, ACROSS)
    pixels = whole(height * width)
    largest, share = cell(table, layer, KIND) == MAX_POOLING, float(1.0 / (side * side))
    for k in range(lane, count, lanes):
        for item in range(group, read, groups):
            channel = quotient(item, pixels)
            pixel = whole(item - channel * pixels)
            y = quotient(pixel, width)
            x = whole(pixel - y * width)
            at = whole((source + item) * pitch + k)
            delta, value = zero(space), load(space, at)
            for r in range(quotient(max(0, y - side + stride), stride), min(down, quotient(y, stride) + 1)):
                for q in range(
                    quotient(max(0, x - side + stride), stride), min(across, quotient(x, stride) + 1)
                ):
                    made_at = whole((target + (channel * down + r) * across + q) * pitch + k)
                    takes = True
                    if largest:
                        corner = whole(
                            (source + (channel * height + r * stride) * width + q * stride) * pitch + k
                        )
                        takes = value >= load(space, made_at)
                        if takes:
                            takes = _is_first(space, corner, at, width, side, pitch)
                    if takes:
                        delta = delta + load(space, sums_at + made_at)
            if not largest:
                delta = delta * share
            store(space, sums_at + at, delta * activation_slope(code, load(space, sums_at + at), value))
