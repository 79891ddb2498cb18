"""Runs from their beginning: a replay is the run as it was, and a simulation stops where it is asked to."""

from __future__ import annotations

from typing import Any

import pytest
import small
from small import bits

from wbsim import simulate
from wbsim.problems import Refused
from wbsim.run import Change, Restore, Run, SetParameters, Stamped
from wbsim.simulation import Progress, apply, begin, onward, replay
from wbsim.states import saved


def run_of(*edits: tuple[int, Any], **wish: Any) -> Run:
    stamped = tuple(Stamped(update=update, edit=edit) for update, edit in edits)
    return Run(experiment=small.experiment(**wish), edits=stamped)


def rate(value: float) -> Change:
    return Change(settings={"optimizer.learning_rate": value})


def test_a_replay_is_the_live_run_at_every_update() -> None:
    edits = [
        (10, rate(0.3)),
        (10, SetParameters(values={"b:2": 0.75})),
        (25, Change(settings={"optimizer.kind": "adam"})),
        (40, Change(settings={"network.layers.0.bias": False})),
    ]
    run = run_of(*edits)
    live: Progress = begin(run.experiment)
    for update in range(61):
        live = onward(live, update - live.state.update)
        for at, edit in edits:
            if at == update:
                live = apply(live, edit)
        assert bits(replay(run, update).state) == bits(live.state)


def test_edits_stamped_with_the_update_are_made_and_later_ones_are_not() -> None:
    run = run_of((10, rate(0.3)), (11, rate(0.4)))
    rates = [replay(run, update).plan.experiment.optimizer.learning_rate for update in (9, 10, 11)]
    assert rates == [0.1, 0.3, 0.4]


def test_edits_at_one_update_are_made_in_their_order() -> None:
    first = replay(
        run_of((5, SetParameters(values={"b:2": 1.0})), (5, SetParameters(values={"b:2": 2.0}))), 5
    )
    second = replay(
        run_of((5, SetParameters(values={"b:2": 2.0})), (5, SetParameters(values={"b:2": 1.0}))), 5
    )
    place = first.plan.index["b:2"]
    assert (first.state.theta[place], second.state.theta[place]) == (2.0, 1.0)


def test_a_replay_before_the_start_is_the_start() -> None:
    run = run_of((10, rate(0.3)))
    assert bits(replay(run, -5).state) == bits(begin(run.experiment).state)


def test_a_run_that_went_back_is_replayed_along_its_newest_stretch() -> None:
    wish = run_of()
    at_20 = replay(wish, 20)
    kept = saved(at_20.state, at_20.plan)
    run = run_of((50, Restore(state=kept)), (30, SetParameters(values={"b:2": 0.5})))
    assert bits(replay(run, 20).state) == bits(at_20.state)
    on = apply(replay(wish, 30), SetParameters(values={"b:2": 0.5}))
    assert bits(replay(run, 40).state) == bits(onward(on, 10).state)
    assert bits(replay(run, 10).state) == bits(replay(wish, 10).state)
    assert replay(run, 40).history.loss().update.tolist() == list(range(1, 41))


def test_a_replay_without_an_update_ends_behind_the_last_edit() -> None:
    at_20 = replay(run_of(), 20)
    back = run_of((50, Restore(state=saved(at_20.state, at_20.plan))))
    assert bits(replay(back).state) == bits(at_20.state)
    assert bits(replay(run_of((10, rate(0.3)))).state) == bits(replay(run_of((10, rate(0.3))), 10).state)
    assert bits(replay(run_of()).state) == bits(begin(run_of().experiment).state)


def test_edits_out_of_order_are_refused() -> None:
    with pytest.raises(Refused, match="an edit at update 5 stands behind one at 10"):
        Run.read({"experiment": run_of().experiment.written(), "edits": [
            {"update": update, "edit": {"kind": "change", "settings": {}}} for update in (10, 5)
        ]})  # fmt: skip


def test_an_edit_behind_a_divergence_is_refused_by_a_replay() -> None:
    run = run_of((1000, rate(0.1)), optimizer={"kind": "sgd", "learning_rate": 1e6})
    with pytest.raises(Refused, match=r"diverges at update \d+, before its edit at 1000"):
        replay(run, 2000)


def test_a_refused_edit_changes_nothing() -> None:
    progress = onward(begin(small.experiment()), 10)
    was = bits(progress.state)
    for edit in (rate(-1), SetParameters(values={"b:99": 1.0}), Change(settings={"loss": "cross_entropy"})):
        with pytest.raises(Refused):
            apply(progress, edit)
    assert bits(progress.state) == was


@pytest.mark.parametrize(
    ("updates", "every", "stops"),
    [(10, 4, [0, 4, 8, 10]), (10, 5, [0, 5, 10]), (3, 100, [0, 3]), (0, 1, [0]), (3, 1, [0, 1, 2, 3])],
)
def test_a_simulation_shows_the_start_then_every_nth_update_and_the_end(
    updates: int, every: int, stops: list[int]
) -> None:
    assert [progress.state.update for progress in simulate(small.experiment(), updates, every)] == stops


def test_a_simulation_is_the_run_without_edits() -> None:
    *_, last = simulate(small.experiment(), 50, 7)
    assert bits(last.state) == bits(replay(run_of(), 50).state)
    assert last.fit.train_loss == replay(run_of(), 50).fit.train_loss


def test_a_simulation_ends_where_it_diverges() -> None:
    wish = small.experiment(optimizer={"kind": "sgd", "learning_rate": 1e6})
    *before, last = simulate(wish, 5000, 10)
    assert last.state.divergence is not None and last.state.update < 5000
    assert all(progress.state.divergence is None for progress in before)


@pytest.mark.parametrize("every", [0, -3])
def test_a_simulation_that_would_never_move_is_an_error(every: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        next(simulate(small.experiment(), 10, every))


def test_a_simulation_of_what_cannot_be_is_refused() -> None:
    with pytest.raises(Refused):
        next(simulate(small.experiment().model_copy(update={"loss": "cross_entropy"}), 10))
