"""The confusion matrix as a picture: rows are what was drawn, columns what was read. It knows no events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.field import field_image

_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
HEAD = 40.0  # pixels over the cells for their headings, and
MARGIN = 88.0  # left and right of them together
_SMALLEST = 7.0  # pixels of a number in a cell
LONGEST = 76.0  # pixels of a name at most
_LARGEST = (48.0, 96.0, 340.0)  # pixels of a cell: of many classes, of few, and of all in a row
_READABLE = 15.0  # pixels a cell needs for a number


@dataclass(frozen=True)
class Matrix:
    """Where the cells stand: `cell` pixels from one to the next, the first at (left, top)."""

    left: float
    top: float
    cell: float
    classes: int
    upright: bool = False  # whether the names over the columns are turned

    def box(self, true: int, read: int) -> QRectF:
        """The cell of a true class (row) and a read class (column)."""
        gap = 1.0 if self.cell >= 8 else 0.0
        x, y = self.left + read * self.cell, self.top + true * self.cell
        return QRectF(x + gap, y + gap, self.cell - 2 * gap, self.cell - 2 * gap)

    def at(self, place: QPointF) -> tuple[int, int] | None:
        """The cell under a place, as (true, read)."""
        read, true = int((place.x() - self.left) // self.cell), int((place.y() - self.top) // self.cell)
        return (true, read) if 0 <= true < self.classes and 0 <= read < self.classes else None


def matrix(room: QRectF, names: tuple[str, ...], look: Look) -> Matrix:
    """The largest matrix with room for the names of its classes on the left and top, and the shares on the right.

    Names that are wider than a column stand upright over it.
    """
    grown, classes = max(1.0, look.scale), len(names)
    metrics = QFontMetricsF(themes.font(name_size(look), 600))
    widest = max(map(metrics.horizontalAdvance, names), default=0.0)
    left = 20 * grown + min(widest, LONGEST * grown) + 8
    right = (MARGIN - 42) * grown

    many, few, row = _LARGEST
    largest = max(many, min(few, row / classes))

    def cell(head: float) -> float:
        across, down = (room.width() - left - right) / classes, (room.height() - head) / classes
        return max(2.0, min(across, down, largest * grown))

    head = HEAD * grown
    upright = widest + 4 > cell(head) and widest > 1.7 * name_size(look)
    if upright:
        head = 24 * grown + min(widest, LONGEST * grown)
    size = cell(head)
    spare = max(0.0, room.width() - left - right - size * classes)
    return Matrix(room.left() + left + spare / 2, room.top() + head, size, classes, upright)


def name_size(look: Look) -> float:
    """The pixels of the names of classes."""
    return max(11.5, 13 * look.scale)


def wrong_sentence(counts: NDArray[np.int64]) -> tuple[int, tuple[int, int, int] | None]:
    """How many are wrong, and the most frequent confusion as (true, read, how often) if one happens twice."""
    off = counts - np.diag(np.diag(counts))
    wrong = int(off.sum())
    if off.max(initial=0) < 2:
        return wrong, None
    true, read = np.unravel_index(int(np.argmax(off)), off.shape)
    return wrong, (int(true), int(read), int(off[true, read]))


@dataclass(frozen=True)
class MatrixWords:
    """What stands around the matrix."""

    rows: str
    columns: str
    share: str
    classes: tuple[str, ...]


def paint_headings(painter: QPainter, look: Look, where: Matrix, words: MatrixWords) -> None:
    """The names of the classes, above and left, and what rows and columns are."""
    theme, grown, size = look.theme, max(1.0, look.scale), name_size(look)
    every = max(1, int(np.ceil(1.25 * size / where.cell)))
    end = where.left + where.cell * where.classes
    font = themes.font(size, 600)
    metrics, longest = QFontMetricsF(font), LONGEST * grown
    painter.setFont(font)
    painter.setPen(theme.color("ink"))
    head = 20 * grown
    for number in range(0, where.classes, every):
        middle = where.box(number, number).center()
        name = metrics.elidedText(words.classes[number], Qt.TextElideMode.ElideRight, longest + 1)
        head = max(head, metrics.horizontalAdvance(name) + 4 if where.upright else 0.0)
        painter.drawText(
            QRectF(where.left - longest - 8, middle.y() - 10 * grown, longest, 20 * grown), _RIGHT, name
        )
        if where.upright:
            painter.save()
            painter.translate(middle.x(), where.top - 4)
            painter.rotate(-90)
            painter.drawText(QRectF(0, -10 * grown, longest + 2, 20 * grown), _LEFT, name)
            painter.restore()
        else:
            painter.drawText(
                QRectF(middle.x() - 40 * grown, where.top - 20 * grown, 80 * grown, 18 * grown), _CENTER, name
            )
    wide = max(map(metrics.horizontalAdvance, words.classes), default=0.0)
    painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
    painter.setPen(theme.color("ink2"))
    painter.drawText(
        QRectF(where.left - 20, where.top - head - 20 * grown, end - where.left + 40, 20 * grown),
        _CENTER,
        words.columns,
    )
    painter.drawText(
        QRectF(end + 4 * grown, where.top - 20 * grown, 60 * grown, 18 * grown), _LEFT, words.share
    )
    painter.save()
    painter.translate(
        where.left - 8 - min(wide, longest) - 10 * grown, where.top + where.cell * where.classes / 2
    )
    painter.rotate(-90)
    painter.drawText(QRectF(-80 * grown, -10 * grown, 160 * grown, 20 * grown), _CENTER, words.rows)
    painter.restore()


def paint_cells(painter: QPainter, look: Look, where: Matrix, counts: NDArray[np.int64]) -> None:
    """The counts: slate on the diagonal, the loss's hue where something was read wrongly."""
    theme = look.theme
    if where.cell < _READABLE:
        _paint_heat(painter, look, where, counts)
        return
    empty = theme.color("sunk")
    worst = max(2, int((counts - np.diag(np.diag(counts))).max(initial=0)))
    largest = max(1, int(counts.max(initial=0)))
    grown, metrics = max(1.0, look.scale), QFontMetricsF(themes.font(10, 600))

    def pixels(count: int) -> float:
        """The size of a number in its cell."""
        room = 10 * (0.94 * where.cell - 2) / metrics.horizontalAdvance(themes.count(count))
        return min(max(13 * grown, min(20 * grown, 0.27 * where.cell)), where.cell * 0.5, room)

    if pixels(largest) < _SMALLEST:
        _paint_heat(painter, look, where, counts)
        return
    for true in range(where.classes):
        for read in range(where.classes):
            count, box = int(counts[true, read]), where.box(true, read)
            painter.setPen(Qt.PenStyle.NoPen)
            if not count:
                painter.setBrush(empty)
            elif true == read:
                painter.setBrush(theme.mixed("slate", "sunk", 0.25 + 0.75 * _firmness(count, largest)))
            else:
                painter.setBrush(theme.mixed("loss", "panel", 0.22 + 0.4 * count / worst))
            painter.drawRoundedRect(box, 4, 4)
            if count:
                strong = count / worst > 0.6 if true != read else _firmness(count, largest) < 0.6
                token = "ink" if strong else ("on_primary" if true == read else "loss_text")
                painter.setPen(theme.color(token))
                painter.setFont(themes.font(pixels(count), 600))
                painter.drawText(box, _CENTER, themes.count(count))


