"""Where somebody stands inside an update. It knows the one state that it belongs to; of any other it says nothing."""

from __future__ import annotations

from dataclasses import dataclass

from wbsim.engine import State
from wbsim.keyframes import Keyframe


@dataclass(frozen=True, eq=False)
class Walk:
    """`tick` ticks of the update that comes after `state` are done; or that update has landed, and led from `before`."""

    state: State
    tick: int = 0
    before: Keyframe | None = None
