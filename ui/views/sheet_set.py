"""Lines of a step sheet as formulas to be painted: each kind of piece gets its hue and face, and long ones are broken at
their signs. It knows no rows.
"""

from __future__ import annotations

from dataclasses import replace

from ui.views import equation
from ui.views.equation import Face, Piece, line_width
from wbsim import sheet

Line = tuple[Piece, ...]
_TOKENS = {"ink": "ink", "quiet": "ink2", "weight": "weight_text", "bias": "bias_text", "loss": "loss_text"}
_SPACE = 0.3  # of the size, before a piece that stands apart


def piece(one: sheet.Piece, strong: bool = False, plain_data: bool = False) -> Piece:
    """A piece in its hue; `strong` for a result, `plain_data` for a value among factors."""
    token = _TOKENS.get(one.kind, "ink")
    if one.kind == "data" and not plain_data:
        token = "negative_class" if one.text.startswith("\N{MINUS SIGN}") else "positive_class"
    if one.face == "sign" and one.kind == "ink":
        token = "ink2"
    face: Face = "figure"
    if one.face == "symbol":
        face = "italic"
    elif one.face == "number" and (strong or one.kind in ("weight", "bias")):
        face = "strong"
    return Piece(one.text, one.subscript, one.superscript, token, face, _SPACE if one.space else 0.0)


def cell(line: sheet.Line, strong: bool = False) -> Line:
    """A cell of a row."""
    summed = any(one.term is not None for one in line)
    return tuple(piece(one, strong, plain_data=summed) for one in line)


def formula(line: sheet.Line) -> Line:
    """A formula over a section: words stand upright in the letters of formulas, powers are raised."""
    made: list[Piece] = []
    for one in line:
        if one.face == "word" and "^" in one.text:
            first, *rest = equation.formula(one.text)
            made += [replace(first, space=_SPACE if one.space else 0.0), *rest]
            continue
        plain = piece(one, plain_data=True)
        face: Face = "italic" if one.face == "symbol" else plain.face if one.face == "number" else "upright"
        made.append(replace(plain, face=face))
    return tuple(made)


def broken(line: Line, width: float, pixels: float) -> tuple[range, ...]:
    """The pieces of each line when a long one is broken before signs so that none is wider than it must be."""
    if line_width(line, pixels) <= width:
        return (range(len(line)),)
    parts: list[range] = []
    begin, used, at = 0, 0.0, 0
    while at < len(line):
        end = at + 1
        while end < len(line) and not (line[end].text in "+−" and line[end].space):
            end += 1
        wide = line_width(line[at:end], pixels)
        if used and used + wide > width:
            parts.append(range(begin, at))
            begin, used = at, 0.0
        used, at = used + wide, end
    parts.append(range(begin, len(line)))
    return tuple(parts)
