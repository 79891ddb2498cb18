"""Runs that are opened: at once where they were kept, and with their whole past a little later."""

from __future__ import annotations

from dataclasses import replace

import pytest
import small
from small import bits

from wbsim import opening
from wbsim.engine import Watch, initial
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.run import Change, Restore, Run, Stamped
from wbsim.session import Session
from wbsim.states import saved


def kept(updates: int = 300) -> tuple[Session, Session]:
    """A session, and another that goes on from its file."""
    one = Session(Run(experiment=small.experiment()))
    one.advance(updates // 2)
    one.change({"optimizer.learning_rate": 0.03})
    one.advance(updates - updates // 2)
    moment = one.moment
    return one, Session(moment.run, saved(moment.progress.state, moment.progress.plan))


def first_update(session: Session) -> int:
    return int(session.branch.history.blocks[0].update[0])


def test_a_short_run_has_its_past_at_once() -> None:
    one, again = kept()
    assert first_update(again) == 0 and not again.recall(1)
    assert bits(again.here.state) == bits(one.here.state)
    assert [mark.sentence for mark in again.branch.marks] == ["learning rate 0.1 → 0.03"]


def test_a_long_run_is_there_at_once_and_finds_its_past_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    one, again = kept()
    assert first_update(again) == 300 and bits(again.here.state) == bits(one.here.state)
    pieces = 0
    while again.recall(50):
        pieces += 1
    assert 5 <= pieces <= 8 and first_update(again) == 0
    assert again.branch.history.loss().last.tolist() == one.branch.history.loss().last.tolist()
    assert bits(again.here.state) == bits(one.here.state)


def test_it_can_be_trained_and_edited_and_looked_at_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    one, again = kept()
    for session in (one, again):
        session.advance(10)
    assert again.recall(100)
    for session in (one, again):
        session.change({"optimizer.learning_rate": 0.2})
        session.advance(10)
        session.seek(77)
    assert bits(again.here.state) == bits(one.here.state)
    while again.recall(100):
        pass
    assert again.here.state.update == 77 and first_update(again) == 0
    again.seek(None)
    one.seek(None)
    assert bits(again.here.state) == bits(one.here.state)


def test_a_past_that_brings_other_numbers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    one, _ = kept()
    moment = one.moment
    forged = saved(moment.progress.state, moment.progress.plan)
    other = forged.model_copy(update={"parameters": {**forged.parameters, "b:2": 0.5}})
    again = Session(moment.run, other)
    for _ in range(20):
        if not again.recall(50):
            break
    assert not again.recall(50) and first_update(again) == 300
    assert again.snapshot(Watch()).state.theta[again.here.plan.index["b:2"]] == 0.5


def test_an_edit_that_is_undone_meanwhile_ends_remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    _, again = kept()
    again.change({"optimizer.learning_rate": 0.2})
    while again.recall(1000) and first_update(again):
        pass
    assert first_update(again) == 0


def test_a_run_whose_past_is_not_found_yet_finds_it_also_after_another_was_opened_and_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    one, again = kept()
    other = Session(Run(experiment=small.experiment(seed=9)))
    other.advance(200)
    assert again.recall(20)
    again.open(other.moment.run, saved(other.here.state, other.here.plan))
    assert again.recall(20)
    again.undo()
    while again.recall(1000):
        pass
    assert again.branch.run == one.branch.run and first_update(again) == 0


def test_the_past_of_a_run_is_found_an_edit_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    one = Session(Run(experiment=small.experiment()))
    for k in range(20):
        one.change({"optimizer.learning_rate": 0.01 * (k + 1)})
    one.advance(200)
    again = Session(one.moment.run, saved(one.here.state, one.here.plan))
    pieces = 0
    while again.recall(1000):
        pieces += 1
    assert pieces >= 20 and first_update(again) == 0


def damaged(updates: int = 300) -> Session:
    """A run whose edits a replay does not survive, as on another kind of processor."""
    one = Session(Run(experiment=small.experiment()))
    one.advance(10)
    one.change({"optimizer.learning_rate": 1e9})
    run = one.moment.run
    for update in (290, updates):
        run = run.edited(update, Change(settings={"optimizer.learning_rate": 0.1 * update}))
    state = replace(one.here.state, update=updates)
    return Session(run, saved(state, one.here.plan))


def test_a_moment_that_cannot_be_replayed_is_refused_and_sought_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 100)
    session = damaged()
    while session.recall(1000):
        pass
    with pytest.raises(Refused):
        session.seek(295)
    assert not session.is_past
    assert session.seek(100)  # as far as it can be replayed
    assert session.here.state.divergence is not None


def test_a_kept_run_opens_where_it_stood_also_if_a_replay_does_not_come_so_far() -> None:
    session = damaged()
    assert session.here.state.update == 300 and first_update(session) == 300
    while session.recall(1000):
        pass
    session.advance(5)
    assert session.here.state.update == 305


def test_a_state_that_no_replay_leads_to_is_come_back_to_from_what_was_trained_behind_it() -> None:
    """As a network of a population has it, where the digits of a run of its own take another way and diverge."""
    tame, wild = (
        small.experiment(hidden=()),
        small.experiment(hidden=()).changed({"optimizer.learning_rate": 50.0}),
    )
    shapes = plan(tame)
    state = Session(Run(experiment=tame)).here.state
    still = replace(initial(shapes), theta=state.theta * 0, update=500, steps=500)
    shapes = plan(wild)
    run = Run(experiment=wild, edits=(Stamped(update=500, edit=Restore(state=saved(still, shapes))),))
    session = Session(run, saved(still, shapes))
    session.advance(2)
    assert session.here.state.divergence is None
    wanted = bits(session.here.state)
    session.seek(501)
    assert session.here.state.update == 501
    session.advance(1)
    assert bits(session.here.state) == wanted
    session.seek(400)  # there the replay of its own has long diverged
    assert session.here.state.divergence is not None
