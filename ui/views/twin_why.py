"""The card that says why two twins come to different ends. What it says is computed elsewhere, from both."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.equation import draw_line, fitting
from ui.views.layer import draw_card
from ui.views.twin_reasons import reasons
from ui.views.twin_table import Reasons, Row
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


@final
class WhyView(QWidget):
    """A law, a table of both, and what follows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Why"))
        self._look = Look(LIGHT)
        self._shown = Reasons()

    @property
    def shown(self) -> Reasons:
        """What is said."""
        return self._shown

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows what a moment of both has to say."""
        found = reasons(snapshot, look)
        if found == self._shown and look is self._look:
            return
        self._shown, self._look = found, look
        self.setAccessibleDescription(found.spoken)
        self.setToolTip(found.spoken)
        self.update()

    # --- painting --------------------------------------------------------------------------------------------

    @property
    def _grown(self) -> float:
        return max(1.0, self._look.scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        """From above as much as there is room for; what goes first where there is not is the hint, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, grown, compact = self._look, self._grown, self._look.compact
        draw_card(painter, look.theme, self.size())
        side, head = (16 if compact else 20) * grown, (34 if compact else 48) * grown
        painter.setFont(themes.font((15.5 if compact else 17) * grown, 600))
        painter.setPen(look.theme.color("ink"))
        painter.drawText(QRectF(side, 0, 200, head + 2), _LEFT, self.tr("Why"))
        area = QRectF(
            side, head, self.width() - 2 * side, self.height() - head - (10 if compact else 14) * grown
        )
        for parts in (("law", "text", "table", "verdict", "hint"), ("law", "text", "table", "verdict"),
                      ("law", "table", "verdict"), ("table", "verdict"), ("verdict",)):  # fmt: skip
            if self._lay(None, area, parts) <= area.height():
                self._lay(painter, area, parts)
                return

    def _lay(self, painter: QPainter | None, area: QRectF, parts: tuple[str, ...]) -> float:
        """Paints some parts, or only measures them; returns how tall they are."""
        shown, grown, compact = self._shown, self._grown, self._look.compact
        gap, y = (8 if compact else 12) * grown, area.top()
        if "law" in parts and shown.law:
            pixels = (20 if compact else 25) * grown
            _, pixels = fitting([shown.law], area.width(), pixels, 14)
            if painter is not None:
                draw_line(
                    painter, self._look.theme, QPointF(area.left(), y + 0.95 * pixels), shown.law, pixels
                )
            y += 1.25 * pixels + 0.6 * gap
        if "text" in parts and shown.text:
            y += self._text(painter, area, y, shown.text, self._face(14.5, 500), "ink2") + gap
        if "table" in parts and shown.rows:
            y += self._table(painter, area, y) + gap
        if "verdict" in parts and shown.verdict:
            y += self._text(painter, area, y, shown.verdict, self._face(15, 600), "ink") + 0.6 * gap
        if "hint" in parts and shown.hint:
            y += self._text(painter, area, y, shown.hint, self._face(13.5, 500), "ink2") + 0.6 * gap
        return y - area.top() - 0.6 * gap

    def _face(self, pixels: float, weight: int) -> QFont:
        return themes.font(max(11.5, (0.93 if self._look.compact else 1.0) * pixels * self._grown), weight)

    def _text(
        self, painter: QPainter | None, area: QRectF, y: float, text: str, face: QFont, token: str
    ) -> float:
        box = QFontMetricsF(face).boundingRect(QRectF(area.left(), y, area.width(), 1000), _WRAP, text)
        if painter is not None:
            painter.setFont(face)
            painter.setPen(self._look.theme.color(token))
            painter.drawText(QRectF(area.left(), y, area.width(), box.height() + 4), _WRAP, text)
        return box.height()

    def _table(self, painter: QPainter | None, area: QRectF, y: float) -> float:
        shown, grown, compact = self._shown, self._grown, self._look.compact
        tall = (22 if compact else 31) * grown
        if painter is None:
            return (1 + len(shown.rows)) * tall
        theme = self._look.theme
        painter.setPen(theme.pen("line", 1))
        painter.drawLine(QLineF(area.left(), round(y) + 0.5, area.right(), round(y) + 0.5))
        columns = self._columns(area)
        painter.setFont(self._face(12.5, 500))
        painter.setPen(theme.color("ink2"))
        for head, right in zip(shown.heads, columns, strict=True):
            painter.drawText(QRectF(right - 260, y + 1, 260, tall), _RIGHT, head)
        for row in shown.rows:
            y += tall
            self._row(painter, area, y, row, columns, tall)
        return (1 + len(shown.rows)) * tall

    def _columns(self, area: QRectF) -> list[float]:
        """Where the columns end: before the words behind them, if there are some."""
        shown, grown = self._shown, self._grown
        words = max(QFontMetricsF(self._face(13, 500)).horizontalAdvance(row.word) for row in shown.rows)
        value = max(
            [QFontMetricsF(self._face(12.5, 500)).horizontalAdvance(head) for head in shown.heads]
            + [
                QFontMetricsF(self._face(17.5, 700)).horizontalAdvance(v)
                for row in shown.rows
                for v in row.values
            ]
        )
        right = area.right() - (words + 20 * grown if words else 0)
        pitch = value + 18 * grown
        return [right - pitch * (len(shown.heads) - 1 - place) for place in range(len(shown.heads))]

    def _row(
        self, painter: QPainter, area: QRectF, y: float, row: Row, columns: list[float], tall: float
    ) -> None:
        theme, left = self._look.theme, area.left()
        if row.letter:
            painter.setFont(self._face(14, 700))
            painter.setPen(theme.color("ink"))
            painter.drawText(QRectF(left, y, 30, tall), _LEFT, row.letter)
            left += painter.fontMetrics().horizontalAdvance(row.letter) + 8 * self._grown
        painter.setFont(self._face(13, 500))
        painter.setPen(theme.color("ink" if row.letter else "ink2"))
        room = columns[0] - left - QFontMetricsF(self._face(17.5, 700)).horizontalAdvance(row.values[0]) - 8
        text = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(max(0.0, room)))
        painter.drawText(QRectF(left, y, max(0.0, room) + 2, tall), _LEFT, text)
        painter.setFont(self._face(17.5, 700))
        painter.setPen(theme.color("ink"))
        for value, right in zip(row.values, columns, strict=True):
            painter.drawText(QRectF(right - 260, y, 260, tall), _RIGHT, value)
        if row.word:
            painter.setFont(self._face(13, 500))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(area.right() - 200, y, 200, tall), _RIGHT, row.word)
