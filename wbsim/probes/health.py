"""What every layer is like at one moment: how its values, errors and gradients are spread, and which of its neurons are
dead, saturated or one and the same. It measures and judges nothing: what is bad about it, others say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.activations import BY_NAME
from wbsim.device import Floats
from wbsim.plan import Plan, Row
from wbsim.probes.spreads import Sizes, Spread, sizes, spread, square_sum
from wbsim.probes.sums import made, sums

MOST = 2048  # points that are looked at
LEAST = 64  # of a network however large
FLAT = 0.01  # share of an activation's steepest slope under which it counts as flat,
SATURATED = 0.95  # and the share of points at which it is flat from which on a neuron is saturated
SAME = 1e-5  # of a neuron's largest parameter: how far from it those of its copies may lie
_BY_VALUE = ("tanh", "relu", "sigmoid", "leaky_relu", "elu", "selu")
_WORK = 2**22  # products of one pass over the points: a few milliseconds,
_VALUE = 16  # and how many of them a value costs to be counted


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """One layer. Neurons are named by their ids, in the order of the layer; arrays are read-only.

    `activations` and `delta` are of every neuron at every point, of a filter at every place of its map, of a recurrent
    neuron at every step, and each of these counts as a point does; δ is ∂(loss of that point)/∂z. The gradients are
    those of the mean loss over the points, without penalty. `flat` is the share of points at which each neuron's
    f′ is under FLAT of its maximum, (neurons,); 0 for softmax, which has no f′ of a single sum. Of a pooling, which has
    no neurons, `weights` and `weight_gradient` count nothing.
    """

    layer: int
    neurons: tuple[int, ...]
    activations: Spread
    weights: Spread
    biases: Spread | None  # None where there are none
    delta: Sizes
    weight_gradient: Sizes
    bias_gradient: Sizes | None
    flat: NDArray[np.float64]
    dead: tuple[int, ...]  # f′(z) is exactly 0 at every point, so that no gradient reaches it
    saturated: tuple[
        int, ...
    ]  # of a bounded activation, flat at more than SATURATED of the points, and not dead
    identical: tuple[tuple[int, ...], ...]  # groups of those with the same weights and bias
    zero_biases: tuple[int, ...]  # whose bias is exactly 0
    held_biases: tuple[int, ...]  # whose bias training may not move

    @property
    def size(self) -> int:
        """How many neurons."""
        return len(self.neurons)

    @property
    def distinct(self) -> int:
        """How many neurons are left where those that are one and the same count once."""
        return self.size - sum(len(group) - 1 for group in self.identical)

    @property
    def at_zero(self) -> bool:
        """Whether every bias is 0: it stands there, or there is none. False of a layer that can have none."""
        return self.size > 0 and (self.biases is None or len(self.zero_biases) == self.size)


@dataclass(frozen=True, eq=False)
class Health:
    """A network at one moment, seen at `points` of `of` training points.

    `loss` is the mean over these points, without `penalty`, which is λ₁·Σ|θ| + ½·λ₂·Σθ² over what is penalized.
    The norms are √Σw² over all weights and √Σb² over all biases.
    """

    points: int
    of: int
    layers: tuple[LayerHealth, ...]
    loss: float
    penalty: float
    weight_norm: float
    bias_norm: float

    def layer(self, number: int) -> LayerHealth:
        """The layer of an id; raises KeyError."""
        for one in self.layers:
            if one.layer == number:
                return one
        raise KeyError(number)


def health(plan: Plan, theta: Floats, most: int = MOST) -> Health:
    """Looks at a network, θ (P,), at its training points: at `most` of them that are taken evenly, or at fewer, LEAST at
    least, where the network is so large that a look would take long. Raises ValueError for fewer than one.
    """
    if most < 1:
        raise ValueError(f"{most} points: health is seen at 1 point at least")
    samples = device.material(plan).train
    each = max(plan.products, _VALUE * plan.values)
    count = min(samples.count, most, max(LEAST, _WORK // each))
    numbers = np.linspace(0, samples.count - 1, count).round().astype(np.int64)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # of a run that is about to diverge
        loss, gradient, values, deltas = device.gradients(plan, theta, samples, numbers)
        deltas *= count  # the kernel's δ are shares of the mean loss
        layers = tuple(_layer(plan, row, theta, gradient, values, deltas) for row in plan.rows)
        weights, biases = theta[~plan.is_bias].astype(float), theta[plan.is_bias].astype(float)
        norms = float(np.sqrt(square_sum(weights))), float(np.sqrt(square_sum(biases)))
    return Health(count, samples.count, layers, loss, penalty(plan, theta), *norms)


def penalty(plan: Plan, theta: Floats) -> float:
    """λ₁·Σ|θ| + ½·λ₂·Σθ² over what is penalized."""
    wish = plan.experiment.penalty
    if not (wish.l1 or wish.l2):
        return 0.0
    pulled = theta[plan.pulled].astype(float)
    return float(wish.l1 * np.abs(pulled).sum() + 0.5 * wish.l2 * square_sum(pulled))


def _layer(
    plan: Plan, row: Row, theta: Floats, gradient: Floats, values: Floats, deltas: Floats
) -> LayerHealth:
    own = slice(row.target_row, row.target_row + row.values)
    bounds = BY_NAME[row.layer.activation].ends
    weights, biases = row.weights_of(theta), row.biases_of(theta)
    bias_gradient = row.biases_of(gradient)
    flat, dead = _flat(row, theta, values)
    saturated = (flat > SATURATED) & ~dead if np.isfinite(bounds).all() else np.zeros_like(dead)
    held = (
        ~plan.trainable[row.biases : row.biases + row.fan_out]
        if row.biases >= 0
        else np.zeros(row.fan_out, bool)
    )
    return LayerHealth(
        row.layer.id,
        row.layer.neurons,
        spread(values[own], *bounds),
        spread(weights),
        None if biases is None else spread(biases),
        sizes(deltas[own]),
        sizes(row.weights_of(gradient)),
        None if bias_gradient is None else sizes(bias_gradient),
        flat,
        _named(row, dead),
        _named(row, saturated),
        identical(row, theta),
        () if biases is None else _named(row, biases == 0),
        _named(row, held),
    )


def _named(row: Row, chosen: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(row.layer.neurons[place] for place in np.flatnonzero(chosen).tolist())


def _flat(row: Row, theta: Floats, values: Floats) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of each neuron the share of points, places or steps at which it is flat, and whether it is so everywhere, exactly:
    twice (fan_out,).
    """
    if not row.fan_out:
        return np.empty(0), np.empty(0, bool)
    steepness = _steepness(row, theta, values)
    return (steepness < FLAT).mean(axis=(1, 2)), (steepness == 0).all(axis=(1, 2))


