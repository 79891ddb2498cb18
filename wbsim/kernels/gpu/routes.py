"""The layer table as a card walks it, and where each parameter finds what its gradient is a sum of. Pure; it knows no card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.kernels.table import (
    ACROSS,
    BIASES,
    CHANNELS,
    CONVOLUTION,
    DENSE,
    DOWN,
    FAN_IN,
    FAN_OUT,
    HEIGHT,
    KIND,
    MADE,
    PADDING,
    READ,
    RECURRENT,
    SIDE,
    SOURCE,
    STRIDE,
    TARGET,
    WEIGHTS,
    WIDTH,
)

Whole = NDArray[np.int64]
_BIAS = -1  # the x of a bias


def is_dense(table: Whole) -> bool:
    """Whether all layers are dense."""
    return bool((table[:, KIND] == DENSE).all())


def products(table: Whole) -> int:
    """How many multiply-adds a sample takes forward: one for each parameter and place where it is used."""
    each = (table[:, FAN_IN] + (table[:, BIASES] >= 0)) * table[:, FAN_OUT]
    return int((each * table[:, DOWN] * table[:, ACROSS]).sum())


def compact(table: Whole) -> Whole:
    """The layer table with the rows of all values one behind the other: inputs, then what every layer makes of them. A layer
    reads the last ones before its own.
    """
    rows = np.array(table)
    rows[:, TARGET] = np.cumsum([table[0, READ], *table[:-1, MADE]])
    rows[:, SOURCE] = rows[:, TARGET] - rows[:, READ]
    return rows


def routes(table: Whole, size: int) -> tuple[NDArray[np.int32], Whole]:
    """For every parameter the rows of its δ and of its x, -1 for a bias: (2, P); and the walks (S, 6) of those that are
    used at several places or steps. The x of the parameter with walk w is -2 - w.

    A walk begins at the δ that stands in the former and at an x of its own, or -1. It has so many places down, and so many
    across; from one to the next δ is so many rows further down, and 1 across, and x so many down and so many across.
    """
    rows, walks = np.zeros((2, size), np.int32), [np.empty((0, 6), np.int64)]
    known = 0
    for layer in table:
        if layer[KIND] not in _WALKS:
            continue  # a pooling has no parameters
        weights, biases = _WALKS[layer[KIND]](layer)
        for at, own in ((layer[WEIGHTS], weights), (layer[BIASES], biases)):
            if at < 0:
                continue
            own = own.reshape(-1, own.shape[-1])
            here = slice(at, at + len(own))
            rows[0, here], rows[1, here] = own[:, 0], own[:, 1]
            if layer[KIND] != DENSE:
                rows[1, here] = -2 - (known + np.arange(len(own)))
                walks.append(own[:, 1:])
                known += len(own)
    return rows, np.concatenate(walks)


def _dense(layer: Whole) -> tuple[Whole, Whole]:
    """Every weight has one place, and needs no walk."""
    neurons = layer[TARGET] + np.arange(layer[FAN_OUT])
    sources = layer[SOURCE] + np.arange(layer[FAN_IN])
    weights = np.stack(np.broadcast_arrays(neurons[:, None], sources), axis=-1)
    return weights, np.stack(np.broadcast_arrays(neurons, _BIAS), axis=-1)


def _convolution(layer: Whole) -> tuple[Whole, Whole]:
    """A weight is used at the places of its filter where it lies on the image: (filters, channels, side, side)."""
    filters, channels, side = layer[FAN_OUT], layer[CHANNELS], layer[SIDE]
    stride, padding, across = layer[STRIDE], layer[PADDING], layer[ACROSS]
    tap, maps = np.arange(side), layer[TARGET] + layer[DOWN] * across * np.arange(filters)
    down, downs = (one[:, None] for one in _along(layer, layer[HEIGHT], layer[DOWN]))
    right, rights = _along(layer, layer[WIDTH], across)
    weights = _still(filters, channels, side, side)
    weights[..., 0] = maps[:, None, None, None] + down * across + right
    row = layer[HEIGHT] * np.arange(channels)[:, None, None] + down * stride + tap[:, None] - padding
    weights[..., 1] = layer[SOURCE] + row * layer[WIDTH] + right * stride + tap - padding
    weights[..., 2], weights[..., 3] = downs, rights
    weights[..., 4:] = across, stride * layer[WIDTH], stride
    biases = _still(filters)
    biases[:, 0], biases[:, 2:5] = maps, (layer[DOWN], across, across)
    return weights, biases


def _along(layer: Whole, length: int, places: int) -> tuple[Whole, Whole]:
    """Of the weights along a side of a filter the first place where each lies on the image, and at how many it does."""
    beyond = layer[PADDING] - np.arange(layer[SIDE])
    first = np.maximum(0, -(-beyond // layer[STRIDE]))
    count = np.maximum(0, np.minimum(places - 1, (length - 1 + beyond) // layer[STRIDE]) - first + 1)
    return first, count


def _recurrence(layer: Whole) -> tuple[Whole, Whole]:
    """A weight is used at every step, that of a hidden value at every step but the first: it is of the step before."""
    steps, hidden, inputs = layer[DOWN], layer[FAN_OUT], layer[CHANNELS]
    weights, biases = _still(hidden, inputs + hidden), _still(hidden)
    neurons = layer[TARGET] + np.arange(hidden)
    weights[:, :inputs, 0], weights[:, inputs:, 0] = neurons[:, None], neurons[:, None] + hidden
    weights[:, :inputs, 1], weights[:, inputs:, 1] = layer[SOURCE] + np.arange(inputs), neurons
    weights[:, :inputs, 2:] = steps, 1, hidden, inputs, 0
    weights[:, inputs:, 2:] = steps - 1, 1, hidden, hidden, 0
    biases[:, 0], biases[:, 2:5] = neurons, (steps, 1, hidden)
    return weights, biases


_WALKS = {DENSE: _dense, CONVOLUTION: _convolution, RECURRENT: _recurrence}


def _still(*shape: int) -> Whole:
    """Walks without an x that go nowhere yet: the rows where δ and x begin, and the other five numbers of each."""
    walks = np.zeros((*shape, 7), np.int64)
    walks[..., 1] = _BIAS
    return walks
