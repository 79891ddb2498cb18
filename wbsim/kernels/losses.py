"""The loss functions of `wbsim.losses`, picked by run-time codes."""

from __future__ import annotations

from typing import Any, NamedTuple

from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import cell, choice, part
from wbsim.losses import LOSSES

CODES = {entry.name: code for code, entry in enumerate(LOSSES)}
_MEAN = tuple(entry.mean for entry in LOSSES)
_MATCHED = tuple(entry.output is not None for entry in LOSSES)


class Goal(NamedTuple):
    """What training makes small: the code of a loss, and where Huber's bends."""

    code: int
    delta: float


@cell
def is_mean(goal: Any) -> bool:
    """Whether a sample's loss is the mean over its outputs, not their sum."""
    return _MEAN[goal.code]


@cell
def is_matched(goal: Any) -> bool:
    """Whether its slope is already ∂/∂z, its output activation's slope taken in, and not ∂/∂y."""
    return _MATCHED[goal.code]


value_of = choice([part(entry.value) for entry in LOSSES])  # (code, z, y, t, delta): the loss of one output
slope_of = choice([part(entry.slope) for entry in LOSSES])  # (code, y, t, delta): its slope
