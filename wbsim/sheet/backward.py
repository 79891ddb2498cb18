"""The backward part of a sheet: δ of every neuron by the chain rule, from the output to the first layer, and from each
δ the gradient of this sample by the neuron's weights and bias.
"""

from __future__ import annotations

import numpy as np

from wbsim.activations import BY_NAME
from wbsim.coming import Coming
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan
from wbsim.plan import Row as Layer
from wbsim.sheet import selecting
from wbsim.sheet.formulas import Given, counted
from wbsim.sheet.forward import product_line
from wbsim.sheet.losses import matched_reason, slope_line
from wbsim.sheet.numerals import bracketed, number, parameter_piece, sign, word
from wbsim.sheet.values import Column, Line, Piece, Product, Row, Section
from wbsim.symbols import neuron_name, weight_subscript


def backward(coming: Coming, neuron: int | None, whole: bool) -> Section:
    """The backward section; long sums and many neurons are cut unless it is to be whole."""
    plan = coming.plan
    neurons = selecting.neurons(plan, neuron, whole)[::-1]
    columns = (
        Column("neuron", (word("neuron"),)),
        Column("factors", (word("δ by the chain rule"),)),
        Column("delta", (Piece("δ", "loss", "symbol"),), right=True),
    )
    count = selecting.neuron_count(plan)
    reason = matched_reason(plan)
    notes = (*selecting.left_out("neuron", len(neurons), count), *((reason,) if reason else ()))
    every = whole or count <= selecting.NEURONS
    rows = tuple(
        _row(coming, layer, place, whole, every or layer.layer.neurons[place] == neuron)
        for layer, place in neurons
    )
    return Section("backward", "Backward", "blame flows left", _formula(), columns, rows, count, notes)


def _formula() -> Line:
    """δ = (Σ w δ of the next layer) · f′(z)"""
    delta = Piece("δ", "loss", "symbol")
    return (
        delta, sign("=", space=True), sign("(Σ", space=True), Piece("w", "weight", "symbol", space=True),
        Piece("δ", "loss", "symbol", space=True), word("of the next layer", space=True), sign(")"), sign("·", space=True),
        word("f′(z)", space=True),
    )  # fmt: skip


def slope_of(coming: Coming, layer: Layer, place: int) -> float:
    """f′(z) of a neuron in float64; NaN for softmax, whose slope stands with the loss."""
    slope, at = BY_NAME[layer.layer.activation].slope, layer.target_row + place
    if slope is None:
        return float("nan")
    with np.errstate(all="ignore"):
        return float(slope(np.float64(coming.sums[at]), np.float64(coming.values[at])))


def _row(coming: Coming, layer: Layer, place: int, whole: bool, written: bool) -> Row:
    plan = coming.plan
    neuron = layer.layer.neurons[place]
    delta = float(coming.deltas[layer.target_row + place])
    slope = slope_of(coming, layer, place)
    products: tuple[Product, ...] = ()
    if layer is plan.rows[-1]:
        factors = slope_line(coming, place, slope, delta)
    else:
        products = _blame(coming, plan.rows[plan.rows.index(layer) + 1], place)
        share = number(slope)
        factors = (
            sign("("), *product_line(products, "weight", "loss", whole), sign(")"), sign("·"),
            *bracketed(share, slope < 0),
        )  # fmt: skip
    cells = ((word(neuron_name(plan, neuron)),), factors, (number(delta, "loss"),))
    lines = _gradients(coming, layer, place, whole) if written else ()
    return Row(cells, neuron, products=products, lines=lines)


def _blame(coming: Coming, after: Layer, place: int) -> tuple[Product, ...]:
    """What each neuron of the next layer hands back: w·δ."""
    weights = after.weights_of(coming.state.theta)[:, place]
    deltas = coming.deltas[after.target_row : after.target_row + after.fan_out]
    return tuple(
        Product(
            Piece("w", "weight", "symbol", weight_subscript(k + 1, place + 1)), weight,
            (Piece("δ", "loss", "symbol", str(k + 1)),), delta, k,
        )
        for k, (weight, delta) in enumerate(zip(weights.tolist(), deltas.tolist(), strict=True))
    )  # fmt: skip


def _gradients(coming: Coming, layer: Layer, place: int, whole: bool) -> tuple[Line, ...]:
    """∂L/∂w = δ·x of each weight, of many the largest, and ∂L/∂b = δ."""
    plan, neuron = coming.plan, layer.layer.neurons[place]
    delta = float(coming.deltas[layer.target_row + place])
    first = layer.weights + place * layer.fan_in
    own = coming.own_gradient[first : first + layer.fan_in]
    lines = []
    for term in selecting.largest(own, len(own) if whole else selecting.TERMS):
        given = {
            "d": Given(delta, "loss"),
            "x": Given(float(coming.values[layer.source_row + term]), "data"),
        }
        head = _by(plan, weight_id(neuron, layer.sources[term]))
        lines.append((*head, *counted("d·x", given, float(own[term]), "loss")))
    if layer.biases >= 0:
        lines.append((*_by(plan, bias_id(neuron)), number(delta, "loss")))
    return tuple(lines)


def _by(plan: Plan, parameter: str) -> Line:
    """∂L/∂w₃₁ ="""
    return Piece("∂L/∂", "loss", "symbol"), parameter_piece(plan, parameter), sign("= ", space=True)
