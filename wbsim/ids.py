"""The ids of parameters: stable names that no edit changes, made of the ids of neurons and the names of inputs."""

from __future__ import annotations

from collections.abc import Iterator

from wbsim.datasets import features_of
from wbsim.experiment import Experiment


def weight_id(neuron: int, source: int | str) -> str:
    """The id of the weight from a source (a neuron's id or an input's name) to a neuron."""
    return f"w:{neuron}<{source}"


def bias_id(neuron: int) -> str:
    """The id of a neuron's bias."""
    return f"b:{neuron}"


def parameter_ids(experiment: Experiment) -> Iterator[str]:
    """The id of every parameter, layer by layer."""
    sources: tuple[int | str, ...] = features_of(experiment.data)
    for layer in experiment.network.layers:
        for neuron in layer.neurons:
            yield from (weight_id(neuron, source) for source in sources)
            if layer.bias:
                yield bias_id(neuron)
        sources = layer.neurons


def layer_name(number: int, layers: int) -> str:
    """`hidden 2`, or `output` for the last; numbers count from 1."""
    return "output" if number == layers else f"hidden {number}"


def name_of(experiment: Experiment, parameter: str) -> str:
    """The reader's name of a parameter: `hidden 2, weight 3→1` or `output, bias 1`; the id where it is gone."""
    kind, _, ends = parameter.partition(":")
    target, _, source = ends.partition("<")
    sources: tuple[int | str, ...] = features_of(experiment.data)
    layers = experiment.network.layers
    for number, layer in enumerate(layers, 1):
        if target in map(str, layer.neurons):
            place = layer.neurons.index(int(target)) + 1
            where = layer_name(number, len(layers))
            if kind == "b":
                return f"{where}, bias {place}"
            if source in map(str, sources):
                shown = source if number == 1 else [str(s) for s in sources].index(source) + 1
                return f"{where}, weight {shown}→{place}"
        sources = layer.neurons
    return parameter
