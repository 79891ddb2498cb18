"""What is under a point of the network's diagram, what stands beside a neuron, and what is said of it.
Maps with one face: for a network drawn neuron by neuron, and for one drawn layer by layer.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QObject

from ui import theme as themes
from ui.look import Look
from ui.views.names import dead_words, split_id
from ui.views.network_finding import disc_at, edge_at, neighbor, node_at
from ui.views.network_layers_words import shared_words, special_words
from ui.views.network_layout import Diagram
from ui.views.network_paint import DiagramPainter, label_box
from ui.views.network_plus_map import PlusMap, unit_words
from ui.views.network_target import Target
from ui.views.network_wide_layout import WideDiagram, find, neighbor_in, row_box, spot_at
from ui.views.parameter_marks import stillness
from wbsim.ids import bias_id
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

__all__ = ["PlusMap", "SingleMap", "Target", "WideMap", "words"]


@final
class SingleMap:
    """A network that is drawn neuron by neuron."""

    def __init__(self, plan: Plan, diagram: Diagram, painter: DiagramPainter) -> None:
        self.plan, self.diagram, self._painter = plan, diagram, painter

    def at(self, x: float, y: float, look: Look) -> Target:
        """What is under a point: labels lie over discs, discs over tiles, tiles over edges."""
        edges = self.diagram.edges
        labels = self._painter.places(look.neuron, look.scale) if look.inset == "no" else {}
        for k, place in labels.items():
            if label_box(place, look.scale).holds(x, y):
                return Target(edges.targets[k], None, edges.ids[k], True)
        tile = node_at(self.diagram, x, y)
        disc = disc_at(self.diagram, x, y)
        if (
            disc is not None
            and isinstance(disc.key, int)
            and (tile is None or _on_disc(disc.disc, x, y, disc.mark))
        ):
            name = bias_id(disc.key)
            known = name in self.plan.index
            return Target(disc.key, None, name if known else None, known)
        if tile is not None:
            return Target(tile.key) if isinstance(tile.key, int) else Target(source=tile.key)
        near = edge_at(self.diagram, x, y)
        return Target() if near is None else Target(edges.targets[near], None, edges.ids[near], True)

    def neighbor(self, neuron: int | None, right: int, down: int) -> int | None:
        """The neuron beside another one."""
        if neuron not in self.diagram.node_of:
            neuron = None
        found = neighbor(self.diagram, neuron, right, down)
        return found if isinstance(found, int) else None

    def bias_place(self, neuron: int) -> tuple[float, float]:
        """Where the figure of a neuron's bias stands."""
        node = self.diagram.node_of.get(neuron)
        if node is None or node.disc is None:
            return self.diagram.area.middle
        return node.disc[0] + 44 * node.mark, node.disc[1]


def _on_disc(disc: tuple[float, float] | None, x: float, y: float, mark: float) -> bool:
    return disc is not None and (disc[0] - x) ** 2 + (disc[1] - y) ** 2 <= (19 * mark) ** 2


@final
class WideMap:
    """A network that is drawn layer by layer."""

    def __init__(self, plan: Plan, diagram: WideDiagram) -> None:
        self.plan, self.diagram = plan, diagram

    def at(self, x: float, y: float, look: Look) -> Target:
        """What is under a point; a bias can be dragged, a weight is too small for it."""
        spot = spot_at(self.plan, self.diagram, x, y)
        if spot is None:
            return Target()
        return Target(spot.neuron, None, spot.parameter, (spot.parameter or "").startswith("b:"))

    def neighbor(self, neuron: int | None, right: int, down: int) -> int | None:
        """The neuron beside another one."""
        return neighbor_in(self.plan, neuron, right, down)

    def bias_place(self, neuron: int) -> tuple[float, float]:
        """Where the bar of a neuron's bias stands."""
        where = find(self.plan, neuron)
        if where is None:
            return self.diagram.area.middle
        number, place = where
        return row_box(self.diagram.blocks[number].biases, place, self.plan.rows[number].fan_out).middle


def _measured(owner: QObject, snapshot: Snapshot, parameter: str) -> tuple[str, ...]:
    """What else is known of a parameter: its gradient, and for the traced sample what comes in and goes out."""
    plan, seen = snapshot.plan, snapshot.seen
    found = []
    if seen.gradient is not None:
        slope = themes.number(float(seen.gradient[plan.index[parameter]]))
        found.append(owner.tr("gradient of the training loss {slope}").format(slope=slope))
        if seen.update != snapshot.state.update:
            found[-1] += owner.tr(" at update {update}").format(update=themes.count(seen.update))
    trace = seen.trace
    neuron, source = split_id(parameter)
    where = find(plan, neuron)
    if trace is not None and where is not None:
        row = plan.rows[where[0]]
        if seen.gradient is None and len(trace.target):
            slope = themes.number(float(trace.gradient[plan.index[parameter]]))
            found.append(owner.tr("gradient for this sample {slope}").format(slope=slope))
        shared = shared_words(row)
        if row.kind != "dense":  # it has a value at every place or step
            return (*found, shared) if shared else tuple(found)
        output = themes.number(float(trace.values[row.target_row + where[1]]))
        text = owner.tr("activation {output}").format(output=output)
        if source is not None:
            place = [str(s) for s in row.sources].index(source)
            given = themes.number(float(trace.values[row.source_row + place]))
            text = owner.tr("input {given}, activation {output}").format(given=given, output=output)
        found.append(text)
    return tuple(found)


def words(owner: QObject, snapshot: Snapshot, target: Target) -> str:
    """What a tooltip says of a target; nothing where there is nothing."""
    plan, theta = snapshot.plan, snapshot.state.theta
    if target.unit is not None:
        return unit_words(plan, target.unit)
    if target.parameter is not None and target.parameter in plan.index:
        value = themes.number(float(theta[plan.index[target.parameter]]))
        name = plan.name_of(target.parameter)
        how = "\n".join(
            (*_measured(owner, snapshot, target.parameter),
             owner.tr("drag up or down (Shift: ten times as far), double click to type"))
        )  # fmt: skip
        if not target.movable:
            how = "\n".join((*_measured(owner, snapshot, target.parameter), owner.tr("double click to type")))
        if still := stillness(plan, target.parameter):
            how = f"{still[0].upper()}{still[1:]}\n{how}"
        if snapshot.is_dead(target.parameter):
            how = f"{dead_words()}\n{how}"
        return f"{name[0].upper()}{name[1:]} = {value}   ({target.parameter})\n{how}"
    if target.source is not None:
        return owner.tr("Input {name}, over the plane; an input has no bias of its own").format(
            name=target.source
        )
    if (special := special_words(snapshot, target)) is not None:
        return special
    where = find(plan, target.neuron)
    if where is None:
        return ""
    number, place = where
    row = plan.rows[number]
    layer = (
        owner.tr("the output layer")
        if number == len(plan.rows) - 1
        else owner.tr("hidden layer {n}").format(n=number + 1)
    )
    text = owner.tr("Neuron {place} of {layer}: {activation} of {fan_in} weighted inputs").format(
        place=place + 1, layer=layer, activation=row.layer.activation, fan_in=row.fan_in
    )
    if row.biases < 0:
        text += owner.tr(", no bias")
    else:
        bias = themes.number(float(theta[row.biases + place]))
        text += owner.tr(" plus the bias {bias}").format(bias=bias)
    if snapshot.seen.trace is not None:
        output = themes.number(float(snapshot.seen.trace.values[row.target_row + place]))
        text += owner.tr("\nactivation {output} for this sample").format(output=output)
    return text