def _steepness(row: Row, theta: Floats, values: Floats) -> Floats:
    """|f′(z)| as a share of what it is at its steepest, (fan_out, places, points); 1 where there is no f′ of a single sum."""
    entry, a = BY_NAME[row.layer.activation], made(row, values)
    if entry.slope is None or entry.rule is None or entry.name == "linear":
        return np.ones_like(a)
    # of these the value has the sign of the sum, which is all that their slope asks of it
    z = a if entry.name in _BY_VALUE else sums(row, theta, values)
    steepest = 1.0
    if entry.bounded:  # the S-shaped ones are steepest in the middle; the others have slopes about 1
        steepest = float(entry.slope(np.zeros(1), np.asarray(entry.rule(np.zeros(1))))[0])
    return np.asarray(np.abs(entry.slope(z, a)) / steepest)


def identical(row: Row, theta: Floats) -> tuple[tuple[int, ...], ...]:
    """Groups of the neurons of a layer whose weights and biases are the same, up to SAME of a neuron's largest."""
    table, biases = row.weights_of(theta).astype(float), row.biases_of(theta)
    if not len(table):
        return ()
    if biases is not None:
        table = np.column_stack([table, biases.astype(float)])
    sizes = np.abs(table).max(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        # nearly the same number for those of a group, so that only neighbors in its order need to be held side by side
        keys = np.where(sizes > 0, table.sum(axis=1) / sizes + 7.3 * np.log(sizes), 0.0)
    groups: list[list[int]] = []
    for place in np.argsort(keys, kind="stable").tolist():
        for group in reversed(groups):
            first = group[0]
            if keys[place] - keys[first] > SAME * (3 * table.shape[1] + 8):
                groups.append([place])
                break
            if np.abs(table[place] - table[first]).max() <= SAME * sizes[first]:
                group.append(place)
                break
        else:
            groups.append([place])
    neurons = row.layer.neurons
    found = [tuple(neurons[place] for place in sorted(group)) for group in groups if len(group) > 1]
    return tuple(sorted(found, key=lambda group: neurons.index(group[0])))
