"""Runs that end by themselves: at the very update, however they are cut, and not twice for one reason."""

from __future__ import annotations

import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st

from wbsim import presets, stopping
from wbsim.engine import advance, initial
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.probes.fit import fit
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session
from wbsim.stops import NEVER, Stop


def session(stop: Stop, experiment: Experiment | None = None) -> Session:
    one = Session(Run(experiment=experiment or presets.load("gauss").experiment))
    one.stop = stop
    return one


def at(one: Session) -> int:
    return one.here.state.update


def test_it_ends_at_the_update_that_was_asked_for() -> None:
    one = session(Stop(update=137))
    one.advance(1000)
    assert at(one) == 137 and one.ended == "stopped at update 137, as asked"
    one.advance(1000)
    assert at(one) == 1137 and one.ended == ""


def test_it_ends_behind_the_epochs_that_were_asked_for() -> None:
    one = session(Stop(epoch=3))
    one.advance(1000)
    state = one.here.state
    assert (state.epoch, state.cursor, state.update) == (3, 0, 75) and "3 epochs" in one.ended


def first_below(experiment: Experiment, loss: float, part: str) -> int:
    """The first update whose loss is low enough, by a search update by update."""
    shapes = plan(experiment)
    state = initial(shapes)
    while True:
        state = advance(state, shapes, 1)
        found = fit(shapes, state.theta)
        value = found.test_loss if part == "test" else found.train_loss
        assert value is not None
        if value <= loss:
            return state.update


@pytest.mark.parametrize("part", ["test", "train"])
def test_it_ends_at_the_first_update_whose_loss_is_low_enough(part: str) -> None:
    one = session(Stop(loss=0.05, of=part))  # type: ignore[arg-type]
    one.advance(5000)
    assert at(one) == first_below(one.experiment, 0.05, part)
    assert f"{'test' if part == 'test' else 'training'} loss" in one.ended and "at most 0.05" in one.ended


def test_it_ends_at_an_accuracy() -> None:
    one = session(Stop(accuracy=0.97), presets.load("circle").experiment)
    one.advance(5000)
    reached = fit(one.here.plan, one.here.state.theta).test_accuracy
    assert reached is not None and reached >= 0.97
    assert 0 < at(one) < 5000 and "test accuracy" in one.ended and "at least 97 %" in one.ended


def test_it_ends_where_nothing_gets_better() -> None:
    stuck = small.experiment(train="biases", optimizer={"kind": "sgd", "learning_rate": 1e-9})
    one = session(Stop(patience=100), stuck)
    one.advance(5000)
    assert 100 <= at(one) <= 160 and "no progress in" in one.ended
    one.advance(5000)
    assert at(one) > 200  # it waits as long again


def test_a_run_that_gets_better_is_not_ended_for_want_of_progress() -> None:
    one = session(Stop(patience=500))
    one.advance(2000)
    assert at(one) == 2000 and one.ended == ""


@settings(max_examples=15, deadline=None)
@given(pieces=st.lists(st.integers(1, 90), min_size=3, max_size=20))
def test_where_it_ends_does_not_depend_on_how_it_is_cut(pieces: list[int]) -> None:
    stop, experiment = Stop(loss=0.1, accuracy=0.9999), small.experiment()
    whole = session(stop, experiment)
    whole.advance(sum(pieces))
    cut = session(stop, experiment)
    for piece in pieces:
        cut.advance(piece)
        if cut.ended:
            break
    # a loss that is reached is looked for between two looks, and looks are at the same updates
    assert at(cut) == at(whole) and cut.ended == whole.ended


def test_what_has_ended_it_does_so_again_only_once_it_was_no_longer_true() -> None:
    one = session(Stop(loss=0.05))
    one.advance(5000)
    first = at(one)
    one.advance(500)
    assert at(one) == first + 500 and one.ended == ""
    one.set_parameters(dict.fromkeys(one.here.plan.ids, -2.0))
    one.advance(64)
    assert fit(one.here.plan, one.here.state.theta).test_loss > 0.05  # type: ignore[operator]
    one.advance(5000)
    assert "at most 0.05" in one.ended


def test_an_update_that_was_asked_for_is_met_in_the_recorded_future_too() -> None:
    one = session(NEVER)
    one.advance(500)
    one.seek(100)
    one.stop = Stop(update=200)
    one.advance(1000)
    assert at(one) == 200 and one.is_past and one.ended


def test_without_test_points_it_is_the_training_points_that_count() -> None:
    one = session(Stop(loss=0.3), small.experiment())
    one.advance(3000)
    assert "training loss" in one.ended


