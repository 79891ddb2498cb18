"""What shape the values of each layer have, from a point to the output, and the arithmetic that says where none fits.
A shape is (values,), (channels, rows, columns) or (steps, values a step). It knows no parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from wbsim.network import Convolution, Layer, Pooling, Recurrent

Shape = tuple[int, ...]
MAX_VALUES = 2**16  # of one layer, for one sample


class Unfit(ValueError):
    """A layer cannot read what it is given; the text says why, with the numbers."""


@dataclass(frozen=True)
class Block:
    """All of a layer that decides where its numbers stand: of a pooling `side` is its window, of a recurrent layer
    `every` says that it gives the values of all steps.
    """

    kind: str
    neurons: tuple[int, ...]
    bias: bool
    side: int = 1
    stride: int = 1
    padding: int = 0
    every: bool = False

    @classmethod
    def of(cls, layer: Layer) -> Block:
        """What a layer's numbers stand by."""
        if isinstance(layer, Convolution):
            return cls(layer.kind, layer.neurons, layer.bias, layer.kernel, layer.stride, layer.padding)
        if isinstance(layer, Pooling):
            return cls(layer.kind, (), False, layer.window, layer.stride)
        every = isinstance(layer, Recurrent) and layer.gives == "all"
        return cls(layer.kind, layer.neurons, layer.bias, every=every)

    def filled(self, reads: Shape) -> Shape:
        """The shape of all values that the layer makes of one sample: of a recurrent one those of every step.

        Raises `Unfit` where it cannot read a shape.
        """
        if self.kind == "dense":
            return (len(self.neurons),)
        if self.kind == "recurrent":
            if len(reads) != 2:
                raise Unfit(
                    f"a recurrent layer reads a sequence, step by step; here {in_words(reads)}, which "
                    f"{_readers(reads)}"
                )
            if reads[0] < 2:
                raise Unfit(
                    "a recurrent layer needs at least 2 steps to carry anything on; "
                    f"here the sequence has {reads[0]}"
                )
            return _bounded((reads[0], len(self.neurons)))
        if len(reads) != 3:
            raise Unfit(f"a {self.kind} reads an image; here {in_words(reads)}, which {_readers(reads)}")
        channels, *sides = reads
        filled = tuple(self._along(side, name) for side, name in zip(sides, ("rows", "columns"), strict=True))
        return _bounded((channels if self.kind == "pooling" else len(self.neurons), *filled))

    def _along(self, length: int, name: str) -> int:
        """How many places there are along a side of the image."""
        whole = length + 2 * self.padding
        if whole >= self.side:
            return (whole - self.side) // self.stride + 1
        what, most = "window", whole
        if self.kind == "convolution":
            what, most = "filter", whole - 1 + whole % 2  # the side of a filter is odd
        around = f" + 2·{self.padding} of padding = {whole}" if self.padding else ""
        raise Unfit(
            f"a {what} of {self.side} × {self.side} does not fit into {length}{around} {name.removesuffix('s') if whole == 1 else name}: "
            f"({length} + 2·{self.padding} − {self.side})/{self.stride} + 1 is less than 1 place; "
            f"its side may be {most} at most"
        )

    def gives(self, filled: Shape) -> Shape:
        """The shape of what the next layer reads, which stands at the end of all values."""
        return filled if self.kind != "recurrent" or self.every else filled[1:]

    def places(self, filled: Shape) -> int:
        """At how many places, or steps, the weights of a neuron are used for one sample."""
        if self.kind == "recurrent":
            return filled[0]
        return prod(filled[1:]) if self.kind == "convolution" else 1


def _bounded(shape: Shape) -> Shape:
    if prod(shape) > MAX_VALUES:
        raise Unfit(
            f"{' · '.join(map(str, shape))} = {prod(shape)} values are too many for one layer; "
            f"at most {MAX_VALUES} are possible"
        )
    return shape


def _readers(shape: Shape) -> str:
    """`a dense layer reads`"""
    kinds = {3: "a convolution, a pooling or a dense layer", 2: "a recurrent or a dense layer"}
    return f"{kinds.get(len(shape), 'a dense layer')} reads"


def in_words(shape: Shape) -> str:
    """`it is given 10 values in no order`."""
    if len(shape) == 3:
        return f"it is given images, {' × '.join(map(str, shape))}"
    if len(shape) == 2:
        return f"it is given sequences, {shape[0]} steps of {shape[1]}"
    return f"it is given {shape[0]} values in no order"


def fitted(shape: Shape, blocks: tuple[Block, ...]) -> tuple[tuple[Shape, ...], Unfit | None]:
    """What each layer reads, as far as all fit, and what is wrong with the first that does not: that one is the last to
    have a shape, and a network whose layers all fit has one shape more than layers.
    """
    shapes = [shape]
    for block in blocks:
        try:
            shapes.append(block.gives(block.filled(shapes[-1])))
        except Unfit as unfit:
            return tuple(shapes), unfit
    return tuple(shapes), None
