"""The run that another one would have been with one difference."""

from __future__ import annotations

import numpy as np
import pytest

from wbsim import presets
from wbsim.difference import Difference, Follower, twin_run, with_difference, words
from wbsim.differences import (
    PAIRS,
    Pair,
    batch_size,
    biases,
    fits,
    is_odd,
    is_proportional,
    l2,
    learning_rate,
    named,
    now_said,
    offered,
    optimizer,
    sides,
    train,
    value_said,
    weights_start,
)
from wbsim.network import Zero
from wbsim.plan import plan
from wbsim.points import EditPoints
from wbsim.population import advance, population
from wbsim.probes.fit import fit
from wbsim.problems import Refused
from wbsim.run import AnyEdit, Change, Restore, Run, SetParameters, Stamped
from wbsim.simulation import begin, replay
from wbsim.states import saved

SEEDS = 20


def a_run(*edits: tuple[int, AnyEdit], preset: str = "circle") -> Run:
    run = Run(experiment=presets.load(preset).experiment)
    for update, edit in edits:
        run = run.edited(update, edit)
    return run


def test_a_network_without_biases_starts_with_the_weights_of_the_one_with_them() -> None:
    experiment = presets.load("circle").experiment
    one, other = begin(experiment), begin(with_difference(experiment, biases(False)))
    assert other.plan.size == one.plan.size - int(one.plan.is_bias.sum())
    kept = [one.plan.index[name] for name in other.plan.ids]
    np.testing.assert_array_equal(other.state.theta, one.state.theta[kept])
    assert np.array_equal(*(p.plan.scales.inputs.scale for p in (one, other)))


@pytest.mark.parametrize("preset", presets.names())
def test_every_difference_that_is_offered_makes_a_run_that_can_be_planned(preset: str) -> None:
    experiment = presets.load(preset).experiment
    found = offered(experiment)
    assert {one.name for one in found} >= {
        "biases",
        "weights start",
        "optimizer",
        "learning rate",
        "L2",
        "train",
    }
    for one in found:
        other = twin_run(Run(experiment=experiment), one).experiment
        assert other != experiment
        assert words(experiment, one)
        assert plan(other).size
        assert now_said(experiment, one) != value_said(one)
        assert len(set(sides(experiment, one))) == 2


def test_a_difference_is_found_by_its_words() -> None:
    experiment = presets.load("circle").experiment
    assert named(experiment, "biases off") == biases(False)
    assert named(experiment, "optimizer Adam") == optimizer("adam")
    assert all(named(experiment, f"{one.name} {value_said(one)}") == one for one in offered(experiment))
    with pytest.raises(Refused, match="did you mean 'biases off'"):
        named(experiment, "biases of")


def ends(pair: Pair) -> tuple[np.ndarray, np.ndarray]:
    """Test losses and accuracies (2, seeds) of a pair and its twin after the updates of its preset, over 20 seeds."""
    preset = presets.load(pair.preset)
    losses, shares = np.empty((2, SEEDS)), np.empty((2, SEEDS))
    for k in range(2):
        wishes = [
            preset.experiment.changed({**dict(pair.settings), "seed": seed}) for seed in range(1, SEEDS + 1)
        ]
        plans = [plan(with_difference(wish, pair.difference) if k else wish) for wish in wishes]
        trained = advance(population(plans), preset.updates)
        for seed, shapes in enumerate(plans):
            found = fit(shapes, trained.state(seed).theta)
            losses[k, seed], shares[k, seed] = found.test_loss, found.test_accuracy
    return losses, shares


# of 18 of 20 seeds: how many times the larger loss the smaller one is, and whose it is
CLAIMS = {
    "Circle, biases off": ("A", 50), "Exclusive or, biases off": ("A", 25), "Clouds off the origin, biases off": ("A", 10),
    "Exclusive or, weights start at 0": ("A", 25), "Circle, SGD and Adam": ("B", 1.5), "Noisy circle, L2 off and on": ("B", 1.1),
    "Circle, only the biases train": ("A", 40),
}  # fmt: skip


@pytest.mark.parametrize("title", CLAIMS)
def test_what_a_pair_shows_holds_for_18_of_20_seeds(title: str) -> None:
    better, times = CLAIMS[title]
    losses, _ = ends(next(pair for pair in PAIRS if pair.title == title))
    one, other = losses if better == "A" else losses[::-1]
    assert (other >= times * one).sum() >= 18, other / one


def test_the_counter_example_is_learned_without_biases_too() -> None:
    losses, shares = ends(next(pair for pair in PAIRS if pair.preset == "gauss"))
    assert (shares >= 0.99).sum(axis=1).min() >= 18
    assert (np.abs(np.log(losses[1] / losses[0])) < np.log(1.5)).sum() >= 18


def test_without_a_bias_the_clouds_off_the_origin_are_half_right() -> None:
    _, shares = ends(next(pair for pair in PAIRS if pair.preset == "shifted"))
    assert (shares[0] >= 0.99).sum() >= 18
    assert (shares[1] <= 0.6).sum() >= 18


def test_every_pair_opens_a_preset_with_a_difference_that_fits_it() -> None:
    assert len({pair.title for pair in PAIRS}) == len(PAIRS)
    for pair in PAIRS:
        experiment = presets.load(pair.preset).experiment.changed(dict(pair.settings))
        assert fits(experiment, pair.difference), pair.title


def test_an_edit_of_what_differs_is_left_out_and_said() -> None:
    run = a_run((5, Change(settings={"network.layers.1.bias": False})), (7, Change(settings={"seed": 3})))
    twin = Follower(biases(False)).of(run)
    assert [stamped.update for stamped in twin.run.edits] == [7]
    assert twin.said == ("at update 5 the twin keeps its own of what was set",)


