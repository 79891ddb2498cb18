"""What the pointer does on the plane: it reads, picks points, drags lines and pans; with another tool it draws, erases
and moves points. It changes nothing itself but says what is wished.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from ui.views.plane_curve_line import CurveLine
from ui.views.plane_holding import Hold, held_values
from ui.views.plane_line import NeuronLine
from ui.views.plane_pointing import (
    Grip,
    grip_at,
    grip_place,
    nearest_line,
    number_of,
    point_at,
)  # fmt: skip
from ui.views.plane_strokes import Erasing, Ground, Moving, Painting, Stroke
from ui.views.plane_tools import ToolStrip
from ui.views.plane_window import moved
from wbsim.ids import bias_id

_gestures = count(1)
_ON_POINT = 4.5  # pixels from the middle of a data point within which it is meant, and no line beside it


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
    others: tuple[tuple[int, NeuronLine], ...] = ()  # the lines of the other neurons of the first layer

    def line_by(self, neuron: int | None) -> NeuronLine | CurveLine | None:
        """The line of a neuron, at hand or not."""
        return self.line if neuron is None or neuron == self.neuron else dict(self.others).get(neuron)

    def other(self, place: QPointF) -> int | None:
        """The neuron whose thin line a press here would take hold of: no grip and no data point is meant more."""
        where = self.ground.where
        if not self.others or not self.holds(place) or self.grip(place) is not None:
            return None
        found, point = nearest_line(where, self.others, place.x(), place.y()), self.point(place)
        if found is None:
            return None
        if point is not None:
            part = dict(self.ground.cloud.parts)[point[0]]
            x, y = part.spots[point[1]].tolist()
            apart = math.dist(where.pixel(x, y), (place.x(), place.y()))
            if apart <= max(found[1], _ON_POINT * self.scale):
                return None
        return found[0]

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
    neuron_selected = Signal(object)  # the neuron whose thin line was taken hold of
    parameter_set = Signal(dict, str)
    points_edited = Signal(object, str)
    window_wished = Signal(object)

    def __init__(self, tools: ToolStrip, parent: QObject) -> None:
        super().__init__(parent)
        self.pointer: QPointF | None = None
        self._tools = tools
        self._drag: Grip | Literal["pan"] | None = None  # while the button is down
        self._held = (0.0, 0.0)  # the point of the plane that panning keeps under the pointer
        self._neuron: int | None = None  # whose line is dragged,
        self.held: Hold | None = None  # where the line is to be while it is held
        self._off = (0.0, 0.0)  # and from the pointer to where on the line it was taken hold of
        self._drags = 0
        self._stroke: Stroke | None = None  # while the button is down, and until nothing waits
        self._down = False
        self._refusals = 0
        self._nudged: int | None = None  # the gesture of the last key that moved points

    @property
    def busy(self) -> bool:
        """Whether something is being dragged, so that nothing is read."""
        return self._drag is not None or self._down

    def let_go(self) -> None:
        """Ends a drag of what is seen."""
        self._drag = self.held = None

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
        self.pointer = place
        grip, self._neuron = scene.grip(place), scene.neuron
        other = scene.other(place) if grip is None else None
        if other is not None:
            grip, self._neuron = "slide" if bias_id(other) in scene.ground.plan.index else "turn", other
            self.neuron_selected.emit(other)
        self._drag = grip
        line = scene.line_by(self._neuron)
        if grip is not None and line is not None:
            self._drags += 1
            self._off = self._offset(scene, line, grip, place, thin=other is not None)
            self.held = self._aimed(scene, place)
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

    def nudge(self, scene: Scene, part: str, number: int, way: tuple[float, float], again: bool) -> None:
        """Moves a point, or all of them with that choice of the tool, so many pixels: what a drag does, by keys. A key that
        is held goes on with the same gesture.
        """
        spots = dict(scene.ground.cloud.parts)[part].spots
        if self._down or not 0 <= number < len(spots):
            return
        ground = scene.ground
        x, y = ground.where.pixel(*spots[number].tolist())
        which: Literal["all"] | int = (
            "all" if self._tools.all_points else number_of(ground.cloud, part, number)
        )
        if not again or self._nudged is None:
            self._nudged = next(_gestures)
        stroke = Moving(self._nudged, which, ground, (x, y))
        edit = stroke.to(ground, (x + way[0], y + way[1]))
        if edit is not None:
            self.points_edited.emit(edit, stroke.name)

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

    def _offset(
        self, scene: Scene, line: NeuronLine | CurveLine, drag: Grip, place: QPointF, thin: bool
    ) -> tuple[float, float]:
        """From the pointer to where on the line it took hold, so that nothing jumps."""
        where = scene.ground.where
        spot = where.spot(place.x(), place.y())
        at = grip_place(where, line, drag, place.x(), place.y())
        if thin and isinstance(line, NeuronLine):
            at = line.onto(spot, where.per_unit)
        return (0.0, 0.0) if at is None else (at[0] - spot[0], at[1] - spot[1])

    def _aimed(self, scene: Scene, place: QPointF) -> Hold | None:
        """Through where the line that is held is to go; None for a line that is gone."""
        if self._neuron is None or self._drag is None or self._drag == "pan":
            return None
        where = scene.ground.where
        x, y = where.spot(place.x(), place.y())
        aim = where.window.clamped(x + self._off[0], y + self._off[1])
        return Hold(self._neuron, self._drag, aim)

    def _dragged(self, scene: Scene, place: QPointF) -> None:
        self.held = self._aimed(scene, place)
        values = self._wished(scene)
        if values:
            self.parameter_set.emit(values, f"plane {self._drag} {self._drags}")

    def _wished(self, scene: Scene) -> dict[str, float]:
        """What the parameters of the line that is held should be."""
        line, ground = scene.line_by(self._neuron), scene.ground
        if self.held is None or line is None:
            return {}
        return held_values(ground.plan, ground.axes, line, self.held)

    def release(self) -> None:
        """Lets go; what an eraser has passed is still asked for once its last edit has taken effect."""
        self._drag, self._down, self._tools.held_class = None, False, None
        self.held = None

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

    def hold(self, scene: Scene, theta: NDArray[np.floating]) -> None:
        """A later moment of a run that plays, with parameters (P,): what training has moved away from the hand that holds it
        is brought back.
        """
        places = scene.ground.plan.index
        wished = self._wished(scene)
        if any(not math.isclose(theta[places[name]], value, rel_tol=1e-5) for name, value in wished.items()):
            self.parameter_set.emit(wished, f"plane {self._drag} {self._drags}")

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
        if scene.grip(place) or scene.other(place) is not None:
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.PointingHandCursor if scene.point(place) else Qt.CursorShape.CrossCursor
