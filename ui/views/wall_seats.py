"""Which network of a wall stands where, and how it came out: along the axes, best first, or the failures alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.look import WallLook
from wbsim.outcomes import Criterion, Outcomes
from wbsim.wall import Losses, WallSeen

LEARNED, DIVERGED = (
    0,
    7,
)  # levels of outcomes; those between are failures, the farther from learned the higher
_CALM = (
    0.35,
    0.85,
)  # from which share of failures on they are told more quietly, and where they are quietest
_QUIET = 0.55  # how much of their loudness they then keep


@dataclass(frozen=True, eq=False)
class Seats:
    """The networks in the order in which they stand, and how many of them are in each section."""

    networks: NDArray[np.intp]
    sections: tuple[int, ...]
    on_axes: bool


@dataclass(frozen=True, eq=False)
class Standing:
    """How every network of a wall came out so far, (networks,): whether it has learned, and its level."""

    learned: NDArray[np.bool_]
    level: NDArray[np.int8]

    @property
    def count(self) -> int:
        """How many have learned."""
        return int(self.learned.sum())


@lru_cache(maxsize=4)
def standing(outcomes: Outcomes, criterion: Criterion) -> Standing:
    """How the networks came out."""
    learned = criterion.learned(outcomes)
    with np.errstate(divide="ignore", invalid="ignore"):
        if criterion.measure == "loss":  # ten times the bound is as far as a failure is told apart
            far = np.log(np.maximum(outcomes.loss, 1e-300) / max(criterion.bound, 1e-300)) / np.log(10.0)
        else:
            far = (criterion.bound - outcomes.right) / max(0.5 * abs(criterion.bound), 1e-9)
    failing = 1.0 - float(learned.mean()) if len(learned) else 0.0
    low, high = _CALM
    calm = round(4 * min(1.0, max(0.0, (failing - low) / (high - low)))) / 4
    loud = np.clip(np.nan_to_num(far, nan=1.0), 0.0, 1.0) * (1.0 - (1.0 - _QUIET) * calm)
    level = np.where(learned, LEARNED, 1 + np.rint(loud * 5)).astype(np.int8)
    level[outcomes.ended >= 0] = DIVERGED
    return Standing(learned, level)


def milestone(losses: Losses, update: int) -> NDArray[np.float32] | None:
    """The losses by which networks are ordered while they train: some recorded moment of the last 32nd of the run, so that
    pictures do not change places all the time. None where nothing is recorded.
    """
    if not len(losses.update):
        return None
    stride = 1 << max(0, update.bit_length() - 5)
    place = int(np.searchsorted(losses.update, update // stride * stride, side="right")) - 1
    return losses.loss[max(0, place)]


def seats(wall: WallSeen, look: WallLook, playing: bool) -> Seats:
    """Who stands where. What is sorted is so by the losses of now, or while it is played by those of a moment ago."""
    count = len(wall.grid)
    outcomes = wall.outcomes
    if look.order == "axes" or outcomes is None:
        return Seats(np.arange(count), (count,), bool(wall.grid.axes))
    found = standing(outcomes, look.criterion or wall.criterion)
    recorded = milestone(wall.losses, wall.update) if playing else None
    steady = recorded is not None and len(recorded) == count
    loss = np.asarray(recorded if steady else outcomes.loss, float)
    key = np.where(outcomes.ended >= 0, np.inf, np.nan_to_num(loss, nan=np.inf))
    order = np.lexsort((np.arange(count), key, ~found.learned))
    learned = found.count
    if look.order == "failures":
        return Seats(order[learned:][::-1], (count - learned,), False)
    return Seats(order, tuple(part for part in (learned, count - learned) if part), False)