def test_an_edit_beside_what_differs_is_made_in_both() -> None:
    settings = {"optimizer.learning_rate": 0.3, "penalty.l2": 0.01}
    twin = twin_run(a_run((3, Change(settings=settings))), learning_rate(0.1))
    edit = twin.edits[0].edit
    assert isinstance(edit, Change)
    assert dict(edit.settings) == {"penalty.l2": 0.01}
    assert twin.wished().optimizer.learning_rate == 0.1


def test_what_stands_beside_a_kind_that_differs_belongs_to_it() -> None:
    run = a_run(
        (3, Change(settings={"optimizer.learning_rate": 0.5})),
        (4, Change(settings={"optimizer.kind": "sgd"})),
    )
    twin = twin_run(run, optimizer("adam"))
    assert twin.edits == ()
    assert twin.wished().optimizer.kind == "adam"


def test_a_layer_that_is_added_differs_too() -> None:
    from wbsim import architecture

    run = a_run()
    more = architecture.with_layer(run.experiment, 1)
    after = twin_run(run.edited(9, Change(settings=more)), biases(False)).wished()
    assert len(after.network.layers) == 4
    assert not any(layer.bias for layer in after.network.layers)
    assert after.network.layers[1].id == run.edited(9, Change(settings=more)).wished().network.layers[1].id


def test_parameters_that_the_twin_lacks_are_passed_over() -> None:
    run = a_run(
        (2, SetParameters(values={"b:2": 1.0, "w:2<x1": 0.5})), (2, SetParameters(values={"b:3": 1.0}))
    )
    twin = Follower(biases(False)).of(run)
    assert [stamped.edit for stamped in twin.run.edits] == [SetParameters(values={"w:2<x1": 0.5})]
    assert twin.said[0] == "at update 2 a bias was set that the twin does not have"


def test_a_lock_on_a_bias_that_the_twin_lacks_locks_the_rest() -> None:
    run = a_run((2, Change(settings={"locked": ["b:2", "w:2<x1"]})))
    assert twin_run(run, biases(False)).wished().locked == frozenset({"w:2<x1"})


def test_points_are_edited_in_both() -> None:
    run = a_run((4, EditPoints(move="all", by=(3.0, 3.0))))
    twin = twin_run(run, biases(False))
    assert twin.edits[0].edit == run.edits[0].edit
    assert twin.wished().data == run.wished().data


def test_what_does_not_fit_the_twin_is_said_and_not_raised() -> None:
    edit = Change(settings={"batches.size": 100, "batches.order": "explicit", "batches.explicit": [[1], [0]]})
    run = a_run((4, edit), (6, Change(settings={"penalty.l2": 0.1})))
    odd = Difference("data", (("data.train_share", 10.0),))
    run = run.edited(8, Change(settings={"batches.explicit": [[0], [240]]}))
    twin = Follower(odd).of(run)
    assert twin.run.wished().penalty.l2 == 0.1
    assert len(twin.said) == 1
    assert "at update 8" in twin.said[0]


def test_a_difference_that_cannot_begin_is_refused() -> None:
    with pytest.raises(Refused):
        twin_run(a_run(), Difference("nothing", (("optimizer.nothing", 1),)))
    repaired = twin_run(a_run(), batch_size(10**6)).experiment
    assert repaired.batches.size == plan(repaired).train_size


def test_where_the_run_went_back_the_twin_goes_back_to_its_own_state() -> None:
    run = a_run((10, Change(settings={"penalty.l2": 0.01})), (30, SetParameters(values={"w:2<x1": 9.0})))
    run = run.edited(40, Change(settings={"optimizer.learning_rate": 0.2}))
    earlier = replay(run, 20)
    run = run.edited(50, Restore(state=saved(earlier.state, earlier.plan)))
    run = run.edited(25, Change(settings={"penalty.l2": 0.1}))
    twin = twin_run(run, biases(False))
    assert [(one.update, one.edit.kind) for one in twin.edits] == [
        (10, "change"),
        (20, "change"),
        (25, "change"),
    ]
    assert twin.wished() == with_difference(run.wished(), biases(False))


def test_a_run_that_is_only_edited_keeps_the_edits_of_its_twin() -> None:
    follower, run = Follower(l2(0.1)), a_run((1, SetParameters(values={"b:2": 0.5})))
    before = follower.of(run).run
    after = follower.of(run.edited(2, SetParameters(values={"b:2": 0.6}))).run
    assert after.experiment is before.experiment
    assert after.edits[0] is before.edits[0]
    back = follower.of(run).run
    assert back.edits[0] is before.edits[0]
    assert follower.edits_by(run, 0) == 0


def test_two_differences_of_the_same_settings_are_equal() -> None:
    assert weights_start(Zero()) == weights_start(Zero())
    assert hash(weights_start(Zero())) == hash(weights_start(Zero()))
    assert biases(False) != biases(True)
    assert train("weights") != train("biases")


def test_which_activations_are_odd_and_which_grow_in_proportion_is_measured() -> None:
    assert [is_odd(name) for name in ("tanh", "linear", "relu", "sigmoid", "softmax")] == [
        True,
        True,
        *[False] * 3,
    ]
    assert [is_proportional(name) for name in ("relu", "linear", "tanh")] == [True, True, False]


def test_stamps_keep_their_order() -> None:
    run = a_run((1, SetParameters(values={"b:2": 0.5})), (7, Change(settings={"penalty.l2": 0.1})))
    twin = twin_run(run, biases(False))
    assert Run.read(twin.written()).edits == twin.edits
    assert all(isinstance(one, Stamped) for one in twin.edits)
