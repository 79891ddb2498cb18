"""Branches: made where the past is changed, kept when something is undone, named, chosen, deleted and brought back."""

from __future__ import annotations

import pytest
import small
from small import bits

from wbsim import undo as undo_room
from wbsim.branches import Branch
from wbsim.engine import Watch
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay

WATCH = Watch(fit=False)


def started(updates: int = 100) -> Session:
    session = Session(Run(experiment=small.experiment()))
    session.advance(updates)
    return session


def rate(session: Session, value: float) -> None:
    session.change({"optimizer.learning_rate": value})


def letters(session: Session) -> str:
    return "".join(branch.letter for branch in session.branches)


def tree(session: Session) -> list[tuple[str, str, int, int]]:
    """Of every branch its letter, whom it left, when, and where it has come."""
    numbers = {branch.number: branch.letter for branch in session.branches}
    return [
        (branch.letter, numbers.get(branch.parent, "") if branch.parent is not None else "", branch.left_at,
         branch.state.update)
        for branch in session.branches
    ]  # fmt: skip


def test_an_edit_in_the_past_makes_a_branch_and_leaves_the_future_as_it_was() -> None:
    session = started()
    before = session.branch
    session.seek(40)
    rate(session, 0.3)
    session.advance(30)
    assert tree(session) == [("A", "", 0, 100), ("B", "A", 40, 70)]
    assert session.branches[0].run is before.run and bits(session.branches[0].state) == bits(before.state)
    assert session.branch.title == "learning rate 0.1 → 0.3"
    assert bits(session.here.state) == bits(replay(session.branch.run, 70).state)


def test_an_edit_at_the_present_makes_none() -> None:
    session = started()
    rate(session, 0.3)
    assert letters(session) == "A" and not session.is_past


def test_the_past_is_played_with_the_edits_that_were_made_there() -> None:
    session = started(40)
    rate(session, 0.3)
    session.advance(60)
    end = bits(session.here.state)
    session.seek(20)
    assert session.experiment.optimizer.learning_rate == 0.1
    session.advance(30)
    assert session.is_past and session.here.state.update == 50
    assert session.experiment.optimizer.learning_rate == 0.3
    session.advance(50)
    assert not session.is_past and bits(session.here.state) == end and letters(session) == "A"
    session.advance(5)
    assert session.branch.state.update == 105


def test_a_branch_of_a_branch_leaves_the_one_that_owns_the_moment() -> None:
    session = started()
    session.seek(60)
    rate(session, 0.3)
    session.advance(40)
    session.seek(80)
    rate(session, 0.5)
    session.choose(1)
    session.seek(30)  # which B shares with A
    rate(session, 0.7)
    assert tree(session) == [
        ("A", "", 0, 100), ("B", "A", 60, 100), ("C", "B", 80, 80), ("D", "A", 30, 30),
    ]  # fmt: skip


def test_a_drag_in_the_past_makes_one_branch() -> None:
    session = started()
    session.seek(50)
    for k in range(5):
        session.set_parameters({"b:2": 0.1 * k}, "drag")
        session.advance(2)
    assert letters(session) == "AB" and session.branch.title.endswith("→ 0.4")
    session.undo()
    assert session.is_past and session.here.state.update == 50
    assert letters(session) == "AB"  # it was trained


def test_an_edit_of_the_past_that_is_undone_at_once_leaves_no_branch() -> None:
    session = started()
    session.seek(50)
    rate(session, 0.3)
    session.undo()
    assert letters(session) == "A" and session.here.state.update == 50 and session.is_past
    session.redo()
    assert letters(session) == "AB" and session.experiment.optimizer.learning_rate == 0.3


def test_starting_again_keeps_what_was_trained() -> None:
    session = started()
    session.restart(seed=5)
    session.advance(10)
    session.restart()
    assert tree(session) == [("A", "", 0, 100), ("B", "", 0, 10), ("C", "", 0, 0)]
    session.restart()
    assert len(session.branches) == 3  # the empty one was no loss
    session.undo()
    session.undo()
    assert session.branch.letter == "B" and session.here.state.update == 10


