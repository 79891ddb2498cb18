"""How many networks came out, as arrays, and which of them count as having learned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets import describe
from wbsim.experiment import Experiment
from wbsim.problems import refuse
from wbsim.translation import translated

Measure = Literal["loss", "accuracy", "r2"]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Of many networks at one moment; all arrays (networks,), read-only.

    Losses are means over all points, without penalty; `right` is the share of right answers or, of values, R². Test
    figures are NaN where there are no test points. `ended` is the update that a network could not make, -1 where it goes on.
    """

    train_loss: NDArray[np.float64]
    test_loss: NDArray[np.float64]
    train_right: NDArray[np.float64]
    test_right: NDArray[np.float64]
    ended: NDArray[np.int64]

    @classmethod
    def of(cls, figures: NDArray[np.float64], ended: NDArray[np.int64]) -> Self:
        """Copies of train loss, test loss, train right and test right, (4, networks), and of who ended where."""
        figures, ended = figures.copy(), ended.copy()
        figures.flags.writeable = ended.flags.writeable = False
        return cls(figures[0], figures[1], figures[2], figures[3], ended)

    def __len__(self) -> int:
        return len(self.ended)

    @property
    def tested(self) -> bool:
        """Whether any of them has test points."""
        return not bool(np.isnan(self.test_loss).all())

    @property
    def loss(self) -> NDArray[np.float64]:
        """The loss on test points or, where a network has none, on training points; ∞ for networks that have diverged."""
        found = np.where(np.isnan(self.test_loss), self.train_loss, self.test_loss)
        return np.where(self.ended >= 0, np.inf, found)

    @property
    def right(self) -> NDArray[np.float64]:
        """Right answers, or R², on the same points as `loss`; -∞ for networks that have diverged."""
        found = np.where(np.isnan(self.test_loss), self.train_right, self.test_right)
        return np.where(self.ended >= 0, -np.inf, found)


@dataclass(frozen=True)
class Criterion:
    """When a network has learned: a loss below `bound`, or an accuracy or R² of at least `bound`."""

    measure: Measure = "loss"
    bound: float = 0.1

    def learned(self, outcomes: Outcomes) -> NDArray[np.bool_]:
        """Which networks have, (networks,)."""
        if self.measure == "loss":
            return np.asarray(outcomes.loss < self.bound)
        return np.asarray(outcomes.right >= self.bound)


def usual_of_all(experiments: Iterable[Experiment]) -> Criterion:
    """What counts as having learned for each of several: what is usual, and nine right answers of ten where their losses
    cannot be compared. Raises `Refused` where some tell classes and others values.
    """
    found = {usual(one) for one in experiments}
    if len(found) == 1:
        return next(iter(found))
    if Criterion("r2", 0.9) in found:
        raise refuse(
            "data",
            translated("some of these tell classes and others values; no measure of learning holds for both"),
        )
    return Criterion("accuracy", 0.9)


def usual(experiment: Experiment) -> Criterion:
    """What counts as having learned where nobody says otherwise: for two classes that are told by squared errors a loss below
    0.1, for other classes nine right answers of ten, for values an R² of 0.9.
    """
    classes = len(describe(experiment.data).classes)
    if not classes:
        return Criterion("r2", 0.9)
    return (
        Criterion("loss", 0.1)
        if classes == 2 and experiment.loss == "half_mse"
        else Criterion("accuracy", 0.9)
    )
