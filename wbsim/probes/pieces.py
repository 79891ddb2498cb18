"""Measurements that read every point, made a piece at a time so that whoever drives need not wait for all of it.
A piece is the same however they are made, and so are the bits.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

PIECE_WORK = 2**26  # products of a piece at most: some milliseconds
LEAST = 64  # points of a piece, at least; a multiple of every width of vectors

T = TypeVar("T")
Pieces = Generator[None, None, T]  # yields after each piece but the last, and returns what was measured


def piece_size(parameters: int, most: int) -> int:
    """How many points a piece has, a multiple of LEAST and at most `most`, with so many parameters."""
    return max(LEAST, min(most, PIECE_WORK // max(1, parameters)) // LEAST * LEAST)


def finished(pieces: Pieces[T]) -> T:
    """All pieces at once."""
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            result: T = done.value
            return result
