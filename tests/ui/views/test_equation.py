"""Formulas: which symbols stand in them, and how they are set."""

from __future__ import annotations

import pytest
from moments import moment
from PySide6.QtWidgets import QApplication

from ui.views import equation
from ui.views.equation import Piece
from wbsim.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The circle's 2-4-2-1."""
    return moment("circle").plan


def said(plan: Plan, neuron: int, shown: tuple[int | str, ...]) -> str:
    """A neuron's sum as text."""
    return equation.spoken(equation.sum_line(plan, neuron, shown))


def test_a_sum_names_weights_by_neuron_and_source(plan: Plan) -> None:
    third = plan.rows[0].layer.neurons[2]
    assert said(plan, third, ("x1", "x2")) == "z = w₃₁x₁ + w₃₂x₂ + b₃"


def test_a_later_layer_multiplies_activations(plan: Plan) -> None:
    row = plan.rows[1]
    assert said(plan, row.layer.neurons[0], row.sources[:2]) == "z = w₁₁a₁ + w₁₂a₂ + … + b₁"


def test_a_sum_without_bias_ends_with_its_weights() -> None:
    plan = moment("circle", 0, {"network.layers.0.bias": False}).plan
    assert said(plan, plan.rows[0].layer.neurons[0], ("x1", "x2")) == "z = w₁₁x₁ + w₁₂x₂"


def test_weights_are_blue_and_biases_amber(plan: Plan) -> None:
    line = equation.sum_line(plan, plan.rows[0].layer.neurons[0], ("x1",))
    tokens = {piece.text: piece.token for piece in line}
    assert tokens["w"] == "weight_text"
    assert tokens["b"] == "bias_text"
    assert tokens["x"] == "ink"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x1", "x₁"),
        ("x2^2", "x₂²"),
        ("x1*x2", "x₁x₂"),
        ("sin(x1)", "sin x₁"),
        ("p64", "p₆₄"),
        ("area", "area"),
    ],
)
def test_an_input_is_written_as_a_symbol(name: str, text: str) -> None:
    assert equation.spoken(equation.input_symbol(name)) == text


@pytest.mark.parametrize(
    ("activation", "text"),
    [
        ("tanh", "a = tanh z"),
        ("relu", "a = max(0, z)"),
        ("sigmoid", "a = σ(z)"),
        ("linear", "a = z"),
        ("leaky_relu", "a = max(0.01 z, z)"),
        ("elu", "a = z above 0, else eᶻ − 1"),
        ("selu", "a = 1.05 z above 0, else 1.76 (eᶻ − 1)"),
        ("gelu", "a = z Φ(z)"),
        ("silu", "a = z σ(z)"),
        ("softplus", "a = ln(1 + eᶻ)"),
        ("softsign", "a = z / (1 + |z|)"),
    ],
)
def test_an_activation_is_written_as_a_formula(activation: str, text: str) -> None:
    plan = moment("circle", 0, {"network.layers.0.activation": activation}).plan
    assert equation.spoken(equation.activation_line(plan, plan.rows[0].layer.neurons[0])) == text


def test_an_activation_goes_by_its_name_where_its_formula_is_too_long() -> None:
    plan = moment("circle", 0, {"network.layers.0.activation": "selu"}).plan
    assert equation.spoken(equation.name_line(plan, plan.rows[0].layer.neurons[0])) == "a = SELU(z)"


def test_softmax_divides_by_the_sum_over_all_classes() -> None:
    plan = moment("digits").plan
    line = equation.activation_line(plan, plan.rows[-1].layer.neurons[3])
    assert [piece.superscript for piece in line if piece.text == "e"] == ["z₄", "zⱼ"]
    assert [piece.text for piece in line] == ["a", "=", "e", "/", "Σ", "e"]


def test_a_neuron_that_is_gone_has_no_equation(plan: Plan) -> None:
    with pytest.raises(KeyError):
        equation.sum_line(plan, 99, ())


def test_today_s_numbers_add_up_in_words() -> None:
    line = equation.numbers_line([(-0.4, -4.47), (0.59, -2.06)], None, -1.07, -0.49)
    assert equation.spoken(line) == "= −0.40 · −4.47 + 0.59 · −2.06 + −1.07 = −0.49"


def test_what_is_left_out_stands_in_brackets() -> None:
    assert "(… 0.25)" in equation.spoken(equation.numbers_line([(1, 1)], 0.25, None, 1.25))


def test_a_narrower_gap_makes_room_for_a_product_more() -> None:
    wide, narrow = (equation.numbers_line([(1, 1), (2, 2)], None, 1, 6, gap) for gap in (0.32, 0.2))
    assert equation.line_width(narrow, 12) < equation.line_width(wide, 12)
    assert equation.spoken(narrow) == equation.spoken(wide)


def test_a_line_shrinks_before_it_loses_terms(qapp: QApplication) -> None:
    long, short = (Piece("x" * 20),), (Piece("x" * 10),)
    width = equation.line_width(long, 30)
    assert equation.fitting([long, short], width, 30, 20) == (long, 30)
    line, pixels = equation.fitting([long, short], 0.9 * width, 30, 20)
    assert line == long
    assert 20 <= pixels < 30
    assert equation.fitting([long, short], 0.55 * width, 30, 25)[0] == short
    line, pixels = equation.fitting([long], 0.1 * width, 30, 25)
    assert equation.line_width(line, pixels) <= 0.11 * width


def test_a_subscript_makes_a_symbol_wider(qapp: QApplication) -> None:
    assert equation.line_width((Piece("w", "31"),), 27) > equation.line_width((Piece("w", "3"),), 27)
