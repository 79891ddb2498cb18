"""Arithmetic and comparison, lane by lane, and what elementary functions are made of."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import signature

from wbsim.kernels.lanes.types import Mask, Tile, elementwise, meeting, one_by_one, put_together, splat, typed
from wbsim.lanes import (
    absolute,
    by_precision,
    constant,
    exponent,
    fma,
    horner,
    mantissa,
    maximum,
    minimum,
    nearest,
    power_of_two,
    root,
    select,
)


def _lowered(function: Any, count: int, emit: Callable[..., Any], to_mask: bool = False) -> None:
    """Teaches a function of `count` tiles, which `emit` does for one vector of each."""
    typed(function, elementwise(count, to_mask))

    @lower_builtin(function, *[Tile] * count)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return one_by_one(builder, sig, args, emit)


_lowered(operator.add, 2, lambda builder, a, b: builder.fadd(a, b))
_lowered(operator.sub, 2, lambda builder, a, b: builder.fsub(a, b))
_lowered(operator.mul, 2, lambda builder, a, b: builder.fmul(a, b))
_lowered(operator.truediv, 2, lambda builder, a, b: builder.fdiv(a, b))
_lowered(operator.neg, 1, lambda builder, a: builder.fneg(a))
_lowered(operator.gt, 2, lambda builder, a, b: builder.fcmp_ordered(">", a, b), to_mask=True)
_lowered(operator.ge, 2, lambda builder, a, b: builder.fcmp_ordered(">=", a, b), to_mask=True)
_lowered(operator.lt, 2, lambda builder, a, b: builder.fcmp_ordered("<", a, b), to_mask=True)
# a > b ? a : b keeps `a` where the comparison with a NaN fails, as the plain faces do
_lowered(maximum, 2, lambda builder, a, b: builder.select(builder.fcmp_ordered(">", b, a), b, a))
_lowered(minimum, 2, lambda builder, a, b: builder.select(builder.fcmp_ordered("<", b, a), b, a))


def llvm_call(builder: Any, name: str, *args: Any) -> Any:
    """Calls an intrinsic of LLVM on vectors of one type."""
    llvm = args[0].type
    suffix = f"v{llvm.count}f{32 if isinstance(llvm.element, ir.FloatType) else 64}"
    kind = ir.FunctionType(llvm, [llvm] * len(args))
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.{suffix}"), args)


def _intrinsic(function: Any, name: str, count: int) -> None:
    _lowered(function, count, lambda builder, *args: llvm_call(builder, name, *args))


_intrinsic(fma, "fma", 3)
_intrinsic(absolute, "fabs", 1)
_intrinsic(root, "sqrt", 1)
_intrinsic(nearest, "nearbyint", 1)


def _select_rule(mask: Any, a: Any, b: Any) -> Any:
    rule = elementwise(2)(a, b)
    if not isinstance(mask, Mask) or rule is None:
        return None
    shape = meeting([mask, rule.return_type])
    return signature(Tile(rule.return_type.dtype, *shape), mask, *rule.args)


typed(select, _select_rule)


@lower_builtin(select, Mask, Tile, Tile)
def _select(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return one_by_one(builder, sig, args, lambda builder, mask, a, b: builder.select(mask, a, b))


def _bits(llvm: ir.VectorType) -> tuple[ir.Type, int, int]:
    """The integer vector of the same size, the bits of the fraction and the bias of the exponent."""
    single = isinstance(llvm.element, ir.FloatType)
    return ir.VectorType(ir.IntType(32 if single else 64), llvm.count), *((23, 127) if single else (52, 1023))


def _filled(kind: ir.Type, number: int) -> Any:
    return ir.Constant(kind, [number] * kind.count)


def _power_of_two(builder: Any, n: Any) -> Any:
    kind, fraction, bias = _bits(n.type)
    shifted = builder.add(builder.fptosi(n, kind), _filled(kind, bias))
    return builder.bitcast(builder.shl(shifted, _filled(kind, fraction)), n.type)


def _mantissa(builder: Any, x: Any) -> Any:
    kind, fraction, bias = _bits(x.type)
    kept = builder.and_(builder.bitcast(x, kind), _filled(kind, (1 << fraction) - 1))
    return builder.bitcast(builder.or_(kept, _filled(kind, bias << fraction)), x.type)


def _exponent(builder: Any, x: Any) -> Any:
    kind, fraction, bias = _bits(x.type)
    raised = builder.lshr(builder.bitcast(x, kind), _filled(kind, fraction))
    return builder.sitofp(builder.sub(raised, _filled(kind, bias)), x.type)


_lowered(power_of_two, 1, _power_of_two)
_lowered(mantissa, 1, _mantissa)
_lowered(exponent, 1, _exponent)

typed(horner, lambda x, single, double: signature(x, x, single, double) if isinstance(x, Tile) else None)
typed(
    by_precision,
    lambda x, single, double: (
        signature(x.vector, x, types.float64, types.float64) if isinstance(x, Tile) else None
    ),
)
typed(constant, lambda x, number: signature(x, x, types.float64) if isinstance(x, Tile) else None)


@lower_builtin(horner, Tile, types.BaseTuple, types.BaseTuple)
def _horner(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    tile = sig.return_type
    chosen = 1 if tile.dtype.bitwidth == 32 else 2
    numbers = [
        splat(
            builder,
            context.cast(builder, builder.extract_value(args[chosen], k), sig.args[chosen][k], tile.dtype),
            tile.lanes,
        )
        for k in range(sig.args[chosen].count)
    ]

    def emit(builder: Any, x: Any) -> Any:
        value = numbers[0]
        for number in numbers[1:]:
            value = llvm_call(builder, "fma", value, x, number)
        return value

    return one_by_one(builder, signature(tile, tile), args[:1], emit)


def _spread(context: Any, builder: Any, tile: Tile, number: Any) -> Any:
    return splat(builder, context.cast(builder, number, types.float64, tile.dtype), tile.lanes)


@lower_builtin(by_precision, Tile, types.Float, types.Float)
def _by_precision(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector = sig.return_type
    return _spread(context, builder, vector, args[1] if vector.dtype.bitwidth == 32 else args[2])


@lower_builtin(constant, Tile, types.Float)
def _constant(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    tile = sig.return_type
    return put_together(builder, [_spread(context, builder, tile, args[1])] * (tile.rows * tile.vectors))
