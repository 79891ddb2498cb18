"""How the one set of numbers is painted: formula, tables, marks of what is at hand, and the count of all. It knows no events."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.equation import draw_line, fitting, line_width
from ui.views.fitted import fitted
from ui.views.sequence_facts import Cell, lit_part, unit_at_hand
from ui.views.sequence_marks import paint_bias, paint_weight
from ui.views.sequence_tables import NumberRooms, Table
from ui.views.sequence_words import cell_formula, length_words, output_formula, symbol, tr
from ui.views.tones import parameter_level

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_numbers(painter: QPainter, look: Look, width: int, cell: Cell, found: NumberRooms) -> None:
    """Everything on the card."""
    _paint_head(painter, look, width, cell, found)
    for table in found.tables:
        _paint_table(painter, look, cell, table, found.grown)
    _paint_count(painter, look, cell, found)


def _paint_head(painter: QPainter, look: Look, width: int, cell: Cell, found: NumberRooms) -> None:
    """Title and formula."""
    grown = found.grown
    room = found.formula_room
    beside = found.formula.y() < 40 * grown
    words = (
        tr("One set of numbers, used {steps} times").format(steps=cell.steps),
        tr("Used {steps} times").format(steps=cell.steps),
    )
    text, face = fitted(words, 0.56 * room if beside else room, max(14, 17 * look.scale), 600)
    painter.setFont(face)
    painter.setPen(look.theme.color("ink"))
    painter.drawText(QPointF(18 * grown, 31 * grown), text)
    at = QPointF(found.formula)
    if beside:
        taken = QFontMetricsF(face).horizontalAdvance(text) + 16 * grown
        at.setX(at.x() + taken)
        room -= taken
    line, size = fitting((cell_formula(cell),), room, (19 if beside else 27) * grown, 11)
    if beside:
        at.setX(width - 18 * grown - line_width(line, size))
    wide = draw_line(painter, look.theme, at, line, size)
    more = output_formula(cell)
    if more is not None and not beside:
        left, pixels = room - wide - 34 * grown, 21 * grown
        if line_width(more, pixels) <= left:
            draw_line(
                painter,
                look.theme,
                QPointF(at.x() + room - line_width(more, pixels), at.y()),
                more,
                pixels,
            )


def _paint_table(painter: QPainter, look: Look, cell: Cell, table: Table, grown: float) -> None:
    """One table under its symbol, and how many numbers it has."""
    theme = look.theme
    values = cell.values(table.part)
    if values is None:
        return
    lit, box = lit_part(cell, look) == table.part, table.box
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bias_pale" if table.part in ("b", "c") else "weight_pale"))
        painter.drawRoundedRect(box.adjusted(-5, -5, 4, 4), 7, 7)
    head = symbol(table.part)
    draw_line(painter, theme, QPointF(box.left(), box.top() - 8 * grown), (head,), 18 * grown)
    pixels = min(13.0 * grown, 0.5 * table.cell_height)
    level = parameter_level(values)
    for row in range(table.rows):
        for column in range(table.columns):
            value = float(values[row, column])
            text = ""
            if table.readable:
                text = themes.fixed(value) if abs(value) < 100 else themes.number(value)
            entry = table.entry(row, column)
            if table.part in ("b", "c"):
                paint_bias(painter, theme, entry, value, text, max(11.0, pixels))
            else:
                paint_weight(
                    painter,
                    theme,
                    entry,
                    value if np.isfinite(value) else 0.0,
                    level,
                    text,
                    max(11.0, pixels),
                )
    _paint_marks(painter, look, cell, table)
    if table.part == "c":
        return
    painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
    painter.setPen(theme.color("ink2"))
    counts, many = (
        str(table.rows * table.columns),
        f"{table.rows} · {table.columns} = {table.rows * table.columns}",
    )
    metrics = QFontMetricsF(painter.font())
    if min(table.rows, table.columns) > 1 and metrics.horizontalAdvance(many) <= box.width() + 10:
        counts = many
    wide = metrics.horizontalAdvance(counts)
    if table.part == "v" and not table.turned:  # under it stands the bias
        painter.drawText(
            QRectF(box.right() - wide - 2, box.top() - 22 * grown, wide + 4, 16 * grown), _LEFT, counts
        )
    else:
        painter.drawText(QRectF(box.left(), box.bottom() + 2 * grown, wide + 4, 16 * grown), _LEFT, counts)


def _paint_marks(painter: QPainter, look: Look, cell: Cell, table: Table) -> None:
    """Frames of ink around the unit at hand and around the entry at hand."""
    theme = look.theme
    unit = unit_at_hand(cell, look)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if unit is not None and table.part in ("x", "h", "b"):
        painter.setPen(theme.pen("ink", 1.4))
        whole = table.entry(unit, 0).united(table.entry(unit, table.columns - 1))
        painter.drawRoundedRect(whole.adjusted(-1.5, -1.0, 1.5, 1.0), 4, 4)
    for name, width in ((look.parameter, 2.0), (look.chosen, 3.0)):
        place = cell.place_of(name)
        if place is not None and place[0] == table.part:
            painter.setPen(theme.pen("ink", width))
            painter.drawRoundedRect(table.entry(place[1], place[2]).adjusted(-0.5, -0.5, 0.5, 0.5), 4, 4)


def _paint_count(painter: QPainter, look: Look, cell: Cell, found: NumberRooms) -> None:
    """How many parameters there are in all."""
    theme, box = look.theme, found.count
    if box.height() < 30:
        return
    big = min(34 * found.grown, 0.62 * box.height())
    text, face = fitted((themes.count(cell.plan.size),), box.width(), big, 700)
    words, plain = fitted(length_words(cell.plan), box.width(), max(11.5, 12 * look.scale))
    painter.setFont(face)
    painter.setPen(theme.color("ink"))
    painter.drawText(QRectF(box.left(), box.top(), box.width(), big * 1.2), _RIGHT, text)
    painter.setFont(plain)
    painter.setPen(theme.color("ink2"))
    painter.drawText(QRectF(box.left(), box.top() + big * 1.2, box.width(), 18 * found.grown), _RIGHT, words)
