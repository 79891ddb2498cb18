"""All runs of a sweep as dots: over one axis, with a bar under each value for how many fail; and of seeds alone, as a strip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.look import Look
from ui.views.axis import Scale, mark_words
from ui.views.sweep_facts import SweepFacts, scale_of
from ui.views.wall_answers import CENTER, RIGHT, bound_said, fitting, measure_said, wide, words_along, write

_RADIUS = 3.4
_UPPER, _LOWER = 320.0, 130.0  # pixels of the dots' bed, and of the bars'
_HEAD, _BETWEEN, _FOOT, _LEFT = 28.0, 16.0, 46.0, 64.0
_STRIP = (90.0, 260.0)  # pixels of a strip: at least, and at most
_LARGE, _FEW = 6.5, 120  # pixels of a dot where runs are few, up to so many


@dataclass(frozen=True, eq=False)
class Dots:
    """Where runs stand, (n,) each, in pixels; which of them failed, and which diverged."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lost: NDArray[np.bool_]
    gone: NDArray[np.bool_]
    radius: float = _RADIUS


def height_of(facts: SweepFacts, width: float) -> float:
    """How high the chart is in so many pixels of width."""
    if facts.axes:
        return _HEAD + _UPPER + _BETWEEN + _LOWER + _FOOT
    return _HEAD + _strip_height(facts, width) + _FOOT


def _strip_height(facts: SweepFacts, width: float) -> float:
    """As high as the dots that lie one upon another, and the label over them."""
    unbounded = QRectF(0, 0, width - 16, 1e5)
    dots = dots_along(facts, scale_of(facts), unbounded)
    stack = 1e5 - float(np.min(dots.y, initial=1e5)) + 2 * dots.radius + 40
    return min(max(stack, _STRIP[0]), _STRIP[1])


def dots_over(facts: SweepFacts, scale: Scale, bed: QRectF) -> Dots:
    """Every run over its value of the one axis, side by side in the order of their seeds."""
    count, seeds = facts.values.shape
    step = bed.width() / count
    body = min(0.72 * step, 90.0, max(8.0, 5.0 * seeds))
    aside = (np.arange(seeds) + 0.5) / seeds - 0.5
    x = bed.left() + (np.arange(count)[:, None] + 0.5) * step + body * aside[None, :]
    values = facts.values
    gone = np.isinf(values)
    y = bed.bottom() - bed.height() * scale.share(np.where(np.isfinite(values), values, scale.high))
    y = np.clip(y, bed.top(), bed.bottom())
    y = np.where(gone, bed.top() + 7 if facts.criterion.measure == "loss" else bed.bottom() - 7, y)
    kept = ~np.isnan(values)
    return Dots(x[kept], y[kept], facts.lost[kept], gone[kept])


def dots_along(facts: SweepFacts, scale: Scale, bed: QRectF) -> Dots:
    """Every run along the axis of what is measured, one upon another where several fall together."""
    values = facts.values[~np.isnan(facts.values)]
    lost = facts.lost[~np.isnan(facts.values)]
    gone = np.isinf(values)
    edge = scale.high if facts.criterion.measure == "loss" else scale.low
    share = np.clip(scale.share(np.where(gone, edge, values)), 0.0, 1.0)
    radius = _LARGE if len(values) <= _FEW else _RADIUS
    wide_dot = 2 * radius + 1.6
    slot = np.round(share * bed.width() / wide_dot).astype(int)
    order = np.lexsort((values, slot))
    rank = np.empty(len(values), int)
    for k in np.unique(slot):
        members = order[slot[order] == k]
        rank[members] = np.arange(len(members))
    most = max(1, int(rank.max(initial=0)))
    lift = min(wide_dot, (bed.height() - 40) / most)
    x = np.clip(bed.left() + slot * wide_dot, bed.left() + radius + 2, bed.right() - radius - 2)
    return Dots(x.astype(float), bed.bottom() - radius - 3 - rank * lift, lost, gone, radius)


