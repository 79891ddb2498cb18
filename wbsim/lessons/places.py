"""What lessons measure of images and sequences at one moment: maps of filters, hidden values step by step, and which class is
read as which. Layers, filters, neurons, steps and classes count from 1; what is not there raises `Unmeasured`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wbsim.lessons.expressions import Unmeasured
from wbsim.lessons.measures import layer_of, neuron_of, trace_of
from wbsim.plan import Plan, Row
from wbsim.probes.fit import answers
from wbsim.probes.trace import Trace
from wbsim.probes.unrolled import unrolled
from wbsim.snapshot import Snapshot


def _row(plan: Plan, layer: Any, kind: str) -> Row:
    """A layer of a kind; raises `Unmeasured` for any other."""
    row = plan.rows[layer_of(plan, layer)]
    if row.kind != kind:
        raise Unmeasured(f"layer {layer} is {row.kind}; a {kind} layer is asked for")
    return row


def _filled(row: Row, rows: NDArray[Any]) -> NDArray[np.float64]:
    """What a layer made of a sample, in its shape."""
    return np.asarray(rows[row.target_row : row.target_row + row.values], float).reshape(row.strip.filled)


def lit(snapshot: Snapshot, layer: Any, neuron: Any) -> float:
    """The share of a filter's map that is above 0, after the activation, for the sample that is followed."""
    row = _row(snapshot.plan, layer, "convolution")
    neuron_of(snapshot.plan, layer, neuron)
    return float((_filled(row, trace_of(snapshot).values)[neuron - 1] > 0).mean())


def fired(snapshot: Snapshot, layer: Any) -> int:
    """Which filter's map has the largest value for that sample."""
    row = _row(snapshot.plan, layer, "convolution")
    return int(_filled(row, trace_of(snapshot).values).max(axis=(1, 2)).argmax()) + 1


def hidden(snapshot: Snapshot, layer: Any, neuron: Any, step: Any) -> float:
    """The value of a recurrent neuron after a step."""
    row = _row(snapshot.plan, layer, "recurrent")
    neuron_of(snapshot.plan, layer, neuron)
    return float(_filled(row, trace_of(snapshot).values)[_step(row, step), neuron - 1])


def heard(snapshot: Snapshot, layer: Any, step: Any) -> float | None:
    """The size of the gradient at a step, as a share of that at the last; None where that is 0."""
    row = _row(snapshot.plan, layer, "recurrent")
    plan, at = snapshot.plan, _step(row, step)
    for one in unrolled(plan, snapshot.state.theta, trace_of(snapshot)):
        if one.layer == row.layer.id:
            last = float(one.gradient[-1])
            return float(one.gradient[at]) / last if last else None
    return None


def _step(row: Row, step: Any) -> int:
    if not isinstance(step, int) or not 1 <= step <= row.places:
        raise Unmeasured(f"there is no step {step}; there are {row.places}")
    return step - 1


def used(snapshot: Snapshot, layer: Any) -> int:
    """At how many places, or steps, a layer uses each of its weights for one sample."""
    return snapshot.plan.rows[layer_of(snapshot.plan, layer)].places


def _confusion(snapshot: Snapshot) -> NDArray[np.int64]:
    fit = snapshot.seen.fit
    if fit is None or fit.confusion is None:
        raise Unmeasured("there are no classes to be told apart")
    return fit.confusion


def read_as(snapshot: Snapshot, drawn: Any, read: Any) -> int:
    """How many test points of one class are read as another."""
    table = _confusion(snapshot)
    for place in (drawn, read):
        if not isinstance(place, int) or not 1 <= place <= len(table):
            raise Unmeasured(f"there is no class {place}; there are {len(table)}")
    return int(table[drawn - 1, read - 1])


def class_accuracy(snapshot: Snapshot, number: Any) -> float | None:
    """The share of the test points of a class that are read as it; None where there are none."""
    right, all_of_it = read_as(snapshot, number, number), _confusion(snapshot)[number - 1].sum()
    return right / float(all_of_it) if all_of_it else None


def mistaken(snapshot: Snapshot) -> int:
    """How many test points are read as another class."""
    table = _confusion(snapshot)
    return int(table.sum() - np.trace(table))


def _class(snapshot: Snapshot, said: NDArray[Any]) -> str:
    names = snapshot.plan.description.classes
    if not names:
        raise Unmeasured("there are no classes to be told apart")
    return names[int(answers(snapshot.plan, said[:, None])[0])]


def answer(snapshot: Snapshot) -> str:
    """The class that is read from the sample that is followed."""
    trace: Trace = trace_of(snapshot)
    return _class(snapshot, trace.values[-snapshot.plan.outputs :])


def target(snapshot: Snapshot) -> str:
    """Its true class."""
    trace = trace_of(snapshot)
    if not len(trace.target):
        raise Unmeasured("a point that was set by hand has no class")
    return _class(snapshot, trace.target)
