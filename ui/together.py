"""Where the epochs of networks that train together begin and end, and where they are to stop. Pure: without edits, a place in
an epoch is a function of the update alone.
"""

from __future__ import annotations

from wbsim.plan import Plan
from wbsim.stops import Stop
from wbsim.translation import plural, translated


def epoch_before(plan: Plan, update: int) -> int:
    """The update at which the epoch at hand began or, at its beginning, the one before it."""
    batches, points = plan.experiment.batches, plan.train_size
    if update <= 0:
        return 0
    if batches.order != "explicit" and batches.remainder == "carry":
        cursor = (update - 1) * batches.size % points
        return update - 1 - (0 if points - cursor < batches.size else cursor // batches.size)
    return (update - 1) // _each(plan) * _each(plan)


def end_of(plan: Plan, epochs: int) -> int:
    """The update that finishes so many epochs."""
    batches = plan.experiment.batches
    if batches.order != "explicit" and batches.remainder == "carry":
        return -(-epochs * plan.train_size // batches.size)
    return epochs * _each(plan)


def _each(plan: Plan) -> int:
    """How many updates an epoch has, where all have as many."""
    batches = plan.experiment.batches
    if batches.order == "explicit":
        return len(batches.explicit)
    return (plan.train_size + (batches.size - 1) * (batches.remainder == "keep")) // batches.size


def ends_of(stop: Stop, plan: Plan) -> dict[int, str]:
    """The updates at which many networks are to stop, and why, in words. What depends on one network's loss ends no other."""
    ends = {}
    if stop.epoch is not None:
        at = end_of(plan, stop.epoch)
        ends[at] = plural(
            stop.epoch,
            "stopped at update {update}: 1 epoch is done",
            "stopped at update {update}: {count} epochs are done",
            update=at,
        )
    if stop.update is not None:
        ends[stop.update] = translated("stopped at update {update}, as asked", update=stop.update)
    return ends
