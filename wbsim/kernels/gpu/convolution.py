"""The convolution by the threads of a block, as `dense` does its layer: a thread takes samples, and places of the image with
four filters at each. It is a cross-correlation; what a filter reads beyond the edge is 0 and is left out of the sums.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.dense import cell, settle
from wbsim.kernels.gpu.numbers import load, quotient, store, whole, zero
from wbsim.kernels.gpu.products import add_products
from wbsim.kernels.gpu.rules import activation_slope
from wbsim.kernels.table import (
    ACROSS,
    ACTIVATION,
    BIASES,
    CHANNELS,
    DOWN,
    FAN_IN,
    FAN_OUT,
    HEIGHT,
    PADDING,
    SIDE,
    SOURCE,
    STRIDE,
    TARGET,
    WEIGHTS,
    WIDTH,
)


@part
def forward(
    table: Any, layer: int, space: Any, theta_at: int, sums_at: int, skipped: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """y = f(w ∗ x + b) of every filter at every place, for `count` samples; sums are kept as `dense.forward` keeps them."""
    fan_in, filters = cell(table, layer, FAN_IN), cell(table, layer, FAN_OUT)
    weights, bias = cell(table, layer, WEIGHTS) + theta_at, cell(table, layer, BIASES)
    code, source, target = (
        cell(table, layer, ACTIVATION),
        cell(table, layer, SOURCE),
        cell(table, layer, TARGET),
    )
    channels, height, width = (
        cell(table, layer, CHANNELS),
        cell(table, layer, HEIGHT),
        cell(table, layer, WIDTH),
    )
    side, stride, padding = cell(table, layer, SIDE), cell(table, layer, STRIDE), cell(table, layer, PADDING)
    across = cell(table, layer, ACROSS)
    places = whole(cell(table, layer, DOWN) * across)
    items = whole(quotient(filters + 3, 4) * places)
    keeps = target >= skipped
    for k in range(lane, count, lanes):
        for item in range(group, items, groups):
            first = quotient(item, places)
            place = whole(item - first * places)
            down = quotient(place, across)
            top, left = whole(down * stride - padding), whole((place - down * across) * stride - padding)
            # the part of the filter that lies on the image
            begin, end = whole(max(0, -top)), whole(min(side, height - top))
            from_, to = whole(max(0, -left)), whole(min(side, width - left))
            j, behind = whole(4 * first), whole(min(4 * first + 4, filters))
            while j < behind:
                four = j + 3 < behind
                z0, z1, z2, z3 = zero(space), zero(space), zero(space), zero(space)
                if bias >= 0:
                    z0 = load(space, theta_at + bias + j)
                    if four:
                        z1, z2 = load(space, theta_at + bias + j + 1), load(space, theta_at + bias + j + 2)
                        z3 = load(space, theta_at + bias + j + 3)
                for channel in range(channels):
                    for i in range(begin, end):
                        z0, z1, z2, z3 = add_products(
                            space, z0, z1, z2, z3, weights + j * fan_in + (channel * side + i) * side + from_, 1, fan_in,
                            (source + (channel * height + top + i) * width + left + from_) * pitch + k, pitch,
                            to - from_, four,
                        )  # fmt: skip
                at, turns = (target + j * places + place) * pitch + k, whole(4 if four else 1)
                for _ in range(turns):
                    settle(code, space, at, sums_at + at, keeps, z0)
                    z0, z1, z2 = z1, z2, z3
                    at += places * pitch
                j = whole(j + turns)


@part
def backward(
    table: Any, layer: int, code: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """δ of the layer before, whose activation is `code`, in place of its sums: to a pixel comes the δ of every place whose
    filter lies on it, times the weight that lies there.
    """
    fan_in, filters = cell(table, layer, FAN_IN), cell(table, layer, FAN_OUT)
    weights = cell(table, layer, WEIGHTS) + theta_at
    source, target = cell(table, layer, SOURCE), cell(table, layer, TARGET)
    channels, height, width = (
        cell(table, layer, CHANNELS),
        cell(table, layer, HEIGHT),
        cell(table, layer, WIDTH),
    )
    side, stride, padding = cell(table, layer, SIDE), cell(table, layer, STRIDE), cell(table, layer, PADDING)
    down, across = cell(table, layer, DOWN), cell(table, layer, ACROSS)
    pixels = whole(height * width)
    items = whole(quotient(channels + 3, 4) * pixels)
    for k in range(lane, count, lanes):
        for item in range(group, items, groups):
            first = quotient(item, pixels)
            pixel = whole(item - first * pixels)
            row = quotient(pixel, width)
            # counted in the padded image
            y, x = whole(row + padding), whole(pixel - row * width + padding)
            begin = quotient(max(0, y - side + stride), stride)
            end = whole(min(down, quotient(y, stride) + 1))
            from_ = quotient(max(0, x - side + stride), stride)
            to = whole(min(across, quotient(x, stride) + 1))
            channel, behind = whole(4 * first), whole(min(4 * first + 4, channels))
            while channel < behind:
                four = channel + 3 < behind
                d0, d1, d2, d3 = zero(space), zero(space), zero(space), zero(space)
                for j in range(filters):
                    for r in range(begin, end):
                        d0, d1, d2, d3 = add_products(
                            space, d0, d1, d2, d3,
                            weights + j * fan_in + (channel * side + y - r * stride) * side + x - from_ * stride,
                            -stride, side * side,
                            sums_at + (target + (j * down + r) * across + from_) * pitch + k, pitch, to - from_, four,
                        )  # fmt: skip
                at, turns = (source + channel * pixels + pixel) * pitch + k, whole(4 if four else 1)
                for _ in range(turns):
                    slope = activation_slope(code, load(space, sums_at + at), load(space, at))
                    store(space, sums_at + at, d0 * slope)
                    d0, d1, d2 = d1, d2, d3
                    at += pixels * pitch
                channel = whole(channel + turns)
