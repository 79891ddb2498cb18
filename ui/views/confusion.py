"""The confusion matrix as a picture: rows are what was drawn, columns what was read. It knows no events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.field import field_image

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
HEAD = 40.0  # pixels over the cells for their headings, and
MARGIN = 88.0  # left and right of them together
_READABLE = 15.0  # pixels a cell needs for a number


@dataclass(frozen=True)
class Matrix:
    """Where the cells stand: `cell` pixels from one to the next, the first at (left, top)."""

    left: float
    top: float
    cell: float
    classes: int

    def box(self, true: int, read: int) -> QRectF:
        """The cell of a true class (row) and a read class (column)."""
        gap = 1.0 if self.cell >= 8 else 0.0
        x, y = self.left + read * self.cell, self.top + true * self.cell
        return QRectF(x + gap, y + gap, self.cell - 2 * gap, self.cell - 2 * gap)

    def at(self, place: QPointF) -> tuple[int, int] | None:
        """The cell under a place, as (true, read)."""
        read, true = int((place.x() - self.left) // self.cell), int((place.y() - self.top) // self.cell)
        return (true, read) if 0 <= true < self.classes and 0 <= read < self.classes else None


def matrix(room: QRectF, classes: int, look: Look) -> Matrix:
    """The largest matrix with room for its headings on the left and top, and the shares on the right."""
    grown = max(1.0, look.scale)
    left, top, right = 42 * grown, HEAD * grown, (MARGIN - 42) * grown
    cell = max(2.0, min((room.width() - left - right) / classes, (room.height() - top) / classes, 48 * grown))
    spare = max(0.0, room.width() - left - right - cell * classes)
    return Matrix(room.left() + left + spare / 2, room.top() + top, cell, classes)


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
    theme, grown = look.theme, max(1.0, look.scale)
    size = max(11.5, 13 * look.scale)
    every = max(1, int(np.ceil(1.25 * size / where.cell)))
    end = where.left + where.cell * where.classes
    painter.setFont(themes.font(size, 600))
    painter.setPen(theme.color("ink"))
    for number in range(0, where.classes, every):
        box = where.box(number, number)
        name = words.classes[number]
        painter.drawText(
            QRectF(box.center().x() - 30 * grown, where.top - 20 * grown, 60 * grown, 18 * grown),
            _CENTER,
            name,
        )
        painter.drawText(
            QRectF(where.left - 30 * grown, box.center().y() - 10 * grown, 24 * grown, 20 * grown),
            _CENTER,
            name,
        )
    painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
    painter.setPen(theme.color("ink2"))
    painter.drawText(
        QRectF(where.left, where.top - 40 * grown, end - where.left, 20 * grown), _CENTER, words.columns
    )
    painter.drawText(
        QRectF(end + 4 * grown, where.top - 20 * grown, 60 * grown, 18 * grown), _LEFT, words.share
    )
    painter.save()
    painter.translate(where.left - 35 * grown, where.top + where.cell * where.classes / 2)
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
    painter.setFont(themes.font(min(13 * max(1.0, look.scale), where.cell * 0.5), 600))
    largest = max(1, int(counts.max(initial=0)))
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
                painter.drawText(box, _CENTER, str(count))


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
