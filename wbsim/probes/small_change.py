"""The gradient by small changes: a parameter is moved a little up and a little down, and the loss is asked each time.
It shares no text with the exact gradient but the rules of the activations and losses, and runs in plain NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.activations import BY_NAME
from wbsim.elementary import exp, log
from wbsim.losses import BY_NAME as LOSSES
from wbsim.plan import Plan, Row

Array = NDArray[np.float64]

# The two errors of a central difference are about equal at ε^(1/3): h²/6 of the third derivative, about 1e-11 of it,
# and ε/h of the loss, about 4e-11 of it. The step is a power of two, so that the division by it is exact.
_STEP = np.finfo(np.float64).eps ** (1 / 3)
MOST = 2**23  # products and a rule's operations that checking may take: some tens of milliseconds
LEAST = 8  # parameters of a neuron that are checked however much work it is
_RULE = 32  # operations of an activation, about as many as products in the same time
_CHUNK = 2**16  # values that are held at once, about


def checkable(plan: Plan, count: int, neuron: int | None, gradient: device.Floats) -> NDArray[np.int64]:
    """The places in θ that are checked on `count` samples: all where that is little work, else those of a neuron (by id),
    as many as are little work but LEAST at least, those with the largest gradient first; ascending.
    """
    if sum(_work(plan, k, count) * row.fan_out * (row.fan_in + 1) for k, row in enumerate(plan.rows)) <= MOST:
        return np.arange(plan.size)
    for k, row in enumerate(plan.rows):
        if neuron in row.layer.neurons:
            place = row.layer.neurons.index(neuron)
            places = row.weights + place * row.fan_in + np.arange(row.fan_in)
            few = max(LEAST, MOST // _work(plan, k, count)) - 1
            largest = np.argsort(-np.abs(gradient[places]), kind="stable")[:few]
            bias = [row.biases + place] if row.biases >= 0 else []
            return np.sort(np.append(places[largest], np.array(bias, np.int64)))
    return np.empty(0, np.int64)


def _work(plan: Plan, layer: int, count: int) -> int:
    """What one parameter of a layer costs to check."""
    behind = sum(row.fan_out * (row.fan_in + _RULE) for row in plan.rows[layer + 1 :])
    return 2 * count * (behind + _RULE)


def differences(
    plan: Plan, theta: device.Floats, batch: NDArray[np.int64], places: NDArray[np.int64]
) -> Array:
    """(L(θ + h) − L(θ − h)) / 2h of the mean loss of a batch at each place in θ, in float64: (places,).

    The error is about 1e-10 of the loss; where its curvature jumps in between, as at 0 of ELU, it is a quarter of h of
    that jump, about 2e-6. NaN where a kink of an activation or of the
    loss lies between θ − h and θ + h: a difference says nothing there; ∞ where the loss is too large for a number.
    """
    found = np.empty(len(places))
    with np.errstate(all="ignore"):
        way = _Way.of(plan, theta, batch)
        for layer, row in enumerate(plan.rows):
            at = np.flatnonzero((places >= row.weights) & (places < _end(row)))
            for some in _chunks(at, 2 * len(batch) * max(r.fan_out for r in plan.rows[layer:])):
                found[some] = _of_layer(plan, way, layer, places[some])
    return found


def _end(row: Row) -> int:
    return row.weights + row.fan_out * row.fan_in + (row.fan_out if row.biases >= 0 else 0)


def _chunks(at: NDArray[np.intp], each: int) -> Iterator[NDArray[np.intp]]:
    size = max(1, _CHUNK // each)
    for begin in range(0, len(at), size):
        yield at[begin : begin + size]


@dataclass(frozen=True, eq=False)
class _Way:
    """A batch on its way: the parameters, every layer's sums and values (neurons, B), inputs first among the values."""

    theta: Array
    sums: tuple[Array, ...]
    values: tuple[Array, ...]
    targets: Array

    @classmethod
    def of(cls, plan: Plan, theta: device.Floats, batch: NDArray[np.int64]) -> _Way:
        samples, exact = device.material(plan).train, theta.astype(np.float64)
        values, sums = [samples.x[:, batch].astype(np.float64)], []
        for row in plan.rows:
            sums.append(_summed(row, exact, values[-1]))
            values.append(_activated(row, sums[-1]))
        return cls(exact, tuple(sums), tuple(values), samples.t[:, batch].astype(np.float64))


