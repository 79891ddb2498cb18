"""The loss part of a sheet, and how each loss and its slope are written with numbers. A loss that is not written here
is named by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wbsim import device, losses
from wbsim.coming import Coming
from wbsim.plan import Plan
from wbsim.probes.fit import answers
from wbsim.sheet.formulas import Given, best, counted
from wbsim.sheet.numerals import exactly, number, shown, sign, word
from wbsim.sheet.values import Column, Line, Piece, Row, Section
from wbsim.symbols import neuron_name
from wbsim.translation import translated


@dataclass(frozen=True)
class Writing:
    """How a loss of one output is written, and its slope, as factors: of several ways the first that gives the number.

    a is the output, t its target, z its sum, δ the bend of Huber's; m is the largest z of the outputs and s the sum of
    all e^(z − m).
    """

    value: tuple[str, ...]
    slope: tuple[str, ...]


WRITINGS: Mapping[str, Writing] = {
    "half_mse": Writing(("½·(a − t)²",), ("(a − t)",)),
    "mse": Writing(("(a − t)²",), ("2·(a − t)",)),
    # where a is too near 0 or 1 for its logarithm, the sums say it
    "bce": Writing(
        ("−t·ln a − (1 − t)·ln(1 − a)", "max(z, 0) − z·t + ln(1 + exp(−|z|))"), ("(a − t)",)
    ),
    "cross_entropy": Writing(("−t·ln a", "−t·(z − m − ln s)"), ("(a − t)",)),
    "mae": Writing(("|a − t|",), ("sign(a − t)",)),
    "huber": Writing(("½·(a − t)²", "δ·(|a − t| − ½·δ)"), ("(a − t)", "δ·sign(a − t)")),
    "hinge": Writing(("max(0, 1 − t·a)",), ("(−t)", "0")),
}  # fmt: skip


def names(coming: Coming, output: int) -> dict[str, Given]:
    """What the letters of a loss stand for at one output, counted from 0."""
    plan = coming.plan
    last = slice(plan.values - plan.outputs, plan.values)
    sums = coming.sums[last].astype(float)
    t = float(coming.target[output])
    top = float(sums.max())
    return {
        "a": Given(float(coming.values[last][output]), "data"),
        "t": Given(t, "data", chosen=t.is_integer()),
        "z": Given(float(sums[output])),
        "m": Given(top),
        "s": Given(float(np.exp(sums - top).sum())),
        "δ": Given(plan.experiment.huber_delta, "ink", chosen=True),
        "n": Given(plan.outputs, "ink", chosen=True),
    }


def output_loss(coming: Coming, output: int) -> float:
    """The loss of one output, in float64."""
    plan, given = coming.plan, names(coming, output)
    z = given["z"].value
    if plan.rows[-1].layer.activation == "softmax":
        z -= given["m"].value + float(np.log(given["s"].value))
    loss = losses.BY_NAME[plan.experiment.loss]
    t, a = given["t"].value, given["a"].value
    with np.errstate(all="ignore"):
        return float(loss.value(np.float64(z), np.float64(a), np.float64(t), plan.experiment.huber_delta))


def loss_section(coming: Coming) -> Section:
    """The loss section: a row an output, then the sample's loss and the batch's."""
    plan, entry = coming.plan, losses.BY_NAME[coming.plan.experiment.loss]
    several = plan.outputs > 1
    columns = (
        Column("output", (word(translated("output")),)),
        Column("written", (Piece("L", "loss", "symbol"),)),
        Column("loss", (word(translated("loss")),), right=True),
    )
    rows = [_row(coming, output) for output in range(plan.outputs)]
    if several:
        how = (
            translated("mean over the {outputs} outputs")
            if entry.mean
            else translated("sum over the {outputs} outputs")
        ).format(outputs=plan.outputs)
        rows.append(Row(((word(translated("sample")),), (word(how),), (number(coming.own_loss, "loss"),))))
    count = len(coming.samples)
    how = (
        translated("mean over the {count} samples", count=count)
        if count > 1
        else translated("the only sample")
    )
    rows.append(Row(((word(translated("batch")),), (word(how),), (number(coming.loss, "loss"),))))
    formula = (Piece("L", "loss", "symbol"), sign("=", space=True), word(entry.formula, space=True))
    notes = (translated("The target is {target}.", target=target_said(coming)),)
    return Section(
        "loss",
        translated("Loss"),
        translated("compare with the target"),
        formula,
        columns,
        tuple(rows),
        len(rows),
        notes,
    )


def _row(coming: Coming, output: int) -> Row:
    plan = coming.plan
    single = plan.outputs == 1
    result = coming.own_loss if single else output_loss(coming, output)
    given = names(coming, output)
    *written, _, _ = counted(best(WRITINGS[plan.experiment.loss].value, given, result), given, result)
    neuron = plan.rows[-1].layer.neurons[output]
    return Row(((word(neuron_name(plan, neuron)),), tuple(written), (number(result, "loss"),)), neuron)


def target_said(coming: Coming) -> str:
    """The target in the words of the data: the name of its class, or its values with their unit."""
    plan = coming.plan
    facts = plan.description
    if facts.classes:
        return translated("class {name}", name=facts.classes[int(answers(plan, coming.target[:, None])[0])])
    values = device.told(plan, coming.target[None].astype(float))[0]
    unit = f" {facts.target_unit}" if facts.target_unit else ""
    return (
        ", ".join(exactly(float(v)) if plan.dtype == np.float64 else shown(float(v)) for v in values) + unit
    )


def slope_line(coming: Coming, output: int, slope: float, result: float) -> Line:
    """δ of an output with numbers: the slope of the loss, and that of the activation unless it is taken in."""
    plan, entry = coming.plan, losses.BY_NAME[coming.plan.experiment.loss]
    given = names(coming, output) | {"f": Given(slope)}
    rest = (" / n" if entry.mean and plan.outputs > 1 else "") + ("" if entry.output else "·f")
    ways = [way + rest for way in WRITINGS[entry.name].slope]
    *written, _, _ = counted(best(ways, given, result), given, result)
    return tuple(written)


def matched_reason(plan: Plan) -> str:
    """Why δ of the output has no slope of its activation; empty where it has."""
    entry = losses.BY_NAME[plan.experiment.loss]
    if entry.output is None:
        return ""
    return translated(
        "The slope of {activation} and that of {loss} cancel: what is left is a − t.",
        activation=translated(entry.output),
        loss=translated(entry.word),
    )
