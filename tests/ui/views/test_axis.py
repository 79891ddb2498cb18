"""Where axes begin, end and carry numbers."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.views.axis import Scale, loss_scale, mark_words, nice_step, parameter_scale, ticks, update_end

SIZES = st.floats(1e-6, 1e6)


@given(SIZES)
def test_a_step_is_1_2_or_5_times_a_power_of_ten(wish: float) -> None:
    step = nice_step(wish)
    assert step >= wish * (1 - 1e-9)
    assert step <= 2.5 * wish * (1 + 1e-9)
    assert round(step / 10 ** math.floor(math.log10(step * (1 + 1e-9))), 6) in (1, 2, 5)


def test_marks_of_an_axis_carry_no_zeros_that_their_neighbors_do_not() -> None:
    assert [mark_words(mark) for mark in ticks(0, 1.5, 4)] == ["0", "0.5", "1", "1.5"]
    assert [mark_words(3 * 0.1), mark_words(-2.0), mark_words(10_000.0)] == ["0.3", "−2", "10\u2009000"]
    assert [mark_words(1e-5), mark_words(2e8)] == ["1·10⁻⁵", "2·10⁸"]


@given(st.floats(-1e4, 1e4), SIZES, st.integers(2, 9))
def test_ticks_are_few_even_and_inside(low: float, width: float, most: int) -> None:
    found = ticks(low, low + width, most)
    assert len(found) <= most
    slack = 1e-6 * max(1.0, abs(low), width)
    assert all(low - slack <= t <= low + width + slack for t in found)
    gaps = [b - a for a, b in itertools.pairwise(found)]
    assert all(gap == pytest.approx(gaps[0], rel=1e-6, abs=1e-11 * max(1.0, abs(low))) for gap in gaps)


def test_ticks_are_the_ones_that_people_would_write() -> None:
    assert ticks(-6, 6, 7) == [-6, -4, -2, 0, 2, 4, 6]
    assert ticks(0, 700, 9) == [0, 100, 200, 300, 400, 500, 600, 700]
    assert ticks(3, 3, 5) == [3]


@given(st.integers(0, 10**8))
def test_the_axis_of_updates_leaves_room_but_not_half_of_itself(update: int) -> None:
    end = update_end(update)
    assert end >= max(100, update)
    assert end <= max(100, 2 * update)


def test_the_axis_of_updates_seldom_changes() -> None:
    assert len({update_end(update) for update in range(0, 10_001, 10)}) <= 14


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3))
def test_a_scale_of_parameters_holds_all_values_and_0(low: float, width: float) -> None:
    scale = parameter_scale(low, low + width)
    assert scale.low <= min(low, 0.0)
    assert scale.high >= max(low + width, 0.0)
    assert scale.high > scale.low


def test_a_scale_of_parameters_that_are_all_0_has_room_on_both_sides() -> None:
    scale = parameter_scale(0.0, 0.0)
    assert scale.low < 0 < scale.high


@given(st.floats(1e-9, 1e9), st.floats(1.0, 1e6), st.booleans())
def test_a_scale_of_losses_holds_what_was_measured(low: float, ratio: float, log: bool) -> None:
    scale = loss_scale(low, low * ratio, log)
    assert scale.low <= low
    assert scale.high >= low * ratio
    assert (scale.low == 0) != log


@pytest.mark.parametrize("value", [0.0, math.inf, math.nan, -1.0])
@pytest.mark.parametrize("log", [False, True])
def test_losses_that_no_axis_can_show_still_give_one(value: float, log: bool) -> None:
    scale = loss_scale(value, value, log)
    assert math.isfinite(scale.low)
    assert math.isfinite(scale.high)
    assert scale.ticks(4)


@given(st.floats(0, 1), st.booleans())
def test_share_and_value_are_each_other_s_inverse(share: float, log: bool) -> None:
    scale = Scale(0.02, 5.0, log)
    assert float(scale.share(scale.value(share))) == pytest.approx(share, abs=1e-9)


def test_a_logarithmic_axis_is_labelled_by_decades_and_what_fits_between() -> None:
    assert Scale(0.02, 1.0, log=True).ticks(4) == [0.03, 0.1, 0.3, 1.0]
    assert Scale(1e-6, 1.0, log=True).ticks(4)[-1] == 1.0
    assert len(Scale(1e-6, 1.0, log=True).ticks(4)) <= 4


def test_a_logarithmic_scale_lies_evenly_by_its_logarithms() -> None:
    assert Scale(-1.0, 3.0).ends == (-1.0, 3.0)
    assert Scale(0.01, 10.0, log=True).ends == pytest.approx((-2, 1))
