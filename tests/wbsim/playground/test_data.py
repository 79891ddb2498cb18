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


# the first and the last point after shuffling, and the sum of all labels: computed under Node from the page's formulas
COMPUTED = {
    "circle": ((3.512714662374306, 0.6461951304825431, -1), (-0.16202501817767206, 0.750106301053037, 1), -54),
    "xor": ((-4.822287861005171, -3.089542523599872, 1), (-2.23037704101642, 4.961422685280513, -1), -52),
    "gauss": ((-0.7148051381720606, -1.1263287482069078, -1), (2.0340060928280517, 3.450440759219145, 1), 0),
    "spiral": ((0.7641794957401958, 2.9383494630804106, 1), (-3.7227933822994927, -0.05314759310602615, -1), 0),
    "reg-plane": ((0.016066394277718388, 4.025884048754158, 0.35546060371169097), (3.892375277056896, -1.7353871343569836, 0.1221233347510371), -16.89652497306792),
    "reg-gauss": ((0.016066394277718388, 4.025884048754158, -0.5825340270431951), (3.892375277056896, -1.7353871343569836, -0.7569727906413768), -4.8955289167991225),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPUTED)
def test_every_data_set_is_the_page_s_own_point_by_point(name: str) -> None:
    x, label = points(name, 0.15, Stream("0.98765"))
    first, last, total = COMPUTED[name]
    np.testing.assert_allclose([*x[0], label[0]], first, rtol=1e-14)
    np.testing.assert_allclose([*x[-1], label[-1]], last, rtol=1e-14)
    assert label.sum() == pytest.approx(total, rel=1e-12, abs=1e-12)


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
