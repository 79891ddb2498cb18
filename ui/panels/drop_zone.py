"""Where things are let go while they are dragged over the window: a frame around all of it, and a sentence that says what will
happen. It knows nothing of what is dragged.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.panels.buttons import Dressed
from ui.panels.marks import paint_veil
from ui.theme import font

_TYPE, _MOST = 19.0, 760.0  # pixels of type, and of a line of it, at scale 1


@final
class DropZone(Dressed, QWidget):
    """Lies over a window and takes nothing from it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words, self.opens = "", True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def open(self, words: str, opens: bool) -> None:
        """Says what letting go would do, or why nothing would come of it."""
        parent = self.parentWidget()
        assert parent is not None
        self.words, self.opens = words, opens
        self.setAccessibleName(words)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scale = self.theme, self.scale
        paint_veil(painter, theme, self.rect())
        edge = "weight" if self.opens else "loss"
        pen = QPen(theme.color(edge), 3 * max(1.0, scale), Qt.PenStyle.DashLine)
        pen.setDashPattern([3.2, 2.4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        margin = 14 * scale
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(margin, margin, -margin, -margin), 18, 18)
        face = font(_TYPE * scale, 600)
        room = min(_MOST * scale, self.width() - 8 * margin)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        words = QFontMetricsF(face).boundingRect(QRectF(0, 0, room, 1000), flags, self.words)
        side = 34 * scale
        card = QRectF(0, 0, words.width() + 72 * scale, words.height() + side + 66 * scale)
        card.moveCenter(QRectF(self.rect()).center())
        painter.setPen(theme.pen(edge, 1.6))
        painter.setBrush(theme.color("raised" if self.opens else "loss_pale"))
        painter.drawRoundedRect(card, 16, 16)
        ink = theme.color("ink" if self.opens else "loss_text")
        square = QRectF(card.center().x() - side / 2, card.top() + 22 * scale, side, side)
        icons.paint(painter, "drop" if self.opens else "warning", square, ink)
        painter.setFont(face)
        painter.setPen(ink)
        text = QRectF(card.center().x() - room / 2, square.bottom() + 16 * scale, room, words.height() + 4)
        painter.drawText(text, flags, self.words)
