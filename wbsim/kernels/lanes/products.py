"""The loop that all matrix products are made of. It stands here as one instruction because the compiler would unroll it for
long sums, and the sums of a small network are two to eight terms long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    many = len(begun) - 2 > _FEW
    _, _, *sums = _looped(builder, term, begun, count) if many else _by_eights(builder, term, begun, count)
    return put_together(builder, sums)


_FEW = 4  # vectors: the tiles of small networks
_Term = Callable[[Any, Any, Sequence[Any]], tuple[Any, ...]]


def _looped(builder: Any, term: _Term, begun: Sequence[Any], count: Any) -> list[Any]:
    """`count` terms, one a turn."""
    entry, loop, done = (
        builder.block,
        *(builder.append_basic_block(name) for name in ("product", "multiplied")),
    )
    zero, one = ir.IntType(64)(0), ir.IntType(64)(1)
    builder.cbranch(builder.icmp_signed(">", count, zero), loop, done)
    builder.position_at_end(loop)
    k, *now = _phis(builder, (zero, *begun), entry)
    then = builder.add(k, one), *term(now[0], now[1], now[2:])
    _join((k, *now), then, builder.block)
    _turn(builder, builder.icmp_signed("<", then[0], count), loop, done)
    builder.position_at_end(done)
    results = _phis(builder, begun, entry)
    _join(results, then[1:], loop)
    return results


def _by_eights(builder: Any, term: _Term, begun: Sequence[Any], count: Any) -> list[Any]:
    """`count` terms: eight a turn, and what is left by one jump, for each branch may be foreseen wrongly."""
    entry, head, eight, rest, done = (
        builder.block,
        *(builder.append_basic_block(name) for name in ("product", "eight", "rest", "multiplied")),
    )
    builder.branch(head)
    builder.position_at_end(head)
    left, *now = _phis(builder, (count, *begun), entry)
    builder.cbranch(builder.icmp_signed(">=", left, ir.IntType(64)(8)), eight, rest)
    builder.position_at_end(eight)
    then: Sequence[Any] = now
    for _ in range(8):
        then = term(then[0], then[1], then[2:])
    _join((left, *now), (builder.sub(left, ir.IntType(64)(8)), *then), eight)
    _turn(builder, None, head, head)

    builder.position_at_end(rest)
    blocks = {r: builder.append_basic_block(f"left{r}") for r in range(7, 0, -1)}
    switch = builder.switch(left, done)
    flowing, before = None, None
    for r, block in blocks.items():
        switch.add_case(ir.IntType(64)(r), block)
        builder.position_at_end(block)
        here = _phis(builder, now, rest)
        if flowing is not None:
            _join(here, flowing, before)
        flowing, before = term(here[0], here[1], here[2:]), block
        builder.branch(blocks[r - 1] if r > 1 else done)
    builder.position_at_end(done)
    results = _phis(builder, now, rest)
    _join(results, flowing, before)
    return results


def _phis(builder: Any, values: Sequence[Any], block: Any) -> list[Any]:
    """What each of the values is here, being itself on the way from a block."""
    phis = [builder.phi(value.type) for value in values]
    _join(phis, values, block)
    return phis


def _join(phis: Sequence[Any], values: Sequence[Any] | None, block: Any) -> None:
    for phi, value in zip(phis, values or (), strict=True):
        phi.add_incoming(value, block)


def _turn(builder: Any, condition: Any, loop: Any, done: Any) -> None:
    """The branch at the end of a loop, which is not to be unrolled."""
    branch = builder.branch(loop) if condition is None else builder.cbranch(condition, loop, done)
    wish = builder.module.add_metadata([ir.MetaDataString(builder.module, "llvm.loop.unroll.disable")])
    name = builder.module.add_metadata([wish, wish])
    name.operands = (name, wish)  # LLVM's way to name a loop: metadata that begins with itself
    branch.set_metadata("llvm.loop", name)
