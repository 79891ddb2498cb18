"""Walls: training, seeking and seeing many networks changes none of their numbers; what is kept of the way is bounded and a
function of the last update.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import crowds
import numpy as np
import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st

from wbsim import crowd, engine, presets, wall_losses, wall_measuring, wall_moments
from wbsim.axes import Axis, Variant
from wbsim.crowd import Crowd
from wbsim.difference import Difference
from wbsim.outcomes import Criterion, usual
from wbsim.problems import Refused
from wbsim.variation import Grid, WallWish, parsed
from wbsim.wall import Wall
from wbsim.wall_losses import LossRecord
from wbsim.wall_moments import Moments

BASE = crowds.DENSE["signed"].changed({"seed": 3, "precision": "float32"})
TESTLESS = crowds.DENSE["untested"].changed({"seed": 3, "precision": "float32"})
WILD = crowds.DENSE["value"].changed({"seed": 3})


def axis(path: str, *values: Any) -> Axis:
    """Networks that differ in one setting."""
    return Axis(path, path, tuple(Variant(str(v), Difference(str(v), ((path, v),))) for v in values))


RATES = axis("optimizer.learning_rate", 0.01, 0.1, 0.3)
LEAPS = axis("optimizer.learning_rate", 0.01, 3.0, 50.0)  # some of which diverge
SIZES = axis("network.layers.0.neurons", 2, 5)


def wall(base: Any = BASE, *axes: Axis, seeds: int = 7, cells: int = 6, threads: int = 1) -> Wall:
    wish = WallWish(axes or (RATES, SIZES), seeds, cells)
    made = Wall(wish, wish.grid(base), threads)
    assert made.build(lambda: False)
    return made


def experiments(of: Wall) -> list[Any]:
    return [one.experiment for one in of.crowd.plans]


def bits(of: Crowd) -> list[object]:
    return [(small.bits(of.state(k)), of.state(k).divergence) for k in range(len(of))]


def fresh(of: Wall, update: int) -> list[object]:
    """All its networks, trained from the start in one go."""
    return bits(crowd.advance(crowd.crowd(experiments(of)), update))


@pytest.fixture
def close_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keyframes and losses as of a much longer run."""
    monkeypatch.setattr(wall_moments, "MOST", 5)
    monkeypatch.setattr(wall_moments, "_FARTHEST", 3)
    monkeypatch.setattr(wall_losses, "MOST", 6)


# --- building ----------------------------------------------------------------------------------------------


def test_a_wall_is_built_a_slice_at_a_time_and_has_the_networks_of_its_grid_in_order() -> None:
    wish = WallWish((RATES, SIZES), 3, 6)
    made, slices = Wall(wish, wish.grid(BASE)), 0
    assert not made.is_built
    with pytest.raises(ValueError, match="not built"):
        _ = made.crowd
    while not made.build(lambda: True):
        slices += 1
        assert slices < 100
    assert slices >= 18  # a network each, at least
    assert made.is_built
    assert experiments(made) == [cell.experiment for cell in wish.grid(BASE).cells]


def test_too_many_networks_and_networks_that_cannot_be_are_refused() -> None:
    grid = Grid(BASE, (), tuple(range(5000)))
    with pytest.raises(Refused, match="5000 networks are too many"):
        Wall(WallWish(), grid)
    wish = WallWish((axis("loss", "half_mse", "no such loss"),), 2, 6)
    with pytest.raises(Refused):
        Wall(wish, wish.grid(BASE)).build(lambda: False)


# --- training and seeking ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("close_moments")
@pytest.mark.parametrize("threads", [1, 2])
def test_a_wall_trains_its_networks_to_the_bits_of_one_call(threads: int) -> None:
    made = wall(threads=threads)
    for updates in (1, 0, 30, 7, 100):
        made.advance(updates)
        made.see(at_rest=False)
    assert made.crowd.update == 138
    assert bits(made.crowd) == fresh(made, 138)


@pytest.mark.parametrize("base", [BASE, WILD], ids=["tame", "wild"])
def test_any_moment_is_reached_to_the_bit_whichever_way(base: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wall_moments, "MOST", 5)
        patch.setattr(wall_moments, "_FARTHEST", 3)
        known: dict[int, list[object]] = {}

        @settings(max_examples=15)
        @given(st.lists(st.tuples(st.integers(0, 150), st.integers(0, 20)), min_size=1, max_size=4))
        def check(ways: list[tuple[int, int]]) -> None:
            made = wall(base, LEAPS, seeds=2)
            for update, more in ways:
                while not made.seek(update, 40):
                    pass
                made.advance(more)
                here = update + more
                assert made.crowd.update == here
                known.setdefault(here, fresh(made, here))
                assert bits(made.crowd) == known[here]

        check()


def test_seeking_replays_no_more_than_it_may_at_once() -> None:
    made = wall()
    made.advance(40)
    calls = 0
    while not made.seek(23, 5):
        calls += 1
        assert calls < 20
        assert made.crowd.update <= 23
    assert calls == 4
    assert made.see(at_rest=True).present == 40


