"""Small pictures of networks as whole numbers, one a pixel, which a table of colors turns into a picture: tones of the output with
its boundary, regions of classes, curves, confusions, and what is told beside what is true. Pure; it knows no color.

A number is tone × `INKS` + ink: the tone says what is there, the ink how much of a line runs over it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.crowd import TileKind

TONES, INKS = 128, 8
Indices = NDArray[np.uint16]
Numbers = NDArray[np.floating]
_FLAT = 1e-30  # a slope under which a field is level


@dataclass(frozen=True)
class TileScale:
    """What the numbers of all pictures of a wall mean: the values at both ends of the tones, or of the height of a curve, the
    level at which the boundary runs, and how many classes there are; `marks` are points that stand behind every curve, as
    shares of width and height from the lower left.
    """

    low: float = -1.0
    high: float = 1.0
    level: float | None = 0.0
    classes: int = 0
    marks: tuple[tuple[float, float], ...] = ()


def indices(kind: TileKind, values: Numbers, edge: int, scale: TileScale, line: float) -> Indices:
    """Pictures (m, edge, edge), uppermost row first, of the values of as many networks; lines are `line` pixels wide."""
    if not len(values):
        return np.zeros((0, edge, edge), np.uint16)
    if kind == "field":
        return _field(np.asarray(values, np.float32), edge, scale, line)
    if kind == "regions":
        return _regions(np.asarray(values), edge, scale, line)
    if kind == "curve":
        return _curve(np.asarray(values, np.float32), edge, scale, line)
    if kind == "confusion":
        return _confusion(np.asarray(values), edge)
    return _pairs(np.asarray(values, np.float32), edge, scale, line)


@lru_cache(maxsize=32)
def _between(cells: int, pixels: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Of every pixel along an edge the cell before its middle, and how far on it lies to the next one, 0 to 1."""
    at = np.clip((np.arange(pixels) + 0.5) * cells / pixels - 0.5, 0, cells - 1)
    first = np.clip(at.astype(int), 0, max(0, cells - 2))
    return first, (at - first).astype(np.float32)


def _stretched(values: NDArray[np.float32], axis: int, pixels: int) -> NDArray[np.float32]:
    """Values along an axis at the middles of so many pixels. Not as a product of matrices: a library's threads for one this
    small wait for each other, and cost ten times as much.
    """
    cells = values.shape[axis]
    if cells == pixels or cells < 2:
        return values if cells == pixels else np.repeat(values, pixels, axis)
    first, share = _between(cells, pixels)
    shape = [1] * values.ndim
    shape[axis] = pixels
    low, high = values.take(first, axis), values.take(first + 1, axis)
    high -= low
    high *= share.reshape(shape)
    high += low
    return high


def _resized(fields: NDArray[np.float32], edge: int) -> NDArray[np.float32]:
    """Fields (m, r, r), lowest first, as pixels (m, edge, edge), uppermost first."""
    fields = fields[:, ::-1]
    while fields.shape[1] >= 2 * edge and fields.shape[1] % 2 == 0:
        fields = fields[:, ::2] + fields[:, 1::2]
        fields = np.float32(0.25) * (fields[:, :, ::2] + fields[:, :, 1::2])
    return _stretched(_stretched(fields, 1, edge), 2, edge)


def _steepness(fields: NDArray[np.float32]) -> NDArray[np.float32]:
    """How fast fields change from a cell to the next: to the side on which they change more, or over both sides of a ridge."""
    found = np.zeros_like(fields)
    for axis in (1, 2):
        steps = np.diff(fields, axis=axis)
        before, behind = np.zeros_like(fields), np.zeros_like(fields)
        low, high = [slice(None)] * 3, [slice(None)] * 3
        low[axis], high[axis] = slice(None, -1), slice(1, None)
        before[tuple(high)] = steps
        behind[tuple(low)] = steps
        both = np.abs(before + behind)
        side = np.maximum(np.abs(before, out=before), np.abs(behind, out=behind), out=before)
        np.minimum(side, both, out=side)
        found += np.multiply(side, side, out=side)
    root: NDArray[np.float32] = np.sqrt(found, out=found)
    return root


def _inked(tones: NDArray[np.float32], near: NDArray[np.float32], line: float) -> Indices:
    """Numbers of tones (0 to 1) with a line where `near`, the distance to its middle in pixels, is small."""
    places = np.clip(tones, 0.0, 1.0, out=tones)
    places *= TONES - 0.51
    found = places.astype(np.uint16)
    found *= INKS
    near *= -(INKS - 1)
    near += (0.5 * line + 0.5) * (INKS - 1) + 0.5
    np.clip(near, 0, INKS - 1, out=near)
    found += near.astype(np.uint16)
    return found


def _field(values: NDArray[np.float32], edge: int, scale: TileScale, line: float) -> Indices:
    cells = values.shape[1]
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        middle = np.float32(0.5 * (scale.low + scale.high))
        if not np.isfinite(values).all():
            values = np.nan_to_num(values, nan=float(middle), posinf=scale.high, neginf=scale.low)
        small = edge < cells
        fields = _resized(values, edge)
        tones = (fields - np.float32(scale.low)) * np.float32(1 / (scale.high - scale.low))
        if scale.level is None:
            return _inked(tones, np.full_like(tones, 1e6), line)
        fields -= np.float32(scale.level)
        steep = _steepness(fields) if small else _resized(_steepness(values), edge)
        if not small:
            steep *= np.float32(cells / edge)
        near = np.abs(fields, out=fields)
        near /= np.maximum(steep, np.float32(_FLAT), out=steep)
        return _inked(tones, near, line)


