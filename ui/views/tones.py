"""Where on a color map numbers lie, and pictures made of them: activations, and parameters around 0.
It knows no layout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ui import theme
from wbsim.activations import BY_NAME
from wbsim.plan import Plan

Numbers = NDArray[np.floating]


@lru_cache(maxsize=16)
def _packed(stops: tuple[str, str, str]) -> NDArray[np.uint32]:
    """A color map as 256 opaque 32-bit pixels."""
    table = theme.color_table(stops).astype(np.uint32)
    packed: NDArray[np.uint32] = (table * np.array([1 << 16, 1 << 8, 1, 0], np.uint32)).sum(
        axis=1, dtype=np.uint32
    )
    return packed | np.uint32(0xFF000000)


def span(values: Numbers, activation: str) -> tuple[float, float]:
    """Which numbers the two ends of the map stand for.

    Bounded activations have fixed ends; all else reaches as far as the values do, and 0 stays in the middle.
    """
    entry = BY_NAME[activation]
    if entry.bounded:
        return entry.ends
    finite = values[np.isfinite(values)] if not np.isfinite(values).all() else values
    reach = float(np.abs(finite).max()) if finite.size else 1.0
    return (-reach, reach) if reach > 0 else (-1.0, 1.0)


def tones(values: Numbers, ends: tuple[float, float]) -> NDArray[np.uint8]:
    """The places 0…255 on a map; what is no number lies in the middle."""
    low, high = ends
    scaled = (values - low) * (255.0 / (high - low)) + 0.5
    if not np.isfinite(scaled).all():
        scaled = np.nan_to_num(scaled, nan=128.0, posinf=255.0, neginf=0.0)
    return np.clip(scaled, 0, 255).astype(np.uint8)


def picture(places: NDArray[np.uint8], stops: tuple[str, str, str]) -> QImage:
    """The picture of places on a map, (rows, columns), first row on top."""
    pixels = np.ascontiguousarray(_packed(stops)[places])
    rows, columns = pixels.shape
    # the copy owns its pixels: QImage does not keep the array alive
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=16)
def activations(plan: Plan) -> tuple[str, ...]:
    """The activation of every row of all values; inputs count as linear."""
    names = ["linear"] * len(plan.inputs)
    for row in plan.rows:
        names += [row.layer.activation] * row.fan_out
    return tuple(names)


@dataclass(frozen=True, eq=False)
class MapPictures:
    """The small map of every input and neuron, by row of all values, as images that share one array of pixels."""

    images: tuple[QImage, ...]
    pixels: NDArray[np.uint32]  # kept here, for QImage does not keep it alive


def map_pictures(plan: Plan, maps: Numbers, stops: tuple[str, str, str]) -> MapPictures:
    """Pictures of maps (rows, n, n), lowest x₂ first: each is drawn with the largest x₂ on top."""
    spans = [span(field, name) for field, name in zip(maps, activations(plan), strict=True)]
    half = np.float32(0.5)  # of everything, for the distance of two numbers may be too large for a number
    with np.errstate(over="ignore", invalid="ignore"):
        ends = np.array(spans, np.float32) * half
        low, high = ends[:, 0, None, None], ends[:, 1, None, None]
        scaled = (maps[:, ::-1] * half - low) * (255 / (high - low)) + half
    if not np.isfinite(scaled).all():
        scaled = np.nan_to_num(scaled, nan=128.0, posinf=255.0, neginf=0.0)
    pixels = np.ascontiguousarray(_packed(stops)[np.clip(scaled, 0, 255).astype(np.uint8)])
    rows, columns = pixels.shape[1:]
    form = QImage.Format.Format_RGB32
    images = tuple(QImage(field.data, columns, rows, 4 * columns, form) for field in pixels)
    return MapPictures(images, pixels)


def sample_tones(plan: Plan, values: Numbers) -> NDArray[np.uint8]:
    """The places on the map of what every row gave for one sample, (rows,): each layer on its own scale."""
    found = np.empty(len(values), np.uint8)
    first = len(plan.inputs)
    parts = [(slice(0, first), "linear")]
    parts += [(slice(r.target_row, r.target_row + r.fan_out), r.layer.activation) for r in plan.rows]
    for part, name in parts:
        found[part] = tones(values[part], span(values[part], name))
    return found


def parameter_level(weights: Numbers) -> float:
    """The size that the ends of the map of parameters stand for: about twice the root mean square.

    It is rounded up to 1, 1.5, 2, 3, 5 or 7 times a power of ten, so that it changes seldom.
    """
    if not weights.size:
        return 1.0
    flat = np.ravel(weights)
    with np.errstate(over="ignore", invalid="ignore"):
        wish = 2 * math.sqrt(
            float(np.dot(flat, flat)) / flat.size
        )  # not by np.square: that makes another array
    if not math.isfinite(wish) or wish <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wish))
    return next(n * power for n in (1, 1.5, 2, 3, 5, 7, 10) if n * power >= wish * (1 - 1e-9))


def resampled(values: Numbers, rows: int, columns: int) -> Numbers:
    """Numbers (m, n) as (rows, columns) cells, each the mean over its area; what is no number counts as 0."""
    found = values.astype(np.float32)  # as exact as a picture needs, and twice as fast as float64
    if not np.isfinite(found).all():
        found = np.nan_to_num(found, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    # the axis that shrinks more goes first, for then less is left to do
    sizes = (rows / max(1, found.shape[0]), columns / max(1, found.shape[1]))
    for axis, wished in sorted(enumerate((rows, columns)), key=lambda one: sizes[one[0]]):
        size = found.shape[axis]
        if size == wished:
            continue
        first, share = _cuts(size, wished)
        keep = first[1:] > first[:-1]  # an end in the same cell as the one before has no whole cell
        if axis == 0:
            keep, share = keep[:, None], share[:, None]
        whole = np.add.reduceat(found, first[:-1], axis=axis) * keep
        part = found.take(np.minimum(first, size - 1), axis) * share
        found = (whole + np.diff(part, axis=axis)) * np.float32(wished / size)
    return found


@lru_cache(maxsize=64)
def _cuts(size: int, wished: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Where `size` cells are cut into `wished` + 1 ends: the cell of each end, and the share of it that lies before."""
    ends = np.linspace(0, size, wished + 1)
    first = np.floor(ends + 1e-9).astype(np.intp)
    share = np.maximum(ends - first, 0).astype(np.float32)
    return first, share


def thinned(weights: Numbers, rows: int, columns: int) -> Numbers:
    """Every so many-th row and column, so that at most `rows` and `columns` (≥ 1) are left."""
    down, right = -(-weights.shape[0] // max(1, rows)), -(-weights.shape[1] // max(1, columns))
    return weights[::down, ::right]
