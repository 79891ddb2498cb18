"""How prediction against truth is painted: axes, the window of the steps at hand, circles, line and sticks, and the losses beside
them. It knows no events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import mark_words, nice_step, ticks
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.sequence_course import Course
from ui.views.sequence_words import tr
from ui.views.strokes import draw_lines
from wbsim.plan import Plan
from wbsim.translation import translated

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Plot:
    """Where the plot lies and what its axes show."""

    bed: QRectF
    words: QRectF  # what stands beside it; empty where there is no room
    low: float
    high: float
    first: float
    last: float

    def x(self, count: float) -> float:
        """Where a count lies."""
        return self.bed.left() + (count - self.first) / max(1e-9, self.last - self.first) * self.bed.width()

    def y(self, value: float) -> float:
        """Where a value lies; what is off the axis lies at its edge."""
        share = (value - self.low) / (self.high - self.low) if np.isfinite(value) else 0.5
        return self.bed.bottom() - min(1.0, max(0.0, share)) * self.bed.height()


def plot_of(size: QSize, look: Look, course: Course) -> Plot:
    """Where everything lies on a card."""
    grown = max(0.86, look.scale)
    true = course.pairs[:, 0]
    low, high = float(true.min()), float(true.max())
    spare = 0.1 * (high - low) or max(1.0, 0.1 * abs(high))
    grain = nice_step((high - low + 2 * spare) / 12)
    low, high = np.floor((low - spare) / grain) * grain, np.ceil((high + spare) / grain) * grain
    wide = size.width() >= 430
    beside = 126 * grown if wide else 0.0
    names = max(
        QFontMetricsF(_small(look)).horizontalAdvance(mark_words(mark)) for mark in ticks(low, high, 4)
    )
    left = 34 * grown + names
    top = 46 * grown
    bed = QRectF(
        left,
        top,
        size.width() - left - beside - (14 if not wide else 18) * grown,
        size.height() - top - 44 * grown,
    )
    words = (
        QRectF(bed.right() + 16 * grown, top, beside - 8 * grown, size.height() - top - 8 * grown)
        if wide
        else QRectF()
    )
    first, last = float(course.counts[0]), float(course.counts[-1])
    edge = max(0.5, 0.006 * (last - first))
    return Plot(bed, words, float(low), float(high), first - edge, last + edge)


def _small(look: Look) -> QFont:
    return themes.font(max(11.5, 12 * look.scale), 500)


def loss_name(course: Course) -> str:
    """Whose loss it is."""
    return tr("test loss") if course.tested else tr("training loss")


def paint_head(painter: QPainter, look: Look, width: int, course: Course | None) -> None:
    grown = max(0.86, look.scale)
    painter.setFont(themes.font(max(14, 17 * look.scale), 600))
    painter.setPen(look.theme.color("ink"))
    title = tr("Prediction against truth")
    painter.drawText(QPointF(18 * grown, 31 * grown), title)
    if course is None:
        return
    left = 18 * grown + QFontMetricsF(painter.font()).horizontalAdvance(title) + 14 * grown
    part = tr("test points") if course.tested else tr("training points")
    words = (
        (tr("{part}, one step ahead").format(part=part), part, "")
        if course.series
        else (tr("{part} in order").format(part=part), part, "")
    )
    text, face = fitted(
        words,
        width - left - 16 * grown - (130 * grown if width < 430 else 0),
        max(11.5, 13 * look.scale),
    )
    painter.setFont(face)
    painter.setPen(look.theme.color("ink2"))
    painter.drawText(QPointF(left, 31 * grown), text)


def _window(course: Course, plot: Plot) -> QRectF:
    """The steps of the sample at hand; empty where they are not among the points."""
    if course.here is None or not course.steps:
        return QRectF()
    one, two = plot.x(course.here - course.steps - 0.5), plot.x(course.here - 0.5)
    left, right = max(plot.bed.left(), one), min(plot.bed.right(), two)
    return QRectF(left, plot.bed.top(), right - left, plot.bed.height())


def paint_still(painter: QPainter, look: Look, size: QSize, plan: Plan, course: Course, plot: Plot) -> None:
    """The card, the axes with their names, and the steps of the sample at hand as a window."""
    theme, bed, grown = look.theme, plot.bed, max(0.86, look.scale)
    draw_card(painter, theme, size)
    paint_head(painter, look, size.width(), course)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(bed, 6, 6)
    window = _window(course, plot)
    if window.width() > 2:
        painter.fillRect(window, theme.mixed("line2", "sunk", 0.42))
    painter.setFont(_small(look))
    for mark in ticks(plot.low, plot.high, 4 if bed.height() > 90 else 3):
        y = round(plot.y(mark)) + 0.5
        painter.setPen(theme.pen("line2" if mark == 0 else "grid", 1.2 if mark == 0 else 1))
        painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(bed.left() - 76, y - 9, 70, 18), _RIGHT, mark_words(mark))
    if window.width() > 2:  # over the lines of the grid
        words = (
            tr("the {steps} steps above").format(steps=course.steps),
            tr("{steps} steps").format(steps=course.steps),
            "",
        )
        text, face = fitted(words, window.width() - 6, max(11.5, 12 * look.scale), 600)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(window.left(), bed.top() + 2, window.width(), 16 * grown), _CENTER, text)
        painter.setFont(_small(look))
    for mark in ticks(plot.first, plot.last, max(2, int(bed.width() / (70 * grown)))):
        if mark == round(mark):
            year = plan.description.time is not None and plan.description.time[0] == "year"
            text = str(int(mark)) if year else themes.count(int(mark))
            painter.drawText(QRectF(plot.x(mark) - 40, bed.bottom() + 3, 80, 16), _CENTER, text)
    names = QRectF(bed.left(), bed.bottom() + 19 * grown, bed.width(), 18 * grown)
    text, face = fitted((_across(plan, course),), names.width(), max(11.5, 12 * look.scale))
    painter.setFont(face)
    painter.drawText(names, _CENTER, text)
    facts = plan.description
    target = facts.target or tr("value")
    unit = facts.target_unit or tr("no unit")
    painter.save()
    painter.translate(15 * grown, bed.center().y())
    painter.rotate(-90)
    text, face = fitted((f"{target} ({unit})", target, unit), bed.height() + 20, max(11.5, 12 * look.scale))
    painter.setFont(face)
    painter.drawText(QRectF(-bed.height() / 2 - 10, -9, bed.height() + 20, 18), _CENTER, text)
    painter.restore()


def _across(plan: Plan, course: Course) -> str:
    if plan.description.time is not None:
        word = plan.description.time[0]
        return tr("step of the series") if word == "step" else translated(word)
    if course.series:
        return tr("step of the series")
    return tr("test point") if course.tested else tr("training point")


def _spots(course: Course, plot: Plot, column: int) -> list[QPointF]:
    return [
        QPointF(plot.x(c), plot.y(v))
        for c, v in zip(course.counts.tolist(), course.pairs[:, column].tolist(), strict=True)
    ]


def _radius(look: Look, course: Course, plot: Plot) -> float:
    pitch = plot.bed.width() / max(1, len(course.pairs))
    return max(1.7, min(4.4 * max(0.86, look.scale), 0.52 * pitch))


def paint_truth(painter: QPainter, look: Look, course: Course, plot: Plot) -> None:
    """What is true, hollow for points of the test; the sample at hand in a ring of ink."""
    theme, radius = look.theme, _radius(look, course, plot)
    painter.setPen(theme.pen("slate", max(1.0, 0.34 * radius)))
    painter.setBrush(theme.color("panel" if course.tested else "slate"))
    for spot in _spots(course, plot, 0):
        painter.drawEllipse(spot, radius, radius)
    if course.here is None:
        return
    place = int(np.argmin(np.abs(course.counts - course.here)))
    if course.counts[place] == course.here:
        spot = QPointF(plot.x(course.here), plot.y(float(course.pairs[place, 0])))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen("ink", 2.4))
        painter.drawEllipse(spot, radius + 5, radius + 5)


def paint_told(painter: QPainter, look: Look, course: Course, plot: Plot) -> None:
    theme = look.theme
    told, true = _spots(course, plot, 1), _spots(course, plot, 0)
    painter.setPen(theme.pen("loss", 2.0 if _radius(look, course, plot) > 3 else 1.4))
    draw_lines(painter, np.array([[a.x(), a.y(), b.x(), b.y()] for a, b in zip(true, told, strict=True)]))
    if course.series:
        wide = 2.4 * max(0.86, look.scale)
        pen = QPen(theme.color("ink"), wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        lines = np.array([[p.x(), p.y()] for p in told])
        draw_lines(painter, np.concatenate([lines[:-1], lines[1:]], axis=1))
        return
    radius = 0.6 * _radius(look, course, plot)
    painter.setPen(QPen(theme.color("ink"), 2 * radius + 1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(QPolygonF(told))


def paint_figures(painter: QPainter, look: Look, width: int, course: Course, plot: Plot) -> None:
    """What the marks mean, the loss, and that of who tells the last value again."""
    theme, box, grown = look.theme, plot.words, max(0.86, look.scale)
    small = max(11.5, 12.5 * look.scale)
    name, loss = loss_name(course), themes.number(course.loss)
    if box.isEmpty():
        painter.setFont(themes.font(small + 0.5, 700))
        painter.setPen(theme.color("loss_text"))
        painter.drawText(
            QRectF(width - 150 * grown, 15 * grown, 136 * grown, 22 * grown),
            _RIGHT,
            f"{name} {loss}",
        )
        return
    figures = (44 + (36 if course.naive is not None else 0)) * grown
    y, row = box.top(), min(21 * grown, max(0.0, (box.height() - figures - 4) / 3))
    if row >= 14:
        _paint_legend(painter, look, course, QRectF(box.left(), y, box.width(), 3 * row), row)
        y = max(y + 3 * row + 6, min(box.top() + 3 * row + 26 * grown, box.bottom() - figures))
    for words, pixels, weight, token, high in (
        (name, small, 700, "loss_text", 17), (loss, 21 * grown, 700, "loss_text", 25),
        *(((tr("“same as last”"), small, 500, "ink2", 17), (themes.number(course.naive), small + 1.5, 600, "ink2", 18)) if course.naive is not None else ()),
    ):  # fmt: skip
        text, face = fitted((words,), box.width(), pixels, weight)
        painter.setFont(face)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(box.left(), y, box.width(), high * grown), _LEFT, text)
        y += high * grown


def _paint_legend(painter: QPainter, look: Look, course: Course, box: QRectF, row: float) -> None:
    theme, grown = look.theme, max(0.86, look.scale)
    for place, (words, token) in enumerate(
        ((tr("predicted"), "ink"), (tr("truth"), "ink2"), (tr("error"), "loss_text"))
    ):
        y = box.top() + (place + 0.5) * row
        middle = box.left() + 13 * grown
        if place == 0 and course.series:
            painter.setPen(theme.pen("ink", 2.4))
            painter.drawLine(QLineF(box.left(), y, box.left() + 26 * grown, y))
        elif place == 2:
            painter.setPen(theme.pen("loss", 2.0))
            painter.drawLine(QLineF(middle, y - 6 * grown, middle, y + 6 * grown))
        else:
            hollow = place == 1 and course.tested
            painter.setPen(theme.pen("slate" if place else "ink", 1.5))
            painter.setBrush(theme.color("panel") if hollow else theme.color("slate" if place else "ink"))
            painter.drawEllipse(QPointF(middle, y), 4 * grown, 4 * grown)
        painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 600 if place != 1 else 500))
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(box.left() + 34 * grown, y - row / 2, box.width(), row), _LEFT, words)
