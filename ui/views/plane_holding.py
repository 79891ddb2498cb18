"""A line that a hand holds: through which point of the plane it is to go, and what its parameters have to be for that. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ui.views.plane_axes import Axes
from ui.views.plane_curve_line import CurveLine
from ui.views.plane_line import NeuronLine, Point, slid, turned
from ui.views.plane_pointing import Grip
from wbsim.plan import Plan


@dataclass(frozen=True)
class Hold:
    """Whose line is held, by what, and where."""

    neuron: int
    grip: Grip
    aim: Point


def held_values(plan: Plan, axes: Axes, line: NeuronLine | CurveLine, hold: Hold) -> dict[str, float]:
    """The parameters, by id, that lead a neuron's line through where it is held; none where that cannot be."""
    if isinstance(line, CurveLine):
        source = plan.description.inputs[0]
        return line.slid(hold.aim) if hold.grip == "slide" else line.turned(hold.aim, source)
    if hold.grip == "slide":
        return slid(plan, hold.neuron, line, hold.aim)
    return turned(plan, hold.neuron, line, hold.aim, axes)
