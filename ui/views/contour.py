"""Where a field on a grid crosses a level, as short straight pieces (marching squares). Pure; it knows no colors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

# Edges of a cell: 0 bottom, 1 right, 2 top, 3 left. Which two a piece joins, by which corners are above the level:
# bit 0 lower left, 1 lower right, 2 upper right, 3 upper left. The two saddles (5, 10) are handled apart.
_JOINS = {
    1: (3, 0), 2: (0, 1), 3: (3, 1), 4: (1, 2), 6: (0, 2), 7: (3, 2),
    8: (2, 3), 9: (2, 0), 11: (2, 1), 12: (1, 3), 13: (1, 0), 14: (0, 3),
}  # fmt: skip
_FIRST = np.array([_JOINS.get(case, (0, 0))[0] for case in range(16)])
_SECOND = np.array([_JOINS.get(case, (0, 0))[1] for case in range(16)])


def halved(field: Floats) -> Floats:
    """The means of 2 × 2 cells: a quarter of the work for a contour, and steep steps lose their stairs."""
    return 0.25 * (field[::2, ::2] + field[1::2, ::2] + field[::2, 1::2] + field[1::2, 1::2])


def contour(field: Floats, level: float) -> NDArray[np.float64]:
    """The pieces of the line on which `field` (rows, columns) is `level`: (n, 4) as x, y, x, y in cells.

    x counts columns and y rows, 0 at the center of the first. A constant or non-finite field has no line.
    """
    height = np.where(np.isfinite(field), field, level) - level
    above = height >= 0
    case = (above[:-1, :-1] * 1 + above[:-1, 1:] * 2 + above[1:, 1:] * 4 + above[1:, :-1] * 8).astype(np.intp)
    rows, columns = np.nonzero((case != 0) & (case != 15))
    if not len(rows):
        return np.empty((0, 4))
    cases = case[rows, columns]
    saddle = (cases == 5) | (cases == 10)
    plain = ~saddle
    pieces = [_joined(height, rows[plain], columns[plain], _FIRST[cases[plain]], _SECOND[cases[plain]])]
    if saddle.any():
        pieces += _saddles(height, rows[saddle], columns[saddle], cases[saddle])
    return np.concatenate(pieces)


def _saddles(
    height: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], cases: NDArray[np.intp]
) -> list[NDArray[np.float64]]:
    """Two pieces a cell; the sign in the middle decides which corners belong together."""
    corners = [height[rows + up, columns + right] for up in (0, 1) for right in (0, 1)]
    middle = sum(corners) >= 0
    around_lower_left = (cases == 5) != middle
    found = []
    for chosen, joins in ((around_lower_left, ((3, 0), (1, 2))), (~around_lower_left, ((0, 1), (2, 3)))):
        for one, two in joins:
            r, c = rows[chosen], columns[chosen]
            found.append(_joined(height, r, c, np.full(len(r), one), np.full(len(r), two)))
    return found


def _joined(
    height: Floats,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    one: NDArray[np.intp],
    two: NDArray[np.intp],
) -> NDArray[np.float64]:
    return np.concatenate(
        [_crossing(height, rows, columns, one), _crossing(height, rows, columns, two)], axis=1
    )


# For each edge: the corners it joins as (up, right).
_START = np.array([(0, 0), (0, 1), (1, 0), (0, 0)])
_END = np.array([(0, 1), (1, 1), (1, 1), (1, 0)])


def _crossing(
    height: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], edge: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Where the level is crossed on one edge of each cell, by linear interpolation: (n, 2) as x, y."""
    start, end = _START[edge], _END[edge]
    before = height[rows + start[:, 0], columns + start[:, 1]].astype(np.float64)
    after = height[rows + end[:, 0], columns + end[:, 1]].astype(np.float64)
    gap = before - after
    share = np.divide(before, gap, out=np.full(len(gap), 0.5), where=gap != 0)
    at = start + share[:, None] * (end - start)
    return np.stack([columns + at[:, 1], rows + at[:, 0]], axis=1)


def lengthened(pieces: Floats, by: float) -> Floats:
    """Pieces made longer at both ends, so that flat ends leave no notch where thick ones meet."""
    direction = pieces[:, 2:] - pieces[:, :2]
    length = np.hypot(direction[:, 0], direction[:, 1])[:, None]
    push = by * direction / np.maximum(length, 1e-9)
    return np.concatenate([pieces[:, :2] - push, pieces[:, 2:] + push], axis=1)


def chained(pieces: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The pieces of each connected line in order and turned one way: a list of (n, 4)."""
    if not len(pieces):
        return []
    keys = np.round(pieces * 4096).astype(np.int64)
    ends: dict[tuple[int, int], list[int]] = {}
    for number, (x1, y1, x2, y2) in enumerate(keys.tolist()):
        ends.setdefault((x1, y1), []).append(number)
        ends.setdefault((x2, y2), []).append(number)
    corners = [((a, b), (c, d)) for a, b, c, d in keys.tolist()]
    used = [False] * len(pieces)
    # open lines are walked from an end, closed ones from anywhere
    starts = [(n[0], end) for end, n in ends.items() if len(n) == 1] + [
        (k, c[0]) for k, c in enumerate(corners)
    ]
    chains = []
    for first, start in starts:
        chain: list[tuple[int, bool]] = []
        piece, at = first, start
        while not used[piece]:
            used[piece] = True
            forward = corners[piece][0] == at
            chain.append((piece, forward))
            at = corners[piece][1] if forward else corners[piece][0]
            piece = next((n for n in ends[at] if not used[n]), piece)
        if chain:
            chains.append(np.array([pieces[n] if ahead else pieces[n][[2, 3, 0, 1]] for n, ahead in chain]))
    return chains


def dashed(chains: list[NDArray[np.float64]], dash: float, gap: float) -> NDArray[np.float64]:
    """The pieces of chained lines that lie in dashes, measured along each line from its start: (n, 4)."""
    kept = [np.empty((0, 4))]
    for chain in chains:
        length = np.hypot(chain[:, 2] - chain[:, 0], chain[:, 3] - chain[:, 1])
        middle = np.cumsum(length) - length / 2
        kept.append(chain[middle % (dash + gap) < dash])
    return np.concatenate(kept)
