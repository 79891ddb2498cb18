"""The small switch between a logarithmic and a linear axis."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme


@final
class ScaleSwitch(QAbstractButton):
    """Shows the scale in use; a click wishes for the other one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._scale = 1.0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Scale of the loss axis"))
        self.setToolTip(self.tr("Scale of the loss axis: logarithmic or linear (L)"))

    def show_word(self, word: str, theme: Theme, scale: float) -> None:
        """Shows the scale in use, in the size that it needs."""
        if (word, theme, scale) == (self.text(), self._theme, self._scale):
            return
        self._theme, self._scale = theme, scale
        self.setText(word)
        wide = QFontMetricsF(themes.font(12.5 * scale, 500)).horizontalAdvance(word)
        self.resize(round(wide + 22 * scale), round(22 * scale))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The word and two small arrows: it goes back and forth."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scale = self._theme, self._scale
        if self.hasFocus() or self.underMouse():
            painter.setPen(theme.pen("weight", 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line" if self.underMouse() else "panel"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(max(11.5, 12.5 * scale), 500))
        box = QRectF(4 * scale, 0, self.width(), self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("ink2"))
        x, y = self.width() - 9 * scale, self.height() / 2
        for side in (-1, 1):
            tip = y + side * 5 * scale
            foot = y + side * 1.5 * scale
            painter.drawPolygon(
                QPolygonF([QPointF(x, tip), QPointF(x - 3.2 * scale, foot), QPointF(x + 3.2 * scale, foot)])
            )
