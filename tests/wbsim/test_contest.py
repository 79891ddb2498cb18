"""You are the optimizer: rivals go exactly as the engine would with all else locked, and the hand's moves are the run's own
edits, which undo takes back.
"""

from __future__ import annotations

import numpy as np
import pytest

from wbsim import Watch, presets, simulate
from wbsim.contest import RATES, Contest, Rival, Standing, alone, late_loss
from wbsim.optimizers import OPTIMIZERS
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session

PAIR = ("w:4<x2", "b:4")
RIVALS = (Rival("sgd", 1.0), Rival("adam", 0.3))


def begun(updates: int = 0, rivals: tuple[Rival, ...] = RIVALS, name: str = "circle") -> Session:
    made = Session(Run(experiment=presets.load(name).experiment))
    made.advance(updates)
    pair = PAIR if name == "circle" else (made.here.plan.ids[0], made.here.plan.ids[1])
    made.contend(pair, rivals)
    return made


def contest_of(made: Session) -> Contest:
    assert made.contest is not None
    return made.contest


def standing_of(made: Session) -> Standing:
    found = made.snapshot(Watch(fit=False)).contest
    assert found is not None
    return found


def moved(made: Session) -> list[list[float]]:
    hand = standing_of(made).hand
    assert hand is not None
    return hand.places.tolist()


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_rival_goes_as_a_run_does_whose_other_parameters_are_locked(kind: str) -> None:
    made = begun(rivals=(Rival(kind, 0.1),))
    (way,) = standing_of(made).rivals
    locked = alone(made.experiment, made.here.plan.ids, PAIR, Rival(kind, 0.1))
    assert locked.locked == set(made.here.plan.ids) - set(PAIR)
    run = list(simulate(locked, 30, every=1))
    assert way.losses == pytest.approx([progress.fit.train_loss for progress in run], rel=1e-12)
    places = [[float(p.state.theta[p.plan.index[name]]) for name in PAIR] for p in run]
    assert way.places.tolist() == places
    assert way.moves == 30 and not way.diverged


def test_rivals_move_two_parameters_alone_from_the_middle_of_a_run_too() -> None:
    made = begun(updates=640)
    before = made.here.state.theta.tobytes()
    found = standing_of(made)
    assert [way.rival for way in found.rivals] == list(RIVALS)
    for way in found.rivals:
        assert tuple(way.places[0]) == contest_of(made).start
        assert way.losses[0] == pytest.approx(found.rivals[0].losses[0])
    assert made.here.state.theta.tobytes() == before


def test_what_is_locked_in_the_run_is_free_in_the_contest() -> None:
    made = Session(Run(experiment=presets.load("circle").experiment))
    made.change({"locked": [*PAIR], "train": "weights", "network.layers.0.trainable": False})
    made.contend(PAIR, RIVALS)
    (sgd, _) = standing_of(made).rivals
    assert (sgd.places[0] != sgd.places[-1]).all()


def test_the_best_of_all_rates_is_taken_where_none_is_given() -> None:
    (way,) = standing_of(begun(rivals=(Rival("adam"),))).rivals
    ends = [late_loss(standing_of(begun(rivals=(Rival("adam", rate),))).rivals[0]) for rate in RATES]
    assert late_loss(way) == min(ends) and way.tried == len(RATES)
    assert way.rival is not None and way.rival.rate == RATES[int(np.argmin(ends))]


def test_a_rival_that_diverges_says_so_and_is_never_the_best() -> None:
    made = begun(rivals=(Rival("sgd", 10.0), Rival("sgd")), name="house-price")
    wild, best = standing_of(made).rivals
    assert wild.loss > wild.losses[0] or wild.diverged
    assert best.loss < best.losses[0] and not best.diverged


def test_a_drag_is_one_move_and_a_key_another() -> None:
    made = begun()
    for value in (0.1, 0.2, 0.3):
        made.set_parameters({PAIR[0]: value, PAIR[1]: -value}, "drag 1")
    made.set_parameters({PAIR[1]: -1.0}, "key 1")
    start = contest_of(made).start
    assert moved(made) == [list(start), [0.3, -0.3], [0.3, -1.0]]
    assert standing_of(made).left == 28


