"""Branches as files kept them, as branches that go on. The past of a short one is replayed at once; that of a long one is
found again while other things go on.
"""

from __future__ import annotations

from dataclasses import replace

from wbsim.branches import Branch
from wbsim.kept import KeptBranch
from wbsim.opening import REPLAYED, marks_of, opened, resumed
from wbsim.translation import translated

_WORK = 500_000_000  # products of a weight and a value that a branch may cost: a fraction of a second


def reopened(kept: KeptBranch) -> Branch:
    """The branch that was kept; raises `Refused` where it can neither be taken up nor replayed."""
    if kept.state is None:
        branch = opened(kept.run, number=kept.number)
    else:
        each = kept.plan.size * min(kept.plan.experiment.batches.size, kept.plan.train_size)
        branch = resumed(kept.run, kept.plan, kept.state, kept.number, min(REPLAYED, _WORK // max(1, each)))
    return replace(
        branch,
        marks=marks_of(kept.run) if kept.marks is None else kept.marks,
        parent=kept.parent,
        left_at=kept.left_at,
        origin=kept.origin or (translated("first run") if kept.parent is None else ""),
        name=kept.name,
    )
