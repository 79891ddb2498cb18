"""What every layer adds up of the values before it, at each of its places or steps, in plain NumPy. Values of many samples
stand side by side, (rows, n), as a trace has those of one.
"""

from __future__ import annotations

from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from wbsim.plan import Row

Number = TypeVar("Number", bound=np.floating[Any])

_PIECE = (
    2**18
)  # products at once, about: windows take many times the image, and of more a library wakes other threads


def read(row: Row, values: NDArray[Number]) -> NDArray[Number]:
    """Of all values (rows, n) those that a layer reads: (values read, n)."""
    return values[row.source_row : row.source_row + prod(row.strip.reads)]


def made(row: Row, values: NDArray[Number]) -> NDArray[Number]:
    """Of all values, sums or errors (rows, n) a layer's own, neuron by neuron: (neurons or channels, places, n)."""
    return by_neuron(row, values[row.target_row : row.target_row + row.values])


def by_neuron(row: Row, own: NDArray[Number]) -> NDArray[Number]:
    """What a layer fills (values, n) as (neurons or channels, places or steps, n)."""
    filled, n = row.strip.filled, own.shape[-1]
    if row.kind == "recurrent":
        return own.reshape(*filled, n).transpose(1, 0, 2)
    return own.reshape(filled[0], -1, n)


def flat(row: Row, each: NDArray[Number]) -> NDArray[Number]:
    """What `by_neuron` made, as it stands among all values: (values, n)."""
    ordered = each.transpose(1, 0, 2) if row.kind == "recurrent" else each
    return ordered.reshape(row.values, each.shape[-1])


def windows(row: Row, given: NDArray[Number]) -> NDArray[Number]:
    """What a filter or a window lies on, place by place, of what an image layer reads (values read, n); zeros in the
    padding: (channels, rows made, columns made, n, side, side), a view where there is no padding.
    """
    block = row.strip.block
    image = given.reshape(*row.strip.reads, -1)
    if block.padding:
        around = (block.padding, block.padding)
        image = np.pad(image, ((0, 0), around, around, (0, 0)))
    wide = sliding_window_view(image, (block.side, block.side), axis=(1, 2))
    return wide[:, :: block.stride, :: block.stride]


def factors(row: Row, given: NDArray[Number], own: NDArray[Number]) -> NDArray[Number]:
    """What each weight of a neuron multiplies at each place or step, from what the layer reads (values read, n) and, of a
    recurrent layer, from its own values (values, n): (fan_in, places, n). Nothing of a pooling.
    """
    n = given.shape[-1]
    if row.kind == "convolution":
        return windows(row, given).transpose(0, 4, 5, 1, 2, 3).reshape(row.fan_in, row.places, n)
    if row.kind == "recurrent":
        steps, neurons = row.strip.filled
        before = np.zeros((steps, neurons, n), own.dtype)
        before[1:] = own.reshape(steps, neurons, n)[:-1]
        both = np.concatenate([given.reshape(steps, -1, n), before], axis=1)
        return both.transpose(1, 0, 2)
    return given[None].reshape(row.fan_in, 1, n) if row.kind == "dense" else np.empty((0, 1, n), given.dtype)


def without_bias(
    row: Row, theta: NDArray[Number], given: NDArray[Number], own: NDArray[Number]
) -> NDArray[Number]:
    """Σ w·a of every neuron at every place, from what the layer reads (values read, n) and, of a recurrent layer, from its
    own values (values, n): (fan_out, places, n). Not for a pooling.
    """
    weights, n = row.weights_of(theta), given.shape[-1]
    summed = np.empty((row.fan_out, row.places, n), np.result_type(theta, given))
    size = max(1, _PIECE // max(1, summed.size // max(1, n) * row.fan_in))
    for begin in range(0, n, size):  # some samples at a time
        part = slice(begin, begin + size)
        taken = factors(row, given[:, part], own[:, part])
        summed[..., part] = (weights @ taken.reshape(row.fan_in, -1)).reshape(row.fan_out, row.places, -1)
    return summed


def sums(row: Row, theta: NDArray[Number], values: NDArray[Number]) -> NDArray[Number]:
    """The sums z of a layer from all values (rows, n): (fan_out, places, n). A pooling's sums are its values."""
    own = values[row.target_row : row.target_row + row.values]
    if row.kind == "pooling":
        return by_neuron(row, own)
    z = without_bias(row, theta, read(row, values), own)
    biases = row.biases_of(theta)
    return z if biases is None else z + biases[:, None, None]
