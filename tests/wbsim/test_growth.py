"""What a history knows of size, against the states it was made of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import small

from wbsim.engine import State, initial, record
from wbsim.experiment import Experiment
from wbsim.growth import Growth, first_to_grow, norms, penalties, stack
from wbsim.history import History
from wbsim.plan import plan
from wbsim.probes.fit import fit
from wbsim.probes.health import penalty
from wbsim.run import Change, Run
from wbsim.session import Session


def trained(updates: int, **more: Any) -> Session:
    """A session some updates on."""
    session = Session(Run(experiment=small.experiment(**more)))
    session.advance(updates)
    return session


def states(experiment: Experiment, updates: int) -> list[State]:
    """Every state on the way."""
    shapes = plan(experiment)
    found = [initial(shapes)]
    for _ in range(updates):
        found.append(record(found[-1], shapes, 1, 1)[0])
    return found


def test_norms_are_those_of_every_state() -> None:
    session = trained(40)
    shapes, found = session.here.plan, norms(session.branch.history)
    assert found.exact and found.update.tolist() == list(range(41))
    for place, state in enumerate(states(session.experiment, 40)):
        weights, biases = state.theta[~shapes.is_bias], state.theta[shapes.is_bias]
        assert found.weights[place] == pytest.approx(np.linalg.norm(weights))
        assert found.biases[place] == pytest.approx(np.linalg.norm(biases))
        assert found.weight_sizes[place] == pytest.approx(np.abs(weights).sum())
        assert found.bias_sizes[place] == pytest.approx(np.abs(biases).sum())


def test_of_a_large_network_the_sample_stands_for_all() -> None:
    session = trained(2, hidden=(80, 60))
    shapes, theta = session.here.plan, session.here.state.theta
    found = norms(session.branch.history)
    assert not found.exact
    assert found.weights[-1] == pytest.approx(np.linalg.norm(theta[~shapes.is_bias]), rel=0.15)
    assert found.biases[-1] == pytest.approx(np.linalg.norm(theta[shapes.is_bias]), rel=0.3)


def test_an_empty_history_has_no_norms_and_no_stack() -> None:
    run = Run(experiment=small.experiment())
    assert len(norms(History()).update) == len(stack(History(), run).update) == 0
    assert first_to_grow(History()) is None


def test_the_penalty_follows_its_edits_update_by_update() -> None:
    session = trained(12, penalty={"l2": 0.5})
    session.change({"penalty.on": "biases", "penalty.l1": 0.25})
    session.advance(8)
    session.change({"optimizer.learning_rate": 0.05})
    session.change({"penalty.l2": 0})
    session.advance(4)
    known = penalties(session.branch.run)
    assert [(update, one.l1, one.l2, one.on) for update, one in known] == [
        (0, 0, 0.5, "weights"), (12, 0.25, 0.5, "biases"), (20, 0.25, 0, "biases"),
    ]  # fmt: skip


def test_loss_and_penalty_are_stacked_as_they_were() -> None:
    session = trained(12, penalty={"l2": 0.5})
    before = session.here
    session.change({"penalty.on": "both"})
    session.advance(8)
    found = stack(session.branch.history, session.branch.run)
    start = plan(session.branch.run.experiment)
    assert found.loss[0] == pytest.approx(fit(start, initial(start).theta).train_loss)
    assert found.penalty[0] == pytest.approx(penalty(start, initial(start).theta))
    twice = np.flatnonzero(found.update == 12)
    assert len(twice) == 2
    assert found.penalty[twice[0]] == pytest.approx(penalty(before.plan, before.state.theta))
    after = plan(session.experiment)
    assert found.penalty[twice[1]] == pytest.approx(penalty(after, before.state.theta))
    assert found.update[-1] == 20
    assert found.penalty[-1] == pytest.approx(penalty(after, session.here.state.theta))
    assert np.isnan(found.test).all()


def test_the_penalty_of_a_whole_that_was_given_counts_too() -> None:
    experiment = small.experiment()
    run = Run(experiment=experiment).edited(5, Change(settings={"penalty": {"l2": 0.1, "on": "both"}}))
    assert [(update, one.l2, one.on) for update, one in penalties(run)] == [
        (0, 0, "weights"),
        (5, 0.1, "both"),
    ]


def test_the_parameter_that_outgrew_the_others_first_is_named_with_its_update() -> None:
    session = trained(400, optimizer={"kind": "sgd", "learning_rate": 30.0})
    state, shapes = session.here.state, session.here.plan
    assert state.divergence is not None
    found = first_to_grow(session.branch.history)
    assert found is not None
    way = states(session.experiment, state.update)
    usual = np.abs(way[0].theta).max()
    first = next(one for one in way if np.abs(one.theta).max() > 10 * usual)
    assert found == Growth(
        shapes.id_of(int(np.abs(first.theta).argmax())), first.update,
        pytest.approx(float(np.abs(first.theta).max())), pytest.approx(float(usual)),
    )  # fmt: skip
    assert math.isfinite(found.value)


def test_ordinary_growth_is_none() -> None:
    assert first_to_grow(trained(200).branch.history) is None
