"""The loss surface has at every point the loss that evaluating the network there gives: whatever two parameters, wherever they
stand to each other, of every loss, and where numbers are no longer finite.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
import reference
import small

from wbsim import device, engine
from wbsim.device import Floats, Samples
from wbsim.plan import Plan, plan
from wbsim.probes.surface import along_directions, over_parameters
from wbsim.problems import Refused

each_precision = pytest.mark.parametrize("precision", ["float32", "float64"])
NOTHING = np.empty(0, np.int64)


def evaluated(shapes: Plan, theta: Floats, samples: Samples | None = None) -> float:
    """The mean loss as any other picture has it."""
    samples = samples or device.material(shapes).train
    return device.evaluate(shapes, theta, samples.x, samples.count, NOTHING, samples.t)[0]


def one_by_one(shapes: Plan, theta: Floats, pair: tuple[str, str], at: tuple[Any, Any]) -> Any:
    """A surface, every point of which is evaluated alone."""
    losses = np.empty((len(at[0]), len(at[1])))
    for (u, a), (v, b) in product(enumerate(at[0]), enumerate(at[1])):
        moved = theta.copy()
        moved[shapes.index[pair[0]]], moved[shapes.index[pair[1]]] = a, b
        losses[u, v] = evaluated(shapes, moved)
    return losses


def close_to(precision: str) -> dict[str, float]:
    unit = float(np.finfo(precision).eps)
    return {"rtol": 40 * unit, "atol": 4 * unit}


def few_of_each_kind(shapes: Plan) -> list[str]:
    """In every layer: two weights of the first neuron, one of the last, and two biases."""
    names = []
    for row in shapes.rows:
        end = row.weights + row.fan_in * row.fan_out
        places = {row.weights, row.weights + 1, end - 1}
        if row.biases >= 0:
            places |= {row.biases, row.biases + row.fan_out - 1}
        names += [shapes.id_of(place) for place in sorted(places)]
    return list(dict.fromkeys(names))


NETWORKS: list[dict[str, Any]] = [
    {"hidden": (3, 5, 4), "activation": "tanh"},
    {"hidden": (6,), "activation": "gelu", "loss": "mae"},
    {"hidden": (), "loss": "half_mse"},
    {"hidden": (4, 3), "activation": "relu", "loss": "huber", "huber_delta": 0.3},
    {
        "data": small.points(300, 3, classes=3),
        "network": small.network(small.layer(5, "silu"), small.layer(3, "softmax")),
        "loss": "cross_entropy",
    },
    {
        "data": small.points(40, 2, classes=2),
        "network": small.network(small.layer(4, "relu"), small.layer(1, "sigmoid", bias=False)),
        "loss": "bce",
    },
    {
        "data": small.points(40, 2, classes=2),
        "network": small.network(small.layer(4, "tanh", bias=False), small.layer(1, "tanh")),
        "loss": "hinge",
    },
    {
        "data": small.points(150, 2, outputs=3),
        "network": small.network(small.layer(4, "tanh"), small.layer(2, "elu"), small.layer(3, "linear")),
        "loss": "mse",
    },
]


@each_precision
@pytest.mark.parametrize("settings", NETWORKS, ids=range(len(NETWORKS)))
def test_two_parameters_anywhere_make_the_losses_that_evaluating_gives(
    settings: dict[str, Any], precision: str
) -> None:
    shapes = plan(small.experiment(precision=precision, **settings))
    theta = engine.initial(shapes).theta
    at = np.array([-1.5, 0.0, 0.25, 2.0]).astype(precision), np.array([-0.75, 0.5, 3.0]).astype(precision)
    for pair in combinations(few_of_each_kind(shapes), 2):
        for names in (pair, pair[::-1]):
            seen = over_parameters(shapes, theta, names, at)
            wanted = one_by_one(shapes, theta, names, at)
            np.testing.assert_allclose(seen, wanted, **close_to(precision), err_msg=str(names))


@each_precision
def test_offsets_count_from_where_the_parameters_are(precision: str) -> None:
    shapes = plan(small.experiment(precision=precision))
    theta = engine.initial(shapes).theta
    pair = (shapes.ids[0], shapes.ids[-1])
    at = np.array([-1.0, 0.0, 1.0]), np.array([0.0, 0.5])
    seen = over_parameters(shapes, theta, pair, at, offsets=True)
    absolute = tuple(one + float(theta[shapes.index[name]]) for one, name in zip(at, pair, strict=True))
    assert seen.tolist() == over_parameters(shapes, theta, pair, absolute).tolist()
    np.testing.assert_allclose(seen[1, 0], evaluated(shapes, theta), **close_to(precision))


@each_precision
@pytest.mark.parametrize("settings", NETWORKS, ids=range(len(NETWORKS)))
def test_losses_along_directions_have_the_bits_of_evaluating_there(
    settings: dict[str, Any], precision: str
) -> None:
    shapes = plan(small.experiment(precision=precision, **settings))
    theta = engine.initial(shapes).theta
    chance = np.random.default_rng(5)
    first, second = (chance.choice([-1.0, 0.0, 1.0], shapes.size).astype(precision) for _ in range(2))
    at = [-0.5, 0.0, 2.0], [0.0, 0.25]
    seen = along_directions(shapes, theta, (first, second), at)
    kind = shapes.dtype.type
    for (u, a), (v, b) in product(enumerate(at[0]), enumerate(at[1])):
        there = (theta + kind(a) * first) + kind(b) * second  # exact products: halves of ±1
        assert seen[u, v] == evaluated(shapes, there)


@each_precision
def test_a_surface_is_that_of_the_oracle(precision: str) -> None:
    shapes = plan(small.experiment(precision=precision, hidden=(4, 4)))
    theta, (x, t) = engine.initial(shapes).theta, reference.samples(shapes)
    pair, at = (shapes.ids[1], shapes.ids[17]), (np.linspace(-2, 2, 9), np.linspace(-3, 3, 7))
    wanted = np.empty((9, 7))
    for (u, a), (v, b) in product(enumerate(at[0]), enumerate(at[1])):
        moved = theta.astype(float)
        moved[1], moved[17] = a, b
        wanted[u, v] = reference.mean_loss(moved, shapes, x, t)
    close = 1e-5 if precision == "float32" else 1e-12
    np.testing.assert_allclose(over_parameters(shapes, theta, pair, at), wanted, rtol=close)


@each_precision
def test_other_samples_than_those_that_train_can_be_asked(precision: str) -> None:
    shapes = plan(small.experiment(precision=precision, data=small.points(300, 2)))
    theta, train = engine.initial(shapes).theta, device.material(shapes).train
    few = Samples(
        train.x[:, :160].copy(), train.t[:, :160].copy(), 150
    )  # ten real ones behind them, which must not count
    pair = (shapes.ids[0], shapes.ids[-1])
    seen = over_parameters(shapes, theta, pair, ([0.0], [0.0]), few, offsets=True)
    np.testing.assert_allclose(seen[0, 0], evaluated(shapes, theta, few), **close_to(precision))


@each_precision
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_where_sums_overflow_the_surface_is_as_finite_as_the_loss(activation: str, precision: str) -> None:
    shapes = plan(small.experiment(precision=precision, hidden=(3, 2, 2), activation=activation))
    theta = engine.initial(shapes).theta
    largest = float(np.finfo(precision).max)
    at = (
        np.array([-largest, -1.0, largest / 2]).astype(precision),
        np.array([-largest, 0.0, largest]).astype(precision),
    )
    for pair in combinations(few_of_each_kind(shapes), 2):
        seen, wanted = over_parameters(shapes, theta, pair, at), one_by_one(shapes, theta, pair, at)
        assert (np.isfinite(seen) == np.isfinite(wanted)).all(), pair
        finite = np.isfinite(seen)
        np.testing.assert_allclose(seen[finite], wanted[finite], rtol=1e-4, err_msg=str(pair))


def test_what_cannot_be_a_surface_is_refused_in_words() -> None:
    shapes = plan(small.experiment())
    theta, name = engine.initial(shapes).theta, shapes.ids[3]
    with pytest.raises(Refused, match="given twice"):
        over_parameters(shapes, theta, (name, name), ([0.0], [0.0]))
    with pytest.raises(Refused, match="no such parameter"):
        over_parameters(shapes, theta, (name, "w:99<1"), ([0.0], [0.0]))
    with pytest.raises(ValueError, match="must be a list"):
        over_parameters(shapes, theta, (name, shapes.ids[0]), ([[0.0]], [0.0]))
    with pytest.raises(ValueError, match="a direction of shape"):
        along_directions(shapes, theta, (theta, theta[:-1]), ([0.0], [0.0]))


def test_a_surface_changes_nothing() -> None:
    shapes = plan(small.experiment())
    state = engine.initial(shapes)
    before = small.bits(state)
    over_parameters(shapes, state.theta, (shapes.ids[0], shapes.ids[5]), ([1.0, 2.0], [3.0]))
    along_directions(shapes, state.theta, (state.theta, state.theta), ([1.0, 2.0], [3.0]))
    assert small.bits(state) == before
