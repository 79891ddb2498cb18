"""How far something is, as a thin line."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.panels.buttons import Dressed


@final
class Bar(Dressed, QWidget):
    """The share that is done, dark on pale."""

    share = 0.0

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        if share != self.share:
            self.share = share
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, round(4 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        half = self.height() / 2
        for token, width in (("line", float(self.width())), ("ink2", self.share * self.width())):
            painter.setBrush(self.theme.color(token))
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), half, half)
