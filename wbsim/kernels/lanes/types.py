"""What the compiler knows of tiles: rows × vectors of a fixed number of lanes, and one truth value a lane. A vector is the
tile of one row and one vector. Tiles of different shapes meet as NumPy's arrays do: one row or vector stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_cast
from numba.core.typing.templates import AbstractTemplate, infer_global, signature

from wbsim.lanes import BYTES


class Tile(types.Type):
    """A tile of floats."""

    def __init__(self, dtype: types.Float, rows: int = 1, vectors: int = 1) -> None:
        self.dtype, self.rows, self.vectors = dtype, rows, vectors
        self.lanes = BYTES * 8 // dtype.bitwidth
        super().__init__(name=f"tile({rows} x {vectors} x {self.lanes} x {dtype})")

    @property
    def vector(self) -> Tile:
        """The type of one of its vectors."""
        return Tile(self.dtype)

    @property
    def is_vector(self) -> bool:
        """Whether it is one vector."""
        return self.rows == self.vectors == 1


class Mask(types.Type):
    """A truth value for every lane of a tile."""

    def __init__(self, lanes: int, rows: int = 1, vectors: int = 1) -> None:
        self.lanes, self.rows, self.vectors = lanes, rows, vectors
        super().__init__(name=f"mask({rows} x {vectors} x {lanes})")


def scalar(dtype: types.Float) -> ir.Type:
    """LLVM's name of a float type."""
    return ir.FloatType() if dtype.bitwidth == 32 else ir.DoubleType()


class _Model(models.PrimitiveModel):
    """One vector as itself, more as an array of them, which the compiler takes apart into registers."""

    def __init__(self, dmm: Any, fe_type: Any) -> None:
        of = ir.IntType(1) if isinstance(fe_type, Mask) else scalar(fe_type.dtype)
        vector, count = ir.VectorType(of, fe_type.lanes), fe_type.rows * fe_type.vectors
        super().__init__(dmm, fe_type, vector if count == 1 else ir.ArrayType(vector, count))


register_default(Tile)(_Model)
register_default(Mask)(_Model)


def typed(function: Any, rule: Callable[..., Any]) -> None:
    """Tells numba the signature of a function: `rule` maps the types of the arguments to it, or to None."""

    class Template(AbstractTemplate):
        prefer_literal = True

        def generic(self, args: Any, kws: Any) -> Any:
            return rule(*args)

    infer_global(function)(Template)


def tile_of(array: Any, rows: int = 1, vectors: int = 1) -> Tile | None:
    """The tile of an array's floats; None where it holds none."""
    if isinstance(array, types.Array) and isinstance(array.dtype, types.Float) and array.dtype.bitwidth >= 32:
        return Tile(array.dtype, rows, vectors)
    return None


def elementwise(count: int, to_mask: bool = False) -> Callable[..., Any]:
    """The rule of tile × … × tile → tile; a plain number beside a tile is spread over its lanes."""

    def rule(*args: Any) -> Any:
        tiles = [a for a in args if isinstance(a, Tile)]
        if len(args) != count or not tiles or any(t.dtype != tiles[0].dtype for t in tiles):
            return None
        if not all(isinstance(a, Tile | types.Number) for a in args):
            return None
        shape = meeting(tiles)
        vector = tiles[0].vector
        result = Mask(vector.lanes, *shape) if to_mask else Tile(vector.dtype, *shape)
        return signature(result, *[a if isinstance(a, Tile) else vector for a in args])

    return rule


def meeting(tiles: Sequence[Any]) -> tuple[int, int]:
    """The rows and vectors of what tiles or masks of these types make together."""
    return max(t.rows for t in tiles), max(t.vectors for t in tiles)


def taken_apart(builder: Any, kind: Any, value: Any) -> list[Any]:
    """The vectors of a tile or mask, row by row."""
    count = kind.rows * kind.vectors
    return [value] if count == 1 else [builder.extract_value(value, k) for k in range(count)]


def put_together(builder: Any, vectors: Sequence[Any]) -> Any:
    """The tile or mask of these vectors, row by row."""
    if len(vectors) == 1:
        return vectors[0]
    whole = ir.Constant(ir.ArrayType(vectors[0].type, len(vectors)), ir.Undefined)
    for k, vector in enumerate(vectors):
        whole = builder.insert_value(whole, vector, k)
    return whole


def one_by_one(builder: Any, sig: Any, args: Any, emit: Callable[..., Any]) -> Any:
    """What `emit` makes of every vector of the arguments, which meet in the shape of the result."""
    parts = [taken_apart(builder, kind, value) for kind, value in zip(sig.args, args, strict=True)]
    made = []
    for r in range(sig.return_type.rows):
        for v in range(sig.return_type.vectors):
            here = [
                part[(r if kind.rows > 1 else 0) * kind.vectors + (v if kind.vectors > 1 else 0)]
                for kind, part in zip(sig.args, parts, strict=True)
            ]
            made.append(emit(builder, *here))
    return put_together(builder, made)


def splat(builder: Any, value: Any, lanes: int) -> Any:
    """A number in every lane of a vector."""
    llvm = ir.VectorType(value.type, lanes)
    one = builder.insert_element(ir.Constant(llvm, ir.Undefined), value, ir.IntType(32)(0))
    return shuffled(builder, one, one, [0] * lanes)


def shuffled(builder: Any, a: Any, b: Any, places: Sequence[int]) -> Any:
    """The vector of the lanes of `a` and, counted on from them, of `b` at these places."""
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), len(places)), list(places)))


@lower_cast(types.Float, Tile)
@lower_cast(types.Integer, Tile)
def _cast_number(context: Any, builder: Any, fromty: Any, toty: Tile, value: Any) -> Any:
    return splat(builder, context.cast(builder, value, fromty, toty.dtype), toty.lanes)
