"""The oracle's layers of every kind, as textbooks write them: slow loops over places and steps, in NumPy and float64.
Values are (samples, …) in the shape of a layer. It knows nothing of kernels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from wbsim.network import Pooling, Recurrent
from wbsim.plan import Row

Array = NDArray[np.float64]
Function = Callable[[Array], Array]


def summed(row: Row, weights: Array, biases: Array | None, read: Array, f: Function) -> tuple[Array, Array]:
    """The sums z and values y of a layer that reads `read`, both (samples, *filled)."""
    read = read.reshape(len(read), *row.strip.reads)
    if row.kind == "dense":
        z = read.reshape(len(read), -1) @ weights.T + (0 if biases is None else biases)
        return z, f(z)
    if row.kind == "recurrent":
        return _through_steps(weights, biases, read, f)
    z = np.zeros((len(read), *row.strip.filled))
    if isinstance(row.layer, Pooling):
        for window, r, s in _windows(row, read):
            flat = window.reshape(*window.shape[:2], -1)
            z[:, :, r, s] = flat.max(axis=2) if row.layer.takes == "max" else flat.mean(axis=2)
        return z, z
    for window, r, s in _windows(row, read):
        z[:, :, r, s] = window.reshape(len(read), -1) @ weights.T + (0 if biases is None else biases)
    return z, f(z)


def _windows(row: Row, read: Array) -> Iterator[tuple[Array, int, int]]:
    """What lies under a filter or a window, a view of `read`, and its place."""
    return _windows_of(row, _padded(row, read))


def _padded(row: Row, image: Array) -> Array:
    around = (row.strip.block.padding,) * 2
    return np.pad(image, ((0, 0), (0, 0), around, around)) if around[0] else image


def _through_steps(weights: Array, biases: Array | None, read: Array, f: Function) -> tuple[Array, Array]:
    hidden = np.zeros((len(read), len(weights)))
    sums, values = [], []
    for t in range(read.shape[1]):
        z = np.hstack([read[:, t], hidden]) @ weights.T + (0 if biases is None else biases)
        hidden = f(z)
        sums.append(z)
        values.append(hidden)
    return np.stack(sums, axis=1), np.stack(values, axis=1)


def given(row: Row, values: Array) -> Array:
    """What the next layer reads of all values of a layer: of a recurrent one that gives the last, those of that step."""
    last = isinstance(row.layer, Recurrent) and row.layer.gives == "last"
    return values[:, -1] if last else values


def deltas(row: Row, weights: Array, z: Array, arriving: Array, slope: Function) -> Array:
    """∂L/∂z of a hidden layer (samples, *filled) from ∂L/∂ of what it gives; of a pooling ∂L/∂y."""
    if row.kind != "recurrent":
        return arriving.reshape(z.shape) * (1 if row.kind == "pooling" else slope(z))
    whole = np.zeros_like(z)
    if isinstance(row.layer, Recurrent) and row.layer.gives == "all":
        whole += arriving.reshape(z.shape)
    else:
        whole[:, -1] = arriving
    steps, own = z.shape[1], weights[:, -z.shape[2] :]
    found = np.zeros_like(z)
    for t in reversed(range(steps)):
        later = found[:, t + 1] @ own if t + 1 < steps else 0
        found[:, t] = (whole[:, t] + later) * slope(z[:, t])
    return found


def gradient(row: Row, read: Array, values: Array, delta: Array) -> tuple[Array, Array]:
    """∂L/∂ weights (neurons, weights a neuron) and biases (neurons,), summed over the samples."""
    read = read.reshape(len(read), *row.strip.reads)
    if row.kind == "dense":
        return delta.T @ read.reshape(len(read), -1), delta.sum(axis=0)
    of_weights, of_biases = np.zeros((row.fan_out, row.fan_in)), np.zeros(row.fan_out)
    if row.kind == "recurrent":
        before = np.concatenate([np.zeros_like(values[:, :1]), values[:, :-1]], axis=1)
        for t in range(read.shape[1]):
            of_weights += delta[:, t].T @ np.hstack([read[:, t], before[:, t]])
            of_biases += delta[:, t].sum(axis=0)
    elif row.kind == "convolution":
        for window, r, s in _windows(row, read):
            of_weights += delta[:, :, r, s].T @ window.reshape(len(read), -1)
            of_biases += delta[:, :, r, s].sum(axis=0)
    return of_weights, of_biases


def carried_back(row: Row, weights: Array, read: Array, delta: Array) -> Array:
    """∂L/∂ of what a layer reads, in the shape that it reads."""
    read = read.reshape(len(read), *row.strip.reads)
    if row.kind == "dense":
        return (delta @ weights).reshape(read.shape)
    if row.kind == "recurrent":
        return np.stack([delta[:, t] @ weights[:, : read.shape[2]] for t in range(read.shape[1])], axis=1)
    whole = np.zeros_like(_padded(row, read))
    for (under, r, s), (window, _, _) in zip(_windows(row, read), _windows_of(row, whole), strict=True):
        here = delta[:, :, r, s]
        if row.kind == "convolution":
            window += (here @ weights).reshape(window.shape)
        elif isinstance(row.layer, Pooling) and row.layer.takes == "average":
            window += here[:, :, None, None] / window[0, 0].size
        else:
            flat = under.reshape(*under.shape[:2], -1)
            place = np.arange(flat.shape[2]) == flat.argmax(axis=2)[:, :, None]  # the first of the largest
            window += place.reshape(under.shape) * here[:, :, None, None]
    around = row.strip.block.padding
    return whole[:, :, around : whole.shape[2] - around, around : whole.shape[3] - around]


def _windows_of(row: Row, padded: Array) -> Iterator[tuple[Array, int, int]]:
    """As `_windows`, of an image that is padded already."""
    side, stride = row.strip.block.side, row.strip.block.stride
    for r in range(row.strip.filled[1]):
        for s in range(row.strip.filled[2]):
            yield padded[:, :, r * stride : r * stride + side, s * stride : s * stride + side], r, s
