"""How far parameters have moved since each of them began, as a history remembers it. It knows no charts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.history import Block, History, Track


@dataclass(frozen=True, eq=False)
class Movement:
    """Of the parameters that are followed at an update, ids, `value` (k,) and `moved` = |value − first value| (k,)."""

    ids: tuple[str, ...]
    value: NDArray[np.float64]
    moved: NDArray[np.float64]


NOTHING = Movement((), np.empty(0), np.empty(0))


def movement(history: History, update: int) -> Movement:
    """What a history says of an update: of the last bin by then; nothing before the first one."""
    found = next((place for place, b in _backwards(history.blocks) if b.update[0] <= update), None)
    if found is None:
        return NOTHING
    block = history.blocks[found]
    row = int(np.searchsorted(block.update, update, side="right")) - 1
    value = block.theta[row, -1].astype(float)
    eras = [history.blocks[0]]
    for one in history.blocks[1 : found + 1]:
        if one.track is not eras[-1].track:
            eras.append(one)
    return Movement(block.track.ids, value, np.abs(value - _firsts(tuple(eras), block.track)))


def _backwards(blocks: tuple[Block, ...]) -> list[tuple[int, Block]]:
    return list(zip(range(len(blocks) - 1, -1, -1), reversed(blocks), strict=True))


@lru_cache(maxsize=4)
def _firsts(eras: tuple[Block, ...], track: Track) -> NDArray[np.float64]:
    """The first value of each parameter of a track, in the earliest era that follows it: (k,). `eras` begin with it."""
    first: dict[str, float] = {}
    for era in reversed(eras):
        first.update(zip(era.track.ids, era.theta[0, -1].tolist(), strict=True))
    return np.array([first.get(name, np.nan) for name in track.ids])
