"""A sample set by hand runs through the network like any other, but has no target; and where a line misses least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim import engine, presets
from wbsim.datasets.worked import NAMES, example
from wbsim.engine import Pick, Watch
from wbsim.plan import Plan, plan
from wbsim.probes.fit import Fit
from wbsim.probes.least_squares import best
from wbsim.probes.trace import Trace, is_zero, told_output, zeros


def seen(shapes: Plan, state: engine.State, pick: Pick) -> Trace:
    found = engine.look(state, shapes, Watch(fit=False, pick=pick)).trace
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["circle", "spiral-sines", "penguins", "digits"])
def test_a_point_set_where_a_sample_lies_has_the_same_sums_and_values(name: str) -> None:
    shapes = plan(presets.load(name).experiment)
    state = engine.advance(engine.initial(shapes), shapes, 50)
    drawn = seen(shapes, state, Pick("train", 3))
    by_hand = seen(shapes, state, Pick("train", 3, tuple(drawn.point.tolist())))
    np.testing.assert_allclose(by_hand.sums, drawn.sums, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(by_hand.values, drawn.values, rtol=1e-5, atol=1e-5)


def test_a_point_set_by_hand_has_no_target_and_so_neither_error_nor_gradient() -> None:
    shapes = plan(presets.load("circle").experiment)
    trace = seen(shapes, engine.initial(shapes), Pick("train", 0, (1.0, -2.0)))
    assert trace.target.shape == (0,) and np.isnan(trace.loss)
    assert np.isnan(trace.deltas).all() and np.isnan(trace.gradient).all()
    assert trace.deltas.shape == trace.values.shape and trace.gradient.shape == (shapes.size,)


@pytest.mark.parametrize("point", [(), (1.0,), (1.0, 2.0, 3.0), (float("nan"), 0.0), (float("inf"), 0.0)])
def test_a_point_that_the_data_cannot_have_is_not_followed(point: tuple[float, ...]) -> None:
    shapes = plan(presets.load("circle").experiment)
    assert engine.look(engine.initial(shapes), shapes, Watch(pick=Pick("train", 0, point))).trace is None


@pytest.mark.parametrize("name", ["circle", "spiral-sines", "penguins", "digits", "pass-fail"])
def test_with_all_inputs_0_the_first_layers_sums_are_its_biases(name: str) -> None:
    shapes = plan(presets.load(name).experiment)
    state = engine.advance(engine.initial(shapes), shapes, 30)
    pick = Pick("train", 0, zeros(shapes))
    trace, row = seen(shapes, state, pick), shapes.rows[0]
    biases = row.biases_of(state.theta)
    assert biases is not None and is_zero(shapes, pick)
    np.testing.assert_array_equal(trace.sums[row.target_row : row.target_row + row.fan_out], biases)


def test_sums_that_overflow_are_infinite_and_nothing_else_goes_wrong() -> None:
    shapes = plan(presets.load("plane").experiment)  # which ends linearly
    theta = np.full(shapes.size, 2e38, np.float32)
    state = replace(engine.initial(shapes), theta=theta)
    for point in (None, (5.0, 5.0)):
        assert np.isposinf(seen(shapes, state, Pick("train", 0, point)).sums[-1])


def test_no_sample_of_the_data_counts_as_set_to_0() -> None:
    shapes = plan(presets.load("circle").experiment)
    assert not is_zero(shapes, Pick("train", 0)) and not is_zero(shapes, Pick("train", 0, (0.0, 1.0)))


@given(st.floats(-15, 200))
def test_what_the_output_tells_of_a_point_is_in_the_units_of_the_data(size: float) -> None:
    wish = presets.load("house-price").experiment.changed(
        {"data.standardize": "all", "optimizer.learning_rate": 0.05}
    )
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 100)
    told = engine.predict(state, shapes, np.array([[size]]))[0, 0]
    assert told_output(shapes, seen(shapes, state, Pick("train", 0, (size,)))) == pytest.approx(
        told, rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_example_is_right_for_its_own_data(name: str) -> None:
    found, wish = example(name), presets.load(name).experiment
    assert found is not None
    shapes = plan(wish)
    z = float(np.dot(found.weights, found.point) + found.bias)
    assert z == pytest.approx({"pass-fail": 3.8, "house-price": 230.0}[name])
    assert len(found.point) == len(shapes.description.inputs)


def test_data_without_an_example_have_none() -> None:
    assert example("circle") is None


@pytest.mark.parametrize("standardize", ["nothing", "inputs", "all"])
@pytest.mark.parametrize("name", ["linear-regression", "house-price"])
def test_no_step_away_from_the_least_squares_makes_the_loss_smaller(name: str, standardize: str) -> None:
    wish = presets.load(name).experiment.changed({"data.standardize": standardize, "precision": "float64"})
    shapes = plan(wish)
    found = best(shapes)
    assert found is not None and found.bias is not None
    theta = np.array([*found.weights, found.bias])

    def loss(at: np.ndarray) -> Fit:
        state = engine.at_rest(0, 0, 0, 0, at.copy(), np.zeros((len(shapes.slots), shapes.size)))
        fit = engine.look(state, shapes, Watch()).fit
        assert fit is not None
        return fit

    least = loss(theta)
    assert least.train_rmse == pytest.approx(found.rmse, rel=1e-9)
    for direction in np.eye(len(theta)):
        for step in (-0.01, 0.01):
            assert loss(theta + step * direction).train_loss > least.train_loss


def test_without_a_bias_the_best_line_goes_through_0() -> None:
    shapes = plan(presets.load("linear-regression").experiment.changed({"network.layers.0.bias": False}))
    found = best(shapes)
    assert found is not None and found.bias is None and len(found.weights) == 1


@pytest.mark.parametrize("name", ["pass-fail", "logistic-regression", "circle", "penguins"])
def test_only_one_linear_neuron_with_a_squared_error_has_a_least_square(name: str) -> None:
    assert best(plan(presets.load(name).experiment)) is None


def test_another_loss_has_another_best_line_and_none_is_shown() -> None:
    assert best(plan(presets.load("linear-regression").experiment.changed({"loss": "mae"}))) is None
