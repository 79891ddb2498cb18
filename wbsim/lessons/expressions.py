"""The small language of conditions in lessons: `test_loss < 0.1 and b(1, 3) > before.b(1, 3)`. It knows how one is written
and reckoned; what its names mean, a scope is asked.
"""

from __future__ import annotations

import ast
import difflib
import math
import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol

from wbsim.problems import shortened

Answer = float | bool | str


class Unmeasured(ValueError):
    """What was asked for is not known at this moment, or does not exist in this network."""


class Scope(Protocol):
    """Where names have their meaning."""

    def term(self, name: str, arguments: tuple[Answer, ...]) -> Answer:
        """What a name, or a name with arguments, is; raises `Unmeasured`."""

    def scope(self, name: str) -> Scope:
        """Where `name.term` has its meaning, such as `before`; raises `Unmeasured`."""


_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}  # fmt: skip
_RECKONED: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "min": min,
    "max": max,
    "sqrt": math.sqrt,
    "exp": math.exp,
}
_ONE = ("abs", "sqrt", "exp")  # of which take one number; the others two or more
_NODES, _DEEP = 400, 40  # parts of a condition, and how deep they may be nested
_LARGEST = 1e300


def check(text: str, terms: Mapping[str, int], scopes: Collection[str]) -> None:
    """Raises ValueError, in a sentence, where `text` is no condition, or where a name is not among `terms`, which says how
    many arguments each takes.
    """
    tree = _tree(text)
    _check_strings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            _check_constant(node)
        elif isinstance(node, ast.Call):
            _check_call(node, terms)
        elif isinstance(node, ast.Attribute):
            if not isinstance(node.value, ast.Name) or node.value.id not in scopes:
                raise ValueError(_no_scope(node, scopes))
            _check_name(node.attr, terms)
    for name in _bare_names(tree):
        _check_name(name, terms)
        if terms[name]:
            raise ValueError(f"{name!r} needs {_count(terms[name])}, as in {name}(1, 2)")


def _no_scope(node: ast.Attribute, scopes: Collection[str]) -> str:
    written = ast.unparse(node)
    close = difflib.get_close_matches(written.split(".")[0], scopes, n=1)
    hint = f"did you mean {close[0]}?" if close else "a path stands in quotes, as in setting('seed')"
    return f"{shortened(written)!r}: before a point stands one of {', '.join(scopes)}; {hint}"


def names(text: str) -> frozenset[str]:
    """Every name of a term or scope that a condition asks for."""
    tree = _tree(text)
    return frozenset(n.id for n in ast.walk(tree) if isinstance(n, ast.Name)) | frozenset(
        n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)
    )


def reckon(text: str, scope: Scope) -> Answer:
    """What a condition that was checked is; raises `Unmeasured`, whatever is in the way."""
    try:
        return _reckon(_tree(text).body, scope)
    except Unmeasured:
        raise
    except (ArithmeticError, TypeError, ValueError) as error:
        raise Unmeasured(f"{shortened(text)!r} cannot be reckoned here ({error})") from None


def is_true(text: str, scope: Scope) -> bool:
    """Whether a condition holds; raises `Unmeasured`."""
    return bool(reckon(text, scope))


@lru_cache(maxsize=1024)
def _tree(text: str) -> ast.Expression:
    quoted = repr(shortened(text.strip()))
    try:
        tree = ast.parse(f"({text.strip() or '='})", mode="eval")  # in brackets it may go on in another line
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"{quoted} is no condition; {_remedy(text)}") from None
    if _depth(tree) > _DEEP or sum(1 for _ in ast.walk(tree)) > _NODES:
        raise ValueError(
            f"{quoted} is too long; a condition may have {_NODES} parts, {_DEEP} of them within each other"
        )
    for node in ast.walk(tree):
        named = not isinstance(node, ast.Call) or isinstance(node.func, ast.Name | ast.Attribute)
        if not isinstance(node, _ALLOWED) or not named:
            raise ValueError(
                f"{quoted}: {shortened(ast.unparse(node))!r} is not understood; there are and, or, not, + − * /, "
                f"comparisons, numbers, quoted words, {', '.join(_FUNCTIONS)} and the terms"
            )
    return tree


