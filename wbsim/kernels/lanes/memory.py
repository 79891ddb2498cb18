"""How vectors and tiles come from arrays and go back. The shape of a tile is a constant of the text."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import signature

from wbsim.kernels.lanes.types import Mask, Tile, put_together, scalar, splat, taken_apart, tile_of, typed
from wbsim.lanes import (
    BYTES,
    first,
    load,
    load_first,
    loads,
    loads_at,
    spread,
    spreads,
    square,
    store,
    store_first,
    stores,
    stores_first,
    tile_of_zeros,
    width,
    zeros,
)

_AT = types.intp


def _shape(*sizes: Any) -> tuple[int, ...] | None:
    """The numbers that literal types stand for; None where one is not known to the compiler."""
    if all(isinstance(size, types.IntegerLiteral) for size in sizes):
        return tuple(size.literal_value for size in sizes)
    return None


def _element(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, array).data, [index])


def read(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """The vector at an index of an array of type `kind`."""
    pointer = builder.bitcast(_element(context, builder, kind, array, index), _llvm(kind).as_pointer())
    return builder.load(pointer, align=kind.dtype.bitwidth // 8)


def _write(context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: Any) -> None:
    pointer = builder.bitcast(_element(context, builder, kind, array, index), _llvm(kind).as_pointer())
    builder.store(vector, pointer, align=kind.dtype.bitwidth // 8)


def _llvm(kind: Any) -> ir.VectorType:
    return ir.VectorType(scalar(kind.dtype), BYTES * 8 // kind.dtype.bitwidth)


def steps(builder: Any, start: Any, step: Any, count: int) -> list[Any]:
    """start, start + step, … as numbers of the machine, `count` of them."""
    return [
        start if k == 0 else builder.add(start, builder.mul(step, ir.IntType(64)(k))) for k in range(count)
    ]


# --- vectors -----------------------------------------------------------------------------------------------

typed(width, lambda array: signature(_AT, array) if tile_of(array) else None)
typed(load, lambda array, start: signature(t, array, _AT) if (t := tile_of(array)) else None)
typed(
    load_first,
    lambda array, start, count: signature(t, array, _AT, _AT) if (t := tile_of(array)) else None,
)
typed(spread, lambda array, index: signature(t, array, _AT) if (t := tile_of(array)) else None)
typed(zeros, lambda array: signature(t, array) if (t := tile_of(array)) else None)
typed(
    store,
    lambda array, start, vector: signature(types.void, array, _AT, t) if (t := tile_of(array)) else None,
)
typed(
    store_first,
    lambda array, start, vector, count: (
        signature(types.void, array, _AT, t, _AT) if (t := tile_of(array)) else None
    ),
)
typed(first, lambda array, count: signature(Mask(t.lanes), array, _AT) if (t := tile_of(array)) else None)


@lower_builtin(width, types.Array)
def _width(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return context.get_constant(_AT, BYTES * 8 // sig.args[0].dtype.bitwidth)


@lower_builtin(load, types.Array, types.intp)
def _load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return read(context, builder, sig.args[0], *args)


@lower_builtin(store, types.Array, types.intp, Tile)
def _store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    _write(context, builder, sig.args[0], *args)
    return context.get_dummy_value()


@lower_builtin(spread, types.Array, types.intp)
def _spread(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return splat(builder, builder.load(_element(context, builder, sig.args[0], *args)), sig.return_type.lanes)


@lower_builtin(zeros, types.Array)
def _zeros(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return ir.Constant(context.get_value_type(sig.return_type), None)


def _first_lanes(builder: Any, count: Any, lanes: int) -> Any:
    places = ir.Constant(ir.VectorType(ir.IntType(64), lanes), list(range(lanes)))
    return builder.icmp_signed("<", places, splat(builder, count, lanes))


@lower_builtin(first, types.Array, types.intp)
def _first(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _first_lanes(builder, args[1], sig.return_type.lanes)


@lower_builtin(load_first, types.Array, types.intp, types.intp)
def _load_first(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, bits = sig.args[0], sig.args[0].dtype.bitwidth
    llvm = _llvm(kind)
    pointer = builder.bitcast(_element(context, builder, kind, args[0], args[1]), llvm.as_pointer())
    mask = _first_lanes(builder, args[2], llvm.count)
    called = ir.FunctionType(llvm, [llvm.as_pointer(), ir.IntType(32), mask.type, llvm])
    name = f"llvm.masked.load.v{llvm.count}f{bits}.p0"
    function = cgutils.get_or_insert_function(builder.module, called, name)
    return builder.call(function, [pointer, ir.IntType(32)(bits // 8), mask, ir.Constant(llvm, None)])


def _write_first(
    context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: Any, mask: Any
) -> None:
    llvm, bits = vector.type, kind.dtype.bitwidth
    pointer = builder.bitcast(_element(context, builder, kind, array, index), llvm.as_pointer())
    called = ir.FunctionType(ir.VoidType(), [llvm, llvm.as_pointer(), ir.IntType(32), mask.type])
    name = f"llvm.masked.store.v{llvm.count}f{bits}.p0"
    function = cgutils.get_or_insert_function(builder.module, called, name)
    builder.call(function, [vector, pointer, ir.IntType(32)(bits // 8), mask])


@lower_builtin(store_first, types.Array, types.intp, Tile, types.intp)
def _store_first(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    array, start, vector, count = args
    mask = _first_lanes(builder, count, vector.type.count)
    _write_first(context, builder, sig.args[0], array, start, vector, mask)
    return context.get_dummy_value()


# --- tiles -------------------------------------------------------------------------------------------------


def _loads_rule(array: Any, start: Any, down: Any, across: Any, rows: Any, vectors: Any) -> Any:
    shape = _shape(rows, vectors)
    if shape is None or not tile_of(array):
        return None
    return signature(tile_of(array, *shape), array, _AT, _AT, _AT, rows, vectors)


def _spreads_rule(array: Any, start: Any, down: Any, rows: Any) -> Any:
    shape = _shape(rows)
    if shape is None or not tile_of(array):
        return None
    return signature(tile_of(array, *shape), array, _AT, _AT, rows)


def _zeros_rule(array: Any, rows: Any, vectors: Any) -> Any:
    shape = _shape(rows, vectors)
    return (
        None
        if shape is None or not tile_of(array)
        else signature(tile_of(array, *shape), array, rows, vectors)
    )


def _stores_rule(array: Any, start: Any, down: Any, across: Any, tile: Any) -> Any:
    fits = isinstance(tile, Tile) and tile.vector == tile_of(array)
    return signature(types.void, array, _AT, _AT, _AT, tile) if fits else None


def _stores_first_rule(array: Any, start: Any, down: Any, tile: Any, count: Any) -> Any:
    fits = isinstance(tile, Tile) and tile.vector == tile_of(array)
    return signature(types.void, array, _AT, _AT, tile, _AT) if fits else None


def _loads_at_rule(array: Any, offset: Any, places: Any, start: Any) -> Any:
    tile = tile_of(array)
    return signature(tile_of(array, tile.lanes), array, _AT, places, _AT) if tile else None


def _square_rule(array: Any, start: Any, down: Any) -> Any:
    tile = tile_of(array)
    return signature(tile_of(array, tile.lanes), array, _AT, _AT) if tile else None


typed(loads, _loads_rule)
typed(square, _square_rule)
typed(spreads, _spreads_rule)
typed(tile_of_zeros, _zeros_rule)
typed(stores, _stores_rule)
typed(stores_first, _stores_first_rule)
typed(loads_at, _loads_at_rule)


@lower_builtin(
    loads, types.Array, types.intp, types.intp, types.intp, types.IntegerLiteral, types.IntegerLiteral
)
def _loads(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    tile = sig.return_type
    return put_together(
        builder,
        [
            read(context, builder, sig.args[0], args[0], at)
            for row in steps(builder, args[1], args[2], tile.rows)
            for at in steps(builder, row, args[3], tile.vectors)
        ],
    )


@lower_builtin(square, types.Array, types.intp, types.intp)
def _square(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    rows = steps(builder, args[1], args[2], sig.return_type.rows)
    return put_together(builder, [read(context, builder, sig.args[0], args[0], at) for at in rows])


@lower_builtin(stores, types.Array, types.intp, types.intp, types.intp, Tile)
def _stores(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    tile = sig.args[4]
    vectors = iter(taken_apart(builder, tile, args[4]))
    for row in steps(builder, args[1], args[2], tile.rows):
        for at in steps(builder, row, args[3], tile.vectors):
            _write(context, builder, sig.args[0], args[0], at, next(vectors))
    return context.get_dummy_value()


@lower_builtin(stores_first, types.Array, types.intp, types.intp, Tile, types.intp)
def _stores_first(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    array, start, down, value, count = args
    kind, tile = sig.args[0], sig.args[3]
    lanes = ir.IntType(64)(tile.lanes)
    left = [builder.sub(count, builder.mul(lanes, ir.IntType(64)(v))) for v in range(tile.vectors)]
    whole = builder.icmp_signed(">=", left[-1], lanes)
    vectors = taken_apart(builder, tile, value)
    places = [
        at
        for row in steps(builder, start, down, tile.rows)
        for at in steps(builder, row, lanes, tile.vectors)
    ]
    with builder.if_else(whole) as (then, otherwise):
        with then:
            for at, vector in zip(places, vectors, strict=True):
                _write(context, builder, kind, array, at, vector)
        with otherwise:
            masks = [_first_lanes(builder, count_, tile.lanes) for count_ in left]
            for k, (at, vector) in enumerate(zip(places, vectors, strict=True)):
                _write_first(context, builder, kind, array, at, vector, masks[k % tile.vectors])
    return context.get_dummy_value()


@lower_builtin(spreads, types.Array, types.intp, types.intp, types.IntegerLiteral)
def _spreads(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    tile = sig.return_type
    rows = steps(builder, args[1], args[2], tile.rows)
    numbers = [builder.load(_element(context, builder, sig.args[0], args[0], at)) for at in rows]
    return put_together(builder, [splat(builder, number, tile.lanes) for number in numbers])


@lower_builtin(tile_of_zeros, types.Array, types.IntegerLiteral, types.IntegerLiteral)
def _tile_of_zeros(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return ir.Constant(context.get_value_type(sig.return_type), None)


@lower_builtin(loads_at, types.Array, types.intp, types.Array, types.intp)
def _loads_at(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    array, offset, places, start = args
    one = ir.IntType(64)(1)
    vectors = []
    for at in steps(builder, start, one, sig.return_type.rows):
        place = builder.load(_element(context, builder, sig.args[2], places, at))
        vectors.append(read(context, builder, sig.args[0], array, builder.add(offset, place)))
    return put_together(builder, vectors)
