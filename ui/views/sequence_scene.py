"""How the unrolled cell is painted: what stays while a run goes on, and what every moment changes. It knows no events."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look, Part
from ui.theme import Theme
from ui.views.bias_disc import Disc, draw_disc
from ui.views.equation import Piece, draw_line, fitting
from ui.views.fitted import fitted
from ui.views.sequence_facts import Cell, Way, pointed_step, step_of, unit_at_hand
from ui.views.sequence_layout import Rooms
from ui.views.sequence_marks import column_pictures, paint_column, reading_color
from ui.views.sequence_words import captions, heard, reckonings, tr
from ui.views.tones import span, tones

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_TOPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


def small(look: Look) -> float:
    """The size of captions."""
    return max(11.5, 12 * look.scale)


def ladder(value: float) -> float:
    """A round number that is at least a positive value, and changes seldom."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(n * power for n in _TOPS if n * power >= value * (1 - 1e-9))


# --- the moment ---------------------------------------------------------------------------------------------


def paint_bars(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """The size of the gradient at every step, with its number where there is room."""
    theme, grown = look.theme, rooms.grown
    sizes = way.unrolled.gradient
    top, bottom = rooms.bars
    finite = sizes[np.isfinite(sizes)]
    if not len(finite):
        words = (
            tr("no gradient: this point has no target")
            if way.trace.pick.point is not None
            else tr("the gradient is no number")
        )
        painter.setFont(themes.font(small(look), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(rooms.left, top, rooms.right - rooms.left, bottom - top), _CENTER, words)
        return
    head = 17 * grown
    scale = ladder(float(finite.max()))
    wide = min(rooms.cell_width, 0.7 * rooms.pitch)
    at_hand, numbers = step_of(cell, look), rooms.pitch >= 46
    painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 600))
    metrics = QFontMetricsF(painter.font())
    for step, size in enumerate(sizes.tolist()):
        if not math.isfinite(size):
            continue
        high = max(1.5 if size > 0 else 0.0, size / scale * (bottom - top - head))
        bar = QRectF(rooms.x(step) - wide / 2, bottom - high, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("loss"))
        painter.drawRoundedRect(bar, min(2.0, high / 2), min(2.0, high / 2))
        if numbers or (step == at_hand and look.sequence.step is not None):
            text = themes.number(size)
            if numbers and metrics.horizontalAdvance(text) > rooms.pitch - 4:
                text = themes.fixed(size, 3) if size >= 0.0005 else "0"
            painter.setPen(theme.color("loss_text"))
            painter.drawText(QRectF(bar.center().x() - 40, bar.top() - head, 80, head), _CENTER, text)
    if not numbers:
        painter.setFont(themes.font(small(look), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(rooms.left - 66, top + head - 8, 60, 16), _RIGHT, themes.number(scale, 1))
        painter.drawText(QRectF(rooms.left - 66, bottom - 13, 60, 16), _RIGHT, "0")


def value_ends(cell: Cell, values: NDArray[np.floating]) -> tuple[float, float]:
    """What the ends of the colors of hidden values stand for."""
    return span(values, cell.row.layer.activation)


@lru_cache(maxsize=4)
def _inks(theme: Theme) -> tuple[QColor, ...]:
    """What is read on each color of the map of hidden values."""
    return tuple(
        reading_color(theme, QColor(*color)) for color in themes.color_table(theme.activation).tolist()
    )


def paint_columns(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """The hidden values as cells, with their numbers where they fit; the unit at hand in a frame of ink."""
    theme, hidden = look.theme, np.asarray(way.unrolled.hidden, float)
    ends = value_ends(cell, hidden)
    image = column_pictures(theme, hidden, ends)
    numbers = rooms.shows_numbers()
    pixels = min(13.0 * max(1.0, rooms.grown), 0.62 * rooms.cell_height)
    painter.setFont(themes.font(max(11.0, pixels), 600))
    inks = _inks(theme)
    places = tones(hidden, ends)
    for step, values in enumerate(hidden.tolist()):
        column = rooms.column(step)
        paint_column(painter, theme, image, step, column)
        if not numbers:
            continue
        left, top, wide, high = column.left(), column.top(), column.width(), rooms.cell_height
        for row, (value, tone) in enumerate(zip(values, places[step].tolist(), strict=True)):
            painter.setPen(inks[tone])
            text = themes.fixed(value, 1) if abs(value) < 100 else themes.number(value, 2)
            painter.drawText(
                QRectF(left, top + row * high, wide, high), _CENTER, "0.0" if text == "−0.0" else text
            )
    unit = unit_at_hand(cell, look)
    if unit is None:
        return
    place = cell.place_of(look.parameter or look.chosen)
    if place is not None and place[0] == "h":  # what the weight takes up, one step before each
        painter.setPen(theme.pen("weight", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for step in range(cell.steps - 1):
            painter.drawRect(rooms.cell(step, place[2]).adjusted(-1, 0, 1, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen("ink", 1.6))
    for step in range(cell.steps):
        painter.drawRoundedRect(rooms.cell(step, unit).adjusted(-2, 0, 2, 0), 2, 2)
    if look.sequence.step is not None or look.sequence.pointed is not None:
        painter.setPen(theme.pen("ink", 3))
        painter.drawRoundedRect(rooms.cell(pointed_step(cell, look), unit).adjusted(-2.5, -1, 2.5, 1), 3, 3)


def shown_bias(cell: Cell, unit: int | None) -> float:
    """The bias that the discs show: of the unit at hand, or how large all are together."""
    assert cell.b is not None
    if unit is not None:
        return float(cell.b[unit])
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(np.asarray(cell.b, float) ** 2)))


def paint_discs(painter: QPainter, look: Look, cell: Cell, rooms: Rooms, lit: Part | None) -> None:
    """The one bias, the same disc at every step."""
    unit = unit_at_hand(cell, look)
    if cell.b is None:
        return
    value = shown_bias(cell, unit)
    disc = Disc(value, hovered=lit == "b", diverged=not math.isfinite(value))
    for step in range(cell.steps):
        draw_disc(painter, look.theme, rooms.x(step), rooms.biases, disc, rooms.disc_scale)
    if unit is not None:
        line = (
            Piece("b", str(unit + 1), token="bias_text"),
            Piece("=", face="figure", token="ink2", space=0.25),
            Piece(themes.fixed(value), face="strong", token="bias_text", space=0.25),
        )
        size = 15 * rooms.grown
        at = QPointF(16 * rooms.grown, rooms.biases + 34 * rooms.grown)
        if at.y() < rooms.inputs[0] - 2:
            draw_line(painter, look.theme, at, line, size)


def paint_heard(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """How much a step hears of what the last one does."""
    step = pointed_step(cell, look)
    found = heard(cell, way, 0 if step == cell.steps - 1 else step)
    if found is None:
        return
    theme, grown = look.theme, rooms.grown
    before, share, behind = found
    left = rooms.box.left()
    room = rooms.width - 8 - left
    top, bottom = rooms.bars
    y = max(top - 4, (top + bottom) / 2 - 40 * grown)
    for words, pixels, weight, token, high in (
        (before, small(look) + 1, 500, "ink2", 18),
        (share, 22 * grown, 700, "loss_text", 27),
        (behind, small(look) + 0.5, 500, "ink2", 34),
    ):
        text, face = fitted((words,), room if words is not behind else 9e9, pixels, weight)
        painter.setFont(face)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(left, y, room, high * grown), _WRAP if words is behind else int(_LEFT), text)
        y += high * grown


def paint_head(
    painter: QPainter, look: Look, cell: Cell, way: Way | None, ends: tuple[float, float], grown: float
) -> None:
    """Behind the title, between two ends: the reckoning of the cell at hand, or what this is."""
    left, right = ends
    unit = unit_at_hand(cell, look)
    if right - left < 60:
        return
    if way is not None and unit is not None:
        lines = reckonings(cell, way, pointed_step(cell, look), unit)
        line, size = fitting(lines, right - left, 16 * grown, 11.5)
        if size >= 10:
            draw_line(painter, look.theme, QPointF(left, 32 * grown), line, size)
        return
    text, face = fitted(captions(cell, look.sequence.folded), right - left, max(11.5, 13 * look.scale))
    painter.setFont(face)
    painter.setPen(look.theme.color("ink2"))
    painter.drawText(QRectF(left, 16 * grown, right - left, 24 * grown), _LEFT, text)
