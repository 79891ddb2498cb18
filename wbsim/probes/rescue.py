"""The bias that brings a dead neuron back: so that about half of the training points lie on the steep side of its kink.
It measures and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.activations import BY_NAME
from wbsim.device import Floats
from wbsim.ids import bias_id
from wbsim.plan import Plan
from wbsim.probes.health import LEAST, MOST
from wbsim.probes.sums import sums

_HELD = 2**22  # values of all points together, about
_SORTED = 2**14  # sums of a neuron of which the middle is looked for
_ALIVE = 0.1  # the sum of a neuron that says the same of all points


def rescue(plan: Plan, theta: Floats, neurons: Collection[int], most: int = MOST) -> dict[str, float]:
    """For each of the neurons, by id, that has a bias: the bias with which its sum z is above 0 at about half of the
    training points, by the id of the parameter. Its weights stay as they are. A filter's places and a recurrent neuron's
    steps each count as a point does.

    It is b − m, where m lies in the middle of today's sums: half of them are above it. Where all sums are the same it
    is above 0 at every point. What a later layer needs is measured with the earlier ones already rescued. At most
    `most` points are looked at, taken evenly.
    """
    samples = device.material(plan).train
    count = min(samples.count, most, max(LEAST, _HELD // plan.values))
    some = np.linspace(0, samples.count - 1, count).round().astype(np.int64)
    x = device.columns(samples.x[:, some].T, plan.dtype)
    alive, found = theta.copy(), dict[str, float]()
    for row in plan.rows:
        biases = row.biases_of(alive)
        places = [place for place, neuron in enumerate(row.layer.neurons) if neuron in neurons]
        if biases is None or not places or BY_NAME[row.layer.activation].slope is None:
            continue
        _, values = device.evaluate(plan, alive, x, len(some), np.arange(plan.values))
        z = sums(row, alive, values)
        for place in places:
            each = z[place].ravel()
            biases[place] -= _threshold(each[:: -(-len(each) // _SORTED)].astype(float))
            found[bias_id(row.layer.neurons[place])] = float(biases[place])
    return found


def _threshold(z: NDArray[np.float64]) -> float:
    """A number with about as many sums above it as below; under all of them where they are the same."""
    ordered = np.unique(z[np.isfinite(z)])
    if not len(ordered):
        return 0.0
    if len(ordered) == 1:
        return float(ordered[0]) - _ALIVE
    between = (ordered[1:] + ordered[:-1]) / 2
    above = 1 - np.searchsorted(np.sort(z), between, side="right") / len(z)
    return float(between[np.argmin(np.abs(above - 0.5))])
