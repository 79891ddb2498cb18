"""Standardizing: what is taken off each number and what it is divided by, from the training points alone.
It changes no point; the device applies it on the way into the network, and undoes it on the way out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wbsim.data import Data
from wbsim.datasets.values import Dataset

Array = NDArray[np.float64]

_SOME = 1024  # rows


@dataclass(frozen=True, eq=False)
class Scaling:
    """z = (x − shift)/scale for each column; `shift` and `scale` are (columns,), `scale` is nowhere 0."""

    shift: Array
    scale: Array

    @classmethod
    def none(cls, columns: int) -> Scaling:
        """Leaves every number as it is."""
        return cls(np.zeros(columns), np.ones(columns))

    @classmethod
    def of(cls, rows: Array) -> Scaling:
        """The mean and the standard deviation of `rows` (n, columns); a column that never changes is only shifted."""
        still = rows.min(axis=0) == rows.max(axis=0)  # its mean may be a rounding off, and its spread no 0
        mean = np.where(still, rows[0], _sums(rows, lambda some: some) / len(rows))
        spread = np.sqrt(_sums(rows, lambda some: (some - mean) * (some - mean)) / len(rows))
        return cls(mean, np.where(spread > 0, spread, 1.0))

    @property
    def is_none(self) -> bool:
        """Whether numbers stay as they are."""
        return not self.shift.any() and bool((self.scale == 1.0).all())

    def apply(self, rows: NDArray[Any]) -> NDArray[Any]:
        """What the network counts with: (n, columns)."""
        return rows if self.is_none else (rows - self.shift) / self.scale

    def undo(self, rows: NDArray[Any]) -> NDArray[Any]:
        """In the units of the data again: (n, columns)."""
        return rows if self.is_none else rows * self.scale + self.shift


@dataclass(frozen=True, eq=False)
class Scales:
    """How inputs and target values are counted."""

    inputs: Scaling
    targets: Scaling


def scales(data: Data, drawn: Dataset) -> Scales:
    """How `data` wishes the points to be counted, measured on those that train."""
    train, facts = drawn.train, drawn.description
    inputs, targets = Scaling.none(len(facts.inputs)), Scaling.none(facts.targets)
    if data.standardize != "nothing":
        inputs = Scaling.of(train.x) if facts.sequence is None else _alike(train.x, *facts.sequence)
    if data.standardize == "all" and facts.task == "regression":
        targets = Scaling.of(np.asarray(train.y, np.float64))
    return Scales(inputs, targets)


def _alike(rows: Array, steps: int, values: int) -> Scaling:
    """The same for every step of sequences (n, steps·values), for one set of weights reads them all."""
    one = Scaling.of(rows.reshape(-1, values))
    return Scaling(np.tile(one.shift, steps), np.tile(one.scale, steps))


def _sums(rows: Array, of: Callable[[Array], Array]) -> Array:
    """The sum of each column of `of(rows)`, point by point: NumPy's own sums depend on the vector unit they find.

    A table is never held a second time: it may fill a good part of the memory.
    """
    sums = np.zeros((1, rows.shape[1]))
    for begin in range(0, len(rows), _SOME):
        parts = np.concatenate([sums, of(rows[begin : begin + _SOME])])
        sums = np.add.accumulate(parts, axis=0)[-1:]
    return sums[0]
