"""Formulas set as formulas: italic symbols with subscripts, coloured by what each number is, and today's numbers.
It knows the names of a plan; where a line stands is its caller's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme
from ui.theme import Theme
from ui.views.names import parameter_symbol, place_of
from wbsim.activations import BY_NAME
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan, Row
from wbsim.symbols import input_symbols

Face = Literal["italic", "upright", "figure", "strong"]
_SMALL = 0.68  # of a sub- or superscript
_DROP, _RISE = 0.26, 0.38  # how far they stand off the line, in sizes of the symbol
_FIGURES = {"figure": 500, "strong": 700}


@dataclass(frozen=True)
class Piece:
    """A part of a formula: a text, what hangs under and over it, and a space before it in shares of the size."""

    text: str
    subscript: str = ""
    superscript: str = ""
    token: str = "ink"
    face: Face = "italic"
    space: float = 0.0


Line = tuple[Piece, ...]


def input_symbol(name: str) -> Line:
    """The symbol of an input: x₁, x₁², x₁x₂, sin x₁ or p₁₂; a foreign name stays as it is."""
    parts = input_symbols(name)
    return tuple(
        Piece(
            part.text, part.subscript, part.superscript, face="upright" if part.upright else "italic",
            space=0.18 if number and parts[number - 1].upright else 0.0,
        )
        for number, part in enumerate(parts)
    )  # fmt: skip


def parameter_piece(plan: Plan, parameter: str) -> Piece:
    """The symbol of a parameter by its id: w₃₁ in the hue of weights, b₃ in that of biases."""
    letter, subscript = parameter_symbol(plan, parameter)
    return Piece(letter, subscript, token="bias_text" if letter == "b" else "weight_text")


def bias_symbol(plan: Plan, neuron: int) -> Piece:
    """b with the number of the neuron, as in b₃, whether it is on or off."""
    return parameter_piece(plan, bias_id(neuron))


def _where(plan: Plan, neuron: int) -> tuple[Row, int]:
    """The row of a neuron, and its number in the layer from 1; raises KeyError if there is none."""
    place = place_of(plan, neuron)
    if place is None:
        raise KeyError(neuron)
    return plan.rows[place[0] - 1], place[1]


def source_symbol(row: Row, source: int | str) -> Line:
    """What a weight multiplies: an input's symbol, or a with the number of the neuron before; of a filter x or a with row and
    column, of a recurrent neuron x at this step or h of the step before.
    """
    if row.kind == "recurrent":
        number, inputs = row.sources.index(source) + 1, row.fan_in - row.fan_out
        if number > inputs:
            return (Piece("h", f"{number - inputs},t−1"),)
        return (Piece("x", "t" if inputs == 1 else f"{number},t"),)
    if isinstance(source, str) and "@" in source:
        plane, _, at = source.partition("@")
        planes = list(dict.fromkeys(str(s).partition("@")[0] for s in row.sources))
        which = f"{planes.index(plane) + 1}," if len(planes) > 1 else ""
        return (Piece("a" if plane.isdecimal() else "x", which + at),)
    if isinstance(source, str):
        return input_symbol(source)
    return (Piece("a", str(row.sources.index(source) + 1)),)


def sum_line(plan: Plan, neuron: int, shown: Sequence[int | str]) -> Line:
    """z = w₃₁x₁ + … + b₃ with the terms of the sources `shown`; dots stand for those that are not."""
    row, _ = _where(plan, neuron)
    line: list[Piece] = [Piece("z"), Piece("=", face="upright", space=0.26)]
    for number, source in enumerate(shown):
        line += _plus(number)
        weight = parameter_piece(plan, weight_id(neuron, source))
        line += [replace(weight, space=0.26), *source_symbol(row, source)]
    if len(shown) < row.fan_in:
        line += [*_plus(len(shown)), Piece("…", face="upright", space=0.26)]
    if row.biases >= 0:
        line += [*_plus(1), replace(bias_symbol(plan, neuron), space=0.26)]
    return tuple(line)


def _plus(number: int) -> list[Piece]:
    return [Piece("+", face="upright", space=0.26)] if number else []


def activation_line(plan: Plan, neuron: int) -> Line:
    """a = tanh z, as the neuron's layer has it."""
    row, number = _where(plan, neuron)
    first, *rest = formula(BY_NAME[row.layer.activation].formula.replace("ᵢ", _under(str(number))))
    return (Piece("a"), Piece("=", face="upright", space=0.26), replace(first, space=0.26), *rest)


def name_line(plan: Plan, neuron: int) -> Line:
    """a = SELU(z): the activation by its name, where there is no room for its formula."""
    word = BY_NAME[_where(plan, neuron)[0].layer.activation].word
    call = Piece(f"{word}(", face="upright", space=0.26)
    return (Piece("a"), Piece("=", face="upright", space=0.26), call, Piece("z"), Piece(")", face="upright"))


# a space before, then a power, or a word, a symbol with its index or a sign
_PART = re.compile(r"(\s*)(?:\^(?:\{(.+?)\}|(.))|([A-Za-z]{2,}|[A-Za-z][₀-ₜᵢⱼ]*|.))")


