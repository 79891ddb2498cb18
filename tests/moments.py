"""Snapshots for tests of views: a preset, trained so far, and what views watch of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wbsim import engine, history, presets
from wbsim.engine import Pick, Watch
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.snapshot import Mark, Snapshot

_PICK = Pick("train", 4)


def moment(
    name: str = "circle",
    updates: int = 0,
    settings: Mapping[str, Any] | None = None,
    *,
    unit: int | None = None,
    pick: Pick | None = _PICK,
    marks: tuple[Mark, ...] = (),
) -> Snapshot:
    """A preset with other settings, after some updates."""
    experiment = presets.load(name).experiment
    return moment_of(
        experiment.changed(settings) if settings else experiment, updates, unit=unit, pick=pick, marks=marks
    )


@lru_cache(maxsize=64)
def moment_of(
    experiment: Experiment,
    updates: int = 0,
    *,
    unit: int | None = None,
    pick: Pick | None = _PICK,
    marks: tuple[Mark, ...] = (),
) -> Snapshot:
    """An experiment after some updates."""
    shapes = plan(experiment)
    state = engine.initial(shapes)
    past = history.History().started(state, shapes)
    state, past = history.advanced(state, shapes, past, updates)
    watch = Watch(plane=64, unit=unit, pick=pick)
    seen = engine.look(state, shapes, watch)
    return Snapshot(shapes, Run(experiment=experiment), state, past, watch, seen, marks=marks)


def further(snapshot: Snapshot, updates: int) -> Snapshot:
    """The same run some updates later."""
    state, past = history.advanced(snapshot.state, snapshot.plan, snapshot.history, updates)
    seen = engine.look(state, snapshot.plan, snapshot.watch)
    return Snapshot(snapshot.plan, snapshot.run, state, past, snapshot.watch, seen, marks=snapshot.marks)
