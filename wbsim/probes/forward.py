"""One layer forward in plain NumPy, for many samples side by side: the slow way that the gradient by small changes goes.
It shares no text with the kernels but the rules of the activations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.activations import BY_NAME
from wbsim.elementary import exp, log
from wbsim.network import Pooling
from wbsim.plan import Row
from wbsim.probes import sums as of

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Moved:
    """One parameter of a layer for each column of values (n,): its neuron by place, the place of its weight among the
    neuron's own or −1 for the bias, and how far it is moved.
    """

    neuron: NDArray[np.int64]
    source: NDArray[np.int64]
    by: Array


def forward(row: Row, theta: Array, given: Array) -> tuple[Array, Array]:
    """Sums and values (values, n) of a layer from what it reads (values read, n)."""
    if row.kind == "pooling":
        found = pooled(row, given)
        return found, found
    if row.kind == "recurrent":
        return stepped(row, theta, given)
    z = of.without_bias(row, theta, given, given)
    biases = row.biases_of(theta)
    sums = of.flat(row, z if biases is None else z + biases[:, None, None])
    return sums, activated(row, sums)


def pooled(row: Row, given: Array) -> Array:
    """The largest value or the mean of every window: (values, n)."""
    assert isinstance(row.layer, Pooling)
    windows = of.windows(row, given)
    found = windows.max(axis=(4, 5)) if row.layer.takes == "max" else windows.mean(axis=(4, 5))
    return np.asarray(found).reshape(row.values, -1)


def stepped(row: Row, theta: Array, given: Array, moved: Moved | None = None) -> tuple[Array, Array]:
    """Sums and values (steps·neurons, n) of a recurrent layer, step by step; a parameter that is `moved` is so at every
    step.
    """
    steps, neurons = row.strip.filled
    weights, biases = row.weights_of(theta), row.biases_of(theta)
    sequence = given.reshape(steps, -1, given.shape[-1])
    sums = np.empty((steps, neurons, given.shape[-1]))
    values, before = np.empty_like(sums), np.zeros(sums.shape[1:])
    each = np.arange(given.shape[-1])
    for step in range(steps):
        reads = np.concatenate([sequence[step], before])
        z = weights @ reads
        if biases is not None:
            z += biases[:, None]
        if moved is not None:
            z[moved.neuron, each] += moved.by * np.where(moved.source < 0, 1.0, reads[moved.source, each])
        sums[step], values[step] = z, activated(row, z)
        before = values[step]
    return sums.reshape(row.values, -1), values.reshape(row.values, -1)


def activated(row: Row, sums: Array) -> Array:
    """What the activation makes of sums (neurons, …); of softmax the first axis is shared."""
    rule = BY_NAME[row.layer.activation].rule
    return np.asarray(exp(log_softmax(sums)) if rule is None else rule(sums))


def log_softmax(sums: Array) -> Array:
    """z − ln Σ eᶻ over the first axis."""
    shifted = sums - sums.max(axis=0)
    return np.asarray(shifted - log(exp(shifted).sum(axis=0)))
