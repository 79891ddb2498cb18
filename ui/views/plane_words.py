"""What the decision plane says: names of what can be shown, keys, hints and readings. It paints nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Face, Look
from ui.views.faces import faces_of
from ui.views.field import Meaning
from ui.views.names import place_of
from ui.views.plane_axes import Axes
from ui.views.plane_keys import Words
from ui.views.plane_pointing import Grip
from ui.views.plane_strokes import Tool
from wbsim.datasets import Dataset
from wbsim.plan import Plan
from wbsim.symbols import neuron_name
from wbsim.translation import within


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneView", text)


def title() -> str:
    """The name of the card."""
    return _tr("Decision plane")


def _title(plan: Plan, axes: Axes) -> str:
    """What is shown: what classes are decided by, or what the output is over one input or two."""
    if axes.curved:
        return _tr("Output curve")
    return title() if plan.description.classes else _tr("Output plane")


def units_of(plan: Plan, look: Look) -> tuple[int | None, ...]:
    """Whose field can be chosen: the output (None), and the selected or shown hidden neuron."""
    hidden = [n for row in plan.rows[:-1] for n in row.layer.neurons]
    wished = [n for n in (look.plane_unit, look.neuron) if n in hidden]
    return (None, *dict.fromkeys(wished))


def face_names() -> dict[Face, str]:
    """What the card can show, in words."""
    return {"plane": _tr("Plane"), "parallel": _tr("Parallel"), "answers": _tr("Answers")}


def unit_name(plan: Plan, unit: int | None) -> str:
    """The output or a neuron in words; the number of the only hidden layer would say nothing."""
    place = place_of(plan, unit) if unit is not None else None
    if unit is None or place is None:
        return _tr("Output")
    if len(plan.rows) == 2 and place[0] == 1:
        return _tr("Neuron {place}").format(place=place[1])
    name = neuron_name(plan, unit)
    return name[:1].upper() + name[1:]


def frame_words(
    plan: Plan, dataset: Dataset, look: Look, read: Meaning, axes: Axes, lined: bool,
    moments: tuple[str, str] | None = None,
) -> Words:  # fmt: skip
    """What the frame says; `lined` whether a neuron's line is drawn, `moments` the names of two that are."""
    compact, facts = look.compact, plan.description
    name = unit_name(plan, read.unit)
    place = place_of(plan, look.neuron) if look.neuron is not None else None
    symbols = tuple(facts.inputs[axis.input or 0][1:] for axis in (axes.across, axes.up))
    named = bool(axes.across.title or axes.up.title)
    many = len(facts.classes) > 2 and read.unit is None
    unit = f" ({facts.target_unit})" if facts.target_unit else ""
    regression = not facts.classes and read.unit is None
    tight = (
        moments is not None and look.room == "time"
    )  # the card is small there, and two moments have to be told
    across, up = ("", "") if axes.others or not named else (axes.across.title or "x", axes.up.title or "y")
    if look.inset != "no":  # the card around it has a title, and what it is about needs no keys
        if named:  # nothing beside the plot says so otherwise
            across, up = axes.across.title or "x", axes.up.title or "y"
        shown = () if named else symbols
        none = "" if compact or named else _tr("(no unit)")
        return Words("", across, up, shown, none, (), (), (), "", "", ())
    if look.room == "neuron":  # there the words stand under the plane, and the plot takes their place
        return Words(
            "" if compact or len(faces_of(plan, look)) > 1 else _title(plan, axes),
            across, up, () if axes.others or named else symbols, "", (), (), (), "", "", (),
        )  # fmt: skip
    field = _tr("lead of the class") if many else f"{facts.target or name}{unit}" if regression else name
    return Words(
        title="" if compact or len(faces_of(plan, look)) > 1 else _title(plan, axes),
        across=across,
        up=up,
        symbols=() if axes.others or named else symbols,
        unit="" if compact or named else _tr("(no unit)"),
        classes=facts.classes,
        sets=() if tight else (_tr("train"), _tr("test")) if len(dataset.test) else (_tr("train"),),
        headings=() if compact else (_tr("Class"), "" if tight else _tr("Set"), "" if axes.curved else field),
        colors="" if axes.curved or (tight and compact) else "regions" if many else "field",
        field=""
        if not compact or axes.curved or tight
        else field
        if regression and facts.target
        else within(field),
        lines=_line_keys(
            look, read, axes, lined, place[1] if place is not None else None, len(facts.classes), moments
        ),
    )


