"""Functions of x that people type: `2*sin(x)`, `x^2/4 - 1`. Read, never run as Python; and the points above and
below such a curve.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets.chance import Chance
from wbsim.datasets.values import MINUS_PLUS, Description
from wbsim.portable import cosine, logarithm, sine
from wbsim.problems import Refused, refuse
from wbsim.translation import translated

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

WHERE = "data.function"
_MOST_POWER = 9
_PYTHONIC = re.compile(r"\b0[xob]|[0-9]_[0-9]", re.IGNORECASE)  # 0x10 and 1_000 are no plain numbers
_SIZE = 500
_HALF = 6.0

_NUMBERS = {"pi": np.pi, "e": np.e}
_FUNCTIONS: dict[str, Function] = {
    "sin": sine,
    "cos": cosine,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "log": lambda x: np.where(x > 0, logarithm(np.where(x > 0, x, 1.0)), np.nan),
    "sign": np.sign,
}
_BINARY: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _known() -> str:
    return translated("x, numbers, + − * / ^ and {functions}, pi, e", functions=", ".join(_FUNCTIONS))


@lru_cache(maxsize=32)
def function(text: str) -> Function:
    """The function that a text means: (n,) → (n,), NaN where it has no value. Raises `Refused` in words."""
    written = text.strip().replace("^", "**").replace("\N{MINUS SIGN}", "-")
    for start in ("y>", "y >", "y=", "y ="):
        written = written.removeprefix(start)
    if _PYTHONIC.search(written):
        raise refuse(
            WHERE,
            translated(
                "{text!r} holds a number that is not written in plain digits, such as 10 or 0.5", text=text
            ),
        )
    try:
        tree = ast.parse(written.strip(), mode="eval")
        formula = _of(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, Refused):
            raise
        raise refuse(
            WHERE, translated("{text!r} is no formula; it may hold {known}", text=text, known=_known())
        ) from None

    def values(x: Array) -> Array:
        with np.errstate(all="ignore"):
            y = np.broadcast_to(formula(x), x.shape)
        return np.where(np.abs(y) <= 1e12, y, np.nan)

    return values


def _of(node: ast.expr) -> Function:
    match node:
        case ast.Name(id="x" | "x1"):
            return lambda x: x
        case ast.Name(id=name) if name in _NUMBERS:
            number = _NUMBERS[name]
            return lambda x: np.full_like(x, number)
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            pass
        case ast.Constant(value=value) if isinstance(value, int | float) and abs(value) <= 1e12:
            given = float(value)
            return lambda x: np.full_like(x, given)
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            negative = _of(inside)
            return lambda x: -negative(x)
        case ast.UnaryOp(op=ast.UAdd(), operand=inside):
            return _of(inside)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(power))) if (
            type(power) is int and 0 <= power <= _MOST_POWER
        ):
            base = _of(left)
            return lambda x: _power(base(x), power)
        case ast.BinOp(op=ast.Pow()):
            raise refuse(
                WHERE,
                translated("a power must be a whole number from 0 to {most_power}", most_power=_MOST_POWER),
            )
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            a, b, joined = _of(left), _of(right), _BINARY[type(op)]
            return lambda x: joined(a(x), b(x))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
            named, inner = _FUNCTIONS[name], _of(argument)
            return lambda x: named(inner(x))
    raise refuse(
        WHERE,
        translated(
            "{node!r} is unknown here; a formula may hold {known}", node=ast.unparse(node), known=_known()
        ),
    )


def _power(base: Array, power: int) -> Array:
    """By multiplication, which gives the same bits on every processor."""
    result = np.ones_like(base)
    for _ in range(power):
        result = result * base
    return result


def description() -> Description:
    """The facts of points above and below a curve."""
    return Description(
        name="function",
        task="classification",
        size=_SIZE,
        inputs=("x1", "x2"),
        classes=MINUS_PLUS,
        targets=1,
        ranges=((-_HALF, _HALF),) * 2,
        noise="labels",
    )


def points(text: str, noise: float, chance: Chance) -> tuple[Array, NDArray[np.int64]]:
    """x ~ U(−6, 6)²; +1 where the copy, moved by U(−6, 6)·noise/100, has y > f(x): x (n, 2), y (n,).

    Raises `Refused` for what is no formula, and where f has no value anywhere.
    """
    x = chance.square("position", _HALF, _SIZE)
    copy = x + chance.square("noise", _HALF, _SIZE) * (noise / 100.0)
    height = function(text)(copy[:, 0])
    if np.isnan(height).all():
        raise refuse(
            WHERE,
            translated(
                "{text!r} has no value from {half:g} to {half2:g}; a curve must pass there",
                text=text,
                half=-_HALF,
                half2=_HALF,
            ),
        )
    return x, (copy[:, 1] > height).astype(np.int64)
