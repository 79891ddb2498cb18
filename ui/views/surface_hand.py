"""What the pointer and the keys do on the map: a press sets the point and a drag moves it, the wheel zooms. It changes nothing
itself but says what is wished.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import final

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.views.surface_where import Where
from wbsim.plan import Plan
from wbsim.probes.axes import Axes, Place
from wbsim.probes.ground import Window
from wbsim.snapshot import Snapshot

LIVE = 640  # parameters that move along while a direction is dragged; of more of them when it is let go
_STEP = 0.8  # one notch of the wheel towards the map
_SHARE = 1 / 60  # of the window, that an arrow key moves
WALK = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
ZOOMS = {Qt.Key.Key_PageUp: _STEP, Qt.Key.Key_PageDown: 1 / _STEP}
_gestures = count(1)


@dataclass(frozen=True, eq=False)
class Ground:
    """What there is to point at: a plot over two axes, of a plan whose θ a snapshot has."""

    where: Where
    axes: Axes
    snapshot: Snapshot
    closed: bool = False  # whether the point must not be moved

    @property
    def plan(self) -> Plan:
        """The network that is moved."""
        return self.snapshot.plan


@final
class SurfaceHand(QObject):
    """The pointer over the map; `held` is where a point is that has been dragged but not set, None where there is none."""

    parameter_set = Signal(dict, str)
    window_wished = Signal(object)  # a window, or None for the one that holds the path
    refused = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.held: Place | None = None
        self.pointer: QPointF | None = None  # where it is over the map, None while it is elsewhere
        self._where: Where | None = None  # of the map as it was when the drag began
        self._gesture = ""
        self._pinned = False  # whether the window is held for the drag alone

    @property
    def dragging(self) -> bool:
        """Whether the button is down."""
        return self._where is not None

    def press(self, ground: Ground, at: QPointF, chosen: Window | None) -> None:
        """Begins a drag, the point is there at once; `chosen` is the window that somebody has chosen, if any."""
        if not ground.where.plot.contains(at):
            return
        if ground.closed:
            self.refused.emit()
            return
        self._gesture = f"surface drag {next(_gestures)}"
        self._where, self._pinned = ground.where, chosen is None
        if self._pinned:  # the map stays as it is under the pointer
            self.window_wished.emit(ground.where.window)
        self.move(ground, at)

    def move(self, ground: Ground, at: QPointF) -> None:
        """Goes on with a drag."""
        if self._where is None:
            return
        place = self._where.place(at)
        if ground.axes.ids is None and ground.plan.size > LIVE:
            self.held = place
            return
        self._set(ground, place, self._gesture)

    def release(self, ground: Ground) -> None:
        """Lets go."""
        if self._where is None:
            return
        if self.held is not None:
            self._set(ground, self.held, self._gesture)
        self._where = self.held = None
        if self._pinned:
            self._pinned = False
            self.window_wished.emit(None)

    def _set(self, ground: Ground, place: Place, gesture: str) -> None:
        values = ground.axes.moved(ground.plan, ground.snapshot.state.theta, place)
        if values:
            self.parameter_set.emit(values, gesture)

    def wheel(self, where: Where, notches: float, at: QPointF) -> None:
        """Zooms around the pointer."""
        if where.plot.contains(at) and notches:
            self.window_wished.emit(where.zoomed(_STEP**notches, at))

    def key(self, ground: Ground, event: QKeyEvent) -> bool:
        """Whether a key did something: arrows move the point, ten times as far with Shift."""
        key, where = Qt.Key(event.key()), ground.where
        if key in ZOOMS:
            at = ground.axes.at(ground.snapshot.state.theta)
            self.window_wished.emit(where.zoomed(ZOOMS[key], where.point(at)))
            return True
        if key == Qt.Key.Key_0:
            self.window_wished.emit(None)
            return True
        if key not in WALK:
            return False
        if ground.closed:
            self.refused.emit()
            return True
        share = _SHARE * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        low_u, high_u, low_v, high_v = where.window
        u, v = ground.axes.at(ground.snapshot.state.theta)
        right, up = WALK[key]
        to = (u + right * share * (high_u - low_u), v + up * share * (high_v - low_v))
        self._set(ground, where.rounded(to), f"surface key {next(_gestures)}")
        return True
