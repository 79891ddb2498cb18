"""Walls with made-up networks, for tests of what is seen of them: each puts out a straight line or a disc, and has a loss that
the test gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from moments import moment
from numpy.typing import NDArray

from wbsim.crowd import TileKind, Tiles
from wbsim.outcomes import Criterion, Outcomes
from wbsim.snapshot import Snapshot
from wbsim.variation import Axis, WallWish, offered
from wbsim.wall import Losses, WallSeen


def axes(*names: str, preset: str = "circle") -> tuple[Axis, ...]:
    """Offered axes by their names."""
    offers = offered(moment(preset).plan.experiment)
    return tuple(offers[name] for name in names)


def tilted(count: int, cells: int = 8) -> NDArray[np.float32]:
    """Fields that rise from −1 at the left to +1 at the right."""
    return np.tile(np.linspace(-1, 1, cells, dtype=np.float32), (count, cells, 1))


def wall(
    along: Sequence[Axis] = (),
    seeds: int = 16,
    loss: Sequence[float] | float = 0.3,
    *,
    ended: Sequence[int] = (),
    values: NDArray[np.float32] | None = None,
    kind: TileKind = "field",
    update: int = 100,
    criterion: Criterion | None = None,
    losses: Losses | None = None,
) -> WallSeen:
    """A wall at an update; `ended` are the numbers of networks that have diverged."""
    wish = WallWish(tuple(along), seeds)
    grid = wish.grid(moment().plan.experiment)
    count = len(grid)
    lost = np.broadcast_to(np.asarray(loss, float), count).copy()
    last = np.full(count, -1, np.int64)
    last[list(ended)] = update // 2
    outcomes = Outcomes(lost, lost, 1 - lost, 1 - lost, last)
    drawn = tilted(count) if values is None else values
    return WallSeen(
        wish, grid, criterion or Criterion(), update, update, 1.0, outcomes, losses or Losses(),
        Tiles(kind, np.arange(count), drawn), np.full(count, update, np.int64),
    )  # fmt: skip


def shown(seen: WallSeen | None, preset: str = "circle", playing: bool = False) -> Snapshot:
    """A snapshot with a wall."""
    return replace(moment(preset), wall=seen, playing=playing)
