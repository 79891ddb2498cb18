"""What is said of a filter, a pooling, a recurrent neuron and of one place of a map under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.views.names import layer_title
from ui.views.network_target import Target
from wbsim.activations import BY_NAME
from wbsim.network import Pooling
from wbsim.plan import Row
from wbsim.snapshot import Snapshot
from wbsim.translation import translated


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def special_words(snapshot: Snapshot, target: Target) -> str | None:
    """What a tooltip says of a filter, a recurrent neuron or a pooling; None of anything else."""
    plan = snapshot.plan
    number = next((k for k, row in enumerate(plan.rows) if row.layer.id == target.layer), None)
    if number is None or plan.rows[number].kind == "dense":
        return None
    row, name = plan.rows[number], layer_title(plan, number)
    if isinstance(row.layer, Pooling):
        return _pooling(snapshot, row, row.layer, name, target)
    assert target.neuron is not None
    place = row.layer.neurons.index(target.neuron)
    bias = _bias(snapshot, row, place)
    if row.kind == "recurrent":
        text = _tr(
            "Neuron {place} of {layer}: {activation} of its weighted input and of the weighted hidden values of the "
            "step before{bias}; the same numbers at all {steps} steps"
        ).format(
            place=place + 1,
            layer=name,
            activation=translated(BY_NAME[row.layer.activation].word),
            bias=bias,
            steps=row.places,
        )
        last = plan.value_rows.get(target.neuron)
        if snapshot.seen.trace is not None and last is not None:
            value = themes.number(float(snapshot.seen.trace.values[last]))
            text += "\n" + _tr("after the last step of this sample {value}").format(value=value)
        return text
    side = row.strip.block.side
    text = _tr(
        "Filter {place} of {layer}: one set of {count} weights ({side} × {side}{channels}), at {places} places{bias}"
    ).format(
        place=place + 1, layer=name, count=row.fan_in, side=side, places=row.places, bias=bias,
        channels="" if row.strip.reads[0] == 1 else _tr(" for each of {n} maps").format(n=row.strip.reads[0]),
    )  # fmt: skip
    return text + _place(snapshot, row, target)


def _bias(snapshot: Snapshot, row: Row, place: int) -> str:
    biases = row.biases_of(snapshot.state.theta)
    if biases is None:
        return _tr(", no bias")
    return _tr(", plus the bias {bias}").format(bias=themes.number(float(biases[place])))


def _place(snapshot: Snapshot, row: Row, target: Target) -> str:
    """One place of the map: the sum with the bias, and what the activation makes of it."""
    trace = snapshot.seen.trace
    if trace is None or target.value is None:
        return ""
    _, rows, columns = row.strip.filled
    at = (target.value - row.target_row) % (rows * columns)
    return "\n" + _tr("row {row}, column {column}: z = {z}, {activation} makes {value} of it").format(
        row=at // columns + 1, column=at % columns + 1, z=themes.number(float(trace.sums[target.value])),
        activation=translated(BY_NAME[row.layer.activation].word), value=themes.number(float(trace.values[target.value])),
    )  # fmt: skip


def _pooling(snapshot: Snapshot, row: Row, layer: Pooling, name: str, target: Target) -> str:
    what = _tr("the largest") if layer.takes == "max" else _tr("the mean")
    text = _tr("{layer}: {what} of every {side} × {side} values; it has no weights and no bias").format(
        layer=name[0].upper() + name[1:], what=what, side=layer.window
    )
    trace = snapshot.seen.trace
    if trace is not None and target.value is not None:
        _, rows, columns = row.strip.filled
        at = (target.value - row.target_row) % (rows * columns)
        text += "\n" + _tr("row {row}, column {column}: {value}").format(
            row=at // columns + 1,
            column=at % columns + 1,
            value=themes.number(float(trace.values[target.value])),
        )
    return text


def shared_words(row: Row) -> str:
    """How often a parameter of a layer is used for one sample; nothing where it is once."""
    if row.places < 2:
        return ""
    unit = _tr("steps") if row.kind == "recurrent" else _tr("places")
    return _tr("used at all {count} {unit} of a sample").format(count=themes.count(row.places), unit=unit)
