"""How the batch's mean gradient of one parameter comes about: the gradient of each sample, their sum, divided by their
number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.coming import Coming
from wbsim.probes.shares import shares
from wbsim.sheet import selecting
from wbsim.sheet.formulas import Given, counted
from wbsim.sheet.numerals import hue_of, number, parameter_piece, sign, word
from wbsim.sheet.values import Column, Line, Piece, Row, Section
from wbsim.symbols import neuron_name, split_id
from wbsim.translation import translated


def batch(coming: Coming, neuron: int | None, parameter: str | None, whole: bool) -> Section:
    """The batch section of a parameter (by id); where there is none, of that with the largest gradient of a neuron, or
    of all."""
    plan = coming.plan
    if parameter not in plan.index:
        among = np.array(selecting.places_of(plan, neuron) or range(plan.size))
        parameter = plan.id_of(int(among[np.argmax(np.abs(coming.gradient[among]))]))
    place = plan.index[parameter]
    found = shares(plan, coming.state.theta, coming.samples, place)
    count = len(coming.samples)
    name, hue = parameter_piece(plan, parameter), hue_of(parameter)
    by = (Piece("∂L/∂", "loss", "symbol"), name)
    columns = (
        Column("sample", (word(translated("sample")),), right=True),
        Column("point", (word(translated("training point")),), right=True),
        Column("delta", (Piece("δ", "loss", "symbol"),), right=True),
        Column("factor", (word(translated("times") if hue == "bias" else "x"),), right=True),
        Column("gradient", by, right=True),
    )
    chosen = selecting.largest(found.gradients, count if whole else selecting.SAMPLES)
    rows = []
    for k in chosen:
        cells: tuple[Line, ...] = (
            (word(str(k + 1)),),
            (word(str(int(coming.samples[k]) + 1)),),
            () if found.deltas is None else (number(float(found.deltas[k]), "loss"),),
            _factor(found.factors, k, hue == "bias"),
            (number(float(found.gradients[k]), "loss"),),
        )
        rows.append(Row(cells, split_id(parameter)[0], parameter))
    total = {
        "s": Given(float(found.gradients.sum()), "loss"),
        "n": Given(float(count), "ink", chosen=True),
    }
    mean = counted("s / n", total, float(coming.gradient[place]), "loss")
    rows.append(
        Row(
            ((), (word(translated("mean")),), (), (), mean[-1:]),
            split_id(parameter)[0],
            parameter,
            lines=(mean,),
        )
    )
    notes = selecting.left_out("sample", len(chosen), count)
    about = translated(
        "of the {count} samples, {neuron_name}",
        count=count,
        neuron_name=neuron_name(plan, split_id(parameter)[0]),
    )
    formula: Line = (
        *by,
        sign("=", space=True),
        sign("Σ", space=True),
        *by,
        sign("/", space=True),
        word("B", space=True),
    )
    return Section(
        "batch",
        translated("Mean over the batch"),
        about,
        formula,
        columns,
        tuple(rows),
        count + 1,
        notes,
    )


def _factor(factors: NDArray[np.float64] | None, sample: int, of_bias: bool) -> Line:
    """What a parameter multiplies; nothing for one that is used at several places."""
    if of_bias:
        return (Piece("1", face="number", number=1.0),)
    return () if factors is None else (number(float(factors[sample]), "data"),)
