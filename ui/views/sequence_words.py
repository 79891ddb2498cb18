"""The words of the room of sequences: names of steps, symbols, formulas with today's numbers, sentences. Pure."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Look, Part
from ui.views.equation import Line, Piece, spoken
from ui.views.sequence_facts import (
    Cell,
    Way,
    depends_on_length,
    is_series,
    lit_part,
    pointed_step,
    unit_at_hand,
)
from wbsim.activations import BY_NAME
from wbsim.plan import Plan

_CALLS = {"tanh": "tanh", "relu": "relu", "sigmoid": "σ"}
SYMBOLS: dict[Part, tuple[str, str]] = {
    "x": ("W", "x"), "h": ("W", "h"), "b": ("b", ""), "v": ("V", ""), "c": ("c", ""),
}  # fmt: skip


def tr(text: str) -> str:
    """A text of this room in the user's language."""
    return QCoreApplication.translate("SequenceRoom", text)


def token_of(part: Part) -> str:
    """The hue in which a symbol is written."""
    return "bias_text" if part in ("b", "c") else "weight_text"


def symbol(part: Part, space: float = 0.0) -> Piece:
    """W with its index, b, V or c, in its hue."""
    letter, under = SYMBOLS[part]
    return Piece(letter, under, token=token_of(part), space=space)


def spoken_part(part: Part) -> str:
    """What a table of numbers is called in a sentence."""
    return {
        "x": tr("the weights W_x for the input"), "h": tr("the weights W_h for the hidden values"),
        "b": tr("the biases b"), "v": tr("the weights V of the output"), "c": tr("the bias c of the output"),
    }[part]  # fmt: skip


def step_name(plan: Plan, steps: int, step: int) -> str:
    """How a step is called: of a series counted back from now, else counted from 1."""
    if not is_series(plan):
        return str(step + 1)
    return tr("now") if step == steps - 1 else f"−{steps - 1 - step}"


def call(cell: Cell) -> str:
    """How the activation is written before its bracket."""
    return _CALLS[cell.row.layer.activation]


def cell_formula(cell: Cell) -> Line:
    """h_t = tanh(W_x x_t + W_h h_(t−1) + b)."""
    plus, gap = Piece("+", face="upright", space=0.24), 0.24
    line = [
        Piece("h", "t"), Piece("=", face="upright", space=gap), Piece(f"{call(cell)}(", face="upright", space=gap),
        symbol("x"), Piece("x", "t", space=0.16), plus, symbol("h", gap), Piece("h", "t−1", space=0.16),
    ]  # fmt: skip
    if cell.b is not None:
        line += [plus, symbol("b", gap)]
    return (*line, Piece(")", face="upright"))


def output_formula(cell: Cell) -> Line | None:
    """y = V h_T + c, where the output reads the last step."""
    if cell.v is None:
        return None
    name, gap = cell.output.layer.activation, 0.24
    opened = "" if name == "linear" else f"{BY_NAME[name].word}("
    line = [Piece("y"), Piece("=", face="upright", space=gap)]
    if opened:
        line.append(Piece(opened, face="upright", space=gap))
    line += [symbol("v", 0.0 if opened else gap), Piece("h", "T", space=0.16)]
    if cell.c is not None:
        line += [Piece("+", face="upright", space=gap), symbol("c", gap)]
    return (*line, Piece(")", face="upright")) if opened else tuple(line)


def reckonings(cell: Cell, way: Way, step: int, unit: int) -> tuple[Line, ...]:
    """h₂ = tanh(0.19·0.75 + (−0.90·0.20 + …) − 0.03) = tanh(0.12) = 0.12 with the numbers of a step, longest first; then with
    the products of the hidden values added up, and with those of the input too.
    """
    x, z = way.unrolled.inputs[step], float(way.unrolled.sums[step, unit])
    before = way.unrolled.hidden[step - 1] if step else None
    inputs = list(zip(cell.w_x[unit].tolist(), x.tolist(), strict=True))
    held = [] if before is None else list(zip(cell.w_h[unit].tolist(), before.tolist(), strict=True))
    head = [Piece("h", str(unit + 1)), Piece("=", face="figure", token="ink2", space=0.3)]
    head.append(Piece(f"{call(cell)}(", face="figure", token="ink2", space=0.3))
    tail = [Piece(")", face="figure", token="ink2"), *_equals(f"{call(cell)}({themes.fixed(z)})", "figure")]
    tail += _equals(themes.fixed(float(way.unrolled.hidden[step, unit])), "strong")
    bias = [] if cell.b is None else _plus(_number(float(cell.b[unit]), "bias_text"))
    sum_x = [symbol("x"), Piece("x", space=0.12), _number(_dot(inputs), "ink", 0.3)]
    sum_h = [symbol("h"), Piece("h", "t−1", space=0.12), _number(_dot(held), "ink", 0.3)] if held else []
    products_x, products_h = _products(inputs), _products(held)
    found = []
    for of_x, of_h in ((products_x, products_h), (products_x, sum_h), (sum_x, sum_h)):
        middle = _bracket(of_h) if of_h and of_h is products_h and len(held) > 1 else of_h
        found.append((*head, *of_x, *_plus(*middle), *bias, *tail))
    return tuple(found)


