"""Formulas as one text: it is read once, counted with numbers, and set with symbols or with today's numbers.
The small language has + − · / ( ) | | ½ ² √ ln sign max, names of letters, and ᵗ for the number of the step.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from wbsim.sheet.numerals import MINUS, bracketed, exactly, number, read, shown, sign
from wbsim.sheet.values import Kind, Line, Piece
from wbsim.symbols import raised

_TOKEN = re.compile(r"\s*(ln|max|sign|exp|\d+|[A-Za-zα-ωΣ∂]\u0302?[₀-₉ₜₐ]*|[½²√ᵗ()|,+·/\N{MINUS SIGN}])")
_FUNCTIONS = ("ln", "sign", "exp", "√")
_GUARD = (4, 5, 6, 7, 8, 10, 13)  # decimals that are tried, until the written numbers give the written result
_RESULT = (4, 5, 6, 3, 2)


class Given(NamedTuple):
    """What a name stands for: a number, whose hue it has, and whether someone chose it, and all its digits count."""

    value: float
    kind: Kind = "ink"
    chosen: bool = False


Names = Mapping[str, Given]


@dataclass(frozen=True)
class Formula:
    """A formula in the order of its tokens, `a − b·c`, and as steps of a machine with a stack, `a b c · −`."""

    tokens: tuple[str, ...]
    steps: tuple[str, ...]

    def value(self, values: Mapping[str, float], step: int = 1) -> float:
        """What comes out for these numbers; a division by 0 gives ∞ or NaN as floats do."""
        stack: list[float] = []
        for token in self.steps:
            if token in _PAIRS:
                last = stack.pop()
                stack.append(_PAIRS[token](stack.pop(), last))
            elif token in _SINGLES:
                stack.append(_SINGLES[token](stack.pop()))
            elif token == "ᵗ":
                stack.append(stack.pop() ** step)
            else:
                stack.append(values[token] if token in values else _literal(token))
        (result,) = stack
        return result


def _literal(token: str) -> float:
    return 0.5 if token == "½" else float(token)


def _divided(a: float, b: float) -> float:
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)
    return a / b


def _larger(a: float, b: float) -> float:
    return math.nan if math.isnan(a) or math.isnan(b) else max(a, b)


def _logarithm(a: float) -> float:
    return math.log(a) if a > 0 else (-math.inf if a == 0 else math.nan)


def _exponential(a: float) -> float:
    return math.exp(a) if a < _OVERFLOW else math.inf


def _sign(a: float) -> float:
    return a if a == 0 else math.copysign(1.0, a)


_OVERFLOW = 709.0  # e to this is the largest power that is a float
_PAIRS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, MINUS: operator.sub, "·": operator.mul, "/": _divided, "max": _larger,
}  # fmt: skip
_SINGLES: Mapping[str, Callable[[float], float]] = {
    "negative": operator.neg, "²": lambda a: a * a, "√": lambda a: math.sqrt(a) if a >= 0 else math.nan,
    "ln": _logarithm, "exp": _exponential, "sign": _sign, "||": abs,
}  # fmt: skip


@lru_cache(maxsize=256)
def formula(text: str) -> Formula:
    """Reads a formula; raises ValueError where it is none."""
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"{text!r} is no formula from {text[at:]!r} on")
        tokens.append(match.group(1))
        at = match.end()
    reader = _Reader(tokens)
    reader.sum()
    if reader.at != len(tokens):
        raise ValueError(f"{text!r} is no formula from {tokens[reader.at]!r} on")
    return Formula(tuple(tokens), tuple(reader.steps))


class _Reader:
    """Sums of products of powers, by recursive descent."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at, self.steps = tokens, 0, list[str]()

    def _next(self, *wished: str) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        if token and (not wished or token in wished):
            self.at += 1
            return token
        return ""

    def sum(self) -> None:
        negative = self._next(MINUS)
        self.product()
        if negative:
            self.steps.append("negative")
        while operation := self._next("+", MINUS):
            self.product()
            self.steps.append(operation)

    def product(self) -> None:
        self.power()
        while operation := self._next("·", "/"):
            self.power()
            self.steps.append(operation)

    def power(self) -> None:
        self.atom()
        while raising := self._next("²", "ᵗ"):
            self.steps.append(raising)

    def atom(self) -> None:
        token = self._next()
        if token in _FUNCTIONS:
            self.atom()
            self.steps.append(token)
        elif token in ("(", "max"):
            if token == "max":
                self._must("(")
            self.sum()
            if token == "max":
                self._must(",")
                self.sum()
                self.steps.append("max")
            self._must(")")
        elif token == "|":
            self.sum()
            self._must("|")
            self.steps.append("||")
        elif token and token not in "²ᵗ)+·/,|" and token != MINUS:
            self.steps.append(token)
        else:
            raise ValueError(f"a number or a name is missing before {token or 'the end'!r}")

    def _must(self, token: str) -> None:
        if not self._next(token):
            raise ValueError(f"{token!r} is missing")


