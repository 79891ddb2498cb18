"""How many weights and biases each layer has and why, and what an edit of the architecture added or took. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wbsim.experiment import Experiment
from wbsim.ids import layer_name
from wbsim.layout import layout_of
from wbsim.plan import Plan, Row
from wbsim.problems import Refused
from wbsim.run import Change, Run
from wbsim.translation import plural, translated

_SHAPING = ("network", "data")  # the settings that decide how many parameters there are


@dataclass(frozen=True)
class LayerCount:
    """The parameters of one layer, or of several together, whose `fan_in` and `fan_out` are then 0."""

    name: str
    fan_out: int
    fan_in: int
    weights: int
    biases: int
    moved: int  # how many of both training may move
    kind: str = "dense"
    why: str = ""  # where these come from, of a layer whose weights are used more than once; "" of others

    @property
    def both(self) -> int:
        """Weights and biases together."""
        return self.weights + self.biases


def counted(plan: Plan) -> tuple[LayerCount, ...]:
    """The count of every layer, in the order of the plan."""
    found = []
    for number, row in enumerate(plan.rows, 1):
        weights = row.fan_in * row.fan_out
        biases = row.fan_out if row.biases >= 0 else 0
        moved = int(plan.trainable[row.weights : row.weights + weights + biases].sum())
        name = layer_name(number, len(plan.rows), row.kind)
        found.append(LayerCount(name, row.fan_out, row.fan_in, weights, biases, moved, row.kind, _why(row)))
    return tuple(found)


def _why(row: Row) -> str:
    """`3 · 3 · 1 = 9 weights and one bias a filter, however large the image`; "" of a dense layer."""
    reads, side = row.strip.reads, row.strip.block.side
    bias = translated(" and one bias") if row.biases >= 0 else ""
    if row.kind == "convolution":
        weights = f"{side} · {side} · {reads[0]} = {_noun(row.fan_in, 'weight')}"
        return translated("{weights}{bias} a filter, however large the image", weights=weights, bias=bias)
    if row.kind == "recurrent":
        own = f"{reads[1]} + {row.fan_out} = {_noun(row.fan_in, 'weight')}"
        return translated(
            "{own}{bias} a neuron, for the input and for the step before, however long the series",
            own=own,
            bias=bias,
        )
    return translated("no weights and no biases") if row.kind == "pooling" else ""


def together(counts: tuple[LayerCount, ...], name: str = "") -> LayerCount:
    """Several layers as one line."""
    weights, biases, moved = (
        sum(getattr(c, part) for c in counts) for part in ("weights", "biases", "moved")
    )
    return LayerCount(name, 0, 0, weights, biases, moved)


@dataclass(frozen=True)
class _Shape:
    """A layer as a count sees it: its name, its neurons, what feeds it, whether it has biases."""

    name: str
    neurons: frozenset[int]
    sources: frozenset[str]
    bias: bool


def _shapes(experiment: Experiment) -> dict[int, _Shape]:
    layers, found = experiment.network.layers, {}
    for number, (layer, strip) in enumerate(zip(layers, layout_of(experiment).strips, strict=True), 1):
        name = layer_name(number, len(layers), layer.kind)
        # a place of a filter is none of an image, though both may be called (1, 2)
        sources = frozenset(f"{layer.kind} {source}" for source in strip.sources)
        found[layer.id] = _Shape(name, frozenset(layer.neurons), sources, layer.bias)
    return found


def difference(before: Experiment, after: Experiment) -> str:
    """What one network has that another had not: `hidden 1, 4 → 5: +2 weights +1 bias, and +2 weights to hidden 2`.

    Empty where both have the same parameters.
    """
    return "; ".join(_sentences(_shapes(before), _shapes(after)))


def _sentences(before: dict[int, _Shape], after: dict[int, _Shape]) -> Iterator[str]:
    own, onward = [], []
    for layer, shape in after.items():
        was = before.get(layer)
        if was is None:
            own.append(
                translated(
                    "{name} new: {neurons}",
                    name=shape.name,
                    neurons=_signed(len(shape.neurons) * len(shape.sources), _biases(shape)),
                )
            )
            continue
        gained, lost = _weights(was, shape)
        biases = _biases(shape) - _biases(was)
        if len(was.neurons) != len(shape.neurons):
            sizes = f"{len(was.neurons)} → {len(shape.neurons)}"
            own.append(f"{shape.name}, {sizes}: {_signed(gained - lost, biases)}")
        elif biases:
            text = (
                translated("{name}, biases on: {change}")
                if shape.bias
                else translated("{name}, biases off: {change}")
            )
            own.append(text.format(name=shape.name, change=_signed(0, biases)))
        elif gained and lost:
            onward.append(
                translated(
                    "{name} has {weights} in place of {lost}",
                    name=shape.name,
                    weights=_noun(gained, "weight"),
                    lost=lost,
                )
            )
        elif gained or lost:
            onward.append(translated("{gained} to {name}", gained=_signed(gained - lost, 0), name=shape.name))
    for layer, shape in before.items():
        if layer not in after:
            own.append(
                translated(
                    "{name} gone: {neurons}",
                    name=shape.name,
                    neurons=_signed(-len(shape.neurons) * len(shape.sources), -_biases(shape)),
                )
            )
    if own and onward:
        yield from own[:-1]
        yield translated("{own}, and {onward}", own=own[-1], onward=translated(" and ").join(onward))
    else:
        yield from own or onward


def _weights(before: _Shape, after: _Shape) -> tuple[int, int]:
    """How many weights came, and how many went: a weight stays where both its neurons do."""
    kept = len(before.neurons & after.neurons) * len(before.sources & after.sources)
    return len(after.neurons) * len(after.sources) - kept, len(before.neurons) * len(before.sources) - kept


def _biases(shape: _Shape) -> int:
    return len(shape.neurons) if shape.bias else 0


def _noun(count: int, noun: str) -> str:
    if noun == "weight":
        return plural(count, "{count} weight", "{count} weights")
    return plural(count, "{count} bias", "{count} biases")


def _signed(weights: int, biases: int) -> str:
    pairs = [(weights, "weight"), (biases, "bias")]
    signed = ((f"{'+' if count > 0 else '−'}{_noun(abs(count), noun)}") for count, noun in pairs if count)
    return " ".join(signed) or translated("no parameters")


def last_difference(run: Run, update: int) -> str:
    """What the last edit that was made by an update did to the count; empty where it was no edit of the architecture."""
    edits = run.until(update).edits
    last = edits[-1].edit if edits else None
    if not isinstance(last, Change) or not any(path.startswith(_SHAPING) for path in last.settings):
        return ""
    try:
        before = Run.model_construct(experiment=run.experiment, edits=edits[:-1]).wished()
        return difference(before, before.changed(last.settings))
    except Refused:
        return ""
