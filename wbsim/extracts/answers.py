"""What a network says: of every point, of every cell of the plane, and how its classes are confused."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.extracts.curves import Values
from wbsim.extracts.extract import Column, Extract
from wbsim.plan import Plan
from wbsim.probes.fit import answers
from wbsim.probes.plane import axes, held, ticks
from wbsim.snapshot import Snapshot

_PIECE = 4096  # points that are asked at once


def points(snapshot: Snapshot) -> Extract:
    """Every point with its target and what the network makes of it, in the units of the data; classes by their names."""
    plan, theta = snapshot.plan, snapshot.state.theta
    facts, drawn, material = plan.description, device.dataset(plan), device.material(plan)
    parts = [("train", drawn.train, material.train)]
    if material.test is not None:
        parts.append(("test", drawn.test, material.test))
    x = np.concatenate([sample.x for _, sample, _ in parts])
    y = np.concatenate([np.asarray(sample.y) for _, sample, _ in parts])
    out = np.concatenate([_outputs(plan, theta, samples) for *_, samples in parts], axis=1)
    columns = [
        Column("part", [name for name, sample, _ in parts for _ in range(len(sample))]),
        Column("number", [number for _, sample, _ in parts for number in range(len(sample))]),
        *(Column(name, x[:, k], _unit(plan, k)) for k, name in enumerate(facts.inputs)),
    ]
    if facts.classes:
        read = answers(plan, out)
        named: list[Values] = [[facts.classes[int(k)] for k in one] for one in (y, read)]
        columns += [Column("class", named[0]), Column("read_as", named[1])]
        columns += [Column(_output(plan, k), one) for k, one in enumerate(out)]
    else:
        told, true = device.told(plan, out.T.astype(float)), np.asarray(y, float).reshape(len(x), -1)
        several = true.shape[1] > 1
        for k in range(true.shape[1]):
            end = f"_{k + 1}" if several else ""
            columns += [
                Column(f"target{end}", true[:, k], facts.target_unit),
                Column(f"output{end}", told[:, k], facts.target_unit),
            ]
    return Extract("points", tuple(columns))


def _outputs(plan: Plan, theta: device.Floats, samples: device.Samples) -> device.Floats:
    """What the outputs say of some points: (outputs, n)."""
    keep = np.arange(plan.values - plan.outputs, plan.values)
    out = np.empty((plan.outputs, samples.count), plan.dtype)
    for begin in range(0, samples.count, _PIECE):
        count = min(_PIECE, samples.count - begin)
        part = np.ascontiguousarray(samples.x[:, begin : begin + _PIECE])
        out[:, begin : begin + count] = device.evaluate(plan, theta, part, count, keep)[1]
    return out


def _unit(plan: Plan, number: int) -> str:
    return plan.description.units[number] if plan.description.units else ""


def _output(plan: Plan, number: int) -> str:
    """The name of an output's column: by the class it stands for, where it stands for one."""
    classes = plan.description.classes
    return f"output_{classes[number]}" if plan.outputs == len(classes) else "output"


def plane(snapshot: Snapshot) -> Extract | None:
    """What the neuron that is shown makes of every cell of the plane, or of the only input, by the cells' centers; where there
    are more than two classes the one that wins. Inputs that are no axis have a column too. None where nothing was measured.
    """
    plan, seen, watch = snapshot.plan, snapshot.seen, snapshot.watch
    facts = plan.description
    unit = "" if facts.classes or watch.unit is not None else facts.target_unit
    if seen.curve is not None:
        x = ticks(*facts.ranges[0], len(seen.curve))
        return Extract(
            "plane", (Column(facts.inputs[0], x, _unit(plan, 0)), Column("value", seen.curve, unit))
        )
    if seen.plane is None and seen.regions is None:
        return None
    values = (
        seen.plane if seen.plane is not None else seen.regions.value if seen.regions else np.empty((0, 0))
    )
    across, up = axes(plan, watch.section)
    cells = len(values)
    x1, x2 = np.meshgrid(ticks(*facts.ranges[across], cells), ticks(*facts.ranges[up], cells))
    places = (
        np.tile(held(plan, watch.section), (cells * cells, 1))
        if len(facts.ranges) > 2
        else np.empty((cells**2, 2))
    )
    places[:, across], places[:, up] = x1.ravel(), x2.ravel()
    columns = [Column(name, places[:, k], _unit(plan, k)) for k, name in enumerate(facts.inputs)]
    if seen.regions is not None:
        winner: NDArray[np.intp] = seen.regions.winner.ravel()
        columns += [
            Column("class", [facts.classes[k] for k in winner.tolist()]),
            Column("value", seen.regions.value.ravel()),
            Column("lead", seen.regions.lead.ravel()),
        ]
    else:
        columns.append(Column("value", values.ravel(), unit))
    return Extract("plane", tuple(columns))


def confusion(snapshot: Snapshot) -> Extract | None:
    """How many points of each class (a line) are read as which (a column), of the test points where there are any. None
    where there are no classes, or nothing was measured.
    """
    fit, classes = snapshot.seen.fit, snapshot.plan.description.classes
    if fit is None or fit.confusion is None:
        return None
    return Extract(
        "confusion",
        (
            Column("class", classes),
            *(Column(f"read_as_{name}", fit.confusion[:, k], "points") for k, name in enumerate(classes)),
            Column("right", fit.class_accuracy),
        ),
    )


def pairs(snapshot: Snapshot) -> Extract | None:
    """True and told values of the points that are drawn, in the units of the data. None where there are classes, or nothing
    was measured.
    """
    fit, unit = snapshot.seen.fit, snapshot.plan.description.target_unit
    if fit is None or fit.pairs is None:
        return None
    return Extract("answers", (Column("true", fit.pairs[:, 0], unit), Column("told", fit.pairs[:, 1], unit)))


def shares(snapshot: Snapshot) -> Extract | None:
    """The outputs for the sample that is followed: sum, bias and value of each. None where none is followed."""
    plan, trace = snapshot.plan, snapshot.seen.trace
    if trace is None:
        return None
    last = plan.rows[-1]
    biases = last.biases_of(snapshot.state.theta)
    columns = [
        Column("output", [_output(plan, k) for k in range(plan.outputs)]),
        Column("z", trace.sums[-plan.outputs :]),
        Column("value", trace.values[-plan.outputs :]),
    ]
    if biases is not None:
        columns.insert(1, Column("bias", biases))
    if len(trace.target):
        columns.append(Column("target", trace.target))
    return Extract("outputs", tuple(columns))
