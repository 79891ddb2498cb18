"""What the decision plane says: names of what can be shown, keys, hints and readings. It paints nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Look
from ui.views.field import Meaning
from ui.views.names import place_of
from ui.views.plane_frame import Words
from ui.views.plane_line import NeuronLine
from ui.views.plane_pointing import Grip
from wbsim.datasets import Dataset
from wbsim.plan import Plan


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneView", text)


def title() -> str:
    """The name of the card."""
    return _tr("Decision plane")


def units_of(plan: Plan, look: Look) -> tuple[int | None, ...]:
    """Whose field can be chosen: the output (None), and the selected or shown hidden neuron."""
    hidden = [n for row in plan.rows[:-1] for n in row.layer.neurons]
    wished = [n for n in (look.plane_unit, look.neuron) if n in hidden]
    return (None, *dict.fromkeys(wished))


def unit_name(plan: Plan, unit: int | None) -> str:
    """The output or a neuron in words."""
    place = place_of(plan, unit) if unit is not None else None
    if place is None:
        return _tr("Output")
    if place[0] == 1:
        return _tr("Neuron {place}").format(place=place[1])
    return _tr("Neuron {place}, layer {layer}").format(place=place[1], layer=place[0])


def frame_words(plan: Plan, dataset: Dataset, look: Look, read: Meaning, line: NeuronLine | None) -> Words:
    """What the frame says."""
    compact = look.compact
    name = unit_name(plan, read.unit)
    place = place_of(plan, look.neuron) if look.neuron is not None else None
    return Words(
        title="" if compact else title(),
        unit="" if compact else _tr("(no unit)"),
        classes=plan.description.classes,
        sets=(_tr("train"), _tr("test")) if len(dataset.test) else (_tr("train"),),
        headings=() if compact else (_tr("Class"), _tr("Set"), name),
        field=name.lower() if compact else "",
        boundary="" if compact or read.level is None or read.unit is not None else _tr("boundary"),
        line="" if compact or line is None or place is None else _tr("neuron {n}\nz = 0").format(n=place[1]),
    )


def reading(x1: float, x2: float, name: str, value: float) -> str:
    """What the field is at a point."""
    return _tr("x₁ {x1}   x₂ {x2}   {name} {value}").format(
        x1=themes.fixed(x1), x2=themes.fixed(x2), name=name.lower(), value=themes.fixed(value)
    )


def hint(grip: Grip | None, on_point: bool, in_plot: bool) -> str:
    """What can be done where the pointer is."""
    if grip == "slide":
        return _tr("Drag: slides the line along w and sets b; its distance from the origin is −b / ‖w‖")
    if grip == "turn":
        return _tr("Drag: turns the line and sets w; ‖w‖ and b stay")
    if on_point:
        return _tr("Click: follow this point through the network")
    return (
        _tr("Wheel: zooms. Drag: moves what is seen. Double click or 0: the whole plane") if in_plot else ""
    )
