"""The functions of a point that a network can be given as inputs: TensorFlow Playground's seven on the plane,
the raw coordinates everywhere. It knows nothing of where the point comes from.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wbsim.portable import sine
from wbsim.problems import refuse
from wbsim.translation import translated

Array = NDArray[np.float64]

_FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "x1^2": lambda x: x[:, 0] * x[:, 0],
    "x2^2": lambda x: x[:, 1] * x[:, 1],
    "x1*x2": lambda x: x[:, 0] * x[:, 1],
    "sin(x1)": lambda x: sine(x[:, 0]),
    "sin(x2)": lambda x: sine(x[:, 1]),
}
_RAW = re.compile(r"[xp]([1-9][0-9]*)")


def feature_values(names: tuple[str, ...], x: Array) -> Array:
    """What the network sees of raw points: `x` (n, raw inputs) → (n, len(names)) float64.

    A name is a raw coordinate (`x1`, `p64`; the number counts from 1) or one of `x1^2`, `x2^2`, `x1*x2`,
    `sin(x1)`, `sin(x2)`. Raises `Refused` for any other name and for a coordinate that the points lack.
    """
    columns = [_column(name, x.shape[1]) for name in names]
    if columns == list(range(x.shape[1])):
        return x
    seen = np.empty((len(x), len(names)))
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        seen[:, place] = _FUNCTIONS[name](x) if column is None else x[:, column]
    return seen


def _column(name: str, inputs: int) -> int | None:
    """The raw coordinate that a name means; None where it is a function of the plane's two."""
    if name in _FUNCTIONS:
        if inputs != 2:
            raise refuse(
                "data.features",
                translated(
                    "{name} needs points of 2 coordinates; these have {inputs}", name=name, inputs=inputs
                ),
            )
        return None
    raw = _RAW.fullmatch(name)
    if raw is None:
        raise refuse(
            "data.features",
            translated(
                "there is no input {name!r}; there are x1, x2, {functions}",
                name=name,
                functions=", ".join(_FUNCTIONS),
            ),
        )
    column = int(raw.group(1)) - 1
    if column >= inputs:
        raise refuse(
            "data.features",
            translated(
                "there is no input {name!r}; the points have {inputs}, counted from 1",
                name=name,
                inputs=inputs,
            ),
        )
    return column
