"""Numbers as a sheet shows them, and the pieces that lines are made of."""

from __future__ import annotations

import math
from dataclasses import replace

from wbsim.plan import Plan
from wbsim.sheet.values import Kind, Line, Piece
from wbsim.symbols import input_symbols, parameter_symbol, raised

DECIMALS = 4
_LEAST = 3  # significant digits, at least
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"


def shown(value: float, decimals: int = DECIMALS) -> str:
    """A number to be read: so many decimals below 10, more where these were no 3 significant digits, fewer above.

    With four decimals these are 3 to 5 significant digits. The minus is a true one.
    """
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    if size == 0:
        return "0"
    power = math.floor(math.log10(size))
    text = _written(size, power, decimals)
    if read(text) >= 10.0 ** (power + 1):  # rounded up to one more digit
        text = _written(size, power + 1, decimals)
    return f"{MINUS}{text}" if value < 0 else text


def _written(size: float, power: int, decimals: int) -> str:
    """A number above 0 whose first digit stands for 10 to this power."""
    if power < -DECIMALS or power > 5:
        return _scientific(f"{size:.{decimals - 1}e}")
    return f"{size:.{max(0, decimals - power if power > 0 else max(decimals, _LEAST - 1 - power))}f}"


def exactly(value: float) -> str:
    """A number that someone chose, with all its digits."""
    text = f"{abs(value):.15g}"
    text = _scientific(text) if "e" in text else text
    return f"{MINUS}{text}" if value < 0 else text


def _scientific(text: str) -> str:
    mantissa, _, exponent = text.partition("e")
    power = f"10{raised(str(int(exponent)))}"
    return power if mantissa == "1" else f"{mantissa}·{power}"


def read(text: str) -> float:
    """The number that a shown text is."""
    plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻" + MINUS, "0123456789--"))
    sign, plain = (-1.0, plain[1:]) if plain.startswith("-") else (1.0, plain)
    if plain == "∞":
        return sign * math.inf
    mantissa, ten, exponent = plain.partition("·10")
    if not ten and plain.startswith("10-"):
        mantissa, exponent = "1", plain[2:]
    return sign * float(f"{mantissa}e{exponent or 0}")


def number(
    value: float,
    kind: Kind = "ink",
    decimals: int = DECIMALS,
    *,
    term: int | None = None,
    space: bool = False,
) -> Piece:
    """A number with its text."""
    return Piece(shown(value, decimals), kind, "number", number=value, term=term, space=space)


def sign(text: str, *, term: int | None = None, space: bool = False) -> Piece:
    """What stands between numbers."""
    return Piece(text, "quiet", "sign", term=term, space=space)


def word(text: str, kind: Kind = "ink", *, space: bool = False) -> Piece:
    """A word."""
    return Piece(text, kind, "word", space=space)


def bracketed(piece: Piece, needed: bool) -> Line:
    """A number, in brackets where they are needed."""
    if not needed:
        return (piece,)
    opening, closing = sign("(", term=piece.term, space=piece.space), sign(")", term=piece.term)
    return opening, replace(piece, space=False), closing


def parameter_piece(plan: Plan, parameter: str) -> Piece:
    """The symbol of a parameter by its id: w₃₁ in the hue of weights, b₃ in that of biases."""
    letter, subscript = parameter_symbol(plan, parameter)
    return Piece(letter, hue_of(parameter), "symbol", subscript)


def hue_of(parameter: str) -> Kind:
    """Whose hue a parameter (by id) has."""
    return "weight" if parameter.startswith("w") else "bias"


def source_line(source: int | str, place: int) -> Line:
    """What a weight multiplies: the symbol of an input (by name), or a with the place of the neuron before, from 1."""
    if isinstance(source, int):
        return (Piece("a", "data", "symbol", str(place)),)
    return tuple(
        Piece(part.text, "data", "word" if part.upright else "symbol", part.subscript, part.superscript)
        for part in input_symbols(source)
    )
