"""What is a number, and what only looks like one."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wbsim.tables import numerals
from wbsim.tables.choices import Mark

LETTERS = "0123456789+-.,eE _xinfa٣３²−$% \t"
GRAMMAR = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
marks = st.sampled_from([".", ","])


@given(st.text(LETTERS, max_size=8), marks)
@example("1_000", ".")
@example("0x10", ".")
@example("٣", ".")
@example("infinity", ".")
@example("nan", ".")
@example(" 1", ".")
@example("1.", ".")
@example(".", ".")
@example("", ".")
def test_a_number_is_exactly_what_the_grammar_says(text: str, mark: Mark) -> None:
    other = "," if mark == "." else "."
    plain = "x" if other in text else text.replace(mark, ".")
    is_one = re.fullmatch(GRAMMAR, plain) is not None
    value = numerals.number(text, mark)
    assert value == (float(plain) if is_one else None)


@given(st.lists(st.text(LETTERS, max_size=6), min_size=1, max_size=4), marks)
@example(["1", "007"], ".")
@example(["1\n2", "3"], ".")
@example(["1e999"], ".")
@example(["1e-999"], ".")
@example(["0e5"], ".")
def test_many_numbers_at_once_are_read_as_each_alone(cells: list[str], mark: Mark) -> None:
    """`numbers` may decline what `number` takes, but never reads anything else."""
    stripped = [cell.strip(" ") for cell in cells]
    one_by_one = [numerals.number(cell, mark) for cell in stripped]
    at_once = numerals.numbers(cells, mark)
    if at_once is not None:
        assert at_once.tolist() == one_by_one
        assert not any(map(numerals.is_code, stripped))
    elif all(value is not None for value in one_by_one):
        assert any(map(numerals.is_code, stripped)) or 0.0 in one_by_one


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20), marks)
def test_every_finite_float_that_was_written_reads_back_exactly(values: list[float], mark: Mark) -> None:
    read = numerals.numbers([repr(value).replace(".", mark) for value in values], mark)
    expected = np.array(values)
    if read is None:  # a zero with an exponent is looked at one by one
        read = np.array([numerals.number(repr(value).replace(".", mark), mark) for value in values])
    assert read.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("text", "mark", "what"),
    [
        ("inf", ".", "is infinite; write a number"),
        ("-Infinity", ".", "is infinite; write a number"),
        ("0x1F", ".", "is not a decimal number; write 31"),
        ("0b101", ".", "is not a decimal number; write 5"),
        ("0x", ".", None),
        ("1_000", ".", "has an underscore between digits; write 1000"),
        ("٣٤", ".", "has digits other than 0 to 9; write 34"),
        ("３.５", ".", "has digits other than 0 to 9; write 3.5"),
        ("1,5", ".", "has a comma, but the decimal mark is a point; write 1.5, or choose , as the decimal mark"),
        ("1.5", ",", "has a point, but the decimal mark is a comma; write 1,5, or choose . as the decimal mark"),
        ("1,500", ".", "has a comma, but the decimal mark is a point; write 1.500, or choose , as the mark between thousands"),
        ("1.500,5", ",", "groups thousands; choose by which mark, or write the digits without it"),
        ("1 000 000", ".", "groups thousands; choose by which mark, or write the digits without it"),
        ("$5.20", ".", "has a sign of money or percent; write the number alone"),
        ("5 %", ".", "has a sign of money or percent; write the number alone"),
        ("−5", ".", "has a dash for a minus; write -5"),
        ("1.2.3", ".", "has more than one decimal mark; write one at most"),
        ("1e999", ".", "cannot be held; write a number of at most about 1e308"),
        ("1e-999", ".", "cannot be held; write a number of at least about 1e-308"),
        ("5", ".", None),
        ("007", ".", None),
        ("abc", ".", None),
        ("5 kg", ".", None),
    ],
)  # fmt: skip
def test_what_looks_like_a_number_says_why_it_is_none(text: str, mark: Mark, what: str | None) -> None:
    assert numerals.flaw(text, mark) == what


@given(st.text(LETTERS, min_size=1, max_size=8), marks)
def test_a_number_that_can_be_held_has_no_flaw(text: str, mark: Mark) -> None:
    if numerals.number(text, mark) is not None:
        assert numerals.flaw(text, mark) is None


@pytest.mark.parametrize(
    "text", ["1.5", "0.123", ".123", "1234.567", "-1.25", "1.2345", "1.234e5", "12.", "00.123"]
)
def test_a_point_that_can_group_no_thousands_is_the_decimal_mark(text: str) -> None:
    assert numerals.decides(text, ".")
    assert numerals.decides(f"7\n{text}\n8", ".")
    assert numerals.decides(text.replace(".", ","), ",")


@pytest.mark.parametrize("text", ["1.234", "12.345", "-123.456", "5", "-5"])
def test_a_point_before_three_digits_decides_nothing(text: str) -> None:
    assert not numerals.decides(text, ".")


@pytest.mark.parametrize(
    "text", ["2020-01-31", "31.1.2020", "1/31/20", "2020-01-31T12:00:05Z", "12:30", "9:05 pm"]
)
def test_dates_and_times_are_known(text: str) -> None:
    assert numerals.is_date(text)


@pytest.mark.parametrize("text", ["2020", "1.2", "1-2", "555-1234", "a:b", "1.2.3.4", "12:3"])
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert not numerals.is_date(text)
