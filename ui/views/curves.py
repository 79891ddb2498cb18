"""From a history to lines on a chart: which numbers, thinned to pixel columns, as straight pieces.
Pure arithmetic on arrays; it knows no colors and no painter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
from numpy.typing import NDArray

from ui.views.axis import Scale
from wbsim.history import History, Measured, Track

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Strand:
    """Curves that exist together: at `update` (m,) the smallest, largest and last of each, (m, k)."""

    ids: tuple[str, ...]
    update: NDArray[np.int64]
    low: Array
    high: Array
    last: Array

    def only(self, wanted: Iterable[str]) -> Strand:
        """The curves of some ids; those that it lacks are left out."""
        places = {name: place for place, name in enumerate(self.ids)}
        keep = [places[name] for name in wanted if name in places]
        ids = tuple(self.ids[k] for k in keep)
        return Strand(ids, self.update, self.low[:, keep], self.high[:, keep], self.last[:, keep])


@lru_cache(maxsize=32)
def _places(track: Track, kind: str) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The ids of a kind ("w" or "b") that a track follows, and their columns."""
    found = [(name, place) for place, name in enumerate(track.ids) if name.startswith(kind + ":")]
    return tuple(name for name, _ in found), np.array([place for _, place in found], np.intp)


def strands(history: History, kind: str, wanted: tuple[str, ...] | None = None) -> list[Strand]:
    """All weights ("w") or biases ("b") that a history follows, or only some; one strand for each era."""
    found: list[Strand] = []
    start = 0
    blocks = history.blocks
    while start < len(blocks):
        track, end = blocks[start].track, start
        while end < len(blocks) and blocks[end].track is track:
            end += 1
        ids, places = _places(track, kind)
        if wanted is not None:
            known = dict(zip(ids, places.tolist(), strict=True))
            ids = tuple(name for name in wanted if name in known)
            places = np.array([known[name] for name in ids], np.intp)
        if ids:
            theta = np.concatenate([np.take(b.theta, places, axis=2) for b in blocks[start:end]]).astype(np.float64)
            update = np.concatenate([b.update for b in blocks[start:end]])
            top = theta.shape[1] - 1
            found.append(Strand(ids, update, theta[:, 0], theta[:, min(1, top)], theta[:, top]))
        start = end
    return found


def reach(found: list[Strand]) -> tuple[float, float]:
    """The smallest and largest value of all strands; (0, 0) without any."""
    if not found:
        return 0.0, 0.0
    return min(float(s.low.min()) for s in found), max(float(s.high.max()) for s in found)


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
    keep = np.isfinite(lines).all(axis=3)
    keep[0, 0] = False
    keep[:, 1] &= lines[:, 1, :, 3] - lines[:, 1, :, 1] > least
    flat = lines[keep]
    return flat, len(flat) - int(keep[-1].sum())


def heights(values: Array, scale: Scale, height: float) -> Array:
    """Values as pixels from the top of a chart; what is far outside stays just outside."""
    with np.errstate(invalid="ignore"):
        return np.asarray(height * (1 - np.clip(scale.share(values), -1.0, 2.0)))


def drawn(strand: Strand, scale: Scale, per_update: float, height: float, step: float) -> Columns:
    """A strand in pixels of a chart, thinned."""
    thin = columns(strand.update * per_update, strand.low, strand.high, strand.last, step)
    return Columns(thin.x, *(heights(v, scale, height) for v in (thin.low, thin.high, thin.last)))


def joined(parts: list[tuple[Array, int]]) -> tuple[Array, int]:
    """The lines of several eras in turn; only the last one still grows."""
    if not parts:
        return np.empty((0, 4)), 0
    lines = np.concatenate([lines for lines, _ in parts])
    return lines, len(lines) - (len(parts[-1][0]) - parts[-1][1])


def value_at(found: list[Strand], name: str, update: int) -> float | None:
    """What a parameter was by an update; None where it did not exist."""
    for strand in reversed(found):
        if name in strand.ids and len(strand.update) and update >= strand.update[0]:
            place = int(np.searchsorted(strand.update, update, side="right")) - 1
            return float(strand.last[place, strand.ids.index(name)])
    return None


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


@dataclass(frozen=True, eq=False)
class FitCurves:
    """What was measured, as columns: update (m,), train and test loss (m,), quantiles (m, 5)."""

    update: Array
    train: Array
    test: Array
    weights: Array
    biases: Array


@final
class Measurements:
    """Turns a history's measurements into arrays, and looks only at the new ones while a history grows."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, ...]] = []
        self._seen: tuple[Measured, ...] = ()

    def curves(self, measured: tuple[Measured, ...]) -> FitCurves:
        """The measurements in their order; NaN where there is no test set."""
        done = len(self._seen)
        grown = 0 < done <= len(measured) and measured[done - 1] is self._seen[-1] and measured[0] is self._seen[0]
        if not grown:
            self._rows, done = [], 0
        for one in measured[done:]:
            test = one.fit.test_loss
            fit = (one.update, one.fit.train_loss, float("nan") if test is None else test)
            self._rows.append((*fit, *one.weights.tolist(), *one.biases.tolist()))
        self._seen = measured
        table = np.array(self._rows, np.float64).reshape(len(self._rows), -1)
        if not len(table):
            table = np.empty((0, 13))
        return FitCurves(table[:, 0], table[:, 1], table[:, 2], table[:, 3:8], table[:, 8:13])
