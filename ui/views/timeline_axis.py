"""The axis of updates that all beds share: it follows the whole run until somebody looks closer."""

from __future__ import annotations

from typing import final

from pyqtgraph import Point
from PySide6.QtCore import QObject, QRectF, Signal

from ui.views.timeline_bed import Bed
from ui.views.timeline_layout import TimelineLayout

_CLOSEST = 10.0  # updates that can fill the axis
_FEWEST = 8.0  # bins of the history that can fill it


@final
class UpdateAxis(QObject):
    """Linked beds. Zoomed, the range holds still while the run goes on; else it is from 0 to the run's end."""

    changed = Signal()  # people zoomed or moved

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beds: tuple[Bed, ...] = ()
        self._end = 1.0
        self._limits = (0.0, 0.0)
        self._zoomed = False

    def new_bed(self) -> Bed:
        """One bed more, linked to the first."""
        bed = Bed()
        if self.beds:
            bed.setXLink(self.beds[0])
            bed.setLimits(xMin=0.0, xMax=self._limits[0], minXRange=self._limits[1])
            bed.show_updates(*self.updates)
            bed.show_moving(self._zoomed)
        bed.sigRangeChangedManually.connect(self._moved)
        bed.whole_wished.connect(self.show_whole)
        self.beds = (*self.beds, bed)
        return bed

    @property
    def zoomed(self) -> bool:
        """Whether only a part of the run is shown."""
        return self._zoomed

    @property
    def updates(self) -> tuple[float, float]:
        """From which update to which the axis goes."""
        return self.beds[0].updates

    def place(self, where: TimelineLayout, shown: list[Bed]) -> None:
        """Lays the beds that are shown where they belong, and hides the others."""
        for bed in self.beds:
            if bed.isVisible() != (bed in shown):
                bed.setVisible(bed in shown)
        for bed, top in zip(shown, where.tops, strict=True):
            box = QRectF(where.left, top, where.width, where.height)
            if bed.geometry() != box:
                bed.setGeometry(box)

    def follow(self, end: int, stride: int) -> None:
        """Takes the end of a run's axis, and how many updates a bin of its history holds."""
        closest = min(float(end), max(_CLOSEST, _FEWEST * stride))
        if self._zoomed and self.updates[1] > end * (1 + 1e-9):
            self._set_zoomed(False)  # the run began anew, and what was looked at is gone
        self._end = float(end)
        if self._limits != (self._end, closest):
            self._limits = (self._end, closest)
            for bed in self.beds:
                bed.setLimits(xMin=0.0, xMax=self._end, minXRange=closest)
        if not self._zoomed:
            self._fill()

    def show_whole(self) -> None:
        """Shows the run from its start to its end again, and follows it from now on."""
        if self._zoomed:
            self._set_zoomed(False)
            self._fill()
            self.changed.emit()

    def zoom(self, factor: float, around: float) -> None:
        """Shows `factor` times as many updates; the one at `around` keeps its place."""
        self.beds[0].scaleBy(x=factor, center=Point(around, 0.0))
        self._moved()

    def reveal(self, update: float) -> None:
        """Moves the part that is shown as far as it takes to show an update."""
        low, high = self.updates
        away = min(0.0, update - low) + max(0.0, update - high)
        if away:
            self.beds[0].translateBy(x=away)
            self._moved()

    def _fill(self) -> None:
        # the others follow by their links; set one by one, each would hand its rounding on to this one
        self.beds[0].show_updates(0.0, self._end)

    def _moved(self) -> None:
        low, high = self.updates
        self._set_zoomed(high - low < self._end * (1 - 1e-6))
        self.changed.emit()

    def _set_zoomed(self, zoomed: bool) -> None:
        self._zoomed = zoomed
        for bed in self.beds:
            bed.show_moving(zoomed)
