"""Epochs of networks that train together, held against the steps of a single run."""

from __future__ import annotations

import pytest
import small

from ui.together import end_of, ends_of, epoch_before
from wbsim.engine import advance, initial
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.session import Session
from wbsim.stops import Stop

BATCHES = [
    {"batches.size": size, "batches.remainder": remainder, "batches.order": order}
    for size in (2, 3, 4)
    for remainder in ("keep", "drop", "carry")
    for order in ("shuffled", "as_given")
] + [{"batches.order": "explicit", "batches.explicit": [[0, 1], [2], [1, 3, 0]], "batches.size": 3}]


@pytest.mark.parametrize("batches", BATCHES, ids=str)
def test_an_epoch_begins_where_the_steps_of_a_single_run_find_it(batches: dict[str, object]) -> None:
    experiment = small.experiment().changed(batches)
    session = Session(Run(experiment=experiment))
    for update in range(25):
        session.seek(None)
        session.advance(update - session.here.state.update)
        session.walk.back("epoch")
        assert epoch_before(session.here.plan, update) == session.here.state.update


@pytest.mark.parametrize("batches", BATCHES, ids=str)
def test_an_epoch_ends_at_the_update_at_which_the_engine_counts_on(batches: dict[str, object]) -> None:
    shapes = plan(small.experiment().changed(batches))
    state, ends = initial(shapes), {}
    for _ in range(40):
        state = advance(state, shapes, 1)
        ends.setdefault(state.epoch, state.update)
    for epochs in (1, 2, 3, 5):
        assert end_of(shapes, epochs) == ends[epochs]


def test_many_networks_are_told_to_stop_at_updates_and_epochs_alone() -> None:
    shapes = plan(small.experiment())
    assert ends_of(Stop(loss=0.1, accuracy=0.9, patience=3), shapes) == {}
    ends = ends_of(Stop(update=7, epoch=2), shapes)
    assert set(ends) == {7, end_of(shapes, 2)}