def _line_keys(
    look: Look, read: Meaning, axes: Axes, lined: bool, neuron: int | None, classes: int,
    moments: tuple[str, str] | None,
) -> tuple[tuple[str, str, bool], ...]:  # fmt: skip
    """The lines on the plot that need a name; of two moments each is called by its update."""
    found: list[tuple[str, str, bool]] = []
    if moments is not None:
        found += [(moments[0], "ink", False), (moments[1], "ink", True)]
    elif axes.curved:
        found.append((_tr("output"), "ink", False))
    elif not look.compact and read.unit is None and read.level is not None:
        found.append((_tr("boundary"), "ink", False))
    if axes.curved and not classes:
        found.append((_tr("residual"), "loss", False))
    if not look.compact and lined and neuron is not None:
        found.append((_tr("neuron {n}\nz = 0").format(n=neuron), "weight", True))
    return tuple(found)


def reading(plan: Plan, axes: Axes, spot: tuple[float, float], said: str) -> str:
    """What is at a point: where it is, and what is said of it."""
    facts = plan.description
    parts = []
    for axis, value, symbol in zip((axes.across, axes.up), spot, ("x₁", "x₂"), strict=True):
        if axis.input is None:
            continue
        plain = symbol if axis.input < 2 and len(facts.inputs) <= 2 else facts.inputs[axis.input]
        text = themes.fixed(value) if not axis.name else themes.number(value)
        parts.append(f"{axis.name or plain} {text}{f' {axis.unit}' if axis.unit else ''}")
    return "   ".join([*parts, said])


def value_said(plan: Plan, read: Meaning, value: float) -> str:
    """A value of the field in words."""
    facts = plan.description
    if read.unit is None and not facts.classes and (facts.target or facts.target_unit):
        unit = f" {facts.target_unit}" if facts.target_unit else ""
        return f"{facts.target or within(unit_name(plan, None))} {themes.number(value)}{unit}"
    return f"{within(unit_name(plan, read.unit))} {themes.fixed(value)}"


def class_said(plan: Plan, number: int, value: float) -> str:
    """The class that wins at a place, and what its output says."""
    return f"{plan.description.classes[number]} {themes.fixed(value)}"


def hint(tool: Tool, grip: Grip | None, on_point: bool, in_plot: bool, straight: bool) -> str:
    """What can be done where the pointer is."""
    if tool != "look":
        return _tool_hint(tool) if in_plot else ""
    if grip == "slide":
        if straight:
            return _tr("Drag: slides the line up and down and sets b")
        return _tr("Drag: slides the line along w and sets b; its distance from the origin is −b / ‖w‖")
    if grip == "turn":
        return (
            _tr("Drag: turns the line and sets w; b stays")
            if straight
            else _tr("Drag: turns the line and sets w; ‖w‖ and b stay")
        )
    if on_point:
        return _tr("Click: follow this point through the network")
    return (
        _tr("Wheel: zooms. Drag: moves what is seen. Double click or Ctrl+0: the whole plane")
        if in_plot
        else ""
    )


def other_hint(name: str) -> str:
    """What can be done where the thin line of another neuron is."""
    return _tr("Drag: takes hold of the line of {name}, slides it and sets its b").format(name=name)


def _tool_hint(tool: Tool) -> str:
    if tool == "draw":
        return _tr("Draw: drag to drop points. Ctrl + wheel or [ and ]: size of the brush")
    if tool == "erase":
        return _tr("Erase: drag over points. Ctrl + wheel or [ and ]: size of the brush")
    return _tr("Move: drag a point, or all points with Shift")


def faded_hint() -> str:
    """What faint points mean."""
    return _tr(
        "Points are fainter the further their other inputs are from the held values (in standard deviations)."
    )
