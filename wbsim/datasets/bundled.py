"""Data sets that come along as files: the UCI 8×8 digits, Fisher's iris flowers and the Palmer penguins.
It knows nothing of seeds beyond the noise.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import assets
from wbsim.datasets import grain
from wbsim.datasets.chance import Chance
from wbsim.datasets.values import Description
from wbsim.problems import refuse
from wbsim.translation import marked, translated

Array = NDArray[np.float64]

_BRIGHTEST = 16.0
_CENTIMETRES = (
    marked("sepal length"),
    marked("sepal width"),
    marked("petal length"),
    marked("petal width"),
)
_DESCRIPTIONS = {
    "digits": Description(
        name="digits",
        task="classification",
        size=1797,
        inputs=tuple(f"p{number}" for number in range(1, 65)),
        classes=tuple("0123456789"),
        targets=1,
        target="digit",
        image=(8, 8),
        noise="pixels",
        origin=marked("written by 13 people (UCI, 1998)"),
    ),
    "iris": Description(
        name="iris",
        task="classification",
        size=150,
        inputs=("x1", "x2", "x3", "x4"),
        classes=("setosa", "versicolor", "virginica"),
        targets=1,
        titles=_CENTIMETRES,
        units=("cm",) * 4,
        target="species",
        ranges=((4.0, 8.2), (1.5, 5.0), (0.5, 7.5), (-0.5, 3.0)),
        origin=marked("flowers measured by E. Anderson (Fisher 1936)"),
    ),
    "penguins": Description(
        name="penguins",
        task="regression",
        size=342,
        inputs=("x1", "x2", "x3"),
        classes=(),
        targets=1,
        titles=(marked("flipper length"), marked("bill length"), marked("bill depth")),
        units=("mm", "mm", "mm"),
        target=marked("body mass"),
        target_unit="g",
        ranges=((165.0, 240.0), (30.0, 62.0), (12.0, 23.0)),
        origin=marked("penguins measured near Palmer Station (Gorman and others 2014)"),
    ),
}
NAMES = tuple(_DESCRIPTIONS)


def description(name: str) -> Description:
    """The facts of a bundled data set."""
    return _DESCRIPTIONS[name]


def points(name: str, noise: float, chance: Chance) -> tuple[Array, NDArray[np.int64] | Array]:
    """All points in the order of the file: x (n, inputs), y (n,) class numbers or (n, 1).

    Noise touches the digits alone: it adds grain to their pixels. Raises
    `Refused` where the file is missing or damaged.
    """
    facts = _DESCRIPTIONS[name]
    rows = table(name, facts.size, len(facts.inputs) + 1)
    x, y = rows[:, :-1], rows[:, -1]
    if facts.task == "regression":
        return x, y[:, None]
    if name == "digits":
        x = grain.on_pixels(x / _BRIGHTEST, noise, chance)
    return x, y.astype(np.int64)


@lru_cache(maxsize=4)
def table(name: str, size: int, columns: int) -> Array:
    """The numbers of a bundled file, (size, columns); raises `Refused` where it is missing, damaged or of another shape."""
    path = assets.path("data", f"{name}.csv.gz")
    try:
        with gzip.open(path, "rt", encoding="ascii") as lines:
            rows = np.loadtxt(lines, delimiter=",", dtype=np.float64)
    except (OSError, EOFError, ValueError) as error:
        raise refuse(
            str(path),
            translated("the {name} cannot be read ({error}); install wbsim again", name=name, error=error),
        ) from error
    shape = (size, columns)
    if rows.shape != shape:
        raise refuse(
            str(path),
            translated(
                "the {name} have the shape {shape}; it must be {shape2}",
                name=name,
                shape=rows.shape,
                shape2=shape,
            ),
        )
    rows.flags.writeable = False
    return rows
