"""The column of keys beside the plane: what classes, sets, colors and lines mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from ui import theme as themes
from ui.look import Look
from ui.theme import color_table
from ui.views.field import Meaning
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_regions import class_tones
from ui.views.points import class_color, class_shape, draw_mark

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MOST = 6  # classes that are listed
_LEAST_BAR = 44.0  # pixels of the bar of colors, without which it goes


@dataclass(frozen=True)
class Words:
    """What the frame says; an empty word leaves its part out."""

    title: str
    across: str  # the names of the axes; "" for symbols
    up: str
    symbols: tuple[str, ...]  # the subscripts of the axes; () where somebody else names them
    unit: str  # beside the symbol of the horizontal axis
    classes: tuple[str, ...]
    sets: tuple[str, ...]
    headings: tuple[str, ...]  # over classes, sets and colors
    colors: str  # "field" for a color bar, "regions" for a strip a class, "" for none
    field: str  # under the colors
    lines: tuple[tuple[str, str, bool], ...]  # text, token and whether dashed, of every line on the plot


def type_size(look: Look, pixels: float) -> float:
    """A size of type at the scale at hand, never too small to read."""
    return max(11.5, pixels * look.scale)


def paint_keys(painter: QPainter, look: Look, where: PlaneLayout, read: Meaning, words: Words) -> float:
    """The column beside the plot, from classes down to the lines; returns where it ends. Sets and colors go where a card
    is too low for them.
    """
    column = _Column(painter, look, where)
    headings: Iterator[str] = iter(words.headings)
    count = len(words.classes)
    heading = next(headings, "")
    if words.classes:
        column.heading(heading)
        for number in reversed(range(count)) if count == 2 else range(min(count, MOST)):
            shape, color = class_shape(number, count), class_color(look.theme, number, count)
            column.mark(shape, color, words.classes[number], True, 600)
        if count > MOST:
            column.note(f"+ {count - MOST}")
        column.skip(0.45)
    column.heading(next(headings, ""))
    for place, text in enumerate(words.sets if column.has_rows(len(words.sets)) else ()):
        column.mark("circle", look.theme.color("positive_class"), text, place == 0, 500)
    column.skip(0.45)
    if words.colors and column.has_room(bool(words.field), [line for line, *_ in words.lines]):
        column.heading(next(headings, ""))
        bar = column.bar(len(words.lines), bool(words.field))
        if words.colors == "regions":
            _paint_strips(painter, look, bar, count)
        else:
            _paint_bar(painter, look, bar, read)
        column.y = bar.bottom()
        if words.field:
            column.caption(words.field)
    column.skip(0.7 if words.lines else 0.0)
    for text, token, dashed in words.lines:
        column.y = _paint_line_key(painter, look, QPointF(column.x, column.y), text, token, dashed)
    return column.y


@final
class _Column:
    """Keys one below the other; `y` is where the next one begins."""

    def __init__(self, painter: QPainter, look: Look, where: PlaneLayout) -> None:
        self._painter, self._look, self._where = painter, look, where
        self._grown, self._size = max(1.0, look.scale), type_size(look, 13)
        self._row = self._size * 1.85
        self.x, self.y = float(where.legend), float(where.top)

    def skip(self, rows: float) -> None:
        """Leaves some room."""
        self.y += rows * self._row

    def heading(self, text: str) -> None:
        """A small grey title; nothing for no text."""
        if text:
            self.note(text)
            self.y -= 0.02 * self._row

    def note(self, text: str) -> None:
        """A line in small grey type."""
        self._write(text, self.x, self._row, 12, 500, "ink2")
        self.y += self._row

    def caption(self, text: str) -> None:
        """What is said under the colors."""
        self.y += 4
        self._write(text, self.x - 4, self._row, 12, 500, "ink2")
        self.y += self._row - 4

    def mark(self, shape: str, color: QColor, text: str, filled: bool, weight: int) -> None:
        """A mark and what it means."""
        at = QPointF(self.x + 7 * self._grown, self.y + self._row / 2)
        radius = 5.2 * max(0.95, self._look.scale)
        draw_mark(self._painter, at, shape, radius, color, self._look.theme.color("panel"), filled)
        self._write(text, self.x + 22 * self._grown, self._row, 13, weight, "ink")
        self.y += self._row

    def has_rows(self, count: int) -> bool:
        """Whether so many marks fit over the tools, where those stand below."""
        return not self._look.compact or self.y + count * self._row <= self._where.foot

    def has_room(self, captioned: bool, lines: list[str]) -> bool:
        """Whether the lowest bar of colors fits over the lines and over the tools, where those stand below."""
        if not self._look.compact:
            return True
        below = 0.7 * self._row + sum(_line_key_height(self._look, text) for text in lines)
        return (
            self.y + 6 + _LEAST_BAR + (self._row if captioned else 0) + (below if lines else 0)
            <= self._where.foot
        )

    def bar(self, lines: int, captioned: bool) -> QRectF:
        """Where the colors go: as high as there is room for over the lines below."""
        tools = 30 * self._grown if self._look.compact else 0.0
        foot = min(self._where.bottom - tools, self._where.foot)
        foot -= lines * self._row * 1.9 + (self._row if captioned else 0)
        tall = max(_LEAST_BAR, min(178 * self._grown, foot - self.y - 10))
        return QRectF(self.x, self.y + 6, 14 * self._grown, tall)

    def _write(self, text: str, x: float, height: float, size: float, weight: int, token: str) -> None:
        self._painter.setFont(themes.font(type_size(self._look, size), weight))
        self._painter.setPen(self._look.theme.color(token))
        self._painter.drawText(QRectF(x, self.y, 150 * self._grown, height), _LEFT, text)


def _paint_strips(painter: QPainter, look: Look, bar: QRectF, classes: int) -> None:
    """A strip a class: pale where it is hardly ahead of the next one, strong where it wins clearly."""
    shown, wide = min(classes, MOST), bar.width()
    tones = class_tones(look.theme, classes)
    for number in range(shown):
        strip = QRectF(bar.left() + number * wide, bar.top(), wide, bar.height())
        table = tones[number][::-1].copy()
        painter.drawImage(strip, QImage(table.data, 1, len(table), 4, QImage.Format.Format_RGBA8888))
    painter.setPen(look.theme.pen("line2", 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outer = QRectF(bar.left(), bar.top(), shown * wide, bar.height())
    painter.drawRect(outer)
    grown = max(1.0, look.scale)
    painter.setFont(themes.font(type_size(look, 12), 500))
    painter.setPen(look.theme.color("ink2"))
    for text, at in (("1", outer.top() + 5 * grown), ("0", outer.bottom() - 5 * grown)):
        painter.drawText(
            QRectF(outer.right() + 6 * grown, at - 10 * grown, 40 * grown, 20 * grown), _LEFT, text
        )


def _paint_bar(painter: QPainter, look: Look, bar: QRectF, read: Meaning) -> None:
    """The color bar with its numbers."""
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
    painter.setFont(themes.font(type_size(look, 12), 500))
    middle = (read.low + read.high) / 2
    signed = read.low < 0
    for value, at in (
        (read.high, bar.top() + 5 * grown),
        (middle, bar.center().y()),
        (read.low, bar.bottom() - 5 * grown),
    ):
        text = themes.number(value, 2) if value % 1 else themes.count(int(abs(value)))
        text = f"−{text}" if value < 0 and not value % 1 else text
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(bar.right() + 8 * grown, at - 10 * grown, 60 * grown, 20 * grown),
            _LEFT,
            f"+{text}" if signed and value > 0 else text,
        )
    if read.level is not None and read.unit is None:
        painter.setPen(theme.pen("ink", 2.4 * grown))
        painter.drawLine(QLineF(bar.left() - 1, bar.center().y(), bar.right() + 1, bar.center().y()))


def _paint_line_key(painter: QPainter, look: Look, at: QPointF, text: str, token: str, dashed: bool) -> float:
    """A short piece of a line over its name; returns where the next key begins."""
    grown = max(1.0, look.scale)
    wide = (2.0 if token == "ink" else 2.6) if dashed else 3.0  # another moment's line is the thinner one
    pen = look.theme.pen(token, wide * grown)
    if dashed:
        pen.setDashPattern([(6 if token == "ink" else 8) / wide, 4 / wide])
    painter.setPen(pen)
    painter.drawLine(QLineF(at.x(), at.y(), at.x() + 26 * grown, at.y()))
    size = type_size(look, 12)
    painter.setFont(themes.font(size, 500))
    painter.setPen(look.theme.color("ink2"))
    rows = text.split("\n")
    for number, line in enumerate(rows):
        box = QRectF(at.x(), at.y() + 3 * grown + number * size * 1.35, 120 * grown, size * 1.5)
        painter.drawText(box, _LEFT, line)
    return at.y() + _line_key_height(look, text)


def _line_key_height(look: Look, text: str) -> float:
    """Pixels from one key of a line to the next."""
    return type_size(look, 12) * (1.35 * len(text.split("\n")) + 1.4)
