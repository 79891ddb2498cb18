"""A rescued neuron fires at about half of the points, whatever its inputs are, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
import small
from numpy.typing import NDArray

from wbsim.engine import initial
from wbsim.plan import Plan, plan
from wbsim.probes.health import health
from wbsim.probes.rescue import rescue


def killed(**more: Any) -> tuple[Plan, NDArray[np.float64]]:
    """A 2-4-3-1 ReLU network of which the first neuron of each hidden layer is dead."""
    shapes = plan(small.experiment(hidden=(4, 3), activation="relu", data=small.points(101, 2), **more))
    theta = initial(shapes).theta.copy()
    for row in shapes.rows[:2]:
        biases = row.biases_of(theta)
        assert biases is not None
        biases[:] = 0.5
        biases[0] = -50.0
    return shapes, theta


def fires(shapes: Plan, theta: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The share of training points at which each neuron of each layer is above 0."""
    x, _ = reference.samples(shapes)
    sums, _ = reference.forward(reference.unpacked(theta, shapes), reference.names_of(shapes), x)
    return [(z > 0).mean(axis=0) for z in sums]


def with_values(shapes: Plan, theta: NDArray[np.float64], values: dict[str, float]) -> NDArray[np.float64]:
    """θ with some parameters set."""
    changed = theta.copy()
    for name, value in values.items():
        changed[shapes.index[name]] = value
    return changed


def test_the_dead_fire_at_half_of_the_points_in_the_first_layer_and_behind_it() -> None:
    shapes, theta = killed()
    dead = [neuron for layer in health(shapes, theta).layers for neuron in layer.dead]
    assert dead == [shapes.rows[0].layer.neurons[0], shapes.rows[1].layer.neurons[0]]
    values = rescue(shapes, theta, dead)
    assert set(values) == {f"b:{neuron}" for neuron in dead}
    after = with_values(shapes, theta, values)
    for share in fires(shapes, after)[:2]:
        assert share[0] == pytest.approx(0.5, abs=0.02)
    assert all(not layer.dead for layer in health(shapes, after).layers)


def test_all_positive_inputs_are_no_hindrance() -> None:
    data = small.points(101, 2)
    data["points"]["x"] = np.abs(data["points"]["x"]).tolist()
    shapes = plan(small.experiment(hidden=(4,), activation="relu", data=data))
    theta = initial(shapes).theta.copy()
    shapes.rows[0].weights_of(theta)[:] = -1.0
    biases = shapes.rows[0].biases_of(theta)
    assert biases is not None
    biases[:] = 0.0
    assert len(health(shapes, theta).layers[0].dead) == 4
    after = with_values(shapes, theta, rescue(shapes, theta, shapes.rows[0].layer.neurons))
    np.testing.assert_allclose(fires(shapes, after)[0], 0.5, atol=0.02)


def test_a_neuron_that_says_the_same_of_all_points_fires_at_all() -> None:
    shapes, theta = killed()
    shapes.rows[0].weights_of(theta)[0] = 0.0
    dead = shapes.rows[0].layer.neurons[:1]
    assert fires(shapes, with_values(shapes, theta, rescue(shapes, theta, dead)))[0][0] == 1.0


def test_most_points_alike_do_not_hide_the_others() -> None:
    data = small.points(100, 2)
    data["points"]["x"] = [[0.0, 0.0]] * 70 + [[1.0, 2.0]] * 30
    shapes = plan(small.experiment(hidden=(3,), activation="relu", data=data))
    theta = initial(shapes).theta.copy()
    shapes.rows[0].weights_of(theta)[0] = 1.0
    values = rescue(shapes, theta, shapes.rows[0].layer.neurons[:1])
    assert fires(shapes, with_values(shapes, theta, values))[0][0] == pytest.approx(0.3)


def test_what_has_no_bias_and_what_is_not_asked_for_is_left_alone() -> None:
    layers = (small.layer(3, "relu", bias=False), small.layer(1, "linear"))
    shapes = plan(small.experiment(network=small.network(*layers)))
    theta = initial(shapes).theta
    assert rescue(shapes, theta, shapes.rows[0].layer.neurons) == {}
    assert rescue(shapes, theta, ()) == {}
