"""How pictures of weights are arranged and how strong their colors are. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST = 30.0  # pixels along the edge of a picture
_MOST = 120.0
_LEVELS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


@dataclass(frozen=True)
class Grid:
    """How many pictures stand in a row, their edge, and how many are shown of all."""

    columns: int
    edge: float
    shown: int
    step_x: float
    step_y: float


def grid(count: int, width: float, height: float, under: float, gap: float, least_step: float = 0.0) -> Grid:
    """The arrangement with the largest pictures; below LEAST pixels some are left out instead.

    `under` is what stands under a picture, `least_step` the pixels from one to the next that it takes.
    """

    def edge(columns: int) -> float:
        rows = -(-count // columns)
        return min(width / columns - gap, height / rows - under - gap)

    widest = max(1, int(width // least_step)) if least_step else count
    best = max(range(1, min(count, widest) + 1), key=edge) if count else 1
    size = min(_MOST, edge(best)) if count else 0.0
    if count and size >= LEAST:
        rows = -(-count // best)
        return Grid(best, size, count, width / best, min(height / rows, size + under + 2.2 * gap))
    columns = max(1, int(width // max(LEAST + gap, least_step)))
    rows = max(1, int(height // (LEAST + under + gap)))
    size = max(LEAST, min(width / columns - gap, height / rows - under - gap))
    return Grid(columns, size, min(count, columns * rows), width / columns, height / rows)


def whole_cells(edge: float, cells: int) -> float:
    """The edge of a picture a little smaller, so that each of its cells has the same whole number of pixels."""
    return edge if edge < cells else float(cells * (edge // cells))


def crisp(edge: float, cells: int) -> float:
    """The edge at which cells are whole, unless that costs much of the picture; it is then drawn smoothly."""
    whole = whole_cells(edge, cells)
    return whole if whole >= 0.84 * edge else float(round(edge))


def level(weights: NDArray[np.floating]) -> float:
    """The weight that takes the full hue: nearly the largest, rounded up so that it changes seldom."""
    size = float(np.quantile(np.abs(weights), 0.99)) if weights.size else 0.0
    if not np.isfinite(size) or size <= 1e-9:
        return 1.0
    power = 10.0 ** np.floor(np.log10(size))
    return float(next(n * power for n in _LEVELS if n * power >= size * (1 - 1e-9)))
