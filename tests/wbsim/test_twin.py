"""The twin beside a session: always at the same update, and the same run as if it had been trained alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbsim import presets
from wbsim.difference import Difference, twin_run
from wbsim.differences import biases, l2, learning_rate, optimizer, weights_start
from wbsim.engine import Watch
from wbsim.gradual import Gradual
from wbsim.network import Zero
from wbsim.points import EditPoints
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay, simulate

OFF = Watch(difference=biases(False))


def a_session(watch: Watch = OFF, preset: str = "circle", **changes: object) -> Session:
    experiment = presets.load(preset).experiment
    session = Session(Run(experiment=experiment.changed(changes) if changes else experiment))
    session.snapshot(watch)
    return session


def agrees(session: Session, watch: Watch = OFF) -> None:
    """The twin stands at the session's update, and is what a replay of its own run from the start makes."""
    shown = session.snapshot(watch)
    assert shown.twin is not None and watch.difference is not None
    assert shown.twin.state.update == shown.state.update
    alone = replay(twin_run(session.moment.run, watch.difference), shown.state.update)
    assert alone.plan.experiment == shown.twin.plan.experiment
    np.testing.assert_array_equal(shown.twin.state.theta, alone.state.theta)
    np.testing.assert_array_equal(shown.twin.state.slots, alone.state.slots)


@pytest.mark.parametrize(
    "difference",
    [biases(False), weights_start(Zero()), optimizer("adam"), l2(0.1), learning_rate(0.3)],
    ids=lambda one: one.name,
)
def test_the_twin_is_bit_for_bit_the_run_that_is_simulated_with_the_difference(
    difference: Difference,
) -> None:
    session, watch = a_session(Watch(difference=difference)), Watch(difference=difference)
    alone = simulate(twin_run(session.branch.run, difference).experiment, 300, every=37)
    for progress in alone:
        session.advance(progress.state.update - session.here.state.update)
        twin = session.snapshot(watch).twin
        assert twin is not None
        assert twin.state.update == progress.state.update
        np.testing.assert_array_equal(twin.state.theta, progress.state.theta)


def test_it_follows_edits_undo_and_redo() -> None:
    session = a_session()
    session.advance(100)
    session.set_parameters({"b:2": 1.0, "w:2<x1": 0.3})
    agrees(session)
    session.advance(50)
    session.change({"optimizer.learning_rate": 0.1})
    session.change({"optimizer.kind": "adam"})
    agrees(session)
    session.advance(50)
    session.edit_points(EditPoints(move="all", by=(1.0, 0.0)))
    session.advance(1)
    agrees(session)
    for _ in range(4):
        session.undo()
        agrees(session)
    session.redo()
    session.advance(30)
    agrees(session)


def test_it_follows_through_the_past_into_branches_and_back() -> None:
    session = a_session()
    session.advance(400)
    session.change({"network.layers.0.activation": "relu"})
    session.advance(400)
    for update in (0, 399, 400, 401, 123, 800):
        session.seek(update)
        agrees(session)
    session.seek(250)
    session.advance(25)
    agrees(session)
    session.change({"penalty.l2": 0.1})
    agrees(session)
    session.advance(100)
    agrees(session)
    session.choose(0)
    agrees(session)
    session.restart()
    session.advance(60)
    agrees(session)
    session.restart(seed=4)
    session.advance(60)
    agrees(session)
    session.undo()
    agrees(session)


def test_a_bias_that_the_twin_lacks_is_passed_over_and_said() -> None:
    session = a_session()
    session.advance(10)
    before = session.snapshot(OFF)
    session.set_parameters({"b:2": 1.0})
    shown = session.snapshot(OFF)
    assert before.twin is not None and shown.twin is not None
    np.testing.assert_array_equal(shown.twin.state.theta, before.twin.state.theta)
    assert shown.twin_said == "at update 10 a bias was set that the twin does not have"
    agrees(session)


def test_it_is_seen_with_the_same_watch() -> None:
    session = a_session()
    session.advance(100)
    watch = Watch(plane=16, maps=8, difference=biases(False))
    shown = session.snapshot(watch)
    assert shown.twin is not None
    seen = shown.twin.seen
    assert seen.plane is not None and seen.maps is not None and seen.fit is not None
    assert seen.maps.shape == shown.seen.maps.shape if shown.seen.maps is not None else False
    assert seen.plane.shape == (16, 16)
    assert shown.twin.history.measured[-1].update == 100
    assert shown.twin.twin is None
    # an odd network: turned by half a turn, the field changes its sign
    np.testing.assert_allclose(seen.plane, -seen.plane[::-1, ::-1], atol=1e-6)
    assert seen.mirror is not None and shown.seen.mirror is not None
    np.testing.assert_allclose(seen.mirror.values[0], -seen.mirror.values[1], atol=1e-6)
    assert seen.mirror.data is not None
    assert seen.mirror.data.even == 1.0


