"""What is said on the picture of a straight line: what it answers for the sample at hand, how much it climbs, how far the
worst point is away, and what its handles do. It paints over the points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.axis import nice_step
from ui.views.chip import chip_size, draw_chip
from ui.views.neuron_facts import plain, with_unit
from ui.views.neuron_words import tr
from ui.views.plane_curve_line import CurveLine
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_points import Cloud
from wbsim.plan import Plan

Point = tuple[float, float]
_STEP = 0.14  # how wide the slope's triangle is, as a share of what is seen


@dataclass(frozen=True)
class LineNotes:
    """The notes of a line; all places in the units of the data."""

    line: CurveLine
    sample: Point | None  # an input and what the line makes of it
    worst: tuple[float, float, float] | None  # an input, its true value, and the line there
    units: tuple[str, str]

    def in_words(self, value: float, axis: int) -> str:
        """A value with the unit of an axis."""
        return with_unit(plain(float(f"{value:.3g}")), self.units[axis])


def notes_of(plan: Plan, line: CurveLine, x: float | None, cloud: Cloud) -> LineNotes:
    """What there is to say of a line with a sample at `x`."""
    facts = plan.description
    spots = cloud.train.spots
    worst = None
    if len(spots):
        with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
            told = line.slope * spots[:, 0] + line.intercept
            place = int(np.argmax(np.abs(spots[:, 1] - told)))
        worst = (float(spots[place, 0]), float(spots[place, 1]), float(told[place]))
    units = (facts.units[0] if facts.units else "", facts.target_unit)
    return LineNotes(line, None if x is None else (x, line.at(x)), worst, units)


def paint_notes(painter: QPainter, look: Look, where: PlaneLayout, notes: LineNotes) -> None:
    """All notes that have their place in sight."""
    paper = _Paper(painter, look, where, notes)
    paper.sample()
    paper.worst()
    if where.side > 300:
        paper.slope()
        paper.handles()


@final
class _Paper:
    """Labels on a plot, each clear of those that stand already."""

    def __init__(self, painter: QPainter, look: Look, where: PlaneLayout, notes: LineNotes) -> None:
        self._painter, self._theme, self._where, self._notes = painter, look.theme, where, notes
        self._grown = max(0.86, look.scale)
        self._font = themes.font(max(11.5, 13 * look.scale), 600)
        self._plot = QRectF(0, 0, where.side, where.side)
        self._taken: list[QRectF] = []

    def sample(self) -> None:
        """Two dashed guides from the axes to the line, and a square where they meet."""
        spot, grown, painter, theme = self._notes.sample, self._grown, self._painter, self._theme
        if spot is None or not self._where.window.contains(*spot):
            return
        x, y = self._where.pixel(*spot)
        pen = theme.pen("ink", 1.4 * grown)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(QLineF(0, y, x, y))
        painter.drawLine(QLineF(x, y, x, self._where.side))
        painter.setPen(theme.pen("ink", 2.6 * grown))
        painter.setBrush(theme.color("panel"))
        r = 7.5 * grown
        mark = QRectF(x - r, y - r, 2 * r, 2 * r)
        painter.drawRoundedRect(mark, 3, 3)
        self._taken.append(mark)
        text = f"{self._notes.in_words(spot[0], 0)} → {self._notes.in_words(spot[1], 1)}"
        down = 14 if self._notes.line.slope >= 0 else -40
        self._chip(QPointF(x + 16 * grown, y + down * grown), text, "ink")

    def worst(self) -> None:
        """The point that the line misses most, with its residual."""
        if self._notes.worst is None:
            return
        x, true, told = self._notes.worst
        missed = true - told
        if not math.isfinite(missed) or abs(missed) * self._where.per_unit[1] < 6:
            return
        at, foot = QPointF(*self._where.pixel(x, true)), QPointF(*self._where.pixel(x, told))
        if not self._plot.contains(at):
            return
        painter, theme, grown = self._painter, self._theme, self._grown
        painter.setPen(theme.pen("loss", 3.6 * grown))
        painter.drawLine(at, foot)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("loss", 2.4 * grown))
        r = 9 * grown
        painter.drawEllipse(at, r, r)
        self._taken.append(QRectF(at.x() - r - 2, at.y() - r - 2, 2 * r + 4, 2 * r + 4))
        text = tr("largest miss {miss}").format(miss=self._notes.in_words(missed, 1))
        self._chip(
            QPointF(at.x() + 15 * grown, at.y() + (0 if missed < 0 else -26) * grown), text, "loss_text"
        )

    def slope(self) -> None:
        """So much to the right is so much up: a triangle under the line."""
        line, window, where = self._notes.line, self._where.window, self._where
        wide = nice_step(_STEP * window.wide)
        begin = window.x1 + 0.16 * window.wide
        one, two = (begin, line.at(begin)), (begin + wide, line.at(begin + wide))
        rise = two[1] - one[1]
        inside = window.contains(*one) and window.contains(*two)
        if not inside or abs(rise) * where.per_unit[1] < 12:
            return
        a, c = QPointF(*where.pixel(*one)), QPointF(*where.pixel(*two))
        b = QPointF(c.x(), a.y())
        self._painter.setPen(self._theme.pen("weight", 2.2 * self._grown))
        self._painter.drawLine(a, b)
        self._painter.drawLine(b, c)
        up = f"{'+' if rise >= 0 else ''}{self._notes.in_words(rise, 1)}"
        self._chip(QPointF(b.x() + 7, (b.y() + c.y()) / 2 - 12), up, "weight_text")
        across = f"+{self._notes.in_words(wide, 0)}"
        room, tall = chip_size(across, self._font)
        low = b.y() + 5 if rise >= 0 else b.y() - 5 - tall
        self._chip(QPointF((a.x() + b.x() - room) / 2, low), across, "ink2")

    def handles(self) -> None:
        """What the disc and the ring do."""
        line, where, grown = self._notes.line, self._where, self._grown
        handle, disc = line.handle(where.window), line.disc(where.window)
        rising = line.slope >= 0
        if handle is not None:
            x, y = where.pixel(*handle)
            self._chip(
                QPointF(x - 18, y + (13 if rising else -13) * grown - (0 if rising else 22)),
                tr("turn"),
                "weight_text",
            )
        if disc is not None and line.has_bias:
            x, y = where.pixel(*disc)
            says = tr("slide: at {at} the line says {value}").format(
                at=self._notes.in_words(disc[0], 0), value=self._notes.in_words(line.at(disc[0]), 1)
            )
            self._chip(QPointF(x + 20 * grown, y + (12 if rising else -34) * grown), says, "bias_text")

    def _chip(self, at: QPointF, text: str, token: str) -> None:
        """A label near a place, within the plot; none where it cannot be clear of the others."""
        wide, tall = chip_size(text, self._font)
        x = min(max(at.x(), 4.0), self._plot.right() - wide - 4)
        for shift in (0.0, tall + 4, -tall - 4, 2 * tall + 8, -2 * tall - 8):
            y = min(max(at.y() + shift, 4.0), self._plot.bottom() - tall - 4)
            box = QRectF(x, y, wide, tall)
            if not any(box.intersects(other) for other in self._taken):
                draw_chip(self._painter, self._theme, box, text, self._font, self._theme.color(token))
                self._taken.append(box)
                return
