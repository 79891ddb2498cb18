"""What is remembered of a run: bins against a recording of every update, bounds that hold, values that stay values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
import small
from hypothesis import example, given
from hypothesis import strategies as st

from wbsim import architecture, engine, history
from wbsim.history import CAPACITY, History, Track
from wbsim.layout import SAMPLE
from wbsim.measured import SHARES, Best
from wbsim.plan import plan
from wbsim.run import Change, Run, SetParameters
from wbsim.session import Session
from wbsim.simulation import Progress, apply, begin, onward


@pytest.fixture
def few_bins() -> Iterator[None]:
    """A history that is full after 32 bins, so that little training shows how it thins."""
    with patch.multiple(history, CAPACITY=32, BLOCK=8, ERAS=8):
        yield


def one_neuron_more(progress: Progress) -> Change:
    wish = progress.plan.experiment
    return Change(settings=architecture.with_neuron(wish, wish.network.layers[0].id))


def one_neuron_less(progress: Progress) -> Change:
    wish = progress.plan.experiment
    return Change(settings=architecture.without_neuron(wish, wish.network.layers[0].id))


def one_weight_set(progress: Progress, value: float = 0.5) -> SetParameters:
    return SetParameters(values={progress.plan.ids[0]: value})


def faster(progress: Progress) -> Change:
    return Change(settings={"optimizer.learning_rate": 0.2})


EDITS = {"more": one_neuron_more, "set": one_weight_set, "faster": faster}


def content(remembered: History) -> list[object]:
    """All that a history holds, comparable."""
    blocks = [
        (b.track.ids, b.update.tolist(), b.loss.tobytes(), b.theta.shape, b.theta.tobytes())
        for b in remembered.blocks
    ]
    measured = [
        (m.update, m.fit.train_loss, m.fit.test_loss, m.spread.tobytes(), m.layout)
        for m in remembered.measured
    ]
    best = remembered.best and (remembered.best.update, remembered.best.loss)
    return [remembered.stride, blocks, measured, best]


def arrays(remembered: History) -> int:
    """Bytes in all arrays of a history."""
    blocks = sum(b.update.nbytes + b.loss.nbytes + b.theta.nbytes for b in remembered.blocks)
    return blocks + sum(m.spread.nbytes for m in remembered.measured)


def walked(edits: dict[int, str], end: int, cuts: list[int]) -> Progress:
    """A run to `end` with edits at some updates, asked for in pieces that end at the cuts too."""
    progress = begin(small.experiment(batches={"size": 5}))
    for stop in sorted({*edits, *(cut for cut in cuts if cut < end), end}):
        progress = onward(progress, stop - progress.state.update)
        if stop in edits:
            progress = apply(progress, EDITS[edits[stop]](progress))
    return progress


# --- bins ----------------------------------------------------------------------------------------------------


@example(edits=dict.fromkeys(range(1, 6), "more"), end=60, cuts=[27])  # full between two measurements
@given(
    edits=st.dictionaries(st.integers(0, 250), st.sampled_from(sorted(EDITS)), max_size=6),
    end=st.integers(0, 260),
    cuts=st.lists(st.integers(1, 259), max_size=12),
)
def test_where_a_run_is_cut_leaves_no_trace_in_its_history(
    edits: dict[int, str], end: int, cuts: list[int]
) -> None:
    with patch.multiple(history, CAPACITY=32, BLOCK=8, ERAS=8):
        edits = {update: kind for update, kind in edits.items() if update <= end}
        whole, cut = walked(edits, end, []), walked(edits, end, cuts)
    assert content(cut.history) == content(whole.history)


def test_a_run_in_single_updates_has_the_history_of_a_run_in_one_piece() -> None:
    wish = small.experiment()
    whole = onward(begin(wish), 3 * CAPACITY)
    step = begin(wish)
    for _ in range(3 * CAPACITY):
        step = onward(step, 1)
    assert content(step.history) == content(whole.history)


@pytest.mark.usefixtures("few_bins")
@pytest.mark.parametrize("end", [20, 33, 64, 65, 100, 127, 300])
def test_every_bin_holds_the_smallest_the_largest_and_the_last_of_its_updates(end: int) -> None:
    wish = small.experiment()
    shapes = plan(wish)
    state, thetas, losses = engine.initial(shapes), [], [np.nan]
    thetas.append(state.theta)
    for _ in range(end):
        state, bins = engine.record(state, shapes, 1, 1)
        thetas.append(state.theta)
        losses.append(float(bins.loss[0, 2]))
    remembered = onward(begin(wish), end).history
    assert remembered.stride == max(1, 2 ** int(np.ceil(np.log2(end / 31))))

    (track, update, theta), *others = remembered.eras()
    assert not others and track.ids == shapes.ids
    assert update[0] == 0 and update[-1] == end and (update[1:-1] % remembered.stride == 0).all()
    for k in range(1, len(update)):
        passed = np.array(thetas[update[k - 1] + 1 : update[k] + 1])
        np.testing.assert_array_equal(theta[k], [passed.min(axis=0), passed.max(axis=0), passed[-1]])
    np.testing.assert_array_equal(theta[0], [thetas[0]] * 3)

    curve = remembered.loss()
    np.testing.assert_array_equal(curve.update, update[1:])
    before = np.concatenate([[0], curve.update[:-1]])
    for k, (since, at) in enumerate(zip(before, curve.update, strict=True)):
        passed_losses = losses[since + 1 : at + 1]
        assert (curve.low[k], curve.high[k], curve.last[k]) == (
            min(passed_losses),
            max(passed_losses),
            losses[at],
        )


def test_a_history_is_full_long_before_memory_is() -> None:
    progress = begin(small.experiment())
    for _ in range(10):
        progress = onward(progress, 10_000)
        assert progress.history.bins <= CAPACITY and len(progress.history.measured) <= CAPACITY
    assert progress.state.update == 100_000
    assert progress.history.bins > CAPACITY // 3  # and fine enough for a chart of the whole
    assert max(np.diff(progress.history.loss().update)) <= 2 * 100_000 / CAPACITY


def test_a_longer_history_leaves_the_shorter_one_as_it_was_and_shares_its_blocks() -> None:
    first = onward(begin(small.experiment()), 200)
    was = content(first.history)
    longer = onward(first, 100)
    edited = apply(longer, one_neuron_more(longer))
    assert content(first.history) == was
    full = [block for block in first.history.blocks if len(block) == history.BLOCK]
    assert len(full) == 3 and all(a is b for a, b in zip(full, edited.history.blocks, strict=False))


def test_no_update_adds_nothing() -> None:
    progress = onward(begin(small.experiment()), 50)
    assert content(onward(progress, 0).history) == content(progress.history)


# --- eras ----------------------------------------------------------------------------------------------------


def test_an_edit_of_the_architecture_begins_an_era_and_the_ids_tell_the_parameters_apart() -> None:
    progress = onward(begin(small.experiment()), 30)
    before = progress.plan.ids
    progress = apply(progress, one_neuron_more(progress))
    progress = onward(progress, 20)
    (old, old_update, old_theta), (new, new_update, new_theta) = progress.history.eras()
    assert old.ids == before and new.ids == progress.plan.ids
    assert (old_update[0], old_update[-1], new_update[0], new_update[-1]) == (0, 30, 30, 50)
    assert old_theta.shape[1:] == (3, len(before)) and new_theta.shape[1:] == (3, progress.plan.size)
    np.testing.assert_array_equal(new_theta[-1, 2], progress.state.theta)


@pytest.mark.parametrize("edit", [faster, one_weight_set])
def test_an_edit_that_keeps_the_parameters_keeps_the_era(edit: object) -> None:
    progress = onward(begin(small.experiment()), 30)
    progress = onward(apply(progress, EDITS[edit.__name__ if edit is faster else "set"](progress)), 30)
    assert len(list(progress.history.eras())) == 1


def test_a_number_set_by_hand_is_in_the_range_of_its_bin_at_once() -> None:
    progress = onward(begin(small.experiment()), 30)
    progress = apply(progress, one_weight_set(progress, 7.5))
    ((_, update, theta),) = progress.history.eras()
    assert update[-1] == 30 and theta[-1, 1, 0] == theta[-1, 2, 0] == 7.5 and theta[-1, 0, 0] < 7.5


@pytest.mark.parametrize("at", [30, 63, 64, 128])
def test_no_loss_is_lost_where_an_edit_is_made(at: int) -> None:
    progress = onward(begin(small.experiment()), at)
    last = progress.history.loss().last[-1]
    progress = onward(apply(progress, one_weight_set(progress)), 10)
    curve = progress.history.loss()
    np.testing.assert_array_equal(curve.update, np.arange(1, at + 11))
    assert curve.last[at - 1] == last


def test_an_architecture_that_never_trained_leaves_no_era() -> None:
    progress = onward(begin(small.experiment()), 30)
    for edit in (one_neuron_more, one_neuron_more, one_neuron_less):
        progress = apply(progress, edit(progress))
    eras = list(onward(progress, 5).history.eras())
    assert [update[-1] for _, update, _ in eras] == [30, 35]


# --- bounds --------------------------------------------------------------------------------------------------


def test_a_drag_while_training_stays_bounded() -> None:
    progress = begin(small.experiment())
    for k in range(3000):
        progress = apply(progress, one_weight_set(progress, k / 3000))
        progress = onward(progress, 1)
    assert progress.history.bins <= CAPACITY and len(progress.history.blocks) <= 2 * CAPACITY // history.BLOCK
    assert len(progress.history.measured) <= CAPACITY + 1
    assert arrays(progress.history) < 2 * arrays(onward(begin(small.experiment()), 3000).history)


def test_a_drag_while_paused_adds_no_more_than_a_point() -> None:
    progress = onward(begin(small.experiment()), 100)
    for k in range(3000):
        progress = apply(progress, one_weight_set(progress, k / 3000))
    assert progress.history.bins <= 102 and len(progress.history.measured) <= 27


@pytest.mark.usefixtures("few_bins")
@pytest.mark.parametrize("between", [0, 1, 3])
def test_a_thousand_edits_of_the_architecture_stay_bounded(between: int) -> None:
    progress = onward(begin(small.experiment()), 10)
    for k in range(1000):
        edit = one_neuron_less if k % 2 else one_neuron_more
        progress = onward(apply(progress, edit(progress)), between)
        assert progress.history.bins <= history.CAPACITY and len(progress.history.blocks) <= history.CAPACITY
    assert len(progress.history.measured) <= 2 * history.CAPACITY
    curve = progress.history.loss()  # even where the parameters of old eras are forgotten, the losses are not
    assert curve.update[0] <= max(1, progress.history.stride) and curve.update[-1] == progress.state.update
    assert (np.diff(curve.update) >= 0).all()
    assert all(track.ids for track, _, _ in progress.history.eras())


def test_the_memory_of_a_history_is_bounded_by_its_bins() -> None:
    wish = small.experiment(hidden=(20, 20))
    progress = onward(begin(wish), 20_000)
    assert arrays(progress.history) <= CAPACITY * (8 * (1 + 3 + 3 * progress.plan.size) + 8 * 14 * 4)


# --- large networks ------------------------------------------------------------------------------------------


def test_of_a_large_network_an_even_sample_is_followed() -> None:
    wish = small.experiment(hidden=(64, 64), data=small.points(12, 2))
    assert plan(wish).size > engine.RANGED
    progress = onward(begin(wish), 40)
    ((track, update, theta),) = progress.history.eras()
    assert 0.6 * SAMPLE < len(track.ids) <= SAMPLE
    assert theta.shape[1:] == (1, len(track.ids))
    assert track.ids == tuple(progress.plan.ids[p] for p in track.places)
    np.testing.assert_array_equal(theta[-1, 0], progress.state.theta[track.places])
    np.testing.assert_array_equal(update, range(41))


def test_networks_up_to_the_limit_are_followed_whole() -> None:
    shapes = plan(small.experiment())
    assert Track.of(shapes).ids == shapes.ids


# --- measurements --------------------------------------------------------------------------------------------


def test_a_measurement_is_that_of_its_update() -> None:
    wish = small.experiment()
    remembered = onward(begin(wish), 40).history
    assert [m.update for m in remembered.measured] == list(range(0, 41, history.FIT_BINS))
    for measured in remembered.measured:
        at = onward(begin(wish), measured.update)
        assert measured.fit.train_loss == at.fit.train_loss
        weights = at.state.theta[~at.plan.is_bias]
        np.testing.assert_allclose(measured.spread[0, 0], np.quantile(weights, SHARES), rtol=1e-12)


def test_the_best_update_is_remembered_where_its_bin_is_not() -> None:
    session = Session(Run(experiment=small.experiment()))
    lowest = np.inf
    for _ in range(30):
        session.advance(4)
        lowest = min(lowest, session.moment.progress.fit.train_loss)
    before = session.moment.progress.history.best
    assert before is not None and before.loss == lowest
    session.change({"optimizer.learning_rate": 0.2})
    session.advance(3 * CAPACITY)
    longer = session.moment.progress.history
    assert longer.stride > 1 and longer.best is not None
    assert longer.best.loss <= min(lowest, *(one.fit.train_loss for one in longer.measured))
    whole = onward(begin(small.experiment()), 120).history.best
    assert whole is not None and (whole.update, whole.loss) == (before.update, before.loss)


@pytest.mark.parametrize("settings", [{"loss": "half_mse"}, {"seed": 99}, {"huber_delta": 0.01}])
def test_losses_of_another_kind_or_of_other_points_are_not_compared(settings: dict[str, object]) -> None:
    progress = onward(apply(begin(small.experiment()), Change(settings={"loss": "huber"})), 40)
    forged = Best(3, 0.0, progress.history.best.basis if progress.history.best else None)
    progress = replace(progress, history=replace(progress.history, best=forged))
    other = apply(progress, Change(settings=settings))
    assert other.history.best is not None and other.history.best.update == 40
    assert progress.history.best is not None
    again = apply(progress, faster(progress))
    assert again.history.best == progress.history.best


def test_an_edit_is_measured_at_once() -> None:
    progress = onward(begin(small.experiment()), 30)
    progress = apply(progress, one_weight_set(progress, 3.0))
    assert progress.history.measured[-1].update == 30
    assert progress.history.measured[-1].fit.train_loss == progress.fit.train_loss


# --- going back ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few_bins")
@pytest.mark.parametrize("update", [0, 1, 17, 31, 100, 200])
def test_until_keeps_what_was_by_then_and_nothing_else(update: int) -> None:
    progress = onward(begin(small.experiment()), 60)
    progress = onward(apply(progress, one_neuron_more(progress)), 60)
    cut = progress.history.until(update)
    kept = [u for block in cut.blocks for u in block.update]
    assert kept == [u for block in progress.history.blocks for u in block.update if u <= update]
    assert [m.update for m in cut.measured] == [
        m.update for m in progress.history.measured if m.update <= update
    ]


def test_after_undo_nothing_of_the_undone_stretch_is_left() -> None:
    session = Session(Run(experiment=small.experiment()))
    session.advance(50)
    was = content(session.moment.progress.history)
    session.change({"optimizer.learning_rate": 0.5})
    session.advance(70)
    session.undo()
    assert content(session.moment.progress.history) == was


def test_the_last_finite_update_ends_the_history_of_a_run_that_diverges() -> None:
    progress = onward(begin(small.experiment(optimizer={"kind": "sgd", "learning_rate": 1e6})), 5000)
    assert progress.state.divergence is not None
    curve = progress.history.loss()
    assert curve.update[-1] == progress.state.update < 5000
    assert np.isfinite(curve.high).all()
    assert all(np.isfinite(theta).all() for _, _, theta in progress.history.eras())
