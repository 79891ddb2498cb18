"""What the functions of `wbsim.lanes` mean on a CUDA thread, where a vector is one number: a few instructions each.
The type of that number is our own, so that a bare 0.5 in a rule does not make a float64 of a float32. It knows no networks.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.cuda import cgutils, types
from numba.cuda.cudadecl import registry as typing_registry
from numba.cuda.cudaimpl import lower, lower_cast
from numba.cuda.datamodel import models
from numba.cuda.models import register_model
from numba.cuda.typing import signature
from numba.cuda.typing.templates import AbstractTemplate

from wbsim.kernels.gpu.numbers import is_finite, load, quotient, read, store, zero
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


class NumberType(types.Type):
    """A float that keeps its precision."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"number({dtype})")


@register_model(NumberType)
class _NumberModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: NumberType) -> None:
        super().__init__(dmm, fe_type, ir.FloatType() if fe_type.dtype.bitwidth == 32 else ir.DoubleType())


def _typed(function: Any, rule: Callable[..., Any]) -> None:
    """Tells numba the signature of a function: `rule` maps the types of the arguments to it, or to None."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:
            return rule(*args)

    typing_registry.register_global(function, types.Function(Template))


def _number_of(array: Any) -> NumberType | None:
    return (
        NumberType(array.dtype)
        if isinstance(array, types.Array) and isinstance(array.dtype, types.Float)
        else None
    )


def _all_numbers(count: int, result: Any = None) -> Callable[..., Any]:
    """number × … × number → number; plain numbers beside ours take its precision."""

    def rule(*args: Any) -> Any:
        ours = [a for a in args if isinstance(a, NumberType)]
        if len(args) != count or not ours or any(a != ours[0] for a in ours):
            return None
        if not all(isinstance(a, NumberType | types.Number) for a in args):
            return None
        return signature(result or ours[0], *[ours[0]] * count)

    return rule


@lower_cast(types.Float, NumberType)
@lower_cast(types.Integer, NumberType)
def _into_number(context: Any, builder: Any, fromty: Any, toty: NumberType, value: Any) -> Any:
    return context.cast(builder, value, fromty, toty.dtype)


def _call(context: Any, builder: Any, name: str, number: NumberType, *args: Any) -> Any:
    """A function of CUDA's own library, in which those for float32 end in f."""
    kind = args[0].type
    function = cgutils.get_or_insert_function(
        builder.module,
        ir.FunctionType(kind, [kind] * len(args)),
        f"__nv_{name}" + ("f" if number.dtype.bitwidth == 32 else ""),
    )
    return builder.call(function, args)