def _regions(values: Numbers, edge: int, scale: TileScale, line: float) -> Indices:
    """Tones 0, 1, 2 … are classes; the line runs where two of them are level."""
    winners = np.nan_to_num(values, nan=0.0).astype(np.int16)
    count, cells = winners.shape[:2]
    shape = (count, edge, edge)
    best, next_best = np.full(shape, -1.0, np.float32), np.full(shape, -1.0, np.float32)
    found = np.zeros(shape, np.uint16)
    for number in range(min(max(scale.classes, 1), TONES)):
        share = _resized(_softened((winners == number).astype(np.float32)), edge)
        ahead = share > best
        np.maximum(next_best, np.minimum(share, best), out=next_best)
        found[ahead] = number
        np.maximum(best, share, out=best)
    best -= next_best  # softened, the lead grows by about two thirds a cell
    near = np.multiply(best, np.float32(1.5 * edge / cells), out=best)
    return _inked((found + np.float32(0.2)) / np.float32(TONES), near, line)


def _softened(fields: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fields in which every cell takes on half of those beside it, so that borders are no stairs."""
    for axis in (1, 2):
        wide = [(0, 0)] * 3
        wide[axis] = (1, 1)
        padded = np.pad(fields, wide, mode="edge")
        low, high = [slice(None)] * 3, [slice(None)] * 3
        low[axis], high[axis] = slice(None, -2), slice(2, None)
        fields = np.float32(0.5) * fields + np.float32(0.25) * (padded[tuple(low)] + padded[tuple(high)])
    return fields


def _curve(values: NDArray[np.float32], edge: int, scale: TileScale, line: float) -> Indices:
    """Tone 0 is the ground, 1 a mark."""
    values = np.nan_to_num(values, nan=0.0, posinf=1e9, neginf=-1e9)
    heights = _stretched(values, 1, edge)
    heights = (np.float32(scale.high) - heights) * np.float32(edge / (scale.high - scale.low)) - np.float32(
        0.5
    )
    heights = np.clip(heights, -1e6, 1e6)
    slope = np.abs(np.gradient(heights, axis=1)).astype(np.float32) if edge > 1 else np.zeros_like(heights)
    rows = np.arange(edge, dtype=np.float32)[None, :, None]
    near = np.abs(rows - heights[:, None, :]) / np.sqrt(1 + slope * slope)[:, None, :]
    tones = np.broadcast_to(_marked(edge, scale.marks), near.shape).astype(np.float32)
    return _inked((tones + np.float32(0.2)) / np.float32(TONES), near.astype(np.float32), line)


@lru_cache(maxsize=8)
def _marked(edge: int, marks: tuple[tuple[float, float], ...]) -> NDArray[np.float32]:
    """Where the marks of points stand, (edge, edge)."""
    found = np.zeros((edge, edge), np.float32)
    wide = 2 if edge >= 36 else 1
    for right, up in marks:
        x, y = int(right * edge), int((1 - up) * edge)
        if 0 <= x < edge and 0 <= y < edge:
            found[y : y + wide, x : x + wide] = 1.0
    return found


def _confusion(values: Numbers, edge: int) -> Indices:
    """The first half of the tones is what was read rightly, as a share of its class, the second what was not."""
    count, classes = values.shape[:2]
    shares = values / np.maximum(values.sum(axis=2, keepdims=True), 1)
    half = TONES // 2
    tones = np.rint(np.clip(shares, 0, 1) * (half - 1)).astype(np.uint16)
    own = np.eye(classes, dtype=bool)
    tones += np.where(own, 0, half).astype(np.uint16)
    at = np.minimum(((np.arange(edge) + 0.5) * classes / edge).astype(int), classes - 1)
    return (tones[:, at][:, :, at] * np.uint16(INKS)).reshape(count, edge, edge)


def _pairs(values: NDArray[np.float32], edge: int, scale: TileScale, line: float) -> Indices:
    """Tone 0 is the ground, 1 the line on which what is told is true; points are ink."""
    count, points = values.shape[:2]
    found = np.zeros((count, edge, edge), np.uint16)
    steps = np.arange(edge)
    found[:, edge - 1 - steps, steps] = INKS
    span = max(scale.high - scale.low, 1e-30)
    with np.errstate(invalid="ignore", over="ignore"):
        shares = np.nan_to_num((values - scale.low) / span, nan=-1.0, posinf=9.0, neginf=-9.0)
    x = np.floor(np.clip(shares[..., 0], -1, 2) * edge).astype(int)
    y = np.floor((1 - np.clip(shares[..., 1], -1, 2)) * edge).astype(int)
    who = np.broadcast_to(np.arange(count)[:, None], (count, points))
    wide = max(1, math.floor(line + 0.5))
    for right in range(wide):
        for down in range(wide):
            seen = (x + right >= 0) & (x + right < edge) & (y + down >= 0) & (y + down < edge)
            found[who[seen], y[seen] + down, x[seen] + right] = INKS - 1
    return found
