"""Numbers as people type them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.panels.typed import read_number, written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5), ("0,5", 0.5), (".5", 0.5), (",5", 0.5), ("5.", 5.0), (" 3 ", 3.0), ("-2,25", -2.25),
        ("\u22120.03", -0.03), ("+4", 4.0), ("1e-3", 0.001), ("1,5E2", 150.0), ("0,001", 0.001), ("0.001", 0.001),
        ("1 000", 1000.0), ("1\u2009234,5", 1234.5), ("12'345", 12345.0), ("1.5", 1.5), ("1.500", 1.5),
    ],
)  # fmt: skip
def test_both_decimal_marks_mean_what_was_meant(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["1,000.5", "1.000,5", "1,000", "12,345", "1,2,3", "1.2,3"])
def test_what_can_be_read_in_two_ways_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="two ways"):
        read_number(text)


def test_a_whole_number_with_a_point_before_three_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="1000"):
        read_number("1.000", whole=True)


@pytest.mark.parametrize("text", ["", "  ", "abc", "1..2", "--3", "nan", "inf", "1e999", "0x10", "1 2"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number"):
        read_number(text)


def test_half_a_point_is_no_whole_number() -> None:
    with pytest.raises(ValueError, match="whole"):
        read_number("2,5", whole=True)


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_what_a_field_shows_reads_back(value: float) -> None:
    shown = float(f"{value:.6g}")
    assert math.isclose(read_number(written(shown)), shown, rel_tol=1e-12)


def test_a_power_of_ten_is_written_without_a_needless_zero() -> None:
    assert [written(value) for value in (1e-8, -2.5e-10, 3e7)] == ["1e−8", "−2.5e−10", "3e7"]


@given(st.floats(-99.9, 99.9, allow_nan=False))
def test_a_comma_and_a_point_read_the_same_where_neither_can_mark_thousands(value: float) -> None:
    text = f"{value:.2f}"
    assert read_number(text) == read_number(text.replace(".", ","))
