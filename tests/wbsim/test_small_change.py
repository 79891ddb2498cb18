"""Small changes of parameters that are used at many places or steps give the gradient that plain loops give, and say
nothing where a kink lies.
"""

from __future__ import annotations

from typing import Any

import layers
import loops
import numpy as np
import pytest
import reference
import small

from wbsim.experiment import Experiment
from wbsim.plan import Plan, plan
from wbsim.probes import small_change, sums
from wbsim.probes.small_change import checkable, differences

BATCH = np.array([3, 0, 7])

IMAGES: dict[str, tuple[layers.Wish, ...]] = {
    "convolution": (layers.convolution(2, padding=1, stride=2),),
    "convolution, max": (layers.convolution(2, "elu"), layers.pooling()),
    "convolution, average, dense": (layers.convolution(2), layers.pooling("average"), small.layer(3)),
    "overlapping windows": (layers.convolution(2), layers.pooling("max", 3, 1)),
    "pooling first": (layers.pooling("average", 2, 1), layers.convolution(2, "gelu")),
    "two convolutions": (layers.convolution(2, padding=1), layers.pooling("max", 2, 2), layers.convolution(2, "silu", padding=1)),
    "no bias": (layers.convolution(2, bias=False), small.layer(2, bias=False)),
    "relu": (layers.convolution(2, "relu"), layers.pooling("max", 2, 2)),
}  # fmt: skip
SEQUENCES: dict[str, tuple[layers.Wish, ...]] = {
    "last": (layers.recurrent(3),),
    "all": (layers.recurrent(3, "sigmoid", gives="all"), small.layer(2)),
    "relu": (layers.recurrent(2, "relu"),),
    "two": (layers.recurrent(2, gives="all"), layers.recurrent(3)),
    "no bias": (layers.recurrent(2, bias=False, gives="all"),),
}


