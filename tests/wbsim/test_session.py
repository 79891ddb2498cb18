"""Edits, undo, redo and branches: every moment of a session is what its run says, to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small
from small import bits

from wbsim import presets
from wbsim import undo as undo_room
from wbsim.engine import State, Watch
from wbsim.experiment import Experiment
from wbsim.problems import Refused
from wbsim.run import Restore, Run
from wbsim.session import Moment, Session
from wbsim.simulation import replay
from wbsim.states import saved

WATCH = Watch(fit=False)


def started(experiment: Experiment | None = None, updates: int = 20) -> Session:
    session = Session(Run(experiment=experiment or small.experiment()))
    session.advance(updates)
    return session


def state_of(session: Session) -> State:
    return session.moment.progress.state


def first_layer(session: Session) -> int:
    return session.experiment.network.layers[0].id


def steps(session: Session) -> list[str]:
    return [step.sentence for step in session.snapshot(WATCH).undo]


def future(session: Session) -> list[str]:
    return [step.sentence for step in session.snapshot(WATCH).redo]


def marks(session: Session) -> list[tuple[int, str]]:
    return [(mark.update, mark.sentence) for mark in session.snapshot(WATCH).marks]


# --- undo and redo -------------------------------------------------------------------------------------------


def test_undo_restores_the_state_before_the_edit_and_redo_the_one_after_the_stretch() -> None:
    session = started()
    before = bits(state_of(session))
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(15)
    after, run = bits(state_of(session)), session.moment.run
    session.undo()
    assert bits(state_of(session)) == before and session.experiment.optimizer.learning_rate == 0.1
    session.redo()
    assert bits(state_of(session)) == after and session.moment.run == run


def test_training_after_undo_is_kept_when_the_edit_is_redone_and_undone_again() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.3})
    session.undo()
    session.advance(5)
    here = bits(state_of(session))
    session.redo()
    session.undo()
    assert bits(state_of(session)) == here


def test_undo_and_redo_go_through_all_edits_in_order() -> None:
    session = started()
    rates, seen = [0.2, 0.3, 0.4], []
    for rate in rates:
        session.change({"optimizer.learning_rate": rate})
        session.advance(3)
    for _ in rates:
        seen.append(session.experiment.optimizer.learning_rate)
        session.undo()
    assert seen == [0.4, 0.3, 0.2] and session.experiment.optimizer.learning_rate == 0.1
    assert steps(session) == [] and len(future(session)) == 3
    for rate in rates:
        session.redo()
        assert session.experiment.optimizer.learning_rate == rate
    assert future(session) == []


def test_an_edit_after_undo_forgets_the_future_but_keeps_it_as_a_branch() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(7)
    undone = session.moment
    session.undo()
    session.change({"optimizer.learning_rate": 0.2})
    kept, other = session.branches
    assert future(session) == [] and kept.run is undone.run and other is session.branch
    assert bits(kept.state) == bits(undone.progress.state)
    assert (other.parent, other.left_at) == (kept.number, 20)
    session.redo()
    assert session.experiment.optimizer.learning_rate == 0.2


def test_a_stretch_that_is_redone_is_no_branch_any_more() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(5)
    for _ in range(3):
        session.undo()
        assert len(session.branches) == 2
        session.redo()
        assert len(session.branches) == 1


def test_without_edits_undo_and_redo_do_nothing() -> None:
    session = started()
    moment = session.moment
    session.undo()
    session.redo()
    assert session.moment is moment and session.branches == (session.branch,)


def test_undo_redo_and_branches_are_bounded() -> None:
    session = started()
    for k in range(3 * undo_room.MOST_STEPS):
        session.change({"optimizer.learning_rate": 0.1 + 0.001 * (k + 1)})
    assert len(steps(session)) == undo_room.MOST_STEPS
    for _ in range(2):
        for _ in range(undo_room.MOST_STEPS):
            session.undo()
        session.change({"optimizer.learning_rate": 0.9})
        for k in range(undo_room.MOST_STEPS):
            session.change({"optimizer.learning_rate": 0.1 + 0.002 * (k + 1)})
    assert len(session.branches) <= undo_room.MOST_BRANCHES + 1
    assert len(future(session)) <= undo_room.MOST_STEPS


def test_undo_and_branches_hold_no_more_bytes_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    session = started(updates=1)
    each = state_of(session).theta.nbytes
    monkeypatch.setattr(undo_room, "MOST_BYTES", 20 * each)
    for k in range(30):
        session.set_parameters({"b:2": 0.01 * (k + 1)})  # each a θ of its own
    assert 1 <= len(steps(session)) <= 20
    assert steps(session)[-1].endswith("0.3")
    undone = 0
    while steps(session):
        session.undo()
        undone += 1
    assert len(future(session)) == undone >= 1 and session.branches == (session.branch,)
    session.advance(1)
    session.restart()
    session.advance(1)
    assert len(session.branches) == 2
    monkeypatch.setattr(undo_room, "MOST_BYTES", 0)
    session.set_parameters({"b:2": 0.5})
    assert len(steps(session)) == 1 and session.branches == (session.branch,)


def test_a_kept_moment_holds_no_state_before_its_own() -> None:
    session = started()
    assert state_of(session).since is not None
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(5)
    session.undo()
    assert state_of(session).since is None
    assert [branch.state.since for branch in session.branches] == [None, None]
    session.advance(5)
    session.redo()
    session.undo()
    assert state_of(session).since is None


def test_a_run_that_last_went_back_opens_where_it_went() -> None:
    session = started()
    progress = session.moment.progress
    back = Restore(state=saved(progress.state, progress.plan))
    session.advance(30)
    again = Session(session.moment.run.edited(50, back))
    assert bits(state_of(again)) == bits(progress.state)


def test_the_numbers_of_steps_never_repeat() -> None:
    session = started()
    numbers = []
    for k in range(4):
        session.change({"optimizer.learning_rate": 0.2 + 0.1 * k})
        numbers.append(session.snapshot(WATCH).undo[-1].number)
        if k % 2:
            session.undo()
    assert len(set(numbers)) == 4


# --- drags ---------------------------------------------------------------------------------------------------


def test_a_drag_is_one_step_of_undo_one_mark_and_every_edit_of_the_run() -> None:
    session = started()
    before = bits(state_of(session))
    for k in range(1, 6):
        session.change({"optimizer.learning_rate": round(0.1 + 0.1 * k, 1)}, gesture="rate 1")
        session.advance(2)
    assert steps(session) == ["learning rate 0.1 → 0.6"]
    assert marks(session) == [(28, "learning rate 0.1 → 0.6")]
    assert [stamped.update for stamped in session.moment.run.edits] == [20, 22, 24, 26, 28]
    session.undo()
    assert bits(state_of(session)) == before and marks(session) == []


def test_two_drags_are_two_steps() -> None:
    session = started()
    name = session.moment.progress.plan.ids[0]
    for gesture in ("a", "b"):
        for k in range(3):
            session.set_parameters({name: k + 0.5}, gesture)
    assert len(steps(session)) == 2 and len(marks(session)) == 2


def test_a_refused_step_of_a_drag_leaves_the_drag_as_it_was() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.2}, gesture="drag")
    with pytest.raises(Refused):
        session.change({"optimizer.learning_rate": -1}, gesture="drag")
    session.change({"optimizer.learning_rate": 0.3}, gesture="drag")
    assert steps(session) == ["learning rate 0.1 → 0.3"]


# --- refusals ------------------------------------------------------------------------------------------------

REFUSED: list[dict[str, Any]] = [
    {"optimizer.learning_rate": float("nan")},
    {"optimizer.learning_rate": float("inf")},
    {"optimizer.learning_rate": 0},
    {"optimizer.learning_rate": "fast"},
    {"optimizer.kind": "newton"},
    {"network.layers.0.neurons": 0},
    {"network.layers.0.neurons": []},
    {"network.layers.9.bias": False},
    {"network.layers.².bias": False},
    {"network.layers": []},
    {"batches.size": 0},
    {"batches.order": "explicit"},
    {"data.features": []},
    {"data.points": None},
    {"seed": -1},
    {"": 1},
    {"network.layers.0.weight_init": {"kind": "explicit", "values": [[1.0]]}},
    {"optimizer.learning_rate": 0.2, "loss": "cross"},  # half of it would do
]


@pytest.mark.parametrize("wish", REFUSED, ids=str)
def test_a_refused_change_leaves_everything_as_it_was(wish: dict[str, Any]) -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.3})
    session.change({"optimizer.learning_rate": 0.4})
    session.undo()
    was = (session.moment, session.said, session.branches, steps(session), future(session))
    with pytest.raises(Refused):
        session.change(wish)
    assert (session.moment, session.said, session.branches, steps(session), future(session)) == was


@pytest.mark.parametrize(
    "values",
    [{"w:99<x1": 1.0}, {"w:2<x1": float("nan")}, {"w:2<x1": float("inf")}, {"w:2<x1": 1.0, "b:77": 2.0}],
    ids=str,
)
def test_a_refused_parameter_leaves_everything_as_it_was(values: dict[str, float]) -> None:
    session = started()
    was = (session.moment, session.said, steps(session))
    with pytest.raises(Refused):
        session.set_parameters(values)
    assert (session.moment, session.said, steps(session)) == was


def test_a_refused_seed_or_run_leaves_everything_as_it_was() -> None:
    session = started()
    was = session.moment
    with pytest.raises(Refused):
        session.restart(-1)
    wrong = saved(state_of(session), session.moment.progress.plan)
    with pytest.raises(Refused):
        session.open(Run(experiment=small.experiment(hidden=(2,))), wrong)
    assert session.moment is was and steps(session) == []


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    session = started()
    was = session.moment
    session.change({"optimizer.learning_rate": 0.1})
    session.change({})
    session.set_parameters({})
    assert session.moment is was and steps(session) == []


# --- the start -----------------------------------------------------------------------------------------------


def test_restart_goes_to_the_same_start_with_the_settings_of_now() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(5)
    session.restart()
    fresh = started(small.experiment(optimizer={"kind": "sgd", "learning_rate": 0.3}), 0)
    assert bits(state_of(session)) == bits(state_of(fresh))
    assert session.moment.run.edits == () and marks(session) == [] and session.said == "back to the start"
    session.undo()
    assert state_of(session).update == 25


def test_another_seed_is_another_start_and_the_same_seed_the_same() -> None:
    session = started()
    session.restart(99)
    first = bits(state_of(session))
    assert session.experiment.seed == 99 and session.said == "seed 13 → 99"
    session.advance(10)
    session.restart(99)
    assert bits(state_of(session)) == first
    session.restart(13)
    assert bits(state_of(session)) != first


def test_a_run_opens_after_its_last_edit_and_a_kept_one_where_it_stood() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 0.3})
    edited = bits(state_of(session))
    session.advance(11)
    run, kept = session.moment.run, saved(state_of(session), session.moment.progress.plan)
    assert bits(state_of(Session(run))) == edited
    assert bits(state_of(Session(run, kept))) == bits(state_of(session))
    assert marks(Session(run)) == marks(Session(run, kept)) == marks(session)


def test_opening_another_run_is_undoable() -> None:
    session = started()
    was = session.moment
    session.open(Run(experiment=presets.load("xor").experiment), title="xor")
    assert session.said == "opened xor" and session.experiment.data.dataset == "xor"
    session.undo()
    assert session.moment.run is was.run and session.moment.marks is was.marks
    assert bits(state_of(session)) == bits(was.progress.state)


def test_a_diverged_run_goes_on_after_undo() -> None:
    session = started()
    session.change({"optimizer.learning_rate": 1e9})
    session.advance(1000)
    divergence = state_of(session).divergence
    assert divergence is not None
    stuck = bits(state_of(session))
    session.advance(1000)
    assert bits(state_of(session)) == stuck
    session.undo()
    session.advance(10)
    assert state_of(session).update == 30 and state_of(session).divergence is None


# --- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"optimizer.learning_rate": 0.3}, "learning rate 0.1 → 0.3"),
        ({"optimizer.learning_rate": 1e-5}, "learning rate 0.1 → 1e−05"),
        ({"optimizer.kind": "adam"}, "optimizer SGD → Adam"),
        ({"penalty.l2": 0.01}, "L2 0 → 0.01"),
        ({"batches.size": 4}, "batch size 5 → 4"),
        ({"network.layers.0.activation": "relu"}, "hidden 1: tanh → ReLU"),
        ({"network.layers.1.bias": False}, "hidden 2: biases off"),
        ({"title": "Mine"}, "title → Mine"),
    ],
    ids=str,
)
def test_an_edit_is_said_as_people_say_it(wish: dict[str, Any], words: str) -> None:
    session = started()
    session.change(wish)
    assert session.said == words == steps(session)[-1] and marks(session)[-1] == (20, words)
    session.undo()
    assert session.said == f"undone: {words}"
    session.redo()
    assert session.said == f"redone: {words}"


def test_a_repair_is_part_of_the_edit_and_said_with_it() -> None:
    session = started(presets.load("circle").experiment)
    session.change({"loss": "bce"})
    assert session.experiment.network.output.activation == "sigmoid"
    assert "loss ½ squared error → binary cross-entropy" in session.said
    assert "the output becomes 1 sigmoid output neuron with bce" in session.said
    session.undo()
    assert session.experiment.loss == "half_mse" and session.experiment.network.output.activation == "tanh"


def test_a_parameter_is_said_by_its_place() -> None:
    session = started()
    plan = session.moment.progress.plan
    was = float(state_of(session).theta[plan.index["w:2<x1"]])
    session.set_parameters({"w:2<x1": -1.5})
    sign = "−" if was < 0 else ""
    assert session.said == f"hidden 1, weight x1→1 {sign}{abs(float(f'{was:.3g}')):g} → −1.5"
    session.set_parameters({"w:2<x1": 1.0, "b:2": 2.0, "b:3": 3.0})
    assert session.said.endswith("→ 1 and 2 more")


# --- snapshots -----------------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_a_snapshot_stays_as_it_was() -> None:
    session = started()
    seen = session.snapshot(Watch(plane=8, maps=4, gradient=True))
    theta = seen.state.theta.copy()
    session.advance(20)
    session.change({"optimizer.learning_rate": 0.3})
    np.testing.assert_array_equal(seen.state.theta, theta)
    assert seen.undo == () and seen.history.loss().update[-1] == 20
    unwatched = started(updates=40)
    unwatched.change({"optimizer.learning_rate": 0.3})
    assert bits(state_of(session)) == bits(state_of(unwatched))


def test_what_was_handed_over_may_change_afterwards() -> None:
    session = started()
    size: list[Any] = [{"kind": "sgd", "learning_rate": 0.2}]
    wish: dict[str, Any] = {"optimizer": size[0]}
    session.change(wish)
    size[0]["learning_rate"] = 7
    wish.clear()
    again = replay(session.moment.run, 20)
    assert again.plan.experiment.optimizer.learning_rate == 0.2


def test_numbers_of_numpy_are_taken_and_can_be_written() -> None:
    session = started()
    session.change({"optimizer.learning_rate": np.float32(0.5), "batches.size": np.int64(4)})
    session.change({"locked": {"w:2<x1"}})
    session.set_parameters({"b:2": np.float32(0.25)})  # type: ignore[dict-item]
    assert Run.read(session.moment.run.written()) == session.moment.run


def test_a_moment_is_frozen() -> None:
    moment = started().moment
    assert isinstance(moment, Moment)
    with pytest.raises(AttributeError):
        moment.marks = ()  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        moment.progress.state.theta[0] = 1.0


def test_a_run_that_is_opened_where_it_was_kept_brings_its_history() -> None:
    session = started(updates=30)
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(20)
    progress = session.moment.progress
    again = Session(session.moment.run, saved(progress.state, progress.plan))
    assert bits(state_of(again)) == bits(state_of(session))
    np.testing.assert_array_equal(again.moment.progress.history.loss().last, progress.history.loss().last)


def test_a_repair_that_undoes_the_whole_edit_is_all_that_is_said() -> None:
    session = Session(Run(experiment=small.experiment(data={"dataset": "plane"})))
    place = len(session.experiment.network.layers) - 1
    session.change({f"network.layers.{place}.neurons": 3})
    assert session.said.startswith("the output becomes 1 ")
