"""Many networks: what came of each, how their losses went, and how often each setting fails."""

from __future__ import annotations

import numpy as np

from wbsim.axes import Variant
from wbsim.extracts.curves import Values, loss_unit
from wbsim.extracts.extract import Column, Extract
from wbsim.outcomes import Criterion
from wbsim.snapshot import Snapshot
from wbsim.variation import Grid
from wbsim.verdicts import tally


def outcomes(snapshot: Snapshot, criterion: Criterion | None = None) -> Extract | None:
    """A line for each network: its settings and seed, and what came of it. None where no wall is shown or measured."""
    wall = snapshot.wall
    if wall is None or wall.outcomes is None:
        return None
    found, unit = wall.outcomes, loss_unit(snapshot.plan)
    learned = (criterion or wall.criterion).learned(found)
    right = "r2" if not snapshot.plan.description.classes else "accuracy"
    return Extract(
        "networks",
        (
            Column("network", range(len(found))),
            *_settings(wall.grid, range(len(wall.grid))),
            Column("update", [wall.update] * len(found)),
            Column("train_loss", found.train_loss, unit),
            Column("test_loss", found.test_loss, unit),
            Column(f"train_{right}", found.train_right),
            Column(f"test_{right}", found.test_right),
            Column("learned", learned),
            Column("diverged_at", [None if at < 0 else at for at in found.ended.tolist()], "update"),
        ),
    )


def _settings(grid: Grid, numbers: range) -> list[Column]:
    """What networks differ in, a column for each axis, and their seeds."""
    places = [grid.place(number) for number in numbers]
    columns = [
        Column(axis.name, [_typed(axis.variants[at[k]]) for at, _ in places])
        for k, axis in enumerate(grid.axes)
    ]
    return [*columns, Column("seed", [grid.seeds[seed] for _, seed in places])]


def _typed(variant: Variant) -> str:
    return variant.typed or variant.word


def losses(snapshot: Snapshot) -> Extract | None:
    """The losses of all networks, a column for each, at the updates that are remembered. None where no wall is shown."""
    wall = snapshot.wall
    if wall is None:
        return None
    unit = loss_unit(snapshot.plan)
    table = wall.losses.loss
    networks = range(table.shape[1] if table.ndim == 2 else 0)
    columns = [Column(f"network_{k}", table[:, k], unit) for k in networks]
    return Extract("losses", (Column("update", wall.losses.update), *columns))


def failures(snapshot: Snapshot, criterion: Criterion | None = None) -> Extract | None:
    """How many networks of each setting have learned, of how many. None where no wall is shown or measured."""
    wall = snapshot.wall
    if wall is None or wall.outcomes is None:
        return None
    counted, axes = tally(wall.grid, wall.outcomes, criterion or wall.criterion), wall.grid.axes
    places = list(np.ndindex(counted.known.shape))
    columns = []
    for k, axis in enumerate(axes):
        labels: Values = [_typed(axis.variants[place[k]]) for place in places]
        columns.append(Column(axis.name, labels))
    return Extract(
        "failures",
        (
            *columns,
            Column("networks", counted.known.ravel()),
            Column("learned", counted.learned.ravel()),
            Column("failed", counted.failed.ravel()),
        ),
    )
