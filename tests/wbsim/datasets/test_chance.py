"""Draws depend on their key alone, and the portable functions agree with the standard library's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from wbsim.datasets.chance import Chance
from wbsim.portable import cosine, logarithm, sine


def test_a_draw_depends_on_seed_data_set_and_quantity() -> None:
    base = Chance(1, "circle").unit("angle", 8)
    assert np.array_equal(base, Chance(1, "circle").unit("angle", 8))
    for other in (
        Chance(2, "circle").unit("angle", 8),
        Chance(1, "xor").unit("angle", 8),
        Chance(1, "circle").unit("r", 8),
    ):
        assert not np.any(base == other)


def test_more_draws_begin_with_the_same_ones() -> None:
    assert np.array_equal(Chance(1, "circle").unit("angle", 500)[:8], Chance(1, "circle").unit("angle", 8))


def test_unit_draws_are_uniform() -> None:
    u = Chance(5, "test").unit("u", 20_000)
    assert u.min() >= 0 and u.max() < 1
    counts = np.bincount((u * 20).astype(int), minlength=20)
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8  # chi-squared, 19 degrees of freedom, p = 0.001


def test_normal_draws_have_the_moments_of_the_normal_distribution() -> None:
    n = Chance(5, "test").normal("n", 20_000)
    assert n.shape == (20_000, 2)
    assert [np.mean(n), np.mean(n**2), np.mean(n**3), np.mean(n**4)] == pytest.approx([0, 1, 0, 3], abs=0.12)
    assert np.mean(n[:, 0] * n[:, 1]) == pytest.approx(0, abs=0.03)


def test_an_order_visits_each_place_once() -> None:
    order = Chance(5, "test").order(300)
    assert sorted(order) == list(range(300)) and list(order) != list(range(300))


@given(some.floats(-1e6, 1e6))
def test_portable_sine_and_cosine_are_right(x: float) -> None:
    at = np.array([x])
    assert sine(at)[0] == pytest.approx(math.sin(x), abs=1e-15, rel=0)
    assert cosine(at)[0] == pytest.approx(math.cos(x), abs=1e-15, rel=0)


@given(some.floats(1e-300, 1e300))
def test_portable_logarithm_is_right(x: float) -> None:
    assert logarithm(np.array([x]))[0] == pytest.approx(math.log(x), rel=3e-16, abs=1e-300)


def test_portable_functions_keep_the_shape() -> None:
    grid = np.linspace(-3, 3, 12).reshape(3, 4)
    assert sine(grid).shape == cosine(grid).shape == logarithm(grid + 4).shape == (3, 4)
