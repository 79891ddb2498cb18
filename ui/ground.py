"""What the window stands on: as it is, or enlarged as a whole, and then it scrolls both ways where it has become larger than
the window. It knows nothing of what stands on it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTransform
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsProxyWidget,
    QGraphicsScene,
    QGraphicsView,
    QLayout,
    QWidget,
)

LEAST = QSize(1024, 600)  # the smallest window in which nothing is cut off, with text of the usual size
_STEP = 60  # pixels that one key scrolls by, at the usual size


@final
class _Lying(QGraphicsProxyWidget):
    """A floor under the glass: Tab scrolls to what it reaches."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        floor = self.widget()
        reached = floor.focusWidget() if floor is not None else None
        if moved and reached is not None and reached is not floor:
            self.ensure_seen(QRectF(reached.rect()).translated(reached.mapTo(floor, QPoint())))
        return moved

    def ensure_seen(self, area: QRectF) -> None:
        """Scrolls until an area is in sight, or its upper left corner where it is larger than the window."""
        for glass in self.scene().views():
            seen = glass.mapToScene(glass.viewport().rect()).boundingRect()
            area.setSize(area.size().boundedTo(seen.size()))
            glass.ensureVisible(area, 12, 12)


@final
class Ground(QWidget):
    """Holds one widget, `floor`, on which everything stands. With larger text the floor lies under a magnifying glass, and
    is as large as the window is seen through it: so everything is laid out as it is in a window of that size, and every
    pixel of it is painted at the size at which it is seen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.floor = QWidget(self)
        self.floor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text = 1.0
        self._scene = QGraphicsScene(self)
        self.glass = QGraphicsView(self._scene, self)
        self.glass.setFrameShape(QFrame.Shape.NoFrame)
        self.glass.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.glass.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        for part in (self.glass, self.glass.viewport()):
            part.setAcceptDrops(False)  # what is dropped is for the window
        self.glass.hide()
        self._proxy: QGraphicsProxyWidget | None = None

    def give(self, text: float) -> None:
        """Shows the floor so large that its text is that share of the usual size."""
        if text != self.text:
            self.text = text
            self.glass.setTransform(QTransform.fromScale(text, text))
            self.take_up() if text == 1 else self._lay_under()
        self._fit()

    def _lay_under(self) -> None:
        if self._proxy is None:
            layout = self.floor.layout()
            if layout is not None:  # else it would be as large as all of it wishes
                layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
            # menus and lists that open on the floor are windows of their own, which may be larger than the glass
            self.floor.setParent(None, Qt.WindowType.Widget | Qt.WindowType.BypassGraphicsProxyWidget)
            self._proxy = _Lying()
            self._proxy.setWidget(self.floor)
            self._scene.addItem(self._proxy)
            # else everything is painted again for whatever has changed
            self._proxy.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
            self.floor.show()
            self.glass.show()
            self.glass.setFocus()  # else nobody has the keys, and none would reach a field on the floor

    def take_up(self) -> None:
        """Takes the floor from under the glass; before the end, too, for a scene would take it with it."""
        if self._proxy is not None:
            self._proxy.setWidget(None)  # type: ignore[arg-type]
            self._scene.removeItem(self._proxy)
            self._proxy = None
            self.floor.setParent(self, Qt.WindowType.Widget)
            self.glass.hide()
            self.floor.show()

    def _fit(self) -> None:
        """Lays the floor out in the room that there is, or in the least that it needs."""
        if self._proxy is None:
            self.floor.setGeometry(self.rect())
            return
        self.glass.setGeometry(self.rect())
        size = self.size_in(self.size())
        self.floor.setMinimumSize(0, 0)
        self._proxy.setMinimumSize(0, 0)
        self._proxy.resize(size)
        self._scene.setSceneRect(QRectF(0, 0, size.width(), size.height()))

    def size_in(self, window: QSize) -> QSize:
        """How large the floor is in a window."""
        if self.text == 1:
            return window
        room = QSize(int(window.width() / self.text), int(window.height() / self.text))
        bar = self.glass.verticalScrollBar().sizeHint().width() / self.text
        wide, high = room.width() < LEAST.width(), room.height() < LEAST.height()
        if wide or high:  # the bar at one side may make the other one necessary
            wide = wide or room.width() - bar < LEAST.width()
            high = high or room.height() - bar < LEAST.height()
        free = QSize(int(room.width() - bar * high), int(room.height() - bar * wide))
        return free.expandedTo(LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def roam(self, right: int, down: int) -> None:
        """Shows what lies further right or further down."""
        bars = self.glass.horizontalScrollBar(), self.glass.verticalScrollBar()
        for bar, steps in zip(bars, (right, down), strict=True):
            bar.setValue(bar.value() + steps * round(_STEP * self.text))

    def deeds(self) -> dict[str, Callable[[], None]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {
            "roam_left": partial(self.roam, -1, 0), "roam_right": partial(self.roam, 1, 0),
            "roam_up": partial(self.roam, 0, -1), "roam_down": partial(self.roam, 0, 1),
        }  # fmt: skip
