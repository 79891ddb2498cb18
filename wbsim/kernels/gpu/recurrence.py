"""The Elman cell by the threads of a block, a step at a time: h_t = f(W_x·x_t + W_h·h_(t−1) + b). Who calls it waits for all
behind every step, forward and back.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.dense import cell, settle
from wbsim.kernels.gpu.numbers import load, store, whole, zero
from wbsim.kernels.gpu.products import add_products
from wbsim.kernels.gpu.rules import activation_slope
from wbsim.kernels.table import (
    ACTIVATION,
    BIASES,
    CHANNELS,
    DOWN,
    EVERY,
    FAN_IN,
    FAN_OUT,
    SOURCE,
    TARGET,
    WEIGHTS,
)


@part
def forward(
    table: Any, layer: int, step: int, space: Any, theta_at: int, sums_at: int, skipped: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """The hidden values of one step, counted from 0, of `count` samples; sums are kept as `dense.forward` keeps them."""
    fan_in, hidden = cell(table, layer, FAN_IN), cell(table, layer, FAN_OUT)
    weights, bias = cell(table, layer, WEIGHTS) + theta_at, cell(table, layer, BIASES)
    code, inputs = cell(table, layer, ACTIVATION), cell(table, layer, CHANNELS)
    source = whole(cell(table, layer, SOURCE) + step * inputs)
    target = whole(cell(table, layer, TARGET) + step * hidden)
    keeps, down = target >= skipped, whole(groups * fan_in)
    for k in range(lane, count, lanes):
        j = whole(group)
        while j < hidden:
            four = j + 3 * groups < hidden
            z0, z1, z2, z3 = zero(space), zero(space), zero(space), zero(space)
            if bias >= 0:
                begin = theta_at + bias + j
                z0 = load(space, begin)
                if four:
                    z1, z2 = load(space, begin + groups), load(space, begin + 2 * groups)
                    z3 = load(space, begin + 3 * groups)
            row = whole(weights + j * fan_in)
            z0, z1, z2, z3 = add_products(
                space, z0, z1, z2, z3, row, 1, down, source * pitch + k, pitch, inputs, four
            )
            if step > 0:
                z0, z1, z2, z3 = add_products(
                    space, z0, z1, z2, z3, row + inputs, 1, down, (target - hidden) * pitch + k, pitch, hidden, four
                )  # fmt: skip
            at, turns = (target + j) * pitch + k, whole(4 if four else 1)
            for _ in range(turns):
                settle(code, space, at, sums_at + at, keeps, z0)
                z0, z1, z2 = z1, z2, z3
                at += groups * pitch
            j = whole(j + turns * groups)


@part
def unroll(
    table: Any, layer: int, step: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """δ_t = (∂L/∂h_t of the layers behind + W_hᵀ·δ_(t+1)) · f′(h_t) of one step, the last step first. What the layers behind
    gave stands where it goes, at the last step or, where they read every step, at each.
    """
    fan_in, hidden = cell(table, layer, FAN_IN), cell(table, layer, FAN_OUT)
    weights = cell(table, layer, WEIGHTS) + theta_at + cell(table, layer, CHANNELS)
    code, target = (
        cell(table, layer, ACTIVATION),
        whole(cell(table, layer, TARGET) + step * hidden),
    )
    last = step == cell(table, layer, DOWN) - 1
    arrives = last or cell(table, layer, EVERY) > 0
    for k in range(lane, count, lanes):
        i = whole(group)
        while i < hidden:
            four = i + 3 * groups < hidden
            d0, d1, d2, d3 = zero(space), zero(space), zero(space), zero(space)
            if not last:
                d0, d1, d2, d3 = add_products(
                    space, d0, d1, d2, d3, weights + i, fan_in, groups, sums_at + (target + hidden) * pitch + k, pitch,
                    hidden, four,
                )  # fmt: skip
            at, turns = (target + i) * pitch + k, whole(4 if four else 1)
            for _ in range(turns):
                # slopes of what a cell may use are functions of its values: sums are gone where something arrived
                value = load(space, at)
                if arrives:
                    d0 = load(space, sums_at + at) + d0
                store(space, sums_at + at, d0 * activation_slope(code, value, value))
                d0, d1, d2 = d1, d2, d3
                at += groups * pitch
            i = whole(i + turns * groups)


@part
def backward(
    table: Any, layer: int, code: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """δ = (W_xᵀ·δ_t)·f′(z) of what was read at every step, in place of its sums; `code` is the activation there."""
    fan_in, hidden, inputs = (
        cell(table, layer, FAN_IN),
        cell(table, layer, FAN_OUT),
        cell(table, layer, CHANNELS),
    )
    weights = cell(table, layer, WEIGHTS) + theta_at
    for k in range(lane, count, lanes):
        for step in range(cell(table, layer, DOWN)):
            source = whole(cell(table, layer, SOURCE) + step * inputs)
            delta_at = sums_at + (cell(table, layer, TARGET) + step * hidden) * pitch + k
            i = whole(group)
            while i < inputs:
                four = i + 3 * groups < inputs
                d0, d1, d2, d3 = zero(space), zero(space), zero(space), zero(space)
                d0, d1, d2, d3 = add_products(
                    space, d0, d1, d2, d3, weights + i, fan_in, groups, delta_at, pitch, hidden, four
                )
                at, turns = (source + i) * pitch + k, whole(4 if four else 1)
                for _ in range(turns):
                    slope = activation_slope(code, load(space, sums_at + at), load(space, at))
                    store(space, sums_at + at, d0 * slope)
                    d0, d1, d2 = d1, d2, d3
                    at += groups * pitch
                i = whole(i + turns * groups)
