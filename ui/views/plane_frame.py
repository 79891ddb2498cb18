"""What stays while a network trains: the card of the decision plane with title, axes and keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from ui import theme as themes
from ui.look import Look
from ui.theme import color_table
from ui.views.field import Meaning
from ui.views.layer import draw_card
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_marks import paint_edge
from ui.views.points import class_color, class_shape, draw_mark
from ui.views.symbols import draw_symbol, symbol_width

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Words:
    """What the frame says; an empty word leaves its part out."""

    title: str
    unit: str  # beside the name of the horizontal axis
    classes: tuple[str, ...]
    sets: tuple[str, ...]
    headings: tuple[str, ...]  # over classes, sets and color bar
    field: str  # under the color bar
    boundary: str
    line: str


def _type(look: Look, pixels: float) -> float:
    return max(11.5, pixels * look.scale)


def paint_base(
    painter: QPainter, look: Look, size: QSize, where: PlaneLayout, read: Meaning, words: Words
) -> None:
    """Card, title, axes and keys."""
    draw_card(painter, look.theme, size)
    if words.title:
        grown = max(1.0, look.scale)
        painter.setPen(look.theme.color("ink"))
        painter.setFont(themes.font(17 * grown, 600))
        painter.drawText(QRectF(20 * grown, 12 * grown, 400 * grown, 28 * grown), _LEFT, words.title)
    _paint_axes(painter, look, where, words.unit)
    paint_edge(painter, look.theme, QRectF(where.left, where.top, where.side, where.side))
    _paint_keys(painter, look, where, read, words)


def _paint_axes(painter: QPainter, look: Look, where: PlaneLayout, unit: str) -> None:
    theme, size = look.theme, _type(look, 12)
    bottom, right = where.top + where.side, where.left + where.side
    across, up = where.marks
    painter.setFont(themes.font(size, 500))
    for mark in across:
        x = where.pixel(mark, 0)[0]
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(x, bottom, x, bottom + 5))
        painter.setPen(theme.color("ink2"))
        text = themes.fixed(mark, where.decimals)
        painter.drawText(QRectF(x - 3.3 * size, bottom + 5, 6.6 * size, size * 1.5), _CENTER, text)
    for mark in up:
        y = where.pixel(0, mark)[1]
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(where.left - 5, y, where.left, y))
        painter.setPen(theme.color("ink2"))
        text = themes.fixed(mark, where.decimals)
        painter.drawText(QRectF(where.left - 4 * size, y - size, 3.35 * size, 2 * size), _RIGHT, text)
    _paint_axis_names(painter, look, where, unit, bottom, right)


def _paint_axis_names(
    painter: QPainter, look: Look, where: PlaneLayout, unit: str, bottom: int, right: int
) -> None:
    """x₁ below and x₂ beside the plot: between two numbers where it is tight, on a line of their own else."""
    color, size = look.theme.color("ink"), _type(look, 17)
    width = symbol_width("x", "1", size)
    across, up = where.marks
    gap = where.pixel(across[-1], 0)[0] - where.pixel(across[-2], 0)[0] if len(across) > 1 else 0.0
    if look.compact:
        x, y = where.pixel(across[-2:][0], up[-2:][0])
        draw_symbol(painter, QPointF(x - gap / 2 - width / 2, bottom + size * 1.05), "x", "1", size, color)
        draw_symbol(painter, QPointF(where.left - width - 7, y + gap / 2 + size * 0.3), "x", "2", size, color)
        return
    middle, baseline = (where.left + right) / 2, bottom + _type(look, 12) * 1.5 + size * 1.15
    painter.setFont(themes.font(_type(look, 12), 500))
    words = painter.fontMetrics().horizontalAdvance(unit) + 7 if unit else 0
    begin = middle - (width + words) / 2
    draw_symbol(painter, QPointF(begin, baseline), "x", "1", size, color)
    if unit:
        painter.setFont(themes.font(_type(look, 12), 500))
        painter.setPen(look.theme.color("ink2"))
        painter.drawText(QPointF(begin + width + 7, baseline), unit)
    beside = where.pixel(0, _middle_gap(up))[1]
    draw_symbol(
        painter,
        QPointF(where.left - width - 12 * max(1.0, look.scale), beside + size * 0.3),
        "x",
        "2",
        size,
        color,
    )


def _middle_gap(marks: list[float]) -> float:
    """Half way between the two marks in the middle of an axis; the upper one of two such places."""
    half = len(marks) // 2
    pair = marks[half : half + 2] if len(marks) % 2 else marks[half - 1 : half + 1]
    return sum(pair) / len(pair)


def _paint_keys(painter: QPainter, look: Look, where: PlaneLayout, read: Meaning, words: Words) -> None:
    """The column beside the plot, from classes down to the lines."""
    theme, x, y = look.theme, float(where.legend), float(where.top)
    size, grown = _type(look, 13), max(1.0, look.scale)
    row = size * 1.85
    headings = iter(words.headings)

    def heading() -> None:
        nonlocal y
        title = next(headings, "")
        if title:
            painter.setFont(themes.font(_type(look, 12), 500))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(x, y, 120 * grown, row), _LEFT, title)
            y += row * 0.98

    def mark(shape: str, color: QColor, text: str, filled: bool, weight: int) -> None:
        nonlocal y
        draw_mark(
            painter,
            QPointF(x + 7 * grown, y + row / 2),
            shape,
            5.2 * max(0.95, look.scale),
            color,
            theme.color("panel"),
            filled,
        )
        painter.setFont(themes.font(size, weight))
        painter.setPen(theme.color("ink"))
        painter.drawText(QRectF(x + 22 * grown, y, 120 * grown, row), _LEFT, text)
        y += row

    if words.classes:
        heading()
        count = len(words.classes)
        for number in reversed(range(count)) if count == 2 else range(min(count, 6)):
            shape, color = class_shape(number, count), class_color(theme, number, count)
            mark(shape, color, words.classes[number], True, 600)
        y += row * 0.45
    else:
        next(headings, "")
    heading()
    for place, text in enumerate(words.sets):
        mark("circle", theme.color("positive_class"), text, place == 0, 500)
    y += row * 0.45
    heading()
    lines = sum(bool(w) for w in (words.boundary, words.line))
    foot = where.top + where.side - lines * row * 1.9 - (row if words.field else 0)
    y = _paint_bar(
        painter,
        look,
        QRectF(
            x, y + 6, 14 * max(1.0, look.scale), max(50.0, min(178 * max(1.0, look.scale), foot - y - 10))
        ),
        read,
    )
    if words.field:
        painter.setFont(themes.font(_type(look, 12), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(x - 4, y + 4, 110 * grown, row), _LEFT, words.field)
        y += row
    y += row * 0.7
    for text, token, dashed in ((words.boundary, "ink", False), (words.line, "weight", True)):
        if text:
            y = _paint_line_key(painter, look, QPointF(x, y), text, token, dashed)


def _paint_bar(painter: QPainter, look: Look, bar: QRectF, read: Meaning) -> float:
    """The color bar with its numbers; returns where it ends."""
    theme, grown = look.theme, max(1.0, look.scale)
    table = color_table(theme.field)[::-1].copy()
    image = QImage(table.data, 1, len(table), 4, QImage.Format.Format_RGBA8888)
    shape = QPainterPath()
    shape.addRoundedRect(bar, 4, 4)
    painter.save()
    painter.setClipPath(shape)
    painter.drawImage(bar, image)
    painter.restore()
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.setFont(themes.font(_type(look, 12), 500))
    middle = (read.low + read.high) / 2
    signed = read.low < 0
    for value, at in (
        (read.high, bar.top() + 5 * grown),
        (middle, bar.center().y()),
        (read.low, bar.bottom() - 5 * grown),
    ):
        text = themes.number(value, 2) if value % 1 else themes.fixed(value, 0)
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(bar.right() + 8 * grown, at - 10 * grown, 60 * grown, 20 * grown),
            _LEFT,
            f"+{text}" if signed and value > 0 else text,
        )
    if read.level is not None and read.unit is None:
        painter.setPen(theme.pen("ink", 2.4 * grown))
        painter.drawLine(QLineF(bar.left() - 1, bar.center().y(), bar.right() + 1, bar.center().y()))
    return bar.bottom()


def _paint_line_key(painter: QPainter, look: Look, at: QPointF, text: str, token: str, dashed: bool) -> float:
    """A short piece of a line over its name; returns where the next key begins."""
    grown = max(1.0, look.scale)
    pen = look.theme.pen(token, (2.6 if dashed else 3.0) * grown)
    if dashed:
        pen.setDashPattern([8 / 2.6, 4 / 2.6])
    painter.setPen(pen)
    painter.drawLine(QLineF(at.x(), at.y(), at.x() + 26 * grown, at.y()))
    size = _type(look, 12)
    painter.setFont(themes.font(size, 500))
    painter.setPen(look.theme.color("ink2"))
    rows = text.split("\n")
    for number, line in enumerate(rows):
        box = QRectF(at.x(), at.y() + 3 * grown + number * size * 1.35, 120 * grown, size * 1.5)
        painter.drawText(box, _LEFT, line)
    return at.y() + size * (1.35 * len(rows) + 1.4)
