"""A run that cannot go on stops at the very update, says why, and keeps its last finite state."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
import small

from wbsim import engine
from wbsim.edits import carried, with_parameters
from wbsim.engine import State, Watch
from wbsim.plan import Plan, plan
from wbsim.states import restored, saved

CASES: list[dict[str, Any]] = [
    {"optimizer": {"kind": "sgd", "learning_rate": 5.0}, "activation": "relu"},
    {"optimizer": {"kind": "momentum", "learning_rate": 3.0}, "activation": "relu"},
    {"optimizer": {"kind": "momentum", "learning_rate": 3.0}, "hidden": ()},
    {
        "optimizer": {"kind": "sgd", "learning_rate": 5.0},
        "hidden": (),
        "batches": {"size": 5, "remainder": "carry"},
    },
]
each_case = pytest.mark.parametrize("settings", CASES, ids=range(len(CASES)))
each_precision = pytest.mark.parametrize("precision", ["float32", "float64"])


def stepped(shapes: Plan, step: int) -> State:
    """The end of a diverging run that was driven in steps."""
    state = engine.initial(shapes)
    while state.divergence is None:
        state = engine.advance(state, shapes, step)
        assert state.update < 2000, "it does not diverge"
    return state


@each_precision
@each_case
def test_the_last_finite_state_is_the_same_however_the_way_is_cut(
    settings: dict[str, Any], precision: str
) -> None:
    shapes = plan(small.experiment(precision=precision, **settings))
    whole = stepped(shapes, 2000)
    assert whole.divergence is not None
    for step in (1, 7, 100):
        state = stepped(shapes, step)
        assert state.divergence is not None
        assert (state.update, state.epoch, state.cursor) == (whole.update, whole.epoch, whole.cursor)
        assert state.theta.tobytes() == whole.theta.tobytes()
        assert state.slots.tobytes() == whole.slots.tobytes()
        assert state.divergence.update == whole.divergence.update == state.update + 1
        assert state.divergence.loss_first == whole.divergence.loss_first
        assert state.divergence.after == whole.divergence.after


@each_precision
@each_case
def test_the_next_update_of_the_oracle_is_the_one_that_is_not_finite(
    settings: dict[str, Any], precision: str
) -> None:
    shapes = plan(small.experiment(precision=precision, **settings))
    state = stepped(shapes, 100)
    assert np.isfinite(state.theta).all()
    assert np.isfinite(state.slots).all()
    x, t = reference.samples(shapes)
    largest = float(np.finfo(shapes.dtype).max)
    batches = reference.batches(shapes)
    batch = [next(batches) for _ in range(state.update + 1)][-1]
    slots = dict(zip(shapes.slots, state.slots.astype(float), strict=True))
    with np.errstate(all="ignore"):
        course, loss = reference.updated(
            reference.Course(state.theta.astype(float), slots, state.steps), shapes, x[batch], t[batch]
        )
    assert state.divergence is not None
    summed = loss * len(batch)  # the engine adds the losses of a batch before it divides
    if state.divergence.loss_first:
        assert not summed <= largest
    else:
        assert not np.abs(course.theta).max() <= largest


@each_precision
@each_case
def test_the_parameter_that_grew_most_in_the_last_finite_update_is_named(
    settings: dict[str, Any], precision: str
) -> None:
    shapes = plan(small.experiment(precision=precision, **settings))
    state = stepped(shapes, 2000)
    divergence = state.divergence
    assert divergence is not None
    before = engine.advance(engine.initial(shapes), shapes, state.update - 1)
    grown = np.abs(state.theta.astype(float) - before.theta.astype(float))
    place = shapes.index[divergence.parameter]
    assert grown[place] == grown.max() > 0
    assert (divergence.before, divergence.after) == (float(before.theta[place]), float(state.theta[place]))


@each_case
def test_a_diverged_run_goes_no_further_and_can_be_looked_at(settings: dict[str, Any]) -> None:
    shapes = plan(small.experiment(**settings))
    state = stepped(shapes, 100)
    assert engine.advance(state, shapes, 10) is state
    after, bins = engine.record(state, shapes, 10, 1)
    assert after is state
    assert len(bins.update) == 0
    seen = engine.look(state, shapes, Watch(plane=4, maps=4))
    assert seen.fit is not None
    assert seen.plane is not None
    assert restored(saved(state, shapes), shapes).theta.tobytes() == state.theta.tobytes()


@each_case
def test_the_bins_of_a_diverging_run_end_with_its_last_finite_update(settings: dict[str, Any]) -> None:
    shapes = plan(small.experiment(precision="float32", **settings))
    state, bins = engine.record(engine.initial(shapes), shapes, 1000, 4)
    assert state.divergence is not None
    assert bins.update[-1] == state.update
    assert np.isfinite(bins.loss).all()
    assert np.isfinite(bins.theta).all()
    assert bins.theta[-1, 2].tobytes() == state.theta.tobytes()


def test_a_diverged_run_goes_on_when_its_numbers_are_set_right() -> None:
    settings = CASES[0]
    shapes = plan(small.experiment(**settings))
    state = stepped(shapes, 100)
    mended = with_parameters(state, shapes, dict.fromkeys(shapes.ids, 0.1))
    assert mended.divergence is None
    calm = plan(shapes.experiment.changed({"optimizer.learning_rate": 0.01}))
    after = engine.advance(carried(mended, shapes, calm), calm, 50)
    assert after.divergence is None
    assert after.update == state.update + 50


def test_a_parameter_that_overflows_behind_a_saturated_neuron_is_noticed() -> None:
    """tanh hides an infinite sum, so the loss stays finite and only the parameter tells."""
    network = small.network(
        small.layer(1, "tanh", weight_init={"kind": "constant", "value": 1e6}),
        small.layer(1, "linear"),
    )
    wish = small.experiment(
        network=network, precision="float32",
        penalty={"l2": 10.0}, optimizer={"kind": "sgd", "learning_rate": 1e6},
    )  # fmt: skip
    state = stepped(plan(wish), 2000)
    assert state.divergence is not None
    assert np.isfinite(state.theta).all()
    assert abs(state.divergence.after) > 1e20


def test_a_usual_run_does_not_diverge() -> None:
    shapes = plan(small.experiment())
    assert engine.advance(engine.initial(shapes), shapes, 500).divergence is None
