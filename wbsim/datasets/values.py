"""What a data set is: facts about it, and points with targets, split for training and testing.
It knows neither where points come from nor what a network makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["classification", "regression"]
NoiseEffect = Literal["labels", "position", "pixels", "none"]


@dataclass(frozen=True)
class Description:
    """Facts that hold before a point is drawn.

    `inputs` names the raw coordinates; `classes` is empty for regression, and for two classes on the plane
    number 0 is −1 and number 1 is +1. `targets` counts the target values of a point (1 for a class number).
    `plane` is the lower and upper end of the square that is shown, `image` the rows and columns of a point
    that is a picture. `noise` says what the noise setting acts on.
    """

    name: str
    task: Task
    size: int
    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    targets: int
    plane: tuple[float, float] | None = None
    image: tuple[int, int] | None = None
    noise: NoiseEffect = "none"


@dataclass(frozen=True, eq=False)
class Sample:
    """Points in a fixed order: `x` (n, raw inputs) float64 and `y`, (n,) class numbers as int64 or
    (n, targets) float64. Both arrays are read-only.
    """

    x: NDArray[np.float64]
    y: NDArray[np.int64] | NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A drawn data set; `test` is empty where every point trains."""

    description: Description
    train: Sample
    test: Sample
