"""Undo and redo in rare orders: over branches, over what was opened, and over drags that were interrupted."""

from __future__ import annotations

import small
from small import bits

from wbsim.points import EditPoints
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.states import saved
from wbsim.undo import bytes_of


def started(updates: int = 10) -> Session:
    session = Session(Run(experiment=small.experiment()))
    session.advance(updates)
    return session


def rate(session: Session, value: float, gesture: str = "") -> None:
    session.change({"optimizer.learning_rate": value}, gesture)


def weight(session: Session, value: float, gesture: str = "") -> None:
    session.set_parameters({session.here.plan.ids[0]: value}, gesture)


def other() -> Run:
    return Run(experiment=small.experiment(seed=9))


def test_what_was_trained_in_an_opened_run_stays_once_however_often_opening_is_undone() -> None:
    session = started()
    session.open(other())
    session.advance(7)
    for more in (0, 0, 4):
        session.undo()
        session.redo()
        session.advance(more)
    session.undo()
    assert [branch.state.update for branch in session.branches] == [10, 11]


def test_a_run_that_was_opened_from_its_own_branch_stays_with_its_name_and_as_far_as_it_came() -> None:
    session = started()
    session.rename(0, "mine")
    moment = session.moment
    session.open(moment.run, saved(moment.progress.state, moment.progress.plan))
    session.advance(5)
    session.undo()
    assert [(branch.name, branch.state.update) for branch in session.branches] == [("mine", 15)]
    assert session.here.state.update == 10 and session.is_past


def test_what_stays_of_an_opened_run_takes_the_place_of_no_deleted_branch() -> None:
    session = started()
    session.seek(4)
    rate(session, 0.02)
    session.advance(3)
    session.delete(session.branch.number)
    session.open(other())
    session.advance(5)
    session.undo()
    session.undo()
    assert [branch.state.update for branch in session.branches] == [10, 7, 5]


def test_numbers_of_branches_begin_anew_where_something_else_is_opened() -> None:
    session = started()
    for update in (2, 3, 4):
        session.choose(0)
        session.seek(update)
        rate(session, update / 100)
        session.advance(3)
    session.open(other())
    session.advance(5)
    session.seek(2)
    rate(session, 0.02)
    assert [branch.letter for branch in session.branches] == ["A", "B"]
    session.undo()
    session.undo()
    assert [branch.letter for branch in session.branches] == ["A", "B", "C", "D", "E"]


def test_a_name_that_is_taken_back_is_the_one_that_was_given() -> None:
    session = started()
    session.rename(0, "mine")
    rate(session, 0.02)
    session.advance(5)
    session.undo()  # a branch without the edit, which has the rest of undo
    session.undo()
    assert [branch.name for branch in session.branches] == ["", ""]


def test_a_drag_that_goes_on_in_another_branch_is_a_step_of_its_own() -> None:
    session = started()
    session.seek(4)
    rate(session, 0.02)
    session.advance(3)
    was = bits(session.here.state)
    session.choose(0)
    weight(session, 1.0, "drag")
    session.choose(1)
    weight(session, 1.0, "drag")
    session.undo()
    assert session.branch.number == 1 and bits(session.here.state) == was


def test_a_drag_that_goes_on_in_the_past_is_a_step_of_its_own_and_leaves_older_marks() -> None:
    session = started()
    rate(session, 0.5)
    session.advance(10)
    weight(session, 1.0, "drag")
    session.advance(10)
    session.seek(15)
    weight(session, 0.5, "drag")
    assert [mark.update for mark in session.branch.marks] == [10, 15]
    assert [mark.update for mark in session.tree[0].marks] == [10, 20]
    session.undo()
    assert session.branch.number == 0 and session.here.state.update == 15
    session.undo()
    assert [mark.update for mark in session.branch.marks] == [10]


def test_undoing_what_was_done_after_a_restart_leads_to_no_moment_with_a_later_edit() -> None:
    session = started()
    was = bits(session.here.state)
    session.restart()
    session.choose(0)
    weight(session, 1.0)
    session.advance(10)
    session.undo()
    session.undo()
    assert bits(session.here.state) == was and session.moment.marks == ()
    weight(session, 0.5)
    assert len(session.branch.marks) == 1
    again = replay(session.branch.run, 10).history
    assert [b.theta.tobytes() for b in session.branch.history.blocks] == [
        b.theta.tobytes() for b in again.blocks
    ]


def test_the_bytes_of_a_branch_are_those_of_all_points_and_states_it_holds() -> None:
    session = started()
    before = bytes_of(session.branch, set())
    for k in range(5):
        session.edit_points(EditPoints(add_x=((0.1 * k, 0.5),), add_y=((0.5,),)))
    assert session.branch.keyframes is not None
    held = [frame.plan.experiment.data.points for frame in session.branch.keyframes.frames[-4:]]
    more = sum(points.x.nbytes + points.y.nbytes for points in held if points is not None)
    assert bytes_of(session.branch, set()) - before > more
    counted: set[int] = set()
    bytes_of(session.branch, counted)
    assert bytes_of(session.branch, counted) == 0


def test_a_restart_that_is_done_again_leaves_no_empty_branch_either() -> None:
    session = Session(Run(experiment=small.experiment()))
    session.restart(5)
    session.undo()
    session.redo()
    assert len(session.branches) == 1 and session.experiment.seed == 5
    session.undo()
    assert len(session.branches) == 1 and session.experiment.seed != 5


def test_a_letter_is_not_given_again_when_nobody_remembers_its_branch() -> None:
    session = started()
    session.seek(4)
    rate(session, 0.02)
    session.undo()  # it was not trained, so it is gone,
    session.rename(0, "mine")  # and now redo has forgotten it too
    session.seek(5)
    weight(session, 0.5)
    assert [branch.letter for branch in session.branches] == ["A", "C"]
