"""What stays while a network trains: the card of the decision plane with its title, axes and their numbers."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.field import Meaning
from ui.views.layer import draw_card
from ui.views.plane_keys import Words, paint_keys, type_size
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_marks import ground_of, paint_edge
from ui.views.symbols import draw_symbol, symbol_width

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_base(
    painter: QPainter, look: Look, size: QSize, where: PlaneLayout, read: Meaning, words: Words
) -> None:
    """Card, title, axes and keys."""
    paint_title(painter, look, size, words)
    _paint_axes(painter, look, where, words)
    paint_edge(painter, look.theme, QRectF(where.left, where.top, where.side, where.side), ground_of(look))
    paint_keys(painter, look, where, read, words)


def paint_title(painter: QPainter, look: Look, size: QSize, words: Words) -> None:
    """The card and its title."""
    if look.inset != "no":
        painter.fillRect(0, 0, size.width(), size.height(), look.theme.color(ground_of(look)))
        return
    draw_card(painter, look.theme, size)
    if words.title:
        grown = max(1.0, look.scale)
        painter.setPen(look.theme.color("ink"))
        painter.setFont(themes.font(17 * grown, 600))
        painter.drawText(QRectF(20 * grown, 12 * grown, 400 * grown, 28 * grown), _LEFT, words.title)


def _paint_axes(painter: QPainter, look: Look, where: PlaneLayout, words: Words) -> None:
    theme, size = look.theme, type_size(look, 12)
    bottom = where.bottom
    (across, up), (fine_across, fine_up) = where.marks, where.decimals
    painter.setFont(themes.font(size, 500))
    for mark in across:
        x = where.pixel(mark, where.window.x2)[0]
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(x, bottom, x, bottom + 5))
        painter.setPen(theme.color("ink2"))
        text = themes.fixed(mark, fine_across)
        painter.drawText(QRectF(x - 3.3 * size, bottom + 5, 6.6 * size, size * 1.5), _CENTER, text)
    for mark in up:
        y = where.pixel(where.window.x1, mark)[1]
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(where.left - 5, y, where.left, y))
        painter.setPen(theme.color("ink2"))
        text = themes.fixed(mark, fine_up)
        painter.drawText(QRectF(where.left - 4 * size, y - size, 3.35 * size, 2 * size), _RIGHT, text)
    if words.across:
        _paint_titles(painter, look, where, words)
    elif words.symbols:
        _paint_symbols(painter, look, where, words)


def _paint_titles(painter: QPainter, look: Look, where: PlaneLayout, words: Words) -> None:
    """The names of both axes with their units: one below the numbers, one upright beside them."""
    size, grown = type_size(look, 13), max(1.0, look.scale)
    painter.setFont(themes.font(size, 600))
    painter.setPen(look.theme.color("ink"))
    painter.drawText(title_box(look, where), _CENTER, words.across)
    painter.save()
    painter.translate(upright_middle(look, where))
    painter.rotate(-90)
    painter.drawText(QRectF(-where.side / 2, -10 * grown, where.side, 20 * grown), _CENTER, words.up)
    painter.restore()


def title_box(look: Look, where: PlaneLayout) -> QRectF:
    """Where the name of the horizontal axis stands."""
    grown = max(1.0, look.scale)
    top = where.bottom + 4 + type_size(look, 12) * 1.5
    return QRectF(where.left, top, where.side, 18 * grown)


def upright_middle(look: Look, where: PlaneLayout) -> QPointF:
    """The middle of the upright name of the vertical axis."""
    grown = max(1.0, look.scale)
    return QPointF(
        max(11 * grown, where.left - (44 if look.compact else 52) * grown), where.top + where.side / 2
    )


def _paint_symbols(painter: QPainter, look: Look, where: PlaneLayout, words: Words) -> None:
    """x₁ below and x₂ beside the plot: between two numbers where it is tight, on a line of their own else."""
    color, size = look.theme.color("ink"), type_size(look, 17)
    one, two = words.symbols
    bottom, width = where.bottom, symbol_width("x", one, size)
    across, up = where.marks
    low = where.window.x1, where.window.x2
    gap = where.pixel(across[-1], low[1])[0] - where.pixel(across[-2], low[1])[0] if len(across) > 1 else 0.0
    rise = where.pixel(low[0], up[-2])[1] - where.pixel(low[0], up[-1])[1] if len(up) > 1 else 0.0
    if look.compact:
        x, y = where.pixel(across[-2:][0], up[-2:][0])
        draw_symbol(painter, QPointF(x - gap / 2 - width / 2, bottom + size * 1.05), "x", one, size, color)
        draw_symbol(
            painter, QPointF(where.left - width - 7, y + rise / 2 + size * 0.3), "x", two, size, color
        )
        return
    middle, baseline = (where.left + where.right) / 2, bottom + type_size(look, 12) * 1.5 + size * 1.15
    painter.setFont(themes.font(type_size(look, 12), 500))
    wide = painter.fontMetrics().horizontalAdvance(words.unit) + 7 if words.unit else 0
    begin = middle - (width + wide) / 2
    draw_symbol(painter, QPointF(begin, baseline), "x", one, size, color)
    if words.unit:
        painter.setFont(themes.font(type_size(look, 12), 500))
        painter.setPen(look.theme.color("ink2"))
        painter.drawText(QPointF(begin + width + 7, baseline), words.unit)
    beside = where.pixel(low[0], _middle_gap(up))[1]
    place = QPointF(where.left - width - 12 * max(1.0, look.scale), beside + size * 0.3)
    draw_symbol(painter, place, "x", two, size, color)


def _middle_gap(marks: list[float]) -> float:
    """Half way between the two marks in the middle of an axis; the upper one of two such places."""
    half = len(marks) // 2
    pair = marks[half : half + 2] if len(marks) % 2 else marks[half - 1 : half + 1]
    return sum(pair) / len(pair)
