"""A population on a simulated card comes to where the host's comes to, whatever its networks differ in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import small

from wbsim import engine, population_fit, population_tiles
from wbsim.machines import machines
from wbsim.plan import Plan, plan
from wbsim.population import advance, population


@pytest.fixture(autouse=True)
def _as_at_the_start() -> Iterator[None]:
    yield
    machines.choose("auto")


def plans(precision: str) -> list[Plan]:
    """Networks with seeds, rates, masks, penalties, points and biases of their own."""
    wish = small.experiment(
        hidden=(3, 2), precision=precision, optimizer={"kind": "adam", "learning_rate": 0.05}
    )
    changes = (
        {},
        {"seed": 7, "optimizer.learning_rate": 0.01},
        {"network.layers.0.bias": False},
        {"data": small.points(9, 2, seed=3), "penalty.l2": 0.1},
        {"network.layers.1.trainable": False},
    )
    return [plan(wish.changed(change)) for change in changes]


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_population_is_trained_on_the_card_as_on_the_host(precision: str) -> None:
    start = population(plans(precision))
    machines.choose("cpu")
    wanted = advance(advance(start, 3), 4)
    machines.choose("cuda")
    seen = advance(advance(start, 3), 4)
    assert machines.said() == "Runs on the simulator: as chosen."
    close = 5e-6 if precision == "float32" else 1e-12
    assert seen.position.tolist() == wanted.position.tolist()
    np.testing.assert_allclose(seen.loss, wanted.loss, rtol=4 * close)
    for network in range(len(start)):
        before, one, other = (of.state(network) for of in (start, seen, wanted))
        assert np.abs(other.theta - before.theta).max() > 0.001
        np.testing.assert_allclose(one.theta, other.theta, rtol=close, atol=close)
        np.testing.assert_allclose(one.slots, other.slots, rtol=close, atol=close)


@pytest.mark.parametrize("kind", ["convolution", "recurrent"])
def test_a_population_that_shares_weights_is_trained_on_the_card_each_as_if_alone(kind: str) -> None:
    data, first = small.points(9, 12), small.layer(2, kind=kind)
    data["points"] |= {"picture": [4, 3]} if kind == "convolution" else {"steps": 3}
    wish = small.experiment(data=data, network=small.network(first, small.layer(1, "linear")))
    plans = [plan(wish), plan(wish.changed({"seed": 7, "optimizer.learning_rate": 0.02}))]
    machines.choose("cuda")
    seen = advance(population(plans), 4)
    assert machines.said() == "Runs on the simulator: as chosen."
    machines.choose("cpu")
    for network, shapes in enumerate(plans):
        alone = engine.advance(engine.initial(shapes), shapes, 4)
        np.testing.assert_allclose(seen.state(network).theta, alone.theta, rtol=1e-12, atol=1e-12)


def test_a_network_that_diverges_on_the_card_says_so_and_the_others_go_on() -> None:
    wish = small.experiment(hidden=(2,), precision="float32")
    two = [plan(wish), plan(wish.changed({"optimizer.learning_rate": 1e12}))]
    machines.choose("cuda")
    after = advance(population(two), 6)
    assert after.divergence[0] is None
    assert after.state(0).update == 6
    assert after.divergence[1] is not None
    assert after.state(1).update == after.divergence[1].update - 1 < 6
    assert np.isfinite(after.state(1).theta).all()


@pytest.mark.parametrize("kind", ["dense", "values", "convolution", "recurrent"])
def test_a_population_is_measured_on_the_card_as_on_the_host(kind: str) -> None:
    layers, data, loss = [small.layer(3), small.layer(1, "tanh")], small.points(9, 2, classes=2), "half_mse"
    if kind == "values":
        layers, data, loss = [small.layer(2), small.layer(2, "linear")], small.points(9, 2, outputs=2), "mse"
    if kind in ("convolution", "recurrent"):
        data = small.points(9, 12)
        data["points"] |= {"picture": [4, 3]} if kind == "convolution" else {"steps": 3}
        layers, loss = [small.layer(2, kind=kind), small.layer(1, "linear")], "mse"
    wish = small.experiment(data=data, network=small.network(*layers), loss=loss)
    of = population([plan(wish.changed({"seed": seed})) for seed in (1, 2, 3)])
    blocks = np.arange(of.stack.blocks)
    seen = {}
    for machine in ("cpu", "cuda"):
        machines.choose(machine)
        found = population_fit.on_training(of)
        seen[machine] = (found.loss, found.right, population_tiles.tiles_of(of, blocks, 3))
    assert machines.said() == "Runs on the simulator: as chosen."
    for here, there in zip(seen["cpu"], seen["cuda"], strict=True):
        assert np.isfinite(here).all()
        np.testing.assert_allclose(here, there, rtol=1e-11, atol=1e-11)


def test_networks_with_unlike_numbers_of_points_are_measured_on_the_host() -> None:
    of = population(plans("float64"))
    machines.choose("cpu")
    wanted = population_fit.on_training(of)
    machines.choose("cuda")
    np.testing.assert_array_equal(population_fit.on_training(of).loss, wanted.loss)
    assert machines.news() == ""
