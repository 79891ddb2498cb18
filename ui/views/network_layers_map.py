"""What is under a point of a network of several kinds of layers, and what stands beside a filter or neuron."""

from __future__ import annotations

from typing import final

from ui.look import Look
from ui.views.network_layers_layout import LayersDiagram, Part, Stripe, cell_at, strip_place, weight_at
from ui.views.network_target import Target
from ui.views.network_wide_layout import find, row_box
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan, Row


@final
class LayersMap:
    """A network that is drawn a column a layer."""

    def __init__(self, plan: Plan, diagram: LayersDiagram) -> None:
        self.plan, self.diagram = plan, diagram

    def at(self, x: float, y: float, look: Look) -> Target:
        """What is under a point: a bias can be dragged; a weight is too small for it, and is typed."""
        for part in self.diagram.parts:
            row = self.plan.rows[part.row]
            if part.form == "recurrent" and part.box.holds(x, y) and not part.stripes:
                return self._in_strips(row, part, x, y)
            for stripe in part.stripes:
                if stripe.box.holds(x, y):
                    return self._in_stripe(row, part, stripe, x, y)
            if not part.stripes and part.box.holds(x, y):
                return self._in_strips(row, part, x, y)
        if self.diagram.end != "strip" and self.diagram.output.holds(x, y):
            row, box = self.plan.rows[-1], self.diagram.output
            return Target(
                row.layer.neurons[min(row.fan_out - 1, max(0, int((y - box.y) / box.height * row.fan_out)))]
            )
        return Target()

    def _in_stripe(self, row: Row, part: Part, stripe: Stripe, x: float, y: float) -> Target:
        """A filter, a channel of a pooling, or a neuron."""
        cell = cell_at(row, stripe, x, y)
        value = None
        if cell is not None:
            _, rows, columns = row.strip.filled
            value = row.target_row + (stripe.place * rows + cell[0]) * columns + cell[1]
        if stripe.neuron is None:
            return Target(layer=row.layer.id, value=value)
        at = weight_at(row, part, stripe, x, y)
        if at is not None:
            return Target(stripe.neuron, None, weight_id(stripe.neuron, row.sources[at]), layer=row.layer.id)
        if part.biases is not None and part.biases.x - 3 <= x <= part.biases.right + 3 and row.biases >= 0:
            return Target(stripe.neuron, None, bias_id(stripe.neuron), True, layer=row.layer.id)
        return Target(stripe.neuron, layer=row.layer.id, value=value)

    def _in_strips(self, row: Row, part: Part, x: float, y: float) -> Target:
        """A neuron of a layer that has too many for rows of their own."""
        place = strip_place(part, row.fan_out, y)
        neuron = row.layer.neurons[place]
        at = weight_at(row, part, _whole(part, place, neuron), x, y)
        if at is not None:
            return Target(neuron, None, weight_id(neuron, row.sources[at]), layer=row.layer.id)
        if part.biases is not None and part.biases.holds(x, y, 3) and row.biases >= 0:
            return Target(neuron, None, bias_id(neuron), True, layer=row.layer.id)
        return Target(neuron, layer=row.layer.id)

    def neighbor(self, neuron: int | None, right: int, down: int) -> int | None:
        """The filter or neuron beside another one: the next in its layer, or as far down in the next layer that has any."""
        rows = [row for row in self.plan.rows if row.layer.neurons]
        here = next((k for k, row in enumerate(rows) if neuron in row.layer.neurons), None)
        if here is None or neuron is None:
            return rows[0].layer.neurons[0]
        neurons = rows[here].layer.neurons
        place = neurons.index(neuron)
        there = min(max(here + right, 0), len(rows) - 1)
        if not right:
            return neurons[min(max(place + down, 0), len(neurons) - 1)]
        if there == here:
            return neuron
        return rows[there].layer.neurons[int((place + 0.5) / len(neurons) * rows[there].fan_out)]

    def bias_place(self, neuron: int) -> tuple[float, float]:
        """Where the figure of a bias stands."""
        stripe = self.diagram.stripe_of.get(neuron)
        if stripe is not None and stripe.figure is not None:
            return stripe.figure.middle
        where = find(self.plan, neuron)
        part = None if where is None else self.diagram.parts[where[0]]
        if where is None or part is None or part.biases is None:
            return self.diagram.area.middle
        return row_box(part.biases, where[1], self.plan.rows[where[0]].fan_out).middle


def _whole(part: Part, place: int, neuron: int) -> Stripe:
    """A neuron that has no row of its own, as one."""
    return Stripe(place, neuron, part.box, part.weights, None, 0.0, None, part.made)
