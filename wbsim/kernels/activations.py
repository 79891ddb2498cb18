"""The activation functions of `wbsim.activations` over whole layers, picked by run-time codes.
Softmax is here by its code alone; its rule joins the neurons of a layer and stands with the dense layer.
"""

from __future__ import annotations

from typing import Any

from wbsim.activations import ACTIVATIONS
from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import cell, choice, inlined, part
from wbsim.kernels.lanes import load, store

CODES = {entry.name: code for code, entry in enumerate(ACTIVATIONS)}
SOFTMAX = CODES["softmax"]

_RULES = [part(entry.rule) for entry in ACTIVATIONS if entry.rule]
_SLOPES = [part(entry.slope) for entry in ACTIVATIONS if entry.slope]
# the first four stand in every caller's own loops; the others are called once a layer, and cost them nothing
_USUAL = 4
_usual_rule, _usual_slope = choice(_RULES[:_USUAL]), choice(_SLOPES[:_USUAL])
_other_rule, _other_slope = choice(_RULES[_USUAL:], _USUAL), choice(_SLOPES[_USUAL:], _USUAL)


@cell
def _activate_others(code: int, values: Any, sums: Any, begin: int, end: int, lanes: int) -> None:
    for at in range(begin, end, lanes):
        store(values, at, _other_rule(code, load(sums, at)))


@inlined
def activate(code: int, values: Any, sums: Any, begin: int, end: int, lanes: int) -> None:
    """a = f(z) from `sums` into `values`."""
    if code < _USUAL:
        for at in range(begin, end, lanes):
            store(values, at, _usual_rule(code, load(sums, at)))
    else:
        _activate_others(code, values, sums, begin, end, lanes)


@cell
def _multiply_by_others(
    code: int, deltas: Any, values: Any, sums: Any, begin: int, end: int, lanes: int
) -> None:
    for at in range(begin, end, lanes):
        store(deltas, at, load(deltas, at) * _other_slope(code, load(sums, at), load(values, at)))


@inlined
def multiply_by_slope(
    code: int, deltas: Any, values: Any, sums: Any, begin: int, end: int, lanes: int
) -> None:
    """∂L/∂z = ∂L/∂a · f′(z), in place in `deltas`."""
    if code < _USUAL:
        for at in range(begin, end, lanes):
            store(deltas, at, load(deltas, at) * _usual_slope(code, load(sums, at), load(values, at)))
    else:
        _multiply_by_others(code, deltas, values, sums, begin, end, lanes)
