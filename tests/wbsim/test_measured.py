"""What is measured of a state: quantiles against NumPy's, layer by layer, and accuracies and errors by hand."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from wbsim import engine, presets
from wbsim.engine import initial
from wbsim.measured import SHARES, measure, quantiles, spread
from wbsim.plan import plan
from wbsim.probes.fit import Fit, fit


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_quantiles_are_those_of_numpy(values: list[float]) -> None:
    np.testing.assert_allclose(quantiles(np.sort(values)), np.quantile(values, SHARES), rtol=1e-9, atol=1e-9)


def test_the_spread_is_that_of_each_layer_s_weights_and_biases() -> None:
    shapes = plan(small.experiment(hidden=(5, 4)))
    theta = engine.initial(shapes).theta
    found = spread(shapes.layout, theta)
    assert found.shape == (4, 2, len(SHARES))
    for row, of_row in zip(shapes.rows, found[1:], strict=True):
        biases = row.biases_of(theta)
        assert biases is not None
        np.testing.assert_allclose(of_row[0], np.quantile(row.weights_of(theta), SHARES), rtol=1e-12)
        np.testing.assert_allclose(of_row[1], np.quantile(biases, SHARES), rtol=1e-12)
    np.testing.assert_allclose(found[0, 1], np.quantile(theta[shapes.is_bias], SHARES), rtol=1e-12)


def test_there_is_no_spread_of_biases_that_are_off() -> None:
    layers = (small.layer(3, bias=False), small.layer(1, "linear", bias=False))
    shapes = plan(small.experiment(network=small.network(*layers)))
    found = measure(shapes, engine.initial(shapes)).spread
    assert np.isnan(found[:, 1]).all() and np.isfinite(found[:, 0]).all()


def test_r2_and_rmse_are_those_of_the_outputs() -> None:
    shapes = plan(
        small.experiment(data=small.points(12, 2, outputs=2), network=small.network(small.layer(2, "linear")))
    )
    state = engine.initial(shapes)
    given_points = shapes.experiment.data.points
    assert given_points is not None
    x, t = np.array(given_points.x, float), np.array(given_points.y, float)
    y = engine.predict(state, shapes, x)
    found = fit(shapes, state.theta)
    assert found.train_rmse == pytest.approx(np.sqrt(np.mean((t - y) ** 2)))
    assert found.train_r2 == pytest.approx(1 - np.sum((t - y) ** 2) / np.sum((t - t.mean(axis=0)) ** 2))
    assert found.test_r2 is None and found.train_accuracy is None
    assert len(found.class_accuracy) == 0


def test_there_is_no_r2_where_the_targets_do_not_differ() -> None:
    data = {"dataset": "points", "points": {"x": [[k] for k in range(7)], "y": [[0.1]] * 7, "test": 0}}
    one = small.network(small.layer(1, "linear"))
    shapes = plan(small.experiment(data=data, network=one, precision="float64"))
    assert fit(shapes, engine.initial(shapes).theta).train_r2 is None


def test_the_accuracy_of_classes_counts_what_was_drawn() -> None:
    found = Fit(0.0, None, 0.5, None, np.array([[3, 1, 0], [0, 0, 0], [1, 0, 1]]))
    np.testing.assert_array_equal(found.class_accuracy, [0.75, np.nan, 0.5])
    shapes = plan(presets.load("circle").experiment)
    real = fit(shapes, engine.initial(shapes).theta)
    assert real.confusion is not None and real.test_accuracy is not None
    drawn = real.confusion.sum(axis=1)
    assert np.sum(real.class_accuracy * drawn) / drawn.sum() == pytest.approx(real.test_accuracy)


def test_a_measurement_tells_points_apart_and_holds_none() -> None:
    one = plan(small.experiment())
    other = plan(small.experiment(data=small.points(12, 2, seed=2)))
    same = plan(small.experiment(data=small.points(12, 2)))
    bases = [measure(shapes, initial(shapes)).basis for shapes in (one, other, same)]
    assert bases[0] == bases[2] != bases[1]
    weak = weakref.ref(other.experiment.data.points)
    held = gc.get_referents(*gc.get_referents(bases[1]))
    assert weak() is not None and not any(thing is weak() for thing in held)
