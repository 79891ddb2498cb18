"""The loop that all matrix products are made of. It stands here as one instruction because the compiler would unroll it for
long sums, and the sums of a small network are two to eight terms long.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    apart = steps(builder, ir.IntType(64)(0), down, tile.rows)
    across = [ir.IntType(64)(v * tile.lanes) for v in range(tile.vectors)]
    data = context.make_array(left_kind)(context, builder, left).data

    def term(of_left: Any, of_right: Any, sums: Sequence[Any]) -> tuple[Any, ...]:
        """The places behind a term, and the sums with it."""
        vectors = [read(context, builder, right_kind, right, builder.add(of_right, v)) for v in across]
        added = []
        for r, offset in enumerate(apart):
            number = builder.load(builder.gep(data, [builder.add(of_left, offset)]))
            weight = splat(builder, number, tile.lanes)
            for v, vector in enumerate(vectors):
                added.append(llvm_call(builder, "fma", weight, vector, sums[r * tile.vectors + v]))
        return builder.add(of_left, along), builder.add(of_right, below), *added

    begun = at, start, *taken_apart(builder, tile, z)
    entry, loop, done = (
        builder.block,
        *(builder.append_basic_block(name) for name in ("product", "multiplied")),
    )
    zero, one = ir.IntType(64)(0), ir.IntType(64)(1)
    builder.cbranch(builder.icmp_signed(">", count, zero), loop, done)
    builder.position_at_end(loop)
    k, *now = _phis(builder, (zero, *begun), entry)
    then = builder.add(k, one), *term(now[0], now[1], now[2:])
    _join((k, *now), then, loop)
    turn = builder.cbranch(builder.icmp_signed("<", then[0], count), loop, done)
    turn.set_metadata("llvm.loop", _not_unrolled(builder.module))
    builder.position_at_end(done)
    sums = _phis(builder, begun[2:], entry)
    _join(sums, then[3:], loop)
    return put_together(builder, sums)


def _phis(builder: Any, values: Sequence[Any], block: Any) -> list[Any]:
    """What each of the values is here, being itself on the way from a block."""
    phis = [builder.phi(value.type) for value in values]
    _join(phis, values, block)
    return phis


def _join(phis: Sequence[Any], values: Sequence[Any], block: Any) -> None:
    for phi, value in zip(phis, values, strict=True):
        phi.add_incoming(value, block)


def _not_unrolled(module: Any) -> Any:
    wish = module.add_metadata([ir.MetaDataString(module, "llvm.loop.unroll.disable")])
    name = module.add_metadata([wish, wish])
    name.operands = (name, wish)  # LLVM's way to name a loop: metadata that begins with itself
    return name