def test_going_back_keeps_what_was_lost_up_to_the_present_and_going_on_replays_it() -> None:
    made = wall()
    made.advance(61)
    before = made.see(at_rest=True)
    made.seek(60, 1000)
    back = made.see(at_rest=True)
    assert (back.update, back.present) == (60, 61)
    assert back.losses.update.tolist() == before.losses.update.tolist()
    made.advance(1)
    again = made.see(at_rest=True)
    assert again.losses.loss.tobytes() == before.losses.loss.tobytes()
    assert again.tiles is not None
    assert before.tiles is not None
    assert again.tiles.values.tobytes() == before.tiles.values.tobytes()


def test_there_is_nothing_before_the_start_and_training_goes_forward_only() -> None:
    made = wall()
    with pytest.raises(ValueError, match="no update -1"):
        made.seek(-1, 10)
    with pytest.raises(ValueError, match="forward only"):
        made.advance(-1)


def test_a_network_goes_on_alone_from_where_it_stands() -> None:
    made = wall()
    made.advance(12)
    shapes, state = made.network(9)
    assert shapes.experiment == experiments(made)[9]
    assert small.bits(state) == fresh(made, 12)[9][0]  # type: ignore[index]
    assert engine.advance(state, shapes, 3).update == 15
    with pytest.raises(IndexError):
        made.network(42)


@pytest.mark.parametrize(
    "batches",
    [{"size": 50}, {"size": 70, "remainder": "drop"}, {"order": "explicit", "explicit": [[0, 1], [2], [3]]}],
    ids=str,
)
def test_epochs_are_those_of_the_first_network(batches: dict[str, Any]) -> None:
    made = wall(BASE.changed({"batches": batches}), seeds=2)
    made.advance(2)
    assert made.updates_to_epoch_end() == engine.updates_to_epoch_end(
        made.crowd.state(0), made.crowd.plans[0]
    )
    part = made.see(at_rest=False).epoch
    assert 0 < part < 1
    made.advance(made.updates_to_epoch_end())
    assert made.see(at_rest=False).epoch == pytest.approx(1, abs=0.35)


def test_where_the_first_network_diverged_epochs_are_those_of_one_that_goes_on() -> None:
    made = wall(WILD, axis("optimizer.learning_rate", 50.0, 0.01), seeds=2)
    made.advance(400)
    assert made.crowd.state(0).divergence is not None
    one = made.crowd.state(2)
    assert made.see(at_rest=True).epoch == one.epoch + one.cursor / made.crowd.plans[2].train_size


# --- what is seen ------------------------------------------------------------------------------------------


def assert_seen_as_measured(made: Wall) -> None:
    seen, found = made.see(at_rest=True), crowd.outcomes(made.crowd)
    tiles = crowd.tiles(made.crowd, range(len(made.crowd)), 6)
    assert seen.outcomes is not None
    assert seen.tiles is not None
    assert seen.drawn is not None
    for name in ("train_loss", "test_loss", "train_right", "test_right", "ended"):
        assert getattr(seen.outcomes, name).tobytes() == getattr(found, name).tobytes(), name
    assert seen.tiles.values.tobytes() == tiles.values.tobytes()
    assert seen.drawn.tolist() == [made.crowd.update] * len(made.crowd)
    assert seen.losses.update[-1] == made.crowd.update
    with np.errstate(over="ignore"):
        found_single = found.loss.astype(np.float32)
    told = np.where(np.isinf(found.loss), np.inf, np.minimum(found_single, np.finfo(np.float32).max))
    np.testing.assert_array_equal(seen.losses.loss[-1], told)


@pytest.mark.parametrize("base", [BASE, TESTLESS, WILD], ids=["tested", "untested", "wild"])
def test_at_rest_everything_is_of_this_moment(base: Any) -> None:
    made = wall(base, LEAPS)
    assert_seen_as_measured(made)
    for updates in (5, 90, 300):
        made.advance(updates)
        made.see(at_rest=False)
        made.advance(1)
        made.see(at_rest=False)
        assert_seen_as_measured(made)


@pytest.mark.parametrize("base", [BASE, TESTLESS], ids=["tested", "untested"])
def test_while_it_trains_losses_and_pictures_come_by_turns_together(base: Any) -> None:
    made = wall(base, RATES, seeds=30)
    assert len(made.crowd) == 90  # six blocks
    ages = []
    first = made.see(at_rest=False)  # nobody is shown without a picture
    assert first.drawn is not None
    assert (first.drawn == 0).all()
    for _ in range(2 * wall_measuring.SHARE):
        made.advance(3)
        seen = made.see(at_rest=False)
        assert seen.outcomes is not None
        assert seen.drawn is not None
        ages.append(seen.update - seen.drawn.min())
        some = np.flatnonzero(seen.drawn == seen.update)
        assert seen.outcomes.loss[some].tolist() == crowd.losses(made.crowd)[some].tolist()
        assert 0 < len(some) < 90
        assert seen.tiles is not None
        tiles = crowd.tiles(made.crowd, some.tolist(), 6)
        assert seen.tiles.values[some].tobytes() == tiles.values.tobytes()
    last = ages[wall_measuring.SHARE :]  # by then each was drawn
    assert max(last) <= 3 * (wall_measuring.SHARE - 1)


