"""Where the parts of the inspector stand, and which of a neuron's many weights have a row. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.views.network_layout import Box
from ui.views.parameter_row_paint import RowColumns

ALL = 6  # up to so many weights each has a row
SOME = 5  # beyond, so many of the largest have
_LEAST_ROW = 23.0  # pixels


@dataclass(frozen=True)
class InspectorLayout:
    """Base lines and boxes in pixels; None for what has no room or is not shown in this form."""

    title: float
    equation: float
    symbols: int  # the size of the equation's symbols
    numbers: float | None
    heads: float | None  # the base line of "value" and "gradient"
    rows: tuple[Box, ...]
    foot: float | None  # the middle of the line of chips
    curve: Box | None
    columns: RowColumns
    text_end: float  # where the equation must end


def shown_sources(weights: NDArray[np.floating], room: int = ALL) -> tuple[int, ...]:
    """The places of the weights (fan_in,) that have a row: all up to 6, else the 5 largest, in their order."""
    if len(weights) <= min(ALL, room):
        return tuple(range(len(weights)))
    most = max(1, min(SOME, room))
    sizes = np.nan_to_num(np.abs(weights), nan=np.inf)
    return tuple(sorted(np.argsort(-sizes, kind="stable")[:most].tolist()))


def rows_that_fit(height: float, scale: float, compact: bool) -> int:
    """How many rows have room in a view of a height."""
    used = 88 if compact else 142 * scale
    return max(2, int((height - used) // _LEAST_ROW))


def lay_out(
    width: float, height: float, scale: float, compact: bool, rows: int, *, curve: bool, wide: bool
) -> InspectorLayout:
    """The inspector of a neuron with a number of rows, in a view of a size.

    `curve` says whether there is one to show, `wide` whether symbols take more room than usual.
    """
    start = (92 if wide else 64) * scale
    return (
        _small(width, height, scale, rows, start)
        if compact
        else _large(width, height, scale, rows, start, curve)
    )


def _small(width: float, height: float, scale: float, rows: int, start: float) -> InspectorLayout:
    title, equation = 27.0, 66.0
    need = rows * 30 * scale
    numbers = 88.0 if height - 96 - 8 >= need else None
    top = 98.0 if numbers is not None else 80.0
    foot = height - 18 if height - top - 34 >= rows * 32 * scale else None
    bottom = height - 34 if foot is not None else height - 8
    lock = width - 96 * scale
    columns = RowColumns((start, lock - 92 * scale), lock - 14 * scale, None, lock)
    boxes = _rows(8, top, width - 16, bottom, rows, 40 * scale)
    columns = _shifted(columns, 8)
    return InspectorLayout(
        title, equation, round(26 * scale / 0.86), numbers, None, boxes, foot, None, columns, width - 16
    )


def _large(
    width: float, height: float, scale: float, rows: int, start: float, curve: bool
) -> InspectorLayout:
    aside = min(172 * scale, 0.26 * width) if curve and width >= 520 * scale else 0.0
    grown = max(1.0, scale)
    end = width - aside - (32 if aside else 20) * grown
    top, bottom = 132 * scale, height - 50 * scale
    foot = height - 28 * scale if bottom - top >= 26 * scale * rows else None
    if foot is None:
        bottom = height - 10 * scale
    left = 12 * grown
    boxes = _rows(left, top, end - left, bottom, rows, 40 * scale)
    lock = end - 44 * scale
    columns = _shifted(
        RowColumns((start, lock - 172 * scale), lock - 92 * scale, lock - 8 * scale, lock), left
    )
    box = (
        Box(width - aside - 12 * grown, 54 * scale, aside - 4 * grown, height - 62 * scale) if aside else None
    )
    return InspectorLayout(
        31 * scale, 76 * scale, round(29 * scale), 101 * scale, 125 * scale, boxes, foot, box, columns,
        width - 20 * grown if aside == 0 else end,
    )  # fmt: skip


def _rows(left: float, top: float, width: float, bottom: float, rows: int, most: float) -> tuple[Box, ...]:
    tall = min(most, max(_LEAST_ROW, (bottom - top) / max(1, rows)))
    return tuple(Box(left, top + k * tall, width, tall) for k in range(rows))


def _shifted(columns: RowColumns, left: float) -> RowColumns:
    """Columns of the view as columns of rows that begin at `left`."""
    (start, end), gradient = columns.slider, columns.gradient_end
    return RowColumns(
        (start - left, end - left), columns.value_end - left, None if gradient is None else gradient - left,
        columns.lock - left,
    )  # fmt: skip
