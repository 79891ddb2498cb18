"""Where the parts of a wide network stand that is drawn layer by layer: weights → biases → activations.
Pure geometry in pixels from the plan and a size; it knows no color, no value and no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ui.views.names import place_of
from ui.views.network_layout import Box, Column
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan, Row

MAX_BARS = 12  # outputs that are drawn as bars
_ROW = 30.0  # pixels that a neuron's row is tall at most, at scale 1

InputForm = Literal["image", "tiles", "strip"]
OutputForm = Literal["bars", "tiles", "none"]


@dataclass(frozen=True)
class Block:
    """A layer: its weights as a picture with a row per neuron, its biases and its activations beside it."""

    row: int
    weights: Box
    biases: Box
    activations: Box

    @property
    def whole(self) -> Box:
        """All three together."""
        return Box(
            self.weights.x, self.weights.y, self.activations.right - self.weights.x, self.weights.height
        )


@dataclass(frozen=True, eq=False)
class WideDiagram:
    """Where everything stands in an area of the picture."""

    area: Box
    columns: tuple[Column, ...]
    input: Box
    input_form: InputForm
    blocks: tuple[Block, ...]
    output: Box
    output_form: OutputForm
    caption: float  # the base line of what is said over the blocks
    foot: float  # the base line of what is said under them


@dataclass(frozen=True)
class Spot:
    """What is under a point: a parameter's id, or the id of a neuron, or both."""

    neuron: int | None
    parameter: str | None


def arrange_wide(plan: Plan, area: Box, scale: float, flat: bool) -> WideDiagram:
    """The layers of a plan side by side; `flat` says whether there are maps of the plane to show."""
    forms = _forms(plan, flat)
    area = Box(area.x + 14 * scale, area.y, max(40.0, area.width - 28 * scale), area.height)
    first, last = _end_widths(forms, area, scale, len(plan.rows))
    count = len(plan.rows)
    tight = min(1.0, max(0.1, area.width / (count + 2) / (110 * scale))) ** 1.5
    strip, narrow, gap = 38 * scale * tight, 16 * scale * tight, 8 * scale * tight
    between = 26 * scale * tight
    barred = forms[1] == "bars"  # bars say it all: the last layer has no strip of activations
    room = (
        area.width
        - first
        - last
        - between * (count + (last > 0))
        - (count - barred) * (narrow + gap)
        - count * (strip + gap)
    )
    shares = [float(row.fan_in * row.fan_out) ** 0.25 for row in plan.rows]
    cap = 0.34 * area.width
    widths = [min(cap, max(6.0, room * share / sum(shares))) for share in shares]
    spare = max(0.0, (room - sum(widths)) / (count + 2))
    between += spare
    top, height = area.y + 30 * scale, max(12.0, area.height - 54 * scale)
    x = area.x + spare / 2
    input_box = _input_box(plan, forms[0], Box(x, top, first, height), scale)
    columns = [Column(x + first / 2, first + between, None, -1, len(plan.inputs))]
    x += first + between
    blocks = []
    for number, (row, width) in enumerate(zip(plan.rows, widths, strict=True)):
        tall = min(height, row.fan_out * _ROW * scale)
        y = top + (height - tall) / 2
        weights = Box(x, y, width, tall)
        biases = Box(weights.right + gap, y, strip, tall)
        bare = barred and number == count - 1
        activations = Box(biases.right + (0 if bare else gap), y, 0 if bare else narrow, tall)
        blocks.append(Block(number, weights, biases, activations))
        whole = activations.right - x
        columns.append(Column(x + whole / 2, whole + between, row.layer.id, number, row.fan_out))
        x = activations.right + between
    end = blocks[-1].weights
    output = Box(x, end.y, last, end.height)
    return WideDiagram(
        area, tuple(columns), input_box, forms[0], tuple(blocks), output, forms[1], area.y + 17 * scale,
        area.bottom - 6 * scale,
    )  # fmt: skip


