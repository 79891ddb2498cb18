"""The layer table of a plan as the kernels walk it, and where they keep its values. It holds no numbers of a run."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from wbsim.kernels import activations
from wbsim.kernels.table import (
    ACROSS,
    ACTIVATION,
    AVERAGE_POOLING,
    BIASES,
    CHANNELS,
    COLUMNS,
    CONVOLUTION,
    DENSE,
    DOWN,
    EVERY,
    FAN_IN,
    FAN_OUT,
    HEIGHT,
    KIND,
    MADE,
    MAX_POOLING,
    PADDING,
    READ,
    RECURRENT,
    SIDE,
    SOURCE,
    STRIDE,
    TARGET,
    TILE,
    WEIGHTS,
    WIDTH,
)  # fmt: skip
from wbsim.network import Pooling
from wbsim.plan import Plan, Row, kept_with


@kept_with
def rows(plan: Plan) -> NDArray[np.int64]:
    """Where a kernel keeps each of the plan's rows of values, (rows,): those of every layer begin at a multiple of TILE."""
    sizes = [len(plan.inputs), *(row.values for row in plan.rows)]
    starts = np.cumsum([0, *(-(-size // TILE) * TILE for size in sizes)])
    return np.concatenate([start + np.arange(size) for start, size in zip(starts, sizes, strict=False)])


@kept_with
def table(plan: Plan) -> NDArray[np.int64]:
    """The layer table that the kernels walk: (layers, columns)."""
    at = rows(plan)
    entries = np.zeros((len(plan.rows), COLUMNS), np.int64)
    for entry, row in zip(entries, plan.rows, strict=True):
        block, reads = row.strip.block, row.strip.reads
        entry[[FAN_IN, FAN_OUT, WEIGHTS, BIASES]] = row.fan_in, row.fan_out, row.weights, row.biases
        entry[ACTIVATION] = activations.CODES[row.layer.activation]
        entry[[SOURCE, TARGET]] = at[row.source_row], at[row.target_row]
        entry[KIND] = _kind(row)
        entry[[CHANNELS, HEIGHT, WIDTH]] = prod(reads), 1, 1
        entry[[DOWN, ACROSS]] = row.places, 1
        if len(reads) == 3 and row.kind != "dense":
            entry[[CHANNELS, HEIGHT, WIDTH]] = reads
            entry[[DOWN, ACROSS]] = row.strip.filled[1:]
        elif row.kind == "recurrent":
            entry[[CHANNELS, HEIGHT]] = reads[1], reads[0]
        entry[[SIDE, STRIDE, PADDING]] = block.side, block.stride, block.padding
        entry[EVERY] = block.every
        entry[[READ, MADE]] = prod(reads), row.values
    return entries


def _kind(row: Row) -> int:
    """The code of a layer's kind."""
    if isinstance(row.layer, Pooling):
        return MAX_POOLING if row.layer.takes == "max" else AVERAGE_POOLING
    return {"dense": DENSE, "convolution": CONVOLUTION, "recurrent": RECURRENT}[row.kind]
