"""The language of conditions."""

from __future__ import annotations

import re

import pytest

from wbsim.lessons.expressions import Unmeasured, check, is_true, names, reckon
from wbsim.lessons.texts import filled, holes, shown

TERMS = {"loss": 0, "b": 2, "room": 0, "half": 1}


class Fixed:
    """A scope with numbers of its own."""

    def __init__(self, loss: float = 0.25) -> None:
        self.loss = loss

    def term(self, name: str, arguments: tuple) -> float | bool | str:
        if name == "b":
            layer, neuron = arguments
            if layer == 9:
                raise Unmeasured("there is no layer 9")
            return (100 if layer == "out" else layer * 10) + neuron
        return {"loss": self.loss, "room": "twin", "half": (arguments or (0,))[0] / 2}[name]

    def scope(self, name: str) -> Fixed:
        return Fixed(1.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("-(1 - 3) / 4", 0.5),
        ("b(1, 3)", 13),
        ("b(out, 2)", 102),
        ("abs(-loss)", 0.25),
        ("max(1, half(6), 2)", 3),
        ("loss < before.loss", True),
        ("0 < loss < 1", True),
        ("not loss > 1", True),
        ("loss > 1 or room == 'twin'", True),
        ("loss > 1 and room == 'twin'", False),
        ("room != 'network'", True),
        ("before.b(1, 1) - 1", 10),
    ],
)
def test_conditions_are_reckoned_as_they_read(text: str, value: object) -> None:
    check(text, TERMS, ("before",))
    assert reckon(text, Fixed()) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no condition"),
        ("loss <", "is no condition"),
        ("lss < 1", "did you mean loss"),
        ("b(1)", "b needs 2 arguments, not 1"),
        ("b > 1", "'b' needs 2 arguments"),
        ("loss(1)", "loss needs no argument, not 1"),
        ("b(layer=1, neuron=2)", "'layer=1' is not understood"),
        ("after.loss", "before a point stands one of before"),
        ("__import__('os')", "there is no term '__import__'"),
        ("(1).__class__", "before a point stands"),
        ("[loss for loss in (1,)]", "is not understood"),
        ("lambda: 1", "is not understood"),
        ("loss ** 9 ** 9", "is not understood"),
        ("f'{loss}'", "is not understood"),
        ("true", "no term 'true'"),
        ("True", "neither a number nor a quoted word"),
        ("None", "neither a number"),
        ("1j", "neither a number"),
        ("b'aa'", "neither a number"),
        ("...", "neither a number"),
        ("9" * 400, "neither a number"),
        ("'a' * 999999999 == 'b'", "is a word; it can only be compared"),
        ("-'a' == 'b'", "is a word"),
        ("'a'(1)", "is not understood"),
        ("b(1, 3)(1)", "is not understood"),
        ("max(1)", "max needs two numbers or more"),
        ("sqrt(1, 2)", "sqrt needs one number"),
        (" + ".join(["loss"] * 500), "is too long"),
        ("(" * 45 + "loss" + " + 1)" * 45, "is too long"),
    ],
)
def test_what_is_no_condition_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        check(text, TERMS, ("before",))


def test_what_is_not_known_is_told_from_what_is_false() -> None:
    with pytest.raises(Unmeasured, match="no layer 9"):
        is_true("b(9, 1) > 0", Fixed())
    with pytest.raises(Unmeasured, match="cannot be reckoned"):
        is_true("loss / 0 > 1", Fixed())
    for text in ("room > 1", "sqrt(-loss) > 0", "max(room, 1) > 0"):
        with pytest.raises(Unmeasured, match="cannot be reckoned"):
            is_true(text, Fixed())


def test_names_are_all_that_is_asked_for() -> None:
    assert names("loss < before.b(out, 1) + abs(half(2))") == {"loss", "before", "b", "out", "abs", "half"}


def test_numbers_in_a_text_are_the_engines() -> None:
    assert filled("loss {loss}, was {before.loss:.1f}, half of 3 is {half(3)}", Fixed()) == (
        "loss 0.250, was 1.0, half of 3 is 1.50"
    )
    assert (
        filled("in {room}, {loss:.0%} of {{all}}, {b(9, 1)}", Fixed())
        == "in twin, 25\N{NO-BREAK SPACE}% of {all}, …"
    )
    assert list(holes("{loss} and {b(1, 2):.2f}")) == ["loss", "b(1, 2)"]
    with pytest.raises(ValueError, match="braces do not match"):
        list(holes("{loss"))


def test_very_small_numbers_are_powers_of_ten() -> None:
    assert shown(2.2e-5, ".2g") == "2.2·10⁻⁵"
    assert shown(-3e7, ".1e") == "−3.0·10⁷"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (3.0, "3"), (-3.0, "−3"), (3.8, "3.80"), (-0.0123456, "−0.0123"), (1234.5, "1234"), (0.9781, "0.978"),
        (float("inf"), "inf"), (float("-inf"), "−inf"), (float("nan"), "–"), (True, "yes"), (False, "no"),
        ("half_mse", "½ squared error"), (1e-9, "1.00·10⁻⁹"), (1.9e155, "1.90·10¹⁵⁵"), (0.000123, "0.000123"), (2e6, "2.00·10⁶"),
    ],
)  # fmt: skip
def test_values_are_written_with_three_digits_and_a_true_minus(value: object, text: str) -> None:
    assert shown(value) == text  # type: ignore[arg-type]