def _remedy(text: str) -> str:
    """What is probably meant by what is no condition."""
    if re.search(r"(?<![<>=!])=(?!=)", text):
        return "two numbers are compared by ==, not by ="
    if "%" in text:
        return "a share is a number from 0 to 1: 99 % is 0.99"
    return "it must be like test_loss < 0.1 and b(1, 3) > 0"


def _depth(tree: ast.AST) -> int:
    """How deep parts are nested; no deeper than is asked."""
    deep, level = 0, [tree]
    while level and deep <= _DEEP:
        deep, level = deep + 1, [child for one in level for child in ast.iter_child_nodes(one)]
    return deep


_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, *_RECKONED, ast.Compare,
    *_COMPARED, ast.Call, ast.Name, ast.Attribute, ast.Load, ast.Constant,
)  # fmt: skip


def _check_constant(node: ast.Constant) -> None:
    value = node.value
    if isinstance(value, str):
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _LARGEST:
        raise ValueError(f"{shortened(repr(value))} is neither a number nor a quoted word")


def _check_strings(tree: ast.AST) -> None:
    """Words are compared, or are arguments; nothing is reckoned with them."""
    for node in ast.walk(tree):
        sides = [node.left, node.right] if isinstance(node, ast.BinOp) else []
        sides += [node.operand] if isinstance(node, ast.UnaryOp) else []
        for side in sides:
            if isinstance(side, ast.Constant) and isinstance(side.value, str):
                raise ValueError(
                    f"{shortened(repr(side.value))} is a word; it can only be compared, by == and !="
                )


def _check_call(node: ast.Call, terms: Mapping[str, int]) -> None:
    if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
        if (len(node.args) != 1) if node.func.id in _ONE else (len(node.args) < 2):
            count = "one number" if node.func.id in _ONE else "two numbers or more"
            raise ValueError(f"{ast.unparse(node)!r}: {node.func.id} needs {count}")
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    _check_name(name, terms)
    if len(node.args) != terms[name]:
        raise ValueError(f"{ast.unparse(node)!r}: {name} needs {_count(terms[name])}, not {len(node.args)}")


def _check_name(name: str, terms: Mapping[str, int]) -> None:
    if name not in terms:
        close = difflib.get_close_matches(name, terms, n=1)
        hint = f"did you mean {close[0]}?" if close else "`wbsim lesson terms` lists them"
        raise ValueError(f"there is no term {name!r}; {hint}")


def _count(arguments: int) -> str:
    return "no argument" if arguments == 0 else f"{arguments} argument{'s' if arguments > 1 else ''}"


def _bare_names(tree: ast.AST) -> Iterator[str]:
    """Names that stand alone: neither called, nor before a point, nor the word for a layer."""
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    before = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in called | before and node.id != "out":
            yield node.id


def _reckon(node: ast.AST, scope: Scope) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.BoolOp(op=op, values=values):
            found = (bool(_reckon(value, scope)) for value in values)
            return all(found) if isinstance(op, ast.And) else any(found)
        case ast.UnaryOp(op=op, operand=operand):
            value = _reckon(operand, scope)
            return not value if isinstance(op, ast.Not) else -value
        case ast.BinOp(left=left, op=op, right=right):
            return _RECKONED[type(op)](_reckon(left, scope), _reckon(right, scope))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [_reckon(side, scope) for side in (left, *comparators)]
            return all(_COMPARED[type(op)](a, b) for op, a, b in zip(ops, sides[:-1], sides[1:], strict=True))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_reckon(argument, scope) for argument in arguments))
        case ast.Call(func=function, args=arguments):
            return _term(function, tuple(_reckon(argument, scope) for argument in arguments), scope)
        case ast.Name(id="out"):
            return "out"
    return _term(node, (), scope)


def _term(node: ast.AST, arguments: tuple[Answer, ...], scope: Scope) -> Answer:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return scope.scope(node.value.id).term(node.attr, arguments)
    assert isinstance(node, ast.Name)
    return scope.term(node.id, arguments)
