"""What stays on the timeline for a while: card, titles, beds, ticks. And its small marks: pills, flags, labels."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import ticks
from ui.views.chip import chip_size, draw_chip
from ui.views.curves import spread
from ui.views.layer import draw_card
from ui.views.symbols import draw_symbol, symbol_width
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Heading, Label

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter

Pill = Literal["moment", "present", "cursor"]


def _type(look: Look, pixels: float) -> float:
    return max(11.5, pixels * look.scale)


def tick_font(look: Look) -> QFont:
    """The type of numbers along axes."""
    return themes.font(_type(look, 12), 500)


def paint_base(
    painter: QPainter, look: Look, size: QSize, where: TimelineLayout, headings: tuple[Heading, ...]
) -> None:
    """Card, titles, beds and grid."""
    draw_card(painter, look.theme, size)
    marks = update_ticks(look, where)
    for heading, top in zip(headings, where.tops, strict=True):
        taken = _paint_heading(painter, look, where, top, heading)
        _paint_bed(painter, look, where, top, heading, marks, taken)
    painter.setPen(look.theme.pen("line2", 1))
    for mark in marks:
        painter.drawLine(QLineF(where.x(mark), where.bottom + 2, where.x(mark), where.bottom + 6))


def update_ticks(look: Look, where: TimelineLayout) -> list[float]:
    """The round numbers along the axis of updates."""
    return ticks(where.start, where.end, max(3, min(9, int(where.width / (72 * max(1.0, look.scale))))))


def _paint_heading(
    painter: QPainter, look: Look, where: TimelineLayout, top: int, heading: Heading
) -> tuple[QRectF, ...]:
    """The bar, the title and what is under it; returns what the words take."""
    theme, grown = look.theme, max(1.0, look.scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(heading.bar))
    painter.drawRoundedRect(QRectF(where.bar, top, 4 * grown, where.height), 2 * grown, 2 * grown)
    painter.setPen(theme.color(heading.text))
    painter.setFont(themes.font(14.5 * grown, 600))
    painter.drawText(QRectF(where.bar + 13 * grown, top, where.left, 22 * grown), _LEFT, heading.title)
    painter.setPen(theme.color("ink2"))
    painter.setFont(themes.font(_type(look, 12.5), 500))
    left = where.bar + 13 * grown
    painter.drawText(QRectF(left, top + 20 * grown, where.left, 20 * grown), _LEFT, heading.under)
    first = QFontMetricsF(themes.font(14.5 * grown, 600)).horizontalAdvance(heading.title)
    second = painter.fontMetrics().horizontalAdvance(heading.under or heading.wide)
    taken = (
        QRectF(left, top + 3 * grown, first + 4, 16 * grown),
        QRectF(left, top + 23 * grown, second + 4, 14 * grown),
    )
    if not heading.note:
        return taken
    painter.setPen(theme.color("ink3"))
    painter.setFont(themes.font(_type(look, 11.5), 500))
    painter.drawText(QRectF(left, top + 38 * grown, where.left, 18 * grown), _LEFT, heading.note)
    third = painter.fontMetrics().horizontalAdvance(heading.note)
    return (*taken, QRectF(left, top + 40 * grown, third + 4, 14 * grown))


def _paint_bed(
    painter: QPainter,
    look: Look,
    where: TimelineLayout,
    top: int,
    heading: Heading,
    marks: list[float],
    taken: tuple[QRectF, ...],
) -> None:
    """A bed with its grid; a number that would touch the words of the heading is left out."""
    theme, grown, scale = look.theme, max(1.0, look.scale), heading.scale
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(QRectF(where.left, top, where.width, where.height), 6, 6)
    painter.setFont(tick_font(look))
    room = _type(look, 12) * 1.45
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(theme.pen("grid", 1))
    for mark in marks:
        if where.start < mark < where.end:
            painter.drawLine(QLineF(where.x(mark), top, where.x(mark), top + where.height))
    for value in scale.ticks(max(2, min(5, int(where.height / room)))):
        y = round(top + where.height * (1 - float(scale.share(value))))
        zero = value == 0 and not scale.log
        painter.setPen(theme.pen("line2" if zero else "grid", 1))
        painter.drawLine(QLineF(where.left, y, where.right, y))
        painter.setPen(theme.color("ink2"))
        middle = min(max(y, top + 5 * grown), top + where.height - 5 * grown)
        box = QRectF(where.bar, middle - 10 * grown, where.left - 8 * grown - where.bar, 20 * grown)
        text = f"{tick_text(round(100 * value, 6))}\u2009%" if heading.percent else tick_text(value)
        wide = painter.fontMetrics().horizontalAdvance(text)
        inked = QRectF(box.right() - wide, middle - 6 * grown, wide, 12 * grown)
        if not any(inked.intersects(words) for words in taken):
            painter.drawText(box, _RIGHT, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def tick_text(value: float) -> str:
    """A round number with no digit more than it needs."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e5:
        one, power = f"{size:.0e}".split("e+")
        raised = str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return ("−" if value < 0 else "") + ("" if one == "1" else f"{one}·") + f"10{raised}"
    if size >= 10000 or size < 0.0005:
        return themes.number(value, 1)
    plain = f"{abs(value):.6f}".rstrip("0").rstrip(".")
    return ("−" if value < 0 else "") + plain


