"""The folded form: one cell with a loop, at one step. Beds of gradient and input stay where they are; what lies between them is
drawn once, for the step at hand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from ui import theme as themes
from ui.look import Look
from ui.views.bias_disc import Disc, draw_disc
from ui.views.equation import Line, Piece, draw_line, fitting, line_width
from ui.views.fitted import fitted
from ui.views.sequence_facts import Cell, Way, lit_part, step_of, unit_at_hand
from ui.views.sequence_layout import Hit, Rooms
from ui.views.sequence_marks import arrow, column_pictures, halo, paint_column, reading_color
from ui.views.sequence_scene import shown_bias, value_ends
from ui.views.sequence_words import added_up, step_name, symbol, tr

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Fold:
    """Where the cell, what it held a step before, its loop and its bias stand."""

    now: QRectF
    before: QRectF
    loop: QRectF  # the way from the cell's right side over its top to its left
    bias: QPointF
    entry: QPointF  # where the input's weights begin

    def cell(self, column: QRectF, unit: int, hidden: int) -> QRectF:
        """One value of a column."""
        high = column.height() / hidden
        return QRectF(column.left(), column.top() + unit * high, column.width(), high)

    def hit(self, at: QPointF, hidden: int, step: int) -> Hit | None:
        """What of it lies under a place."""
        if self.now.contains(at):
            return Hit(
                "cell", step, min(hidden - 1, int((at.y() - self.now.top()) / self.now.height() * hidden))
            )
        if self.before.contains(at) and step:
            return Hit(
                "cell",
                step - 1,
                min(hidden - 1, int((at.y() - self.before.top()) / self.before.height() * hidden)),
            )
        away = at - self.bias
        if math.hypot(away.x(), away.y()) <= 24:
            return Hit("b", step)
        if abs(at.x() - self.entry.x()) <= 20 and self.now.bottom() < at.y() < self.entry.y():
            return Hit("x", step)
        inside = self.loop.adjusted(16, 16, -16, 0)
        if self.loop.adjusted(-12, -14, 12, 12).contains(at) and not inside.contains(at):
            return Hit("h", step)
        return None


def fold(rooms: Rooms, step: int) -> Fold:
    """The places for the rooms of the unrolled form."""
    grown = rooms.grown
    top, foot = rooms.columns[0] + 34 * grown, rooms.inputs[0]
    below = max(46 * grown, min(110 * grown, 0.34 * (foot - top)))
    bottom = foot - below
    middle = rooms.left + 0.46 * (rooms.right - rooms.left)
    wide, high = 62 * grown, bottom - top
    high = min(high, rooms.hidden * 44 * grown)
    now = QRectF(middle - wide / 2, bottom - high, wide, high)
    before = now.translated(-min(240 * grown, 0.3 * (rooms.right - rooms.left)), 0)
    before = before.adjusted(6 * grown, 0, -6 * grown, 0)
    # the loop leaves the cell at its right and comes back to its left, past what it held before
    loop = QRectF(
        before.center().x(),
        now.top() - 20 * grown,
        now.right() + 60 * grown - before.center().x(),
        now.height() / 2 + 20 * grown,
    )
    return Fold(now, before, loop, QPointF(middle, bottom + 0.44 * below), QPointF(middle, foot))


def folded_hit(rooms: Rooms, at: QPointF, step: int) -> Hit | None:
    """What lies under a place of the folded form: between the beds the one cell, else what is there unrolled too."""
    if rooms.columns[0] <= at.y() < rooms.inputs[0] and at.x() < rooms.right:
        return fold(rooms, step).hit(at, rooms.hidden, step)
    return rooms.hit(at)


def paint_fold(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """The cell at the step at hand."""
    theme, grown, step = look.theme, rooms.grown, step_of(cell, look)
    found, lit, unit = fold(rooms, step), lit_part(cell, look), unit_at_hand(cell, look)
    hidden = np.asarray(way.unrolled.hidden, float)
    _paint_guide(painter, look, rooms, found, step)
    _paint_loop(painter, look, found, rooms, lit == "h")
    foot, top = (
        QPointF(found.entry.x(), found.entry.y() - 3),
        QPointF(found.entry.x(), found.now.bottom() + 4),
    )
    if lit == "x":
        halo(painter, theme, foot, top, 16 * grown)
    arrow(painter, theme.color("weight"), foot, top, 5 * grown)
    draw_line(
        painter, theme, QPointF(foot.x() + 10 * grown, foot.y() - 7 * grown), (symbol("x"),), 19 * grown
    )
    ends = value_ends(cell, hidden)
    image = column_pictures(theme, hidden, ends)
    _paint_values(painter, look, found, cell, hidden[step].tolist(), image, step, found.now, unit)
    if step:
        painter.setOpacity(0.72)
        _paint_values(
            painter, look, found, cell, hidden[step - 1].tolist(), image, step - 1, found.before, None
        )
        painter.setOpacity(1.0)
    else:
        painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(found.before.adjusted(-30, 0, 30, 0), _CENTER, tr("h = 0"))
    if cell.b is not None:
        value = shown_bias(cell, unit)
        disc = Disc(value, hovered=lit == "b", diverged=not math.isfinite(value))
        reach = draw_disc(painter, theme, found.bias.x(), found.bias.y(), disc, min(grown, 0.94))
        painter.setFont(themes.font(15 * grown, 700))
        painter.setPen(theme.color("bias_text"))
        words = themes.fixed(value) if unit is not None else tr("{n} biases").format(n=cell.hidden)
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
        painter.drawText(
            QRectF(found.bias.x() - reach - wide - 12 * grown, found.bias.y() - 12, wide + 4, 24),
            _LEFT,
            words,
        )
    _paint_names(painter, look, found, rooms)
    _paint_reckonings(painter, look, cell, way, rooms, found)
    if cell.v is not None and step == cell.steps - 1:
        one = QPointF(found.loop.right() + 14 * grown, found.now.bottom() - 0.2 * found.now.height())
        two = QPointF(rooms.box.left() - 3, min(max(one.y(), rooms.box.top() + 8), rooms.box.bottom() - 8))
        one = QPointF(found.now.right() + 4, two.y())
        if lit == "v":
            halo(painter, theme, one, two, 16 * grown)
        arrow(painter, theme.color("weight"), one, two, max(1.6, 2.6 * grown))
        draw_line(
            painter, theme, QPointF((one.x() + two.x()) / 2, two.y() - 8 * grown), (symbol("v"),), 18 * grown
        )


def _paint_guide(painter: QPainter, look: Look, rooms: Rooms, found: Fold, step: int) -> None:
    """Which step it is, in the beds above and below, and its way to the cell."""
    theme = look.theme
    wide = min(rooms.pitch, 64 * rooms.grown)
    painter.setPen(theme.pen("ink", 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for top, bottom in (rooms.bars, rooms.inputs):
        painter.drawRoundedRect(QRectF(rooms.x(step) - wide / 2, top + 1, wide, bottom - top - 2), 5, 5)
    y = rooms.inputs[0]
    if abs(rooms.x(step) - found.entry.x()) > wide / 2:
        pen = theme.pen("ink3", 1.4)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(rooms.x(step), y - 2), QPointF(found.entry.x(), y - 2))


def _paint_loop(painter: QPainter, look: Look, found: Fold, rooms: Rooms, lit: bool) -> None:
    theme, grown, loop, now = look.theme, rooms.grown, found.loop, found.now
    r = min(16 * grown, loop.height() / 2)
    middle = now.center().y()
    path = QPainterPath(QPointF(now.right() + 3, middle))
    path.lineTo(loop.right() - r, middle)
    path.quadTo(loop.right(), middle, loop.right(), middle - r)
    path.lineTo(loop.right(), loop.top() + r)
    path.quadTo(loop.right(), loop.top(), loop.right() - r, loop.top())
    path.lineTo(loop.left() + r, loop.top())
    path.quadTo(loop.left(), loop.top(), loop.left(), loop.top() + r)
    path.lineTo(loop.left(), found.before.top() - 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    one, two = QPointF(found.before.right() + 4, middle), QPointF(now.left() - 4, middle)
    if lit:
        halo(painter, theme, one, two, 16 * grown)
    pen = QPen(theme.color("slate"), 2.0 * grown)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawPath(path)
    arrow(painter, theme.color("weight"), one, two, 4.6 * grown)
    wide = line_width((symbol("h"),), 20 * grown)
    draw_line(
        painter,
        theme,
        QPointF((one.x() + two.x() - wide) / 2, middle - 11 * grown),
        (symbol("h"),),
        20 * grown,
    )
    painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
    painter.setPen(theme.color("ink2"))
    words = tr("one step later")
    wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + 12
    chip = QRectF((loop.left() + loop.right()) / 2 - wide / 2, loop.top() - 9, wide, 18)
    painter.fillRect(chip, theme.color("panel"))
    painter.drawText(chip, _CENTER, words)


def _paint_values(
    painter: QPainter, look: Look, found: Fold, cell: Cell, values: list[float], image: QImage, step: int, column: QRectF, unit: int | None
) -> None:  # fmt: skip
    theme = look.theme
    paint_column(painter, theme, image, step, column)
    high = column.height() / cell.hidden
    if high >= 14:
        painter.setFont(themes.font(max(11.5, min(16.0, 0.5 * high)), 600))
        for place, value in enumerate(values):
            painter.setPen(reading_color(theme, image.pixelColor(step, place)))
            text = themes.fixed(value) if abs(value) < 100 else themes.number(value)
            painter.setFont(
                themes.fitting_font(text, column.width() - 6, max(11.5, min(16.0, 0.5 * high)), 600)
            )
            painter.drawText(found.cell(column, place, cell.hidden), _CENTER, text)
    if unit is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("ink", 3))
        painter.drawRoundedRect(found.cell(column, unit, cell.hidden).adjusted(-2.5, -1, 2.5, 1), 3, 3)


def _paint_names(painter: QPainter, look: Look, found: Fold, rooms: Rooms) -> None:
    """h_t at the cell, h_(t−1) under what it held before."""
    theme, grown = look.theme, rooms.grown
    size = 19 * grown
    for letter, under, column in (("h", "t−1", found.before),):
        line: Line = (Piece(letter, under, token="ink"),)
        draw_line(
            painter,
            theme,
            QPointF(column.center().x() - line_width(line, size) / 2, column.bottom() + 20 * grown),
            line,
            size,
        )
    line = (Piece("h", "t"),)
    draw_line(
        painter, theme, QPointF(found.now.right() + 8 * grown, found.now.bottom() - 4 * grown), line, size
    )


def _paint_reckonings(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms, found: Fold) -> None:
    """Beside every unit what it adds up: its share of the input, of what was held before, and its bias."""
    step, left = step_of(cell, look), found.loop.right() + 22 * rooms.grown
    high, room = found.now.height() / cell.hidden, rooms.right - left - 6
    if high < 15 or room < 110:
        return
    for unit in range(cell.hidden):
        box = found.cell(found.now, unit, cell.hidden)
        lines = (added_up(cell, way, step, unit), added_up(cell, way, step, unit)[1:])
        line, size = fitting(lines, room, min(15 * rooms.grown, 0.6 * high), 11)
        if size >= 10:
            draw_line(painter, look.theme, QPointF(left, box.center().y() + 0.34 * size), line, size)


def step_name_box(rooms: Rooms, step: int) -> QRectF:
    """Where the folded form says which step it is: under the way of W_h, between the buttons that change it."""
    found, grown = fold(rooms, step), rooms.grown
    middle = (found.before.right() + found.now.left()) / 2
    return QRectF(middle - 33 * grown, found.now.center().y() + 14 * grown, 66 * grown, 26 * grown)


def paint_step_name(painter: QPainter, look: Look, cell: Cell, box: QRectF) -> None:
    """t = −3."""
    text = tr("t = {name}").format(name=step_name(cell.plan, cell.steps, step_of(cell, look)))
    text, face = fitted((text,), box.width(), 14.5 * max(0.9, look.scale), 600)
    painter.setFont(face)
    painter.setPen(look.theme.color("ink"))
    painter.drawText(box, _CENTER, text)
