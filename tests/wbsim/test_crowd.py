"""Crowds: networks that differ in whatever they like train as each would alone, and all are measured in one go as the probes
measure one.
"""

from __future__ import annotations

from typing import Any

import crowds
import numpy as np
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from wbsim.crowd import Crowd, advance, crowd, losses, outcomes, tiles
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.population import advance as advance_population
from wbsim.population import population
from wbsim.probes import plane
from wbsim.probes.fit import fit
from wbsim.problems import Refused

every_kind = pytest.mark.parametrize("wish", crowds.KINDS.values(), ids=crowds.KINDS.keys())
each_precision = pytest.mark.parametrize("precision", ["float32", "float64"])
CLOSE = {"float32": 2e-5, "float64": 1e-12}

WISH = crowds.DENSE["signed"]
MIXED: list[dict[str, Any]] = [
    {},
    {"network.layers.0.neurons": 7},
    {"optimizer.kind": "adam"},
    {"batches.size": 3},
    {"precision": "float32"},
    {"network.layers.0.activation": "relu"},
    {"network.layers.1.bias": False},
    {"data.noise": 40.0},
]


def of_all_sorts(count: int) -> list[Experiment]:
    return [WISH.changed({**MIXED[k * 5 % len(MIXED)], "seed": k * 3 % 4}) for k in range(count)]


def bits(of: Crowd) -> list[object]:
    return [(small.bits(of.state(k)), of.state(k).divergence) for k in range(len(of))]


# --- training ----------------------------------------------------------------------------------------------


def test_networks_of_all_sorts_train_in_one_crowd_each_as_a_population_of_it_alone() -> None:
    seen = advance(crowd(of_all_sorts(21)), 30)
    assert len(seen.parts) == 6  # biases and noise are what the networks of a part may differ in
    for k in range(len(seen)):
        alone = advance_population(population([seen.plans[k]]), 30)
        assert small.bits(seen.state(k)) == small.bits(alone.state(0))
    assert seen.update == 30


def test_every_network_of_a_crowd_is_found_again_under_its_number() -> None:
    wishes = of_all_sorts(21)
    seen = crowd(wishes)
    assert [shapes.experiment for shapes in seen.plans] == wishes
    for part, those in zip(seen.parts, seen.members, strict=True):
        assert [one.experiment for one in part.plans] == [wishes[k] for k in those]
    assert sorted(np.concatenate(seen.members).tolist()) == list(range(21))


@given(st.lists(st.integers(0, 9), max_size=4), st.integers(1, 3))
def test_bits_depend_neither_on_threads_nor_on_how_the_way_is_cut(cuts: list[int], threads: int) -> None:
    start = crowd(of_all_sorts(12))
    cut = start
    for updates in cuts:
        cut = advance(cut, updates, threads)
    assert bits(cut) == bits(advance(start, sum(cuts)))


@given(st.sets(st.integers(0, 11), min_size=1))
def test_bits_do_not_depend_on_who_stands_beside(chosen: set[int]) -> None:
    wishes = of_all_sorts(12)
    whole = bits(advance(crowd(wishes), 9))
    some = sorted(chosen, reverse=True)
    assert bits(advance(crowd([wishes[k] for k in some]), 9)) == [whole[k] for k in some]


def test_networks_of_one_seed_stand_side_by_side_so_that_they_fetch_their_points_together() -> None:
    seen = crowd(crowds.spread(WISH, 40))
    seeds = [one.experiment.seed for one in seen.parts[0].plans]
    assert seeds == sorted(seeds)


def test_a_network_that_diverges_stays_where_it_was_and_says_so_in_its_outcome() -> None:
    wild = crowds.DENSE["value"].changed({"optimizer.learning_rate": 50.0})
    start = crowd([crowds.DENSE["value"], wild])
    seen, later = advance(start, 400), advance(advance(start, 400), 100)
    lost = seen.state(1).divergence
    assert lost is not None
    assert seen.state(0).divergence is None
    assert small.bits(later.state(1)) == small.bits(seen.state(1))
    found = outcomes(seen)
    assert found.ended.tolist() == [-1, lost.update]
    assert found.loss[1] == np.inf
    assert found.right[1] == -np.inf
    assert losses(seen).tolist() == found.loss.tolist()


def test_a_crowd_needs_a_network_and_goes_forward_only() -> None:
    with pytest.raises(ValueError, match="at least one network"):
        crowd([])
    with pytest.raises(ValueError, match="forward only"):
        advance(crowd([WISH]), -1)
    with pytest.raises(IndexError):
        crowd([WISH]).state(1)


def test_a_network_that_cannot_be_is_refused() -> None:
    with pytest.raises(Refused):
        crowd([WISH, WISH.changed({"loss": "cross_entropy"})])


# --- outcomes ----------------------------------------------------------------------------------------------


