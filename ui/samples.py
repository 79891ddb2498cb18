"""Which sample to follow next, and whether nothing but points was edited. Pure."""

from __future__ import annotations

import numpy as np

from wbsim import Pick, predict
from wbsim.datasets import draw
from wbsim.plan import Plan
from wbsim.points import EditPoints
from wbsim.probes.fit import answers
from wbsim.snapshot import Snapshot


def stepped(plan: Plan, pick: Pick, steps: int) -> Pick:
    """Some samples on within the same set, round its end."""
    size = plan.train_size if pick.part == "train" else plan.description.size - plan.train_size
    return Pick(pick.part, (pick.number + steps) % max(1, size))


def in_cell(snapshot: Snapshot, pick: Pick, drawn: int, read: int) -> Pick:
    """The next sample of a class that is read as another; `pick` itself where there is none.

    It is a test sample, or a training sample where there is no test set, as the matrix counts them.
    """
    experiment = snapshot.plan.experiment
    data = draw(experiment.data, experiment.seed)
    part, sample = ("test", data.test) if len(data.test) else ("train", data.train)
    said = answers(snapshot.plan, predict(snapshot.state, snapshot.plan, sample.x).T)
    places = np.flatnonzero((sample.y == drawn) & (said == read))
    if not len(places):
        return pick
    after = places[places > pick.number] if pick.part == part else places
    return Pick("test" if part == "test" else "train", int(after[0] if len(after) else places[0]))


def only_points(old: Snapshot, new: Snapshot) -> bool:
    """Whether nothing but points was edited between two snapshots of a run: drawn, erased or moved."""
    begun, edits = len(old.run.edits), new.run.edits
    same = old.run.experiment is new.run.experiment and begun < len(edits)
    return same and all(isinstance(stamped.edit, EditPoints) for stamped in edits[begun:])