def added_up(cell: Cell, way: Way, step: int, unit: int) -> Line:
    """h₂ = tanh(0.06 + 0.57 − 0.01) = 0.53: the share of the input, that of what was held before, and the bias."""
    before = way.unrolled.hidden[step - 1] if step else np.zeros(cell.hidden)
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        of_x = float(cell.w_x[unit].astype(float) @ way.unrolled.inputs[step].astype(float))
        of_h = float(cell.w_h[unit].astype(float) @ before.astype(float))
    line = [Piece("h", str(unit + 1)), Piece(f"= {call(cell)}(", face="figure", token="ink2", space=0.3)]
    line += [_number(of_x, "weight_text"), *_plus(_number(of_h, "weight_text"))]
    if cell.b is not None:
        line += _plus(_number(float(cell.b[unit]), "bias_text"))
    line += [
        Piece(")", face="figure", token="ink2"),
        *_equals(themes.fixed(float(way.unrolled.hidden[step, unit])), "strong"),
    ]
    return tuple(line)


def _dot(pairs: list[tuple[float, float]]) -> float:
    return sum((w * v for w, v in pairs if math.isfinite(w * v)), 0.0)


def _number(value: float, token: str, space: float = 0.0) -> Piece:
    return Piece(themes.fixed(value), face="strong", token=token, space=space)


def _plus(*pieces: Piece) -> list[Piece]:
    if not pieces:
        return []
    first = pieces[0]
    spaced = Piece(first.text, first.subscript, first.superscript, first.token, first.face, 0.26)
    return [Piece("+", face="figure", token="ink2", space=0.26), spaced, *pieces[1:]]


def _equals(text: str, face: str) -> list[Piece]:
    strong = face == "strong"
    number = Piece(text, face="strong" if strong else "figure", token="ink" if strong else "ink2", space=0.3)
    return [Piece("=", face="figure", token="ink2", space=0.3), number]


def _products(pairs: list[tuple[float, float]]) -> list[Piece]:
    """w·x + w·x …"""
    line: list[Piece] = []
    for w, value in pairs:
        product = [
            _number(w, "weight_text"), Piece("·", face="figure", token="ink2", space=0.1),
            Piece(themes.fixed(value), face="figure", token="ink", space=0.1),
        ]  # fmt: skip
        line += _plus(*product) if line else product
    return line


def _bracket(line: list[Piece]) -> list[Piece]:
    return [Piece("(", face="figure", token="ink2"), *line, Piece(")", face="figure", token="ink2")]


def heard(cell: Cell, way: Way, step: int) -> tuple[str, str, str] | None:
    """How much of the gradient of the last step reaches a step: the words before, the share, the words behind. None for a point without a target, and where the loss does not depend on the last step at all."""
    sizes = way.unrolled.gradient
    last, own = float(sizes[-1]), float(sizes[step])
    if not math.isfinite(last) or not math.isfinite(own) or last <= 0:
        return None
    share = 100 * own / last
    text = themes.number(share) if share >= 0.01 else "< 0.01"
    name = step_name(cell.plan, cell.steps, step)
    before = tr("step {name} hears").format(name=name)
    return before, f"{text} %", tr("of what the last step hears")


def title(cell: Cell, folded: bool = False) -> str:
    """`Unrolled over 12 steps`, or what the folded form is."""
    if folded:
        return tr("One cell, {steps} steps").format(steps=cell.steps)
    return tr("Unrolled over {steps} steps").format(steps=cell.steps)


def captions(cell: Cell, folded: bool) -> tuple[str, ...]:
    """What the card says at rest, longest first."""
    if folded:
        return (
            tr("folded: what the cell holds at a step, it reads at the next, with the same numbers"),
            tr("what it holds at a step, it reads at the next"), "",
        )  # fmt: skip
    if cell.b is None:
        return (
            tr("one cell, drawn {steps} times: the same weights at every step, and no bias").format(steps=cell.steps),
            tr("the same weights at every step, no bias"), "",
        )  # fmt: skip
    return (
        tr("one cell, drawn {steps} times: the same weights and the same bias at every step").format(steps=cell.steps),
        tr("the same weights and the same bias at every step"), tr("one cell, one bias"), "",
    )  # fmt: skip


def length_words(plan: Plan) -> tuple[str, ...]:
    """What stands under the count of all parameters."""
    if depends_on_length(plan):
        return tr("more for a longer series"), tr("grows with the series")
    return tr("however long the series"), tr("at any length")


def input_words(cell: Cell) -> str:
    """What the input is, under its name."""
    if not cell.reads_data:
        return tr("of the layer before")
    if cell.features > 1:
        return tr("{n} values a step").format(n=cell.features)
    unit = cell.plan.description.units[0] if cell.plan.description.units else ""
    if is_series(cell.plan):
        return tr("the series ({unit})").format(unit=unit) if unit else tr("the series, no unit")
    return f"({unit})" if unit else tr("one value a step")


def layer_words(plan: Plan, places: tuple[int, ...]) -> tuple[str, ...]:
    """What several recurrent layers are called where one is chosen."""
    return tuple(tr("layer {number}").format(number=place + 1) for place in places)


def described(cell: Cell, way: Way | None, look: Look) -> str:
    """What is at hand, with its numbers, for who cannot see it."""
    said, part, unit = [title(cell, look.sequence.folded)], lit_part(cell, look), unit_at_hand(cell, look)
    if part is not None:
        said.append(tr("{part} light up at every step").format(part=spoken_part(part)))
    if way is not None:
        step = pointed_step(cell, look)
        if unit is not None:
            where = tr("step {name}").format(name=step_name(cell.plan, cell.steps, step))
            said.append(f"{where}: {spoken(reckonings(cell, way, step, unit)[0])}")
        shares = heard(cell, way, 0 if step == cell.steps - 1 else step)
        if shares is not None:
            said.append(" ".join(shares))
    return "; ".join(said)