def symbols(text: str, kinds: Mapping[str, Kind] | None = None) -> Line:
    """A formula set with its symbols; `kinds` say whose hue each name has."""
    return _set(formula(text), lambda name: symbol(name, (kinds or {}).get(name, "ink")), "ᵗ")


def symbol(name: str, kind: Kind = "ink") -> Piece:
    """A name such as β₁ as a symbol."""
    letter = name.rstrip("₀₁₂₃₄₅₆₇₈₉")
    return Piece(letter, kind, "symbol", subscript=name[len(letter) :].translate(_PLAIN))


_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def counted(text: str, names: Names, result: float, kind: Kind = "ink", *, step: int = 1) -> Line:
    """A formula with today's numbers, `= `, and its result.

    The numbers have as many digits as it takes for them to give the result as it is written. Where none do, for the
    engine rounds on the way what is almost 0 at the end, the sign is ≈.
    """
    read_formula = formula(text)
    used = {name: names[name] for name in read_formula.tokens if name in names}
    result_decimals, decimals, equal = _digits(read_formula, used, result, step)

    def piece(name: str) -> Piece:
        given = used[name]
        text = exactly(given.value) if given.chosen else shown(given.value, decimals)
        return Piece(text, given.kind, "number", number=given.value)

    line = _set(read_formula, piece, raised(str(step)))
    return (*line, sign("=" if equal else "≈", space=True), number(result, kind, result_decimals, space=True))


def value(text: str, names: Names, step: int = 1) -> float:
    """What a formula gives with today's numbers."""
    return formula(text).value({name: given.value for name, given in names.items()}, step)


def best(texts: Sequence[str], names: Names, result: float) -> str:
    """The first of several ways to write a number that gives it, or else the one that comes nearest."""
    off = [abs(value(text, names) - result) for text in texts]
    enough = 1e-4 * abs(result)
    near = [text for text, error in zip(texts, off, strict=True) if error <= enough]
    return (
        near[0]
        if near
        else texts[min(range(len(off)), key=lambda k: math.inf if math.isnan(off[k]) else off[k])]
    )


def _digits(read_formula: Formula, used: Names, result: float, step: int) -> tuple[int, int, bool]:
    """The decimals of the result, those of the numbers that give it, and whether any do."""
    for result_decimals in _RESULT:
        for decimals in _GUARD:
            rounded = {
                name: given.value if given.chosen else read(shown(given.value, decimals))
                for name, given in used.items()
                if math.isfinite(given.value)
            }
            if len(rounded) < len(used):
                return _RESULT[0], _GUARD[0], True
            if shown(read_formula.value(rounded, step), result_decimals) == shown(result, result_decimals):
                return result_decimals, decimals, True
    return _RESULT[0], _GUARD[2], False


def _set(read_formula: Formula, piece_of: Callable[[str], Piece], power: str) -> Line:
    """The tokens as pieces; names become what `piece_of` makes of them, ᵗ becomes `power`."""
    line: list[Piece] = []
    tokens = ("", *read_formula.tokens, "")
    spaced = False  # whether a space stands before what comes next
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        between = token == "/" or (token in ("+", MINUS) and before not in ("", "(", "|", ",", "√", "max"))
        if not token:
            break
        if token == "ᵗ":
            line.append(sign(power))
        elif token in _WORDS or token in _SIGNS or token.isdigit():
            line.append(sign(token, space=spaced or between))
        else:
            piece = piece_of(token)
            raising = after in ("²", "ᵗ")
            # a negative number behind a sign stands in brackets, and so does 1.2·10⁻⁸ under a sign or a power
            negative = piece.text.startswith(MINUS) and (raising or before in (*_TIGHT, "·", MINUS))
            product = piece.text[-1] in _RAISED and (raising or before in _TIGHT)
            spaced = spaced or (before in _WORDS and not (negative or product))
            line += bracketed(replace(piece, space=True) if spaced else piece, negative or product)
        spaced = between or token == ","
    return tuple(line)


_SIGNS = ("(", ")", "|", ",", "·", "/", "+", MINUS, "²", "½", "√", "max")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_WORDS = ("ln", "sign", "exp")
_TIGHT = ("/", "√", *_WORDS)
