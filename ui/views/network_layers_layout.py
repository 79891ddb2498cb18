"""Where the parts of a network stand that has convolutions, poolings or recurrent layers: a column a layer, a row a filter
or a neuron, weights → bias → what it makes of the sample. Pure geometry from the plan; it knows no color, no value, no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from typing import Literal

from ui.views.network_layout import Box, Column
from ui.views.network_wide_layout import MAX_BARS
from wbsim.plan import Plan, Row

PartForm = Literal["convolution", "pooling", "recurrent", "dense"]
EndForm = Literal["bars", "value", "strip"]

_SIZES = (
    1.7,
    1.5,
    1.35,
    1.2,
    1.1,
    1.0,
    0.92,
    0.84,
    0.76,
    0.68,
    0.6,
    0.52,
    0.45,
    0.38,
    0.3,
)  # tried until one fits
_CAPTION, _FOOT = 30.0, 40.0  # what is said over and under the columns, at scale 1
_LEAST = 34.0  # pixels of height that a filter needs, at scale 1, or
_ALL = 26.0  # where then all of them fit,
_SINGLE = 22.0  # and that a neuron needs to have a disc of its own
_TALLEST = 104.0  # what a row takes at most
_UNDER = 58.0  # rows so tall have the value of the bias under its disc
_FULL = 18.5  # the radius of the largest disc at scale 1
_GAP = 24.0  # between columns, at least


@dataclass(frozen=True)
class Stripe:
    """One filter, channel or neuron, by its place in the layer and its id (None of a pooling's channel).

    `weights` holds its weights as a picture, `disc` is the center of its bias, `mark` the scale of that, `figure` where the
    value of the bias stands, `made` what it makes of the sample: a map, or a tile with a number.
    """

    place: int
    neuron: int | None
    box: Box
    weights: Box | None
    disc: tuple[float, float] | None
    mark: float
    figure: Box | None
    made: Box


@dataclass(frozen=True)
class Part:
    """A layer. `stripes` are the rows that fit, the first of which stands at `first`, and `more` do not fit; a layer with
    too many neurons for rows has none, but `biases` and `made` as strips. `weights` holds the pictures of all rows, `loop`
    those of the hidden values of a recurrent layer; `flat` is what a dense layer reads where that had a shape.
    """

    row: int
    form: PartForm
    box: Box
    weights: Box | None
    loop: Box | None
    biases: Box | None
    made: Box
    stripes: tuple[Stripe, ...]
    first: int
    more: int
    flat: Box | None = None


@dataclass(frozen=True, eq=False)
class LayersDiagram:
    """Where everything stands in an area of the picture."""

    area: Box
    columns: tuple[Column, ...]
    input: Box
    parts: tuple[Part, ...]
    end: EndForm
    output: Box
    caption: float  # the base line of what is said over the columns
    foot: float  # and of what is said under them

    @cached_property
    def stripe_of(self) -> dict[int, Stripe]:
        """The stripe of a neuron or filter that is drawn."""
        return {s.neuron: s for part in self.parts for s in part.stripes if s.neuron is not None}


def arrange_layers(plan: Plan, area: Box, scale: float, neuron: int | None = None) -> LayersDiagram:
    """The layers of a plan side by side, as large as there is room for; where not all filters fit, that of the id `neuron`
    is among those that do.
    """
    area = Box(area.x + 14 * scale, area.y, max(40.0, area.width - 28 * scale), area.height)
    grown = max(0.92, scale)  # words do not shrink as much as pictures
    top, height = area.y + _CAPTION * grown, max(24.0, area.height - (_CAPTION + _FOOT) * grown)
    end = _end(plan)
    for size in _SIZES:
        drafts = [_draft(plan, k, height, scale, size, neuron) for k in range(len(plan.rows))]
        first, last = _ends(plan, end, height, scale, size)
        widths = [first, *(draft.width for draft in drafts), last]
        gap = _GAP * scale * min(1.0, size)
        if sum(widths) + gap * (len(widths) - 1) <= area.width:
            break
    spare = max(0.0, area.width - sum(widths) - gap * (len(widths) - 1))
    between = gap + min(spare / (len(widths) + 1), 90 * scale)
    left = area.x + max(0.0, area.width - sum(widths) - between * (len(widths) - 1)) / 2
    middle = top + height / 2
    tall = _input_height(plan, first, height, scale)
    given = Box(left, middle - tall / 2, first, tall)
    columns = [Column(left + first / 2, first + between, None, -1, len(plan.inputs))]
    x, parts = left + first + between, []
    for draft in drafts:
        parts.append(_placed(draft, x, middle, scale))
        row = plan.rows[draft.row]
        columns.append(
            Column(x + draft.width / 2, draft.width + between, row.layer.id, draft.row, row.fan_out)
        )
        x += draft.width + between
    made = parts[-1].made
    output = Box(x - between * 0.6, made.y, last, made.height)
    return LayersDiagram(
        area, tuple(columns), given, tuple(parts), end, output, area.y + 18 * scale, middle + height / 2
    )


# --- both ends ----------------------------------------------------------------------------------------------


def _end(plan: Plan) -> EndForm:
    if plan.outputs == 1:
        return "value"
    return "bars" if plan.outputs <= MAX_BARS else "strip"


def _ends(plan: Plan, end: EndForm, height: float, scale: float, size: float) -> tuple[float, float]:
    """The widths of the first and of the last column."""
    if plan.description.image is not None:
        rows, columns = plan.description.image
        first = min(132 * scale * size, height * columns / rows)
    else:
        first = max(84.0 * scale, 132 * scale * size) if plan.description.sequence is not None else 18 * scale
    last = {
        "bars": max(92.0, 150 * scale * min(1.1, size)),
        "value": max(70.0, 92 * scale * min(1.1, size)),
        "strip": 4.0,
    }
    return max(34.0, first), last[end]


def _input_height(plan: Plan, width: float, height: float, scale: float) -> float:
    if plan.description.image is not None:
        rows, columns = plan.description.image
        return min(height, width * rows / columns)
    if plan.description.sequence is not None:
        return min(0.8 * height, max(48.0 * scale, 0.85 * width))
    return min(height, len(plan.inputs) * 30 * scale)


# --- a layer ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Draft:
    """A layer before it has its place: widths of its pieces, and heights of its rows."""

    row: int
    form: PartForm
    neurons: tuple[int | None, ...]  # of the rows that are drawn; none where there are too many
    count: int
    first: int
    pitch: float
    tile: float  # the side of a picture of weights, or their width where one picture holds all rows
    loop: float  # the width of the weights of hidden values
    bias: float  # the width that discs or bars take
    mark: float
    under: bool  # whether the value of a bias stands under its disc
    made: float  # the width of a map, tile or strip
    flat: float
    width: float
    size: float


def _draft(plan: Plan, number: int, height: float, scale: float, size: float, neuron: int | None) -> _Draft:
    row = plan.rows[number]
    if row.kind == "convolution":
        return _filters(row, number, height, scale, size, neuron)
    if row.kind == "pooling":
        return _windows(plan, number, height, scale, size, neuron)
    return _neurons(plan, number, height, scale, size)


def _window(count: int, height: float, scale: float, place: int | None) -> tuple[int, int]:
    """The first of so many rows that are drawn, and how many: that at `place` is one of them."""
    all_fit = count * _ALL * scale <= height
    shown = count if all_fit else min(count, max(1, int(height / (_LEAST * scale))))
    return min(max(0, (place or 0) - shown // 2), count - shown) if place and place >= shown else 0, shown


def _place(row: Row, neuron: int | None) -> int | None:
    return row.layer.neurons.index(neuron) if neuron in row.layer.neurons and neuron is not None else None


def _filters(row: Row, number: int, height: float, scale: float, size: float, neuron: int | None) -> _Draft:
    first, shown = _window(row.fan_out, height, scale, _place(row, neuron))
    pitch = min(_TALLEST * scale * max(1.0, size), height / shown)
    under = pitch >= _UNDER * scale
    tile = min(0.76 * pitch, 58 * scale * size)
    made = min(0.86 * pitch, 84 * scale * size)
    mark, bias = _disc(pitch, scale, size, under)
    parts = (tile, bias, made)
    gaps = 6 * scale * min(1.0, size) * (len(parts) - 1)
    neurons = row.layer.neurons[first : first + shown]
    return _Draft(
        number, "convolution", neurons, row.fan_out, first, pitch, tile, 0.0, bias, mark, under, made, 0.0,
        sum(parts) + gaps, size,
    )  # fmt: skip


def _windows(plan: Plan, number: int, height: float, scale: float, size: float, neuron: int | None) -> _Draft:
    """A pooling: its maps stand beside those that they are made of."""
    row, before = plan.rows[number], next((r for r in plan.rows[:number][::-1] if r.layer.neurons), None)
    count = row.strip.filled[0]
    place = _place(before, neuron) if before is not None else None
    first, shown = _window(count, height, scale, place)
    pitch = min(_TALLEST * scale * max(1.0, size), height / shown)
    full = 84 * scale * size * min(1.0, max(0.5, row.strip.filled[1] / row.strip.reads[1]))
    made = max(min(0.8 * pitch, 16.0), min(0.7 * pitch, full))
    return _Draft(
        number, "pooling", (None,) * shown, count, first, pitch, 0.0, 0.0, 0.0, 0.0, False, made, 0.0, made, size
    )  # fmt: skip


def _disc(pitch: float, scale: float, size: float, under: bool) -> tuple[float, float]:
    """The scale of discs in rows, and the width that they take with their values."""
    room = pitch - (15 * max(1.0, scale) if under else 0)
    mark = max(0.36, min(0.86 * scale, 0.46 * room / _FULL))
    figure = max(40.0, 46 * scale)
    return mark, max(2 * _FULL * mark, figure) if under else 2 * _FULL * mark + figure


def _neurons(plan: Plan, number: int, height: float, scale: float, size: float) -> _Draft:
    """A dense or recurrent layer: one picture of all weights, and rows where there is room for them."""
    row, last = plan.rows[number], number == len(plan.rows) - 1
    form: PartForm = "recurrent" if row.kind == "recurrent" else "dense"
    over = 26 * scale if form == "recurrent" else 0.0  # its loop runs above it
    single = (height - over) / row.fan_out >= _SINGLE * scale
    pitch = min((44 if single else 30) * scale * max(1.0, size), (height - over) / row.fan_out)
    inputs = row.fan_in - row.fan_out if form == "recurrent" else row.fan_in
    tile = (
        min(max(16.0, 7.0 * inputs * scale), 120 * scale) * size
        if inputs > 1
        else max(12.0, 24 * scale * size)
    )
    loop = min(max(20.0, 14.0 * row.fan_out * scale), 110 * scale) * size if form == "recurrent" else 0.0
    mark, bias = _disc(pitch, scale, size, False) if single else (0.0, 38 * scale * min(1.0, size))
    made = 0.0
    if not (last and _end(plan) != "strip"):  # what the output makes stands in the last column
        made = max(36.0, 40 * scale) if single else 16 * scale
    flat = 0.0
    if form == "dense" and len(row.strip.reads) > 1:
        flat = max(12.0, 30 * scale * min(1.0, size))
    parts = [part for part in (flat, tile, loop, bias, made) if part]
    gaps = 7 * scale * min(1.0, size) * (len(parts) - 1)
    return _Draft(
        number, form, row.layer.neurons if single else (), row.fan_out, 0, pitch, tile, loop, bias, mark, False,
        made, flat, sum(parts) + gaps, size,
    )  # fmt: skip


def _placed(draft: _Draft, x: float, middle: float, scale: float) -> Part:
    """A layer at its place."""
    rows = len(draft.neurons) or draft.count
    tall = rows * draft.pitch
    top = middle - tall / 2 + (13 * scale if draft.form == "recurrent" else 0.0)
    step = (6 if draft.form == "convolution" else 7) * scale * min(1.0, draft.size)
    lefts, at = [], x
    for width in (draft.flat, draft.tile, draft.loop, draft.bias, draft.made):
        lefts.append(at)
        at += width + step if width else 0.0
    flat, tile, loop, bias, made = lefts

    def whole(left: float, width: float) -> Box | None:
        return Box(left, top, width, tall) if width else None

    stripes = tuple(
        _stripe(draft, k, Box(x, top + k * draft.pitch, draft.width, draft.pitch), tile, bias, made, scale)
        for k in range(len(draft.neurons))
    )
    return Part(
        draft.row, draft.form, Box(x, top, draft.width, tall), whole(tile, draft.tile), whole(loop, draft.loop),
        whole(bias, draft.bias), Box(made, top, draft.made, tall), stripes, draft.first,
        max(0, draft.count - rows), whole(flat, min(draft.flat, 12 * scale)),
    )  # fmt: skip


def _stripe(draft: _Draft, k: int, box: Box, tile: float, bias: float, made: float, scale: float) -> Stripe:
    middle = box.middle[1]
    weights = figure = disc = None
    if draft.form == "convolution":
        weights = Box(tile, middle - draft.tile / 2, draft.tile, draft.tile)
    elif draft.form != "pooling":
        weights = Box(tile, box.y, draft.tile, box.height)
    line = 15 * max(1.0, scale)
    reach = _FULL * draft.mark
    if draft.form != "pooling" and draft.under:
        disc = (bias + draft.bias / 2, middle - line / 2)
        figure = Box(bias, disc[1] + reach * 0.86, draft.bias, line)
    elif draft.form != "pooling":
        disc = (bias + reach, middle)
        figure = Box(disc[0] + reach, middle - line / 2, draft.bias - 2 * reach, line)
    square = draft.form in ("convolution", "pooling")
    side = draft.made if square else min(box.height - 2, 30 * scale)
    top = middle - side / 2
    return Stripe(
        draft.first + k,
        draft.neurons[k],
        box,
        weights,
        disc,
        draft.mark,
        figure,
        Box(made, top, draft.made, side),
    )


# --- what is where ------------------------------------------------------------------------------------------


def mosaic(channels: int) -> tuple[int, int]:
    """Rows and columns in which the weights of a filter for so many channels are laid out."""
    across = ceil(sqrt(channels))
    return ceil(channels / across), across


def weight_at(row: Row, part: Part, stripe: Stripe, x: float, y: float) -> int | None:
    """Which of a neuron's weights lies under a point, by its place among the layer's sources; None beside them."""
    box = stripe.weights
    if row.kind == "convolution" and box is not None and box.holds(x, y):
        channels, side = row.strip.reads[0], row.strip.block.side
        down, across = mosaic(channels)
        r, c = _cell(y - box.y, box.height, down * side), _cell(x - box.x, box.width, across * side)
        channel = r // side * across + c // side
        return channel * side * side + r % side * side + c % side if channel < channels else None
    inputs = row.fan_in - row.fan_out if row.kind == "recurrent" else row.fan_in
    if part.weights is not None and part.weights.holds(x, y):
        return _cell(x - part.weights.x, part.weights.width, inputs)
    if part.loop is not None and part.loop.holds(x, y):
        return inputs + _cell(x - part.loop.x, part.loop.width, row.fan_out)
    return None


def cell_at(row: Row, stripe: Stripe, x: float, y: float) -> tuple[int, int] | None:
    """Row and column of a map under a point, from 0; None beside it."""
    if not stripe.made.holds(x, y) or len(row.strip.filled) < 3:
        return None
    rows, columns = row.strip.filled[1:]
    return _cell(y - stripe.made.y, stripe.made.height, rows), _cell(
        x - stripe.made.x, stripe.made.width, columns
    )


def _cell(along: float, length: float, count: int) -> int:
    return min(count - 1, max(0, int(along / max(1e-9, length) * count)))


def strip_place(part: Part, count: int, y: float) -> int:
    """The neuron of a layer without rows at a height."""
    return _cell(y - part.made.y, part.made.height, count)
