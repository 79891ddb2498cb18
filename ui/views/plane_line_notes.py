"""What is said on the picture of a straight line: what it answers for the sample at hand, how much it climbs, how far the
worst point is away, and what its handles do. It paints over the points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

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
        told = line.slope * spots[:, 0] + line.intercept
        place = int(np.argmax(np.abs(spots[:, 1] - told)))
        worst = (float(spots[place, 0]), float(spots[place, 1]), float(told[place]))
    units = (facts.units[0] if facts.units else "", facts.target_unit)
    return LineNotes(line, None if x is None else (x, line.at(x)), worst, units)


def paint_notes(painter: QPainter, look: Look, where: PlaneLayout, notes: LineNotes) -> None:
    """All notes that have their place in sight."""
    plot = QRectF(0, 0, where.side, where.side)
    font = themes.font(max(11.5, 13 * look.scale), 600)
    taken: list[QRectF] = []
    _paint_sample(painter, look, where, notes, font, plot, taken)
    _paint_worst(painter, look, where, notes, font, plot, taken)
    if where.side > 300:
        _paint_slope(painter, look, where, notes, font, plot, taken)
        _paint_handles(painter, look, where, notes, font, plot, taken)


def _paint_sample(
    painter: QPainter,
    look: Look,
    where: PlaneLayout,
    notes: LineNotes,
    font: QFont,
    plot: QRectF,
    taken: list[QRectF],
) -> None:
    """Two dashed guides from the axes to the line, and a square where they meet."""
    if notes.sample is None or not where.window.contains(*notes.sample):
        return
    theme, grown = look.theme, max(0.86, look.scale)
    x, y = where.pixel(*notes.sample)
    pen = theme.pen("ink", 1.4 * grown)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawLine(QLineF(0, y, x, y))
    painter.drawLine(QLineF(x, y, x, where.side))
    painter.setPen(theme.pen("ink", 2.6 * grown))
    painter.setBrush(theme.color("panel"))
    r = 7.5 * grown
    painter.drawRoundedRect(QRectF(x - r, y - r, 2 * r, 2 * r), 3, 3)
    taken.append(QRectF(x - r, y - r, 2 * r, 2 * r))
    text = f"{notes.in_words(notes.sample[0], 0)} → {notes.in_words(notes.sample[1], 1)}"
    down = notes.line.slope >= 0
    _chip(painter, look, QPointF(x + 16 * grown, y + (14 if down else -40) * grown), text, font, plot, taken)


def _paint_worst(
    painter: QPainter,
    look: Look,
    where: PlaneLayout,
    notes: LineNotes,
    font: QFont,
    plot: QRectF,
    taken: list[QRectF],
) -> None:
    """The point that the line misses most, with its residual."""
    if notes.worst is None:
        return
    x, true, told = notes.worst
    missed = true - told
    if not math.isfinite(missed) or abs(missed) * where.per_unit[1] < 6:
        return
    at, foot = QPointF(*where.pixel(x, true)), QPointF(*where.pixel(x, told))
    if not plot.contains(at):
        return
    theme, grown = look.theme, max(0.86, look.scale)
    painter.setPen(theme.pen("loss", 3.6 * grown))
    painter.drawLine(at, foot)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen("loss", 2.4 * grown))
    painter.drawEllipse(at, 9 * grown, 9 * grown)
    text = tr("largest miss {miss}").format(miss=notes.in_words(missed, 1))
    below = missed < 0
    _chip(
        painter, look, QPointF(at.x() + 15 * grown, at.y() + (0 if below else -26) * grown), text, font, plot, taken,
        theme.color("loss_text"),
    )  # fmt: skip


def _paint_slope(
    painter: QPainter,
    look: Look,
    where: PlaneLayout,
    notes: LineNotes,
    font: QFont,
    plot: QRectF,
    taken: list[QRectF],
) -> None:
    """So much to the right is so much up: a triangle under the line."""
    theme, grown, window = look.theme, max(0.86, look.scale), where.window
    wide = nice_step(_STEP * window.wide)
    begin = window.x1 + 0.16 * window.wide
    one, two = (begin, notes.line.at(begin)), (begin + wide, notes.line.at(begin + wide))
    if not (window.contains(*one) and window.contains(*two)) or abs(two[1] - one[1]) * where.per_unit[1] < 12:
        return
    a, c = QPointF(*where.pixel(*one)), QPointF(*where.pixel(*two))
    b = QPointF(c.x(), a.y())
    painter.setPen(theme.pen("weight", 2.2 * grown))
    painter.drawLine(a, b)
    painter.drawLine(b, c)
    rise = two[1] - one[1]
    color = theme.color("weight_text")
    sign = "+" if rise >= 0 else ""
    _chip(
        painter,
        look,
        QPointF(b.x() + 7, (b.y() + c.y()) / 2 - 12),
        f"{sign}{notes.in_words(rise, 1)}",
        font,
        plot,
        taken,
        color,
    )
    across = f"+{notes.in_words(wide, 0)}"
    tall = chip_size(across, font)[1]
    low = b.y() + 5 if rise >= 0 else b.y() - 5 - tall
    middle = (a.x() + b.x()) / 2 - chip_size(across, font)[0] / 2
    _chip(painter, look, QPointF(middle, low), across, font, plot, taken, theme.color("ink2"))


def _paint_handles(
    painter: QPainter,
    look: Look,
    where: PlaneLayout,
    notes: LineNotes,
    font: QFont,
    plot: QRectF,
    taken: list[QRectF],
) -> None:
    """What the disc and the ring do."""
    theme, grown, line = look.theme, max(0.86, look.scale), notes.line
    handle, disc = line.handle(where.window), line.disc(where.window)
    if handle is not None:
        at = QPointF(*where.pixel(*handle))
        down = 30 if line.slope >= 0 else -16
        _words(
            painter,
            QPointF(at.x() - 14, at.y() + down * grown),
            tr("turn"),
            font,
            theme.color("weight_text"),
            plot,
            taken,
        )
    if disc is not None and line.has_bias:
        at = QPointF(*where.pixel(*disc))
        says = tr("slide: at {at} the line says {value}").format(
            at=notes.in_words(disc[0], 0), value=notes.in_words(line.at(disc[0]), 1)
        )
        down = 28 if line.slope >= 0 else -20
        _words(
            painter,
            QPointF(at.x() + 18 * grown, at.y() + down * grown),
            says,
            font,
            theme.color("bias_text"),
            plot,
            taken,
        )


def _chip(
    painter: QPainter, look: Look, at: QPointF, text: str, font: QFont, plot: QRectF, taken: list[QRectF],
    color: QColor | None = None,
) -> None:  # fmt: skip
    """A label near a place, within the plot and clear of those that stand already; none where it cannot be."""
    wide, tall = chip_size(text, font)
    x = min(max(at.x(), 4.0), plot.right() - wide - 4)
    for shift in (0.0, tall + 4, -tall - 4, 2 * tall + 8, -2 * tall - 8):
        y = min(max(at.y() + shift, 4.0), plot.bottom() - tall - 4)
        box = QRectF(x, y, wide, tall)
        if not any(box.intersects(other) for other in taken):
            draw_chip(painter, look.theme, box, text, font, color)
            taken.append(box)
            return


def _words(
    painter: QPainter, at: QPointF, text: str, font: QFont, color: QColor, plot: QRectF, taken: list[QRectF]
) -> None:
    """Words without a box, if nothing stands there."""
    wide = QFontMetricsF(font).horizontalAdvance(text)
    box = QRectF(at.x(), at.y() - 16, wide, 20)
    if box.right() > plot.right() - 4 or box.bottom() > plot.bottom() - 2 or box.top() < 2:
        return
    if any(box.intersects(other) for other in taken):
        return
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(at, text)
    taken.append(box)
