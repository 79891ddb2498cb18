"""Two branches side by side: which settings and edits differ, how well each does, how far their parameters are apart.
It knows no charts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wbsim.branches import Branch, Mark
from wbsim.measured import Measured
from wbsim.run import Change, Run
from wbsim.settings import in_words


@dataclass(frozen=True)
class Losses:
    """The losses of two branches, of the same update where `same`, else of the last measurement of each."""

    values: tuple[float, float]
    updates: tuple[int, int]
    tested: bool  # whether on test points; else on training points

    @property
    def same(self) -> bool:
        """Whether both are of one update."""
        return self.updates[0] == self.updates[1]


@dataclass(frozen=True)
class Apart:
    """How far two branches' parameters are apart at their ends: ‖Δθ‖₂ over the `common` ids that both have.

    `parameter` is the id of the one that differs most, and `values` what it is in each.
    """

    distance: float
    common: int
    parameter: str
    values: tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """What differs from one branch to another; `settings` in words, empty where all settings are equal.

    `edits` are what was done to each alone that is no setting: parameters set and points moved by hand.
    """

    settings: str
    edits: tuple[tuple[Mark, ...], tuple[Mark, ...]]
    losses: Losses | None
    apart: Apart | None


def compare(one: Branch, other: Branch) -> Comparison:
    """How another branch differs from one."""
    settings = in_words(one.plan.experiment, other.plan.experiment)
    both = (_by_hand(one, other), _by_hand(other, one))
    return Comparison(settings, both, losses_of(one, other), apart(one, other))


def _by_hand(branch: Branch, other: Branch) -> tuple[Mark, ...]:
    """The edits that this branch alone has and that are no setting."""
    shared = 0
    for mine, its in zip(branch.marks, other.marks, strict=False):
        if mine != its:
            break
        shared += 1
    touched = _touched(branch.run)
    return tuple(mark for mark in branch.marks[shared:] if mark.update in touched)


def _touched(run: Run) -> frozenset[int]:
    """The updates at which something was edited that is no setting."""
    return frozenset(stamped.update for stamped in run.edits if not isinstance(stamped.edit, Change))


def losses_of(one: Branch, other: Branch) -> Losses | None:
    """The losses at the last update at which both were measured since they parted, else at their ends; None without."""
    a, b = _measured(one), _measured(other)
    if not a or not b:
        return None
    common = max(a.keys() & b.keys(), default=-1)
    updates = (common, common) if common > _parting(one, other) else (max(a), max(b))
    fits = (a[updates[0]].fit, b[updates[1]].fit)
    tests = [fit.test_loss for fit in fits]
    if tests[0] is not None and tests[1] is not None:
        return Losses((tests[0], tests[1]), updates, tested=True)
    return Losses((fits[0].train_loss, fits[1].train_loss), updates, tested=False)


def _measured(branch: Branch) -> dict[int, Measured]:
    return {one.update: one for one in branch.history.measured}


def _parting(one: Branch, other: Branch) -> int:
    """Until which update two branches are the same run; −1 where they never were."""
    if one.run.experiment != other.run.experiment:
        return -1
    for mine, its in zip(one.run.edits, other.run.edits, strict=False):
        if mine is not its and mine != its:
            return min(mine.update, its.update)
    shorter = min(len(one.run.edits), len(other.run.edits))
    rest = (*one.run.edits[shorter:], *other.run.edits[shorter:])
    ends = (one.state.update, other.state.update)
    return rest[0].update if rest else min(ends)


def apart(one: Branch, other: Branch) -> Apart | None:
    """How far the parameters that both have are apart at the ends of the branches; None where there are none."""
    a, b = one.plan, other.plan
    if a.layout == b.layout:
        ids: tuple[str, ...] | list[str] = a.ids
        here, there = one.state.theta.astype(float), other.state.theta.astype(float)
    else:
        ids = [name for name in a.ids if name in b.index]
        here = one.state.theta[[a.index[name] for name in ids]].astype(float)
        there = other.state.theta[[b.index[name] for name in ids]].astype(float)
    if not ids:
        return None
    gaps = np.abs(there - here)
    worst = int(np.argmax(gaps))
    distance = float(np.sqrt((gaps * gaps).sum()))
    return Apart(distance, len(ids), ids[worst], (float(here[worst]), float(there[worst])))
