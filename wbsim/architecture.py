"""Edits of the architecture as settings: each function says which values at which paths make the wished network.
Ids stay with what is kept and are never reused.
"""

from __future__ import annotations

from typing import Any

from wbsim.experiment import NEW_NEURONS, Experiment
from wbsim.ids import layer_name
from wbsim.layout import layout_of
from wbsim.network import (
    KINDS,
    MAX_LAYERS,
    MAX_NEURONS,
    RECURRENT_ACTIVATIONS,
    Convolution,
    Dense,
    Layer,
    Pooling,
    Recurrent,
)
from wbsim.plan import Plan
from wbsim.problems import refuse
from wbsim.shapes import Block, fitted
from wbsim.translation import translated

NEW_LAYER_SIZE = 2
KERNEL = 3  # of a new convolution, whose padding of 1 leaves the image as large as it was

Settings = dict[str, Any]


def place_of(experiment: Experiment, layer_id: int) -> int:
    """Where a layer stands, counted from 0; raises `Refused` if there is none of that id."""
    for place, layer in enumerate(experiment.network.layers):
        if layer.id == layer_id:
            return place
    raise refuse("network.layers", translated("there is no layer with the id {layer_id}", layer_id=layer_id))


def layer_setting(experiment: Experiment, layer_id: int, name: str, value: object) -> Settings:
    """Another value for one setting of a layer, such as `activation`, `bias` or `trainable`."""
    return {f"network.layers.{place_of(experiment, layer_id)}.{name}": value}


def with_neuron(experiment: Experiment, layer_id: int) -> Settings:
    """One neuron or filter more at the end of a hidden layer; raises `Refused` at the limit, for a pooling, and for the
    output.
    """
    place = _neural(experiment, layer_id)
    layer, born = experiment.network.layers[place], experiment.network.born
    if layer.size >= MAX_NEURONS:
        raise refuse(
            f"network.layers.{place}.neurons",
            (
                translated("a layer has at most {most} filters")
                if isinstance(layer, Convolution)
                else translated("a layer has at most {most} neurons")
            ).format(most=MAX_NEURONS),
        )
    return {f"network.layers.{place}.neurons": [*layer.neurons, born + 1], "network.born": born + 1}


def without_neuron(experiment: Experiment, layer_id: int, neuron: int | None = None) -> Settings:
    """Without a neuron or filter of a hidden layer, the last one unless it is named; raises `Refused` for the only one."""
    place = _neural(experiment, layer_id)
    layer = experiment.network.layers[place]
    if layer.size == 1:
        raise refuse(
            f"network.layers.{place}.neurons",
            translated("a layer has at least 1 filter; remove the layer instead")
            if isinstance(layer, Convolution)
            else translated("a layer has at least 1 neuron; remove the layer instead"),
        )
    gone = layer.neurons[-1] if neuron is None else neuron
    if gone not in layer.neurons:
        raise refuse(
            f"network.layers.{place}.neurons",
            (
                translated("there is no filter with the id {gone}")
                if isinstance(layer, Convolution)
                else translated("there is no neuron with the id {gone}")
            ).format(gone=gone),
        )
    return {f"network.layers.{place}.neurons": [n for n in layer.neurons if n != gone]}


def with_layer(experiment: Experiment, position: int, kind: str | None = None) -> Settings:
    """A hidden layer more, at a position counted from 0; raises `Refused` at the limit and for an unknown kind.

    Unless a kind is asked for it is dense, or what the layer behind it is where that could not read a dense one. It takes
    the activation of the layer before it. A new convolution leaves the image as large as it is; before a new recurrent
    layer another one gives the values of all steps, and so does the new one where one is behind it. What does not fit
    even so, `plan` refuses with the arithmetic.
    """
    layers, born = list(experiment.network.layers), experiment.network.born
    if len(layers) >= MAX_LAYERS:
        raise refuse(
            "network.layers", translated("a network has at most {max_layers} layers", max_layers=MAX_LAYERS)
        )
    position = max(0, min(position, len(layers) - 1))
    chosen = kind or _kind_at(experiment, position)
    count = NEW_LAYER_SIZE if chosen == "dense" else 0 if chosen == "pooling" else NEW_NEURONS
    neurons = tuple(range(born + 2, born + 2 + count))
    new = _made(chosen, born + 1, neurons, _activation_before(layers, position), layers[position])
    layers.insert(position, new)
    if isinstance(new, Recurrent):
        before = layers[position - 1] if position else None
        if isinstance(before, Recurrent):
            layers[position - 1] = before.model_copy(update={"gives": "all"})
    return _all(layers, born + 1 + count)


