"""What was measured along a run, as arrays for charts. Pure; it looks only at the new measurements while a history grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from wbsim.layout import Layout
from wbsim.measured import SHARES, Measured

Array = NDArray[np.floating]
Row = Callable[[Measured], "Array | tuple[float, ...]"]

MEDIAN = SHARES.index(0.5)


@final
class Table:
    """A row of numbers for each measurement, made once for each."""

    def __init__(self, width: int, row: Row) -> None:
        self._row = row
        self._table = np.empty((64, width))
        self._seen: tuple[Measured, ...] = ()

    def rows(self, measured: tuple[Measured, ...]) -> Array:
        """The rows of measurements in their order: (m, width)."""
        done = min(len(self._seen), len(measured))
        while (
            done and measured[done - 1] is not self._seen[done - 1]
        ):  # the newest is measured anew each time
            done -= 1
        if len(measured) > len(self._table):
            table = np.empty((2 * len(measured), self._table.shape[1]))
            table[:done] = self._table[:done]
            self._table = table
        for place in range(done, len(measured)):
            self._table[place] = self._row(measured[place])
        self._seen = measured
        return self._table[: len(measured)]


@dataclass(frozen=True, eq=False)
class FitCurves:
    """Updates (m,), and of training and test points (m, 2) what was measured; NaN where it does not apply."""

    update: Array
    loss: Array
    accuracy: Array
    r2: Array
    rmse: Array

    @property
    def train(self) -> Array:
        """The loss of all training points: (m,)."""
        return self.loss[:, 0]

    @property
    def test(self) -> Array:
        """The loss of all test points: (m,)."""
        return self.loss[:, 1]


@final
class Measurements:
    """Turns a history's measurements into curves."""

    def __init__(self) -> None:
        self._table = Table(9, _fit_row)

    def curves(self, measured: tuple[Measured, ...]) -> FitCurves:
        """The fits in their order."""
        rows = self._table.rows(measured)
        return FitCurves(rows[:, 0], rows[:, 1:3], rows[:, 3:5], rows[:, 5:7], rows[:, 7:9])


def _fit_row(one: Measured) -> tuple[float, ...]:
    fit = one.fit
    values = (
        fit.train_loss, fit.test_loss, fit.train_accuracy, fit.test_accuracy, fit.train_r2, fit.test_r2, fit.train_rmse,
        fit.test_rmse,
    )  # fmt: skip
    return (one.update, *(np.nan if value is None else value for value in values))


def class_row(classes: int) -> Row:
    """The accuracy of each class; of data with another number of classes nothing."""
    nothing = np.full(classes, np.nan)

    def row(one: Measured) -> Array:
        found = one.fit.class_accuracy
        return found if len(found) == classes else nothing

    return row


def spread_row(kind: str, neurons: frozenset[int] | None) -> Row:
    """The quantiles of weights ("w") or biases ("b"), of the layer that has one of some neurons, or of all."""
    places: dict[int, tuple[Layout, int | None]] = {}
    nothing = np.full(len(SHARES), np.nan)

    def row(one: Measured) -> Array:
        if neurons is None:
            return one.spread[0, "wb".index(kind)]
        known = places.get(id(one.layout))
        if known is None:  # the layout is kept beside its place, so that nothing else gets its number
            strips = enumerate(one.layout.strips, 1)
            known = (
                one.layout,
                next((k for k, strip in strips if not neurons.isdisjoint(strip.neurons)), None),
            )
            places[id(one.layout)] = known
        return nothing if known[1] is None else one.spread[known[1], "wb".index(kind)]

    return row
