"""The rows of the palette: what can be done, with the letters that were found in strong, its group, and its keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.panels.buttons import Dressed
from ui.panels.entries import Found
from ui.panels.marks import cap_width, paint_cap
from ui.theme import font

_TALL, _SIDE = 34.0, 14.0  # pixels of a row, and at both of its sides
_GROUP = 0.42  # the most of a row that is left to its group, or to why it cannot be done


@final
class PaletteList(Dressed, QWidget):
    """Shows some rows of many, the one at hand among them. It has no keys of its own: who types, walks."""

    pressed = Signal()  # the row at hand is to be done
    moved = Signal()  # another row is at hand

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[Found, ...] = ()
        self._place, self._first = 0, 0
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("What fits"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def tall(self) -> float:
        """How high a row is."""
        return _TALL * self.scale

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._found)

    @property
    def at(self) -> Found | None:
        """The row at hand."""
        return self._found[self._place] if self._found else None

    @property
    def found(self) -> tuple[Found, ...]:
        """All rows."""
        return self._found

    def rows_in(self, height: float, most: int) -> int:
        """How many rows are shown where there is so much room."""
        return max(1, min(len(self._found), most, int(height // self.tall)))

    def show_found(self, rows: Sequence[Found]) -> None:
        """Shows other rows, the first of them at hand."""
        self._found, self._place, self._first = tuple(rows), 0, 0
        self.moved.emit()
        self.update()

    def go_to(self, name: str | None) -> None:
        """Takes the row of an entry in hand, if there is one."""
        place = next((k for k, row in enumerate(self._found) if row.entry.name == name), None)
        if place is not None:
            self.walk(place - self._place)

    def walk(self, steps: int) -> None:
        """Some rows down; from the last one step leads to the first."""
        if not self._found:
            return
        last = len(self._found) - 1
        ends = abs(steps) == 1 and not 0 <= self._place + steps <= last
        self._place = (0 if steps > 0 else last) if ends else max(0, min(self._place + steps, last))
        self._show_row()
        self.moved.emit()
        self.update()

    def _seen(self) -> int:
        return max(1, round(self.height() / self.tall))

    def _show_row(self) -> None:
        self._first = max(min(self._first, self._place), self._place - self._seen() + 1)

    def row_at(self, place: QPointF) -> int | None:
        """The number of the row at a place."""
        row = self._first + int(place.y() // self.tall)
        return row if 0 <= row < len(self._found) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Takes the row under the pointer in hand."""
        row = self.row_at(event.position())
        if row is not None and row != self._place:
            self._place = row
            self.moved.emit()
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The row is at hand; it is done when the button is let go."""
        self.mouseMoveEvent(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Does the row under the pointer."""
        if self.row_at(event.position()) == self._place and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Moves the rows."""
        turned = 1 if event.angleDelta().y() < 0 else -1
        self._first = max(0, min(self._first + 3 * turned, len(self._found) - self._seen()))
        self._place = max(self._first, min(self._place, self._first + self._seen() - 1))
        self.moved.emit()
        self.update()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that are seen, and how many there are beside them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = self._seen()
        self._first = max(0, min(self._first, len(self._found) - seen))
        for line, row in enumerate(self._found[self._first : self._first + seen]):
            box = QRectF(0, line * self.tall, self.width(), self.tall)
            self._paint_row(painter, box, row, self._first + line == self._place)
        if len(self._found) > seen:
            share, room = seen / len(self._found), self.height() - 4.0
            high = max(20.0, share * room)
            top = 2 + (room - high) * self._first / (len(self._found) - seen)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("line2"))
            painter.drawRoundedRect(QRectF(self.width() - 4.0, top, 4, high), 2, 2)

    def _paint_row(self, painter: QPainter, box: QRectF, row: Found, at: bool) -> None:
        theme, scale, entry = self.theme, self.scale, row.entry
        if at:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line2" if theme.name == "dark" else "line"))
            painter.drawRoundedRect(box.adjusted(0, 1, -7 * scale, -1), 8 * scale, 8 * scale)
        inner = box.adjusted(_SIDE * scale, 0, -(_SIDE + 8) * scale, 0)
        right = self._paint_caps(painter, inner, entry.shown, at)
        beside = entry.lack or (
            self.tr("{group}, so it is now").format(group=entry.group) if entry.now else entry.group
        )
        painter.setFont(font(12 * scale))
        metrics = QFontMetricsF(painter.font())
        beside = metrics.elidedText(beside, Qt.TextElideMode.ElideRight, _GROUP * inner.width())
        wide = metrics.horizontalAdvance(beside)
        area = QRectF(right - wide, box.top(), wide + 2, box.height())
        painter.setPen(theme.color("ink2" if at or entry.lack else "ink3"))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, beside)
        self._paint_words(
            painter,
            QRectF(inner.left(), box.top(), area.left() - inner.left() - 12 * scale, box.height()),
            row,
        )

    def _paint_words(self, painter: QPainter, room: QRectF, row: Found) -> None:
        """The words, letters that were found in strong; what has no room ends in dots."""
        theme, scale, entry = self.theme, self.scale, row.entry
        quiet, strong = font(14 * scale, 500), font(14 * scale, 700)
        ink = theme.color("ink3" if entry.lack else "ink")
        words = QFontMetricsF(strong).elidedText(entry.words, Qt.TextElideMode.ElideRight, room.width())
        places, x = set(row.match.places), room.left()
        start = 0
        while start < len(words):
            lit, end = start in places, start + 1
            while end < len(words) and (end in places) == lit:
                end += 1
            painter.setFont(strong if lit else quiet)
            painter.setPen(theme.color("weight_text") if lit and not entry.lack else ink)
            wide = QFontMetricsF(painter.font()).horizontalAdvance(words[start:end])
            painter.drawText(
                QRectF(x, room.top(), wide + 2, room.height()),
                Qt.AlignmentFlag.AlignVCenter,
                words[start:end],
            )
            x, start = x + wide, end

    def _paint_caps(self, painter: QPainter, inner: QRectF, shown: str, at: bool) -> float:
        """The keys at the right end; where what is left of them ends."""
        right, scale = inner.right(), self.scale
        edge = "ink3" if at else "line2"  # the row at hand is filled with the other
        for cap in reversed(shown.split(" ") if shown else []):
            wide = cap_width(cap, scale)
            box = QRectF(right - wide, inner.center().y() - 10.5 * scale, wide, 21 * scale)
            paint_cap(painter, self.theme, box, cap, scale, "ink", edge)
            right -= wide + 4 * scale
        return right - (8 * scale if shown else 0)