def pill_box(look: Look, where: TimelineLayout, update: int, text: str, most: float = math.inf) -> QRectF:
    """Where the pill of an update stands: at the update, but never beyond `most`."""
    font = themes.font(_type(look, 13), 700)
    wide = QFontMetricsF(font).horizontalAdvance(text) + 20 * max(1.0, look.scale)
    high = 24 * max(0.96, look.scale)
    x = min(max(where.x(update), where.left - 20.0), float(where.right))
    return QRectF(min(x, most - wide / 2) - wide / 2, where.bottom + 7, wide, high)


def paint_pill(painter: QPainter, look: Look, box: QRectF, text: str, kind: Pill = "moment") -> None:
    """An update on the axis: filled for the moment that is looked at, hollow for the present and the pointer."""
    theme = look.theme
    edge = {"moment": None, "present": "ink3", "cursor": "ink"}[kind]
    painter.setPen(Qt.PenStyle.NoPen if edge is None else theme.pen(edge, 1.6))
    painter.setBrush(theme.color("primary" if edge is None else "panel"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(theme.color("on_primary" if edge is None else "ink2" if kind == "present" else "ink"))
    painter.setFont(themes.font(_type(look, 13), 700))
    painter.drawText(box, _CENTER, text)


def paint_axis(painter: QPainter, look: Look, where: TimelineLayout, word: str, taken: list[QRectF]) -> None:
    """The numbers of the axis, but those that a pill or the chip would touch."""
    painter.setFont(tick_font(look))
    painter.setPen(look.theme.color("ink2"))
    metrics = QFontMetricsF(tick_font(look))
    top, high = where.bottom + 8.0, 22 * max(0.96, look.scale)
    free = [box.adjusted(-5, -20, 5, 20) for box in taken]
    for mark in update_ticks(look, where):
        text = themes.count(round(mark))
        wide = metrics.horizontalAdvance(text)
        box = QRectF(where.x(mark) - wide / 2, top, wide, high)
        if not any(box.intersects(other) for other in free):
            painter.drawText(box, _CENTER, text)
    grown = max(1.0, look.scale)
    box = QRectF(0, top, where.left - 10 * grown, high)
    if not any(box.intersects(other) for other in free):
        painter.drawText(box, _RIGHT, word)


def paint_labels(
    painter: QPainter, look: Look, where: TimelineLayout, top: int, labels: list[Label], x: float, width: int
) -> None:
    """Names and values beside a bed, no two on top of each other, and the dots on their curves at `x`.

    Where the card's `width` has too little room for both they are set smaller, and at last the value is left out.
    """
    theme, grown = look.theme, max(1.0, look.scale)
    room = _type(look, 14) * 1.3
    middles = spread([label.y for label in labels], room, top + room * 0.35, top + where.height - room * 0.35)
    begin = where.right + 14 * grown
    for label, middle in zip(labels, middles, strict=True):
        color = theme.color(label.token)
        if label.dot is not None and where.left <= x <= where.right:
            _paint_dot(painter, look, QPointF(x, label.dot), label)
        baseline = middle + _type(look, 14) * 0.36
        wide = 0.0
        size = 14.0
        if label.word:
            size = _fitting(look, label, width - 6 - begin - 5 * grown)
            painter.setPen(color)
            painter.setFont(themes.font(_type(look, size - 0.5), 600))
            painter.drawText(QPointF(begin, baseline), label.word)
            wide = QFontMetricsF(painter.font()).horizontalAdvance(label.word) + 5 * grown
        else:
            wide = draw_symbol(painter, QPointF(begin, baseline), *label.symbol, _type(look, 18), color, 600)
            wide = max(wide + 7 * grown, symbol_width("w", "00", _type(look, 18), 600) + 7 * grown)
        painter.setPen(color)
        painter.setFont(themes.font(_type(look, size), 700))
        if begin + wide + QFontMetricsF(painter.font()).horizontalAdvance(label.value) <= width - 6:
            painter.drawText(QPointF(begin + wide, baseline), label.value)


def _fitting(look: Look, label: Label, room: float) -> float:
    """The size in which a word and its value fit, from 14 down to 12; the smallest if none does."""
    sizes = (14.0, 13.0, 12.0)
    for size in sizes:
        word, value = themes.font(_type(look, size - 0.5), 600), themes.font(_type(look, size), 700)
        needed = QFontMetricsF(word).horizontalAdvance(label.word) + QFontMetricsF(value).horizontalAdvance(
            label.value
        )
        if needed <= room:
            return size
    return sizes[-1]


def _paint_dot(painter: QPainter, look: Look, at: QPointF, label: Label) -> None:
    theme, radius = look.theme, 4.2 * max(1.0, look.scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    casing = radius * 1.38
    painter.drawEllipse(at, casing, casing)
    if label.hollow:
        painter.setPen(theme.pen(label.fill, 2 * max(1.0, look.scale)))
    else:
        painter.setBrush(theme.color(label.fill))
    painter.drawEllipse(at, radius, radius)


def paint_flag(painter: QPainter, look: Look, where: TimelineLayout, update: int) -> None:
    """A dashed line through all charts where an edit was made, with a flag on top."""
    theme, x, top = look.theme, round(where.x(update)) + 0.5, where.head
    grown = max(1.0, look.scale)
    pen = theme.pen("ink2", 1.4 * grown)
    pen.setDashPattern([3, 2.4])
    painter.setPen(pen)
    painter.drawLine(QLineF(x, top, x, where.bottom))
    painter.setPen(theme.pen("ink", 1.6 * grown))
    painter.drawLine(QLineF(x, top - 12 * grown, x, top))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("ink"))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x + across * grown, top - up * grown)
                for across, up in ((0, 12), (9, 12), (6.5, 9), (9, 6), (0, 6))
            ]
        )
    )


