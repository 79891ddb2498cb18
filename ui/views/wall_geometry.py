"""Where the small pictures of a wall stand, in whole pixels: along its axes, or one after the other in sections.
Pure; it knows how many networks there are, and nothing of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect

Places = NDArray[np.int32]
_GAPS = ((44, 7), (30, 4), (20, 2), (0, 0))  # from which edge on there is which gap, at scale 1
_LARGEST = 190  # pixels of an edge
_SPREAD = 0.28  # of an edge, by which gaps may grow where there is room
_ONE_FILE = (
    0.8  # seeds stand in one column unless the pictures would be smaller than this share of what they can be
)


@dataclass(frozen=True, eq=False)
class Geometry:
    """Squares of `edge` pixels with their upper left corners at (left, top), (places,); `gap` is the least between two.

    `columns` are the middles of what stands across, with `column` pixels for the words of each; `bands` the rooms of what
    stands down, `rows` the middles of the rows where each is one seed, `heads` the rooms of sections' headings.
    """

    left: Places
    top: Places
    edge: int
    gap: int
    box: QRect
    columns: tuple[float, ...] = ()
    column: float = 0.0
    bands: tuple[QRect, ...] = ()
    rows: tuple[float, ...] = ()
    heads: tuple[QRect, ...] = ()

    def __len__(self) -> int:
        return len(self.left)

    def square(self, place: int) -> QRect:
        """The square of a place."""
        return QRect(int(self.left[place]), int(self.top[place]), self.edge, self.edge)

    def at(self, x: float, y: float) -> int | None:
        """The place under a point; gaps belong to the picture before them."""
        reach = self.edge + self.gap
        right, down = x - self.left, y - self.top
        hits = np.flatnonzero((right >= 0) & (right < reach) & (down >= 0) & (down < reach))
        return int(hits[0]) if len(hits) else None

    def beside(self, place: int, right: int, down: int) -> int:
        """The place that an arrow key leads to: the next one in its row, or the nearest one of the next row; the same where there is none."""
        left, top = self.left, self.top
        if right:
            near = np.flatnonzero((top == top[place]) & ((left - left[place]) * right > 0))
            away = np.abs(left[near] - left[place])
        else:
            over = (top - top[place]) * down
            beyond = np.flatnonzero(over > 0)
            if not len(beyond):
                return place
            near = beyond[over[beyond] == over[beyond].min()]
            away = np.abs(left[near] - left[place])
        return int(near[np.argmin(away)]) if len(near) else place


def gap_of(edge: float, scale: float) -> int:
    """The gap that belongs to an edge."""
    return next(round(gap * scale) for least, gap in _GAPS if edge >= round(least * scale))


def _largest(scale: float, edge_for: list[tuple[int, float]]) -> tuple[int, int]:
    """Of gaps, widest first, with the edge that each leaves: the first whose edge is large enough for it."""
    for (least, _), (gap, edge) in zip(_GAPS, edge_for, strict=True):
        if edge >= round(least * scale):
            return gap, int(min(edge, _LARGEST * scale))
    return 0, 1


@lru_cache(maxsize=16)
def along_axes(bed: tuple[int, int, int, int], across: int, down: int, seeds: int, scale: float) -> Geometry:
    """Places by number: seeds change fastest, what stands down next, what stands across last.

    `bed` is left, top, width and height of what the pictures may take.
    """
    x, y, wide, high = bed
    between = 0
    if down > 1:
        between = min(round(max(9, 26 - 2 * down) * scale), int(0.3 * high / down))

    def fit(abreast: int) -> tuple[int, int, int]:
        deep = math.ceil(seeds / abreast)
        found = []
        for _, wished in _GAPS:
            gap = round(wished * scale)
            apart = gap + (round(6 * scale) if abreast > 1 else 0)
            room_across = wide - (across - 1) * apart - across * (abreast - 1) * gap
            room_down = high - (down - 1) * between - down * (deep - 1) * gap
            found.append((gap, min(room_across / (across * abreast), room_down / (down * deep))))
        gap, edge = _largest(scale, found)
        return edge, gap, abreast

    best = max((fit(abreast) for abreast in range(1, seeds + 1)), key=lambda found: (found[0], -found[2]))
    single = fit(1)
    edge, gap, abreast = single if single[0] >= _ONE_FILE * best[0] and single[0] >= 12 else best
    edge, deep = max(1, edge), math.ceil(seeds / abreast)
    apart = gap + (round(6 * scale) if abreast > 1 else 0)
    cell = abreast * edge + (abreast - 1) * gap
    spare = max(0, wide - across * cell - (across - 1) * apart)
    if across > 1 and gap:
        apart += min(spare // (across - 1), int((1.0 if across < 5 else 0.5) * edge))
    spare = max(0, high - down * (deep * edge + (deep - 1) * gap) - (down - 1) * between)
    step = edge + gap
    if gap:
        step += min(spare // max(1, down * deep - 1), int(_SPREAD * edge))
    band = (deep - 1) * step + edge
    number = np.arange(across * down * seeds)
    seed, rest = number % seeds, number // seeds
    lefts = x + (rest // down) * (cell + apart) + (seed % abreast) * (edge + gap)
    tops = y + (rest % down) * (band + between) + (seed // abreast) * step
    total = across * cell + (across - 1) * apart
    return Geometry(
        lefts.astype(np.int32), tops.astype(np.int32), edge, gap,
        QRect(x, y, total, down * band + (down - 1) * between),
        tuple(x + k * (cell + apart) + cell / 2 for k in range(across)), float(cell + apart),
        tuple(QRect(x, y + k * (band + between), total, band) for k in range(down)),
        tuple(y + k * (band + between) + row * step + edge / 2 for k in range(down) for row in range(deep))
        if abreast == 1 else (),
    )  # fmt: skip


def stepped(count: int) -> int:
    """The next larger of few numbers, so that pictures keep their size while there are more or fewer of them."""
    return next(n for n in (k * 2**e for e in range(3, 14) for k in (2, 3)) if n >= count)


@lru_cache(maxsize=64)
def in_sections(
    bed: tuple[int, int, int, int], sections: tuple[int, ...], heads: int, scale: float, room: int = 0
) -> Geometry:
    """Places in reading order, section after section, each under a heading where there are `heads` at most; as large as they
    can be where there are `room` of them, which may be more than there are.
    """
    x, y, wide, high = bed
    total = max(1, sum(sections), room)
    head = round(26 * scale)
    columns = np.arange(1, total + 1)
    rows = -(-total // columns) + max(0, heads - 1)
    found = []
    for _, wished in _GAPS:
        gap = round(wished * scale)
        edges = np.minimum(
            (wide - (columns - 1) * gap) / columns, (high - heads * head - (rows - 1) * gap) / rows
        )
        found.append((gap, int(columns[np.argmax(edges)]), float(edges.max())))
    gap, edge = _largest(scale, [(gap, edge) for gap, _, edge in found])
    edge = max(1, edge)
    across = max(1, min(int((wide + gap) // (edge + gap)), total))
    if not heads:  # the last row as full as it can be, where that costs nothing
        least = min(across, next(many for one, many, _ in found if one == gap))
        across = max(range(least, across + 1), key=lambda many: (-(-total % many), many))
    step = edge + gap
    if gap and across > 1:
        step += min((wide - across * edge - (across - 1) * gap) // (across - 1), int(_SPREAD * edge))
    deep, rise = -(-total // across) + max(0, heads - 1), edge + gap
    if gap:
        rise += max(0, min((high - heads * head - deep * rise) // deep, int(_SPREAD * edge)))
    if not heads:
        x += (wide - (across - 1) * step - edge) // 2
    lefts, tops, rooms, under = [], [], [], y
    for count in sections:
        if heads:
            rooms.append(QRect(bed[0], under, wide, head))
            under += head
        place = np.arange(count)
        lefts.append(x + (place % across) * step)
        tops.append(under + (place // across) * rise)
        under += -(-count // across) * rise
    left, top = (
        np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, np.int32) for parts in (lefts, tops)
    )
    box = QRect(x, y, (across - 1) * step + edge, max(1, under - rise + edge - y))
    return Geometry(left, top, edge, gap, box, heads=tuple(rooms))
