"""Which axes a wall is wished along: by their names, or as people type them; how many networks that makes, and how finely each is
drawn. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, prod

from ui.look import WallLook
from wbsim.plan import Plan
from wbsim.problems import Refused
from wbsim.variation import FEWEST, MOST, Axis, WallWish, offered, parsed

_CELLS = (
    (320, 32),
    (1200, 24),
    (MOST, 16),
)  # up to so many networks, so many cells along an edge of each picture


@lru_cache(maxsize=64)
def axis_of(name: str | None, plan: Plan) -> Axis | None:
    """The axis of a name (`bias`), or of one that is typed (`bias=on,off`); None where there is no such axis of a run."""
    if name is None:
        return None
    if "=" not in name:
        return offered(plan.experiment).get(name)
    try:
        return parsed(name, plan.experiment)
    except Refused:
        return None


def axes_of(look: WallLook, plan: Plan) -> tuple[Axis, ...]:
    """The axes of a wall: across, then down. A setting that stands across cannot stand down too."""
    across, down = axis_of(look.across, plan), axis_of(look.down, plan)
    if across is not None and down is not None and across.name == down.name:
        down = None
    return tuple(axis for axis in (across, down) if axis is not None)


def places(axes: Sequence[Axis]) -> int:
    """How many combinations of values there are."""
    return prod(map(len, axes))


def fitting(axes: Sequence[Axis], seeds: int) -> int:
    """The nearest number of seeds with which there are as many networks as a wall may have; 1 where there are too many anyway."""
    each = places(axes)
    return max(1, min(max(seeds, ceil(FEWEST / each)), MOST // each))


def wish_of(look: WallLook, plan: Plan) -> WallWish:
    """The wall that is wished of a run; the number of seeds gives way where another run has more or fewer values."""
    axes = axes_of(look, plan)
    while places(axes) > MOST:
        axes = axes[:-1]
    seeds = fitting(axes, look.seeds)
    total = places(axes) * seeds
    return WallWish(axes, seeds, next(cells for most, cells in _CELLS if total <= most))