def test_without_a_difference_there_is_none() -> None:
    session = a_session()
    session.advance(10)
    assert session.snapshot(Watch()).twin is None
    session.advance(10)
    agrees(session)


def test_watching_changes_no_number_of_the_run() -> None:
    session, alone = a_session(), Session(Run(experiment=presets.load("circle").experiment))
    for one in (session, alone):
        one.advance(200)
    np.testing.assert_array_equal(session.here.state.theta, alone.here.state.theta)


def test_a_twin_that_diverges_stays_there_while_the_run_goes_on() -> None:
    watch, slow = (
        Watch(difference=learning_rate(0.01)),
        {"optimizer.kind": "sgd", "optimizer.learning_rate": 1e-6},
    )
    session = a_session(watch, "house-price", **slow)
    session.advance(500)
    shown = session.snapshot(watch)
    assert shown.twin is not None
    assert shown.twin.state.divergence is not None
    assert shown.state.divergence is None
    assert shown.state.update == 500
    assert shown.twin.state.update < 500
    assert not session.twin.is_behind
    session.change({"penalty.l2": 0.01})
    session.advance(10)
    assert session.here.state.update == 510
    session.seek(0)
    back = session.snapshot(watch).twin
    assert back is not None and back.state.update == 0 and back.state.divergence is None


def test_a_run_that_diverges_leaves_its_twin_at_the_same_update() -> None:
    watch, fast = (
        Watch(difference=learning_rate(1e-6)),
        {"optimizer.kind": "sgd", "optimizer.learning_rate": 0.01},
    )
    session = a_session(watch, "house-price", **fast)
    session.advance(500)
    shown = session.snapshot(watch)
    assert shown.state.divergence is not None
    assert shown.twin is not None
    assert shown.twin.state.update == shown.state.update
    assert shown.twin.state.divergence is None


def test_a_difference_that_cannot_be_is_said() -> None:
    watch = Watch(difference=Difference("nothing", (("optimizer.nothing", 1),)))
    shown = a_session(watch).snapshot(watch)
    assert shown.twin is None
    assert "no such setting" in shown.twin_said


def test_it_catches_up_in_slices() -> None:
    session = Session(Run(experiment=presets.load("circle").experiment))
    session.advance(3000)
    session.change({"penalty.l2": 0.001})
    session.advance(500)
    session.seek(2000)
    gradual = Gradual(lambda: 0.0)
    assert session.snapshot(OFF, gradual).twin is None
    reached = []
    while session.catch_up(200):
        twin = session.snapshot(OFF, gradual).twin
        assert twin is not None
        reached.append(twin.state.update)
    assert reached == sorted(reached)
    assert len(reached) > 10
    agrees(session)
    session.seek(3400)
    session.catch_up(1)
    assert session.twin.is_behind
    while session.catch_up(100):
        pass
    agrees(session)


def test_another_difference_begins_another_twin() -> None:
    session, other = a_session(), Watch(difference=l2(0.1))
    session.advance(20)
    agrees(session)
    agrees(session, other)
    agrees(session)


Step = st.one_of(
    st.integers(1, 80).map(lambda n: ("advance", n)),
    st.integers(0, 300).map(lambda n: ("seek", n)),
    st.sampled_from(
        [("undo", 0), ("redo", 0), ("bias", 0), ("weight", 0), ("rate", 0), ("grow", 0), ("restart", 0)]
    ),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(Step, min_size=1, max_size=10))
def test_whatever_is_done_the_twin_is_the_replay_of_its_own_run(steps: list[tuple[str, int]]) -> None:
    session = a_session()
    for place, (what, count) in enumerate(steps):
        match what:
            case "advance":
                session.advance(count)
            case "seek":
                session.seek(count)
            case "undo":
                session.undo()
            case "redo":
                session.redo()
            case "bias":
                session.set_parameters({"b:2": 0.5 + place})
            case "weight":
                session.set_parameters({"w:2<x1": 0.5 + place, "b:2": -1.0})
            case "rate":
                session.change({"optimizer.learning_rate": 0.01 * (place + 1)})
            case "grow":
                session.change({"network.layers.0.neurons": 4 + place})
            case "restart":
                session.restart()
        agrees(session)