def check(wish: Experiment) -> None:
    """Fails where differences and loops are apart, for any parameter."""
    shapes = plan(wish)
    theta, (x, t) = shapes.start(), reference.samples(shapes)
    expected = np.mean([loops.gradient(shapes, theta, x[k], t[k]) for k in BATCH], axis=0)
    found = differences(shapes, theta, BATCH, np.arange(shapes.size))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)
    one = differences(shapes, theta, BATCH, np.array([shapes.size // 2, shapes.size - 1]))
    np.testing.assert_allclose(one, found[[shapes.size // 2, -1]], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("network", IMAGES.values(), ids=IMAGES)
@pytest.mark.parametrize("channels", [1, 2])
def test_of_images_they_agree(network: tuple[layers.Wish, ...], channels: int) -> None:
    check(layers.of_images(*network, data=layers.images(5, 6, channels=channels)))


@pytest.mark.parametrize("network", SEQUENCES.values(), ids=SEQUENCES)
@pytest.mark.parametrize("values", [1, 2])
def test_of_sequences_they_agree(network: tuple[layers.Wish, ...], values: int) -> None:
    check(layers.of_sequences(*network, data=layers.sequences(4, values)))


def test_however_much_is_held_at_once_they_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = plan(layers.of_images(*IMAGES["two convolutions"]))
    theta, places = shapes.start(), np.arange(shapes.size)
    whole = differences(shapes, theta, BATCH, places)
    monkeypatch.setattr(sums, "_PIECE", 1)
    monkeypatch.setattr(small_change, "_CHUNK", 1)
    np.testing.assert_allclose(differences(shapes, theta, BATCH, places), whole, rtol=1e-7, atol=1e-9)


# --- kinks -------------------------------------------------------------------------------------------------


def image_of(pixels: list[list[float]], *network: layers.Wish) -> tuple[Plan, np.ndarray[Any, Any]]:
    """A network with one linear output on one image, whose target is 0, and its start."""
    flat = [pixel for row in pixels for pixel in row]
    points = {"x": [flat], "y": [[0.0]], "classes": 0, "picture": [len(pixels), len(pixels[0])]}
    data = {"dataset": "points", "train_share": 100, "points": points}
    shapes = plan(
        small.experiment(
            data=data, network=small.network(*network, small.layer(1, "linear")), batches={"size": 1}
        )
    )
    return shapes, shapes.start()


def filter_of(weight: float, bias: float, activation: str = "linear") -> layers.Wish:
    """One filter of one pixel."""
    return layers.convolution(
        1, activation, kernel=1,
        weight_init={"kind": "constant", "value": weight}, bias_init={"kind": "constant", "value": bias},
    )  # fmt: skip


def test_where_another_value_becomes_the_largest_a_small_change_says_nothing() -> None:
    # two pixels are weighed by 0: moved up the brighter one is the largest, moved down the darker one
    shapes, theta = image_of([[1.0, 3.0], [2.0, 2.5]], filter_of(0.0, 0.5), layers.pooling())
    weight, bias, *rest = differences(shapes, theta, np.array([0]), np.arange(shapes.size))
    assert np.isnan(weight)
    assert np.isfinite([bias, *rest]).all()  # a bias lifts all alike
    shapes, theta = image_of([[1.0, 3.0], [2.0, 2.5]], filter_of(0.1, 0.5), layers.pooling())
    assert np.isfinite(differences(shapes, theta, np.array([0]), np.arange(shapes.size))).all()


def test_values_that_are_the_largest_together_and_move_together_are_no_kink() -> None:
    shapes, theta = image_of([[2.0, 2.0], [2.0, 2.0]], filter_of(0.3, 0.1), layers.pooling())
    found = differences(shapes, theta, np.array([0]), np.arange(shapes.size))
    np.testing.assert_allclose(found, loops.gradient(shapes, theta, np.full(4, 2.0), np.zeros(1)), rtol=1e-6)


def test_a_mean_has_no_kink() -> None:
    shapes, theta = image_of([[1.0, 3.0], [2.0, 2.5]], filter_of(0.0, 0.5), layers.pooling("average"))
    assert np.isfinite(differences(shapes, theta, np.array([0]), np.arange(shapes.size))).all()


def test_a_kink_of_a_filter_s_activation_counts_at_any_of_its_places() -> None:
    # the dark pixel has a sum of exactly 0: the bias moves it through the kink, the weight leaves it there
    shapes, theta = image_of([[1.0, 0.0], [2.0, 2.5]], filter_of(0.4, 0.0, "relu"))
    weight, bias, *_ = differences(shapes, theta, np.array([0]), np.arange(shapes.size))
    assert np.isnan(bias) and np.isfinite(weight)


def test_a_kink_of_any_step_counts() -> None:
    points = {"x": [[0.0, 1.0]], "y": [[0.0]], "classes": 0, "steps": 2}
    cell = layers.recurrent(
        1, "relu", weight_init={"kind": "constant", "value": 0.5}, bias_init={"kind": "zero"}
    )
    wish = layers.of_sequences(
        cell, data={"dataset": "points", "train_share": 100, "points": points}, batches={"size": 1}
    )
    shapes = plan(wish)
    found = differences(shapes, shapes.start(), np.array([0]), np.arange(shapes.size))
    of = dict(zip(shapes.ids, found, strict=True))
    neuron = shapes.rows[0].layer.neurons[0]
    assert np.isnan(of[f"b:{neuron}"])  # the first step's sum is 0
    assert np.isfinite(of[f"w:{neuron}<x"]) and np.isfinite(of[f"w:{neuron}<{neuron}"])


# --- how much is checked -----------------------------------------------------------------------------------


def test_of_a_small_network_of_images_every_parameter_is_checked() -> None:
    shapes = plan(
        layers.of_images(layers.convolution(4, "relu"), layers.pooling(), data=layers.images(12, 12))
    )
    assert np.array_equal(checkable(shapes, 10, None, shapes.start()), np.arange(shapes.size))


def test_places_make_work_and_of_a_filter_the_largest_gradients_are_checked() -> None:
    wide = plan(
        layers.of_images(layers.convolution(16), layers.convolution(16), data=layers.images(28, 28))
    )  # few parameters, used at hundreds of places
    assert wide.size < 40_000
    gradient = layers.noise(wide.size)
    assert not checkable(wide, 32, None, gradient).size
    row = wide.rows[1]
    found = checkable(wide, 32, row.layer.neurons[5], gradient)
    first = row.weights + 5 * row.fan_in
    assert 8 <= len(found) < row.fan_in and found[-1] == row.biases + 5
    assert ((found[:-1] >= first) & (found[:-1] < first + row.fan_in)).all()
    largest = np.sort(np.abs(gradient[first : first + row.fan_in]))[-(len(found) - 1)]
    assert np.abs(gradient[found[:-1]]).min() == largest


def test_a_check_that_would_keep_a_window_waiting_has_fewer_parameters_or_none() -> None:
    def checked(steps: int, hidden: int, count: int) -> int:
        wide = plan(layers.of_sequences(layers.recurrent(hidden), data=layers.sequences(steps)))
        return len(checkable(wide, count, wide.rows[0].layer.neurons[1], layers.noise(wide.size)))

    assert checked(100, 64, 8) == small_change.LEAST
    assert 0 < checked(100, 64, 64) < small_change.LEAST
    assert checked(100, 128, 256) == 0
