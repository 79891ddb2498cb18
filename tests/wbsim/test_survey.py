"""A surface is that of the very moment, paths lie on it where the history says, and principal directions are those that the
singular values say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import small

from wbsim import Watch, presets
from wbsim.path import settled, thetas
from wbsim.probes import axes as axes_of
from wbsim.probes.axes import Anchor
from wbsim.probes.ground import Ground, Surface, SurfaceWish, cells_for, edges, points_for
from wbsim.run import Run
from wbsim.session import Session
from wbsim.survey import Surveyor, window_around, window_with

PAIR = ("w:4<x2", "b:4")


def session(name: str = "circle", updates: int = 0) -> Session:
    made = Session(Run(experiment=presets.load(name).experiment))
    made.advance(updates)
    return made


def surface_of(made: Session, **wish: Any) -> Surface:
    seen = made.snapshot(Watch(surface=SurfaceWish(**wish))).seen.surface
    assert seen is not None
    return seen


def ground_of(surface: Surface) -> Ground:
    assert surface.ground is not None
    return surface.ground


def test_the_path_on_two_parameters_is_what_the_history_has_of_them() -> None:
    made = session(updates=700)
    surface = surface_of(made, parameters=PAIR)
    assert surface.path is not None
    (track, update, theta) = list(made.branch.history.eras())[-1]
    columns = [track.ids.index(name) for name in PAIR]
    assert surface.path.update.tolist() == update.tolist()
    assert surface.path.places.tolist() == theta[:, 2, columns].astype(float).tolist()
    assert surface.place == tuple(surface.path.places[-1])


def test_the_loss_at_the_place_is_the_loss_of_the_run() -> None:
    made = session(updates=300)
    for kind in ("parameters", "random", "principal"):
        surface = surface_of(made, kind=kind, parameters=PAIR)
        snapshot = made.snapshot(Watch())
        assert snapshot.seen.fit is not None
        assert surface.loss == pytest.approx(snapshot.seen.fit.train_loss, rel=1e-5)
        ground = ground_of(surface)
        assert ground.loss_at(np.array([surface.place]))[0] == pytest.approx(surface.loss, rel=0.05)


def test_every_cell_has_the_loss_that_the_run_would_have_there() -> None:
    made = session(updates=200)
    ground = ground_of(surface_of(made, parameters=PAIR))
    us, vs = edges(ground)
    for row, column in ((0, 0), (10, 80), (96, 40)):
        moved = session(updates=200)
        moved.set_parameters({PAIR[0]: us[column], PAIR[1]: vs[row]})
        fit = moved.snapshot(Watch()).seen.fit
        assert fit is not None and ground.losses[row, column] == pytest.approx(fit.train_loss, rel=1e-4)


def test_principal_directions_explain_what_the_singular_values_say() -> None:
    made = session(updates=70)  # on the ladder, so that the whole path decides
    axes = surface_of(made, kind="principal").axes
    assert axes is not None and axes.shares is not None and axes.until == 70
    here = made.here
    path = np.concatenate([theta for _, theta in thetas(made.branch.history, here.plan)]).astype(float)
    _, size, rows = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    assert axes.shares == pytest.approx(tuple((size**2 / (size**2).sum())[:2]), rel=1e-6)
    for found, wanted in zip(axes.directions, rows[:2], strict=True):
        assert abs(found @ wanted) == pytest.approx(1, abs=1e-6)
        assert np.linalg.norm(found) == pytest.approx(1)


def test_principal_directions_stay_between_two_steps_of_the_ladder() -> None:
    surveyor = Surveyor(lambda: 0.0)
    made, seen = session(updates=500), []
    for _ in range(3):
        here = made.here
        wish = SurfaceWish("principal")
        seen.append(surveyor.newest(here.plan, made.branch.history, here.state, wish).axes)
        made.advance(50)
    assert seen[0] is seen[1] is seen[2]
    assert [settled(n) for n in (0, 1, 9, 10, 14, 15, 29, 640, 99_999)] == [
        0,
        1,
        7,
        10,
        10,
        15,
        20,
        500,
        70_000,
    ]


def test_before_any_update_there_are_no_principal_directions_and_a_sentence_says_so() -> None:
    surface = surface_of(session(), kind="principal")
    assert surface.ground is None
    assert "train a little first" in surface.lack


def test_a_straight_path_still_has_two_directions() -> None:
    path = np.outer(np.arange(9.0), [1.0, 2.0, 2.0])
    axes = axes_of.principal_directions(path)
    assert axes is not None and axes.shares == pytest.approx((1, 0), abs=1e-9)
    assert axes.directions @ axes.directions.T == pytest.approx(np.eye(2), abs=1e-9)


def test_random_directions_are_as_long_as_the_weights_of_each_neuron() -> None:
    here = session(updates=400).here
    axes = axes_of.random_directions(here.plan, 3, Anchor(here.state.theta, here.plan.layout))
    again = axes_of.random_directions(here.plan, 3, Anchor(here.state.theta, here.plan.layout))
    other = axes_of.random_directions(here.plan, 4, Anchor(here.state.theta, here.plan.layout))
    assert axes.directions.tolist() == again.directions.tolist() != other.directions.tolist()
    for direction in axes.directions:
        for row in here.plan.rows:
            ours, theirs = row.weights_of(direction), row.weights_of(here.state.theta)
            assert np.linalg.norm(ours, axis=1) == pytest.approx(np.linalg.norm(theirs, axis=1), rel=1e-5)
    assert axes.at(here.state.theta) == pytest.approx((0, 0), abs=1e-9)


def test_moving_along_directions_ends_at_the_place_that_was_asked_for() -> None:
    made = session(updates=400)
    here = made.here
    axes = axes_of.random_directions(here.plan, 3, Anchor(here.state.theta, here.plan.layout))
    made.set_parameters(axes.moved(here.plan, here.state.theta, (0.25, -0.5)))
    assert axes.at(made.here.state.theta) == pytest.approx((0.25, -0.5), abs=1e-5)
    pair = axes_of.of_parameters(here.plan, PAIR)
    assert pair.moved(here.plan, here.state.theta, (0.25, -0.5)) == {PAIR[0]: 0.25, PAIR[1]: -0.5}


def test_the_window_holds_the_path_with_air_and_only_grows() -> None:
    chance = np.random.default_rng(2)
    path = np.cumsum(chance.normal(0, 0.3, (400, 2)), axis=0)
    before = window_around(path[:1])
    for end in range(2, 400):
        window = window_around(path[:end])
        for along in (0, 1):
            low, high = window[2 * along : 2 * along + 2]
            assert low < path[:end, along].min() and high > path[:end, along].max()
            assert low <= before[2 * along] and high >= before[2 * along + 1]
        before = window
    changes = {window_around(path[:end]) for end in range(1, 400)}
    assert len(changes) < 25  # it does not follow every step


def test_a_window_that_was_chosen_is_kept_until_the_place_leaves_it() -> None:
    window = (-1.0, 1.0, 0.0, 4.0)
    assert window_with(window, (0.9, 3.9)) == window
    assert window_with(window, (1.2, 3.9)) == (0.0, 2.0, 0.0, 4.0)
    low, high = window_with(window, (0.0, -7.3))[2:]
    assert low <= -7.3 <= high and high - low == 4


@pytest.mark.parametrize("far", [1e6, -1e12, 1e20, -3e29])
def test_a_window_far_out_is_as_wide_as_its_numbers_can_tell_apart(far: float) -> None:
    low, high = window_around(np.array([(far, 0.5)]))[:2]
    cells = np.linspace(low, high, 97).astype(np.float32)
    assert low < far < high and (np.diff(cells) > 0).all()
    moved = window_with((-2.0, 2.0, -2.0, 2.0), (far, 0.5))
    assert moved[0] <= far <= moved[1] and moved[1] > moved[0] and moved[2:] == (-2.0, 2.0)
    assert window_with(moved, (far, 0.5)) == moved


def test_what_lies_beyond_all_bounds_is_out_of_the_window() -> None:
    near = np.array([(0.5, 1.0)])
    assert window_around(np.array([(0.5, 1.0), (1e308, -1e308), (np.inf, np.nan)])) == window_around(near)
    assert window_with((0.0, 4.0, 0.0, 4.0), (1e308, np.nan)) == (0.0, 4.0, 0.0, 4.0)


def test_a_surface_of_parameters_that_are_huge_is_measured() -> None:
    made = session()
    made.set_parameters({PAIR[0]: 1e20, PAIR[1]: -1e20})
    surface = surface_of(made, parameters=PAIR)
    assert surface.place == pytest.approx((1e20, -1e20)) and ground_of(surface).cells > 9


def test_a_path_without_bounds_has_no_principal_directions() -> None:
    assert axes_of.principal_directions(np.array([(0.0, 1e200), (1e200, 0.0), (1.0, 1.0)])) is None


def _partly_infinite() -> Ground:
    here = session().here
    axes = axes_of.of_parameters(here.plan, PAIR)
    losses = np.add.outer(np.arange(9.0), np.arange(9.0))
    losses[:, 3:] = np.inf
    return Ground(axes, (0.0, 8.0, 0.0, 8.0), losses, here.state.theta, 0, 1, 1, (0.0, 0.0, 0.0))


def test_the_loss_beside_a_cell_without_a_finite_one_is_its_own() -> None:
    found = _partly_infinite().loss_at(np.array([(2.0, 4.0), (2.0, 4.5), (2.5, 4.0), (6.0, 2.0)]))
    assert found.tolist() == [6.0, 6.5, np.inf, np.inf]


def test_uphill_is_a_place_whose_loss_is_finite() -> None:
    ground = _partly_infinite()
    uphill = Surface(ground.axes, ground.window, ground).uphill
    assert uphill is not None and uphill[0] < 3 and uphill[1] > 4
    hopeless = replace(ground, losses=np.full((9, 9), np.inf))
    assert Surface(ground.axes, ground.window, hopeless).uphill is None


def test_a_large_network_has_a_path_of_the_states_that_are_kept() -> None:
    made = session("digits", 40)
    here, frames = made.here, made.branch.keyframes
    assert here.plan.size > 4096 and frames is not None
    surface = surface_of(made, kind="random", finest=17)
    assert surface.path is not None
    kept = [frame.state.update for frame in frames.frames]
    assert surface.path.update.tolist() == kept and len(kept) > 1
    ground = ground_of(surface)
    assert (ground.points, ground.of) == (points_for(here.plan), here.plan.train_size) == (1000, 1401)
    assert cells_for(here.plan, 97) < 97


def test_what_takes_long_is_measured_in_slices_to_the_same_numbers() -> None:
    ticks = iter(range(10**6))
    slow, made = Surveyor(lambda: float(next(ticks))), session("digits", 3)
    here, wish = made.here, SurfaceWish("random", finest=17)
    calls = 0
    while True:
        calls += 1
        surface = slow.newest(here.plan, made.branch.history, here.state, wish, slice=1.0, patience=1.0)
        if not slow.is_behind:
            break
        assert calls < 200
    assert calls > 2
    at_once = Surveyor(lambda: 0.0).newest(here.plan, made.branch.history, here.state, wish)
    assert ground_of(surface).losses.tolist() == ground_of(at_once).losses.tolist()


def test_a_move_along_two_parameters_needs_no_other_ground_and_one_of_a_third_does() -> None:
    surveyor, made = Surveyor(lambda: 0.0), session(updates=100)
    made.set_parameters({PAIR[0]: 0.5})

    def ground() -> Ground:
        here, wish = made.here, SurfaceWish(parameters=PAIR, window=(-3, 3, -3, 3))
        return ground_of(surveyor.newest(here.plan, made.branch.history, here.state, wish))

    before = ground()
    made.set_parameters({PAIR[0]: 1.0, PAIR[1]: -1.0})
    assert ground() is before
    made.set_parameters({"b:2": 1.0})
    assert ground() is not before


def test_other_axes_never_show_the_ground_of_earlier_ones() -> None:
    ticks = iter(range(10**6))
    slow, made = Surveyor(lambda: float(next(ticks))), session("digits", 3)
    here = made.here
    while (
        slow.newest(
            here.plan, made.branch.history, here.state, SurfaceWish("random", finest=17), slice=9
        ).ground
        is None
    ):
        pass
    surface = slow.newest(
        here.plan,
        made.branch.history,
        here.state,
        SurfaceWish("random", seed=1, finest=17),
        slice=1,
        patience=1,
    )
    assert surface.ground is None and slow.is_behind


def test_a_network_of_one_parameter_has_no_surface_and_a_sentence_says_so() -> None:
    data = small.points(8, 1)
    wish = small.experiment(data=data, network=small.network(small.layer(1, "linear", bias=False)))
    surface = surface_of(Session(Run(experiment=wish)))
    assert surface.ground is None and "single one" in surface.lack


def test_the_usual_parameters_are_a_weight_and_the_bias_of_the_neuron_at_hand() -> None:
    here = session().here
    assert axes_of.usual_parameters(here.plan, 4) == PAIR
    assert axes_of.usual_parameters(here.plan, None) == PAIR
    without = small.experiment(network=small.network(small.layer(1, "linear", bias=False)))
    plain = Session(Run(experiment=without)).here.plan
    assert axes_of.usual_parameters(plain, None) == tuple(plain.ids)


def test_a_surface_is_measured_only_where_it_is_asked_for() -> None:
    assert session(updates=3).snapshot(Watch()).seen.surface is None
