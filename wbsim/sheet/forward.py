"""The forward part of a sheet: every neuron's products, its bias, its sum and its value, with today's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from wbsim.activations import BY_NAME
from wbsim.coming import Coming
from wbsim.plan import Plan, Row
from wbsim.sheet import selecting
from wbsim.sheet.numerals import bracketed, number, sign, word
from wbsim.sheet.spots import sentences, sources, spot
from wbsim.sheet.values import Column, Kind, Line, Piece, Product, Section
from wbsim.sheet.values import Row as Written
from wbsim.symbols import neuron_name, place_of, weight_symbol
from wbsim.translation import translated

_SHORT = 3  # decimals of products, at least


def forward(coming: Coming, neuron: int | None, whole: bool) -> Section:
    """The forward section; a long sum is cut and so are many neurons, unless it is to be whole."""
    plan = coming.plan
    neurons = selecting.neurons(plan, neuron, whole)
    columns = (
        Column("neuron", (word(translated("neuron")),)),
        Column("products", (word("w · x"),)),
        Column("bias", (Piece("b", "bias", "symbol"),), right=True),
        Column("sum", (Piece("z", "ink", "symbol"),), right=True),
        Column("value", (Piece("a", "data", "symbol"),), right=True),
    )
    left_out = selecting.left_out("neuron", len(neurons), selecting.neuron_count(plan))
    notes = (*left_out, *sentences(plan))
    rows = tuple(_row(coming, row, place, whole) for row, place in neurons)
    return Section(
        "forward",
        translated("Forward"),
        translated("values flow right"),
        _formula(plan),
        columns,
        rows,
        selecting.neuron_count(plan),
        notes,
    )


def _formula(plan: Plan) -> Line:
    """z = Σ wᵢxᵢ + b, and what the layers make of it."""
    rules = list(dict.fromkeys(row.layer.activation for row in plan.rows if row.fan_out))
    line: list[Piece] = [
        Piece("z", "ink", "symbol"), sign("=", space=True), sign("Σ", space=True),
        Piece("w", "weight", "symbol", "i", space=True), Piece("x", "data", "symbol", "i"),
        sign("+", space=True), Piece("b", "bias", "symbol", space=True), sign(","),
        Piece("a", "data", "symbol", space=True),
    ]  # fmt: skip
    for place, rule in enumerate(rules):
        line += [sign("=" if not place else "or", space=True), word(BY_NAME[rule].formula, space=True)]
    return tuple(line)


def _row(coming: Coming, row: Row, place: int, whole: bool) -> Written:
    plan, theta = coming.plan, coming.state.theta
    neuron = row.layer.neurons[place]
    weights = row.weights_of(theta)[place]
    biases, here = row.biases_of(theta), spot(coming, row, place)
    products = tuple(
        Product(symbol, factor, source, value, term)
        for term, (factor, value, (symbol, source)) in enumerate(
            zip(weights.tolist(), here.factors.tolist(), _symbols(plan, neuron, here.at), strict=True)
        )
    )
    cells = (
        (word(neuron_name(plan, neuron) + here.words),),
        product_line(products, "weight", "data", whole),
        () if biases is None else (number(float(biases[place]), "bias"),),
        (number(float(coming.sums[here.row])),),
        (number(float(coming.values[here.row]), "data"),),
    )
    return Written(cells, neuron, products=products)


@lru_cache(maxsize=2048)
def _symbols(plan: Plan, neuron: int, at: int) -> tuple[tuple[Piece, Line], ...]:
    """How each weight of a neuron is called, and what it multiplies at a place."""
    found = place_of(plan, neuron)
    assert found is not None
    number, place = found
    letters = [weight_symbol(plan, number, place, term) for term in range(plan.rows[number - 1].fan_in)]
    return tuple(
        (Piece(letter, "weight", "symbol", subscript), source)
        for (letter, subscript), source in zip(letters, sources(plan, number, at), strict=True)
    )


def product_line(products: Sequence[Product], first: Kind, second: Kind, whole: bool) -> Line:
    """w·x + w·x + …, and of a long sum the largest few in their order and the sum of the others."""
    sizes = np.array([product.factor * product.value for product in products])
    shown = selecting.largest(sizes, len(products) if whole else selecting.TERMS)
    line: list[Piece] = []
    for place, at in enumerate(shown):
        product = products[at]
        if place:
            line.append(sign("+", term=product.term, space=True))
        factor = number(product.factor, first, _SHORT, term=product.term, space=bool(place))
        value = number(product.value, second, _SHORT, term=product.term)
        line += [factor, sign("·", term=product.term), *bracketed(value, value.text.startswith("−"))]
    if len(shown) < len(products):
        rest = float(np.delete(sizes, shown).sum())
        line += [
            sign("+", space=True),
            word(translated("{products} more =", products=len(products) - len(shown)), space=True),
        ]
        line.append(number(rest, "ink", _SHORT, space=True))
    return tuple(line)
