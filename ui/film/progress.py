"""How far a film is, for whoever drives it: a terminal, or a window by way of another process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How many frames are painted of how many; `writing`, from 0 to 1, is what comes behind the last."""

    done: int
    total: int
    writing: float = 0.0
