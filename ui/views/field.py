"""What the colors behind the points mean: the range of a field, its boundary and its picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ui.theme import color_table
from ui.views.axis import nice_step
from wbsim.activations import BY_NAME
from wbsim.datasets import Dataset
from wbsim.plan import Plan

_BOTH = (
    0.25  # how far targets must reach to the shorter side of 0 for colors around 0, as a share of the longer
)


@dataclass(frozen=True)
class Meaning:
    """The values at both ends of the colors, the level of the boundary if there is one, and whose field it is."""

    low: float
    high: float
    level: float | None
    unit: int | None  # the hidden neuron; None for the output


def target_scale(dataset: Dataset) -> tuple[float, float]:
    """What the ends of the colors mean for the targets of a regression; (−1, 1) where there are classes.

    Symmetric around 0 where targets lie on both sides of it, else around their mean, in round numbers.
    """
    if dataset.description.classes:
        return -1.0, 1.0
    parts = [s for s in (dataset.train, dataset.test) if len(s)]
    y = np.concatenate([np.asarray(part.y, float).reshape(len(part), -1)[:, -1] for part in parts])
    low, high = float(y.min()), float(y.max())
    reach = max(abs(low), abs(high)) or 1.0
    if (low <= 0 <= high and min(-low, high) >= _BOTH * reach) or low == high == 0:
        return -reach, reach
    mean = float(y.mean())
    half = max(high - mean, mean - low) or 0.1 * abs(mean)
    step = nice_step(half / 20)
    middle, half = round(mean / step) * step, math.ceil(half / step) * step
    return middle - half, middle + half


def meaning(
    plan: Plan, unit: int | None, field: NDArray[np.floating] | None, targets: tuple[float, float]
) -> Meaning:
    """How to read the field of the output or of a neuron; `targets` are the ends of the colors of a regression."""
    outputs = plan.rows[-1].layer.neurons
    if unit is None or unit in outputs or unit not in plan.value_rows:
        if plan.coding == "value":
            return Meaning(*targets, None, None)
        signed = plan.coding in ("signed", "signed_onehot")
        return Meaning(-1.0, 1.0, 0.0, None) if signed else Meaning(0.0, 1.0, 0.5, None)
    activation = next(r.layer.activation for r in plan.rows if unit in r.layer.neurons)
    entry = BY_NAME[activation]
    assert entry.rule is not None
    below, border = (float(entry.rule(z)) for z in (-1.0, 0.0))  # the boundary is where z = 0
    if entry.bounded:
        return Meaning(*entry.ends, border, unit)
    size = 1.0
    if field is not None and np.isfinite(field).all():
        size = nice_step(max(1e-3, float(np.abs(field).max())))
    # what is flat below the boundary, as a relu is, leaves it there
    return Meaning(-size, size, border + 1e-6 * size * (below == border), unit)


@lru_cache(maxsize=8)
def _packed(stops: tuple[str, str, str]) -> NDArray[np.uint32]:
    table = color_table(stops).astype(np.uint32)
    return np.asarray((255 << 24) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2], np.uint32)


def field_image(field: NDArray[np.floating], low: float, high: float, stops: tuple[str, str, str]) -> QImage:
    """A field [x2, x1], lowest first, as a picture with x2 upward; what is not a number takes the middle color."""
    with np.errstate(invalid="ignore", over="ignore"):
        steps = (field - low) * (255.0 / (high - low)) + 0.5
        np.nan_to_num(steps, copy=False, nan=128.0)
        places = np.clip(steps, 0, 255).astype(np.uint8)
    pixels = np.take(_packed(stops), places[::-1])
    rows, columns = pixels.shape
    # the copy lets the picture outlive the array
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def cell_of(
    size: int, x1: float, x2: float, ranges: tuple[tuple[float, float], tuple[float, float]]
) -> tuple[int, int]:
    """The row and column of the cell that a point lies in, of `size` cells along each axis."""
    column, row = (
        min(size - 1, max(0, int((c - low) / (high - low) * size)))
        for c, (low, high) in zip((x1, x2), ranges, strict=True)
    )
    return row, column
