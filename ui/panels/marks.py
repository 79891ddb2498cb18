"""The small signs beside what is told: a check, a ring, the cap of a key, words that can be pressed, and the wide buttons
at the foot of a panel. They know what they look like, never what they mean.
"""

from __future__ import annotations

from typing import Literal, final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.panels.buttons import Dressed, paint_focus
from ui.theme import Theme, font
from ui.views.shortcuts import PRESS, presses, takes

Sign = Literal["done", "holds", "open", "fails"]


def paint_sign(
    painter: QPainter, theme: Theme, center: QPointF, radius: float, sign: Sign, ring: str = "line2"
) -> None:
    """A disc with a tick for what is done (ink) or holds (slate), a ring for what is open, a barred ring for what is not so."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if sign in ("open", "fails"):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.pen(ring if sign == "open" else "slate", max(1.6, 0.18 * radius)))
        painter.drawEllipse(center, radius - 1, radius - 1)
        if sign == "fails":
            half = 0.42 * radius
            painter.drawLine(center - QPointF(half, 0), center + QPointF(half, 0))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("ink" if sign == "done" else "slate"))
    painter.drawEllipse(center, radius, radius)
    tick = QPainterPath(center + QPointF(-0.44, 0.02) * radius)
    tick.lineTo(center + QPointF(-0.12, 0.36) * radius)
    tick.lineTo(center + QPointF(0.46, -0.32) * radius)
    pen = theme.pen("panel", max(1.5, 0.19 * radius), flat=False)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(tick)


def paint_veil(painter: QPainter, theme: Theme, area: QRect) -> None:
    """What lies between a card and the window that it is over."""
    veil = theme.color("bg")
    veil.setAlphaF(0.72)
    painter.fillRect(area, veil)


def cap_width(words: str, scale: float) -> float:
    """How wide the cap of a key is."""
    return max(22 * scale, QFontMetricsF(font(11.5 * scale, 600)).horizontalAdvance(words) + 11 * scale)


def paint_cap(
    painter: QPainter, theme: Theme, box: QRectF, words: str, scale: float, ink: str, edge: str
) -> None:
    """The cap of a key, with what stands on it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.pen(edge, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 5 * scale, 5 * scale)
    painter.setPen(theme.color(ink))
    painter.setFont(font(11.5 * scale, 600))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


class Pressed(Dressed, QAbstractButton):
    """What these buttons share: a hand over them, a tab stop, and keys that press them instead of the window's."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return takes(event, PRESS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not presses(self, event):
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


@final
class Sealed(Dressed, QWidget):
    """A sign by itself."""

    def __init__(self, sign: Sign, radius: float, ring: str = "line2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign, self._radius, self._ring = sign, radius, ring

    def show_sign(self, sign: Sign) -> None:
        """Shows another sign."""
        if sign != self.sign:
            self.sign = sign
            self.update()

    def sizeHint(self) -> QSize:
        side = round(2 * self._radius * self.scale) + 2
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = QPointF(self.width() / 2, self.sizeHint().height() / 2)
        paint_sign(painter, self.theme, middle, self._radius * self.scale, self.sign, self._ring)


@final
class Link(Pressed):
    """Words that can be pressed, underlined, with the cap of their key if they have one."""

    def __init__(
        self, text: str, tip: str, token: str = "ink2", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setToolTip(tip)
        self._token, self._key = token, key

    def _words(self) -> float:
        return QFontMetricsF(font(13 * self.scale, 600)).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        cap = cap_width(self._key, self.scale) + 6 * self.scale if self._key else 0.0
        return QSize(round(self._words() + cap + 3 * self.scale), round(28 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, token = self.scale, "ink" if self.underMouse() else self._token
        left, wide = 1.0, self._words()
        painter.setFont(font(13 * scale, 600))
        painter.setPen(self.theme.color(token))
        line = QRectF(left, 0, wide + 2, self.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            box = QRectF(
                left + wide + 6 * scale,
                (self.height() - 20 * scale) / 2,
                cap_width(self._key, scale),
                20 * scale,
            )
            paint_cap(painter, self.theme, box, self._key, scale, token, "line2")
        else:
            low = self.height() / 2 + 8.5 * scale
            painter.setPen(self.theme.pen(token, 1.2))
            painter.drawLine(QPointF(left, low), QPointF(left + wide, low))
        if self.hasFocus():
            paint_focus(painter, self.theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6)


@final
class FootButton(Pressed):
    """A wide pill with words and the cap of its key; where there is no room for both the cap goes, then the words' end."""

    def __init__(self, text: str, key: str, strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._key, self._strong, self._capped = key, strong, True

    def show_cap(self, on: bool) -> None:
        """Shows the cap of the key where there is room for it, or not."""
        self._capped = on
        self.updateGeometry()
        self.update()

    def say(self, text: str, tip: str) -> None:
        """Shows other words."""
        if (text, tip) != (self.text(), self.toolTip()):
            self.setText(text)
            self.setAccessibleName(text)
            self.setToolTip(tip)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(font(14 * self.scale, 600)).horizontalAdvance(self.text())
        wide = words + (
            cap_width(self._key, self.scale) + 38 * self.scale if self._capped else 32 * self.scale
        )
        return QSize(round(wide), round(42 * self.scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(64 * self.scale), round(42 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, area = self.scale, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius, able = area.height() / 2, self.isEnabled()
        hot, strong = self.underMouse() and able, self._strong and able
        if strong:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                self.theme.mixed("primary", "ink3", 0.82) if hot else self.theme.color("primary")
            )
        else:
            painter.setPen(self.theme.pen("line2", 1.2))
            painter.setBrush(self.theme.color("line" if hot else "sunk"))
        painter.drawRoundedRect(area, radius, radius)
        ink = "on_primary" if strong else "ink" if able else "ink3"
        face = font(14 * scale, 600)
        words, cap = QFontMetricsF(face).horizontalAdvance(self.text()), cap_width(self._key, scale)
        room = self.width() - 28 * scale
        capped = self._capped and words + cap + 4 * scale <= room
        painter.setFont(face)
        painter.setPen(self.theme.color(ink))
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room) + 2)
        free = area.adjusted(12 * scale, 0, -(cap + 14 * scale if capped else 12 * scale), 0)
        painter.drawText(free, int(Qt.AlignmentFlag.AlignCenter), text)
        if capped:
            box = QRectF(self.width() - cap - 12 * scale, (self.height() - 22 * scale) / 2, cap, 22 * scale)
            paint_cap(painter, self.theme, box, self._key, scale, ink, "ink3" if strong else "line2")
        if self.hasFocus():
            paint_focus(painter, self.theme, area, radius)
