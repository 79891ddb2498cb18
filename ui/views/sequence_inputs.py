"""What the steps of a sample read, under the unrolled cell: a curve with its points, a strip for each value of a step, or cells. It
paints and knows no events.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import mark_words, nice_step, ticks
from ui.views.equation import Piece, draw_line
from ui.views.sequence_facts import Cell, Way, read_ends
from ui.views.sequence_layout import MOST_STRIPS, Rooms
from ui.views.sequence_marks import paint_column
from ui.views.tones import picture, span, tones

_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_inputs(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """What each step reads: a curve with its points, a strip for each value of a step; of many values cells."""
    theme, grown = look.theme, rooms.grown
    if cell.features > MOST_STRIPS or not cell.reads_data:
        size = (rooms.pitch * 0.72, rooms.inputs[1] - rooms.inputs[0] - 12 * grown)
        values = np.asarray(way.unrolled.inputs, float)
        ends = (
            (-1.0, 1.0)
            if not cell.reads_data and np.abs(values).max(initial=0) <= 1
            else span(values, "linear")
        )
        image = picture(tones(values.T, ends), theme.activation)
        for step in range(cell.steps):
            box = QRectF(
                rooms.x(step) - min(size[0], rooms.cell_width) / 2,
                rooms.inputs[0] + 6 * grown,
                min(size[0], rooms.cell_width),
                size[1],
            )
            paint_column(painter, theme, image, step, box)
        return
    for feature in range(cell.features):
        _paint_strip(painter, look, cell, way, rooms, feature)


def _paint_strip(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms, feature: int) -> None:
    theme, grown, strip = look.theme, rooms.grown, rooms.strip(feature)
    low, high = read_ends(cell.plan)[feature]
    values = np.nan_to_num(np.asarray(way.read[:, feature], float))
    low, high = min(low, float(values.min()), 0.0), max(high, float(values.max()), 0.0)
    grain = nice_step(max(1e-9, high - low) / 6)
    low, high = (
        math.floor(low / grain) * grain,
        math.ceil(high / grain) * grain + (grain if high <= low else 0.0),
    )
    alone = cell.features == 1
    figures = alone and rooms.pitch >= 40 * grown and strip.height() >= 46
    spare = (0.14 if alone else 0.12) * strip.height()
    above, below = (22.0 if figures and one_sided else spare for one_sided in (low >= 0, high <= 0))

    def y_of(value: float) -> float:
        return strip.bottom() - below - (value - low) / (high - low) * (strip.height() - above - below)

    ground = y_of(0.0)
    painter.setPen(theme.pen("line2", 1.2))
    painter.drawLine(QLineF(rooms.left, ground, rooms.right, ground))
    painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
    painter.setPen(theme.color("ink2"))
    edge = QRectF(rooms.left - 66, 0, 60, 16)
    for mark in ticks(low, high, 3) if alone else ():
        if not mark or abs(y_of(mark) - ground) >= 14:
            painter.drawText(edge.translated(0, y_of(mark) - 8), _RIGHT, mark_words(mark))
    if not alone and strip.height() >= 13:
        draw_line(
            painter,
            theme,
            QPointF(rooms.left - 26 * grown, strip.center().y() + 5),
            (Piece("x", str(feature + 1)),),
            16 * grown,
        )
    places = [QPointF(rooms.x(step), y_of(float(value))) for step, value in enumerate(values)]
    painter.setPen(theme.pen("slate", 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(places))
    radius = min(5 * grown, max(1.6, 0.18 * rooms.pitch), max(1.8, 0.2 * strip.height()))
    painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 500))
    for place, value in zip(places, values, strict=True):
        if rooms.pitch >= 12:
            painter.setPen(theme.pen("ink2", 1.4))
            painter.drawLine(QLineF(place.x(), ground, place.x(), place.y()))
        painter.setPen(theme.pen("panel", 1.2))
        painter.setBrush(theme.color("ink"))
        painter.drawEllipse(place, radius, radius)
        if figures:
            painter.setPen(theme.color("ink"))
            y = ground - 17 if place.y() > ground else ground + 2  # across the line of 0 from its point
            if low >= 0 or high <= 0:  # there is no other side
                y = place.y() - 21 if low >= 0 else place.y() + 5
            painter.drawText(
                QRectF(place.x() - 30, y, 60, 16),
                _CENTER,
                themes.fixed(float(value)) if abs(value) < 100 else themes.number(float(value)),
            )
