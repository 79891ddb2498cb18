"""The gradient by small changes: a parameter is moved a little up and a little down, and the loss is asked each time.
It shares no text with the exact gradient but the rules of the activations and losses, and runs in plain NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.activations import BY_NAME
from wbsim.losses import BY_NAME as LOSSES
from wbsim.network import Pooling
from wbsim.plan import Plan, Row
from wbsim.probes.forward import Moved, activated, forward, log_softmax, stepped
from wbsim.probes.sums import factors, made, read, windows

Array = NDArray[np.float64]

# The two errors of a central difference are about equal at ε^(1/3): h²/6 of the third derivative, about 1e-11 of it,
# and ε/h of the loss, about 4e-11 of it. The step is a power of two, so that the division by it is exact.
_STEP = np.finfo(np.float64).eps ** (1 / 3)
MOST = 2**23  # products and a rule's operations that checking may take: some tens of milliseconds
LEAST = 8  # parameters of a neuron that are checked though it is more work,
FAR = 2**27  # unless it is so much: some tenths of a second, in which a window stands still
_RULE = 32  # operations of an activation, about as many as products in the same time
_ROUNDING = 1e-12  # of a value: how far below the largest of a window what equals it may lie
_CHUNK = 2**16  # values that are held at once, about


def checkable(plan: Plan, count: int, neuron: int | None, gradient: device.Floats) -> NDArray[np.int64]:
    """The places in θ that are checked on `count` samples: all where that is little work, else those of a neuron (by id),
    as many as are little work but LEAST at least, or less where even these would take long, those with the largest gradient
    first; ascending.
    """
    if sum(_work(plan, k, count) * row.fan_out * (row.fan_in + 1) for k, row in enumerate(plan.rows)) <= MOST:
        return np.arange(plan.size)
    for k, row in enumerate(plan.rows):
        if neuron in row.layer.neurons:
            place = row.layer.neurons.index(neuron)
            places = row.weights + place * row.fan_in + np.arange(row.fan_in)
            each = _work(plan, k, count)
            few = max(MOST // each, min(LEAST, FAR // each))
            if not few:
                break
            largest = np.argsort(-np.abs(gradient[places]), kind="stable")[: few - 1]
            bias = [row.biases + place] if row.biases >= 0 else []
            return np.sort(np.append(places[largest], np.array(bias, np.int64)))
    return np.empty(0, np.int64)


def _work(plan: Plan, layer: int, count: int) -> int:
    """What one parameter of a layer costs to check: what it moves there, and all that is behind."""
    row = plan.rows[layer]
    own = _effort(row) if row.kind == "recurrent" else _RULE * row.places
    return 2 * count * (own + sum(_effort(behind) for behind in plan.rows[layer + 1 :]))


def _effort(row: Row) -> int:
    """What a layer costs forward, for one sample."""
    if row.kind == "pooling":
        return 2 * row.values * row.strip.block.side**2
    return row.fan_out * row.places * (row.fan_in + _RULE)


def differences(
    plan: Plan, theta: device.Floats, batch: NDArray[np.int64], places: NDArray[np.int64]
) -> Array:
    """(L(θ + h) − L(θ − h)) / 2h of the mean loss of a batch at each place in θ, in float64: (places,).

    The error is about 1e-10 of the loss; where its curvature jumps in between, as at 0 of ELU, it is a quarter of h of
    that jump, about 2e-6. NaN where between θ − h and θ + h lies a kink of an activation or of the loss, or where the
    largest value of a window becomes another: a difference says nothing there; ∞ where the loss is too large for a number.
    """
    found = np.empty(len(places))
    if not len(places):
        return found
    with np.errstate(all="ignore"):
        way = _Way.of(plan, theta, batch)
        for layer, row in enumerate(plan.rows):
            at = np.flatnonzero((places >= row.weights) & (places < _end(row)))
            for some in _chunks(at, 2 * len(batch) * max(r.values for r in plan.rows[layer:])):
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
    """A batch on its way: the parameters, and all sums and values (rows, B), inputs first."""

    theta: Array
    sums: Array
    values: Array
    targets: Array

    @classmethod
    def of(cls, plan: Plan, theta: device.Floats, batch: NDArray[np.int64]) -> _Way:
        samples, exact = device.material(plan).train, theta.astype(np.float64)
        values = np.empty((plan.values, len(batch)))
        values[: len(plan.inputs)] = samples.x[:, batch]
        sums = values.copy()
        for row in plan.rows:
            own = slice(row.target_row, row.target_row + row.values)
            sums[own], values[own] = forward(row, exact, read(row, values))
        return cls(exact, sums, values, samples.t[:, batch].astype(np.float64))


def _of_layer(plan: Plan, way: _Way, layer: int, places: NDArray[np.int64]) -> Array:
    """The differences at places of one layer. In every array (…, 2·places, B) the first half of them is moved up, the
    second down.
    """
    row, count = plan.rows[layer], len(places)
    at = places - row.weights
    is_weight = at < row.fan_out * row.fan_in
    neuron = np.where(is_weight, at // row.fan_in, at - row.fan_out * row.fan_in)
    source = np.where(is_weight, at % row.fan_in, -1)
    h = 2.0 ** np.rint(np.log2(_STEP * np.maximum(1.0, np.abs(way.theta[places]))))
    moved = Moved(np.tile(neuron, 2), np.tile(source, 2), np.concatenate([h, -h]))
    step = _stepping if row.kind == "recurrent" else _moving
    sums, values, kink = step(row, way, moved)
    for before, after in pairwise(plan.rows[layer:]):
        given = values[before.strip.output_row - before.target_row :]
        flat_sums, flat_values = forward(after, way.theta, given.reshape(len(given), -1))
        sums, values = (flat.reshape(after.values, 2 * count, -1) for flat in (flat_sums, flat_values))
        kink |= _changes(after, given) if after.kind == "pooling" else _jumps(after, sums, values)

    loss, bend = LOSSES[plan.experiment.loss], plan.experiment.huber_delta
    last, targets = plan.rows[-1].layer.activation, way.targets[:, None]
    z = log_softmax(sums) if BY_NAME[last].rule is None else sums
    each_loss = np.asarray(loss.value(z, values, targets, bend))
    summed = each_loss.mean(axis=(0, 2)) if loss.mean else each_loss.sum(axis=0).mean(axis=1)
    kink |= _differs(np.asarray(loss.slope(values, targets, bend)), values)
    found = (summed[:count] - summed[count:]) / (2 * h)
    return np.where(kink, np.nan, np.where(np.isfinite(found), found, np.inf))


_Step = tuple[Array, Array, NDArray[np.bool_]]  # sums and values (values, 2·places, B), and where a kink lies


def _moving(row: Row, way: _Way, moved: Moved) -> _Step:
    """A dense layer or a convolution: of each copy the sums of one neuron alone have moved, at all its places."""
    each = np.arange(len(moved.by))
    taken = factors(row, read(row, way.values), way.values[:0])
    factor = np.where(moved.source[:, None, None] < 0, 1.0, taken[moved.source])
    before, after = made(row, way.sums), made(row, way.values)
    z = before[moved.neuron] + moved.by[:, None, None] * factor  # (2·places, places of the filter, B)
    shape = (*before.shape[:2], len(each), before.shape[2])
    sums = np.broadcast_to(before[:, :, None], shape).copy()
    sums[moved.neuron, :, each] = z
    whole = (row.values, *shape[2:])
    if BY_NAME[row.layer.activation].rule is None:
        values = activated(row, sums.reshape(whole))
        return sums.reshape(whole), values, np.zeros(len(each) // 2, bool)
    values = np.broadcast_to(after[:, :, None], shape).copy()
    values[moved.neuron, :, each] = a = activated(row, z)
    kink = _jumps(row, z.transpose(1, 0, 2), a.transpose(1, 0, 2))
    return sums.reshape(whole), values.reshape(whole), kink


def _stepping(row: Row, way: _Way, moved: Moved) -> _Step:
    """A recurrent layer: every step moves, for it reads what the step before it has made."""
    copies, given = len(moved.by), read(row, way.values)
    count = given.shape[1]
    each = Moved(np.repeat(moved.neuron, count), np.repeat(moved.source, count), np.repeat(moved.by, count))
    found = stepped(row, way.theta, np.tile(given, (1, copies)), each)
    sums, values = (flat.reshape(row.values, copies, -1) for flat in found)
    return sums, values, _jumps(row, sums, values)


def _jumps(row: Row, sums: Array, values: Array) -> NDArray[np.bool_]:
    """Whether the slope of an activation jumps between the upper and the lower half of its sums: (half,)."""
    slope = BY_NAME[row.layer.activation].slope
    if slope is None:
        return np.zeros(sums.shape[1] // 2, bool)
    return _differs(np.asarray(slope(sums, values)), sums)


def _differs(slopes: Array, where: Array) -> NDArray[np.bool_]:
    """No smooth rule bends by more than 2; one with a kink jumps, however near its two places are."""
    half = slopes.shape[1] // 2
    jump, far = (np.abs(one[:, :half] - one[:, half:]) for one in (slopes, where))
    return np.asarray((jump > 0.05 + 4 * far).any(axis=(0, 2)))


def _changes(row: Row, given: Array) -> NDArray[np.bool_]:
    """Whether another value becomes the largest of a window between the upper and the lower half: (half,). None does
    where some value is the largest in both, up to what rounding does.
    """
    half = given.shape[1] // 2
    if not isinstance(row.layer, Pooling) or row.layer.takes != "max":
        return np.zeros(half, bool)
    both = [windows(row, part.reshape(len(part), -1)) for part in (given[:, :half], given[:, half:])]
    least = [(top := one.max(axis=(4, 5))) - _ROUNDING * np.maximum(1.0, np.abs(top)) for one in both]
    stays = np.zeros(least[0].shape, bool)
    for i, j in np.ndindex(both[0].shape[4:]):
        stays |= (both[0][..., i, j] >= least[0]) & (both[1][..., i, j] >= least[1])
    return np.asarray(~stays.reshape(row.values, half, -1).all(axis=(0, 2)))
