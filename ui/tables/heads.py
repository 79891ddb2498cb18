"""What stands over each column of a table: its name, what becomes of it, and what its values are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.panels.buttons import Dressed
from ui.theme import Theme, count, font
from wbsim.tables import Glance, Prepared, Use
from wbsim.translation import plural, translated

_NARROW, _WIDE = 78, 200  # pixels of a column


@dataclass(frozen=True)
class Head:
    """What stands over a column: its part as a pill, and a word on its values; `wrong` where it must be mended."""

    name: str
    part: str = ""
    kind: str = ""
    why: str = ""
    wrong: bool = False
    number: bool = False
    misfit: int = -1  # the row that is to be mended


def heads_of(glance: Glance, ready: Prepared | None) -> tuple[Head, ...]:
    """The heads of a table; before it is read whole they have names alone."""
    if ready is None:
        return tuple(Head(name) for name in glance.names)
    named = [_where(problem.where) for problem in ready.problems]
    return tuple(_head(use, ready, use.column.name in named) for use in ready.uses)


def _head(use: Use, ready: Prepared, named: bool) -> Head:
    column = use.column
    wrong = named or (column.misfit is not None and use.part != "left out")
    if use.part == "target" and ready.labels:
        kind = translated("{count} classes", count=len(ready.labels))
    elif column.kind == "text" and use.part == "input":
        kind = plural(len(use.inputs), "text → {count} input", "text → {count} inputs")
    elif use.part == "left out":
        kind = use.why
    else:
        kind = translated(column.kind)
    if column.missing and use.part != "left out":
        kind = translated("{kind}, {count} missing", kind=kind, count=count(column.missing))
    misfit = column.misfit[0] if column.misfit is not None and use.part != "left out" else -1
    return Head(column.name, use.part, kind, use.why, wrong, column.values is not None, misfit)


def _where(place: str) -> str:
    """The column that a place in a table names, if any."""
    return place.rpartition(" “")[2].removesuffix("”") if place.endswith("”") else ""


@final
class Heads(Dressed, QHeaderView):
    """The row of heads over a table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.shown: tuple[Head, ...] = ()
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFixedHeight(round(64 * scale))

    def width_of(self, head: Head, cells: list[str]) -> int:
        """As wide as the head or the widest cell needs, within reason."""
        name = QFontMetricsF(font(13 * self.scale, 600)).horizontalAdvance(head.name)
        kind = QFontMetricsF(font(11.5 * self.scale, 500)).horizontalAdvance(head.kind)
        plain = QFontMetricsF(font(12.5 * self.scale, 600))
        part = (
            QFontMetricsF(font(11.5 * self.scale, 600)).horizontalAdvance(self._part(head)) + 14 * self.scale
        )
        wide = max([name, part, min(kind, 150 * self.scale), *map(plain.horizontalAdvance, cells)])
        return round(min(_WIDE * self.scale, max(_NARROW * self.scale, wide + 24 * self.scale)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section >= len(self.shown):
            return
        head, scale, theme = self.shown[section], self.scale, self.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("sunk"))
        painter.setPen(theme.pen("line", 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = QRectF(rect).adjusted(8 * scale, 5 * scale, -6 * scale, -4 * scale)
        quiet = head.part == "left out"
        line = inner.height() / 3
        name = QRectF(inner.x(), inner.y(), inner.width(), line)
        self._text(painter, name, head.name, 13, 600, "ink3" if quiet else "ink")
        if head.part:
            self._pill(painter, QPoint(round(inner.x()), round(inner.y() + line)), line, head)
        token = "loss_text" if head.wrong else "ink3" if quiet else "ink2"
        kind = QRectF(inner.x(), inner.y() + 2 * line + 1, inner.width(), line)
        self._text(painter, kind, head.kind, 11.5, 500, token)
        painter.restore()

    def _text(self, painter: QPainter, box: QRectF, words: str, size: float, weight: int, token: str) -> None:
        painter.setFont(font(size * self.scale, weight))
        painter.setPen(self.theme.color(token))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(box.width()) + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _part(self, head: Head) -> str:
        """What becomes of a column, in words."""
        return self.tr("must be mended") if head.wrong else translated(head.part)

    def _pill(self, painter: QPainter, at: QPoint, height: float, head: Head) -> None:
        """The part of a column: the target stands out, what is left out steps back."""
        words = self._part(head)
        face = font(11.5 * self.scale, 600)
        wide = QFontMetricsF(face).horizontalAdvance(words) + 14 * self.scale
        box = QRectF(at.x(), at.y() + 1, wide, height - 1)
        target, quiet = head.part == "target" and not head.wrong, head.part == "left out"
        bed = "loss_pale" if head.wrong else "primary" if target else "sunk" if quiet else "panel"
        painter.setPen(Qt.PenStyle.NoPen if target or head.wrong else self.theme.pen("line2", 1))
        painter.setBrush(self.theme.color(bed))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(face)
        ink = "loss_text" if head.wrong else "on_primary" if target else "ink3" if quiet else "ink"
        painter.setPen(self.theme.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
