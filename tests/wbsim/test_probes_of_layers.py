"""What the kernels and the probes say of networks with convolutions, poolings and recurrent layers, against plain loops; and
whatever is asked of them is answered, or nothing is.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import layers
import loops
import numpy as np
import pytest
import reference
import small

from wbsim import engine
from wbsim.coming import coming
from wbsim.difference import Difference
from wbsim.engine import Watch, look
from wbsim.experiment import Experiment
from wbsim.plan import Plan, plan
from wbsim.probes.axes import of_parameters, random_directions, usual_parameters
from wbsim.probes.fit import fit
from wbsim.probes.ground import cells_for, losses_over
from wbsim.probes.health import FLAT, LEAST, health
from wbsim.probes.least_squares import best
from wbsim.probes.rescue import rescue
from wbsim.probes.shares import shares
from wbsim.probes.trace import Pick, gradient, trace
from wbsim.probes.unrolled import unrolled

NETWORKS: dict[str, Experiment] = {
    "convolution": layers.of_images(
        layers.convolution(3, padding=1, stride=2), small.layer(4), data=layers.images(5, 6, channels=2)
    ),
    "pooling": layers.of_images(
        layers.pooling("average", 2, 1),
        layers.convolution(2, "relu", bias=False),
        layers.pooling("max", 2, 2),
    ),
    "dense before nothing": layers.of_images(small.layer(4), data=layers.images(4, 5)),
    "recurrence": layers.of_sequences(
        layers.recurrent(3, gives="all"), layers.recurrent(2, "sigmoid"), data=layers.sequences(5, 2)
    ),
    "recurrence, all": layers.of_sequences(layers.recurrent(3, "relu", gives="all")),
    "dense over a sequence": layers.of_sequences(small.layer(3)),
}
EVERY = pytest.mark.parametrize("wish", NETWORKS.values(), ids=NETWORKS)


def ready(wish: Experiment) -> tuple[Plan, np.ndarray[Any, Any]]:
    """Plan and start."""
    shapes = plan(wish)
    return shapes, shapes.start()


@EVERY
def test_the_way_of_a_sample_is_that_of_plain_loops(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    found, expected = trace(shapes, theta, Pick("train", 4)), loops.traced(shapes, theta, 4)
    assert found is not None
    assert found.loss == pytest.approx(expected.loss, rel=1e-12)
    for name in ("point", "target", "sums", "values"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(found.gradient, expected.gradient, rtol=1e-6, atol=1e-9)
    behind = len(shapes.inputs)
    np.testing.assert_allclose(found.deltas[behind:], expected.deltas[behind:], rtol=1e-6, atol=1e-9)


@EVERY
def test_so_is_that_of_a_point_set_by_hand_which_has_no_errors(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    place = layers.noise(len(shapes.description.inputs))
    found = trace(shapes, theta, Pick(point=tuple(place)))
    assert found is not None and np.isnan(found.deltas).all() and np.isnan(found.gradient).all()
    sums, values = loops.run(shapes, theta, place)
    np.testing.assert_allclose(found.values, values, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(found.sums, sums, rtol=1e-12, atol=1e-14)


@EVERY
def test_the_gradient_over_all_points_is_the_mean_of_theirs(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    each = [found.gradient for k in range(12) if (found := trace(shapes, theta, Pick("train", k)))]
    np.testing.assert_allclose(gradient(shapes, theta), np.mean(each, axis=0), rtol=1e-9, atol=1e-12)


@EVERY
def test_what_samples_add_to_the_gradient_of_a_parameter_is_the_gradient_of_each(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    batch = np.array([5, 0, 7])
    each = np.array([found.gradient for k in batch if (found := trace(shapes, theta, Pick("train", int(k))))])
    for row in shapes.rows:
        if not row.fan_out:
            continue
        bias = [row.biases + row.fan_out - 1] if row.biases >= 0 else []
        for place in (row.weights, row.weights + row.fan_in * row.fan_out - 1, *bias):
            found = shares(shapes, theta, batch, place)
            np.testing.assert_allclose(found.gradients, each[:, place], rtol=1e-9, atol=1e-12)
            assert found.places == row.places
            if row.places > 1:
                assert found.deltas is None and found.factors is None
            else:
                assert found.deltas is not None and found.factors is not None
                np.testing.assert_allclose(found.deltas * found.factors, found.gradients)


@EVERY
def test_the_coming_update_is_checked_by_small_changes_and_leads_where_the_engine_leads(
    wish: Experiment,
) -> None:
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 3)
    found = coming(state, shapes)
    assert small.bits(found.after) == small.bits(engine.advance(state, shapes, 1))
    assert np.array_equal(found.checked, np.arange(shapes.size))
    told = ~np.isnan(found.numerical)
    assert told.mean() > 0.9
    np.testing.assert_allclose(found.numerical[told], found.gradient[told], rtol=1e-5, atol=1e-8)


def test_the_gradient_of_a_step_of_a_kernel_s_trace_is_that_of_small_changes() -> None:
    shapes, theta = ready(NETWORKS["recurrence"])
    way, expected = trace(shapes, theta, Pick("train", 1)), loops.traced(shapes, theta, 1)
    assert way is not None
    for one, other in zip(unrolled(shapes, theta, way), unrolled(shapes, theta, expected), strict=True):
        assert (one.gradient > 0).all()
        np.testing.assert_allclose(one.gradient, other.gradient, rtol=1e-6)


# --- health ------------------------------------------------------------------------------------------------


@EVERY
def test_the_health_of_every_layer_is_that_of_all_its_places_and_steps(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    theta *= 2
    x, _ = reference.samples(shapes)
    ways = [loops.run(shapes, theta, one) for one in x]
    traces = [found for k in range(12) if (found := trace(shapes, theta, Pick("train", k)))]
    whole = gradient(shapes, theta)
    found = health(shapes, theta)
    assert found.loss == pytest.approx(np.mean([one.loss for one in traces]))
    assert [one.layer for one in found.layers] == [row.layer.id for row in shapes.rows]
    for row, layer in zip(shapes.rows, found.layers, strict=True):
        own = slice(row.target_row, row.target_row + row.values)
        values = np.array([values[own] for _, values in ways])
        deltas = np.array([one.deltas[own] for one in traces])
        assert layer.activations.rms == pytest.approx(np.sqrt((values**2).mean()))
        assert layer.delta.rms == pytest.approx(np.sqrt((deltas**2).mean()))
        assert layer.size == row.fan_out
        if row.kind == "pooling":
            assert layer.weights.counts.sum() == layer.weight_gradient.total == 0
            assert layer.biases is None and layer.bias_gradient is None and not layer.at_zero
            assert layer.flat.shape == (0,) and layer.dead == layer.saturated == layer.identical == ()
            continue
        assert layer.weight_gradient.rms == pytest.approx(np.sqrt((row.weights_of(whole) ** 2).mean()))
        if row is shapes.rows[-1]:
            continue
        name, filled = row.layer.activation, row.strip.filled
        steep = np.abs(reference.derivative(name, np.array([sums[own] for sums, _ in ways])))
        most = 1.0 if name == "relu" else float(reference.derivative(name, np.zeros(1))[0])
        flat = (steep < FLAT * most).reshape(12, *filled)
        neurons = 2 if row.kind == "recurrent" else 1
        others = tuple(axis for axis in range(flat.ndim) if axis != neurons)
        np.testing.assert_allclose(layer.flat, flat.mean(axis=others))


def test_places_make_health_be_seen_at_fewer_points() -> None:
    data = layers.images(32, 32, count=300)
    many = plan(layers.of_images(layers.convolution(2, kernel=1), data=data))
    few = plan(layers.of_images(layers.convolution(2, kernel=1, stride=8), data=data))
    assert LEAST <= health(many, many.start()).points < health(few, few.start()).points <= 300


def test_a_filter_is_dead_where_its_map_is_empty_for_every_point_and_is_rescued() -> None:
    shapes, theta = ready(
        layers.of_images(layers.pooling("average", 1, 1), layers.convolution(3, "relu"), layers.pooling())
    )
    row = shapes.rows[1]
    dead, mostly, _ = row.layer.neurons
    biases = row.biases_of(theta)
    assert biases is not None
    biases[0] = -50.0
    sums = np.array([loops.run(shapes, theta, one)[0] for one in reference.samples(shapes)[0]])
    maps = sums[:, row.target_row : row.target_row + row.values].reshape(12, 3, -1)[:, 1]
    biases[1] -= maps.max() - 1e-6  # at a single place of a single point the map is not empty
    assert health(shapes, theta).layers[1].dead == (dead,)
    found = rescue(shapes, theta, (dead, mostly))
    assert set(found) == {f"b:{dead}", f"b:{mostly}"}
    biases[:2] = [found[f"b:{dead}"], found[f"b:{mostly}"]]
    sums = np.array([loops.run(shapes, theta, one)[0] for one in reference.samples(shapes)[0]])
    lit = sums[:, row.target_row : row.target_row + row.values].reshape(12, 3, -1) > 0
    np.testing.assert_allclose(lit[:, :2].mean(axis=(0, 2)), 0.5, atol=0.05)


def test_a_recurrent_neuron_is_dead_where_no_step_of_any_point_reaches_it() -> None:
    shapes, theta = ready(layers.of_sequences(layers.recurrent(3, "relu")))
    row = shapes.rows[0]
    row.weights_of(theta)[1] = 0
    biases = row.biases_of(theta)
    assert biases is not None
    biases[1] = -1
    assert row.layer.neurons[1] in health(shapes, theta).layers[0].dead
    found = rescue(shapes, theta, row.layer.neurons[1:2])
    biases[1] = found[f"b:{row.layer.neurons[1]}"]
    assert row.layer.neurons[1] not in health(shapes, theta).layers[0].dead


def test_filters_with_the_same_weights_and_bias_are_one() -> None:
    shapes, theta = ready(layers.of_images(layers.convolution(3)))
    row = shapes.rows[0]
    row.weights_of(theta)[2] = row.weights_of(theta)[0]
    biases = row.biases_of(theta)
    assert biases is not None
    biases[2] = biases[0]
    assert health(shapes, theta).layers[0].identical == ((row.layer.neurons[0], row.layer.neurons[2]),)


# --- whatever is asked -------------------------------------------------------------------------------------


@EVERY
def test_everything_may_be_asked(wish: Experiment) -> None:
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 2)
    first = next(row for row in shapes.rows if row.fan_out)
    everything = Watch(
        plane=8, maps=4, pick=Pick("train", 0), gradient=True, coming=True, health=True,
        difference=Difference("seed", (("seed", 2),)),
    )  # fmt: skip
    for unit in (None, first.layer.neurons[0], shapes.rows[-1].layer.neurons[0]):
        seen = look(state, shapes, replace(everything, unit=unit))
        assert seen.plane is seen.regions is seen.curve is seen.maps is None
        assert seen.fit is not None and seen.trace is not None and seen.gradient is not None
        assert seen.health is not None and seen.mirror is not None
        assert np.isfinite(seen.gradient).all() and np.isfinite(seen.mirror.values).all()
    found = fit(shapes, state.theta)
    assert (found.read is None) == (not shapes.description.classes)
    said = engine.predict(state, shapes, reference.samples(shapes)[0])
    if found.read is not None:
        assert found.read.tolist() == said.argmax(axis=1).tolist()
    assert best(shapes) is None


@EVERY
def test_random_directions_have_the_length_of_each_neuron_s_weights(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    found = random_directions(shapes, 3)
    for row in shapes.rows:
        for direction in found.directions:
            of, along = (np.linalg.norm(row.weights_of(one), axis=1) for one in (theta, direction))
            np.testing.assert_allclose(along, of)


@EVERY
def test_a_loss_surface_is_the_loss_of_plain_loops(wish: Experiment) -> None:
    shapes, theta = ready(wish)
    x, t = reference.samples(shapes)

    def mean_loss(moved: np.ndarray[Any, Any]) -> float:
        return float(np.mean([loops.loss(shapes, moved, *one) for one in zip(x, t, strict=True)]))

    ids = usual_parameters(shapes, None)
    assert ids is not None
    for axes in (of_parameters(shapes, ids), random_directions(shapes, 3)):
        here = np.array(axes.at(theta))
        found = losses_over(
            shapes, theta, axes, (here[0] + np.array([-0.5, 0.25]), here[1] + np.array([0.0, 1.0]))
        )
        for (i, u), (j, v) in product(enumerate((-0.5, 0.25)), enumerate((0.0, 1.0))):
            moved = theta + u * axes.directions[0] + v * axes.directions[1]
            assert found[i, j] == pytest.approx(mean_loss(moved), rel=1e-9)


def test_places_make_a_surface_coarser() -> None:
    few = plan(layers.of_images(layers.convolution(2, kernel=5), data=layers.images(32, 32, count=300)))
    one = plan(
        layers.of_images(layers.convolution(2, kernel=5, stride=8), data=layers.images(32, 32, count=300))
    )
    assert few.products > 10 * one.products
    assert cells_for(few, 97) < cells_for(one, 97)


def test_the_usual_parameters_are_of_a_layer_that_has_some() -> None:
    shapes = plan(NETWORKS["pooling"])
    row = shapes.rows[1]
    last = row.layer.neurons[-1]
    assert usual_parameters(shapes, None) == (f"w:{last}<image@1,1", f"w:{last}<image@1,2")
    shapes = plan(NETWORKS["recurrence"])
    neuron = shapes.rows[0].layer.neurons[0]
    last = shapes.rows[0].layer.neurons[-1]
    assert usual_parameters(shapes, neuron) == (f"w:{neuron}<{last}", f"b:{neuron}")
