"""The activation functions of `wbsim.activations`, picked by run-time codes: the usual ones on tiles in registers, the
others over the rows of a whole layer. Softmax is here by its code alone; its rule joins the neurons of a layer and stands
with the dense layer.
"""

from __future__ import annotations

from typing import Any

from wbsim.activations import ACTIVATIONS
from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import cell, choice, part
from wbsim.kernels.lanes import load, store, width

CODES = {entry.name: code for code, entry in enumerate(ACTIVATIONS)}
SOFTMAX = CODES["softmax"]
USUAL = (
    4  # so many stand in their callers' own loops; the others are called once a layer, and cost them nothing
)

_RULES = [part(entry.rule) for entry in ACTIVATIONS if entry.rule]
_SLOPES = [part(entry.slope) for entry in ACTIVATIONS if entry.slope]
usual_rule = choice(_RULES[:USUAL])  # (code, z): a tile of values
usual_slope = choice(
    _SLOPES[:USUAL]
)  # (code, a, a): a tile of slopes, which here are functions of the value alone
_other_rule, _other_slope = choice(_RULES[USUAL:], USUAL), choice(_SLOPES[USUAL:], USUAL)


@cell
def activate(
    code: int, values: Any, sums: Any, start: int, rows: int, wide: int, pitch: int, keep: bool
) -> None:
    """a = f(z) in place in `values`, over `rows` rows of `wide` samples; the sums of unusual ones, or where `keep`, go
    into `sums`.
    """
    for row in range(rows):
        for v in range(0, wide, width(values)):
            at = start + row * pitch + v
            z = load(values, at)
            if keep or code >= USUAL:
                store(sums, at, z)
            if code < USUAL:
                store(values, at, usual_rule(code, z))
            else:
                store(values, at, _other_rule(code, z))


@cell
def multiply_by_slope(
    code: int, deltas: Any, values: Any, sums: Any, start: int, rows: int, wide: int, pitch: int
) -> None:
    """∂L/∂z = ∂L/∂a · f′(z), in place in `deltas`, over `rows` rows of `wide` samples."""
    for row in range(rows):
        for v in range(0, wide, width(values)):
            at = start + row * pitch + v
            a = load(values, at)
            if code < USUAL:
                store(deltas, at, load(deltas, at) * usual_slope(code, a, a))
            else:
                store(deltas, at, load(deltas, at) * _other_slope(code, load(sums, at), a))
