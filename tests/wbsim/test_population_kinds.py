"""Networks that are not dense train in populations, to the bits of single runs, and are contested, surveyed and told apart
as dense ones are.
"""

from __future__ import annotations

import layers
import numpy as np
import pytest
import small

from wbsim import contest, device, engine
from wbsim.difference import with_difference
from wbsim.differences import biases, offered, sides, value_said
from wbsim.experiment import Experiment
from wbsim.history import History
from wbsim.plan import plan
from wbsim.population import advance, population
from wbsim.probes.axes import random_directions, usual_parameters
from wbsim.probes.ground import SurfaceWish
from wbsim.probes.surface import along_directions, over_parameters
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.survey import Surveyor

CONV = layers.of_images(layers.convolution(2, "relu"), layers.pooling())
DEEP = layers.of_images(
    layers.convolution(2, padding=1), layers.pooling("average"), layers.convolution(3), small.layer(4)
)
SERIES = layers.of_sequences(layers.recurrent(3))
STACKED = layers.of_sequences(layers.recurrent(3, gives="all"), layers.recurrent(2, "relu", gives="all"))
EVERY = pytest.mark.parametrize(
    "wish", [CONV, DEEP, SERIES, STACKED], ids=["conv", "deep", "series", "stacked"]
)


@EVERY
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_every_network_of_a_population_is_a_single_run_to_the_bit(
    wish: Experiment, threads: int, precision: str
) -> None:
    plans = [
        plan(wish.changed({"seed": seed, "optimizer.learning_rate": 0.02 * seed, "precision": precision}))
        for seed in (1, 2, 3)
    ]
    found = advance(advance(population(plans), 7, threads), 12, threads)
    for k, one in enumerate(plans):
        alone, last = engine.record(engine.advance(engine.initial(one), one, 18), one, 1, 1)
        assert small.bits(found.state(k)) == small.bits(alone)
        assert found.loss[k] == last.loss[-1, 2]


def test_networks_of_a_population_may_differ_in_which_layers_have_biases() -> None:
    plans = [plan(CONV), plan(CONV.changed({"network.layers.0.bias": False}))]
    found = advance(population(plans), 5)
    for k, one in enumerate(plans):
        assert small.bits(found.state(k)) == small.bits(engine.advance(engine.initial(one), one, 5))


def test_a_network_that_diverges_in_a_population_stays_where_a_single_run_does() -> None:
    plans = [
        plan(SERIES),
        plan(SERIES.changed({"optimizer.learning_rate": 1e4, "network.layers.0.activation": "tanh"})),
    ]
    found = advance(population(plans), 200)
    alone = engine.advance(engine.initial(plans[1]), plans[1], 200)
    assert found.divergence[0] is None
    assert found.divergence[1] == alone.divergence is not None
    assert small.bits(found.state(1)) == small.bits(alone)


def test_networks_of_other_kinds_or_shapes_of_layers_are_no_population() -> None:
    for path, value in (("kernel", 1), ("padding", 1), ("stride", 2)):
        with pytest.raises(Refused, match="in a population they must be the same"):
            population([plan(CONV), plan(CONV.changed({f"network.layers.0.{path}": value}))])
    with pytest.raises(Refused, match=r"average of 2 by 2.*max of 2 by 2"):
        population([plan(CONV), plan(CONV.changed({"network.layers.1.takes": "average"}))])
    with pytest.raises(Refused, match=r"3 recurrent \(all\)"):
        population([plan(SERIES), plan(SERIES.changed({"network.layers.0.gives": "all"}))])


# --- surfaces and contests ---------------------------------------------------------------------------------


@EVERY
def test_the_surface_over_any_two_parameters_is_what_evaluation_says(wish: Experiment) -> None:
    shapes = plan(wish)
    theta, train = engine.initial(shapes).theta, device.material(shapes).train
    ids, chance = shapes.ids, np.random.default_rng(1)
    for _ in range(12):
        names = tuple(ids[k] for k in chance.choice(len(ids), 2, replace=False))
        at = chance.uniform(-2, 2, 3), chance.uniform(-2, 2, 2)
        found = over_parameters(shapes, theta, names, at)
        for u, first in enumerate(at[0]):
            for v, second in enumerate(at[1]):
                other = theta.copy()
                other[shapes.index[names[0]]], other[shapes.index[names[1]]] = first, second
                wanted = device.evaluate(shapes, other, train.x, train.count, np.empty(0, np.int64), train.t)[
                    0
                ]
                assert found[u, v] == pytest.approx(wanted, rel=1e-9)


@EVERY
def test_the_surface_along_directions_is_what_evaluation_says(wish: Experiment) -> None:
    shapes = plan(wish)
    theta, train = engine.initial(shapes).theta, device.material(shapes).train
    first, second = random_directions(shapes, 1).directions
    found = along_directions(shapes, theta, (first, second), ([-0.5, 1.0], [0.25]))
    for u, step in enumerate((-0.5, 1.0)):
        other = (theta + step * first + 0.25 * second).astype(shapes.dtype)
        wanted = device.evaluate(shapes, other, train.x, train.count, np.empty(0, np.int64), train.t)[0]
        assert found[u, 0] == pytest.approx(wanted, rel=1e-9)


@EVERY
@pytest.mark.parametrize("kind", ["parameters", "random"])
def test_a_surface_is_surveyed_and_the_run_stands_on_it(wish: Experiment, kind: str) -> None:
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 3)
    found = Surveyor(lambda: 0.0).newest(shapes, History(), state, SurfaceWish(kind=kind, finest=17))
    assert found.ground is not None
    assert np.isfinite(found.ground.losses).all()
    assert found.loss == pytest.approx(contest.loss_at(shapes, state), rel=1e-9)


@EVERY
def test_optimizers_contest_two_parameters_of_any_layer(wish: Experiment) -> None:
    shapes = plan(wish)
    names = usual_parameters(shapes, None)
    assert names is not None
    begun = contest.begun(shapes, engine.initial(shapes), Run(experiment=wish), names)
    standing = contest.standing(begun, begun.run, (), begun.state)
    for way in standing.rivals:
        assert way.losses[-1] < way.losses[0]


def test_usual_parameters_are_those_of_a_layer_that_has_some() -> None:
    first = layers.of_images(layers.pooling(), layers.convolution(2, kernel=1))
    shapes = plan(first)
    for neuron in (None, *shapes.rows[1].layer.neurons):
        names = usual_parameters(shapes, neuron)
        assert names is not None
        assert set(names) <= set(shapes.index)


# --- twins ---------------------------------------------------------------------------------------------------


@EVERY
def test_twins_differ_in_biases_and_in_all_that_is_offered_and_start_with_the_same_weights(
    wish: Experiment,
) -> None:
    off = with_difference(wish, biases(False))
    one, other = plan(wish), plan(off)
    assert not other.is_bias.any()
    assert all(one.start()[one.index[name]] == other.start()[other.index[name]] for name in other.ids)
    assert sides(wish, biases(False)) == ("with biases", "without biases")
    told = [f"{difference.name} {value_said(difference)}" for difference in offered(wish)]
    assert "biases off" in told
    assert "biases on" not in told
    for difference in offered(wish):
        assert plan(with_difference(wish, difference)) is not None


def test_a_recurrent_network_is_offered_no_activation_that_it_cannot_have() -> None:
    names = [value_said(one) for one in offered(SERIES) if one.name == "activation"]
    assert names == ["ReLU", "sigmoid"]
