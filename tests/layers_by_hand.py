"""Convolution, pooling and recurrence as their definitions read, value by value, and their slopes by small changes of θ:
slow, in float64, and with no derivative written out.
"""

from __future__ import annotations

import numpy as np
import reference
from numpy.typing import NDArray

from wbsim.network import Convolution, Pooling, Recurrent
from wbsim.plan import Plan, Row

Array = NDArray[np.float64]


def rows_of_values(theta: Array, plan: Plan, x: Array) -> Array:
    """All values (rows, samples) of inputs (samples, inputs)."""
    return np.concatenate([x.T, *(made for _, made in _made(theta, plan, x))])


def mean_loss(theta: Array, plan: Plan, x: Array, t: Array) -> float:
    """The mean loss of samples (samples, inputs) with targets (samples, outputs)."""
    z, y = _made(theta, plan, x)[-1]
    wish = plan.experiment
    return reference.loss_of(wish.loss, z.T, y.T, t, wish.huber_delta)


def gradient(theta: Array, plan: Plan, x: Array, t: Array, small: float = 1e-6) -> Array:
    """∂L/∂θ (P,) by central differences."""
    slopes = np.empty(plan.size)
    for p in range(plan.size):
        ends = []
        for change in (small, -small):
            moved = theta.copy()
            moved[p] += change
            ends.append(mean_loss(moved, plan, x, t))
        slopes[p] = (ends[0] - ends[1]) / (2 * small)
    return slopes


def _made(theta: Array, plan: Plan, x: Array) -> list[tuple[Array, Array]]:
    """Of every layer sums and values, (rows, samples) each."""
    reads, made = x.T, []
    for row in plan.rows:
        z, y = _layer(row, theta, reads)
        made.append((z, y))
        reads = y[row.strip.output_row - row.target_row :]
    return made


def _layer(row: Row, theta: Array, x: Array) -> tuple[Array, Array]:
    wish, samples = row.layer, x.shape[1]
    shape = row.strip.reads
    if isinstance(wish, Pooling):
        takes = np.max if wish.takes == "max" else np.mean
        image = x.reshape(*shape, samples)
        made = np.empty((*row.strip.filled, samples))
        for place in np.ndindex(*row.strip.filled[1:]):
            made[:, place[0], place[1]] = takes(_window(image, place, wish.stride, wish.window), axis=(1, 2))
        return made.reshape(-1, samples), made.reshape(-1, samples)
    weights, biases = row.weights_of(theta), row.biases_of(theta)
    bias = np.zeros((row.fan_out, 1)) if biases is None else biases[:, None]
    if isinstance(wish, Convolution):
        edge = wish.padding
        image = np.pad(x.reshape(*shape, samples), ((0, 0), (edge, edge), (edge, edge), (0, 0)))
        sums = np.empty((*row.strip.filled, samples))
        for place in np.ndindex(*row.strip.filled[1:]):
            patch = _window(image, place, wish.stride, wish.kernel).reshape(-1, samples)
            sums[:, place[0], place[1]] = weights @ patch + bias
        z = sums.reshape(-1, samples)
        return z, _activated(wish.activation, z)
    if isinstance(wish, Recurrent):
        steps, hidden = [], np.zeros((row.fan_out, samples))
        for step in x.reshape(*shape, samples):
            z = weights @ np.concatenate([step, hidden]) + bias
            hidden = _activated(wish.activation, z)
            steps.append((z, hidden))
        return np.concatenate([z for z, _ in steps]), np.concatenate([h for _, h in steps])
    z = weights @ x + bias
    return z, _activated(wish.activation, z)


def _activated(name: str, z: Array) -> Array:
    return reference.activation(name, z.T).T


def _window(image: Array, place: tuple[int, ...], stride: int, side: int) -> Array:
    top, left = place[0] * stride, place[1] * stride
    return image[:, top : top + side, left : left + side]
