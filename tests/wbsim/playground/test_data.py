"""The data sets of TensorFlow Playground: where points lie, what noise does, and in what order they train."""

from __future__ import annotations

import numpy as np
import pytest

from wbsim.playground.data import points, shuffled
from wbsim.playground.stream import Stream

CLASSIFIED = ("circle", "xor", "gauss", "spiral")
MEASURED = ("reg-plane", "reg-gauss")


def test_the_first_training_point_of_the_circle_is_the_page_s_own() -> None:
    stream = Stream("0.12345")
    x, label = points("circle", 0.0, stream)
    assert (*x[0], label[0]) == (4.618077316847547, -1.8354395887379444, -1)
    # and after points and shuffling the stream stands where the weights begin
    assert (stream.draws(2) - 0.5).tolist() == [0.15119012045435498, 0.3395422448435659]


@pytest.mark.parametrize("name", CLASSIFIED + MEASURED)
def test_there_are_500_points_to_tell_apart_and_1200_to_measure(name: str) -> None:
    x, label = points(name, 0.25, Stream("1"))
    assert x.shape == ((500, 2) if name in CLASSIFIED else (1200, 2))
    assert label.shape == x.shape[:1]
    if name in CLASSIFIED:
        assert set(label) == {-1.0, 1.0}


@pytest.mark.parametrize("name", ["circle", "xor", *MEASURED])
def test_noise_acts_on_labels_alone_where_points_have_a_noisy_copy(name: str) -> None:
    still, clear = points(name, 0.0, Stream("1"))
    noisy, label = points(name, 0.5, Stream("1"))
    np.testing.assert_array_equal(still, noisy)
    assert (clear != label).any()


@pytest.mark.parametrize("name", ["gauss", "spiral"])
def test_noise_moves_the_points_of_clouds_and_arms(name: str) -> None:
    still, clear = points(name, 0.0, Stream("1"))
    noisy, label = points(name, 0.5, Stream("1"))
    np.testing.assert_array_equal(clear, label)
    assert (still != noisy).any()


def test_without_noise_labels_follow_from_where_the_points_lie() -> None:
    x, label = points("circle", 0.0, Stream("2"))
    radius = np.hypot(*x.T)
    np.testing.assert_array_equal(label > 0, radius < 2.5)
    assert (radius[label < 0] >= 3.5 - 1e-12).all()
    x, label = points("xor", 0.0, Stream("2"))
    np.testing.assert_array_equal(label > 0, x[:, 0] * x[:, 1] >= 0)
    assert np.abs(x).min() >= 0.3
    x, label = points("reg-plane", 0.0, Stream("2"))
    np.testing.assert_allclose(label, x.sum(1) / 10, atol=1e-15)
    x, label = points("spiral", 0.0, Stream("2"))
    angle = 1.75 * 2 * np.pi * np.hypot(*x.T) / 5 + np.where(label > 0, 0, np.pi)
    np.testing.assert_allclose(x, np.hypot(*x.T)[:, None] * np.stack([np.sin(angle), np.cos(angle)], 1), atol=1e-12)  # fmt: skip
    x, label = points("reg-gauss", 0.0, Stream("2"))
    top = np.hypot(x[:, 0] - 4, x[:, 1] - 2.5) < 2
    np.testing.assert_allclose(label[top], 1 - np.hypot(*(x[top] - (4, 2.5)).T) / 2)


def test_clouds_have_the_variance_that_the_noise_asks_for() -> None:
    for noise, variance in ((0.0, 0.5), (0.5, 4.0), (0.8, 6.1)):
        x, label = points("gauss", noise, Stream("3"))
        centred = x - 2 * label[:, None]
        assert abs(centred.var() / variance - 1) < 0.12
        assert abs(centred.mean()) < 0.2


def test_shuffling_loses_no_point_and_takes_one_draw_for_each() -> None:
    stream, beside = Stream("4"), Stream("4")
    order = shuffled(100, stream)
    assert sorted(order.tolist()) == list(range(100))
    assert order.tolist() != list(range(100))
    beside.draws(100)
    assert stream.draw() == beside.draw()