def test_the_loss_of_a_move_is_the_loss_of_the_run_there() -> None:
    made = begun(updates=50)
    made.set_parameters({PAIR[0]: 1.0, PAIR[1]: -1.5}, "drag 1")
    snapshot = made.snapshot(Watch())
    assert (
        snapshot.contest is not None and snapshot.contest.hand is not None and snapshot.seen.fit is not None
    )
    assert snapshot.contest.hand.loss == pytest.approx(snapshot.seen.fit.train_loss, rel=1e-6)


def test_undo_takes_a_move_back_and_redo_brings_it_again() -> None:
    made = begun()
    made.set_parameters({PAIR[0]: 0.5}, "drag 1")
    made.set_parameters({PAIR[0]: 1.0}, "drag 2")
    after = moved(made)
    made.undo()
    assert moved(made) == after[:2] and not standing_of(made).broken
    made.redo()
    assert moved(made) == after


def test_a_move_back_to_the_very_start_begins_again() -> None:
    made = begun(updates=20)
    start = contest_of(made).start
    made.set_parameters({PAIR[0]: 0.5, PAIR[1]: 0.5}, "drag 1")
    made.set_parameters(dict(zip(PAIR, start, strict=True)), "again 1")
    assert moved(made) == [list(start)] and standing_of(made).left == 30
    made.undo()
    assert len(moved(made)) == 2


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda made: made.advance(1), "trained"),
        (lambda made: made.set_parameters({"b:2": 1.0}), "other parameters"),
        (lambda made: made.change({"optimizer.learning_rate": 0.5}), "changed"),
        (lambda made: made.restart(seed=4), "another one"),
    ],
)
def test_what_is_no_move_breaks_the_contest_in_words(deed: object, words: str) -> None:
    made = begun(updates=5)
    made.set_parameters({PAIR[0]: 0.5}, "drag 1")
    deed(made)  # type: ignore[operator]
    assert words in standing_of(made).broken


def test_undone_to_before_its_start_a_contest_is_broken() -> None:
    made = Session(Run(experiment=presets.load("circle").experiment))
    made.set_parameters({PAIR[0]: -2.0}, "drag 1")
    made.contend(PAIR, RIVALS)
    made.undo()
    assert standing_of(made).broken


def test_a_contest_in_the_past_leaves_the_future_as_a_branch() -> None:
    made = Session(Run(experiment=presets.load("circle").experiment))
    made.advance(100)
    made.set_parameters({PAIR[0]: 0.25})
    made.advance(100)
    made.seek(40)
    made.contend(PAIR, RIVALS)
    assert moved(made) == [list(contest_of(made).start)] and not standing_of(made).broken
    made.set_parameters({PAIR[0]: 0.5}, "drag 1")
    assert len(moved(made)) == 2 and len(made.branches) == 2


def test_without_a_hand_only_rivals_move_and_others_can_be_chosen_on_the_way() -> None:
    made = Session(Run(experiment=presets.load("circle").experiment))
    made.contend(PAIR, RIVALS, hand=False)
    first = contest_of(made)
    made.contend(PAIR, (*RIVALS, Rival("rmsprop", 0.1)), hand=False)
    found = standing_of(made)
    assert found.hand is None and found.left == 0 and len(found.ways) == 3
    assert contest_of(made).state is first.state
    made.contend(None, ())
    assert made.snapshot(Watch(fit=False)).contest is None


def test_what_cannot_be_contested_is_refused_in_a_sentence() -> None:
    made = Session(Run(experiment=presets.load("digits").experiment))
    with pytest.raises(Refused, match="up to 4096"):
        made.contend((made.here.plan.ids[0], made.here.plan.ids[1]), RIVALS)
    with pytest.raises(Refused, match="no optimizer"):
        begun(rivals=(Rival("newton"),))
    made = Session(Run(experiment=presets.load("circle").experiment))
    with pytest.raises(Refused, match="no such parameter"):
        made.contend(("w:4<x2", "b:99"), RIVALS)
