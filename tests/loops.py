"""Layers as their definitions read, value by value in plain loops, one sample at a time; derivatives by small changes
alone. It knows nothing of kernels, probes or matrices.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import reference
from numpy.typing import NDArray

from wbsim.network import Convolution, Pooling, Recurrent
from wbsim.plan import Plan, Row
from wbsim.probes.trace import Pick, Trace

Array = NDArray[np.float64]
Nudge = dict[tuple[int, int], float]  # (layer by its place, which of its values): what is added to it


def run(plan: Plan, theta: Array, x: Array, nudge: Nudge | None = None) -> tuple[Array, Array]:
    """All sums and values of a sample, (rows,); `nudge` is added to values as they are made."""
    sums, values = np.empty(plan.values), np.empty(plan.values)
    sums[: len(x)] = values[: len(x)] = x
    reads = x
    for number, row in enumerate(plan.rows):
        moved = np.zeros(row.values)
        for (layer, place), change in (nudge or {}).items():
            if layer == number:
                moved[place] = change
        own = slice(row.target_row, row.target_row + row.values)
        sums[own], values[own] = _layer(row, theta, reads, moved)
        reads = values[row.strip.output_row : row.target_row + row.values]
    return sums, values


def loss(plan: Plan, theta: Array, x: Array, t: Array, nudge: Nudge | None = None) -> float:
    """The loss of a sample."""
    sums, values = run(plan, theta, x, nudge)
    last = slice(plan.values - plan.outputs, plan.values)
    wish = plan.experiment
    return reference.loss_of(wish.loss, sums[None, last], values[None, last], t[None], wish.huber_delta)


def slope(of: Callable[[float], float], small: float = 1e-5) -> float:
    """The derivative at 0, by differences at two distances of which the error of the third order cancels."""
    near, far = ((of(h) - of(-h)) / (2 * h) for h in (small, 2 * small))
    return (4 * near - far) / 3


def gradient(plan: Plan, theta: Array, x: Array, t: Array) -> Array:
    """∂loss/∂θ (P,) of a sample."""
    return np.array([slope(lambda h, p=p: loss(plan, _moved(theta, p, h), x, t)) for p in range(plan.size)])


def deltas(plan: Plan, theta: Array, x: Array, t: Array) -> Array:
    """∂loss/∂z (rows,) of a sample: of a value as if it were moved by a sum, of all that follows it; 0 for inputs."""
    found = np.zeros(plan.values)
    for number, row in enumerate(plan.rows):
        for place in range(row.values):
            found[row.target_row + place] = slope(
                lambda h, n=number, p=place: loss(plan, theta, x, t, {(n, p): h})
            )
    sums, values = run(plan, theta, x)
    for row in plan.rows[:-1]:
        own = slice(row.target_row, row.target_row + row.values)
        found[own] *= reference.derivative(row.layer.activation, sums[own])
    z = sums[None, -plan.outputs :]
    last = plan.rows[-1].layer.activation
    found[-plan.outputs :] = reference.output_delta(
        plan.experiment.loss, last, z, values[None, -plan.outputs :], t[None], plan.experiment.huber_delta
    )[0]
    return found


def traced(plan: Plan, theta: Array, number: int) -> Trace:
    """A training point as a trace holds it."""
    x, t = reference.samples(plan)
    sums, values = run(plan, theta, x[number])
    return Trace(
        Pick("train", number), x[number], t[number], sums, values, deltas(plan, theta, x[number], t[number]),
        gradient(plan, theta, x[number], t[number]), loss(plan, theta, x[number], t[number]),
    )  # fmt: skip


def _moved(theta: Array, place: int, by: float) -> Array:
    moved = theta.copy()
    moved[place] += by
    return moved


def _layer(row: Row, theta: Array, reads: Array, moved: Array) -> tuple[Array, Array]:
    """Sums and values of a layer, as they stand in rows."""
    wish, filled = row.layer, row.strip.filled
    if isinstance(wish, Pooling):
        image, made = reads.reshape(row.strip.reads), np.empty(filled)
        for c, r, k in np.ndindex(*filled):
            down, across = r * wish.stride, k * wish.stride
            window = image[c, down : down + wish.window, across : across + wish.window]
            made[c, r, k] = (
                window.max() if wish.takes == "max" else sum(window.ravel().tolist()) / wish.window**2
            )
        return made.ravel(), made.ravel() + moved
    weights, biases = row.weights_of(theta), row.biases_of(theta)
    biases = np.zeros(row.fan_out) if biases is None else biases
    if isinstance(wish, Convolution):
        return _convolved(wish, row, weights, biases, reads, moved)
    if isinstance(wish, Recurrent):
        steps, neurons = filled
        sequence, before = reads.reshape(row.strip.reads), np.zeros(neurons)
        sums, values = np.empty(filled), np.empty(filled)
        for step in range(steps):
            both = [*sequence[step].tolist(), *before.tolist()]
            for j in range(neurons):
                sums[step, j] = biases[j] + sum(w * a for w, a in zip(weights[j], both, strict=True))
            values[step] = reference.activation(wish.activation, sums[step][None])[0]
            values[step] += moved.reshape(filled)[step]
            before = values[step]
        return sums.ravel(), values.ravel()
    sums = np.array(
        [
            b + sum(w * a for w, a in zip(ws, reads, strict=True))
            for ws, b in zip(weights, biases, strict=True)
        ]
    )
    return sums, reference.activation(wish.activation, sums[None])[0] + moved


def _convolved(
    wish: Convolution, row: Row, weights: Array, biases: Array, reads: Array, moved: Array
) -> tuple[Array, Array]:
    image, sums = reads.reshape(row.strip.reads), np.empty(row.strip.filled)
    channels, high, wide = image.shape
    for f, r, k in np.ndindex(*row.strip.filled):
        z, filter = float(biases[f]), weights[f].reshape(channels, wish.kernel, wish.kernel)
        for c, i, j in np.ndindex(channels, wish.kernel, wish.kernel):
            down, across = r * wish.stride - wish.padding + i, k * wish.stride - wish.padding + j
            if 0 <= down < high and 0 <= across < wide:
                z += float(filter[c, i, j]) * float(image[c, down, across])
        sums[f, r, k] = z
    return sums.ravel(), reference.activation(wish.activation, sums.reshape(1, -1))[0] + moved
