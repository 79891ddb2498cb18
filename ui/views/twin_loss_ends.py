"""What stands beside the ends of the twins' losses: letter, value and name of each, and how many times one is the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.axis import Scale
from ui.views.twin_card import Letter, paint_badge
from ui.views.twin_loss_lines import Curve
from ui.views.twin_words import loss_said

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_APART = 52.0  # pixels between two labels, at least, where a factor stands between them


@dataclass(frozen=True)
class Place:
    """Where it is painted: beside a bed that ends at an update, as far as the card goes."""

    bed: QRect
    scale: Scale
    end: int
    right: float


def factor(curves: list[Curve]) -> tuple[str, str]:
    """How many times the smaller loss the larger one is, in two parts; empty where it cannot be said."""
    if len(curves) < 2 or any(curve.diverged for curve in curves) or curves[0].moment != curves[1].moment:
        return "", ""
    one, other = (curve.value for curve in curves)
    if one is None or other is None or not (np.isfinite(one) and np.isfinite(other)) or min(one, other) <= 0:
        return "", ""
    times = max(one, other) / min(one, other)
    if times < 1.02:
        return _tr("the same loss"), ""
    said = (
        themes.fixed(times, 2)
        if times < 10
        else themes.count(round(times))
        if times < 1e6
        else themes.number(times)
    )
    return _tr("{n} times").format(n=said), _tr("the loss")


def parted(heights: list[float], apart: float, top: float, bottom: float) -> list[float]:
    """Heights of labels as near to the curves' ends as they can be without touching."""
    if len(heights) < 2:
        return [min(max(y, top), bottom) for y in heights]
    one, other = heights
    apart = min(apart, bottom - top)
    if abs(one - other) < apart:
        middle = min(max((one + other) / 2, top + apart / 2), bottom - apart / 2)
        up = -1 if one < other else 1
        one, other = middle + up * apart / 2, middle - up * apart / 2
    return [min(max(y, top), bottom) for y in (one, other)]


def paint_ends(
    painter: QPainter, look: Look, where: Place, curves: list[Curve], names: tuple[str, str]
) -> None:
    """A dot on each curve and, beside the bed, what it says."""
    theme, grown, bed = look.theme, max(1.0, look.scale), where.bed
    half = (11 if look.compact else 13) * grown
    heights = []
    for curve in curves:
        share = 1.0
        if curve.value is not None and np.isfinite(curve.value):
            share = float(np.clip(where.scale.share(curve.value), 0, 1))
        heights.append(bed.top() + (1 - share) * bed.height())
    words = factor(curves)
    top, bottom = bed.top() + half, bed.top() + bed.height() - half
    places = parted(heights, _APART * grown if words[0] else 2.2 * half, top, bottom)
    edge = bed.left() + bed.width()
    left, letters = edge + 12 * grown, ("A", "B")
    for place, (curve, y) in enumerate(zip(curves, places, strict=True)):
        x, letter = bed.left() + min(curve.moment, where.end) / where.end * bed.width(), letters[place]
        painter.setPen(theme.pen("line2", 1))
        if x < edge - 6:
            painter.drawLine(QLineF(x + 6, heights[place], edge, heights[place]))
        painter.drawLine(QLineF(edge, heights[place], left - 2, y))
        _paint_point(painter, look, QPointF(x, heights[place]), curve.diverged)
        box = QRectF(left, y - half, 2 * half, 2 * half)
        paint_badge(painter, theme, box, _letter(letter), grown)
        _paint_words(painter, look, left + 2 * half + 7 * grown, y, where.right, curve, names[place])
    if len(places) == 2 and words[0]:
        _paint_factor(
            painter, look, left + half, (min(places) + half, max(places) - half), half, words, where.right
        )


def _letter(letter: str) -> Letter:
    return "A" if letter == "A" else "B"


def _paint_point(painter: QPainter, look: Look, at: QPointF, diverged: bool) -> None:
    """A dot where a run stands; a disc with a cross where it diverged."""
    theme, grown = look.theme, max(1.0, look.scale)
    painter.setPen(theme.pen("panel", 1.5))
    painter.setBrush(theme.color("loss"))
    reach = (8 if diverged else 4.2) * grown
    painter.drawEllipse(at, reach, reach)
    if diverged:
        painter.setPen(theme.pen("panel", 2 * grown))
        arm = 3.4 * grown
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))


def _paint_words(
    painter: QPainter, look: Look, x: float, y: float, right: float, curve: Curve, name: str
) -> None:
    theme, grown = look.theme, max(1.0, look.scale)
    painter.setFont(themes.font((16 if look.compact else 18) * grown, 700))
    painter.setPen(theme.color("loss_text"))
    text = loss_said(curve.value)
    painter.drawText(QRectF(x, y - 14 * grown, 120, 28 * grown), _LEFT, text)
    x += painter.fontMetrics().horizontalAdvance(text) + 7 * grown
    painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
    painter.setPen(theme.color("loss_text" if curve.diverged else "ink2"))
    words = _tr("diverged") if curve.diverged else name
    if painter.fontMetrics().horizontalAdvance(words) <= right - x:  # else the cards above name them
        painter.drawText(QRectF(x, y - 13 * grown, right - x + 2, 28 * grown), _LEFT, words)


def _paint_factor(
    painter: QPainter, look: Look, x: float, ends: tuple[float, float], half: float, words: tuple[str, str],
    right: float,
) -> None:  # fmt: skip
    """A line between the two labels, and the factor in its middle."""
    theme, grown = look.theme, max(1.0, look.scale)
    top, bottom = ends[0] + 4, ends[1] - 4
    tall, middle = (34 if words[1] else 20) * grown, (top + bottom) / 2
    if bottom - top < 14 * grown:
        return
    two = bool(words[1]) and bottom - top > tall + 16 * grown
    painter.setPen(theme.pen("loss", 1.4))
    for begin, end in ((top, middle - tall / 2), (middle + tall / 2, bottom)) if two else ((top, bottom),):
        painter.drawLine(QLineF(x, begin, x, end))
    left = x + half + 7 * grown
    painter.setFont(themes.font((14 if look.compact else 15.5) * grown, 700))
    painter.setPen(theme.color("loss_text"))
    whole = " ".join(filter(None, words))
    text = words[0] if two or painter.fontMetrics().horizontalAdvance(whole) > right - left else whole
    up = 9 * grown if two else 0
    painter.drawText(QRectF(left, middle - up - 11 * grown, 200, 22 * grown), _LEFT, text)
    if two:
        painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(left, middle - grown, 200, 20 * grown), _LEFT, words[1])


def _tr(text: str) -> str:
    return QCoreApplication.translate("TwinLossView", text)
