"""The mean loss over samples as a surface: at a grid of values of two parameters, or along two directions through θ. Where
two parameters are varied, what neither touches is computed once, and what the outer one alone touches once for all values
of the inner one. Samples go through in the blocks of `evaluation`, so that a loss along directions has its bits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wbsim.kernels import dense, layers
from wbsim.kernels.activations import SOFTMAX, USUAL, usual_rule
from wbsim.kernels.compile import cell, inlined, kernel
from wbsim.kernels.evaluation import BLOCK, block_loss
from wbsim.kernels.lanes import (
    LANES,
    constant,
    flush_denormals,
    fma,
    load,
    restore,
    spread,
    store,
    width,
    zeros,
)
from wbsim.kernels.products import multiply
from wbsim.kernels.room import odd, room
from wbsim.kernels.table import ACTIVATION, BIASES, DENSE, FAN_IN, FAN_OUT, KIND, SOURCE, TARGET, WEIGHTS


class Place(NamedTuple):
    """A parameter: its place in θ, its layer, its neuron there and the input that it weighs, −1 for a bias."""

    place: int
    layer: int
    neuron: int
    source: int


class Space(NamedTuple):
    """Where a block of samples is worked on, flat, rows of `pitch` samples: values, sums and targets; of one neuron the sums
    without the inner parameter's part, and what that is multiplied by; and the sums of a layer without that neuron.
    """

    values: Any
    sums: Any
    targets: Any
    rest: Any
    factor: Any
    others: Any
    pitch: int


def space(rows: int, outputs: int, widest: int, dtype: np.dtype[Any]) -> Space:
    """Memory for a network of so many rows of values, of targets, and of neurons in its widest layer."""
    pitch = odd(LANES[dtype] * BLOCK, LANES[dtype])
    return Space(
        room(rows * pitch, dtype), room(rows * pitch, dtype), room(outputs * pitch, dtype), room(pitch, dtype),
        room(pitch, dtype), room(widest * pitch, dtype), pitch,
    )  # fmt: skip


class _Samples(NamedTuple):
    """x (inputs, padded) and t (outputs, padded), flat, of which `real` ones count."""

    x: Any
    inputs: int
    t: Any
    outputs: int
    padded: int
    real: int


@inlined
def _bring(samples: Any, begin: int, wide: int, space: Any) -> None:
    """The inputs and targets of a block."""
    for v in range(0, wide, width(space.values)):
        for i in range(samples.inputs):
            store(space.values, i * space.pitch + v, load(samples.x, i * samples.padded + begin + v))
        for j in range(samples.outputs):
            store(space.targets, j * space.pitch + v, load(samples.t, j * samples.padded + begin + v))


@inlined
def _loss_of_block(table: Any, loss: Any, samples: Any, begin: int, wide: int, space: Any) -> float:
    """The summed loss of the block that begins at a sample, from its outputs."""
    row, here = table[len(table) - 1, TARGET] * space.pitch, min(wide, samples.real - begin)
    return block_loss(loss, space, row, samples.outputs, here, wide)


@cell
def _forward(kinds: Any, table: Any, layer: int, theta: Any, size: int, wide: int, space: Any) -> None:
    """One layer, as `evaluation` has it."""
    if size > 0:
        dense.forward_small(table, layer, theta, size, space.values, space.sums, wide, space.pitch)
    elif kinds is None:
        dense.forward(table, layer, theta, space.values, space.sums, wide, space.pitch)
    else:
        layers.forward(table, layer, theta, space.values, space.sums, wide, space.pitch)


# --- directions --------------------------------------------------------------------------------------------


@cell
def _walk(
    kinds: Any, table: Any, loss: Any, theta: Any, size: int, moved: Any, first: Any, second: Any, at_first: Any,
    at_second: Any, samples: Any, space: Any, out: Any,
) -> None:  # fmt: skip
    """Adds to out[u, v] the summed loss at θ + at_first[u]·first + at_second[v]·second."""
    lanes = width(theta)
    for begin in range(0, samples.padded, lanes * BLOCK):
        wide = min(lanes * BLOCK, samples.padded - begin)
        _bring(samples, begin, wide, space)
        for u in range(len(at_first)):
            for v in range(len(at_second)):
                for p in range(0, len(first), width(theta)):
                    w = fma(spread(at_first, u), load(first, p), load(theta, p))
                    store(moved, p, fma(spread(at_second, v), load(second, p), w))
                for layer in range(len(table)):
                    _forward(kinds, table, layer, moved, size, wide, space)
                out[u, v] += _loss_of_block(table, loss, samples, begin, wide, space)


@kernel
def along_directions(
    kinds: Any, table: Any, loss: Any, theta: Any, size: int, moved: Any, first: Any, second: Any, at_first: Any,
    at_second: Any, x: Any, t: Any, count: int, space: Any, out: Any,
) -> None:  # fmt: skip
    """out[u, v] += the summed loss of `count` samples at θ + at_first[u]·first + at_second[v]·second.

    theta and `size` as evaluation has them, `moved` a copy of θ; first and second (P padded,); x (inputs, samples
    padded), t (outputs, samples padded).
    """
    mode = flush_denormals()
    samples = _Samples(x.reshape(-1), x.shape[0], t.reshape(-1), t.shape[0], x.shape[1], count)
    _walk(kinds, table, loss, theta, size, moved, first, second, at_first, at_second, samples, space, out)
    restore(mode)


# --- two parameters ----------------------------------------------------------------------------------------


@cell
def _without(table: Any, theta: Any, inner: Any, wide: int, space: Any) -> None:
    """The sums of the inner parameter's neuron without its part, and what it is multiplied by: a value, or 1 for a bias."""
    fan_in, bias = table[inner.layer, FAN_IN], table[inner.layer, BIASES]
    weights = table[inner.layer, WEIGHTS] + inner.neuron * fan_in
    source = table[inner.layer, SOURCE] * space.pitch
    for v in range(0, wide, width(theta)):
        z, factor = zeros(theta), constant(zeros(theta), 1.0)
        if bias >= 0 and inner.source >= 0:
            z = spread(theta, bias + inner.neuron)
        for i in range(fan_in):
            value = load(space.values, source + i * space.pitch + v)
            if i == inner.source:
                factor = value
            else:
                z = fma(spread(theta, weights + i), value, z)
        store(space.rest, v, z)
        store(space.factor, v, factor)


