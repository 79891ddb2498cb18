"""From a history to lines on a chart: which numbers, thinned to pixel columns, as straight pieces.
Pure arithmetic on arrays; it knows no colors and no painter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import final

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import Scale
from wbsim.history import Block, History, Track

Array = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Columns:
    """Curves thinned to pixel columns: x (c,) where each ends, and low, high, last (c, k) in it."""

    x: Array
    low: Array
    high: Array
    last: Array


def columns(x: Array, low: Array, high: Array, last: Array, step: float) -> Columns:
    """The bins at pixels x (m,), growing, brought together in columns of `step` pixels."""
    if not len(x):
        return Columns(x, low, high, last)
    group = np.floor(x / step)
    first = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    if len(first) == len(x):
        return Columns(x, low, high, last)
    end = np.append(first[1:], len(x)) - 1
    return Columns(x[end], np.minimum.reduceat(low, first), np.maximum.reduceat(high, first), last[end])


@dataclass(frozen=True)
class Span:
    """The part of a chart that is seen: pixels from update 0, at the chart's own pixels an update."""

    left: float = -np.inf
    right: float = np.inf

    def of(self, x: Array) -> slice:
        """From the last of the places x (m,) before the span to the first behind it; none if all are outside."""
        if not len(x) or x[-1] < self.left or x[0] > self.right:
            return slice(0)
        first = max(0, int(np.searchsorted(x, self.left, side="right")) - 1)
        return slice(first, int(np.searchsorted(x, self.right, side="left")) + 1)


WHOLE = Span()


def within(thin: Columns, span: Span) -> Columns:
    """The columns that a span shows, with one before and one behind it, so that lines reach its edges."""
    seen = span.of(thin.x)
    return Columns(thin.x[seen], thin.low[seen], thin.high[seen], thin.last[seen])


@dataclass(frozen=True, eq=False)
class Strand:
    """Curves that exist together, thinned to pixel columns: x (c,) and low, high, last (c, k), values unscaled."""

    ids: tuple[str, ...]
    thin: Columns

    def only(self, wanted: Iterable[str]) -> Strand:
        """The curves of some ids; those that it lacks are left out."""
        places = {name: place for place, name in enumerate(self.ids)}
        keep = [places[name] for name in wanted if name in places]
        thin = self.thin
        return Strand(
            tuple(self.ids[k] for k in keep),
            Columns(thin.x, thin.low[:, keep], thin.high[:, keep], thin.last[:, keep]),
        )


