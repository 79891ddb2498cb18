"""What a neuron at hand multiplies and adds up for the traced sample, where it does so at many places: of a recurrent neuron at
the last step, of a filter where its map is brightest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from wbsim.plan import Row
from wbsim.probes import sums
from wbsim.probes.trace import Trace


@dataclass(frozen=True, eq=False)
class Reading:
    """What a neuron reads there (fan_in,), its sum z and what it makes of that; `where` says in words where, empty if it reads
    but once.
    """

    values: NDArray[np.floating]
    total: float
    made: float
    where: str = ""


def reading(row: Row, place: int, trace: Trace) -> Reading:
    """Of the neuron at a place of a layer, from 0."""
    if row.kind == "dense":
        at = row.target_row + place
        values = trace.values[row.source_row : row.source_row + row.fan_in]
        return Reading(values, float(trace.sums[at]), float(trace.values[at]))
    own = trace.values[row.target_row : row.target_row + row.values]
    z = sums.made(row, trace.sums[:, None])[place, :, 0]
    made = sums.made(row, trace.values[:, None])[place, :, 0]
    if row.kind == "recurrent":
        at, where = len(z) - 1, _tr("at the last step")
    else:
        at = int(np.argmax(np.nan_to_num(z, nan=-np.inf)))
        columns = row.strip.filled[2]
        where = _tr("where it is brightest, row {row}, column {column}").format(
            row=at // columns + 1, column=at % columns + 1
        )
    read = sums.read(row, trace.values[:, None])
    return Reading(sums.factors(row, read, own[:, None])[:, at, 0], float(z[at]), float(made[at]), where)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Inspector", text)
