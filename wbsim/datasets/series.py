"""Series in the order of time, cut into windows: what comes after the twelve values up to now? Noisy sines, drawn, and
the sunspots of three centuries, counted. It knows nothing of networks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets import bundled, grain
from wbsim.datasets.chance import Chance
from wbsim.datasets.values import Description
from wbsim.portable import sine
from wbsim.translation import marked

Array = NDArray[np.float64]

STEPS = 12
_LENGTH = 412
_YEARS = (1700, 2008)
_SINES = ((0.7, 12.5), (0.25, 5.3))  # how high, and how many steps a turn takes


def _ago(step: str, now: str) -> tuple[str, ...]:
    """What the steps of a window are called: `step −11` … `step −1`, `now`."""
    return (*(f"{step} \N{MINUS SIGN}{back}" for back in range(STEPS - 1, 0, -1)), now)


_DESCRIPTIONS = {
    "sines": Description(
        name="sines",
        task="regression",
        size=_LENGTH - STEPS,
        inputs=tuple(f"x{number}" for number in range(1, STEPS + 1)),
        classes=(),
        targets=1,
        titles=_ago(marked("step"), marked("now")),
        target=marked("next value"),
        sequence=(STEPS, 1),
        time=("step", STEPS),
        noise="values",
        origin=marked("drawn: the sum of two sines, 12.5 and 5.3 steps a turn"),
    ),
    "sunspots": Description(
        name="sunspots",
        task="regression",
        size=_YEARS[1] - _YEARS[0] + 1 - STEPS,
        inputs=tuple(f"x{number}" for number in range(1, STEPS + 1)),
        classes=(),
        targets=1,
        titles=_ago(marked("year"), marked("this year")),
        target=marked("sunspots next year"),
        sequence=(STEPS, 1),
        time=("year", _YEARS[0] + STEPS),
        origin=marked("yearly sunspot numbers, 1700 to 2008 (NOAA)"),
    ),
}
NAMES = tuple(_DESCRIPTIONS)


def description(name: str) -> Description:
    """The facts of a series in windows."""
    return _DESCRIPTIONS[name]


def points(name: str, noise: float, chance: Chance) -> tuple[Array, Array]:
    """All windows in the order of time: x (n, 12), the oldest value first, and y (n, 1), the value behind each.

    Raises `Refused` where the file of the sunspots is missing or damaged.
    """
    series = _sines(noise, chance) if name == "sines" else _sunspots()
    windows = np.lib.stride_tricks.sliding_window_view(series, STEPS + 1)
    return np.array(windows[:, :-1]), np.array(windows[:, -1:])


def _sines(noise: float, chance: Chance) -> Array:
    """Σ a·sin(2π(t/turn + u)) over the sines, u by chance; each value give or take U(−1, 1)·noise."""
    begin = chance.unit("phase", len(_SINES))
    series = np.zeros(_LENGTH)
    for (height, turn), phase in zip(_SINES, begin, strict=True):
        series = series + height * sine(2.0 * np.pi * (np.arange(_LENGTH) / turn + phase))
    return grain.on_values(series, noise, chance)


def _sunspots() -> Array:
    """The number of each year: (years,)."""
    return bundled.table("sunspots", _YEARS[1] - _YEARS[0] + 1, 2)[:, 1]
