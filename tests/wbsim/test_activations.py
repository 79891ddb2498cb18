"""Each activation's entry is whole, and its faces mean one function: rule, slope, formulas, bounds and start."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import reference

from wbsim.activations import ACTIVATIONS, Activation
from wbsim.elementary import normal_density, normal_share
from wbsim.kernels import activations as compiled

Z = np.linspace(-6, 6, 1201)
RULES = [entry for entry in ACTIVATIONS if entry.rule]
each = pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.name)


def values(entry: Activation, z: Any = Z) -> Any:
    assert entry.rule is not None
    return entry.rule(z)


def slopes(entry: Activation, z: Any = Z) -> Any:
    assert entry.slope is not None
    return entry.slope(z, values(entry, z))


def computed(text: str, z: Any, a: Any) -> Any:
    """What a formula says, read as a person reads it."""
    if " above 0, else " in text:
        above, below = text.split(" above 0, else ")
        return np.where(z > 0, computed(above, z, a), computed(below, z, a))
    text = text.replace("tanh z", "tanh(z)").replace("^", "**").replace("−", "-")
    text = re.sub(r"\|(\w)\|", r"abs(\1)", text)
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", "*", text)  # a space between two factors
    names = {
        "z": z, "a": a, "e": math.e, "tanh": np.tanh, "ln": np.log, "max": np.maximum, "abs": np.abs,
        "σ": lambda x: 1 / (1 + np.exp(-x)), "Φ": normal_share, "φ": normal_density,
    }  # fmt: skip
    return eval(text, {"__builtins__": {}}, names) + 0 * z


def test_every_entry_is_whole_and_unlike_the_others() -> None:
    for entry in ACTIVATIONS:
        assert entry.name and entry.word and entry.formula and entry.slope_formula
        assert (entry.rule is None) == (entry.slope is None) == (entry.name == "softmax")
        assert entry.ends[0] < entry.ends[1]
    for face in ("name", "word", "formula", "rule"):
        assert len({getattr(entry, face) for entry in ACTIVATIONS}) == len(ACTIVATIONS), face
    assert {entry.name: code for code, entry in enumerate(ACTIVATIONS)} == compiled.CODES
    assert len(compiled._RULES) == len(compiled._SLOPES) == len(RULES)


@each
def test_a_rule_and_its_slope_are_those_of_the_oracle(entry: Activation) -> None:
    np.testing.assert_allclose(values(entry), reference.activation(entry.name, Z), rtol=2e-14, atol=1e-15)
    np.testing.assert_allclose(slopes(entry), reference.derivative(entry.name, Z), rtol=2e-13, atol=1e-14)


@each
def test_a_slope_is_the_limit_of_differences(entry: Activation) -> None:
    z, step = Z[np.abs(Z) > 1e-3], 1e-6
    limit = (values(entry, z + step) - values(entry, z - step)) / (2 * step)
    np.testing.assert_allclose(slopes(entry, z), limit, rtol=1e-7, atol=1e-8)


@each
def test_the_formulas_shown_say_what_is_computed(entry: Activation) -> None:
    rounded = 5e-3 if entry.name == "selu" else 1e-12  # its two constants are shown with two decimals
    a = values(entry)
    np.testing.assert_allclose(a, computed(entry.formula, Z, a), rtol=rounded, atol=rounded)
    np.testing.assert_allclose(slopes(entry), computed(entry.slope_formula, Z, a), rtol=rounded, atol=rounded)


@each
def test_the_bounds_are_never_passed_and_come_near(entry: Activation) -> None:
    a = values(entry, np.concatenate([Z, [-1e6, 1e6, -37.0, 37.0]]))
    for end, reached in zip(entry.ends, (a.min(), a.max()), strict=True):
        assert abs(reached) > 1e3 if math.isinf(end) else reached == pytest.approx(end, abs=1e-5)
    assert a.min() >= entry.ends[0]
    assert a.max() <= entry.ends[1]


@each
def test_one_number_is_as_good_as_an_array(entry: Activation) -> None:
    assert float(values(entry, -0.7)) == values(entry, np.array([-0.7]))[0]
    assert float(slopes(entry, -0.7)) == slopes(entry, np.array([-0.7]))[0]


@each
def test_the_start_of_he_keeps_the_size_of_values_or_is_that_of_the_paper(entry: Activation) -> None:
    z = np.linspace(-12, 12, 240_001)
    mean_square = float(np.sum(values(entry, z) ** 2 * normal_density(z)) * (z[1] - z[0]))
    if entry.name in ("tanh", "sigmoid", "linear", "softsign"):
        assert entry.he == 2
    else:
        assert entry.he == pytest.approx(1 / mean_square, rel=1e-6)
