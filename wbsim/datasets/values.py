"""What a data set is: facts about it, and points with targets, split for training and testing.
It knows neither where points come from nor what a network makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["classification", "regression"]
NoiseEffect = Literal["labels", "position", "pixels", "values", "none"]

MINUS_PLUS = ("\N{MINUS SIGN}1", "+1")  # the two classes of the plane


@dataclass(frozen=True)
class Description:
    """Facts that hold before a point is drawn.

    `inputs` names the raw coordinates as features do (`x1`, `p64`), `titles` as people do, with their `units`;
    `target` says what is to be told from them. `classes` is empty for regression, and for two classes on the plane
    number 0 is −1 and number 1 is +1. `targets` counts the target values of a point (1 for a class number).
    `ranges` says from where to where each input is shown, () where points are pictures or have too many inputs
    for axes; `image` is the rows and columns of a point that is a picture, of which there are `channels` (its planes
    stand one behind the other), and `sequence` the steps and the values a step of one that is a sequence (step by step).
    `time` is set where points follow each other in time and keep that order: what is counted, and the count at the
    target of the first point, as ("year", 1712). `noise` says what the noise setting acts on, `test` how many points test where the data say so themselves, `origin` where they come from.
    """

    name: str
    task: Task
    size: int
    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    targets: int
    titles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    target: str = ""
    target_unit: str = ""
    ranges: tuple[tuple[float, float], ...] = ()
    image: tuple[int, int] | None = None
    channels: int = 1
    sequence: tuple[int, int] | None = None
    time: tuple[str, int] | None = None
    noise: NoiseEffect = "none"
    test: int | None = None
    origin: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """What a point is: (channels, rows, columns), (steps, values a step), or (inputs,) without any order."""
        if self.image is not None:
            return (self.channels, *self.image)
        return self.sequence or (len(self.inputs),)

    @property
    def planes(self) -> tuple[str, ...]:
        """What one place of an image or one step of a sequence is made of, by name."""
        if self.image is not None:
            return ("image",) if self.channels == 1 else tuple(f"c{k + 1}" for k in range(self.channels))
        if self.sequence is not None:
            return ("x",) if self.sequence[1] == 1 else tuple(f"x{k + 1}" for k in range(self.sequence[1]))
        return self.inputs

    def title(self, input: int) -> str:
        """What people call an input, counted from 0: its title and unit, else its name."""
        name = self.titles[input] if self.titles else self.inputs[input]
        unit = self.units[input] if self.units else ""
        return f"{name} ({unit})" if unit else name


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