@lru_cache(maxsize=64)
def _places(
    track: Track, kind: str, wanted: tuple[str, ...] | None
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Which ids of a kind ("w" or "b") a track follows, of all or of the wanted ones, and their columns."""
    found = {name: place for place, name in enumerate(track.ids) if name.startswith(kind + ":")}
    ids = tuple(found) if wanted is None else tuple(name for name in wanted if name in found)
    return ids, np.array([found[name] for name in ids], np.intp)


def count_of(track: Track, kind: str) -> int:
    """How many parameters of a kind a track follows."""
    return len(_places(track, kind, None)[0])


@final
class Thinner:
    """Thins the blocks of a history for one width of chart; a block that it has seen is not thinned again."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._key: tuple[object, ...] = ()
        self._seen: dict[Block, Columns] = {}

    def strands(
        self,
        history: History,
        per_update: float,
        step: float,
        wanted: tuple[str, ...] | None = None,
        span: Span = WHOLE,
    ) -> tuple[Strand, ...]:
        """All curves of a kind, or the wanted ones, in columns of `step` pixels; one strand for each era seen."""
        if (per_update, step, wanted) != self._key:
            self._key, self._seen = (per_update, step, wanted), {}
        thinned: dict[Block, Columns] = {}
        found: list[Strand] = []
        for track, era in groupby(history.blocks, lambda block: block.track):
            ids, _ = _places(track, self._kind, wanted)
            blocks = _touching(list(era), span, per_update)
            if not ids or not blocks:
                continue
            for block in blocks:
                thinned[block] = self._seen.get(block) or self._thinned(block, *self._key)
            parts = [thinned[block] for block in blocks]
            joined = (
                np.concatenate([getattr(p, name) for p in parts]) for name in ("x", "low", "high", "last")
            )
            found.append(Strand(ids, within(Columns(*joined), span)))
        self._seen = thinned
        return tuple(found)

    def _thinned(
        self, block: Block, per_update: float, step: float, wanted: tuple[str, ...] | None
    ) -> Columns:
        _, places = _places(block.track, self._kind, wanted)
        theta = np.take(block.theta, places, axis=2)
        low, high, last = theta[:, 0], theta[:, min(1, theta.shape[1] - 1)], theta[:, -1]
        return columns(block.update * per_update, low, high, last, step)


def _touching(blocks: list[Block], span: Span, per_update: float) -> list[Block]:
    """The blocks of one era that a span shows, with one before and one behind; none if all are outside."""
    first = [block.update[0] * per_update for block in blocks]
    last = [block.update[-1] * per_update for block in blocks]
    if last[-1] < span.left or first[0] > span.right:
        return []
    begin = max([k for k, x in enumerate(first) if x <= span.left], default=0)
    end = min([k for k, x in enumerate(last) if x >= span.right], default=len(blocks) - 1)
    return blocks[begin : end + 1]


def reach(found: Iterable[Strand]) -> tuple[float, float]:
    """The smallest and largest value of all strands; (0, 0) without any."""
    ends = [(float(s.thin.low.min()), float(s.thin.high.max())) for s in found if s.thin.low.size]
    return (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else (0.0, 0.0)


def value_at(history: History, name: str, update: int) -> float | None:
    """What a parameter was by an update; None where it did not exist or is not followed."""
    for block in reversed(history.blocks):
        if update >= block.update[0]:
            ids, places = _places(block.track, name[0], (name,))
            place = int(np.searchsorted(block.update, update, side="right")) - 1
            return float(block.theta[place, -1, places[0]]) if ids else None
    return None


def pieces(thin: Columns, least: float = 1.0) -> tuple[Array, int]:
    """Lines (n, 4) through `last`, and upright ones where a column spans more than `least` pixels.

    They come column by column, so that a curve that grows only adds lines at the end. Also how many of them
    stay: the last column may still change.
    """
    count, curves = thin.last.shape
    if not count or not curves:
        return np.empty((0, 4)), 0
    lines = np.empty((count, 2, curves, 4))
    previous = np.concatenate([thin.last[:1], thin.last[:-1]])
    before = np.concatenate([thin.x[:1], thin.x[:-1]])
    lines[:, 0, :, 0], lines[:, 0, :, 1] = before[:, None], previous
    lines[:, 0, :, 2], lines[:, 0, :, 3] = thin.x[:, None], thin.last
    lines[:, 1, :, 0] = lines[:, 1, :, 2] = thin.x[:, None]
    # a pixel column's range hangs together with the one before it
    lines[:, 1, :, 1], lines[:, 1, :, 3] = np.minimum(thin.low, thin.high), np.maximum(thin.low, thin.high)
    keep = np.empty((count, 2, curves), np.bool_)
    finite = np.isfinite(thin.last)
    keep[0, 0], keep[1:, 0] = False, finite[1:] & finite[:-1]
    with np.errstate(invalid="ignore"):
        apart = np.abs(thin.high - thin.low)
    keep[:, 1] = np.isfinite(apart) & (apart > least)
    flat = lines[keep]
    return flat, len(flat) - int(keep[-1].sum())


def heights(values: Array, scale: Scale, height: float) -> Array:
    """Values as pixels from the top of a chart; what is far outside stays just outside."""
    with np.errstate(invalid="ignore"):
        return np.asarray(height * (1 - np.minimum(np.maximum(scale.share(values), -1.0), 2.0)))


def drawn(thin: Columns, scale: Scale, height: float, left: float = 0.0) -> Columns:
    """Thinned curves in pixels from the top of a chart whose left edge stands at `left`."""
    return Columns(thin.x - left, *heights(np.stack([thin.low, thin.high, thin.last]), scale, height))


def joined(parts: list[tuple[Array, int]]) -> tuple[Array, int]:
    """The lines of several eras in turn; only the last one still grows."""
    if not parts:
        return np.empty((0, 4)), 0
    lines = np.concatenate([lines for lines, _ in parts])
    return lines, len(lines) - (len(parts[-1][0]) - parts[-1][1])


def spread(wishes: list[float], room: float, top: float, bottom: float) -> list[float]:
    """Places as near to the wished ones as can be, at least `room` apart, from `top` to `bottom`, in their order."""
    order = sorted(range(len(wishes)), key=lambda k: wishes[k])
    places = [0.0] * len(wishes)
    least = top
    for k in order:
        places[k] = max(wishes[k], least)
        least = places[k] + room
    most = bottom
    for k in reversed(order):
        places[k] = max(top, min(places[k], most))
        most = places[k] - room
    return places
