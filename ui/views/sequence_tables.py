"""Where the tables of a recurrent layer's numbers stand: a row a unit, W_x, W_h and b beside each other, V and c of the output at
the right, or as columns where units are many. Pure geometry.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from ui.look import Part
from ui.views.sequence_facts import Cell

_CELL = 44.0  # pixels of an entry's width, and
_HIGH = 31.0  # of its height, at scale 1
_READABLE = 27.0  # pixels of width that a number needs


@dataclass(frozen=True)
class Table:
    """A table's cells; `turned` has its rows as columns, so that an output's weights stand beside their units."""

    part: Part
    left: float
    top: float
    cell_width: float
    cell_height: float
    rows: int
    columns: int
    turned: bool = False

    @property
    def box(self) -> QRectF:
        """All of it."""
        across, down = (self.rows, self.columns) if self.turned else (self.columns, self.rows)
        return QRectF(self.left, self.top, across * self.cell_width, down * self.cell_height)

    def entry(self, row: int, column: int) -> QRectF:
        """One entry, with a gap to its neighbors."""
        across, down = (row, column) if self.turned else (column, row)
        gap = 1.0 if min(self.cell_width, self.cell_height) >= 9 else 0.0
        x, y = self.left + across * self.cell_width, self.top + down * self.cell_height
        return QRectF(x, y, self.cell_width, self.cell_height).adjusted(0, 0, -gap, -gap)

    def at(self, place: QPointF) -> tuple[int, int] | None:
        """The row and column under a place."""
        if not self.box.contains(place):
            return None
        across = int((place.x() - self.left) / self.cell_width)
        down = int((place.y() - self.top) / self.cell_height)
        row, column = (across, down) if self.turned else (down, across)
        return (row, column) if row < self.rows and column < self.columns else None

    @property
    def readable(self) -> bool:
        """Whether numbers fit into its cells."""
        return self.cell_width >= _READABLE and self.cell_height >= 15


@dataclass(frozen=True)
class NumberRooms:
    """All places of the card."""

    grown: float
    formula: QPointF  # its left end on its base line
    formula_room: float
    tables: tuple[Table, ...]
    count: QRectF  # of all parameters
    row: QRectF  # of the slider


def number_rooms(width: float, height: float, scale: float, cell: Cell) -> NumberRooms:
    """The places for a card of some size."""
    grown = max(0.86, scale)
    side, gap = 18 * grown, 22 * grown
    # where it is low, or units are many, the formula stands in the line of the title
    low = height < 262 * grown or (height - 176 * grown) / cell.hidden < 20 * grown
    slider = (32 if height < 262 * grown else 36) * grown
    top = (64 if low else 112) * grown
    foot = height - slider - 8 * grown
    high = min(_HIGH * grown, (foot - 20 * grown - top) / cell.hidden)
    outputs = 0 if cell.v is None else cell.v.shape[0]
    bias = cell.b is not None
    own = cell.features + cell.hidden + bias
    room = width - 2 * side
    tables: list[Table] = []
    count_least = 118 * grown

    def place(part: Part, left: float, rows: int, columns: int, wide: float, turned: bool = False) -> float:
        tables.append(Table(part, left, top, wide, high, rows, columns, turned))
        return left + (rows if turned else columns) * wide + gap

    # beside each other with V as rows, where numbers can then be read
    beside = (room - (2 + bias) * gap) / (own + cell.hidden + 0.2)
    across = (
        bool(outputs)
        and outputs <= 2
        and beside >= _READABLE + 2
        and (outputs + 2.4) * high <= foot - top + 8
    )
    if across:
        wide = min(_CELL * grown, beside)
        x = place("x", side, cell.hidden, cell.features, wide)
        x = place("h", x, cell.hidden, cell.hidden, wide)
        if bias:
            x = place("b", x, cell.hidden, 1, wide * 1.16)
        tables.append(Table("v", x, top, wide, high, outputs, cell.hidden))
        below = top + outputs * high + 26 * grown
        if cell.c is not None:
            tables.append(Table("c", x, below, wide * 1.2, high, outputs, 1))
        left = x + (wide * 1.2 + 10 if cell.c is not None else 0)
        count = QRectF(left, below - 6 * grown, width - side - left, foot - below + 4)
    else:
        parts = own + (outputs if outputs <= 4 else 0)
        gaps = (1 + bias + bool(outputs and outputs <= 4)) * gap
        wide = min(_CELL * grown, (room - count_least - gaps - 14) / parts)
        x = place("x", side, cell.hidden, cell.features, wide)
        x = place("h", x, cell.hidden, cell.hidden, wide)
        if bias:
            x = place("b", x, cell.hidden, 1, max(wide, min(14.0, 2 * wide)))
        if outputs and outputs <= 4:
            x = place("v", x, outputs, cell.hidden, wide, turned=True)
        count = QRectF(width - side - count_least, top, count_least, foot - top)
        if cell.c is not None and outputs <= 4:
            narrow = min(_CELL * grown, count_least / outputs)
            tables.append(
                Table(
                    "c",
                    width - side - outputs * narrow,
                    top,
                    narrow,
                    min(_HIGH * grown, 26 * grown),
                    outputs,
                    1,
                    True,
                )
            )
            count = count.adjusted(0, 40 * grown, 0, 0)
    base = QPointF(side, (31 if low else 72) * grown)
    return NumberRooms(
        grown, base, room, tuple(tables), count, QRectF(10 * grown, foot, width - 20 * grown, slider)
    )