def _summed(row: Row, theta: Array, values: Array) -> Array:
    """z = W·a + b for values (…, fan_in, B)."""
    sums = row.weights_of(theta) @ values
    biases = row.biases_of(theta)
    return sums if biases is None else sums + biases[:, None]


def _log_softmax(sums: Array) -> Array:
    shifted = sums - sums.max(axis=-2, keepdims=True)
    return np.asarray(shifted - log(exp(shifted).sum(axis=-2, keepdims=True)))


def _activated(row: Row, sums: Array) -> Array:
    rule = BY_NAME[row.layer.activation].rule
    return np.asarray(exp(_log_softmax(sums)) if rule is None else rule(sums))


def _of_layer(plan: Plan, way: _Way, layer: int, places: NDArray[np.int64]) -> Array:
    """The differences at places (K,) in one layer. The first half of every array is moved up, the second down."""
    row, count = plan.rows[layer], len(places)
    at = places - row.weights
    is_weight = at < row.fan_out * row.fan_in
    neuron = np.where(is_weight, at // row.fan_in, at - row.fan_out * row.fan_in)
    sources = way.values[layer][np.where(is_weight, at % row.fan_in, 0)]
    factor = np.where(is_weight[:, None], sources, 1.0)
    h = 2.0 ** np.rint(np.log2(_STEP * np.maximum(1.0, np.abs(way.theta[places]))))
    each, who = np.arange(2 * count), np.tile(neuron, 2)
    moved = way.sums[layer][who] + np.concatenate([h, -h])[:, None] * np.tile(factor, (2, 1))

    sums = np.repeat(way.sums[layer][None], 2 * count, axis=0)
    sums[each, who] = moved
    rule = BY_NAME[row.layer.activation].rule
    if rule is None:
        values = _activated(row, sums)
        kink = np.zeros(count, bool)
    else:  # of the layer only one neuron has moved
        values = np.repeat(way.values[layer + 1][None], 2 * count, axis=0)
        values[each, who] = rule(moved)
        kink = _jumps(row, moved[:, None], values[each, who][:, None])
    for after in plan.rows[layer + 1 :]:
        sums = _summed(after, way.theta, values)
        values = _activated(after, sums)
        kink |= _jumps(after, sums, values)

    loss, bend = LOSSES[plan.experiment.loss], plan.experiment.huber_delta
    last = plan.rows[-1].layer.activation
    z = _log_softmax(sums) if BY_NAME[last].rule is None else sums
    each_loss = np.asarray(loss.value(z, values, way.targets, bend))
    summed = each_loss.mean(axis=(1, 2)) if loss.mean else each_loss.sum(axis=1).mean(axis=1)
    kink |= _differs(np.asarray(loss.slope(values, way.targets, bend)), values)
    found = (summed[:count] - summed[count:]) / (2 * h)
    return np.where(kink, np.nan, np.where(np.isfinite(found), found, np.inf))


def _jumps(row: Row, sums: Array, values: Array) -> NDArray[np.bool_]:
    """Whether the slope of an activation jumps between the upper and the lower half of its sums: (half,)."""
    slope = BY_NAME[row.layer.activation].slope
    if slope is None:
        return np.zeros(len(sums) // 2, bool)
    return _differs(np.asarray(slope(sums, values)), sums)


def _differs(slopes: Array, where: Array) -> NDArray[np.bool_]:
    """No smooth rule bends by more than 2; one with a kink jumps, however near its two places are."""
    half = len(slopes) // 2
    jump, far = np.abs(slopes[:half] - slopes[half:]), np.abs(where[:half] - where[half:])
    return np.asarray((jump > 0.05 + 4 * far).any(axis=(1, 2)))
