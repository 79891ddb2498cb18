"""Data points on the plane: where they lie, and how far they are from what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ui.views.plane_axes import Axes
from wbsim.datasets import Dataset, Description, Sample
from wbsim.plan import Plan

STEPS = 5  # of fading
_FAINTEST = 1  # of these steps


@dataclass(frozen=True, eq=False)
class Part:
    """The points that train, or those that test, and where they stand on the plane: `spots` (n, 2)."""

    sample: Sample
    spots: NDArray[np.float64]
    axes: Axes

    def apart(self, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """How far some of the points are from the plane: (len(numbers),)."""
        return self.axes.apart(Sample(self.sample.x[numbers], self.sample.y[numbers]))

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """All that decides how the points look: (n, numbers)."""
        y = (
            np.asarray(self.sample.y, np.float64).reshape(len(self.spots), -1)
            if len(self.spots)
            else np.empty((0, 1))
        )
        apart = self.axes.apart(self.sample)
        return np.concatenate([self.spots, apart[:, None], y[:, -1:]], axis=1)


@dataclass(frozen=True, eq=False)
class Cloud:
    """All points as they lie on a plane. `targets` are the ends of the colors of a regression."""

    description: Description
    train: Part
    test: Part
    targets: tuple[float, float]
    faded: bool  # whether some of them are off the plane
    colored: bool  # whether the color says the target of a regression

    @property
    def parts(self) -> tuple[tuple[str, Part], ...]:
        """Both parts by name."""
        return ("train", self.train), ("test", self.test)

    @property
    def size(self) -> int:
        """How many points."""
        return len(self.train.spots) + len(self.test.spots)


def cloud_of(plan: Plan, dataset: Dataset, axes: Axes, targets: tuple[float, float]) -> Cloud:
    """The points of a plan on the plane of two axes."""
    train, test = (
        Part(sample, axes.places(plan, sample) if len(sample) else np.empty((0, 2)), axes)
        for sample in (dataset.train, dataset.test)
    )
    return Cloud(plan.description, train, test, targets, bool(axes.others), not axes.curved)


def fading(apart: NDArray[np.float64]) -> NDArray[np.intp]:
    """How strong points are drawn that are so far from the plane, in steps from faint to full; (n,)."""
    strength = np.exp(-0.5 * apart * apart)
    return np.clip(np.round(strength * STEPS), _FAINTEST, STEPS).astype(np.intp)
