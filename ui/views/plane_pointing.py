"""What on the decision plane is under the pointer: a part of the neuron's line, or a data point. Pure geometry."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import NeuronLine
from wbsim.datasets import Dataset

Grip = Literal["slide", "turn"]
HANDLE_ROOM = 38.0  # pixels that a handle keeps from the disc
_REACH = 22.0  # how near to a disc or handle the pointer grips it
_NEAR = 12.0  # how near to a point a click means it


def grip_at(
    where: PlaneLayout, line: NeuronLine, has_bias: bool, turnable: bool, x: float, y: float
) -> Grip | None:
    """What a press at a place of the card would drag: the disc slides the line, a handle turns it."""

    def near(point: tuple[float, float]) -> bool:
        return math.dist(where.pixel(*point), (x, y)) <= _REACH

    grip = line.grip(where.window)
    if grip is not None and has_bias and near(grip):
        return "slide"
    apart = HANDLE_ROOM / where.per_unit
    if turnable and any(near(handle) for handle in line.handles(where.window, apart)):
        return "turn"
    return None


def point_at(
    where: PlaneLayout, dataset: Dataset, x: float, y: float, scale: float
) -> tuple[str, int] | None:
    """The data point nearest to a place of the card, if it is near: its set and number."""
    if not where.contains(x, y):
        return None
    best: tuple[float, str, int] | None = None
    for part, sample in (("train", dataset.train), ("test", dataset.test)):
        if len(sample):
            apart = where.pixels(sample.x) - (x - where.left, y - where.top)
            number = int(np.argmin((apart**2).sum(axis=1)))
            far = float(np.hypot(*apart[number]))
            if far <= _NEAR * max(1.0, scale) and (best is None or far < best[0]):
                best = (far, part, number)
    return best[1:] if best else None
