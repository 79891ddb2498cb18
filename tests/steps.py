"""Snapshots inside an update, for tests of the room of steps: a preset, and its next update some ticks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from moments import moment

from wbsim.coming import coming
from wbsim.ladder import Ladder, Phase, Rung
from wbsim.snapshot import Snapshot


def walked(
    name: str = "circle",
    tick: int = 0,
    rung: Rung = "product",
    updates: int = 20,
    settings: Mapping[str, Any] | None = None,
) -> Snapshot:
    """A preset after some updates, `tick` ticks into the next one, as a session tells it."""
    before = moment(name, updates, settings)
    return at(replace(before, coming=coming(before.state, before.plan), rung=rung, speed=4.0), tick)


def at(snapshot: Snapshot, tick: int) -> Snapshot:
    """The same update at another tick; at its last one it has landed."""
    assert snapshot.coming is not None
    state, plan, ladder = snapshot.coming.state, snapshot.plan, snapshot.coming.ladder
    sample = min(max(tick - 1, 0) // ladder.each, ladder.samples - 1) if tick < ladder.total else 0
    found = coming(state, plan, sample)
    return replace(
        snapshot, coming=found, tick=tick, state=found.after if tick == ladder.total else state
    )  # fmt: skip


def ladder_of(snapshot: Snapshot) -> Ladder:
    """The ticks of its update."""
    assert snapshot.coming is not None
    return snapshot.coming.ladder


def end_of(snapshot: Snapshot, phase: Phase) -> int:
    """The tick by which a phase of the first sample, or the update, is done."""
    return ladder_of(snapshot).phase_ends(1)[phase]
