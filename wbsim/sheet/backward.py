"""The backward part of a sheet: δ of every neuron by the chain rule, from the output to the first layer, and from each
δ the gradient of this sample by the neuron's weights and bias.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wbsim.activations import BY_NAME
from wbsim.coming import Coming
from wbsim.ids import bias_id, layer_name, weight_id
from wbsim.plan import Plan
from wbsim.plan import Row as Layer
from wbsim.sheet import selecting
from wbsim.sheet.formulas import Given, counted
from wbsim.sheet.forward import product_line
from wbsim.sheet.losses import matched_reason, slope_line
from wbsim.sheet.numerals import bracketed, number, parameter_piece, sign, word
from wbsim.sheet.spots import more, spot
from wbsim.sheet.values import Column, Line, Piece, Product, Row, Section
from wbsim.symbols import neuron_name, weight_symbol
from wbsim.translation import translated


def backward(coming: Coming, neuron: int | None, whole: bool) -> Section:
    """The backward section; long sums and many neurons are cut unless it is to be whole."""
    plan = coming.plan
    neurons = selecting.neurons(plan, neuron, whole)[::-1]
    columns = (
        Column("neuron", (word(translated("neuron")),)),
        Column("factors", (word(translated("δ by the chain rule")),)),
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
    return Section(
        "backward",
        translated("Backward"),
        translated("blame flows left"),
        _formula(),
        columns,
        rows,
        count,
        notes,
    )


def _formula() -> Line:
    """δ = (Σ w δ of the next layer) · f′(z)"""
    delta = Piece("δ", "loss", "symbol")
    return (
        delta, sign("=", space=True), sign("(Σ", space=True), Piece("w", "weight", "symbol", space=True),
        Piece("δ", "loss", "symbol", space=True), word(translated("of the next layer"), space=True), sign(")"), sign("·", space=True),
        word("f′(z)", space=True),
    )  # fmt: skip


def slope_of(coming: Coming, layer: Layer, place: int) -> float:
    """f′(z) of a neuron in float64, at the place that is written out; NaN for softmax, whose slope stands with the loss."""
    slope, at = BY_NAME[layer.layer.activation].slope, spot(coming, layer, place).row
    if slope is None:
        return float("nan")
    with np.errstate(all="ignore"):
        return float(slope(np.float64(coming.sums[at]), np.float64(coming.values[at])))


def _row(coming: Coming, layer: Layer, place: int, whole: bool, written: bool) -> Row:
    plan = coming.plan
    neuron = layer.layer.neurons[place]
    here = spot(coming, layer, place)
    delta, slope = float(coming.deltas[here.row]), slope_of(coming, layer, place)
    products: tuple[Product, ...] = ()
    if layer is plan.rows[-1]:
        factors = slope_line(coming, place, slope, delta)
    else:
        after = plan.rows.index(layer) + 1
        if plan.rows[after].kind == "dense":
            products = _blame(coming, after, here.row - layer.strip.output_row)
            blame: Line = (sign("("), *product_line(products, "weight", "loss", whole), sign(")"))
        else:
            blame = _handed_back(plan, after, delta, slope)
        factors = (*blame, sign("·"), *bracketed(number(slope), slope < 0))
    cells = ((word(neuron_name(plan, neuron) + here.words),), factors, (number(delta, "loss"),))
    lines = _gradients(coming, layer, place, whole) if written else ()
    return Row(cells, neuron, products=products, lines=lines)


def _handed_back(plan: Plan, after: int, delta: float, slope: float) -> Line:
    """What a layer behind that is not dense hands back in all, by which δ is the slope times as much."""
    name = layer_name(after + 1, len(plan.rows), plan.rows[after].kind)
    if slope == 0 or not np.isfinite(delta / slope):
        return (word(translated("(what {name} hands back)", name=name)),)
    return (
        sign("("),
        number(delta / slope, "loss"),
        word(translated("from {name}", name=name), space=True),
        sign(")"),
    )


def _blame(coming: Coming, after: int, source: int) -> tuple[Product, ...]:
    """What each neuron of the dense layer at a place hands back to one of its sources: w·δ."""
    row = coming.plan.rows[after]
    weights = row.weights_of(coming.state.theta)[:, source]
    deltas = coming.deltas[row.target_row : row.target_row + row.fan_out]
    return tuple(
        Product(
            Piece("w", "weight", "symbol", weight_symbol(coming.plan, after + 1, k + 1, source)[1]), weight,
            (Piece("δ", "loss", "symbol", str(k + 1)),), delta, k,
        )
        for k, (weight, delta) in enumerate(zip(weights.tolist(), deltas.tolist(), strict=True))
    )  # fmt: skip


def _gradients(coming: Coming, layer: Layer, place: int, whole: bool) -> tuple[Line, ...]:
    """∂L/∂w = δ·x of each weight, of many the largest, and ∂L/∂b = δ; of shared ones the sum over places or steps."""
    plan, neuron = coming.plan, layer.layer.neurons[place]
    here = spot(coming, layer, place)
    delta, others = float(coming.deltas[here.row]), more(layer)
    first = layer.weights + place * layer.fan_in
    own = coming.own_gradient[first : first + layer.fan_in]
    lines: list[Line] = []
    for term in selecting.largest(own, len(own) if whole else selecting.TERMS):
        factor, total = float(here.factors[term]), float(own[term])
        given = {"d": Given(delta, "loss"), "x": Given(factor, "data")}
        head = _by(plan, weight_id(neuron, layer.sources[term]))
        if others:
            lines.append(
                (
                    *head,
                    *counted("d·x", given, delta * factor, "loss")[:-2],
                    *_summed(others, total, delta * factor),
                )
            )
        else:
            lines.append((*head, *counted("d·x", given, total, "loss")))
    if layer.biases >= 0:
        total = float(coming.own_gradient[layer.biases + place])
        rest = _summed(others, total, delta) if others else ()
        lines.append((*_by(plan, bias_id(neuron)), number(delta, "loss"), *rest))
    return tuple(lines)


def _summed(others: str, total: float, here: float) -> Line:
    """+ rest from 35 more places = total"""
    return (
        sign("+", space=True), *_apart(number(total - here, "loss")), word(translated("from {others}", others=others), space=True),
        sign("=", space=True), number(total, "loss", space=True),
    )  # fmt: skip


def _apart(piece: Piece) -> Line:
    negative = piece.text.startswith("−")
    return bracketed(replace(piece, space=True), negative)


def _by(plan: Plan, parameter: str) -> Line:
    """∂L/∂w₃₁ ="""
    return Piece("∂L/∂", "loss", "symbol"), parameter_piece(plan, parameter), sign("= ", space=True)
