"""The scene in which the beds lie, with what is painted behind and in front of all of them. It reports the pointer
and knows nothing of what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

Paint = Callable[[QPainter], None]
_STILL = 4  # pixels that a click may move


@final
class Canvas(pg.GraphicsView):  # type: ignore[misc]
    """A view in which a scene's unit is a pixel; everything in it is painted together, once a frame."""

    pointed = Signal(QPointF)  # where the pointer moves
    pressed = Signal(QPointF)  # where the left button is pressed
    released = Signal()  # it is let go
    clicked = Signal(QPointF, bool)  # where it was pressed and let go, and whether with Shift
    left = Signal()  # the pointer is gone
    asked = Signal(QHelpEvent)  # the pointer rests: what is there?

    def __init__(self, parent: QWidget, behind: Paint, before: Paint) -> None:
        super().__init__(parent, background=None)
        self._behind, self._before = behind, before
        self._pressed: QPointF | None = None
        self.setCentralItem(None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys belong to the timeline
        self.setAcceptDrops(False)  # what is dropped belongs to the window
        self.setAntialiasing(True)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # what is behind is kept elsewhere
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        port = self.viewport()
        port.setAutoFillBackground(False)
        port.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        port.setMouseTracking(True)

    def repaint_soon(self) -> None:
        """Asks for one painting of everything, and has the boxes settle before it, or they would ask for a second."""
        self.scene().prepareForPaint()
        self.viewport().update()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paints what is behind the beds."""
        self._behind(painter)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paints what runs through all beds or beside them."""
        self._before(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Reports every move, also those that the scene leaves out when they come too fast."""
        super().mouseMoveEvent(event)
        self.pointed.emit(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remembers where a click may have begun."""
        super().mousePressEvent(event)
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is not None:
            self.pressed.emit(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Reports a click; what moved on the way was a drag."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and (event.position() - pressed).manhattanLength() <= _STILL:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.clicked.emit(event.position(), shift)
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Reports that the pointer is gone."""
        super().leaveEvent(event)
        self.left.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Passes on the question for a tooltip, which the scene would put to single items."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.asked.emit(event)
            return True
        return bool(super().viewportEvent(event))
