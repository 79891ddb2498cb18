"""Denormal numbers as 0: the decaying means of Adam become such, and each then costs a hundred cycles."""

from __future__ import annotations

import platform
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import signature

from wbsim.kernels.lanes.types import typed
from wbsim.lanes import flush_denormals, restore

_X86 = platform.machine().lower() in ("x86_64", "amd64", "i686")
_FLUSH = 0x8040  # FTZ and DAZ of MXCSR

typed(flush_denormals, lambda: signature(types.int32))
typed(restore, lambda mode: signature(types.void, types.int32))


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
