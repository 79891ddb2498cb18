"""What a learner looks at, apart from the run: the room, the neuron at hand, the inputs, what is seen beside it. The window
makes one of its look, a lesson played without a window keeps one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wbsim.difference import Difference

Room = Literal[
    "neuron", "network", "steps", "time", "twin", "surface", "detective", "image", "sequence", "population"
]


@dataclass(frozen=True)
class Sight:
    """Where someone looks."""

    room: str = "network"
    neuron: int | None = None  # the id of the neuron at hand
    plus_one: bool = False  # whether biases are drawn as edges from a +1 unit
    inputs: tuple[float, ...] | None = None  # the raw inputs that were set by hand
    sample: int = 4  # else the training point that is followed, counted from 0
    differs: Difference | None = None  # in what the twin differs; None where there is none, or the usual one
    charts: bool = False  # whether the charts fill the window
