"""What shape the values of each layer have, from a point to the output, and the arithmetic that says where none fits.
A shape is (values,), (channels, rows, columns) or (steps, values a step). It knows no parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from wbsim.network import Convolution, Layer, Pooling, Recurrent
from wbsim.translation import plural, translated

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
                    translated(
                        "a recurrent layer reads a sequence, step by step; here {reads}, which {readers}",
                        reads=in_words(reads),
                        readers=_readers(reads),
                    )
                )
            if reads[0] < 2:
                raise Unfit(
                    translated(
                        "a recurrent layer needs at least 2 steps to carry anything on; here the sequence has {reads}",
                        reads=reads[0],
                    )
                )
            return _bounded((reads[0], len(self.neurons)))
        if len(reads) != 3:
            said = (
                translated("a convolution reads an image; here {reads}, which {readers}")
                if self.kind == "convolution"
                else translated("a pooling reads an image; here {reads}, which {readers}")
            )
            raise Unfit(said.format(reads=in_words(reads), readers=_readers(reads)))
        channels, *sides = reads
        filled = (self._along(sides[0], along="rows"), self._along(sides[1], along="columns"))
        return _bounded((channels if self.kind == "pooling" else len(self.neurons), *filled))

    def _along(self, length: int, along: Literal["rows", "columns"]) -> int:
        """How many places there are along a side of the image."""
        whole = length + 2 * self.padding
        if whole >= self.side:
            return (whole - self.side) // self.stride + 1
        most = whole
        if self.kind == "convolution":
            most = whole - 1 + whole % 2  # the side of a filter is odd
        around = (
            translated(" + 2·{padding} of padding = {whole}", padding=self.padding, whole=whole)
            if self.padding
            else ""
        )
        room = (
            plural(whole, "{length}{around} row", "{length}{around} rows", length=length, around=around)
            if along == "rows"
            else plural(
                whole, "{length}{around} column", "{length}{around} columns", length=length, around=around
            )
        )
        said = (
            translated(
                "a filter of {side} × {side} does not fit into {room}: ({length} + 2·{padding} − {side})/{stride} + 1 is less than 1 place; its side may be {most} at most"
            )
            if self.kind == "convolution"
            else translated(
                "a window of {side} × {side} does not fit into {room}: ({length} + 2·{padding} − {side})/{stride} + 1 is less than 1 place; its side may be {most} at most"
            )
        )
        raise Unfit(
            said.format(
                side=self.side,
                room=room,
                length=length,
                padding=self.padding,
                stride=self.stride,
                most=most,
            )
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
            translated(
                "{shape} = {prod} values are too many for one layer; at most {max_values} are possible",
                shape=" · ".join(map(str, shape)),
                prod=prod(shape),
                max_values=MAX_VALUES,
            )
        )
    return shape


def _readers(shape: Shape) -> str:
    """`a dense layer reads`"""
    kinds = {
        3: translated("a convolution, a pooling or a dense layer reads"),
        2: translated("a recurrent or a dense layer reads"),
    }
    return kinds.get(len(shape), translated("a dense layer reads"))


def in_words(shape: Shape) -> str:
    """`it is given 10 values in no order`."""
    if len(shape) == 3:
        return translated("it is given images, {shape}", shape=" × ".join(map(str, shape)))
    if len(shape) == 2:
        return translated("it is given sequences, {steps} steps of {width}", steps=shape[0], width=shape[1])
    return translated("it is given {count} values in no order", count=shape[0])


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