@inlined
def _sums_without(table: Any, layer: int, theta: Any, wide: int, space: Any) -> None:
    """The sums of a layer from the values that stand before it, into `others`."""
    fan_in, pitch = table[layer, FAN_IN], space.pitch
    multiply(
        theta, table[layer, WEIGHTS], fan_in, 1, space.values, table[layer, SOURCE] * pitch, pitch,
        fan_in, space.others, 0, pitch, table[layer, FAN_OUT], wide, theta, table[layer, BIASES],
    )  # fmt: skip


@cell
def _outer_step(
    kinds: Any, table: Any, theta: Any, size: int, outer: Any, inner: Any, wide: int, space: Any
) -> None:
    """All that one value of the outer parameter decides: values up to the inner one's layer, and what hangs on that neuron
    without it.
    """
    last, pitch = len(table) - 1, space.pitch
    for layer in range(outer.layer, inner.layer + 1):
        _forward(kinds, table, layer, theta, size, wide, space)
    _without(table, theta, inner, wide, space)
    if inner.layer < last:
        row = (table[inner.layer, TARGET] + inner.neuron) * pitch
        for v in range(0, wide, width(theta)):
            store(space.values, row + v, zeros(theta))
        _sums_without(table, inner.layer + 1, theta, wide, space)
    elif table[last, ACTIVATION] == SOFTMAX:
        _sums_without(table, last, theta, wide, space)


@inlined
def _become(code: int, last: bool, z: Any, at: int, space: Any) -> None:
    """Stores what a sum becomes, and of the last layer the sum; of an unusual activation the sum alone, in its place."""
    if code < USUAL:
        if last:
            store(space.sums, at, z)
        z = usual_rule(code, z)
    store(space.values, at, z)


