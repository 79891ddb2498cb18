"""Each data set on the plane follows its rule, recomputed here point by point with the standard library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from wbsim.data import Data, DatasetName
from wbsim.datasets import Dataset, draw

CLASSIFIED: tuple[DatasetName, ...] = ("circle", "xor", "gauss", "spiral", "moons", "shifted")
MEASURED: tuple[DatasetName, ...] = ("plane", "bumps")


def whole(
    name: DatasetName, noise: float = 0.0, seed: int = 3
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """All points of a data set, training points first, with their targets in one dimension."""
    drawn = draw(Data(dataset=name, noise=noise), seed)
    x = np.concatenate([drawn.train.x, drawn.test.x])
    return x, np.concatenate([drawn.train.y, drawn.test.y]).ravel().astype(float)


def both(drawn: Dataset) -> NDArray[np.float64]:
    return np.concatenate([drawn.train.x, drawn.test.x])


def test_circle_is_a_disc_of_plus_in_a_ring_of_minus() -> None:
    x, y = whole("circle")
    radius = [math.hypot(*point) for point in x]
    assert all(r < 2.5 if label == 1 else 3.5 <= r < 5 for r, label in zip(radius, y, strict=True))
    assert y.sum() == 250


def test_the_radius_of_circle_is_uniform_so_the_centre_is_denser() -> None:
    radius = np.concatenate([np.hypot(*whole("circle", seed=seed)[0].T) for seed in range(20)])
    inner = radius[radius < 2.5]
    assert np.mean(inner < 1.25) == pytest.approx(0.5, abs=0.03)


def test_xor_has_the_sign_of_the_product_and_keeps_off_the_axes() -> None:
    x, y = whole("xor")
    assert all((a * b >= 0) == (label == 1) for (a, b), label in zip(x, y, strict=True))
    assert np.abs(x).min() >= 0.3 and np.abs(x).max() <= 5.3
    assert np.abs(x).max() > 5.1


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (50, 4.0)])
def test_gauss_has_two_clouds_whose_variance_grows_with_noise(noise: float, variance: float) -> None:
    pairs = [whole("gauss", noise, seed) for seed in range(20)]
    x = np.concatenate([x for x, _ in pairs])
    y = np.concatenate([y for _, y in pairs])
    for label, centre in ((1, 2.0), (0, -2.0)):
        cloud = x[y == label]
        assert len(cloud) == 5000
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.12)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.1)
        assert np.corrcoef(cloud.T)[0, 1] == pytest.approx(0, abs=0.06)


def test_shifted_has_the_clouds_of_gauss_away_from_the_origin() -> None:
    x, y = whole("shifted")
    assert x[y == 1].mean(axis=0) == pytest.approx([5, 5], abs=0.3)
    assert x[y == 0].mean(axis=0) == pytest.approx([1, 1], abs=0.3)


def test_spiral_has_two_arms_of_one_and_three_quarter_turns() -> None:
    x, y = whole("spiral")
    expected = set()
    for label, start in ((1, 0.0), (0, math.pi)):
        for i in range(250):
            r, t = 5 * i / 250, 1.75 * 2 * math.pi * i / 250 + start
            expected.add((round(r * math.sin(t), 9) + 0.0, round(r * math.cos(t), 9) + 0.0, label))
    assert {
        (round(a, 9) + 0.0, round(b, 9) + 0.0, int(label)) for (a, b), label in zip(x, y, strict=True)
    } == expected


def test_moons_are_two_half_rings_that_hold_each_other() -> None:
    x, y = whole("moons")
    for (a, b), label in zip(x, y, strict=True):
        side = 1 if label == 1 else -1
        across, along = a + side * 1.5, b + side * 0.75
        assert 2.5 - 1e-12 <= math.hypot(across, along) <= 3.5 + 1e-12
        assert side * along >= -1e-12
    assert x[y == 1, 1].min() < x[y == 0, 1].max()


def test_plane_is_a_tenth_of_the_sum() -> None:
    x, y = whole("plane")
    assert [(a + b) / 10 for a, b in x] == pytest.approx(list(y), abs=1e-12)
    assert np.abs(x).max() <= 6 and len(x) == 1200


def test_bumps_take_the_highest_of_six_cones() -> None:
    cones = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    x, y = whole("bumps")
    for point, target in zip(x, y, strict=True):
        heights = [sign * max(0.0, 1 - math.dist(point, at) / 2) for at, sign in cones.items()]
        assert target == pytest.approx(max(heights, key=abs), abs=1e-12)
    assert y.min() < -0.8 and y.max() > 0.8


# TensorFlow Playground's own code flips these shares of the labels, in per cent.
@pytest.mark.parametrize(
    ("name", "noise", "flipped"),
    [
        ("circle", 10, 2.5),
        ("circle", 25, 7.8),
        ("circle", 50, 24.6),
        ("xor", 10, 0.8),
        ("xor", 25, 7.2),
        ("xor", 50, 17.7),
    ],
)
def test_label_noise_flips_as_many_labels_as_in_the_playground(
    name: DatasetName, noise: float, flipped: float
) -> None:
    shares = []
    for seed in range(40):
        clean, noisy = draw(Data(dataset=name), seed), draw(Data(dataset=name, noise=noise), seed)
        shares.append(np.mean(clean.train.y != noisy.train.y))
    assert 100 * np.mean(shares) == pytest.approx(flipped, abs=1.0)


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "bumps"])
def test_label_noise_moves_no_point(name: DatasetName) -> None:
    clean, noisy = whole(name), whole(name, 50)
    assert np.array_equal(clean[0], noisy[0])
    assert not np.array_equal(clean[1], noisy[1])


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons", "shifted"])
def test_position_noise_moves_points_smoothly_and_relabels_none(name: DatasetName) -> None:
    (x20, y20), (x21, y21), (x40, _) = whole(name, 20), whole(name, 21), whole(name, 40)
    assert np.array_equal(y20, y21)
    assert 0 < np.abs(x21 - x20).max() < 0.15
    assert np.abs(x40 - x20).max() > 0.15


@pytest.mark.parametrize("name", ["spiral", "moons"])
def test_uniform_noise_is_proportional_to_the_setting(name: DatasetName) -> None:
    still, half, full = whole(name)[0], whole(name, 25)[0], whole(name, 50)[0]
    assert full - still == pytest.approx(2 * (half - still), abs=1e-12)
    assert np.abs(full - still).max() > 0.45


@pytest.mark.parametrize("name", [*CLASSIFIED, *MEASURED])
def test_nearly_all_points_without_noise_lie_in_the_square_that_is_shown(name: DatasetName) -> None:
    for seed in range(5):
        drawn = draw(Data(dataset=name), seed)
        (low, high), up = drawn.description.ranges
        assert up == (low, high)
        points = both(drawn)
        assert np.mean((points >= low) & (points <= high)) > 0.998
