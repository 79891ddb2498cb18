"""The bed of one chart: a view box whose updates are zoomed by the wheel and moved by dragging; and what every chart
on a bed can be asked.
"""

from __future__ import annotations

from typing import final

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui.look import Look
from ui.views.axis import Scale
from ui.views.measurements import FitCurves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Heading, Label, Read, Tag
from wbsim.snapshot import Snapshot


@final
class Bed(pg.ViewBox):  # type: ignore[misc]
    """Updates along x, which people zoom and move; values along y, which only the numbers decide."""

    whole_wished = Signal()  # by a double click

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()  # each would be asked for its bounds at every frame
        # the lines clip themselves, at whole pixels, which costs less than the shape of the box
        self.setFlag(self.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        self.borderRect.hide()

    @property
    def updates(self) -> tuple[float, float]:
        """From which update to which it shows."""
        low, high = self.state["viewRange"][0]
        return low, high

    def show_updates(self, low: float, high: float) -> None:
        """Shows the updates from `low` to `high`."""
        if self.updates != (low, high):
            self.setXRange(low, high, padding=0)

    def show_scale(self, scale: Scale) -> None:
        """Shows the values of a scale; of a logarithmic one their decimal logarithms."""
        if tuple(self.state["viewRange"][1]) != scale.ends:
            self.setYRange(*scale.ends, padding=0)

    def show_moving(self, moving: bool) -> None:
        """Shows by the pointer's shape whether there is more to drag into view."""
        self.setCursor(Qt.CursorShape.OpenHandCursor if moving else Qt.CursorShape.ArrowCursor)

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        """A double click wishes for the whole run."""
        if event.double() and event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.whole_wished.emit()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: what stands still behind the lines is painted once for all beds."""


class Curves(pg.GraphicsObject):  # type: ignore[misc]
    """A chart: lines on a bed, painted in its pixels and not in updates, so that their width and dashes hold still."""

    def __init__(self, bed: Bed) -> None:
        super().__init__(bed)
        self.bed = bed
        self._shown: tuple[TimelineLayout, Read, Look] | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """What it shows of a moment."""
        raise NotImplementedError

    def heading(self, snapshot: Snapshot, look: Look, read: Read) -> Heading:
        """Its title, and what is under it."""
        raise NotImplementedError

    def labels(
        self, where: TimelineLayout, top: int, read: Read, snapshot: Snapshot, cursor: int | None, most: int
    ) -> list[Label]:
        """At most `most` names and values at the cursor's update or, for None, the latest; its bed begins at `top`."""
        raise NotImplementedError

    def tags(self, where: TimelineLayout, top: int, read: Read) -> list[Tag]:
        """The ends of the curves of several branches; its bed begins at `top`."""
        return []

    def tip(self, read: Read) -> str:
        """What it shows, in a sentence."""
        raise NotImplementedError

    def show_read(self, where: TimelineLayout, read: Read, look: Look) -> None:
        """Takes what to draw; who calls it asks for the painting, once for all charts."""
        self._shown = (where, read, look)

    def boundingRect(self) -> QRectF:
        """The bed."""
        return QRectF(self.bed.rect())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paints what was shown last."""
        if self._shown is not None:
            self.draw(painter, *self._shown)

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws the lines; (0, 0) is the upper left corner of the bed."""
        raise NotImplementedError