def test_seeing_changes_no_number_and_what_was_seen_stays_as_it_was() -> None:
    made = wall()
    made.advance(10)
    seen = made.see(at_rest=True)
    assert seen.tiles is not None
    kept = seen.tiles.values.copy()
    made.advance(50)
    made.see(at_rest=True)
    np.testing.assert_array_equal(seen.tiles.values, kept)
    assert bits(made.crowd) == fresh(made, 60)
    assert not seen.tiles.values.flags.writeable


def test_a_wall_can_be_drawn_finer() -> None:
    made = wall()
    made.see(at_rest=True)
    made.draw(9)
    seen = made.see(at_rest=True)
    assert seen.tiles is not None
    assert seen.tiles.values.shape == (42, 9, 9)
    assert seen.wish.cells == 9
    assert seen.criterion == usual(BASE)


@pytest.mark.parametrize("name", ["convolution", "recurrent", "recurrent classes"])
def test_networks_of_other_kinds_of_layers_have_walls_too(name: str) -> None:
    made = wall(crowds.OTHERS[name], RATES, seeds=2, threads=2)
    for update in (9, 4, 11):
        while not made.seek(update, 3):
            pass
        assert bits(made.crowd) == fresh(made, update)
    assert_seen_as_measured(made)


# --- what is kept of the way -------------------------------------------------------------------------------


def record(updates: list[int], first: int) -> LossRecord:
    """What is kept where training stops at each of these updates."""
    made = LossRecord(2, first)
    made.keep(0, np.zeros(2))
    for update in updates:
        while made.due <= update:
            made.keep(made.due, np.full(2, float(made.due)))
        made.end(update, np.full(2, float(update)))
    return made


@given(st.lists(st.integers(1, 5000)), st.integers(1, 5000), st.sampled_from([1, 4, 16]))
def test_which_losses_are_kept_depends_on_the_last_update_alone(
    stops: list[int], last: int, first: int
) -> None:
    way = sorted(stop for stop in stops if stop <= last)
    kept, direct = record([*way, last], first).seen(), record([last], first).seen()
    assert kept.update.tolist() == direct.update.tolist()
    assert kept.loss[:, 0].tolist() == kept.update.tolist()
    assert kept.update[0] == 0
    assert kept.update[-1] == last
    assert len(kept.update) <= wall_losses.MOST + 2
    strides = {after - before for before, after in pairwise(kept.update[:-1].tolist())}
    assert len(strides) <= 1
    if last > wall_losses.MOST * first:
        assert len(kept.update) > wall_losses.MOST // 2


def test_only_losses_that_are_due_are_kept() -> None:
    made = record([100], 8)
    with pytest.raises(ValueError, match="at update 104 are due"):
        made.keep(103, np.zeros(2))


def test_moments_are_few_and_never_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    start = crowd.crowd(crowds.spread(BASE, 3))
    each = sum(part.theta.nbytes + part.slots.nbytes for part in start.parts)
    for most, most_bytes in ((9, 10**9), (100, 6 * each), (2, 1)):
        monkeypatch.setattr(wall_moments, "MOST", most)
        monkeypatch.setattr(wall_moments, "MOST_BYTES", most_bytes)
        moments = Moments(start)
        while moments.due < 2**15:
            moments.keep(replace(start, update=moments.due))
            kept = {moments.before(update).update for update in range(0, moments.due, 512)}
            assert len(kept) <= max(2, min(most, most_bytes // each))
        assert moments.before(0).update == 0


def test_a_moment_is_the_last_one_from_which_an_update_is_reached() -> None:
    start = crowd.crowd(crowds.spread(BASE, 3))
    moments = Moments(start)
    due = moments.due
    moments.keep(replace(start, update=due))
    moments.keep(replace(start, update=due + 1))  # which is not due
    assert moments.before(due - 1).update == 0
    assert moments.before(due).update == due
    assert moments.before(10 * due).update == due


def test_the_crowd_before_a_moment_is_let_go_unless_a_network_diverges_right_behind_it() -> None:
    ends = crowd.advance(crowd.crowd([WILD.changed({"optimizer.learning_rate": 50.0})]), 400)
    lost = ends.state(0).divergence
    assert lost is not None
    for update, goes_on in ((lost.update - 1, False), (lost.update - 9, True)):
        start = crowd.crowd([one.experiment for one in ends.plans])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wall_moments, "_first_stride", lambda start, update=update: update)
            moments = Moments(start)
        moment = crowd.advance(crowd.advance(start, 3), update - 3)
        moments.keep(moment)
        moments.keep(replace(crowd.advance(moment, update), update=2 * update))
        assert (moments.before(update).parts[0].since is None) == goes_on


def test_a_wall_of_losses_that_cannot_be_compared_is_judged_by_right_answers() -> None:
    circle = presets.load("circle").experiment
    wish = WallWish((parsed("loss=half_mse,bce", circle),), 2, 6)
    made = Wall(wish, wish.grid(circle))
    assert made.build(lambda: False)
    assert made.see(at_rest=False).criterion == Criterion("accuracy", 0.9)
