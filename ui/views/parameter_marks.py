"""Which parameters carry a mark: locked, set by hand, or to blame for a run that diverged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from wbsim.run import Run, SetParameters
from wbsim.snapshot import Snapshot


@dataclass(frozen=True)
class Marks:
    """The ids of marked parameters; `diverged` is the one that grew most in the last finite update."""

    locked: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    diverged: str | None = None


def edited_by_hand(run: Run) -> frozenset[str]:
    """The parameters that any edit of a run set."""
    return frozenset(
        name
        for stamped in run.edits
        if isinstance(stamped.edit, SetParameters)
        for name in stamped.edit.values
    )


@final
class MarksOf:
    """Finds the marks of snapshots; reads the edits of a run only once."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._edited: frozenset[str] = frozenset()

    def of(self, snapshot: Snapshot) -> Marks:
        """The marks at a moment."""
        if snapshot.run is not self._run:
            self._run, self._edited = snapshot.run, edited_by_hand(snapshot.run)
        divergence = snapshot.state.divergence
        blamed = divergence.parameter if divergence else None
        return Marks(snapshot.plan.experiment.locked, self._edited, blamed)
