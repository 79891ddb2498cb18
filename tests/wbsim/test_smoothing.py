"""A smoothed curve is a mean: of a constant that constant, within its values, and of all it has seen at the start."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wbsim.smoothing import smoothed, span_of

finite = st.floats(-1e3, 1e3)


@given(value=finite, steps=st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_a_constant_stays_what_it_is(value: float, steps: list[int]) -> None:
    found = smoothed(np.cumsum(steps), np.full(len(steps), value), 64)
    np.testing.assert_allclose(found, value, rtol=1e-12, atol=1e-300)


@given(values=st.lists(finite, min_size=1, max_size=40), span=st.floats(2, 1000))
def test_it_stays_within_the_values_seen(values: list[float], span: float) -> None:
    found = smoothed(np.arange(1, len(values) + 1), np.array(values), span)
    assert found[0] == np.float64(values[0]) or np.isclose(found[0], values[0])
    for k, mean in enumerate(found):
        assert min(values[: k + 1]) - 1e-9 <= mean <= max(values[: k + 1]) + 1e-9


def test_updates_that_were_brought_together_weigh_as_many_as_they_are() -> None:
    update = np.arange(1, 401)
    values = np.repeat(np.linspace(3, 1, 100), 4)
    np.testing.assert_allclose(smoothed(update[3::4], values[3::4], 64), smoothed(update, values, 64)[3::4])


def test_after_many_spans_it_forgets_where_it_began() -> None:
    values = np.concatenate([np.full(10, 100.0), np.ones(1000)])
    assert abs(smoothed(np.arange(1, 1011), values, 64)[-1] - 1) < 1e-9


def test_what_is_not_finite_is_passed_over() -> None:
    found = smoothed(np.arange(1, 5), np.array([np.nan, 2.0, np.inf, 2.0]), 10)
    np.testing.assert_allclose(found, [np.nan, 2, 2, 2])


def test_the_span_is_stated_in_updates_and_grows_with_the_bins() -> None:
    assert [span_of(stride) for stride in (1, 2, 4, 8, 64)] == [64, 64, 64, 128, 1024]
