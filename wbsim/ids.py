"""The ids of parameters: stable names that no edit changes, made of the ids of neurons and the names of inputs; and what
layers are called.
"""

from __future__ import annotations

from wbsim.translation import translated


def weight_id(neuron: int, source: int | str) -> str:
    """The id of the weight from a source (a neuron's id, an input's name, or a place of one) to a neuron."""
    return f"w:{neuron}<{source}"


def bias_id(neuron: int) -> str:
    """The id of a neuron's bias."""
    return f"b:{neuron}"


def layer_name(number: int, layers: int, kind: str = "dense") -> str:
    """`hidden 2`, or `output` for the last, or what else it is: `convolution 1`; numbers count all layers from 1."""
    if number == layers:
        return translated("output")
    match kind:
        case "convolution":
            return translated("convolution {number}", number=number)
        case "pooling":
            return translated("pooling {number}", number=number)
        case "recurrent":
            return translated("recurrent {number}", number=number)
        case _:
            return translated("hidden {number}", number=number)
