"""The compiled face of every function of `wbsim.lanes`: a few machine instructions on a value that lives in registers.
Sums and fused multiply-adds happen in one stated order, so results do not depend on how wide the processor really is.
Kernels import the functions from here, where the compiler has learned them. It knows nothing of networks.
"""

from __future__ import annotations

import operator
import platform
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typing.templates import AbstractTemplate, infer_global, signature

from wbsim.lanes import (
    BYTES,
    LANES,
    absolute,
    by_precision,
    constant,
    exponent,
    first,
    flush_denormals,
    fma,
    horner,
    load,
    mantissa,
    maximum,
    minimum,
    nearest,
    power_of_two,
    restore,
    root,
    select,
    spread,
    store,
    total,
    width,
    zeros,
)

__all__ = [
    "BYTES",
    "LANES",
    "absolute",
    "by_precision",
    "constant",
    "exponent",
    "first",
    "flush_denormals",
    "fma",
    "horner",
    "load",
    "mantissa",
    "maximum",
    "minimum",
    "nearest",
    "power_of_two",
    "restore",
    "root",
    "select",
    "spread",
    "store",
    "total",
    "width",
    "zeros",
]


class VectorType(types.Type):
    """A vector of floats."""

    def __init__(self, dtype: types.Float) -> None:
        self.dtype, self.lanes = dtype, BYTES * 8 // dtype.bitwidth
        super().__init__(name=f"vector({self.lanes} x {dtype})")