@pytest.mark.parametrize(
    ("words", "stop"),
    [
        (["loss=0.01"], Stop(loss=0.01)),
        (["accuracy=95%", "of=train"], Stop(accuracy=0.95, of="train")),
        (["epoch=3", "update = 50", "patience=1000"], Stop(epoch=3, update=50, patience=1000)),
        ([], NEVER),
    ],
)
def test_words_are_read(words: list[str], stop: Stop) -> None:
    assert Stop.parsed(words) == stop


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("loss", "it must be NAME=VALUE"),
        ("speed=3", "with a name of update, epoch, loss, accuracy, patience, of"),
        ("loss=-1", "-1 is out of range; it must be a finite number above 0"),
        ("loss=nan", "is out of range; it must be a finite number above 0"),
        ("accuracy=95", "--until accuracy=95: an accuracy is at most 1; 95% works"),
        ("accuracy=950", "950 is out of range; it must be a finite number above 0 and at most 1"),
        ("accuracy=101%", "101% is out of range; it must be above 0% and at most 100%"),
        ("epoch=1.5", "is not a whole number"),
        ("of=both", "'both' is not one of"),
    ],
)
def test_words_that_say_nothing_are_refused_with_what_would_be_right(word: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        Stop.parsed([word])
    assert sentence in str(refused.value)


def test_what_is_wished_is_said_in_words() -> None:
    assert NEVER.words() == ""
    stop = Stop(update=1000, loss=0.01, accuracy=0.95, patience=5000)
    assert stop.words() == (
        "at update 1\u2009000, at loss 0.01, at accuracy 95\u2009%, after 5\u2009000 updates without progress"
    )


@pytest.mark.parametrize("stride", [1, 64])
@pytest.mark.parametrize("piece", [1, 3, 7, 16, 500])
def test_it_ends_at_the_first_update_also_when_it_is_trained_in_small_pieces(
    piece: int, stride: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "fit_stride", lambda _: stride)
    one = session(Stop(loss=0.05))
    while not one.ended:
        one.advance(piece)
    assert at(one) == first_below(one.experiment, 0.05, "test")


@pytest.mark.parametrize("remainder", ["keep", "drop", "carry"])
@pytest.mark.parametrize("piece", [1, 2, 1000])
def test_an_epoch_is_done_where_it_is_counted_whatever_becomes_of_its_remainder(
    remainder: str, piece: int
) -> None:
    experiment = small.experiment(batches={"size": 5, "remainder": remainder})  # of 12 points
    shapes = plan(experiment)
    state = initial(shapes)
    while state.epoch < 3:
        state = advance(state, shapes, 1)
    one = session(Stop(epoch=3), experiment)
    while not one.ended:
        one.advance(piece)
    assert at(one) == state.update and "3 epochs" in one.ended


def test_where_a_search_takes_long_only_some_updates_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "fit_stride", lambda _: 64)
    monkeypatch.setattr(stopping, "_SEARCH", 0)
    ends = set()
    for piece in (1, 37, 1000):
        one = session(Stop(loss=0.05))
        while not one.ended:
            one.advance(piece)
        ends.add(at(one))
    (end,) = ends
    first = first_below(one.experiment, 0.05, "test")
    assert end % 64 == 0 and first <= end < first + 64


def test_the_recorded_future_ends_where_the_run_would_have() -> None:
    one = session(NEVER)
    one.advance(200)
    one.change({"optimizer.learning_rate": 0.05})
    one.advance(800)
    end = first_below(one.experiment, 0.05, "test")
    one.seek(0)
    one.stop = Stop(loss=0.05)
    one.advance(1000)
    assert one.is_past and "test loss" in one.ended
    there = at(one)
    losses = []
    for update in (there - 1, there):
        one.seek(update)
        losses.append(fit(one.here.plan, one.here.state.theta).test_loss)
    assert losses[1] is not None and losses[0] is not None and losses[1] <= 0.05 < losses[0], end


def test_what_has_ended_one_branch_ends_another_too() -> None:
    one = session(Stop(loss=0.05))
    one.advance(5000)
    first = at(one)
    one.seek(0)
    one.set_parameters({one.here.plan.ids[0]: -1.0})
    one.advance(5000)
    assert "at most 0.05" in one.ended and at(one) < 5000
    one.choose(0)
    one.advance(100)
    assert at(one) == first + 100 and one.ended == ""


def test_a_branch_is_not_told_the_lack_of_progress_of_another() -> None:
    one = session(Stop(patience=1500))
    one.advance(400)
    one.seek(0)
    ids = one.here.plan.ids
    one.set_parameters(dict.fromkeys(ids, -30.0))  # a branch of the same plan that is far worse
    one.stop = NEVER
    one.advance(3000)
    worse = one.branch.number
    one.stop = Stop(patience=1500)
    one.choose(0)
    one.advance(100)
    one.choose(worse)
    one.advance(200)
    assert one.ended == ""


def test_after_an_edit_by_hand_progress_is_awaited_anew() -> None:
    one = session(Stop(patience=300))
    one.advance(200)
    one.set_parameters(dict.fromkeys(one.here.plan.ids, -30.0))
    one.advance(310)
    assert at(one) == 510 and one.ended == ""