def formula(text: str) -> Line:
    """A formula of an activation or a loss, set: single letters are symbols, all else stands upright."""
    line: list[Piece] = []
    for gap, long, short, part in _PART.findall(text):
        if long or short:
            line[-1] = replace(line[-1], superscript=long or short)
            continue
        symbol = re.fullmatch("[A-Za-z][^A-Za-z]*", part)
        if symbol or gap or not line or line[-1].face != "upright" or line[-1].superscript:
            face: Face = "italic" if symbol else "upright"
            line.append(Piece(part, face=face, space=0.2 if gap else 0.0))
        else:
            line[-1] = replace(line[-1], text=line[-1].text + part)
    return tuple(line)


def _under(digits: str) -> str:
    return digits.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def numbers_line(
    pairs: Iterable[tuple[float, float]],
    left_out: float | None,
    bias: float | None,
    total: float,
    gap: float = 0.32,
) -> Line:
    """= −0.40 · −4.47 + (… 0.85) = −0.49: weights with what they multiply, the sum of what is left out, bias and z.

    `gap` is the space between them, a share of their size.
    """
    line = [Piece("=", face="figure", token="ink2")]
    for number, (weight, value) in enumerate(pairs):
        if number:
            line.append(Piece("+", face="figure", token="ink2", space=gap))
        line += [
            Piece(theme.fixed(weight), face="strong", token="weight_text", space=gap),
            Piece("·", face="figure", token="ink2", space=gap / 2),
            Piece(theme.fixed(value), face="figure", token="ink", space=gap / 2),
        ]
    if left_out is not None:
        line.append(Piece("+", face="figure", token="ink2", space=gap))
        line.append(Piece(f"(… {theme.fixed(left_out)})", face="figure", token="ink2", space=gap))
    if bias is not None:
        line.append(Piece("+", face="figure", token="ink2", space=gap))
        line.append(Piece(theme.fixed(bias), face="strong", token="bias_text", space=gap))
    line.append(Piece("=", face="figure", token="ink2", space=gap))
    line.append(Piece(theme.fixed(total), face="strong", token="ink", space=gap))
    return tuple(line)


# --- setting ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=128)
def _fonts(face: Face, pixels: float) -> tuple[QFont, QFont]:
    """The fonts of a piece and of what hangs on it."""
    if face in _FIGURES:
        return theme.font(pixels, _FIGURES[face]), theme.font(_SMALL * pixels, _FIGURES[face])
    return theme.symbol_font(pixels, italic=face == "italic"), theme.symbol_font(
        _SMALL * pixels, italic=False
    )


@lru_cache(maxsize=8192)
def _advance(text: str, face: Face, pixels: float, small: bool) -> float:
    return QFontMetricsF(_fonts(face, pixels)[small]).horizontalAdvance(text)


def _hanging(piece: Piece, pixels: float) -> float:
    scripts = (piece.subscript, piece.superscript)
    widest = max(_advance(text, piece.face, pixels, True) if text else 0.0 for text in scripts)
    return widest + (0.04 * pixels if widest else 0.0)


def line_width(line: Line, pixels: float) -> float:
    """How wide a line is in pixels at a size of its symbols."""
    return sum(
        piece.space * pixels + _advance(piece.text, piece.face, pixels, False) + _hanging(piece, pixels)
        for piece in line
    )


def fitting(lines: Sequence[Line], width: float, pixels: float, least: float) -> tuple[Line, float]:
    """The first of the lines, longest first, that fits a width at no less than `least` pixels, and its size.

    Where none does, it is the last one as small as it must be.
    """
    for line in lines:
        needed = line_width(line, pixels)
        if needed <= width:
            return line, pixels
        size = float(int(pixels * width / needed))
        if size >= least:
            return line, size
    last = lines[-1]
    return last, max(1.0, float(int(pixels * width / max(line_width(last, pixels), 1e-9))))


def draw_line(painter: QPainter, theme: Theme, at: QPointF, line: Line, pixels: float) -> float:
    """Draws a line from its left end on its base line; returns its width."""
    x, y = at.x(), at.y()
    for piece in line:
        body, small = _fonts(piece.face, pixels)
        painter.setPen(theme.color(piece.token))
        painter.setFont(body)
        x += piece.space * pixels
        painter.drawText(QPointF(x, y), piece.text)
        x += _advance(piece.text, piece.face, pixels, False)
        if piece.subscript or piece.superscript:
            painter.setFont(small)
            shift = 0.04 * pixels
            if piece.subscript:
                painter.drawText(QPointF(x + shift, y + _DROP * pixels), piece.subscript)
            if piece.superscript:
                painter.drawText(QPointF(x + shift, y - _RISE * pixels), piece.superscript)
            x += _hanging(piece, pixels)
    return x - at.x()


_RAISED = str.maketrans("2z", "²ᶻ")


def spoken(line: Line) -> str:
    """The line as plain text, for a screen reader or a tooltip."""
    parts = []
    for piece in line:
        power = piece.superscript.translate(_RAISED)
        parts.append((" " if piece.space else "") + piece.text + _under(piece.subscript) + power)
    return "".join(parts).strip()
