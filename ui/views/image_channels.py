"""The planes that a deeper convolution reads, as small maps in a row; a click or ← and → choose one, or all of them."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import KEY_REASONS
from ui.views.image_facts import Filters
from ui.views.image_pixels import draw_picture, fitted_box, frame_pixels, map_strip, pixel_box
from ui.views.image_reckoning import Reckoning
from ui.views.image_words import tr
from ui.views.shortcuts import takes

_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@final
class ChannelStrip(QWidget):
    """Emits `chosen` with the plane, from 0, or None for all."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("What the filters read"))
        self.setMouseTracking(True)
        self._found: Filters | None = None
        self._look = Look(LIGHT)
        self._now: Reckoning | None = None
        self._by_keys = False

    def show_filters(self, found: Filters, look: Look, now: Reckoning | None) -> None:
        """Shows what they read, and where the patch at hand lies in it."""
        self._found, self._look, self._now = found, look, now
        self.update()

    @property
    def channel(self) -> int | None:
        """The plane that is chosen."""
        channel = self._look.image.channel
        return (
            channel
            if self._found is not None and channel is not None and channel < self._found.channels
            else None
        )

    def _words(self) -> str:
        assert self._found is not None
        return tr("reads {n} maps").format(n=self._found.channels)

    def _all(self) -> QRectF:
        """The pill that chooses all."""
        font = themes.font(max(11.5, 12.5 * self._look.scale), 600)
        left = QFontMetricsF(font).horizontalAdvance(self._words()) + 12
        wide = QFontMetricsF(font).horizontalAdvance(tr("all")) + 20
        return QRectF(left, self.height() / 2 - 12, wide, 24)

    def boxes(self) -> list[tuple[int, QRectF]]:
        """The planes that have room, with their places: around the chosen one where not all have."""
        found = self._found
        if found is None:
            return []
        _, rows, columns = found.maps.reads.shape
        edge = self.height() - 8.0
        step, left = edge + 7, self._all().right() + 12
        room = max(1, int((self.width() - left - 40) // step))
        count = found.channels
        first = 0 if count <= room else min(max(0, (self.channel or 0) - room // 2), count - room)
        return [
            (first + k, fitted_box(QRectF(left + k * step, 4, edge, edge), rows, columns))
            for k in range(min(room, count))
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, the pill, the maps."""
        found, look = self._found, self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.theme.color("panel"))
        if found is None:
            return
        theme = look.theme
        font = themes.font(max(11.5, 12.5 * look.scale), 600)
        painter.setFont(font)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(0, 0, self.width(), self.height()), _LEFT, self._words())
        pill, every = self._all(), self.channel is None
        painter.setPen(Qt.PenStyle.NoPen if every else theme.pen("line2", 1))
        painter.setBrush(theme.color("primary" if every else "sunk"))
        painter.drawRoundedRect(pill, 12, 12)
        painter.setPen(theme.color("on_primary" if every else "ink2"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, tr("all"))
        boxes = self.boxes()
        count, rows, columns = found.maps.reads.shape
        strip = map_strip(theme, found.maps.reads, max(1e-9, float(abs(found.maps.reads).max())))
        for channel, box in boxes:
            draw_picture(painter, theme, box, strip, QRectF(0, channel * rows, columns, rows), 3)
            if self._now is not None:
                part, side = self._now.patch, found.layer.kernel
                frame = pixel_box(box, rows, columns, part.top, part.left, side).intersected(box)
                frame_pixels(painter, theme, frame, 1.3)
            if channel == self.channel:
                painter.setPen(theme.pen("ink", 2.4))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 5, 5)
        if boxes and len(boxes) < count:
            painter.setPen(theme.color("ink2"))
            rest = QRectF(boxes[-1][1].right() + 8, 0, 60, self.height())
            painter.drawText(rest, _LEFT, f"+{count - len(boxes)}")
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _at(self, place: QPointF) -> tuple[bool, int | None]:
        """Whether something can be chosen at a place, and what."""
        if self._found is not None and self._all().contains(place):
            return True, None
        hit = next((n for n, box in self.boxes() if box.adjusted(-3, -3, 3, 3).contains(place)), None)
        return hit is not None, hit

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses; the chosen one again gives all."""
        hit, channel = self._at(event.position())
        if hit and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(None if channel == self.channel else channel)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows what can be clicked."""
        if self._at(event.position())[0]:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Keeps its keys; names what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit, channel = self._at(QPointF(event.pos()))
            words = ""
            if hit and channel is None:
                words = tr("The filters' weights for all planes, each small")
            elif hit:
                words = tr("Plane {n}: click to see the filters' weights for it").format(n=(channel or 0) + 1)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from plane to plane, Home to all."""
        if self._found is None or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        now = -1 if self.channel is None else self.channel
        wished = (
            -1 if event.key() == Qt.Key.Key_Home else now + (1 if event.key() == Qt.Key.Key_Right else -1)
        )
        if -1 <= wished < self._found.channels:
            self.chosen.emit(None if wished < 0 else wished)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()