def with_kind(experiment: Experiment, layer_id: int, kind: str) -> Settings:
    """A hidden layer of another kind: id, neurons, biases, whether it trains and, where the kind has it, the activation
    stay. Raises `Refused` for an unknown kind and for the output. A convolution made so leaves the image as large as it is.
    """
    place = _hidden(experiment, layer_id)
    layers = experiment.network.layers
    old, behind = layers[place], layers[place + 1]
    if old.kind == kind:
        return {}
    new = _made(kind, old.id, old.neurons, "" if isinstance(old, Pooling) else old.activation, behind)
    at = f"network.layers.{place}"
    settings: Settings = {f"{at}.kind": kind}
    if not isinstance(new, Pooling):
        settings[f"{at}.activation"] = new.activation
    if isinstance(new, Convolution):
        settings[f"{at}.padding"] = new.padding
    if isinstance(new, Recurrent):
        settings[f"{at}.gives"] = new.gives
        before = layers[place - 1] if place else None
        if isinstance(before, Recurrent) and before.gives == "last":
            settings[f"network.layers.{place - 1}.gives"] = "all"
    return settings


def _made(kind: str, new_id: int, neurons: tuple[int, ...], activation: str, behind: Layer) -> Layer:
    """A new layer of a kind, with an activation that it can have; raises `Refused` for an unknown kind."""
    if kind == "pooling":
        return Pooling(id=new_id)
    neurons = neurons or tuple(range(1, NEW_NEURONS + 1))
    if kind == "convolution":
        activation = activation or "relu"
        return Convolution(
            id=new_id, neurons=neurons, activation=activation, kernel=KERNEL, padding=KERNEL // 2
        )
    if kind == "recurrent":
        gives: Any = "all" if isinstance(behind, Recurrent) else "last"
        known: Any = activation if activation in RECURRENT_ACTIVATIONS else "tanh"
        return Recurrent(id=new_id, neurons=neurons, activation=known, gives=gives)
    if kind == "dense":
        return Dense(id=new_id, neurons=neurons, activation=activation or "tanh")
    raise refuse(
        "network.layers",
        translated(
            "there is no layer of the kind {kind!r}; there are {kinds}", kind=kind, kinds=", ".join(KINDS)
        ),
    )


def _activation_before(layers: list[Layer], position: int) -> str:
    """That of the last layer of neurons before a position, or of the first behind it; "" without hidden ones."""
    hidden = layers[:-1]
    near = [*hidden[:position][::-1], *hidden[position:]]
    return next((layer.activation for layer in near if not isinstance(layer, Pooling)), "")


def _kind_at(experiment: Experiment, position: int) -> str:
    """Dense, where all behind it can read a dense layer; else what the layer behind it is, or for a pooling a convolution."""
    behind = experiment.network.layers[position]
    layout = layout_of(experiment)
    new = Block("dense", tuple(range(NEW_LAYER_SIZE)), True)
    if fitted(layout.shape, (*layout.blocks[:position], new, *layout.blocks[position:]))[1] is None:
        return "dense"
    return "convolution" if isinstance(behind, Pooling) else behind.kind


def without_layer(experiment: Experiment, layer_id: int) -> Settings:
    """Without a hidden layer; raises `Refused` for the output."""
    place = _hidden(experiment, layer_id)
    layers = list(experiment.network.layers)
    del layers[place]
    return _all(layers, experiment.network.born)


def _neural(experiment: Experiment, layer_id: int) -> int:
    """Where a hidden layer of neurons stands; raises `Refused` for a pooling and for the output."""
    place = _hidden(experiment, layer_id)
    layers = experiment.network.layers
    if isinstance(layers[place], Pooling):
        name = layer_name(place + 1, len(layers), "pooling")
        raise refuse(
            f"network.layers.{place}",
            translated("{name} has no neurons and no weights; it has a window and a stride", name=name),
        )
    return place


def _hidden(experiment: Experiment, layer_id: int) -> int:
    place = place_of(experiment, layer_id)
    if place == len(experiment.network.layers) - 1:
        raise refuse(
            f"network.layers.{place}", translated("the output layer follows from the data and the loss")
        )
    return place


def _all(layers: list[Layer], born: int) -> Settings:
    return {"network.layers": [layer.model_dump(mode="json") for layer in layers], "network.born": born}


def shape_in_words(plan: Plan) -> str:
    """`2–4–2–1`, or with other kinds of layers `8×8–conv 4–pool–10`."""
    reads = plan.layout.shape
    begin = reads[1:] if len(reads) == 3 and reads[0] == 1 else reads[:1] if reads[1:] == (1,) else reads
    if plan.rows[0].kind == "dense":  # it reads values in no order
        begin = (len(plan.inputs),)
    return "–".join(["×".join(map(str, begin)), *map(_layer_in_words, plan.experiment.network.layers)])


def _layer_in_words(layer: Layer) -> str:
    match layer.kind:
        case "convolution":
            return translated("conv {size}", size=layer.size)
        case "pooling":
            return translated("pool")
        case "recurrent":
            return translated("rec {size}", size=layer.size)
        case _:
            return str(layer.size)
