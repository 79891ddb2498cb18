"""What charts over updates show: losses, parameters, and the same of twins and branches."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim.extracts.extract import Column, Extract
from wbsim.extracts.names import parameter_names
from wbsim.history import History
from wbsim.losses import BY_NAME as LOSSES
from wbsim.plan import Plan
from wbsim.probes.fit import Fit
from wbsim.smoothing import smoothed, span_of
from wbsim.snapshot import Snapshot

_FIT = (
    "train_loss", "test_loss", "train_accuracy", "test_accuracy", "train_r2", "test_r2", "train_rmse", "test_rmse",
)  # fmt: skip
Values = list[object]


def loss_unit(plan: Plan) -> str:
    """What losses are counted in: the name of the loss."""
    return LOSSES[plan.experiment.loss].name


def losses(snapshot: Snapshot) -> Extract:
    """The losses of a run at every update that is remembered.

    `batch_loss` is that of the last batch of a bin, between `batch_lowest` and `batch_highest`, and `batch_smoothed` their
    mean as the chart draws it; the others are of all points.
    """
    history, unit = snapshot.history, loss_unit(snapshot.plan)
    batch = history.loss()
    mean = smoothed(batch.update, batch.last, span_of(history.stride))
    measured = {one.update: one.fit for one in history.measured}
    updates = sorted({*batch.update.tolist(), *measured})
    place = {update: number for number, update in enumerate(batch.update.tolist())}

    def of_batches(values: NDArray[np.float64]) -> Values:
        return [values[place[u]] if u in place else None for u in updates]

    columns = [
        Column("update", updates),
        Column("batch_loss", of_batches(batch.last), unit),
        Column("batch_lowest", of_batches(batch.low), unit),
        Column("batch_highest", of_batches(batch.high), unit),
        Column("batch_smoothed", of_batches(mean), unit),
    ]
    fits = [measured.get(update) for update in updates]
    return Extract("losses", (*columns, *_measured(fits, snapshot.plan)))


def _measured(fits: list[Fit | None], plan: Plan) -> list[Column]:
    """What was measured of all points, of which there is anything."""
    units = {"loss": loss_unit(plan), "rmse": plan.description.target_unit}
    found = []
    for name in _FIT:
        values: Values = [None if fit is None else getattr(fit, name) for fit in fits]
        if any(value is not None for value in values):
            found.append(Column(name, values, units.get(name.partition("_")[2], "")))
    return found


def parameters(snapshot: Snapshot, kind: Literal["weights", "biases"]) -> Extract:
    """Every weight, or every bias, that is followed, at every update that is remembered; of two moments at one update the
    later one. Where a parameter did not exist its cell is empty.
    """
    rows: dict[int, dict[str, object]] = {}
    names: dict[str, str] = {}
    for track, update, theta in snapshot.history.eras():
        layout = track.layout or snapshot.plan.layout
        named = dict(zip(layout.ids, parameter_names(layout), strict=True))
        chosen = [k for k, id in enumerate(track.ids) if id.startswith("b:") == (kind == "biases")]
        for k in chosen:
            names[track.ids[k]] = named[track.ids[k]]
        for at, values in zip(update.tolist(), theta[:, -1], strict=True):
            rows[at] = {track.ids[k]: values[k] for k in chosen}
    updates = sorted(rows)
    columns = [Column(name, [rows[u].get(id) for u in updates]) for id, name in names.items()]
    return Extract(kind, (Column("update", updates), *columns))


def twins(snapshot: Snapshot, names: tuple[str, str] = ("a", "b")) -> Extract:
    """The losses of both twins at every update at which either was measured; of a run without one its own alone."""
    both = [snapshot] if snapshot.twin is None else [snapshot, snapshot.twin]
    fits = [{one.update: one.fit for one in side.history.measured} for side in both]
    updates = sorted({update for found in fits for update in found})
    columns = [Column("update", updates)]
    for name, side, found in zip(names, both, fits, strict=False):
        of = [found.get(update) for update in updates]
        columns += [Column(f"{name}_{c.name}", c.values, c.unit) for c in _measured(of, side.plan)]
    return Extract("twins", tuple(columns))


def branches(snapshot: Snapshot) -> Extract:
    """Every branch of the session: where it left which, how far it has come, and what it was measured at last."""
    shown = snapshot.branches
    letters = {one.number: one.letter for one in shown}
    last = [_last(one.history) for one in shown]
    return Extract(
        "branches",
        (
            Column("branch", [one.letter for one in shown]),
            Column("title", [one.title for one in shown]),
            Column("parent", [letters.get(one.parent) if one.parent is not None else None for one in shown]),
            Column("left_at", [None if one.parent is None else one.left_at for one in shown], "update"),
            Column("update", [one.state.update for one in shown]),
            Column("at_hand", [one.number == snapshot.branch for one in shown]),
            *_measured(last, snapshot.plan),
        ),
    )


def _last(history: History) -> Fit | None:
    return history.measured[-1].fit if history.measured else None
