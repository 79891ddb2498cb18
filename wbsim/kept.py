"""A session as files keep it: every branch with where it came from, how far it came, and what was being looked at.
Frozen values without histories; it knows neither a format nor how a session goes on from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from wbsim.branches import Branch, Mark
from wbsim.engine import State
from wbsim.history import History
from wbsim.plan import Plan
from wbsim.run import Run
from wbsim.simulation import Progress
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop


@dataclass(frozen=True, eq=False)
class KeptBranch:
    """One future of a session, without its history.

    `plan` has the shapes of its end. `state` is that end; None where it ends right behind its last edit, and `marks`
    are None where they were not written down: both can be made again from the run.
    """

    number: int
    run: Run
    plan: Plan
    state: State | None = None
    marks: tuple[Mark, ...] | None = None
    parent: int | None = None
    left_at: int = 0
    origin: str = ""
    name: str = ""

    @property
    def update(self) -> int:
        """The last update of it that is known."""
        if self.state is not None:
            return self.state.update
        return self.run.edits[-1].update if self.run.edits else 0


@dataclass(frozen=True, eq=False)
class KeptSession:
    """All branches in the order they were made, the number of the one at hand, the update of it that was looked at
    (None for its end), and when playing was to stop."""

    branches: tuple[KeptBranch, ...]
    branch: int = 0
    at: int | None = None
    stop: Stop = field(default_factory=Stop)

    @property
    def at_hand(self) -> KeptBranch:
        """The branch at hand."""
        return next(branch for branch in self.branches if branch.number == self.branch)

    @property
    def alone(self) -> KeptSession:
        """Without the other branches."""
        return KeptSession((replace(self.at_hand, parent=None, left_at=0),), self.branch, self.at, self.stop)

    @property
    def update(self) -> int:
        """The update that was looked at."""
        return self.at_hand.update if self.at is None else self.at

    def same_as(self, other: KeptSession) -> bool:
        """Whether nothing was trained, edited, named, deleted or chosen between the two; looking changes nothing."""
        return (self.branch, self.stop) == (other.branch, other.stop) and (
            len(self.branches) == len(other.branches)
            and all(_same(ours, theirs) for ours, theirs in zip(self.branches, other.branches, strict=True))
        )


def _same(ours: KeptBranch, theirs: KeptBranch) -> bool:
    """Whether two branches are one; the same run at the same update has the same bits."""
    return (
        ours.run is theirs.run
        and (ours.number, ours.name, ours.update) == (theirs.number, theirs.name, theirs.update)
        and (ours.parent, ours.left_at) == (theirs.parent, theirs.left_at)
    )


def kept_of(
    branches: Iterable[Branch], branch: int, at: int | None = None, stop: Stop | None = None
) -> KeptSession:
    """Branches as they are kept. It copies no number, so any thread may ask it at any time.

    A branch whose parent is gone begins by itself.
    """
    branches = tuple(branches)
    numbers = {one.number for one in branches}
    kept = []
    for one in branches:
        parent, left_at = (one.parent, one.left_at) if one.parent in numbers else (None, 0)
        kept.append(
            KeptBranch(
                one.number, one.run, one.plan, one.state, one.marks, parent, left_at, one.origin, one.name
            )
        )
    return KeptSession(tuple(kept), branch, at, stop or Stop())


def kept_in(snapshot: Snapshot) -> KeptSession:
    """The session that a snapshot shows."""
    at = snapshot.state.update if snapshot.is_past else None
    branches = snapshot.branches
    if not branches:  # a snapshot made without a session
        progress = Progress(snapshot.plan, snapshot.state, History())
        branches = (Branch(snapshot.branch, snapshot.run, progress, snapshot.marks),)
    return kept_of(branches, snapshot.branch, at, snapshot.stop)


def kept_alone(run: Run, plan: Plan, state: State | None = None) -> KeptSession:
    """A session of one run."""
    return KeptSession((KeptBranch(0, run, plan, state),))
