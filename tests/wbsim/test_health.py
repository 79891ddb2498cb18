"""The health of a network against plain NumPy, neuron by neuron and point by point, and networks made to be ill."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import reference
import small
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from wbsim.engine import Watch, initial, look
from wbsim.plan import Plan, plan
from wbsim.probes.health import FLAT, SATURATED, Health, health, identical, penalty
from wbsim.probes.spreads import BINS, DECADES, MOST, PER_DECADE, sizes, spread

Array = NDArray[np.float64]


def deltas_of(shapes: Plan, theta: Array, x: Array, t: Array) -> tuple[list[Array], list[Array], list[Array]]:
    """Sums, values behind them and errors δ = ∂(loss of a point)/∂z, (points, neurons) of each layer."""
    layers, names = reference.unpacked(theta, shapes), reference.names_of(shapes)
    sums, values = reference.forward(layers, names, x)
    wish = shapes.experiment
    delta = len(x) * reference.output_delta(wish.loss, names[-1], sums[-1], values[-1], t, wish.huber_delta)
    found = [delta]
    for k in reversed(range(1, len(layers))):
        delta = (delta @ layers[k][0]) * reference.derivative(names[k - 1], sums[k - 1])
        found.insert(0, delta)
    return sums, values[1:], found


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "gelu", "softsign", "elu", "leaky_relu"])
def test_every_layer_is_what_plain_numpy_says(activation: str) -> None:
    shapes = plan(small.experiment(hidden=(5, 4), activation=activation))
    theta = 3 * initial(shapes).theta
    x, t = reference.samples(shapes)
    sums, values, deltas = deltas_of(shapes, theta, x, t)
    loss, gradient = reference.loss_and_gradient(theta, shapes, x, t)
    found = health(shapes, theta)
    assert (found.points, found.of) == (12, 12)
    assert found.loss == pytest.approx(loss)
    assert found.weight_norm == pytest.approx(math.sqrt((theta[~shapes.is_bias] ** 2).sum()))
    assert found.bias_norm == pytest.approx(math.sqrt((theta[shapes.is_bias] ** 2).sum()))
    for k, (row, layer) in enumerate(zip(shapes.rows, found.layers, strict=True)):
        assert (layer.layer, layer.neurons) == (row.layer.id, row.layer.neurons)
        assert layer.activations.rms == pytest.approx(math.sqrt((values[k] ** 2).mean()))
        assert layer.delta.rms == pytest.approx(math.sqrt((deltas[k] ** 2).mean()), abs=1e-12)
        assert layer.weight_gradient.rms == pytest.approx(
            math.sqrt((row.weights_of(gradient) ** 2).mean()), abs=1e-12
        )
        steep = np.abs(reference.derivative(row.layer.activation, sums[k]))
        most = float(np.abs(reference.derivative(row.layer.activation, np.zeros(1)))[0])
        if activation in ("tanh", "sigmoid", "softsign") and k < 2:
            np.testing.assert_allclose(layer.flat, (steep < FLAT * most).mean(axis=0))
            flat = (steep < FLAT * most).mean(axis=0) > SATURATED
            assert layer.saturated == tuple(
                neuron for neuron, is_flat in zip(layer.neurons, flat, strict=True) if is_flat
            )
        dead = (steep == 0).all(axis=0)
        assert layer.dead == tuple(
            neuron for neuron, is_dead in zip(layer.neurons, dead, strict=True) if is_dead
        )


def test_spreads_count_every_number_in_its_bin() -> None:
    numbers = np.random.default_rng(3).normal(size=(50, 7))
    found = spread(numbers)
    counts, _ = np.histogram(numbers, BINS, (found.low, found.high))
    np.testing.assert_array_equal(found.counts, counts)
    assert (found.least, found.largest) == (numbers.min(), numbers.max())
    assert found.low <= found.least and found.largest <= found.high


@given(st.lists(st.floats(-1e9, 1e9) | st.just(np.inf), min_size=1, max_size=30))
def test_a_spread_counts_what_is_finite(numbers: list[float]) -> None:
    found = spread(np.array(numbers))
    assert found.counts.sum() == np.isfinite(numbers).sum()
    assert found.low < found.high
    assert math.isinf(found.rms) == (not np.isfinite(numbers).all())


def test_sizes_are_told_apart_by_the_decade() -> None:
    found = sizes(np.array([0.0, 1.0, -1.0, 0.1, 1e-12, 1e9, 0.99]))
    first = -DECADES[0] * PER_DECADE
    assert found.zeros == 1 and found.total == 7
    assert found.counts[first] == 2  # a power of ten opens its bin
    assert found.counts[first - 1] == 1
    assert found.counts[first - PER_DECADE] == 1
    assert found.counts[0] == 1 and found.counts[-1] == 1


def ill(**more: Any) -> tuple[Plan, Array]:
    """A 2-4-3-1 ReLU network on points between −2 and 2, and where it starts."""
    shapes = plan(small.experiment(hidden=(4, 3), activation="relu", **more))
    return shapes, initial(shapes).theta.copy()


def with_biases(shapes: Plan, theta: Array, layer: int, *values: float) -> Array:
    """θ with other biases in a layer."""
    biases = shapes.rows[layer].biases_of(theta)
    assert biases is not None
    biases[:] = values
    return theta


def test_a_relu_that_no_point_reaches_is_dead_and_others_are_not() -> None:
    shapes, theta = ill()
    with_biases(shapes, theta, 0, 1.0, -100.0, 1.0, -100.0)
    first = shapes.rows[0].layer.neurons
    found = health(shapes, theta).layers[0]
    assert found.dead == (first[1], first[3])
    assert found.saturated == ()
    with_biases(shapes, theta, 0, 1.0, 1.0, 1.0, 1.0)
    assert health(shapes, theta).layers[0].dead == ()


def test_a_leaky_relu_is_never_dead() -> None:
    shapes = plan(small.experiment(activation="leaky_relu"))
    theta = with_biases(shapes, initial(shapes).theta.copy(), 0, -100.0, -100.0, -100.0)
    assert health(shapes, theta).layers[0].dead == ()


def test_a_tanh_that_is_flat_at_nearly_all_points_is_saturated_and_a_relu_never() -> None:
    shapes = plan(small.experiment())
    theta = with_biases(shapes, initial(shapes).theta.copy(), 0, 8.0, 0.0, -8.0)
    first = shapes.rows[0].layer.neurons
    found = health(shapes, theta).layers[0]
    assert found.saturated == (first[0], first[2]) and found.dead == ()
    np.testing.assert_array_equal(found.flat, [1.0, 0.0, 1.0])


def test_equal_neurons_are_one_and_the_same_and_a_bias_tells_them_apart() -> None:
    equal = {"weight_init": {"kind": "constant", "value": 0.3}, "bias_init": {"kind": "zero"}}
    layers = (small.layer(8, **equal), small.layer(4, **equal), small.layer(1, "linear"))
    shapes = plan(small.experiment(network=small.network(*layers)))
    theta = initial(shapes).theta.copy()
    found = health(shapes, theta).layers
    assert [layer.distinct for layer in found] == [1, 1, 1]
    assert found[0].identical == (shapes.rows[0].layer.neurons,)
    with_biases(shapes, theta, 0, 0, 0, 1, 1, 1, 2, 3, 0)
    n = shapes.rows[0].layer.neurons
    found = health(shapes, theta).layers
    assert found[0].identical == ((n[0], n[1], n[7]), (n[2], n[3], n[4]))
    assert found[0].distinct == 4


def test_neurons_of_other_weights_with_the_same_sum_are_not_the_same() -> None:
    shapes = plan(small.experiment(network=small.network(small.layer(3), small.layer(1, "linear"))))
    theta = initial(shapes).theta.copy()
    shapes.rows[0].weights_of(theta)[:] = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    with_biases(shapes, theta, 0, 0.5, 0.5, 0.5)
    n = shapes.rows[0].layer.neurons
    assert identical(shapes.rows[0], theta) == ((n[0], n[2]),)


@given(seed=st.integers(0, 10_000), copies=st.integers(1, 12))
def test_every_copy_of_a_neuron_is_found_among_others(seed: int, copies: int) -> None:
    chance = np.random.default_rng(seed)
    shapes = plan(small.experiment(network=small.network(small.layer(20), small.layer(1, "linear"))))
    theta, row = initial(shapes).theta.copy(), shapes.rows[0]
    places = np.sort(chance.choice(20, copies, replace=False))
    biases = row.biases_of(theta)
    assert biases is not None
    row.weights_of(theta)[places], biases[places] = [0.25, -0.5], 0.125
    row.weights_of(theta)[places] += chance.uniform(-1e-7, 1e-7, (copies, 2))  # as rounding would
    found = identical(row, theta)
    same = tuple(row.layer.neurons[place] for place in places)
    assert found == ((same,) if copies > 1 else ())


def test_biases_at_zero_and_biases_that_are_held_are_named() -> None:
    zero = {"bias_init": {"kind": "zero"}}
    layers = (small.layer(3, **zero), small.layer(2, bias=False), small.layer(1, "linear"))
    shapes = plan(small.experiment(network=small.network(*layers), train="weights"))
    theta = initial(shapes).theta.copy()
    first, second, last = health(shapes, theta).layers
    assert first.zero_biases == first.held_biases == first.neurons
    assert first.at_zero and second.at_zero and not last.at_zero
    assert second.biases is None and second.bias_gradient is None and second.held_biases == ()
    free = plan(shapes.experiment.changed({"train": "both", "locked": [f"b:{first.neurons[1]}"]}))
    theta[free.index[f"b:{first.neurons[0]}"]] = 0.5
    found = health(free, theta).layers[0]
    assert found.zero_biases == first.neurons[1:] and found.held_biases == (first.neurons[1],)
    assert not found.at_zero


@pytest.mark.parametrize(("on", "share"), [("weights", 0), ("biases", 1), ("both", 2)])
def test_the_penalty_is_that_of_what_it_pulls_at(on: str, share: int) -> None:
    shapes = plan(small.experiment(penalty={"l1": 0.5, "l2": 0.25, "on": on}))
    theta = initial(shapes).theta
    kinds = [theta[~shapes.is_bias], theta[shapes.is_bias], theta]
    expected = 0.5 * np.abs(kinds[share]).sum() + 0.125 * (kinds[share] ** 2).sum()
    assert penalty(shapes, theta) == health(shapes, theta).penalty == pytest.approx(expected)


def test_fewer_points_are_asked_and_said() -> None:
    shapes, theta = ill(data=small.points(300, 2))
    found = health(shapes, theta, most=50)
    assert (found.points, found.of) == (50, 300)
    assert found.layers[0].activations.counts.sum() == 50 * 4
    with pytest.raises(ValueError, match="at 1 point at least"):
        health(shapes, theta, most=0)


def test_a_softmax_is_neither_dead_nor_saturated() -> None:
    soft = small.network(small.layer(3), small.layer(3, "softmax"))
    shapes = plan(small.experiment(data=small.points(12, 2, classes=3), network=soft, loss="cross_entropy"))
    found = health(shapes, 100 * initial(shapes).theta).layers[-1]
    assert found.dead == found.saturated == () and not found.flat.any()


def test_numbers_too_large_are_no_fault() -> None:
    shapes = plan(small.experiment(hidden=(3,), activation="relu", precision="float32"))
    theta = initial(shapes).theta * np.float32(1e25)
    found = health(shapes, theta)
    assert all(layer.activations.counts.sum() <= 12 * layer.size for layer in found.layers)


def test_it_is_looked_at_where_it_is_asked_for() -> None:
    shapes = plan(small.experiment())
    state = initial(shapes)
    assert look(state, shapes, Watch()).health is None
    seen = look(state, shapes, Watch(health=True)).health
    assert isinstance(seen, Health) and seen.layer(shapes.rows[1].layer.id) is seen.layers[1]
    with pytest.raises(KeyError):
        seen.layer(-1)


def test_of_very_many_numbers_an_even_sample_is_counted() -> None:
    numbers = np.random.default_rng(5).normal(size=300_000)
    found, by_size = spread(numbers), sizes(numbers)
    assert 2**15 < found.counts.sum() == by_size.total <= MOST
    assert found.rms == pytest.approx(1.0, abs=0.02) == by_size.rms
