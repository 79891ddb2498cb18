"""Sliders' scales."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.panels.scales import Scale
from ui.panels.speeds import SPEEDS, faster, place_of, roughly

SCALES = (
    Scale(0, 50, step=5), Scale(1e-5, 10, "log"), Scale(1e-5, 10, "log0"), Scale(1, 256, "log", whole=True),
)  # fmt: skip


@pytest.mark.parametrize("scale", SCALES)
def test_the_ends_of_a_scale_are_its_bounds(scale: Scale) -> None:
    assert scale.value(1.0) == scale.high
    assert scale.value(0.0) == (0.0 if scale.kind == "log0" else scale.low)
    assert (scale.share(scale.high), scale.share(scale.value(0.0))) == (1.0, 0.0)


@pytest.mark.parametrize("scale", SCALES)
@given(share=st.floats(0, 1))
def test_a_place_and_its_value_lie_together(scale: Scale, share: float) -> None:
    value = scale.value(share)
    assert scale.share(value) == pytest.approx(share, abs=0.13 if scale.whole or scale.step else 0.02)


@pytest.mark.parametrize("scale", SCALES)
@given(one=st.floats(0, 1), two=st.floats(0, 1))
def test_further_right_is_never_less(scale: Scale, one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert scale.value(low) <= scale.value(high)


def test_values_on_a_slider_are_round() -> None:
    assert Scale(0, 50, step=5).value(0.33) == 15.0
    assert Scale(1e-5, 10, "log").value(0.579) == 0.03
    assert Scale(1, 256, "log", whole=True).value(0.415) == 10.0


def test_values_beyond_a_slider_stand_at_its_ends() -> None:
    scale = Scale(1e-5, 10, "log")
    assert (scale.share(500.0), scale.share(1e-9)) == (1.0, 0.0)


def test_speeds_go_from_one_to_free_and_stop_there() -> None:
    assert faster(1, -1) == 1
    assert faster(1000) is None
    assert faster(None) is None
    assert faster(None, -1) == 1000
    assert [SPEEDS[place_of(speed)] for speed in SPEEDS] == list(SPEEDS)


def test_a_speed_between_two_finds_the_nearest() -> None:
    assert SPEEDS[place_of(240.0)] == 250


def test_a_pace_is_told_roughly() -> None:
    assert roughly(61_234.0) == 61_000.0
