"""Where a run came along, as places on two axes; and which part of the way decides its principal directions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.engine import State
from wbsim.history import Block, History
from wbsim.layout import RANGED
from wbsim.plan import Plan
from wbsim.probes.axes import Axes
from wbsim.probes.ground import Path

_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)

Kept = Iterable[tuple[Plan, State]]  # states that are kept of a run, oldest first


def thetas(history: History, plan: Plan, kept: Kept = ()) -> list[tuple[NDArray[np.int64], Floats]]:
    """The parameters on the way, in stretches of updates (m,) and θ (m, P): since the network has its shape.

    A history has them of networks of up to RANGED parameters; of larger ones there are those states that are kept.
    """
    if plan.size > RANGED:
        states = [state for other, state in kept if other.layout == plan.layout]
        if not states:
            return []
        return [(np.array([state.update for state in states]), np.stack([state.theta for state in states]))]
    return [(block.update, block.theta[:, -1]) for block in _blocks(history, plan)]


def _blocks(history: History, plan: Plan) -> list[Block]:
    """The last blocks of a history that follow these parameters."""
    found: list[Block] = []
    for block in reversed(history.blocks):
        if block.track.layout != plan.layout:
            break
        found.append(block)
    return found[::-1]


def path_on(axes: Axes, history: History, plan: Plan, kept: Kept = ()) -> Path:
    """The path of a run on two axes."""
    if plan.size > RANGED:
        states = [state for other, state in kept if other.layout == plan.layout]
        parts = [(np.array([state.update]), axes.coordinates(state.theta)[None]) for state in states]
    else:
        parts = [(block.update, _along(axes, block)) for block in _blocks(history, plan)]
    return joined(parts)


def joined(parts: list[tuple[NDArray[np.int64], NDArray[np.float64]]]) -> Path:
    if not parts:
        return Path(np.empty(0, np.int64), np.empty((0, 2)))
    return Path(np.concatenate([update for update, _ in parts]), np.concatenate([at for _, at in parts]))


@lru_cache(maxsize=24)  # more than a history has blocks, but for many eras
def _along(axes: Axes, block: Block) -> NDArray[np.float64]:
    return axes.coordinates(block.theta[:, -1])


def settled(update: int) -> int:
    """The last update of the ladder 1, 1.5, 2, 3, 5, 7, 10 … up to an update: until then a path decides its principal
    directions, so that they turn seldom.
    """
    if update < 1:
        return update
    power = 10.0 ** math.floor(math.log10(update))
    return max(int(step * power) for step in _STEPS if step * power <= update * (1 + 1e-12))


def settled_path(history: History, plan: Plan, kept: Kept) -> tuple[NDArray[np.int64], Floats] | None:
    """The part of a path that decides its principal directions."""
    parts = thetas(history, plan, kept)
    if not parts:
        return None
    goal, early = settled(int(parts[-1][0][-1])), []
    for update, theta in parts:
        keep = (update <= goal) & np.isfinite(theta).all(axis=1)
        if keep.any():
            early.append((update[keep], theta[keep]))
    if not early:
        return None
    return np.concatenate([update for update, _ in early]), np.concatenate([theta for _, theta in early])