class MaskType(types.Type):
    """A truth value a lane."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        super().__init__(name=f"mask({lanes})")


def _scalar(dtype: types.Float) -> ir.Type:
    return ir.FloatType() if dtype.bitwidth == 32 else ir.DoubleType()


@register_default(VectorType)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: VectorType) -> None:
        super().__init__(dmm, fe_type, ir.VectorType(_scalar(fe_type.dtype), fe_type.lanes))


@register_default(MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: MaskType) -> None:
        super().__init__(dmm, fe_type, ir.VectorType(ir.IntType(1), fe_type.lanes))


def _typed(function: Any, rule: Callable[..., Any]) -> None:
    """Tells numba the signature of a function: `rule` maps the types of the arguments to it, or to None."""

    class Template(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            return rule(*args)

    infer_global(function)(Template)


def _vector_of(array: Any) -> VectorType | None:
    if isinstance(array, types.Array) and isinstance(array.dtype, types.Float) and array.dtype.bitwidth >= 32:
        return VectorType(array.dtype)
    return None


def _all_vectors(count: int, to_mask: bool = False) -> Callable[..., Any]:
    """vector × … × vector → vector; plain numbers beside a vector are spread over its lanes."""

    def rule(*args: Any) -> Any:
        vectors = [a for a in args if isinstance(a, VectorType)]
        if len(args) != count or not vectors or any(v != vectors[0] for v in vectors):
            return None
        if not all(isinstance(a, VectorType | types.Number) for a in args):
            return None
        return signature(MaskType(vectors[0].lanes) if to_mask else vectors[0], *[vectors[0]] * count)

    return rule


@lower_cast(types.Float, VectorType)
@lower_cast(types.Integer, VectorType)
def _cast_number(context: Any, builder: Any, fromty: Any, toty: VectorType, value: Any) -> Any:
    return _splat(builder, context.cast(builder, value, fromty, toty.dtype), toty)


def _splat(builder: Any, value: Any, vector: VectorType) -> Any:
    llvm = ir.VectorType(value.type, vector.lanes)
    one = builder.insert_element(ir.Constant(llvm, ir.Undefined), value, ir.IntType(32)(0))
    zeros_ = ir.Constant(ir.VectorType(ir.IntType(32), vector.lanes), [0] * vector.lanes)
    return builder.shuffle_vector(one, ir.Constant(llvm, ir.Undefined), zeros_)


def _llvm_call(builder: Any, name: str, vector: VectorType, *args: Any) -> Any:
    llvm = args[0].type
    suffix = f"v{vector.lanes}f{vector.dtype.bitwidth}"
    kind = ir.FunctionType(llvm, [llvm] * len(args))
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.{suffix}"), args)


def _operator(function: Any, emit: Callable[[Any, Any, Any], Any], to_mask: bool = False) -> None:
    _typed(function, _all_vectors(2, to_mask))

    @lower_builtin(function, VectorType, VectorType)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return emit(builder, args[0], args[1])


_operator(operator.add, lambda builder, a, b: builder.fadd(a, b))
_operator(operator.sub, lambda builder, a, b: builder.fsub(a, b))
_operator(operator.mul, lambda builder, a, b: builder.fmul(a, b))
_operator(operator.truediv, lambda builder, a, b: builder.fdiv(a, b))
_operator(operator.gt, lambda builder, a, b: builder.fcmp_ordered(">", a, b), to_mask=True)
_operator(operator.ge, lambda builder, a, b: builder.fcmp_ordered(">=", a, b), to_mask=True)
_operator(operator.lt, lambda builder, a, b: builder.fcmp_ordered("<", a, b), to_mask=True)
# a > b ? a : b keeps `a` where the comparison with a NaN fails, as the plain faces do
_operator(maximum, lambda builder, a, b: builder.select(builder.fcmp_ordered(">", b, a), b, a))
_operator(minimum, lambda builder, a, b: builder.select(builder.fcmp_ordered("<", b, a), b, a))


def _intrinsic(function: Any, name: str, count: int) -> None:
    _typed(function, _all_vectors(count))

    @lower_builtin(function, *[VectorType] * count)
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return _llvm_call(builder, name, sig.return_type, *args)


_intrinsic(fma, "fma", 3)
_intrinsic(absolute, "fabs", 1)
_intrinsic(root, "sqrt", 1)
_intrinsic(nearest, "nearbyint", 1)

_typed(operator.neg, _all_vectors(1))
_typed(
    select,
    lambda mask, a, b: (
        signature(rule.return_type, mask, *rule.args)
        if isinstance(mask, MaskType) and (rule := _all_vectors(2)(a, b))
        else None
    ),
)
_typed(constant, lambda x, number: signature(x, x, types.float64) if isinstance(x, VectorType) else None)
_typed(width, lambda array: signature(types.intp, array) if _vector_of(array) else None)
_typed(
    load, lambda array, start: signature(_vector_of(array), array, types.intp) if _vector_of(array) else None
)
_typed(
    store,
    lambda array, start, vector: (
        signature(types.void, array, types.intp, _vector_of(array)) if _vector_of(array) else None
    ),
)
_typed(
    spread,
    lambda array, index: signature(_vector_of(array), array, types.intp) if _vector_of(array) else None,
)
_typed(zeros, lambda array: signature(_vector_of(array), array) if _vector_of(array) else None)
_typed(
    first,
    lambda array, count: (
        signature(MaskType(v.lanes), array, types.intp) if (v := _vector_of(array)) else None
    ),
)
_typed(total, lambda vector: signature(vector.dtype, vector) if isinstance(vector, VectorType) else None)
for _function in (power_of_two, mantissa, exponent):
    _typed(_function, _all_vectors(1))
_typed(
    horner,
    lambda x, single, double: signature(x, x, single, double) if isinstance(x, VectorType) else None,
)
_typed(
    by_precision,
    lambda x, single, double: (
        signature(x, x, types.float64, types.float64) if isinstance(x, VectorType) else None
    ),
)
_typed(flush_denormals, lambda: signature(types.int32))
_typed(restore, lambda mode: signature(types.void, types.int32))


@lower_builtin(operator.neg, VectorType)
def _neg(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.fneg(args[0])


@lower_builtin(select, MaskType, VectorType, VectorType)
def _select(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.select(*args)


@lower_builtin(width, types.Array)
def _width(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.get_constant(types.intp, BYTES * 8 // sig.args[0].dtype.bitwidth)


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [index])


def _vector_pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    pointer = _pointer(context, builder, array_type, array, index)
    return builder.bitcast(pointer, context.get_value_type(_vector_of(array_type)).as_pointer())


@lower_builtin(load, types.Array, types.intp)
def _load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    pointer = _vector_pointer(context, builder, sig.args[0], *args)
    return builder.load(pointer, align=sig.args[0].dtype.bitwidth // 8)


@lower_builtin(store, types.Array, types.intp, VectorType)
def _store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    pointer = _vector_pointer(context, builder, sig.args[0], args[0], args[1])
    builder.store(args[2], pointer, align=sig.args[0].dtype.bitwidth // 8)
    return context.get_dummy_value()


@lower_builtin(spread, types.Array, types.intp)
def _spread(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _splat(builder, builder.load(_pointer(context, builder, sig.args[0], *args)), sig.return_type)


@lower_builtin(zeros, types.Array)
def _zeros(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return ir.Constant(context.get_value_type(sig.return_type), None)


@lower_builtin(first, types.Array, types.intp)
def _first(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lanes = sig.return_type.lanes
    places = ir.Constant(ir.VectorType(ir.IntType(64), lanes), list(range(lanes)))
    count = ir.VectorType(ir.IntType(64), lanes)
    one = builder.insert_element(ir.Constant(count, ir.Undefined), args[1], ir.IntType(32)(0))
    zero = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
    counts = builder.shuffle_vector(one, ir.Constant(count, ir.Undefined), zero)
    return builder.icmp_signed("<", places, counts)


@lower_builtin(total, VectorType)
def _total(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector, lanes = args[0], sig.args[0].lanes
    while lanes > 1:
        lanes //= 2
        low = ir.Constant(ir.VectorType(ir.IntType(32), lanes), list(range(lanes)))
        high = ir.Constant(ir.VectorType(ir.IntType(32), lanes), list(range(lanes, 2 * lanes)))
        undefined = ir.Constant(vector.type, ir.Undefined)
        vector = builder.fadd(
            builder.shuffle_vector(vector, undefined, low), builder.shuffle_vector(vector, undefined, high)
        )
    return builder.extract_element(vector, ir.IntType(32)(0))


def _bits(vector: VectorType) -> tuple[ir.Type, int, int]:
    """The integer vector of the same size, the bits of the fraction and the bias of the exponent."""
    single = vector.dtype.bitwidth == 32
    return (
        ir.VectorType(ir.IntType(vector.dtype.bitwidth), vector.lanes),
        23 if single else 52,
        127 if single else 1023,
    )


def _filled(kind: ir.Type, number: int) -> Any:
    return ir.Constant(kind, [number] * kind.count)


@lower_builtin(power_of_two, VectorType)
def _power_of_two(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, fraction, bias = _bits(sig.return_type)
    shifted = builder.add(builder.fptosi(args[0], kind), _filled(kind, bias))
    return builder.bitcast(builder.shl(shifted, _filled(kind, fraction)), args[0].type)


@lower_builtin(mantissa, VectorType)
def _mantissa(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, fraction, bias = _bits(sig.return_type)
    kept = builder.and_(builder.bitcast(args[0], kind), _filled(kind, (1 << fraction) - 1))
    return builder.bitcast(builder.or_(kept, _filled(kind, bias << fraction)), args[0].type)


@lower_builtin(exponent, VectorType)
def _exponent(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, fraction, bias = _bits(sig.return_type)
    raised = builder.lshr(builder.bitcast(args[0], kind), _filled(kind, fraction))
    return builder.sitofp(builder.sub(raised, _filled(kind, bias)), args[0].type)


@lower_builtin(horner, VectorType, types.BaseTuple, types.BaseTuple)
def _horner(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    vector = sig.return_type
    chosen = 1 if vector.dtype.bitwidth == 32 else 2
    value = None
    for place in range(sig.args[chosen].count):
        number = builder.extract_value(args[chosen], place)
        c = _splat(builder, context.cast(builder, number, sig.args[chosen][place], vector.dtype), vector)
        value = c if value is None else _llvm_call(builder, "fma", vector, value, args[0], c)
    return value


@lower_builtin(by_precision, VectorType, types.Float, types.Float)
def _by_precision(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = args[1] if sig.return_type.dtype.bitwidth == 32 else args[2]
    return _splat(
        builder, context.cast(builder, number, types.float64, sig.return_type.dtype), sig.return_type
    )


@lower_builtin(constant, VectorType, types.Float)
def _constant(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    number = context.cast(builder, args[1], types.float64, sig.return_type.dtype)
    return _splat(builder, number, sig.return_type)


_X86 = platform.machine().lower() in ("x86_64", "amd64", "i686")
_FLUSH = 0x8040  # FTZ and DAZ of MXCSR


def _mxcsr(builder: Any, name: str, slot: Any) -> None:
    pointer = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [pointer])
    builder.call(cgutils.get_or_insert_function(builder.module, kind, name), [builder.bitcast(slot, pointer)])


@lower_builtin(flush_denormals)
def _flush_denormals(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    if not _X86:
        return ir.IntType(32)(0)
    slot = cgutils.alloca_once(builder, ir.IntType(32))
    _mxcsr(builder, "llvm.x86.sse.stmxcsr", slot)
    before = builder.load(slot)
    builder.store(builder.or_(before, ir.IntType(32)(_FLUSH)), slot)
    _mxcsr(builder, "llvm.x86.sse.ldmxcsr", slot)
    return before


@lower_builtin(restore, types.int32)
def _restore(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    if _X86:
        slot = cgutils.alloca_once(builder, ir.IntType(32))
        builder.store(args[0], slot)
        _mxcsr(builder, "llvm.x86.sse.ldmxcsr", slot)
    return context.get_dummy_value()
