"""How a run that diverged goes on: from where its loss was smallest, with a smaller step. It does nothing itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wbsim.branches import Branch
from wbsim.run import Change, Restore, Stamped

_RATE = "optimizer.learning_rate"


@dataclass(frozen=True)
class Remedy:
    """The update to go back to, and the settings to go on with from there."""

    update: int
    settings: Mapping[str, Any]


def remedy(branch: Branch) -> Remedy | None:
    """What to do about the divergence at the end of a branch; None where there is none.

    The last finite state is no place to go on from: its loss has often overflowed, or soon will whatever the learning
    rate. The one that is gone back to has the smallest training loss since the last edit of anything but the learning
    rate or, where that edit left no finite loss, of the whole run; and its start where there is none at all.
    """
    if branch.state.divergence is None:
        return None
    finite = [one for one in branch.history.measured if math.isfinite(one.fit.train_loss)]
    since = max((_takes_effect(edit) for edit in branch.run.edits if not _sets_rate(edit)), default=0)
    among = [one for one in finite if one.update >= since] or finite
    update = min(among, key=lambda one: one.fit.train_loss).update if among else 0
    rate = branch.plan.experiment.optimizer.learning_rate / 10
    return Remedy(update, {_RATE: float(f"{rate:.6g}")})


def _sets_rate(stamped: Stamped) -> bool:
    return isinstance(stamped.edit, Change) and set(stamped.edit.settings) == {_RATE}


def _takes_effect(stamped: Stamped) -> int:
    return stamped.edit.state.update if isinstance(stamped.edit, Restore) else stamped.update
