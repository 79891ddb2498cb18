"""Points can be drawn, erased and moved at any time, and every other point stays what and where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from wbsim import presets
from wbsim.data import Data
from wbsim.datasets import describe, draw
from wbsim.points import EditPoints, as_points, difference, edited
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay

SEED = 3


def points(data: Data) -> tuple[Any, Any, int]:
    assert data.points is not None and data.points.test is not None
    return data.points.x, data.points.y, data.points.test


@pytest.mark.parametrize("name", ["circle", "shifted", "plane", "house-price", "iris", "digits"])
def test_the_first_edit_keeps_every_point_its_part_and_what_is_shown(name: Any) -> None:
    before = Data(dataset=name, train_share=70)
    after = edited(before, SEED, EditPoints())
    was, now = draw(before, SEED), draw(after, SEED)
    for a, b in ((was.train, now.train), (was.test, now.test)):
        assert np.array_equal(a.x, b.x) and np.array_equal(a.y, b.y)
    a, b = describe(before), describe(after)
    assert after.dataset == "points"
    assert (a.ranges, a.classes, a.titles, a.units, a.image) == (
        b.ranges,
        b.classes,
        b.titles,
        b.units,
        b.image,
    )
    assert edited(after, SEED, EditPoints()) == after


def test_an_added_point_stands_behind_those_of_its_part() -> None:
    before = edited(Data(), SEED, EditPoints())
    new = EditPoints(add_x=((1.5, -2.5), (0.25, 0.5)), add_y=(1, 0))
    (was, was_y, tested), (x, y, test) = points(before), points(edited(before, SEED, new))
    train = len(was) - tested
    assert (len(x), test) == (502, 251)
    assert np.array_equal(x[:train], was[:train]) and np.array_equal(x[train + 1 : -1], was[train:])
    assert sorted([(*x[train], y[train]), (*x[-1], y[-1])]) == [(0.25, 0.5, 0), (1.5, -2.5, 1)]
    assert np.array_equal(y[:train], was_y[:train])


@given(st.lists(st.integers(0, 499), unique=True, max_size=300))
def test_erasing_takes_these_points_and_no_others(numbers: list[int]) -> None:
    before = edited(Data(), SEED, EditPoints())
    x, y, test = points(edited(before, SEED, EditPoints(remove=tuple(numbers))))
    was, was_y, tested = points(before)
    kept = np.setdiff1d(np.arange(500), numbers)
    assert np.array_equal(x, was[kept]) and np.array_equal(y, was_y[kept])
    assert test == (kept >= 500 - tested).sum()


def test_moving_moves_these_points_alone_or_all_of_them() -> None:
    before = edited(Data(), SEED, EditPoints())
    was = points(before)[0]
    x = points(edited(before, SEED, EditPoints(move=(0, 7), by=(0.5, -1.0))))[0]
    assert np.array_equal(x[[0, 7]], was[[0, 7]] + [0.5, -1.0]) and np.array_equal(x[8:], was[8:])
    x = points(edited(before, SEED, EditPoints(move="all", by=(3.0, 3.0))))[0]
    assert np.array_equal(x, was + 3.0)


def test_the_plane_grows_with_points_that_leave_it_and_stays_a_square() -> None:
    data = edited(Data(), SEED, EditPoints(move="all", by=(4.0, 0.0)))
    facts = describe(data)
    (low, high), up = facts.ranges
    assert up == (low, high) and low == -6.0 and 8.9 < high < 10.0
    near = edited(Data(), SEED, EditPoints(move="all", by=(0.5, 0.0)))
    assert describe(near).ranges == ((-6.0, 6.0),) * 2


def test_targets_of_a_regression_are_lifted_and_classes_are_not() -> None:
    houses = Data(dataset="house-price")
    was, prices, _ = points(edited(houses, SEED, EditPoints()))
    one = EditPoints(move=(2,), by=(0.0,), lift=(5.0,))
    joined = one.joined(EditPoints(move=(2,), by=(1.0,), lift=(2.0,)))
    assert joined is not None and (joined.by, joined.lift) == ((1.0,), (7.0,))
    x, y, _ = points(edited(houses, SEED, joined))
    assert x[2] - was[2] == 1.0 and y[2] - prices[2] == 7.0
    assert np.array_equal(np.delete(y, 2, 0), np.delete(prices, 2, 0))
    assert difference(houses, edited(houses, SEED, one), SEED) == "1 point moved"
    for data, said in ((Data(), "classes cannot be lifted"), (houses, "lifted by as many")):
        by = (0.0,) * len(describe(data).inputs)
        edit = EditPoints(move=(0,), by=by, lift=(1.0, 2.0))
        with pytest.raises(Refused, match=said):
            edited(data, SEED, edit)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (EditPoints(remove=(500,)), "there is no point 500; they are 0 to 499"),
        (EditPoints(move=(900,), by=(1.0, 1.0)), "there is no point 900"),
        (EditPoints(move=(1,), by=(1.0,)), "points of 2 inputs move by as many numbers; 1 are given"),
        (EditPoints(add_x=((1.0,),), add_y=(1,)), "a new point needs 2 inputs"),
        (EditPoints(add_x=((1.0, 2.0),), add_y=()), "1 new points have 0 targets"),
        (EditPoints(add_x=((1.0, 2.0),), add_y=((1.0,),)), "a new point needs a class number"),
        (EditPoints(remove=tuple(range(250))), "the last training point cannot be erased"),
    ],
)
def test_what_cannot_be_done_to_points_is_refused_in_words(edit: EditPoints, said: str) -> None:
    with pytest.raises(Refused, match=said):
        edited(Data(), SEED, edit)


def test_a_class_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match=r"data\.points: class 2 is out of range; it must be 0 to 1"):
        edited(Data(), SEED, EditPoints(add_x=((0.0, 0.0),), add_y=(2,)))


def test_edits_of_one_stroke_join_and_others_do_not() -> None:
    one, two = EditPoints(add_x=((0.0, 0.0),), add_y=(1,)), EditPoints(add_x=((1.0, 1.0),), add_y=(0,))
    assert one.joined(two) == EditPoints(add_x=((0.0, 0.0), (1.0, 1.0)), add_y=(1, 0))
    a, b = EditPoints(move="all", by=(1.0, 0.0)), EditPoints(move="all", by=(0.5, 2.0))
    assert a.joined(b) == EditPoints(move="all", by=(1.5, 2.0))
    assert a.joined(EditPoints(move=(1,), by=(0.5, 2.0))) is None
    assert one.joined(EditPoints(remove=(1,))) is None and one.joined(a) is None


def test_what_edits_did_is_said_in_words() -> None:
    circle = Data()
    for edit, said in (
        (EditPoints(remove=(1, 2)), "points 500 → 498"),
        (EditPoints(move=(4,), by=(1.0, 0.0)), "1 point moved"),
        (EditPoints(move="all", by=(3.0, -1.5)), "all points moved by (3, −1.5)"),
    ):
        assert difference(circle, edited(circle, SEED, edit), SEED) == said


# --- in a run ------------------------------------------------------------------------------------------------


def test_points_are_edited_while_it_trains_and_replay_brings_the_same_bits() -> None:
    session = Session(Run(experiment=presets.load("circle").experiment))
    session.advance(37)
    session.edit_points(EditPoints(add_x=((0.0, 0.0), (4.0, 4.0)), add_y=(0, 1)), "stroke")
    session.advance(5)
    session.edit_points(EditPoints(add_x=((1.0, 0.0),), add_y=(0,)), "stroke")
    session.advance(50)
    session.edit_points(EditPoints(move="all", by=(0.5, 0.0)))
    session.advance(20)
    state = session.moment.progress.state
    run = Run.read(session.moment.run.written())
    assert small.bits(replay(run, state.update).state) == small.bits(state)
    assert run.wished() == session.experiment
    assert [step.sentence for step in session.snapshot(small_watch()).undo] == [
        "points 500 → 503", "all points moved by (0.5, 0)",
    ]  # fmt: skip
    session.undo()
    session.undo()
    assert session.experiment.data.dataset == "circle" and session.moment.progress.state.update == 37


def small_watch() -> Any:
    from wbsim.engine import Watch

    return Watch(fit=False)


def test_erasing_most_points_makes_the_batch_smaller_and_says_so() -> None:
    session = Session(Run(experiment=presets.load("xor").experiment))
    session.advance(3)
    session.edit_points(EditPoints(remove=tuple(range(240))))
    assert session.experiment.batches.size == 10
    assert session.said == "points 500 → 260; a batch is all 10 training points"
    session.advance(10)
    state = session.moment.progress.state
    assert small.bits(replay(session.moment.run, state.update).state) == small.bits(state)


def test_points_that_move_what_is_standardized_say_so() -> None:
    session = Session(Run(experiment=presets.load("iris").experiment))
    session.edit_points(EditPoints(add_x=((50.0, 3.0, 4.0, 1.0),), add_y=(1,)))
    assert session.said == "points 150 → 151; what is standardized follows the points"


def test_a_refused_edit_changes_nothing() -> None:
    session = Session(Run(experiment=presets.load("circle").experiment))
    before = session.moment
    with pytest.raises(Refused):
        session.edit_points(EditPoints(remove=(500,)))
    assert session.moment is before


def test_as_points_of_points_with_parts_is_those_very_points() -> None:
    data = edited(Data(), SEED, EditPoints())
    assert as_points(data, 99) is data.points


@pytest.mark.parametrize(
    ("name", "shape"), [("letters", (1, 12, 12)), ("parity", (8, 1)), ("sines", (12, 1))]
)
def test_images_and_sequences_stay_what_they_are_when_points_are_edited(
    name: str, shape: tuple[int, ...]
) -> None:
    data = Data.model_validate({"dataset": name})
    assert describe(edited(data, 1, EditPoints(remove=(0,)))).shape == shape
