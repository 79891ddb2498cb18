"""The colors that everyone can tell apart: measured for eyes that lack a kind of cones, and for eyes that see greys alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.color_vision import contrast, distance, lab, linear
from ui.theme import DARK, LIGHT, THEMES, Name, Theme, theme_of

HUES = ("weight", "negative", "bias_line", "loss", "positive_class", "negative_class")
PAIRS = tuple(combinations(HUES, 2))
DICHROMATS = ("deutan", "protan", "tritan")


def lightness(color: str) -> float:
    return float(lab(linear(color))[0])


def farness(theme: Theme, one: str, two: str) -> float:
    """The least distance that a pair has for any eye with two kinds of cones, or for one with three."""
    return min(distance(getattr(theme, one), getattr(theme, two), eye) for eye in ("usual", *DICHROMATS))  # type: ignore[arg-type]


def test_distances_are_those_of_the_paper() -> None:
    # greys of CIELAB 50 and 60 are 10 / S_L apart, S_L = 1 + 0.015·25/√45 at 55
    assert distance("#777777", "#919191") == pytest.approx(10 / (1 + 0.375 / 45**0.5), abs=0.15)
    assert distance("#123456", "#123456", "protan") == 0
    assert distance("#FF0000", "#00A000") > 60
    assert (
        distance("#C00000", "#5B5B00", "deutan") < 16
    )  # a red and an olive that deuteranopes take for each other


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_any_two_hues_differ_for_every_eye(name: Name, pair: tuple[str, str]) -> None:
    theme = theme_of(name, "distinct")
    assert farness(theme, *pair) >= 14
    assert abs(lightness(getattr(theme, pair[0])) - lightness(getattr(theme, pair[1]))) >= 6  # in grey


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    "pair",
    [("weight", "negative"), ("positive_class", "negative_class"), ("weight", "bias_line")],
    ids="-".join,
)
def test_what_is_compared_most_differs_most(name: Name, pair: tuple[str, str]) -> None:
    theme = theme_of(name, "distinct")
    assert farness(theme, *pair) >= 40


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_third_class_is_neither_of_the_others(name: Name) -> None:
    theme = theme_of(name, "distinct")
    for other in ("positive_class", "negative_class"):
        assert farness(theme, "third_class", other) >= 14
        assert abs(lightness(theme.third_class) - lightness(getattr(theme, other))) >= 10


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("field", ["field", "activation", "parameter_map"])
def test_both_ends_of_a_map_differ_for_every_eye_and_in_grey(name: Name, field: str) -> None:
    low, middle, high = getattr(theme_of(name, "distinct"), field)
    least = 22 if field == "field" else 40
    assert min(distance(low, high, eye) for eye in ("usual", *DICHROMATS)) >= least  # type: ignore[arg-type]
    assert abs(lightness(low) - lightness(high)) >= 8
    for end in (low, high):
        assert min(distance(end, middle, eye) for eye in ("usual", *DICHROMATS)) >= 8  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_figures_in_these_colors_can_be_read(name: Name) -> None:
    theme = theme_of(name, "distinct")
    for token in ("weight_text", "negative_text", "bias_text", "loss_text"):
        assert contrast(getattr(theme, token), theme.panel) >= 5.5
        pale = getattr(theme, token.replace("_text", "_pale"))
        assert contrast(getattr(theme, token), pale) >= 4.5
    for token in HUES:
        assert contrast(getattr(theme, token), theme.panel) >= 2.7  # as lines and marks


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_usual_colors_leave_some_pairs_to_their_forms(theme: Theme) -> None:
    """Why there is a second set: the usual one asks some eyes to tell classes and negative edges by their forms alone."""
    assert min(farness(theme, *pair) for pair in PAIRS) < 9
    assert min(farness(theme_of(theme.name, "distinct"), *pair) for pair in PAIRS) >= 14


def test_the_usual_colors_are_the_themes_themselves() -> None:
    assert theme_of("light") is THEMES["light"]
    assert theme_of("dark", "distinct").name == "dark"
    assert theme_of("light", "distinct").panel == LIGHT.panel


def test_colors_stay_distinct_from_light_to_dark_and_back(stage: Callable[..., object], qtbot: QtBot) -> None:
    one = stage()
    window = one.window  # type: ignore[attr-defined]
    window.commands["colors"].trigger()
    assert window.look.theme is theme_of("light", "distinct")
    qtbot.keyClick(window, Qt.Key.Key_D)
    assert window.look.theme is theme_of("dark", "distinct")
    window.commands["colors"].trigger()
    assert window.look.theme is DARK
    assert window.figure.theme is DARK