def _operator(function: Any, emit: Callable[[Any, Any, Any], Any], result: Any = None) -> None:
    _typed(function, _all_numbers(2, result))

    @lower(function, NumberType, NumberType)
    def lowered(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return emit(builder, args[0], args[1])


_operator(operator.add, lambda builder, a, b: builder.fadd(a, b))
_operator(operator.sub, lambda builder, a, b: builder.fsub(a, b))
_operator(operator.mul, lambda builder, a, b: builder.fmul(a, b))
_operator(operator.truediv, lambda builder, a, b: builder.fdiv(a, b))
_operator(operator.gt, lambda builder, a, b: builder.fcmp_ordered(">", a, b), types.boolean)
_operator(operator.ge, lambda builder, a, b: builder.fcmp_ordered(">=", a, b), types.boolean)
_operator(operator.lt, lambda builder, a, b: builder.fcmp_ordered("<", a, b), types.boolean)
# b > a ? b : a keeps `a` where the comparison with a NaN fails, as the plain faces do
_operator(maximum, lambda builder, a, b: builder.select(builder.fcmp_ordered(">", b, a), b, a))
_operator(minimum, lambda builder, a, b: builder.select(builder.fcmp_ordered("<", b, a), b, a))


def _library(function: Any, name: str, count: int) -> None:
    _typed(function, _all_numbers(count))

    @lower(function, *[NumberType] * count)
    def lowered(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _call(context, builder, name, sig.return_type, *args)


_library(fma, "fma", 3)
_library(absolute, "fabs", 1)
_library(root, "sqrt", 1)
_library(nearest, "rint", 1)

for _function in (operator.neg, power_of_two, mantissa, exponent):
    _typed(_function, _all_numbers(1))
_typed(
    select,
    lambda mask, a, b: (
        signature(rule.return_type, mask, *rule.args)
        if mask == types.boolean and (rule := _all_numbers(2)(a, b))
        else None
    ),
)
_typed(constant, lambda x, number: signature(x, x, types.float64) if isinstance(x, NumberType) else None)
_typed(
    horner, lambda x, single, double: signature(x, x, single, double) if isinstance(x, NumberType) else None
)
_typed(
    by_precision,
    lambda x, single, double: (
        signature(x, x, types.float64, types.float64) if isinstance(x, NumberType) else None
    ),
)
_typed(
    load, lambda array, at: signature(number, array, types.intp) if (number := _number_of(array)) else None
)
_typed(
    read,
    lambda array, at: (
        signature(array.dtype, array, types.intp)
        if isinstance(array, types.Array) and isinstance(array.dtype, types.Integer)
        else None
    ),
)
_typed(
    store,
    lambda array, at, number: (
        signature(types.void, array, types.intp, number)
        if _number_of(array) and isinstance(number, NumberType)
        else None
    ),
)
_typed(
    quotient,
    lambda a, b: (
        signature(types.int32, types.int32, types.int32)
        if isinstance(a, types.Integer) and isinstance(b, types.Integer)
        else None
    ),
)
_typed(zero, lambda array: signature(number, array) if (number := _number_of(array)) else None)
_typed(is_finite, lambda x: signature(types.boolean, x) if isinstance(x, NumberType) else None)


@lower(operator.neg, NumberType)
def _neg(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.fsub(ir.Constant(args[0].type, -0.0), args[0])  # NVVM's language knows no fneg


@lower(select, types.Boolean, NumberType, NumberType)
def _select(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.select(*args)


@lower(constant, NumberType, types.Float)
def _constant(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.cast(builder, args[1], types.float64, sig.return_type.dtype)


@lower(by_precision, NumberType, types.Float, types.Float)
def _by_precision(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = args[1] if sig.return_type.dtype.bitwidth == 32 else args[2]
    return context.cast(builder, number, types.float64, sig.return_type.dtype)


@lower(horner, NumberType, types.BaseTuple, types.BaseTuple)
def _horner(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = sig.return_type
    chosen = 1 if number.dtype.bitwidth == 32 else 2
    value = None
    for place in range(sig.args[chosen].count):
        coefficient = builder.extract_value(args[chosen], place)
        c = context.cast(builder, coefficient, sig.args[chosen][place], number.dtype)
        value = c if value is None else _call(context, builder, "fma", number, value, args[0], c)
    return value


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Places are counted in 32 bits: what leads to them is then computed in half as many registers."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [builder.trunc(index, ir.IntType(32))])


@lower(read, types.Array, types.intp)
@lower(load, types.Array, types.intp)
def _load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_pointer(context, builder, sig.args[0], *args))


@lower(store, types.Array, types.intp, NumberType)
def _store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = context.cast(builder, args[2], sig.args[2].dtype, sig.args[0].dtype)
    builder.store(number, _pointer(context, builder, sig.args[0], args[0], args[1]))
    return context.get_dummy_value()


@lower(quotient, types.int32, types.int32)
def _quotient(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.udiv(*args)


@lower(zero, types.Array)
def _zero(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return ir.Constant(context.get_value_type(sig.return_type), 0.0)


@lower(is_finite, NumberType)
def _is_finite(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    size = _call(context, builder, "fabs", sig.args[0], args[0])
    return builder.fcmp_ordered("<", size, ir.Constant(size.type, float("inf")))


def _bits(number: NumberType) -> tuple[ir.Type, int, int]:
    """The integer of the same size, the bits of the fraction and the bias of the exponent."""
    single = number.dtype.bitwidth == 32
    return ir.IntType(number.dtype.bitwidth), 23 if single else 52, 127 if single else 1023


@lower(power_of_two, NumberType)
def _power_of_two(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, fraction, bias = _bits(sig.return_type)
    raised = builder.add(builder.fptosi(args[0], kind), ir.Constant(kind, bias))
    return builder.bitcast(builder.shl(raised, ir.Constant(kind, fraction)), args[0].type)


@lower(mantissa, NumberType)
def _mantissa(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, fraction, bias = _bits(sig.return_type)
    kept = builder.and_(builder.bitcast(args[0], kind), ir.Constant(kind, (1 << fraction) - 1))
    return builder.bitcast(builder.or_(kept, ir.Constant(kind, bias << fraction)), args[0].type)


@lower(exponent, NumberType)
def _exponent(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, fraction, bias = _bits(sig.return_type)
    raised = builder.lshr(builder.bitcast(args[0], kind), ir.Constant(kind, fraction))
    return builder.sitofp(builder.sub(raised, ir.Constant(kind, bias)), args[0].type)
