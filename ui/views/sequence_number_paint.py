"""How the one set of numbers is painted: formula, tables, marks of what is at hand, and the count of all. It knows no events."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.equation import draw_line, fitting, line_width
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.sequence_facts import Cell, Numbers, lit_part, unit_at_hand
from ui.views.sequence_marks import paint_bias, paint_weight, weight_tones
from ui.views.sequence_tables import NumberRooms, Table
from ui.views.sequence_words import cell_formula, length_words, output_formula, symbol, tr
from ui.views.tones import parameter_level, picture

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MANY = 120  # entries of a table that are cells of their own; more are a picture
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_ground(painter: QPainter, look: Look, size: QSize, cell: Cell, found: NumberRooms) -> None:
    """What stays while a run goes on: the card, the formula, the names of the tables and how many numbers there are."""
    draw_card(painter, look.theme, size)
    _paint_head(painter, look, size.width(), cell, found)
    for table in found.tables:
        _paint_frame(painter, look, cell, table, found.grown)
    _paint_count(painter, look, cell, found)


def paint_numbers(painter: QPainter, look: Look, cell: Cell, found: NumberRooms) -> None:
    """The numbers of today."""
    for table in found.tables:
        values = cell.values(table.part)
        if values is not None:
            _paint_values(painter, look, table, values, found.grown)
            _paint_marks(painter, look, cell, table)


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


def _paint_frame(painter: QPainter, look: Look, cell: Cell, table: Table, grown: float) -> None:
    """A table's symbol, its halo where it lights up, and how many numbers it has."""
    theme, box = look.theme, table.box
    if lit_part(cell, look) == table.part:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bias_pale" if table.part in ("b", "c") else "weight_pale"))
        painter.drawRoundedRect(box.adjusted(-5, -5, 4, 4), 7, 7)
    draw_line(painter, theme, QPointF(box.left(), box.top() - 8 * grown), (symbol(table.part),), 18 * grown)
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


def _paint_values(painter: QPainter, look: Look, table: Table, values: Numbers, grown: float) -> None:
    """The entries of a table; of a large one its picture."""
    theme = look.theme
    places = weight_tones(values, parameter_level(values))
    if table.part not in ("b", "c") and not table.readable and values.size > _MANY:
        shown = places.T if table.turned else places
        painter.drawImage(table.box, picture(np.ascontiguousarray(shown), theme.parameter_map))
        return
    pixels = max(11.0, min(13.0 * grown, 0.5 * table.cell_height))
    usual = themes.fitting_font("−0.00", table.cell_width - 4, pixels, 600)
    painter.setFont(usual)
    for row, numbers in enumerate(values.tolist()):
        for column, value in enumerate(numbers):
            text = (
                (themes.fixed(value) if abs(value) < 100 else themes.number(value)) if table.readable else ""
            )
            long = len(text) > 5
            if long:
                painter.setFont(themes.fitting_font(text, table.cell_width - 4, pixels, 600))
            if table.part in ("b", "c"):
                paint_bias(painter, theme, table.entry(row, column), value, text)
            else:
                paint_weight(
                    painter, theme, table.entry(row, column), int(places[row, column]), value < 0, text
                )
            if long:
                painter.setFont(usual)


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