def _forms(plan: Plan, flat: bool) -> tuple[InputForm, OutputForm]:
    form: InputForm = "strip"
    if (
        plan.description.image is not None
        and len(plan.inputs) == plan.description.image[0] * plan.description.image[1]
    ):
        form = "image"
    elif flat and len(plan.inputs) <= 7:
        form = "tiles"
    end: OutputForm = "none"
    if 1 < plan.outputs <= MAX_BARS:
        end = "bars"
    elif flat and plan.outputs == 1:
        end = "tiles"
    return form, end


def _end_widths(
    forms: tuple[InputForm, OutputForm], area: Box, scale: float, count: int
) -> tuple[float, float]:
    """The widths of the first and of the last part."""
    share = max(0.09, 0.2 - 0.012 * count) * area.width
    first = {"image": min(132 * scale, share), "tiles": min(60 * scale, share), "strip": 18 * scale}[forms[0]]
    last = {"bars": min(190 * scale, 1.25 * share), "tiles": min(92 * scale, share), "none": 0.0}[forms[1]]
    return first, last


def _input_box(plan: Plan, form: InputForm, room: Box, scale: float) -> Box:
    """The input's part: an image in its own proportions, else what it takes of the height."""
    if form == "image" and plan.description.image is not None:
        rows, columns = plan.description.image
        cell = min(room.width / columns, room.height / rows)
        width, height = cell * columns, cell * rows
    else:
        width, height = room.width, min(room.height, len(plan.inputs) * 84 * scale)
    return Box(room.x + (room.width - width) / 2, room.y + (room.height - height) / 2, width, height)


def row_box(box: Box, place: int, count: int) -> Box:
    """The stripe of one neuron in a part of `count` neurons."""
    tall = box.height / count
    return Box(box.x, box.y + place * tall, box.width, tall)


def _place(box: Box, y: float, count: int) -> int:
    return min(count - 1, max(0, int((y - box.y) / box.height * count)))


def spot_at(plan: Plan, diagram: WideDiagram, x: float, y: float) -> Spot | None:
    """The neuron and parameter under a point; None between the parts."""
    for block in diagram.blocks:
        row = plan.rows[block.row]
        if not block.whole.holds(x, y):
            continue
        place = _place(block.weights, y, row.fan_out)
        neuron = row.layer.neurons[place]
        if block.weights.holds(x, y):
            source = row.sources[
                min(row.fan_in - 1, int((x - block.weights.x) / block.weights.width * row.fan_in))
            ]
            return Spot(neuron, weight_id(neuron, source))
        if block.biases.holds(x, y, 3):
            return Spot(neuron, bias_id(neuron) if row.biases >= 0 else None)
        return Spot(neuron, None)
    if diagram.output_form != "none" and diagram.output.holds(x, y):
        row = plan.rows[-1]
        return Spot(row.layer.neurons[_place(diagram.output, y, row.fan_out)], None)
    return None


def find(plan: Plan, neuron: int | None) -> tuple[int, int] | None:
    """The row of the plan and the place in it of a neuron, both from 0; None if there is none."""
    place = None if neuron is None else place_of(plan, neuron)
    return None if place is None else (place[0] - 1, place[1] - 1)


def neighbor_in(plan: Plan, neuron: int | None, right: int, down: int) -> int:
    """The neuron beside another one: as far down in the next layer, or the next in its own; the first for None."""
    here = find(plan, neuron)
    if here is None:
        return plan.rows[0].layer.neurons[0]
    number, place = here
    if not right:
        return _within(plan.rows[number], place + down)
    there = min(max(number + right, 0), len(plan.rows) - 1)
    share = (place + 0.5) / plan.rows[number].fan_out
    return (
        _within(plan.rows[there], int(share * plan.rows[there].fan_out)) if there != number else neuron or 0
    )


def _within(row: Row, place: int) -> int:
    return row.layer.neurons[min(max(place, 0), row.fan_out - 1)]
