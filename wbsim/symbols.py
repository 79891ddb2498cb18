"""The symbols of neurons, inputs and parameters, by their place today, as readers count: w₃₂ from place 2 to neuron 3.
How they are set, whoever shows them knows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import prod
from typing import NamedTuple

from wbsim.ids import layer_name
from wbsim.layout import Strip
from wbsim.plan import Plan

_LETTERS = 14  # of the name of a class
_RAW = re.compile(r"([a-z]+)(\d+)")


class Symbol(NamedTuple):
    """A letter with what hangs under and over it; a word such as sin, or a foreign name, stands upright."""

    text: str
    subscript: str = ""
    superscript: str = ""
    upright: bool = False


@lru_cache(maxsize=64)
def place_of(plan: Plan, neuron: int) -> tuple[int, int] | None:
    """Layer and place of a neuron, both from 1; None where there is no such neuron."""
    for number, row in enumerate(plan.rows, 1):
        if neuron in row.layer.neurons:
            return number, row.layer.neurons.index(neuron) + 1
    return None


def neuron_name(plan: Plan, neuron: int) -> str:
    """`hidden 1 · 3`, `output`, or where there are several outputs `output · 2`, or `output · setosa` where each stands
    for a class; raises KeyError if there is none.
    """
    place = place_of(plan, neuron)
    if place is None:
        raise KeyError(neuron)
    number, target = place
    layer = layer_name(number, len(plan.rows), plan.rows[number - 1].kind)
    if number < len(plan.rows):
        return f"{layer} · {target}"
    if plan.outputs == 1:
        return layer
    classes = plan.description.classes
    if len(classes) != plan.outputs:
        return f"{layer} · {target}"
    name = classes[target - 1]
    return f"{layer} · {'class ' if name.isdecimal() else ''}{name if len(name) <= _LETTERS else name[: _LETTERS - 1] + '…'}"


def split_id(parameter: str) -> tuple[int, str | None]:
    """The neuron of a parameter's id, and its source as text; None for a bias."""
    _, _, ends = parameter.partition(":")
    target, arrow, source = ends.partition("<")
    return int(target), source if arrow else None


@lru_cache(maxsize=4096)
def parameter_symbol(plan: Plan, parameter: str) -> tuple[str, str]:
    """Letter and subscript of a parameter: ("w", "32") from place 2 to neuron 3, ("b", "3")."""
    neuron, source = split_id(parameter)
    place = place_of(plan, neuron)
    if place is None:
        return ("b" if source is None else "w"), "?"
    number, target = place
    if source is None:
        return "b", str(target)
    sources = [str(s) for s in plan.rows[number - 1].sources]
    return ("w", "?") if source not in sources else weight_symbol(plan, number, target, sources.index(source))


@lru_cache(maxsize=4096)
def weight_symbol(plan: Plan, number: int, target: int, term: int) -> tuple[str, str]:
    """Letter and subscript of the weight that stands `term`-th, from 0, among those of a neuron, by number of its layer and
    place, both from 1: ("w", "32") from place 2 to neuron 3; ("w", "3,1,2") of filter 3, row 1, column 2, behind several
    maps ("w", "3,4,1,2") for map 4; ("W", "x,32") and ("W", "h,32") of a recurrent neuron's input and hidden values.
    """
    return strip_symbol(plan.rows[number - 1].strip, plan.inputs, target, term)


def strip_symbol(strip: Strip, inputs: tuple[str, ...], target: int, term: int) -> tuple[str, str]:
    """As `weight_symbol`, of a layer in a layout whose network has these inputs."""
    if strip.block.kind == "recurrent":
        inputs_now = len(strip.sources) - len(strip.neurons)
        part, origin = ("x", term) if term < inputs_now else ("h", term - inputs_now)
        return "W", f"{part},{weight_subscript(target, origin + 1)}"
    place = _place_in(strip, inputs, term)
    if place is None:
        return "w", weight_subscript(target, term + 1)
    plane, at = place
    return "w", ",".join(map(str, (target, *((plane,) if plane else ()), *at)))


def source_place(plan: Plan, number: int, term: int) -> tuple[int, tuple[int, ...]] | None:
    """What a weight of a layer (its number from 1) reads, where that has a place: which of several planes, from 1, or 0 of
    a single one, and row and column, or the step; None where it is a neuron or an input of its own.
    """
    return _place_in(plan.rows[number - 1].strip, plan.inputs, term)


def _place_in(strip: Strip, inputs: tuple[str, ...], term: int) -> tuple[int, tuple[int, ...]] | None:
    source = strip.sources[term]
    _, sign, at = source.partition("@") if isinstance(source, str) else ("", "", "")
    if not sign or source in inputs:
        return None
    planes, inside = strip.reads[0], prod(strip.reads[1:])
    if strip.block.kind == "convolution":
        inside = strip.block.side**2
    if len(strip.reads) == 2:  # a sequence: all values of a step, then those of the next
        planes = strip.reads[1]
        which = term % planes + 1
    else:
        which = term // inside + 1
    return which if planes > 1 else 0, tuple(int(part) for part in at.split(","))


def weight_subscript(target: int, origin: int) -> str:
    """`32` for the weight from place 2 to neuron 3, with a comma where a place has two digits."""
    return f"{target}{origin}" if max(target, origin) < 10 else f"{target},{origin}"


def input_symbols(name: str) -> tuple[Symbol, ...]:
    """The symbols of an input: x₁, x₁², x₁x₂, sin x₁ or p₁₂; a foreign name stays as it is."""
    match = re.fullmatch(r"sin\((\w+)\)", name)
    if match:
        return (Symbol("sin", upright=True), *input_symbols(match.group(1)))
    if "*" in name:
        return tuple(symbol for part in name.split("*") for symbol in input_symbols(part))
    base, _, power = name.partition("^")
    raw = _RAW.fullmatch(base)
    if raw is None:
        return (Symbol(name, upright=True),)
    return (Symbol(raw.group(1), raw.group(2), power),)


_UNDER, _OVER = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DOWN = str.maketrans("0123456789ihx", _UNDER + "ᵢₕₓ")
_UP = str.maketrans("0123456789-\N{MINUS SIGN}", _OVER + "⁻⁻")


def lowered(text: str) -> str:
    """Digits and i as subscripts."""
    return text.translate(_DOWN)


def raised(text: str) -> str:
    """Digits and signs as superscripts."""
    return text.translate(_UP)
