"""What the pointer does on the plane: it reads, picks points, drags lines and pans; with another tool it draws, erases
and moves points. It changes nothing itself but says what is wished.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Literal, final

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from ui.views.plane_curve_line import CurveLine
from ui.views.plane_line import NeuronLine, slid, turned
from ui.views.plane_pointing import Grip, grip_at, number_of, point_at
from ui.views.plane_strokes import Erasing, Ground, Moving, Painting, Stroke
from ui.views.plane_tools import ToolStrip
from ui.views.plane_window import moved

_gestures = count(1)


@dataclass(frozen=True, eq=False)
class Scene:
    """What there is to point at."""

    ground: Ground
    line: NeuronLine | CurveLine | None
    neuron: int | None  # whose line it is
    has_bias: bool
    turnable: bool
    scale: float
    picks: bool = True  # whether a point can be picked

    def grip(self, place: QPointF) -> Grip | None:
        """What a press here would drag."""
        if self.line is None:
            return None
        return grip_at(self.ground.where, self.line, self.has_bias, self.turnable, place.x(), place.y())

    def point(self, place: QPointF) -> tuple[str, int] | None:
        """The data point that is meant here."""
        if not self.picks:
            return None
        return point_at(self.ground.where, self.ground.cloud, place.x(), place.y(), self.scale)

    def holds(self, place: QPointF) -> bool:
        """Whether a place lies on the plot."""
        return self.ground.where.contains(place.x(), place.y())


@final
class PlaneHand(QObject):
    """The pointer over the plane; `pointer` is where it is, None while it is elsewhere."""

    sample_picked = Signal(str, int)
    parameter_set = Signal(dict, str)
    points_edited = Signal(object, str)
    window_wished = Signal(object)

    def __init__(self, tools: ToolStrip, parent: QObject) -> None:
        super().__init__(parent)
        self.pointer: QPointF | None = None
        self._tools = tools
        self._drag: Grip | Literal["pan"] | None = None  # while the button is down
        self._held = (0.0, 0.0)  # the point of the plane that panning keeps under the pointer
        self._drags = 0
        self._stroke: Stroke | None = None  # while the button is down, and until nothing waits
        self._down = False
        self._refusals = 0

    @property
    def busy(self) -> bool:
        """Whether something is being dragged, so that nothing is read."""
        return self._drag is not None or self._down

    def let_go(self) -> None:
        """Ends a drag of what is seen."""
        self._drag = None

    # --- the button ----------------------------------------------------------------------------------------

    def press(self, scene: Scene, event: QMouseEvent) -> None:
        """Begins what the tool at hand does."""
        place, tool = event.position(), self._tools.tool
        if tool == "look":
            if event.button() == Qt.MouseButton.LeftButton:
                self._look(scene, place)
        elif scene.holds(place) and not self._down:
            self._begin(scene, event)

    def _look(self, scene: Scene, place: QPointF) -> None:
        self._drag = scene.grip(place)
        if self._drag is not None:
            self._drags += 1
            return
        found, where = scene.point(place), scene.ground.where
        if found is not None:
            self.sample_picked.emit(*found)
        elif not where.is_whole and scene.holds(place):
            self._drag, self._held = "pan", where.spot(place.x(), place.y())

    def _begin(self, scene: Scene, event: QMouseEvent) -> None:
        place, tools = event.position(), self._tools
        stroke: Stroke | None = None
        if tools.tool == "draw":
            paint = tools.paint_of(event.button())
            stroke = Painting(next(_gestures), tools.radius, paint) if paint is not None else None
            tools.held_class = int(paint) if paint is not None else None
        elif event.button() == Qt.MouseButton.LeftButton:
            stroke = (
                Erasing(next(_gestures), tools.radius)
                if tools.tool == "erase"
                else self._moving(scene, event)
            )
        if stroke is not None:
            self._stroke, self._down = stroke, True
            self._ask(stroke.to(scene.ground, (place.x(), place.y())))

    def _moving(self, scene: Scene, event: QMouseEvent) -> Moving | None:
        place, ground = event.position(), scene.ground
        at = (place.x(), place.y())
        if self._tools.all_points != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            return Moving(next(_gestures), "all", ground, at)
        found = scene.point(place)
        return (
            Moving(next(_gestures), number_of(ground.cloud, *found), ground, at)
            if found is not None
            else None
        )

    def _ask(self, edit: object) -> None:
        if edit is not None and self._stroke is not None:
            self.points_edited.emit(edit, self._stroke.name)

    def move(self, scene: Scene, place: QPointF) -> None:
        """Goes on with what was begun."""
        self.pointer, where = place, scene.ground.where
        if self._drag == "pan":
            x1, x2 = where.spot(place.x(), place.y())
            self.window_wished.emit(moved(where.window, self._held[0] - x1, self._held[1] - x2, where.plane))
        elif self._drag is not None:
            self._dragged(scene, place)
        elif self._down and self._stroke is not None:
            self._ask(self._stroke.to(scene.ground, (place.x(), place.y())))

    def _dragged(self, scene: Scene, place: QPointF) -> None:
        ground, line = scene.ground, scene.line
        spot = ground.where.window.clamped(*ground.where.spot(place.x(), place.y()))
        values: dict[str, float] = {}
        if isinstance(line, CurveLine):
            source = ground.plan.description.inputs[0]
            values = line.slid(spot) if self._drag == "slide" else line.turned(spot, source)
        elif line is not None and scene.neuron is not None:
            values = (
                slid(ground.plan, scene.neuron, line, spot)
                if self._drag == "slide"
                else turned(ground.plan, scene.neuron, line, spot, ground.axes)
            )
        if values:
            self.parameter_set.emit(values, f"plane {self._drag} {self._drags}")

    def release(self) -> None:
        """Lets go; what an eraser has passed is still asked for once its last edit has taken effect."""
        self._drag, self._down, self._tools.held_class = None, False, None

    # --- keys ----------------------------------------------------------------------------------------------

    def dab(self, scene: Scene) -> None:
        """What a click where the pointer is would do, for those who draw by keys."""
        tools, place = self._tools, self.pointer
        if place is None or not scene.holds(place) or self._down:
            return
        at = (place.x(), place.y())
        self._stroke = (
            Erasing(next(_gestures), tools.radius)
            if tools.tool == "erase"
            else Painting(next(_gestures), tools.radius, tools.paint_of(Qt.MouseButton.LeftButton) or 0)
        )
        self._ask(self._stroke.to(scene.ground, at))

    # --- what comes of it ----------------------------------------------------------------------------------

    def seen(self, scene: Scene, refusals: int) -> None:
        """A moment was shown: what waited for it is asked for now. `refusals` counts the edits refused so far."""
        if self._stroke is None:
            return
        if refusals != self._refusals and isinstance(self._stroke, Erasing):
            self._stroke.refused()
        self._refusals = refusals
        self._ask(self._stroke.settled(scene.ground))

    def cursor(self, scene: Scene, place: QPointF) -> Qt.CursorShape | None:
        """The shape of the pointer at a place; None for the usual one."""
        if not scene.holds(place):
            return None
        if self._drag == "pan":
            return Qt.CursorShape.ClosedHandCursor
        if self._tools.tool in ("draw", "erase"):
            return Qt.CursorShape.CrossCursor
        if self._tools.tool == "move":
            return Qt.CursorShape.SizeAllCursor
        if scene.grip(place):
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.PointingHandCursor if scene.point(place) else Qt.CursorShape.CrossCursor
