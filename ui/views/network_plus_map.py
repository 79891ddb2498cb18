"""What is under a point of a diagram whose biases are edges from units: labels, values, units, and all that the form with
discs has but the discs.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui.look import Look
from ui.views.network_finding import distances, neighbor, node_at
from ui.views.network_layout import Key, bezier
from ui.views.network_paint import label_box
from ui.views.network_plus_paint import PlusPainter
from ui.views.network_target import Target
from wbsim.ids import bias_id
from wbsim.plan import Plan

_SAMPLES = np.linspace(0, 1, 25)
_REACH = 7.0  # pixels from an edge that still count as on it
_VALUE = (46.0, 20.0)  # the hit area of a value at scale 1


@final
class PlusMap:
    """A network that is drawn neuron by neuron, its biases as edges."""

    def __init__(self, plan: Plan, painter: PlusPainter, scale: float) -> None:
        self.plan, self.form, self._painter, self._scale = plan, painter.form, painter, scale
        self._samples = bezier(self.form.curves, _SAMPLES)

    def at(self, x: float, y: float, look: Look) -> Target:
        """What is under a point: labels lie over units, these over tiles, tiles over values, and edges under all."""
        form, edges = self.form, self.form.diagram.edges
        own = self._painter.label_box(look.neuron, look.scale)
        if own is not None and own.holds(x, y) and look.neuron is not None:
            return self._bias(look.neuron)
        for k, place in self._painter.inner.places(look.neuron, look.scale).items():
            if label_box(place, look.scale).holds(x, y):
                return Target(edges.targets[k], None, edges.ids[k], True)
        for unit in form.units:
            (cx, cy), r = unit.center, unit.radius
            if unit.why is None and (cx - x) ** 2 + (cy - y) ** 2 <= (r + 3) ** 2:
                return Target(unit=unit.row)
        for neuron in form.neurons:  # a bead is small and lies on its tile
            bx, by = form.bead(neuron)
            if (bx - x) ** 2 + (by - y) ** 2 <= 49:
                return self._bias(neuron)
        tile = node_at(form.diagram, x, y)
        if tile is not None:
            return Target(tile.key) if isinstance(tile.key, int) else Target(source=tile.key)
        for node in form.diagram.nodes:
            if isinstance(node.key, int) and form.figure(node.key, *self._value()).holds(x, y):
                return self._bias(node.key)
        return self._edge(x, y)

    def _edge(self, x: float, y: float) -> Target:
        """The nearest edge, of a bias or a weight."""
        edges = self.form.diagram.edges
        weights, biases = distances(edges.samples, x, y), distances(self._samples, x, y)
        near = int(np.argmin(weights)) if len(weights) else -1
        bias = int(np.argmin(biases)) if len(biases) else -1
        least = float(weights[near]) if near >= 0 else np.inf
        if bias >= 0 and biases[bias] <= min(_REACH, least):
            return self._bias(self.form.neurons[bias])
        return Target(edges.targets[near], None, edges.ids[near], True) if least <= _REACH else Target()

    def _bias(self, neuron: int) -> Target:
        name = bias_id(neuron)
        known = name in self.plan.index
        return Target(neuron, None, name if known else None, known)

    def _value(self) -> tuple[float, float]:
        return _VALUE[0] * self._scale, _VALUE[1] * self._scale

    def neighbor(self, neuron: int | None, right: int, down: int) -> int | None:
        """The neuron beside another one."""
        known: Key | None = neuron if neuron in self.form.diagram.node_of else None
        found = neighbor(self.form.diagram, known, right, down)
        return found if isinstance(found, int) else None

    def bias_place(self, neuron: int) -> tuple[float, float]:
        """Where the value of a neuron's bias stands."""
        if neuron not in self.form.diagram.node_of:
            return self.form.diagram.area.middle
        return self.form.figure(neuron, *self._value()).middle


def unit_words(plan: Plan, row: int) -> str:
    """What a tooltip says of the unit that feeds a row of the plan."""
    count = plan.rows[row].fan_out
    last = row == len(plan.rows) - 1
    layer = _tr("the output layer") if last else _tr("hidden layer {n}").format(n=row + 1)
    text = _tr(
        "This unit always says 1 and learns nothing.\nIts {count} edges to {layer} are the biases, one a neuron."
    )
    if count == 1:
        text = _tr("This unit always says 1 and learns nothing.\nIts edge to {layer} is the bias.")
    return text.format(count=count, layer=layer)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)
