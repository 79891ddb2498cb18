"""Formulas and numbers of a sheet: what is written can be counted again, and gives what is shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from recounting import last_unit, recounted

from wbsim.sheet.formulas import Given, best, counted, formula, symbols, value
from wbsim.sheet.numerals import exactly, read, shown
from wbsim.sheet.text import plain

numbers = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-12)


# --- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"), (-0.40138, "−0.4014"), (1.16199, "1.1620"), (0.0123456, "0.0123"), (0.00012345, "0.000123"),
        (12.3456, "12.346"), (123456.0, "123456"), (1e6, "1.000·10⁶"), (-2.5e-7, "−2.500·10⁻⁷"), (math.inf, "∞"),
        (-math.inf, "−∞"), (math.nan, "–"), (9.99999, "10.000"), (-1.0, "−1.0000"), (0.00999999, "0.0100"), (9.99999e-5, "0.000100"), (999999.9, "1.000·10⁶"),
    ],
)  # fmt: skip
def test_numbers_have_three_to_five_digits_and_a_true_minus(number: float, text: str) -> None:
    assert shown(number) == text


@given(numbers, st.integers(2, 13))
def test_a_shown_number_is_read_back_to_half_a_unit_of_its_last_digit(number: float, decimals: int) -> None:
    text = shown(number, decimals)
    assert abs(read(text) - number) <= 0.5001 * last_unit(text)
    assert "-" not in text and "e" not in text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.03, "0.03"), (1e-8, "10⁻⁸"), (2.5e-10, "2.5·10⁻¹⁰"), (1.0, "1"), (-3.0, "−3"), (0.999, "0.999")],
)
def test_what_someone_chose_keeps_all_its_digits(number: float, text: str) -> None:
    assert exactly(number) == text
    assert read(text) == number


# --- formulas ----------------------------------------------------------------------------------------------

A, B, C = Given(-0.4321987), Given(2.71828, "weight"), Given(1e-8, chosen=True)


@pytest.mark.parametrize(
    ("text", "result", "written"),
    [
        ("a − b", A.value - B.value, "−0.4322 − 2.7183 = −3.1505"),
        ("b − a", B.value - A.value, "2.7183 − (−0.4322) = 3.1505"),
        ("b·a", B.value * A.value, "2.7183·(−0.4322) = −1.1748"),
        ("a·b", B.value * A.value, "−0.4322·2.7183 = −1.1748"),
        ("½·(b − a)²", (B.value - A.value) ** 2 / 2, "½·(2.7183 − (−0.4322))² = 4.9628"),
        ("a²", A.value**2, "(−0.4322)² = 0.1868"),
        ("b / (√b + c)", B.value / (B.value**0.5 + 1e-8), "2.7183 / (√2.7183 + 10⁻⁸) = 1.6487"),
        ("1 − bᵗ", 1 - B.value**3, "1 − 2.71828³ = −19.085"),
        ("−a·ln b", -A.value * math.log(B.value), "−(−0.4322)·ln 2.7183 = 0.4322"),
        ("max(0, 1 − a)", 1 - A.value, "max(0, 1 − (−0.4322)) = 1.4322"),
        ("c·sign(a)", -1e-8, "10⁻⁸·sign(−0.4322) = −1.000·10⁻⁸"),
        ("|a − b|", B.value - A.value, "|−0.4322 − 2.7183| = 3.1505"),
    ],
)
def test_formulas_are_written_with_todays_numbers(text: str, result: float, written: str) -> None:
    names = {"a": A, "b": B, "c": C}
    assert value(text, names, 3) == pytest.approx(result)
    assert plain(counted(text, names, result, step=3)) == written


def test_a_formula_is_set_with_its_symbols() -> None:
    assert plain(symbols("β₁·m + (1 − β₁)·g")) == "β₁·m + (1 − β₁)·g"
    assert plain(symbols("v / (1 − β₂ᵗ)")) == "v / (1 − β₂ᵗ)"
    assert [piece.kind for piece in symbols("w·x", {"w": "weight", "x": "data"})] == [
        "weight",
        "quiet",
        "data",
    ]


@pytest.mark.parametrize("text", ["", "a +", "a b", "(a", "a)", "max(a)", "a # b", "√", "|a", "·a"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"missing|no formula"):
        formula(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / z", math.inf),
        ("z / z", math.nan),
        ("ln z", -math.inf),
        ("√a", math.nan),
        ("exp(b·b)", math.inf),
        ("sign z", 0.0),
    ],
)
def test_formulas_count_as_floats_do_where_there_is_no_number(text: str, expected: float) -> None:
    found = value(text, {"a": Given(-1.0 if "√" in text else 1.0), "b": Given(40.0), "z": Given(0.0)})
    assert found == expected or (math.isnan(found) and math.isnan(expected))


WAYS = ["a − b·c", "(a + b)·c", "a·b / √(c² + 1)", "½·(a − b)²", "a·c + (1 − a)·b²", "|a| − max(b, c)"]


@given(st.sampled_from(WAYS), numbers, numbers, numbers)
def test_what_is_written_gives_what_is_shown(text: str, a: float, b: float, c: float) -> None:
    names = {"a": Given(a), "b": Given(b, "weight"), "c": Given(c, "data")}
    result = value(text, names)
    # where all but a trifle cancels, no digits that a reader could follow would do
    assume(result == 0 or abs(result) > 1e-4 * max(abs(a), abs(b), abs(c), 1.0) ** 2)
    written, _, shown_result = plain(counted(text, names, result)).rpartition(" = ")
    again = recounted(written)
    assert abs(again - read(shown_result)) <= 0.5001 * last_unit(shown_result)


def test_a_result_that_the_numbers_do_not_give_has_another_sign() -> None:
    names = {"a": Given(0.3), "b": Given(0.29999)}
    assert plain(counted("a − b", names, 1.04e-5)) == "0.30000 − 0.29999 = 1.0·10⁻⁵"
    assert plain(counted("a − b", names, 3e-5)) == "0.300000 − 0.299990 ≈ 3.000·10⁻⁵"


def test_of_several_ways_the_first_that_gives_the_number_is_taken() -> None:
    names = {"a": Given(3.0), "b": Given(1.0, chosen=True)}
    assert best(("½·a²", "b·(|a| − ½·b)"), names, 2.5) == "b·(|a| − ½·b)"
    assert best(("½·a²", "b·(|a| − ½·b)"), names, 4.5) == "½·a²"
    assert best(("ln(b − b)", "a"), names, 3.1) == "a"