def test_a_name_can_be_given_and_undone() -> None:
    session = started()
    assert session.branch.title == "first run"
    session.rename(0, "slow")
    assert session.branch.title == "slow" and session.said == "branch A is called slow"
    session.undo()
    assert session.branch.title == "first run"
    session.redo()
    assert session.branch.title == "slow"


def forked() -> Session:
    session = started()
    session.seek(40)
    rate(session, 0.3)
    session.advance(20)
    session.seek(50)
    rate(session, 0.5)
    session.advance(20)
    return session


def test_a_deleted_branch_hands_its_own_to_the_one_it_had_left() -> None:
    session = forked()
    session.delete(1)
    assert tree(session) == [("A", "", 0, 100), ("C", "A", 40, 70)]
    session.undo()
    assert tree(session) == [("A", "", 0, 100), ("B", "A", 40, 60), ("C", "B", 50, 70)]
    session.redo()
    assert letters(session) == "AC"


def test_deleting_the_branch_at_hand_goes_to_the_one_it_left() -> None:
    session = forked()
    session.delete(2)
    assert session.branch.letter == "B" and not session.is_past
    session.undo()
    assert session.branch.letter == "C"


def test_the_only_branch_cannot_be_deleted() -> None:
    session = started()
    session.delete(0)
    assert letters(session) == "A" and session.snapshot(WATCH).undo == ()


def test_a_number_is_never_given_twice_also_when_branches_go() -> None:
    session = forked()
    session.delete(2)
    session.seek(10)
    rate(session, 0.9)
    assert session.branch.letter == "D"


def test_branches_that_nobody_named_are_bounded_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_room, "MOST_BRANCHES", 4)
    session = started(20)
    session.rename(0, "mine")
    for k in range(10):
        session.choose(0)
        session.seek(5)
        rate(session, 0.2 + 0.01 * k)
        session.advance(3)
    assert letters(session) == "AGHIJK"
    assert session.branches[0].title == "mine" and session.branch.letter == "K"


def test_undo_after_another_branch_was_chosen_goes_back_to_where_the_edit_was() -> None:
    session = forked()
    session.choose(0)
    session.undo()
    assert session.branch.letter == "B" and session.here.state.update == 50 and session.is_past
    assert letters(session) == "ABC"


def test_what_is_undone_stays_with_its_numbers() -> None:
    session = started(20)
    rate(session, 0.3)
    session.advance(30)
    end = bits(session.here.state)
    session.undo()
    assert tree(session) == [("A", "", 0, 50), ("B", "A", 20, 20)]
    assert session.branch.title == "without learning rate 0.1 → 0.3"
    assert bits(session.branches[0].state) == end
    session.advance(4)
    session.redo()
    assert session.branch.letter == "A" and bits(session.here.state) == end and letters(session) == "AB"


def test_a_snapshot_of_the_past_has_the_whole_history_and_says_where_the_present_is() -> None:
    session = started(40)
    rate(session, 0.3)
    session.advance(60)
    session.seek(30)
    seen = session.snapshot(Watch(plane=16))
    assert seen.is_past and (seen.state.update, seen.present) == (30, 100)
    assert [mark.update for mark in seen.marks] == [40]
    assert int(seen.history.loss().update[-1]) == 100
    assert seen.ghost is not None and seen.ghost.state is session.branch.state
    session.seek(None)
    assert session.snapshot(Watch(plane=16)).ghost is None


def test_the_end_of_another_branch_is_seen_beside_this_one_if_it_is_asked_for() -> None:
    session = forked()
    seen = session.snapshot(Watch(plane=16, beside=0))
    assert seen.ghost is not None and seen.ghost.branch == 0 and seen.ghost.state.update == 100
    assert session.snapshot(Watch(plane=16, beside=0)).ghost.seen is seen.ghost.seen  # type: ignore[union-attr]
    assert (
        session.snapshot(Watch(beside=2)).ghost is None and session.snapshot(Watch(beside=77)).ghost is None
    )


@pytest.mark.parametrize(("number", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_letters_go_on_behind_z(number: int, letter: str) -> None:
    branch = started(0).branch
    assert Branch(number, branch.run, branch.progress).letter == letter
