"""One palette for a whole film: which 255 colors say most of its pictures, and pictures as numbers of these. It knows no file."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.floating[Any]]
CLEAR = 255  # the number of the color that lets the picture before shine through
_BITS = 6  # of each channel that are counted
_SIDE = 1 << _BITS
_SEEN = 0.4  # a color on n pixels counts as n to this power, so that a small disc keeps its hue beside a large ground


@final
class Palette:
    """Counts the colors of pictures as they come; chooses among them at the end."""

    def __init__(self) -> None:
        self._counts = np.zeros(_SIDE**3, np.int64)
        self._sums = np.zeros((_SIDE**3, 3), np.float64)

    def count(self, pixels: NDArray[np.uint8]) -> None:
        """Takes note of a picture, (height, width, 4) as blue, green, red; every third row and column will do."""
        some = pixels[::3, ::3, :3].reshape(-1, 3)
        cells = _cells(some)
        self._counts += np.bincount(cells, minlength=_SIDE**3)
        for channel in range(3):
            self._sums[:, channel] += np.bincount(cells, some[:, channel], _SIDE**3)

    def chosen(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The colors (256, 4) as alpha, red, green, blue, and the number of the nearest one for every cell of the counts."""
        used = np.flatnonzero(self._counts)
        colors = self._sums[used] / self._counts[used, None]
        weights = self._counts[used] ** _SEEN
        middles = _refined(_cut(colors, weights, CLEAR), colors, weights)
        table = np.zeros((256, 4), np.uint8)
        table[: len(middles), 0] = 255
        table[: len(middles), 1:] = np.round(middles[:, ::-1])
        each = np.arange(_SIDE)
        grid = np.stack(np.meshgrid(each, each, each, indexing="ij"), -1).reshape(-1, 3)
        return table, nearest(grid * (256 / _SIDE) + 128 / _SIDE, middles).astype(np.uint8)


def numbered(pixels: NDArray[np.uint8], numbers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture (height, width, 4) as numbers of its colors."""
    return numbers[_cells(pixels)]


def _cells(pixels: NDArray[np.uint8]) -> NDArray[np.intp]:
    shifted = (pixels >> (8 - _BITS)).astype(np.intp)
    return (shifted[..., 0] << 2 * _BITS) | (shifted[..., 1] << _BITS) | shifted[..., 2]


def nearest(colors: Reals, middles: Reals) -> NDArray[np.intp]:
    """Which of some colors is nearest to each of others, by the plain distance of their channels.

    In whole numbers, whose sums are the same in any order: a library of matrices adds as its threads happen to share the work.
    """
    there = np.round(middles).astype(np.int32)
    lengths = (there**2).sum(1)
    found = np.empty(len(colors), np.intp)
    for begin in range(0, len(colors), 4096):
        part = np.round(colors[begin : begin + 4096]).astype(np.int32)
        away = np.broadcast_to(lengths, (len(part), len(there))).copy()
        for channel in range(3):
            away -= 2 * part[:, channel, None] * there[None, :, channel]
        found[begin : begin + 4096] = np.argmin(away, axis=1)
    return found


def _cut(colors: Reals, weights: Reals, most: int) -> Reals:
    """Median cut: the box that spreads most is halved, until there are enough. Heckbert, Color image quantization, 1982."""
    boxes = [np.arange(len(colors))]
    spreads = [_spread(colors, weights, boxes[0])]
    while len(boxes) < min(most, len(colors)):
        widest = int(np.argmax(spreads))
        box = boxes[widest]
        channel = int(np.argmax(np.ptp(colors[box], axis=0)))
        box = box[np.argsort(colors[box, channel], kind="stable")]
        reached = np.cumsum(weights[box])
        half = min(max(1, int(np.searchsorted(reached, reached[-1] / 2))), len(box) - 1)
        boxes[widest : widest + 1] = [box[:half], box[half:]]
        spreads[widest : widest + 1] = [_spread(colors, weights, part) for part in (box[:half], box[half:])]
    return np.array([np.average(colors[box], axis=0, weights=weights[box]) for box in boxes])


def _spread(colors: Reals, weights: Reals, box: NDArray[np.intp]) -> float:
    if len(box) < 2:
        return -1.0
    middle = np.average(colors[box], axis=0, weights=weights[box])
    return float((weights[box, None] * (colors[box] - middle) ** 2).sum())


def _refined(middles: Reals, colors: Reals, weights: Reals) -> Reals:
    """The same after some rounds of k-means."""
    for _ in range(4):
        of = nearest(colors, middles)
        total = np.bincount(of, weights, len(middles))
        sums = np.stack([np.bincount(of, weights * colors[:, c], len(middles)) for c in range(3)], 1)
        some = total > 0
        middles = middles.copy()
        middles[some] = sums[some] / total[some, None]
    return middles
