"""Runs for tests of players, a clock that is told the time, and waiting for a snapshot."""

from __future__ import annotations

import time
from collections.abc import Callable

from ui.player import Player
from wbsim import presets
from wbsim.run import Run
from wbsim.snapshot import Snapshot


def a_run(name: str = "gauss", **settings: object) -> Run:
    experiment = presets.load(name).experiment
    return Run(experiment=experiment.changed(settings) if settings else experiment)


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def wait_for(player: Player, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot for which something holds; the test fails where none comes."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        snapshot = player.latest()
        if snapshot is not None and not snapshot.busy and holds(snapshot):
            return snapshot
        time.sleep(0.002)
    raise AssertionError("the snapshot that was waited for never came")
