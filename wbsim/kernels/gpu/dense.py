"""The dense layer by the threads of a block: a thread stands at a place (group, lane) and takes the samples
lane, lane + lanes, … and the neurons group, group + groups, …, four of its own at a time. It meets no other thread; who
calls it waits for all where one layer needs another's numbers. Sums run in order, so they are the same in every run.

All that a block works on lies in one flat `space`: the values of every neuron from 0 on, a row of `pitch` samples a neuron;
their sums z from `sums_at` on, θ from `theta_at` on, and targets.
"""

from __future__ import annotations

from typing import Any

from wbsim.elementary import exp, log
from wbsim.kernels.activations import SOFTMAX
from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.numbers import load, read, store, whole, zero
from wbsim.kernels.gpu.rules import activation, activation_slope, is_matched, is_mean, slope_of, value_of
from wbsim.kernels.table import ACTIVATION, BIASES, COLUMNS, FAN_IN, FAN_OUT, SOURCE, TARGET, WEIGHTS
from wbsim.lanes import fma, maximum


@part
def cell(table: Any, layer: int, column: int) -> int:
    """An entry of the flat layer table."""
    return read(table, layer * COLUMNS + column)


@part
def settle(code: int, space: Any, at: int, sum_at: int, keeps: bool, z: Any) -> None:
    """A sum becomes a value; it is kept itself where `keeps`. That of a softmax has its value later."""
    if keeps:
        store(space, sum_at, z)
    if code != SOFTMAX:
        store(space, at, activation(code, z))


@part
def forward(
    table: Any, layer: int, space: Any, theta_at: int, sums_at: int, skipped: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """y = f(W·x + b) of one layer for `count` samples; the sums of all rows but the first `skipped` are kept."""
    fan_in, fan_out = cell(table, layer, FAN_IN), cell(table, layer, FAN_OUT)
    weights, bias = cell(table, layer, WEIGHTS) + theta_at, cell(table, layer, BIASES)
    code, source, target = (
        cell(table, layer, ACTIVATION),
        cell(table, layer, SOURCE),
        cell(table, layer, TARGET),
    )
    keeps = target >= skipped
    for k in range(lane, count, lanes):
        j = group
        while j < fan_out:
            four = j + 3 * groups < fan_out
            z0, z1, z2, z3 = zero(space), zero(space), zero(space), zero(space)
            if bias >= 0:
                begin = theta_at + bias + j
                z0 = load(space, begin)
                if four:
                    z1, z2 = load(space, begin + groups), load(space, begin + 2 * groups)
                    z3 = load(space, begin + 3 * groups)
            row, x_at = weights + j * fan_in, source * pitch + k
            if four:
                down = groups * fan_in
                for i in range(fan_in):
                    x = load(space, x_at + i * pitch)
                    z0 = fma(load(space, row + i), x, z0)
                    z1 = fma(load(space, row + i + down), x, z1)
                    z2 = fma(load(space, row + i + 2 * down), x, z2)
                    z3 = fma(load(space, row + i + 3 * down), x, z3)
            else:
                for i in range(fan_in):
                    z0 = fma(load(space, row + i), load(space, x_at + i * pitch), z0)
            at, turns = (target + j) * pitch + k, whole(4 if four else 1)
            for _ in range(turns):
                settle(code, space, at, sums_at + at, keeps, z0)
                z0, z1, z2 = z1, z2, z3
                at += groups * pitch
            j += turns * groups


@part
def softmax(space: Any, at: int, sums_at: int, outputs: int, pitch: int) -> None:
    """yᵢ = e^(zᵢ−m) / Σ e^(z−m) with m = max z of one sample, whose outputs begin at `at`; its sums become ln yᵢ."""
    top = load(space, sums_at + at)
    for j in range(1, outputs):
        top = maximum(top, load(space, sums_at + at + j * pitch))
    summed = zero(space)
    for j in range(outputs):
        share = exp(load(space, sums_at + at + j * pitch) - top)
        store(space, at + j * pitch, share)
        summed = summed + share
    shift = top + log(summed)
    for j in range(outputs):
        here = at + j * pitch
        store(space, here, load(space, here) / summed)
        store(space, sums_at + here, load(space, sums_at + here) - shift)


@part
def loss_of(
    loss: int, bend: float, space: Any, at: int, sums_at: int, targets_at: int, outputs: int, pitch: int
) -> Any:
    """The loss of one sample, whose outputs begin at `at` and targets at `targets_at`; `bend` is Huber's δ."""
    here = zero(space)
    for j in range(outputs):
        y_at = at + j * pitch
        t = load(space, targets_at + j * pitch)
        here = here + value_of(loss, load(space, sums_at + y_at), load(space, y_at), t, bend)
    if is_mean(loss):
        here = here * float(1.0 / outputs)
    return here


@part
def output_errors(
    loss: int, bend: float, code: int, share: float, space: Any, at: int, sums_at: int, targets_at: int,
    outputs: int, pitch: int,
) -> None:  # fmt: skip
    """δ = ∂L/∂z of the outputs of one sample, in place of their sums; `share` is the sample's in the mean."""
    if is_mean(loss):
        share = float(share / outputs)
    for j in range(outputs):
        y_at = at + j * pitch
        y = load(space, y_at)
        delta = slope_of(loss, y, load(space, targets_at + j * pitch), bend) * share
        if not is_matched(loss):
            delta = delta * activation_slope(code, load(space, sums_at + y_at), y)
        store(space, sums_at + y_at, delta)


@part
def backward(
    table: Any, layer: int, code: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """δ = (Wᵀ·δ)·f′(z) of the layer before `layer`, whose activation is `code`, in place of its sums."""
    fan_in, fan_out = cell(table, layer, FAN_IN), cell(table, layer, FAN_OUT)
    weights = cell(table, layer, WEIGHTS) + theta_at
    source, target = cell(table, layer, SOURCE), cell(table, layer, TARGET)
    for k in range(lane, count, lanes):
        i = group
        while i < fan_in:
            four = i + 3 * groups < fan_in
            d0, d1, d2, d3 = zero(space), zero(space), zero(space), zero(space)
            delta_at, column = sums_at + target * pitch + k, weights + i
            if four:
                for j in range(fan_out):
                    d, w_at = load(space, delta_at + j * pitch), column + j * fan_in
                    d0 = fma(load(space, w_at), d, d0)
                    d1 = fma(load(space, w_at + groups), d, d1)
                    d2 = fma(load(space, w_at + 2 * groups), d, d2)
                    d3 = fma(load(space, w_at + 3 * groups), d, d3)
            else:
                for j in range(fan_out):
                    d0 = fma(load(space, column + j * fan_in), load(space, delta_at + j * pitch), d0)
            at, turns = (source + i) * pitch + k, whole(4 if four else 1)
            for _ in range(turns):
                slope = activation_slope(code, load(space, sums_at + at), load(space, at))
                store(space, sums_at + at, d0 * slope)
                d0, d1, d2 = d1, d2, d3
                at += groups * pitch
            i += turns * groups


@part
def gradient(space: Any, x_at: int, delta_at: int, count: int) -> Any:
    """∂L/∂w = Σ δ·x over the batch, of rows that begin at `delta_at` and `x_at`; with `x_at` < 0 of a bias."""
    g = zero(space)
    if x_at < 0:
        for k in range(count):
            g = g + load(space, delta_at + k)
    else:
        for k in range(count):
            g = fma(load(space, delta_at + k), load(space, x_at + k), g)
    return g
