"""Which parameters carry a mark: locked, held still by a setting, set by hand, or to blame for a run that diverged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from wbsim.ids import layer_name
from wbsim.plan import Plan
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


@lru_cache(maxsize=8)
def held(plan: Plan) -> NDArray[np.bool_] | None:
    """Which parameters (P,) a setting keeps from training, locks apart; None where it keeps none."""
    still = ~plan.trainable
    still[[plan.index[name] for name in plan.experiment.locked]] = False
    return still if still.any() else None


def stillness(plan: Plan, parameter: str) -> str:
    """Why training leaves a parameter alone, in words; empty if it does not."""
    place = plan.index[parameter]
    if plan.trainable[place]:
        return ""
    if parameter in plan.experiment.locked:
        return _tr("locked: training leaves it alone")
    for number, row in enumerate(plan.rows, 1):
        end = row.weights + row.fan_in * row.fan_out + (row.fan_out if row.biases >= 0 else 0)
        if row.weights <= place < end and not row.layer.trainable:
            name = layer_name(number, len(plan.rows), row.kind)
            return _tr("held still: training leaves {layer} alone").format(layer=name)
    if plan.experiment.train == "biases":
        return _tr("held still: training moves only biases")
    return _tr("held still: training moves only weights")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ParameterMarks", text)
