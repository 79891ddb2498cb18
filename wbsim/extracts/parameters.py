"""Parameters at one moment: all of them, those of the first layer as a table, how many there are, and what the coming update
does to each.
"""

from __future__ import annotations

import numpy as np

from wbsim.counting import counted
from wbsim.extracts.curves import Values
from wbsim.extracts.extract import Column, Extract
from wbsim.extracts.names import layer_names, parameter_names
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot


def parameters(snapshot: Snapshot) -> Extract:
    """Every parameter: its value, what it began at, the gradient of all training points where that was measured, whether
    training may move it, and what the optimizer remembers of it.
    """
    plan, state = snapshot.plan, snapshot.state
    gradient = snapshot.seen.gradient
    columns = [
        *_names(plan),
        Column("value", state.theta),
        Column("start", plan.start().astype(plan.dtype)),
    ]
    if gradient is not None:
        columns.append(Column("gradient", gradient))
    columns.append(Column("trainable", plan.trainable))
    columns += [Column(name, state.slots[place]) for place, name in enumerate(plan.slots)]
    return Extract("parameters", tuple(columns))


def _names(plan: Plan) -> list[Column]:
    layers: Values = []
    for name, row in zip(layer_names(plan.layout), plan.rows, strict=True):
        count = row.fan_out * row.fan_in + (row.fan_out if row.biases >= 0 else 0)
        layers += [name] * count
    return [
        Column("parameter", parameter_names(plan.layout)),
        Column("id", plan.ids),
        Column("kind", ["bias" if one else "weight" for one in plan.is_bias]),
        Column("layer", layers),
    ]


def first_layer(snapshot: Snapshot) -> Extract:
    """The weights of the first layer, a line for each neuron, and its bias."""
    row, theta = snapshot.plan.rows[0], snapshot.state.theta
    weights, biases = row.weights_of(theta), row.biases_of(theta)
    columns = [Column("neuron", range(1, row.fan_out + 1))]
    if biases is not None:
        columns.append(Column("bias", biases))
    columns += [Column(str(source), weights[:, k]) for k, source in enumerate(row.sources)]
    return Extract("first-layer", tuple(columns))


def counts(snapshot: Snapshot) -> Extract:
    """How many weights and biases each layer has, and how many of both training may move."""
    found = counted(snapshot.plan)
    return Extract(
        "counts",
        (
            Column("layer", layer_names(snapshot.plan.layout)),
            Column("kind", [one.kind for one in found]),
            Column("neurons", [one.fan_out for one in found]),
            Column("weights_of_each", [one.fan_in for one in found]),
            Column("weights", [one.weights for one in found]),
            Column("biases", [one.biases for one in found]),
            Column("trainable", [one.moved for one in found]),
        ),
    )


def update(snapshot: Snapshot) -> Extract | None:
    """What the coming update does to every parameter: gradient of the batch and of the sample that is written out, the
    gradient by small changes where it was checked, old and new value. None where no update is written out.
    """
    coming = snapshot.coming
    if coming is None:
        return None
    plan = coming.plan
    checked: Values = [None] * plan.size
    for place, value in zip(coming.checked.tolist(), coming.numerical, strict=True):
        checked[place] = None if np.isnan(value) else value
    return Extract(
        "update",
        (
            *_names(plan),
            Column("old", coming.state.theta),
            Column("gradient", coming.gradient),
            Column("gradient_by_small_change", checked),
            Column("gradient_of_sample", coming.own_gradient),
            Column("new", coming.after.theta),
        ),
    )
