"""Paints one update of a network of several kinds of layers: maps and values as far as they are reached, then the gradient as
it flows back, then what each parameter moved by.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views.network_layers_layout import LayersDiagram
from ui.views.network_layers_paint import paint_layers
from ui.views.network_layout import Box
from ui.views.network_steps_wide import paint_foot, step_shown
from ui.views.parameter_marks import Marks
from ui.views.step_reach import Flags, Reach
from wbsim.probes.trace import Pick, Trace
from wbsim.snapshot import Snapshot


def paint_layers_step(
    painter: QPainter,
    diagram: LayersDiagram,
    snapshot: Snapshot,
    reach: Reach,
    look: Look,
    marks: Marks,
    foot: Box,
) -> None:
    """The layers as far as the update is walked, and under them what is shown."""
    shown = step_shown(reach)
    traced = replace(snapshot.seen, trace=_trace(reach))
    moment = replace(snapshot, plan=reach.coming.plan, state=reach.coming.state, seen=traced)
    paint_layers(painter, diagram, moment, replace(look, quantity="values"), marks, shown)
    paint_foot(painter, reach, shown, look, foot)


def known_values(reach: Reach) -> Flags:
    """Which of all values (rows,) the walk has reached: of a filter its whole map, of a cell all its steps; a pooling follows
    the filters that it reads.
    """
    plan = reach.coming.plan
    known = np.zeros(plan.values, bool)
    known[: len(plan.inputs)] = True
    first, before = 0, np.ones(1, bool)
    for row in plan.rows:
        part = slice(row.target_row, row.target_row + row.values)
        if row.kind == "pooling":
            channels = row.strip.filled[0]
            own = before if len(before) == channels else np.full(channels, bool(before.all()))
            known[part] = np.repeat(own, row.values // channels)
            continue
        own = reach.summed[first : first + row.fan_out]
        first += row.fan_out
        if row.kind == "recurrent":
            known[part] = np.tile(own, row.values // row.fan_out)
        else:
            known[part] = np.repeat(own, row.values // row.fan_out)
        before = own
    return known


def _trace(reach: Reach) -> Trace:
    """The way of the sample as far as it is walked; what is not reached is no number, which has no tone."""
    coming = reach.coming
    values = np.where(known_values(reach), coming.values, np.nan)
    return Trace(
        Pick("train", int(coming.samples[coming.sample])), coming.point, coming.target, coming.sums, values,
        coming.deltas, coming.own_gradient, coming.own_loss,
    )  # fmt: skip
