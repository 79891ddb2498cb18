"""A wall as it stands on a card of some size: who sits where, how each came out, and what the small pictures mean. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRect

from ui.look import Look
from ui.views.field import meaning, target_scale
from ui.views.wall_geometry import Geometry
from ui.views.wall_seats import Seats, Standing, seats, standing
from ui.views.wall_tiles import TileScale
from ui.views.wall_zones import Zones, arranged
from wbsim.crowd import TileKind
from wbsim.outcomes import Criterion
from wbsim.plan import Plan
from wbsim.samples import dataset
from wbsim.snapshot import Snapshot
from wbsim.wall import WallSeen

_MARKS = 60  # points that stand behind a curve at most
_MARGIN = 0.08  # of the height of a curve, above and below the targets


@dataclass(frozen=True, eq=False)
class WallScene:
    """All that is to be painted of a wall that is built."""

    wall: WallSeen
    criterion: Criterion
    seats: Seats
    standing: Standing
    zones: Zones
    places: Geometry
    tiles: TileScale
    classes: bool

    def network_at(self, x: float, y: float) -> int | None:
        """The network under a point."""
        place = self.places.at(x, y)
        return None if place is None else int(self.seats.networks[place])

    def place_of(self, network: int | None) -> int | None:
        """Where a network stands; None where it does not."""
        if network is None:
            return None
        found = np.flatnonzero(self.seats.networks == network)
        return int(found[0]) if len(found) else None

    def square_of(self, network: int | None) -> QRect | None:
        """The square of a network that is seen."""
        place = self.place_of(network)
        return None if place is None else self.places.square(place)


def scene_of(snapshot: Snapshot, look: Look, size: tuple[int, int]) -> WallScene | None:
    """The wall of a snapshot; None where there is none yet."""
    wall = snapshot.wall
    if wall is None or wall.outcomes is None or wall.tiles is None:
        return None
    criterion = look.wall.criterion or wall.criterion
    who = seats(wall, look.wall, snapshot.playing)
    zones, places = arranged(size, look.scale, look.compact, wall.grid, who, look.wall.order)
    return WallScene(
        wall, criterion, who, standing(wall.outcomes, criterion), zones, places,
        tile_scale(snapshot.plan, wall.tiles.kind), bool(snapshot.plan.description.classes),
    )  # fmt: skip


@lru_cache(maxsize=8)
def tile_scale(plan: Plan, kind: TileKind) -> TileScale:
    """What the numbers of all pictures mean, from the data of the run that they are variants of."""
    data = dataset(plan)
    classes = len(plan.description.classes)
    low, high = target_scale(data)
    if kind == "field":
        meant = meaning(plan, None, None, (low, high))
        return TileScale(meant.low, meant.high, meant.level)
    if kind not in ("curve", "pairs"):
        return TileScale(classes=classes)
    parts = [part for part in (data.train, data.test) if len(part)]
    y = np.concatenate([np.asarray(part.y, float).reshape(len(part), -1)[:, -1] for part in parts])
    if classes:  # their numbers stand for −1 and +1, or for 0 and 1
        meant = meaning(plan, None, None, (low, high))
        y = np.where(y > 0, meant.high, meant.low)
    low, high = float(y.min()), float(y.max())
    margin = _MARGIN * ((high - low) or 1.0)
    low, high = low - margin, high + margin
    if kind == "pairs" or not plan.description.ranges:
        return TileScale(low, high, None, classes)
    left, right = plan.description.ranges[0]
    x = np.asarray(data.train.x, float)[:, 0]
    every = max(1, len(x) // _MARKS)
    marks = tuple(
        (round((a - left) / (right - left), 4), round((b - low) / (high - low), 4))
        for a, b in zip(x[::every].tolist(), y[: len(x) : every].tolist(), strict=True)
    )
    return TileScale(low, high, None, classes, marks)