@inlined
def _inner_step(
    kinds: Any, table: Any, theta: Any, size: int, inner: Any, at: Any, number: int, wide: int, space: Any
) -> None:
    """The outputs at one value of the inner parameter: its neuron, and what hangs on it."""
    last, pitch, values, layer = len(table) - 1, space.pitch, space.values, inner.layer
    code, begin, fan_out = table[layer, ACTIVATION], table[layer, TARGET] * pitch, 1
    row = begin + inner.neuron * pitch
    if code == SOFTMAX:  # outputs that hang on each other
        fan_out = table[layer, FAN_OUT]
        for v in range(0, wide, width(theta)):
            for r in range(0, fan_out * pitch, pitch):
                store(values, begin + r + v, load(space.others, r + v))
    else:
        begin = row
    for v in range(0, wide, width(theta)):
        z = fma(spread(at, number), load(space.factor, v), load(space.rest, v))
        _become(code, layer == last, z, row + v, space)
    if code >= USUAL:
        dense.activated(code, layer == last, values, space.sums, begin, fan_out, wide, pitch)
    if layer == last:
        return
    layer += 1
    code, fan_in, fan_out = (
        table[layer, ACTIVATION],
        table[layer, FAN_IN],
        table[layer, FAN_OUT],
    )
    begin, weight = table[layer, TARGET] * pitch, table[layer, WEIGHTS] + inner.neuron
    for r in range(fan_out):
        for v in range(0, wide, width(theta)):
            z = fma(spread(theta, weight), load(values, row + v), load(space.others, r * pitch + v))
            _become(code, layer == last, z, begin + r * pitch + v, space)
        weight += fan_in
    if code >= USUAL:
        dense.activated(code, layer == last, values, space.sums, begin, fan_out, wide, pitch)
    for further in range(layer + 1, len(table)):
        _forward(kinds, table, further, theta, size, wide, space)


@cell
def _cross(
    kinds: Any, table: Any, loss: Any, theta: Any, size: int, outer: Any, inner: Any, at_outer: Any, at_inner: Any,
    samples: Any, space: Any, out: Any,
) -> None:  # fmt: skip
    """Adds to out[u, v] the summed loss where the parameters are at_outer[u] and at_inner[v]; θ is written to."""
    lanes, behind = width(theta), min(inner.layer + 1, len(table) - 1)
    # where the inner parameter moves one value and what hangs on it, and not a plane, or what comes at later steps
    alone = table[inner.layer, KIND] == DENSE and table[behind, KIND] == DENSE
    for begin in range(0, samples.padded, lanes * BLOCK):
        wide = min(lanes * BLOCK, samples.padded - begin)
        _bring(samples, begin, wide, space)
        for layer in range(outer.layer):
            _forward(kinds, table, layer, theta, size, wide, space)
        for u in range(len(at_outer)):
            theta[outer.place] = at_outer[u]
            if alone:
                _outer_step(kinds, table, theta, size, outer, inner, wide, space)
            else:
                for layer in range(outer.layer, inner.layer):
                    _forward(kinds, table, layer, theta, size, wide, space)
            for v in range(len(at_inner)):
                if alone:
                    _inner_step(kinds, table, theta, size, inner, at_inner, v, wide, space)
                else:
                    theta[inner.place] = at_inner[v]
                    for layer in range(inner.layer, len(table)):
                        _forward(kinds, table, layer, theta, size, wide, space)
                out[u, v] += _loss_of_block(table, loss, samples, begin, wide, space)


@kernel
def over_parameters(
    kinds: Any, table: Any, loss: Any, theta: Any, size: int, outer: Any, inner: Any, at_outer: Any, at_inner: Any,
    x: Any, t: Any, count: int, space: Any, out: Any,
) -> None:  # fmt: skip
    """out[u, v] += the summed loss of `count` samples where the outer parameter is at_outer[u] and the inner at_inner[v].

    Two different parameters, of which the outer one stands in no later layer. theta and `size` as evaluation has
    them, but a copy, for it is written to; x (inputs, samples padded), t (outputs, samples padded).
    """
    mode = flush_denormals()
    samples = _Samples(x.reshape(-1), x.shape[0], t.reshape(-1), t.shape[0], x.shape[1], count)
    _cross(kinds, table, loss, theta, size, outer, inner, at_outer, at_inner, samples, space, out)
    restore(mode)