def paint_dots(painter: QPainter, look: Look, dots: Dots) -> None:
    """Failed runs filled with the hue of failure, learned ones hollow, diverged ones as crosses."""
    theme = look.theme
    for lost in (False, True):
        fill = QColor(theme.color("loss" if lost else "panel"))
        painter.setPen(theme.pen("panel" if lost else "ink2", 0.8 if lost else 1.3))
        painter.setBrush(fill)
        for k in np.flatnonzero((dots.lost == lost) & ~dots.gone).tolist():
            painter.drawEllipse(QPointF(dots.x[k], dots.y[k]), dots.radius, dots.radius)
    painter.setPen(theme.pen("loss", 1.9))
    for k in np.flatnonzero(dots.gone).tolist():
        x, y, r = dots.x[k], dots.y[k], dots.radius
        painter.drawLines([QLineF(x - r, y - r, x + r, y + r), QLineF(x - r, y + r, x + r, y - r)])


def paint_over_axis(painter: QPainter, look: Look, facts: SweepFacts, box: QRectF) -> None:
    """One axis: dots of all runs above, and under them a bar for the share that failed."""
    theme, axis, scale = look.theme, facts.axes[0], scale_of(facts)
    _paint_caption(painter, look, facts, box, True)
    bed = QRectF(box.left() + _LEFT, box.top() + _HEAD, box.width() - _LEFT, _UPPER)
    _paint_bed(painter, look, bed)
    for mark in scale.ticks(7):
        y = bed.bottom() - bed.height() * float(scale.share(mark))
        painter.setPen(theme.pen("grid", 1))
        painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
        write(painter, look, QRectF(box.left(), y - 9, _LEFT - 8, 18), mark_words(mark), size=12, side=RIGHT)
    _paint_bound(painter, look, facts, scale, bed, upright=False)
    step = bed.width() / len(axis)
    painter.setPen(theme.pen("ink", 2.2))
    for k, median in enumerate(_medians(facts)):
        if np.isfinite(median):
            y = bed.bottom() - bed.height() * float(np.clip(scale.share(median), 0, 1))
            x = bed.left() + (k + 0.5) * step
            painter.drawLine(QLineF(x - 0.4 * step, y, x + 0.4 * step, y))
    paint_dots(painter, look, dots_over(facts, scale, bed))
    lower = QRectF(bed.left(), bed.bottom() + _BETWEEN, bed.width(), _LOWER)
    write(
        painter, look, QRectF(box.left(), lower.top() + 18, _LEFT - 8, 18), _tr("failed"), size=12, side=RIGHT
    )
    middles = [lower.left() + (k + 0.5) * step for k in range(len(axis))]
    for k, x in enumerate(middles):
        _paint_bar(
            painter, look, facts, k, QRectF(x - 0.4 * step, lower.top() + 18, 0.8 * step, lower.height() - 18)
        )
    for word, x in words_along(look, [one.word for one in axis.variants], middles, box.right() + 12):
        write(painter, look, QRectF(x - 70, lower.bottom() + 4, 140, 18), word, size=12.5, side=CENTER)
    below = QRectF(lower.left(), lower.bottom() + 23, lower.width(), 20)
    write(painter, look, below, axis.title, size=12.5, side=CENTER)


def _medians(facts: SweepFacts) -> list[float]:
    """The median of what is measured at each value; NaN where nothing is known."""
    return [
        float(np.median(row[~np.isnan(row)])) if (~np.isnan(row)).any() else np.nan for row in facts.values
    ]