def sentence_box(look: Look, where: TimelineLayout, update: int, sentence: str, low: bool) -> QRectF:
    """Where the chip with an edit's sentence stands: left of its line if there is room, else right."""
    wide, high = chip_size(sentence, themes.font(_type(look, 12.5), 600))
    x = where.x(update) - wide - 5
    if x < where.left + 2:
        x = min(where.x(update) + 5, where.right - wide)
    top = where.tops[0]
    return QRectF(x, top + where.height - high - 3 if low else top + 3, wide, high)


def paint_sentence(painter: QPainter, look: Look, box: QRectF, sentence: str) -> None:
    """The chip with an edit's sentence."""
    draw_chip(painter, look.theme, box, sentence, themes.font(_type(look, 12.5), 600))


def paint_divergence(painter: QPainter, look: Look, where: TimelineLayout, update: int) -> None:
    """A disc with a cross on the axis, where the numbers stopped being finite."""
    theme, x = look.theme, min(where.x(update), float(where.right))
    painter.setPen(theme.pen("loss", 1.6, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(x, where.head, x, where.bottom))
    center, radius = QPointF(x, where.bottom), 8.0 * max(1.0, look.scale)
    painter.setPen(theme.pen("loss", 2))
    painter.setBrush(theme.color("loss_pale"))
    painter.drawEllipse(center, radius, radius)
    arm = radius * 0.42
    painter.drawLine(center + QPointF(-arm, -arm), center + QPointF(arm, arm))
    painter.drawLine(center + QPointF(-arm, arm), center + QPointF(arm, -arm))
