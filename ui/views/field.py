"""What the colors behind the points mean: the range of a field, its boundary and its picture."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Meaning:
    """The values at both ends of the colors, the level of the boundary if there is one, and whose field it is."""

    low: float
    high: float
    level: float | None
    unit: int | None  # the hidden neuron; None for the output


def target_reach(dataset: Dataset) -> float:
    """The largest target in size, of a regression; 1 where there are classes."""
    if dataset.description.classes:
        return 1.0
    parts = [np.abs(np.asarray(s.y, float)).max() for s in (dataset.train, dataset.test) if len(s)]
    return float(max(parts)) or 1.0


def meaning(plan: Plan, unit: int | None, field: NDArray[np.floating] | None, reach: float) -> Meaning:
    """How to read the field of the output or of a neuron; `reach` is that of the targets."""
    outputs = plan.rows[-1].layer.neurons
    if unit is None or unit in outputs or unit not in plan.value_rows:
        if plan.coding == "value":
            return Meaning(-reach, reach, None, None)
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


def at(field: NDArray[np.floating], x1: float, x2: float, low: float, high: float) -> float:
    """The field's value in the cell of a point."""
    size = field.shape[0]
    column, row = (min(size - 1, max(0, int((c - low) / (high - low) * size))) for c in (x1, x2))
    return float(field[row, column])