def _paint_bar(painter: QPainter, look: Look, facts: SweepFacts, at: int, box: QRectF) -> None:
    """How many of the runs at a value failed: the share as height, the count above it."""
    failed, known = int(facts.failed[at]), int(facts.known[at])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.theme.color("grid"))
    painter.drawRoundedRect(box, 4, 4)
    if failed:
        high = max(3.0, box.height() * failed / known)
        painter.setBrush(look.theme.color("loss"))
        painter.drawRoundedRect(QRectF(box.left(), box.bottom() - high, box.width(), high), 4, 4)
    said = (_tr("{n} of {all}").format(n=failed, all=known), str(failed)) if known else ("–",)
    above = QRectF(box.center().x() - 60, box.top() - 18, 120, 17)
    token = "loss_text" if failed else "ink3"
    words = fitting(look, said, box.width() + 10, 12.5, 700)
    write(painter, look, above, words, token=token, weight=700, side=CENTER)


def paint_strip(painter: QPainter, look: Look, facts: SweepFacts, box: QRectF) -> None:
    """Seeds alone: a dot a run along the axis of what is measured."""
    theme, scale = look.theme, scale_of(facts)
    _paint_caption(painter, look, facts, box, False)
    high = _strip_height(facts, box.width())
    bed = QRectF(box.left() + 8, box.top() + _HEAD, box.width() - 16, high)
    _paint_bed(painter, look, bed)
    for mark in scale.ticks(10):
        x = bed.left() + bed.width() * float(scale.share(mark))
        painter.setPen(theme.pen("grid", 1))
        painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))
        at = min(max(x, bed.left() + wide(look, mark_words(mark), 12) / 2), bed.right() - 16)
        write(
            painter, look, QRectF(at - 50, bed.bottom() + 4, 100, 18), mark_words(mark), size=12, side=CENTER
        )
    paint_dots(painter, look, dots_along(facts, scale, bed))
    _paint_bound(painter, look, facts, scale, bed, upright=True)
    below = QRectF(bed.left(), bed.bottom() + 23, bed.width(), 20)
    write(painter, look, below, measure_said(facts.criterion, facts.tested), size=12.5, side=CENTER)


def _paint_caption(painter: QPainter, look: Look, facts: SweepFacts, box: QRectF, medians: bool) -> None:
    """What a dot is, in words, over the chart."""
    measure = measure_said(facts.criterion, facts.tested)
    said = [
        _tr("{measure} of every run: filled where it failed, hollow where it has learned").format(
            measure=measure
        )
    ]
    if np.isinf(facts.values).any():
        said.append(_tr("× where it diverged"))
    if medians:
        said.append(_tr("a line at the median"))
    words = ", ".join(said)
    line = QRectF(box.left(), box.top() - 6, box.width(), 22)
    write(painter, look, line, words[:1].upper() + words[1:], size=13)


def _paint_bed(painter: QPainter, look: Look, bed: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.theme.color("sunk"))
    painter.drawRoundedRect(bed, 6, 6)


def _paint_bound(
    painter: QPainter, look: Look, facts: SweepFacts, scale: Scale, bed: QRectF, upright: bool
) -> None:
    """The dotted line at which learning begins, with its word in a corner of the bed."""
    share = float(scale.share(facts.criterion.bound))
    pen = QPen(look.theme.color("ink"), 1.4)
    pen.setDashPattern([1.2, 3.4])
    painter.setPen(pen)
    sign = "<" if facts.criterion.measure == "loss" else "≥"
    said = _tr("learned {sign} {bound}").format(sign=sign, bound=bound_said(facts.criterion))
    across = wide(look, said, 12.5, 600) + 16
    if upright:
        x = bed.left() + share * bed.width()
        painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))
        learned_left = facts.criterion.measure == "loss"
        left = x - across - 5 if learned_left else x + 5
        left = min(max(left, bed.left() + 4), bed.right() - across - 4)
        box = QRectF(left, bed.top() + 6, across, 23)
    else:
        y = bed.bottom() - share * bed.height()
        painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
        box = QRectF(bed.left() + 6, y + 4 if y + 30 < bed.bottom() else y - 27, across, 23)
    painter.setPen(look.theme.pen("line", 1))
    painter.setBrush(look.theme.color("panel"))
    painter.drawRoundedRect(box, 5, 5)
    write(painter, look, box, said, token="ink", weight=600, side=CENTER)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SweepPicture", text)
