"""What the plane shows of a snapshot: how its colors are read, whose line is drawn, what is said at the pointer.
A function of snapshot, look and size; it keeps nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor

from ui.look import Look
from ui.views.faces import faces_of
from ui.views.field import Meaning, cell_of, meaning
from ui.views.neuron_facts import before_of, subject
from ui.views.plane_curve_line import CurveLine, curve_line, equation
from ui.views.plane_ghost import ghost_of, ghost_words, moment_words
from ui.views.plane_hand import Scene
from ui.views.plane_holding import Hold, held_values
from ui.views.plane_keys import Words
from ui.views.plane_layout import PlaneLayout, layout
from ui.views.plane_line import NeuronLine, line_of
from ui.views.plane_line_notes import LineNotes, notes_of
from ui.views.plane_lines import AllLines, all_lines
from ui.views.plane_material import Material
from ui.views.plane_plot import Drawn
from ui.views.plane_room import room_of
from ui.views.plane_strokes import Ground
from ui.views.plane_tools import ToolStrip
from ui.views.plane_window import Window
from ui.views.plane_words import class_said, frame_words, reading, value_said
from ui.views.points import class_color, target_colors
from wbsim.probes.trace import Trace, told_output
from wbsim.snapshot import Snapshot

MOST_LINES = 12  # neurons of the first layer whose lines are all shown


@final
class PlaneMoment:
    """A snapshot on a plane of some size."""

    def __init__(
        self, snapshot: Snapshot, look: Look, material: Material, size: QSize, window: Window,
        held: Hold | None = None,
    ) -> None:  # fmt: skip
        """`held` is the line that a hand holds just now."""
        self.snapshot, self.look, self.material = snapshot, look, material
        self._held = held
        self._size, self._window = size, window

    @cached_property
    def where(self) -> PlaneLayout:
        """Where the plot stands, and what it shows."""
        axes, look = self.material.axes, self.look
        room = room_of(
            axes, self.words, look.scale, look.compact, len(faces_of(self.snapshot.plan, look)) > 1,
            inset=look.inset != "no",
        )  # fmt: skip
        return layout(
            self._size.width(), self._size.height(), look.scale, look.compact, axes.ranges, self._window, room,
            inset=look.inset != "no",
        )  # fmt: skip

    @cached_property
    def read(self) -> Meaning:
        """How to read the colors."""
        seen, watch = self.snapshot.seen, self.snapshot.watch
        return meaning(self.snapshot.plan, watch.unit, seen.plane, self.material.targets)

    @cached_property
    def _theta(self) -> NDArray[np.floating]:
        """The parameters whose lines are drawn: a line that is held stays where it is held, whatever training makes of it."""
        theta, held, plan = self.snapshot.state.theta, self._held, self.snapshot.plan
        if held is None or not self.snapshot.playing:
            return theta
        axes = self.material.axes
        line = curve_line(plan, theta) if axes.curved else None
        now = line or line_of(plan, theta, held.neuron, axes)
        values = held_values(plan, axes, now, held) if now is not None else {}
        theta = theta.copy()
        for name, value in values.items():
            theta[plan.index[name]] = value
        return theta

    @cached_property
    def straight(self) -> CurveLine | None:
        """The output where it is a straight line over a single input."""
        return curve_line(self.snapshot.plan, self._theta) if self.material.axes.curved else None

    @cached_property
    def line(self) -> NeuronLine | None:
        """The line of the selected neuron."""
        if self.straight is not None or self.look.inset == "still":
            return None
        snapshot, axes = self.snapshot, self.material.axes
        return line_of(snapshot.plan, self._theta, self.neuron, axes)

    @property
    def neuron(self) -> int | None:
        """Whose line it is: in the room of one neuron there always is one."""
        return subject(self.snapshot.plan, self.look) if self.look.room == "neuron" else self.look.neuron

    @property
    def _said(self) -> tuple[str, ...]:
        """The equation of a straight line, but in the room that writes it out in large letters."""
        if self.straight is None or self.look.room == "neuron":
            return ()
        return equation(self.snapshot.plan, self.straight)

    @property
    def _before(self) -> NeuronLine | CurveLine | None:
        """Where the line was before the last change by hand, in the room that compares them."""
        earlier = before_of(self.snapshot, self.look) if self.look.room == "neuron" else None
        if earlier is None:
            return None
        if self.straight is not None:
            was: NeuronLine | CurveLine | None = curve_line(earlier.plan, earlier.state.theta)
        else:
            was = line_of(earlier.plan, earlier.state.theta, self.neuron, self.material.axes)
        return None if was == (self.straight or self.line) else was

    @property
    def _notes(self) -> LineNotes | None:
        """What is said on the picture of a straight line, in the room of one neuron."""
        if self.straight is None or self.look.room != "neuron":
            return None
        point = self.followed
        at = None if point is None else float(point[0])
        return notes_of(self.snapshot.plan, self.straight, at, self.material.cloud)

    @cached_property
    def others(self) -> tuple[tuple[int, NeuronLine], ...]:
        """The lines of the other neurons of the first layer, where they are few enough to be told apart."""
        plan, theta = self.snapshot.plan, self._theta
        neurons = plan.rows[0].layer.neurons
        if len(neurons) > MOST_LINES or self.straight is not None or self.look.inset == "still":
            return ()
        found = ((n, line_of(plan, theta, n, self.material.axes)) for n in neurons if n != self.neuron)
        return tuple((n, line) for n, line in found if line is not None)

    @cached_property
    def words(self) -> Words:
        """What stands around the plot."""
        material = self.material
        return frame_words(
            self.snapshot.plan,
            material.dataset,
            self.look,
            self.read,
            material.axes,
            self.line is not None,
            self._moments,
        )

    @cached_property
    def scene(self) -> Scene:
        """What there is to point at."""
        plan, material, straight = self.snapshot.plan, self.material, self.straight
        ground = Ground(plan, material.axes, self.where, material.cloud)
        has_bias = straight.has_bias if straight else f"b:{self.neuron}" in plan.index
        has_bias = has_bias and self.look.inset != "still"
        return Scene(
            ground, straight or self.line, self.neuron, has_bias, self._turnable, self.look.scale,
            picks=self.look.inset == "no", others=self.others,
        )  # fmt: skip

    @property
    def _moments(self) -> tuple[str, str] | None:
        """What tells this moment and the other one apart, where another one is drawn."""
        ghost = ghost_of(self.snapshot, self.read)
        return None if ghost is None else (moment_words(self.snapshot), ghost_words(self.snapshot, ghost))

    @property
    def _turnable(self) -> bool:
        if self.look.inset == "still":
            return False
        if self.straight is not None:
            return True
        axes, names = self.material.axes, self.snapshot.plan.description.inputs
        wanted = [axis.input for axis in (axes.across, axes.up)]
        return all(k is not None and names[k] in self.snapshot.plan.inputs for k in wanted)

    @property
    def followed(self) -> NDArray[np.float64] | None:
        """The point that is traced through the network: all its inputs."""
        trace = self.snapshot.seen.trace
        if trace is None:
            return None
        if trace.pick.point is not None:
            return np.asarray(trace.point, np.float64)
        sample = self.material.dataset.train if trace.pick.part == "train" else self.material.dataset.test
        return sample.x[trace.pick.number] if trace.pick.number < len(sample) else None

    @property
    def _ringed(self) -> tuple[float, float] | None:
        trace = self.snapshot.seen.trace
        if trace is None:
            return None
        if trace.pick.point is not None:
            return self._by_hand(trace)
        part = dict(self.material.cloud.parts)[trace.pick.part]
        if trace.pick.number >= len(part.spots):
            return None
        x1, x2 = part.spots[trace.pick.number].tolist()
        return x1, x2

    def _by_hand(self, trace: Trace) -> tuple[float, float]:
        """Where a point without a target stands: on the plane, or on the curve over it."""
        axes = self.material.axes
        across = float(trace.point[axes.across.input or 0])
        if axes.up.input is not None:
            return across, float(trace.point[axes.up.input])
        return across, told_output(self.snapshot.plan, trace)

    def next_sample(self, steps: int) -> tuple[str, int]:
        """The sample so many further in the set of the one that is followed."""
        trace = self.snapshot.seen.trace
        part, number = (trace.pick.part, trace.pick.number) if trace else ("train", -1)
        dataset = self.material.dataset
        return part, (number + steps) % len(dataset.train if part == "train" else dataset.test)

    def drawn(self, pointer: QPointF | None, tools: ToolStrip, brush: QPointF | None) -> Drawn:
        """All that the plot shows; `pointer` is where something is read, `brush` where the brush is."""
        seen, scene = self.snapshot.seen, self.scene
        facts = self.snapshot.plan.description
        return Drawn(
            look=self.look,
            where=self.where.inner,
            field=seen.plane,
            regions=seen.regions,
            curve=seen.curve,
            read=self.read,
            cloud=self.material.cloud,
            residuals=self.material.axes.curved and not facts.classes,
            line=scene.line,
            turnable=scene.turnable,
            has_bias=scene.has_bias,
            traced=self._ringed,
            reading=self._reading(pointer) if tools.tool == "look" else None,
            said=self._said,
            brush=self._brush(tools, brush),
            ghost=ghost_of(self.snapshot, self.read),
            lines=self._all_lines,
            others=self._lines(tools, brush),
            near=scene.other(brush) if brush is not None and tools.tool == "look" else None,
            before=self._before,
            notes=self._notes,
        )

    @property
    def _all_lines(self) -> AllLines | None:
        """The lines of all neurons of the first layer, where the card is about them."""
        plan, look = self.snapshot.plan, self.look
        if look.room != "twin" or self.straight is not None:
            return None
        grabbed = look.inset != "still"
        return all_lines(plan, self.snapshot.state.theta, look.neuron, self.material.axes, grabbed)

    def _reading(self, pointer: QPointF | None) -> tuple[QPointF, str] | None:
        """What was measured under the pointer, and where in the plot that is to be said."""
        where, plan, seen = self.where, self.snapshot.plan, self.snapshot.seen
        if pointer is None or not where.contains(pointer.x(), pointer.y()):
            return None
        spot = where.spot(pointer.x(), pointer.y())
        ranges = where.plane.ranges
        if not where.plane.contains(*spot):
            return None
        if seen.curve is not None:
            said = value_said(plan, self.read, float(seen.curve[cell_of(len(seen.curve), *spot, ranges)[1]]))
        elif seen.plane is not None:
            said = value_said(plan, self.read, float(seen.plane[cell_of(len(seen.plane), *spot, ranges)]))
        elif seen.regions is not None:
            cell = cell_of(len(seen.regions.winner), *spot, ranges)
            said = class_said(plan, int(seen.regions.winner[cell]), float(seen.regions.value[cell]))
        else:
            return None
        return pointer - QPointF(where.left, where.top), reading(plan, self.material.axes, spot, said)

    def _lines(self, tools: ToolStrip, pointer: QPointF | None) -> tuple[tuple[int, NeuronLine], ...]:
        """The other lines: shown with the first layer at hand, or under the pointer that could take hold of one."""
        if self.look.inset != "no":  # a twin's lines are all drawn anyway
            return ()
        first = self.snapshot.plan.rows[0].layer.neurons
        wanted = self.neuron in first or self.look.hover in first
        pointed = pointer is not None and tools.tool == "look" and self.scene.holds(pointer)
        return self.others if wanted or pointed else ()

    def _brush(self, tools: ToolStrip, pointer: QPointF | None) -> tuple[QPointF, float, QColor] | None:
        where, theme = self.where, self.look.theme
        inside = pointer is not None and where.contains(pointer.x(), pointer.y())
        if pointer is None or not inside or tools.tool not in ("draw", "erase"):
            return None
        facts = self.snapshot.plan.description
        if tools.tool == "erase":
            color = theme.color("ink")
        elif facts.classes:
            color = class_color(theme, tools.painted_class, len(facts.classes))
        elif self.material.axes.curved:
            color = theme.color("positive_class")
        else:
            low, high = self.material.targets
            color = target_colors(theme, np.array([tools.value - (low + high) / 2]), (high - low) / 2)[0]
        return pointer - QPointF(where.left, where.top), tools.radius, color
