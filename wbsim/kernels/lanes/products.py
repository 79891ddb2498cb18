"""The loop that all matrix products are made of. It stands here as one instruction because the compiler would unroll it for
long sums, and the sums of a small network are two to eight terms long.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import signature

from wbsim.kernels.lanes.elements import llvm_call
from wbsim.kernels.lanes.memory import read, steps
from wbsim.kernels.lanes.types import Tile, put_together, splat, taken_apart, tile_of, typed
from wbsim.lanes import add_products

_AT = types.intp


def _rule(
    z: Any, left: Any, at: Any, down: Any, along: Any, right: Any, start: Any, below: Any, count: Any
) -> Any:
    if isinstance(z, Tile) and z.vector == tile_of(left) == tile_of(right):
        return signature(z, z, left, _AT, _AT, _AT, right, _AT, _AT, _AT)
    return None


typed(add_products, _rule)


@lower_builtin(
    add_products,
    Tile,
    types.Array,
    types.intp,
    types.intp,
    types.intp,
    types.Array,
    types.intp,
    types.intp,
    types.intp,
)
def _add_products(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    z, left, at, down, along, right, start, below, count = args
    tile, left_kind, right_kind = sig.return_type, sig.args[1], sig.args[5]
    begun = taken_apart(builder, tile, z)
    entry = builder.block
    loop, done = builder.append_basic_block("product"), builder.append_basic_block("multiplied")
    zero, one = ir.IntType(64)(0), ir.IntType(64)(1)
    across = [ir.IntType(64)(v * tile.lanes) for v in range(tile.vectors)]
    apart = steps(builder, zero, down, tile.rows)
    builder.cbranch(builder.icmp_signed(">", count, zero), loop, done)

    builder.position_at_end(loop)
    k, of_left, of_right = (builder.phi(ir.IntType(64)) for _ in range(3))
    sums = [builder.phi(vector.type) for vector in begun]
    vectors = [read(context, builder, right_kind, right, builder.add(of_right, v)) for v in across]
    added = []
    for r, offset in enumerate(apart):
        data = context.make_array(left_kind)(context, builder, left).data
        weight = splat(builder, builder.load(builder.gep(data, [builder.add(of_left, offset)])), tile.lanes)
        for v, vector in enumerate(vectors):
            added.append(llvm_call(builder, "fma", weight, vector, sums[r * tile.vectors + v]))
    following = builder.add(k, one), builder.add(of_left, along), builder.add(of_right, below)
    for phi, first, then in (
        *zip((k, of_left, of_right), (zero, at, start), following, strict=True),
        *zip(sums, begun, added, strict=True),
    ):
        phi.add_incoming(first, entry)
        phi.add_incoming(then, loop)
    branch = builder.cbranch(builder.icmp_signed("<", following[0], count), loop, done)
    branch.set_metadata("llvm.loop", _not_unrolled(builder.module))

    builder.position_at_end(done)
    results = [builder.phi(vector.type) for vector in begun]
    for phi, first, then in zip(results, begun, added, strict=True):
        phi.add_incoming(first, entry)
        phi.add_incoming(then, loop)
    return put_together(builder, results)


def _not_unrolled(module: Any) -> Any:
    wish = module.add_metadata([ir.MetaDataString(module, "llvm.loop.unroll.disable")])
    loop = module.add_metadata([wish, wish])
    loop.operands = (loop, wish)  # LLVM's way to name a loop: metadata that begins with itself
    return loop
