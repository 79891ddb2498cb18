"""What a recurrent network tells along its test points, as values: true and told in their order, how they are counted, where the
sample at hand lies among them, and how well one does who says the same as last. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.views.sequence_facts import Numbers, is_series
from wbsim.losses import BY_NAME as LOSSES
from wbsim.plan import Plan
from wbsim.probes.plane import points
from wbsim.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Course:
    """`pairs` (n, 2) are the true and the told value of the points `places` (n,) of a set, and `counts` (n,) how those are
    counted along the axis. `here` is the count of the sample at hand, None where it is of the other set or set by hand;
    `steps` how many counts before it are its inputs, 0 where points do not follow each other.
    """

    pairs: NDArray[np.float64]
    places: NDArray[np.int64]
    counts: NDArray[np.int64]
    tested: bool
    series: bool
    steps: int
    here: int | None
    loss: float
    naive: float | None


def course_of(snapshot: Snapshot) -> Course | None:
    """What a snapshot has of it; None where there are classes, or where nothing was measured yet."""
    plan, fit = snapshot.plan, snapshot.seen.fit
    if fit is None or fit.pairs is None or plan.description.sequence is None:
        return None
    tested = fit.test_loss is not None
    total = plan.description.size - plan.train_size if tested else plan.train_size
    places = np.linspace(0, total - 1, len(fit.pairs)).round().astype(np.int64)
    first, series = first_count(plan, tested), is_series(plan)
    here = None
    if snapshot.seen.trace is not None:
        pick = snapshot.seen.trace.pick
        if pick.point is None and (pick.part == "test") == tested:
            here = first + pick.number
    loss = fit.test_loss if fit.test_loss is not None else fit.train_loss
    steps = plan.description.sequence[0] if series else 0
    return Course(
        fit.pairs, places, first + places, tested, series, steps, here, loss, naive_loss(plan, tested)
    )


def first_count(plan: Plan, tested: bool) -> int:
    """The count of the first point of a set: of a series in time as its data say, else from 1."""
    time, before = plan.description.time, plan.train_size if tested else 0
    if time is not None:
        return time[1] + before
    if is_series(plan):
        assert plan.description.sequence is not None
        return plan.description.sequence[0] + before
    return 1


@lru_cache(maxsize=8)
def naive_loss(plan: Plan, tested: bool) -> float | None:
    """The loss of who tells the last value again; None where the target is not the next value of the series."""
    facts = plan.description
    if (
        not is_series(plan)
        or facts.sequence is None
        or facts.sequence[1] != 1
        or facts.targets != 1
        or facts.classes
    ):
        return None
    data = points(plan)
    sample = data.test if tested else data.train
    train = data.train
    if not np.array_equal(np.asarray(train.y, float)[:-1, 0], train.x[1:, -1]):
        return None
    return loss_of(plan, sample.x[:, -1:], np.asarray(sample.y, float))


def loss_of(plan: Plan, told: Numbers, true: Numbers) -> float | None:
    """The mean loss of values (n, 1) in the units of the data; None where the loss asks for more than values."""
    entry = LOSSES[plan.experiment.loss]
    if entry.output is not None:
        return None
    y, t = (plan.scales.targets.apply(np.asarray(one, float)) for one in (told, true))
    return float(np.mean(entry.value(y, y, t, plan.experiment.huber_delta)))
