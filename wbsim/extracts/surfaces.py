"""The loss over two numbers, the path of the run on it, and the ways of a contest."""

from __future__ import annotations

import numpy as np

from wbsim.contest import Way
from wbsim.extracts.curves import Values, loss_unit
from wbsim.extracts.extract import Column, Extract
from wbsim.extracts.names import parameter_names
from wbsim.plan import Plan
from wbsim.probes.axes import Axes
from wbsim.probes.ground import edges
from wbsim.snapshot import Snapshot


def _names(snapshot: Snapshot, axes: Axes) -> tuple[str, str]:
    if axes.ids is None:
        return "first_direction", "second_direction"
    return _named(snapshot.plan, axes.ids)


def _named(plan: Plan, ids: tuple[str, str]) -> tuple[str, str]:
    names = parameter_names(plan.layout)
    return names[plan.index[ids[0]]], names[plan.index[ids[1]]]


def surface(snapshot: Snapshot) -> Extract | None:
    """The loss at every place of the ground. None while it is being measured."""
    seen = snapshot.seen.surface
    ground = None if seen is None else seen.ground
    if ground is None:
        return None
    u, v = np.meshgrid(*edges(ground))
    first, second = _names(snapshot, ground.axes)
    return Extract(
        "surface",
        (
            Column(first, u.ravel()),
            Column(second, v.ravel()),
            Column("loss", ground.losses.ravel(), loss_unit(snapshot.plan)),
        ),
    )


def path(snapshot: Snapshot) -> Extract | None:
    """Where the run was on the two axes, at the updates that are remembered. None where no axes are known."""
    seen = snapshot.seen.surface
    if seen is None or seen.axes is None or seen.path is None:
        return None
    first, second = _names(snapshot, seen.axes)
    places = seen.path.places
    return Extract(
        "path",
        (Column("update", seen.path.update), Column(first, places[:, 0]), Column(second, places[:, 1])),
    )


def contest(snapshot: Snapshot) -> Extract | None:
    """Every move of everyone in the contest, and the loss where it led. None where there is no contest."""
    standing = snapshot.contest
    if standing is None:
        return None
    plan = standing.contest.plan
    first, second = _named(plan, standing.contest.parameters)
    who: Values = []
    moves: Values = []
    for way in standing.ways:
        who += [_who(way)] * len(way.losses)
        moves += range(len(way.losses))
    places = np.concatenate([way.places[: len(way.losses)] for way in standing.ways] or [np.empty((0, 2))])
    losses = np.concatenate([way.losses for way in standing.ways] or [np.empty(0)])
    return Extract(
        "contest",
        (
            Column("who", who),
            Column("move", moves),
            Column(first, places[:, 0]),
            Column(second, places[:, 1]),
            Column("loss", losses, loss_unit(plan)),
        ),
    )


def _who(way: Way) -> str:
    return "hand" if way.rival is None else way.rival.kind
