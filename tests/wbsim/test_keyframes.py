"""Keyframes: how many are kept, that they are spread over the run, and that every moment is reached from them to the bit."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st
from small import bits

from wbsim import keyframes as room
from wbsim.branches import Branch
from wbsim.engine import advance, initial
from wbsim.keyframes import Keyframe, Keyframes, edits_by, reached, stride_of
from wbsim.opening import opened, started
from wbsim.plan import plan
from wbsim.points import EditPoints
from wbsim.problems import Refused
from wbsim.run import Change, Restore, Run, SetParameters
from wbsim.simulation import replay
from wbsim.states import saved


def branch(updates: int = 0, **wish: object) -> Branch:
    return started(Run(experiment=small.experiment(**wish)), 0).trained(updates)  # type: ignore[arg-type]


def frames_of(one: Branch) -> tuple[Keyframe, ...]:
    assert one.keyframes is not None
    return one.keyframes.frames


def test_the_stride_is_a_power_of_two_and_shorter_for_more_work() -> None:
    little, much = (plan(small.experiment(hidden=hidden)) for hidden in ((2,), (64, 64)))
    assert stride_of(little) == 256
    assert stride_of(much) < 256 and stride_of(much) & (stride_of(much) - 1) == 0


def test_keyframes_are_bounded_and_spread_over_the_whole_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 16)
    one = branch(40_000)
    updates = [frame.state.update for frame in frames_of(one)]
    assert updates[0] == 0 and updates == sorted(updates)
    assert 8 <= len(updates) <= 18
    assert one.keyframes is not None
    gaps = [b - a for a, b in pairwise(updates)]
    assert max(gaps) <= one.keyframes.stride and 40_000 - updates[-1] <= one.keyframes.stride


def test_which_are_kept_does_not_depend_on_how_the_run_was_cut() -> None:
    whole, cut = branch(3000), branch()
    chance = random.Random(3)
    while cut.state.update < 3000:
        cut = cut.trained(min(chance.randrange(1, 400), 3000 - cut.state.update))
    assert [f.state.update for f in frames_of(whole)] == [f.state.update for f in frames_of(cut)]
    for a, b in zip(frames_of(whole), frames_of(cut), strict=True):
        assert bits(a.state) == bits(b.state)


def test_keyframes_hold_no_more_bytes_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    one = branch()
    each = one.present.nbytes
    monkeypatch.setattr(room, "MOST_BYTES", 10 * each)
    one = one.trained(20_000)
    assert 3 <= len(frames_of(one)) <= 10 and sum(f.nbytes for f in frames_of(one)) <= 10 * each


def test_of_many_edits_every_second_or_fourth_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_EDITS", 8)
    one = branch(10)
    for k in range(50):
        one = one.trained(1).edited(SetParameters(values={"b:2": 0.01 * k}))
    at_edits = [frame.edits for frame in frames_of(one) if frame.by_edit]
    assert 4 <= len(at_edits) <= 9
    for update in range(10, 61):
        assert bits(one.moment(update).state) == bits(replay(one.run, update).state)


def test_a_keyframe_holds_no_state_before_its_own() -> None:
    assert all(frame.state.since is None for frame in frames_of(branch(2000)))


def test_any_update_is_reached_with_the_bits_of_a_fresh_run() -> None:
    one = branch(5000, precision="float32", optimizer={"kind": "adam", "learning_rate": 0.01})
    shapes = one.plan
    chance = random.Random(7)
    for update in [0, 1, 4999, 5000, *(chance.randrange(5000) for _ in range(10))]:
        assert bits(one.moment(update).state) == bits(advance(initial(shapes), shapes, update))


def test_a_moment_is_reached_in_pieces_too() -> None:
    one = branch(900)
    whole = one.moment(700)
    moment, pieces = one.moment(700, most=100), 1
    while moment.state.update < 700:
        moment, pieces = one.moment(700, moment, most=100), pieces + 1
    assert bits(moment.state) == bits(whole.state) and pieces > 1


def test_moments_between_edits_have_the_edits_that_were_made_by_then() -> None:
    one = branch(100).edited(Change(settings={"optimizer.learning_rate": 0.3}))
    one = one.trained(50).edited(Change(settings={"optimizer.learning_rate": 0.01})).trained(50)
    rates = [
        one.moment(update).plan.experiment.optimizer.learning_rate for update in (99, 100, 149, 150, 200)
    ]
    assert rates == [0.1, 0.3, 0.3, 0.01, 0.01]
    assert [edits_by(one.run, update) for update in (99, 100, 149, 150)] == [0, 1, 1, 2]


def test_a_run_that_went_back_is_reached_in_its_newest_stretch() -> None:
    one = branch(60)
    back = Restore(state=saved(one.moment(20).state, one.plan))
    one = one.edited(back).edited(Change(settings={"optimizer.learning_rate": 0.4})).trained(20)
    for update in (10, 20, 30, 40):
        assert bits(one.moment(update).state) == bits(replay(one.run, update).state)
    again = opened(one.run)
    assert [bits(f.state) for f in frames_of(again) if f.by_edit] == [
        bits(f.state) for f in frames_of(one) if f.by_edit
    ]


def test_a_run_that_diverges_before_an_edit_is_refused() -> None:
    run = Run(experiment=small.experiment(optimizer={"kind": "sgd", "learning_rate": 1e9}))
    run = run.edited(500, Change(settings={"optimizer.learning_rate": 0.1}))
    start = started(run, 0).present
    with pytest.raises(Refused, match=r"the run diverges at update .* before its edit at 500"):
        reached(run, start, 500, 1)


@settings(max_examples=30, deadline=None)
@given(
    deeds=st.lists(st.tuples(st.integers(0, 40), st.sampled_from([0.3, 0.05, None])), max_size=6),
    share=st.floats(0, 1),
)
def test_whatever_was_done_any_moment_is_that_of_a_replay(
    deeds: list[tuple[int, float | None]], share: float
) -> None:
    one = branch()
    for updates, rate in deeds:
        one = one.trained(updates)
        edit = (
            SetParameters(values={"b:2": 0.5})
            if rate is None
            else Change(settings={"optimizer.learning_rate": rate})
        )
        one = one.edited(edit)
    update = round(share * one.state.update)
    assert bits(one.moment(update).state) == bits(replay(one.run, update).state)
    cut = one.until(one.moment(update))
    assert bits(cut.state) == bits(replay(cut.run, update).state)
    assert all(frame.place <= cut.present.place for frame in frames_of(cut))


def test_the_first_keyframe_is_the_start() -> None:
    one = branch(10)
    frames = Keyframes.begun(one.plan, initial(one.plan))
    assert frames.before(0, 5).state.update == 0 and frames.next_after(0) == frames.stride


def test_points_that_a_keyframe_alone_holds_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    one = branch(10)
    points = one.plan.experiment.data.points
    assert points is not None
    each = points.x.nbytes + points.y.nbytes
    monkeypatch.setattr(room, "MOST_BYTES", 10 * each)
    for k in range(60):  # a stroke: every edit makes other points of all
        one = one.edited(EditPoints(add_x=((0.1 * k, 0.5),), add_y=((0.5,),))).trained(1)
        held = {id(frame.plan.experiment.data.points) for frame in frames_of(one)}
        assert len(held) <= 10
    assert len(held) >= 2
    for update in range(10, 71, 7):
        assert bits(one.moment(update).state) == bits(replay(one.run, update).state)


@settings(max_examples=200)
@given(chance=st.randoms(use_true_random=False))
def test_edits_are_counted_as_a_search_through_all_of_them_does(chance: random.Random) -> None:
    shapes = plan(small.experiment())
    start = saved(initial(shapes), shapes)
    run, at = Run(experiment=shapes.experiment), 0
    for _ in range(chance.randint(0, 12)):
        at += chance.randint(0, 3)
        if chance.random() < 0.3:
            to = chance.randint(0, at)
            run = run.edited(at, Restore(state=start.model_copy(update={"update": to})))
            at = to
        else:
            run = run.edited(at, SetParameters(values={"b:2": 0.5}))
    for update in range(at + 3):
        stretch = 0
        for place, stamped in enumerate(run.edits):
            if isinstance(stamped.edit, Restore) and stamped.edit.state.update <= update:
                stretch = place + 1
        count = stretch
        while count < len(run.edits) and run.edits[count].update <= update:
            count += 1
        assert edits_by(run, update) == count