def _firmness(count: int, largest: int) -> float:
    """How dark a cell of the diagonal is: all but the rare classes fully."""
    return min(1.0, 1.6 * count / largest)


def _paint_heat(painter: QPainter, look: Look, where: Matrix, counts: NDArray[np.int64]) -> None:
    """Many classes: shares of each row as a picture, right answers one way and wrong ones the other."""
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    signed = -np.sqrt(shares)
    np.fill_diagonal(signed, np.sqrt(np.diag(shares)))
    stops = (look.theme.loss, look.theme.sunk, look.theme.slate)
    side = where.cell * where.classes
    painter.drawImage(QRectF(where.left, where.top, side, side), field_image(signed[::-1], -1.0, 1.0, stops))


def paint_shares(painter: QPainter, look: Look, where: Matrix, counts: NDArray[np.int64]) -> None:
    """Right of each row, the share that was read rightly, in per cent."""
    size, grown = max(11.5, 12 * look.scale), max(1.0, look.scale)
    if where.cell < size:
        return
    painter.setFont(themes.font(size, 500))
    painter.setPen(look.theme.color("ink2"))
    end = where.left + where.cell * where.classes
    for number in range(where.classes):
        total = int(counts[number].sum())
        text = f"{100 * counts[number, number] / total:.0f}" if total else "–"
        box = QRectF(end + 6 * grown, where.box(number, 0).center().y() - 10 * grown, 50 * grown, 20 * grown)
        painter.drawText(box, _LEFT, text)


def paint_frame(painter: QPainter, look: Look, where: Matrix, cell: tuple[int, int]) -> None:
    """The ink frame of the cell that the traced sample falls in."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.theme.pen("ink", 2.4 * max(1.0, look.scale)))
    painter.drawRoundedRect(where.box(*cell).adjusted(-1, -1, 1, 1), 5, 5)