@every_kind
@each_precision
def test_outcomes_are_what_a_fit_of_each_network_says(wish: Experiment, precision: str) -> None:
    seen = advance(crowd(crowds.spread(wish.changed({"precision": precision}), 19)), 20)
    found, close = outcomes(seen, threads=2), CLOSE[precision]
    for k, shapes in enumerate(seen.plans):
        one = fit(shapes, seen.state(k).theta)
        right = (
            (one.train_r2, one.test_r2)
            if shapes.coding == "value"
            else (one.train_accuracy, one.test_accuracy)
        )
        told = (one.train_loss, one.test_loss, *right)
        here = (found.train_loss[k], found.test_loss[k], found.train_right[k], found.test_right[k])
        for what, is_told in zip(here, told, strict=True):
            assert what == pytest.approx(
                np.nan if is_told is None else is_told, rel=close, abs=close, nan_ok=True
            )
    assert losses(seen).tolist() == found.loss.tolist()


@every_kind
def test_outcomes_do_not_depend_on_threads_to_the_last_bit(wish: Experiment) -> None:
    seen = advance(crowd(crowds.spread(wish, 19)), 5)
    one, three = outcomes(seen, 1), outcomes(seen, 3)
    for name in ("train_loss", "test_loss", "train_right", "test_right"):
        assert getattr(one, name).tobytes() == getattr(three, name).tobytes()


def test_networks_may_have_unlike_numbers_of_points_and_some_no_test_points() -> None:
    shares = [30, 100, 60, 45]
    seen = advance(crowd([WISH.changed({"data.train_share": share, "seed": 1}) for share in shares]), 10)
    assert sorted(sorted(those.tolist()) for those in seen.members) == [
        [0, 2, 3],
        [1],
    ]  # measured on points of one kind
    found = outcomes(seen)
    for k, shapes in enumerate(seen.plans):
        one = fit(shapes, seen.state(k).theta)
        assert found.train_loss[k] == pytest.approx(one.train_loss, rel=1e-12)
        assert found.train_right[k] == one.train_accuracy
        if one.test_loss is None:
            assert np.isnan(found.test_loss[k])
            assert np.isnan(found.test_right[k])
        else:
            assert found.test_loss[k] == pytest.approx(one.test_loss, rel=1e-12)
            assert found.test_right[k] == one.test_accuracy


def test_values_that_do_not_differ_have_no_r2() -> None:
    flat = small.points(12, 2)
    flat["points"]["y"] = [[0.3]] * 12
    found = outcomes(crowd([small.experiment(data=flat)]))
    assert np.isnan(found.train_right[0])
    assert found.train_loss[0] > 0


# --- tiles -------------------------------------------------------------------------------------------------


def told_by_the_probes(seen: Crowd, network: int, cells: int) -> tuple[str, np.ndarray[Any, Any]]:
    """The picture of one network, by the probes that measure one."""
    shapes, theta = seen.plans[network], seen.state(network).theta
    axes, classes = len(shapes.description.ranges), shapes.description.classes
    if axes > 1 and len(classes) > 2:
        return "regions", plane.regions(shapes, theta, cells).winner
    if axes > 1:
        return "field", plane.field(shapes, theta, shapes.values - 1, cells)
    if axes == 1:
        return "curve", plane.curve(shapes, theta, shapes.values - 1, cells)
    one = fit(shapes, theta)
    found = ("confusion", one.confusion) if classes else ("pairs", one.pairs)
    assert found[1] is not None
    return found[0], found[1]


@every_kind
@each_precision
def test_tiles_are_what_the_probes_say_of_each_network(wish: Experiment, precision: str) -> None:
    seen = advance(crowd(crowds.spread(wish.changed({"precision": precision}), 19)), 20)
    wanted = [18, 3, 4, 0]
    found = tiles(seen, wanted, 7, threads=2)
    assert found.networks.tolist() == wanted
    for place, network in enumerate(wanted):
        kind, told = told_by_the_probes(seen, network, 7)
        assert found.kind == kind
        close = CLOSE[precision]
        np.testing.assert_allclose(found.values[place], told, rtol=close, atol=close)


def test_the_tile_of_each_network_lies_over_its_own_data() -> None:
    wishes = [WISH.changed({"data.dataset": name}) for name in ("circle", "spiral", "circle")]
    seen = crowd(wishes)
    found = tiles(seen, range(3), 6)
    for k in range(3):
        np.testing.assert_allclose(found.values[k], told_by_the_probes(seen, k, 6)[1], rtol=1e-12)


def test_networks_without_the_picture_of_the_others_have_none() -> None:
    seen = crowd([crowds.DENSE["value"], crowds.DENSE["curve"]])
    found = tiles(seen, [1, 0], 5)
    assert found.kind == "field"
    assert np.isnan(found.values[0]).all()
    assert np.isfinite(found.values[1]).all()
    assert np.isnan(tiles(seen, [1], 5).values).all()


def test_tiles_of_no_network_are_none() -> None:
    assert len(tiles(crowd([WISH]), [], 5).values) == 0
    with pytest.raises(IndexError):
        tiles(crowd([WISH]), [1], 5)


def test_plans_of_a_crowd_can_be_read_by_number() -> None:
    assert crowd([WISH]).plans[0] is plan(WISH)
