"""Edits of the architecture as settings: each function says which values at which paths make the wished network.
Ids stay with what is kept and are never reused.
"""

from __future__ import annotations

from typing import Any

from wbsim.experiment import Experiment
from wbsim.network import MAX_LAYERS, MAX_NEURONS, Dense, Layer
from wbsim.problems import refuse

NEW_LAYER_SIZE = 2

Settings = dict[str, Any]


def place_of(experiment: Experiment, layer_id: int) -> int:
    """Where a layer stands, counted from 0; raises `Refused` if there is none of that id."""
    for place, layer in enumerate(experiment.network.layers):
        if layer.id == layer_id:
            return place
    raise refuse("network.layers", f"there is no layer with the id {layer_id}")


def layer_setting(experiment: Experiment, layer_id: int, name: str, value: object) -> Settings:
    """Another value for one setting of a layer, such as `activation`, `bias` or `trainable`."""
    return {f"network.layers.{place_of(experiment, layer_id)}.{name}": value}


def with_neuron(experiment: Experiment, layer_id: int) -> Settings:
    """One neuron more at the end of a hidden layer; raises `Refused` at the limit or for the output."""
    place = _hidden(experiment, layer_id)
    layer, born = experiment.network.layers[place], experiment.network.born
    if layer.size >= MAX_NEURONS:
        raise refuse(f"network.layers.{place}.neurons", f"a layer has at most {MAX_NEURONS} neurons")
    return {f"network.layers.{place}.neurons": [*layer.neurons, born + 1], "network.born": born + 1}


def without_neuron(experiment: Experiment, layer_id: int, neuron: int | None = None) -> Settings:
    """Without a neuron of a hidden layer, the last one unless it is named; raises `Refused` for the only one."""
    place = _hidden(experiment, layer_id)
    layer = experiment.network.layers[place]
    if layer.size == 1:
        raise refuse(
            f"network.layers.{place}.neurons", "a layer has at least 1 neuron; remove the layer instead"
        )
    gone = layer.neurons[-1] if neuron is None else neuron
    if gone not in layer.neurons:
        raise refuse(f"network.layers.{place}.neurons", f"there is no neuron with the id {gone}")
    return {f"network.layers.{place}.neurons": [n for n in layer.neurons if n != gone]}


def with_layer(experiment: Experiment, position: int) -> Settings:
    """A hidden layer more, as the one before it is, at a position counted from 0; raises `Refused` at the limit."""
    layers, born = list(experiment.network.layers), experiment.network.born
    if len(layers) >= MAX_LAYERS:
        raise refuse("network.layers", f"a network has at most {MAX_LAYERS} layers")
    position = max(0, min(position, len(layers) - 1))
    like = layers[max(0, position - 1)] if len(layers) > 1 else None
    new = Dense(
        id=born + 1,
        neurons=tuple(range(born + 2, born + 2 + NEW_LAYER_SIZE)),
        activation=like.activation if like else "tanh",
    )
    layers.insert(position, new)
    return _all(layers, born + 1 + NEW_LAYER_SIZE)


def without_layer(experiment: Experiment, layer_id: int) -> Settings:
    """Without a hidden layer; raises `Refused` for the output."""
    place = _hidden(experiment, layer_id)
    layers = list(experiment.network.layers)
    del layers[place]
    return _all(layers, experiment.network.born)


def _hidden(experiment: Experiment, layer_id: int) -> int:
    place = place_of(experiment, layer_id)
    if place == len(experiment.network.layers) - 1:
        raise refuse(f"network.layers.{place}", "the output layer follows from the data and the loss")
    return place


def _all(layers: list[Layer], born: int) -> Settings:
    return {"network.layers": [layer.model_dump(mode="json") for layer in layers], "network.born": born}
