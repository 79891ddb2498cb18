"""Formulas that people type mean what they say, and nothing else runs."""

from __future__ import annotations

import numpy as np
import pytest

from wbsim.data import Data
from wbsim.datasets import describe, draw
from wbsim.datasets.formula import function
from wbsim.problems import Refused

X = np.linspace(-6, 6, 101)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2*sin(x)", 2 * np.sin(X)),
        ("x^2/4 - 1", X**2 / 4 - 1),
        ("y > cos(x) + x", np.cos(X) + X),
        ("-x**3", -(X**3)),
        ("−x", -X),
        ("abs(x) - e", np.abs(X) - np.e),
        ("pi", np.full_like(X, np.pi)),
        ("sign(x)*sqrt(abs(x))", np.sign(X) * np.sqrt(np.abs(X))),
        ("log(x^2 + 1)", np.log(X**2 + 1)),
        ("+1.5e0", np.full_like(X, 1.5)),
    ],
)
def test_a_formula_is_what_it_says(text: str, means: np.ndarray) -> None:  # type: ignore[type-arg]
    np.testing.assert_allclose(function(text)(X), means, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("text", ["sqrt(x)", "log(x)", "1/x", "1e12*x^9"])
def test_where_there_is_no_value_there_is_none(text: str) -> None:
    values = function(text)(np.array([-1.0, 0.0, 4.0]))
    assert np.isnan(values).any() and (np.abs(values[~np.isnan(values)]) <= 1e12).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no formula"),
        ("2*", "is no formula"),
        ("x + y", "'y' is unknown here"),
        ("__import__('os')", "is unknown here"),
        ("x.real", "'x.real' is unknown here"),
        ("sin(x, x)", "is unknown here"),
        ("sinh(x)", "is unknown here"),
        ("True", "'True' is unknown here"),
        ("'a'", "is unknown here"),
        ("x^0.5", "a power must be a whole number from 0 to 9"),
        ("x^True", "a power must be a whole number"),
        ("x + 0x10", "plain digits"),
        ("1_000*x", "plain digits"),
        ("x^x", "a power must be a whole number"),
        ("9^9^9^9", "a power must be a whole number"),
        ("(" * 5000, "is no formula"),
        ("x if x else x", "is unknown here"),
        ("x;x", "is no formula"),
        ("1e400", "is unknown here"),
        ("x\x00", "is no formula"),
    ],
)
def test_what_is_no_formula_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(Refused, match=r"^data\.function: ") as refused:
        function(text)
    assert said in str(refused.value) and len(refused.value.problems) == 1


def test_points_are_parted_by_the_curve() -> None:
    data = Data(dataset="function", function="x/2")
    train = draw(data, 5).train
    assert np.array_equal(train.y == 1, train.x[:, 1] > train.x[:, 0] / 2)
    noisy = draw(data.model_copy(update={"noise": 30.0}), 5).train
    assert np.array_equal(noisy.x, train.x) and 0.02 < (noisy.y != train.y).mean() < 0.4
    assert describe(data).ranges == ((-6.0, 6.0),) * 2


def test_a_curve_with_no_value_in_view_is_refused() -> None:
    with pytest.raises(Refused, match="has no value from -6 to 6"):
        draw(Data(dataset="function", function="sqrt(x - 100)"), 1)
    with pytest.raises(Refused, match=r"data\.function"):
        describe(Data(dataset="function", function="nonsense("))
