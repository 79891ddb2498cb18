"""What a point of a network's diagram can mean. It knows no diagram."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """What is under a point: a neuron's id, an input's name, a parameter's id; `movable` if a drag changes it; `unit` is
    the row of the plan that a unit of value 1 feeds, `layer` the id of a layer, and `value` the place of one value among
    all of a sample.
    """

    neuron: int | None = None
    source: str | None = None
    parameter: str | None = None
    movable: bool = False
    unit: int | None = None
    layer: int | None = None
    value: int | None = None
