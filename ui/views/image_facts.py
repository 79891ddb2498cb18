"""What the room of images shows of a moment, as values: the maps of one convolution, what fired most, the place at hand and
what the outputs say. Pure; found once for a snapshot, however many views ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.look import ImageLook, Look, Spot
from ui.views.pictures_layout import level
from wbsim.network import Convolution, Pooling
from wbsim.plan import Plan, Row
from wbsim.probes.maps import FilterMaps, filter_maps
from wbsim.snapshot import Snapshot

Numbers = NDArray[np.floating]


def convolutions(plan: Plan) -> tuple[Row, ...]:
    """The layers of filters, the first one first."""
    return tuple(row for row in plan.rows if row.kind == "convolution")


def is_reasoned(plan: Plan) -> bool:
    """Whether what each filter adds to an answer can be said: between the last filters and the output is only pooling."""
    rows = convolutions(plan)
    behind = plan.rows[plan.rows.index(rows[-1]) + 1 : -1] if rows else ()
    return (
        bool(rows)
        and plan.outputs == len(plan.description.classes)
        and all(r.kind == "pooling" for r in behind)
    )


def shown_layer(plan: Plan, look: ImageLook) -> Row | None:
    """The convolution that is shown; None where there is none."""
    rows = convolutions(plan)
    return next((row for row in rows if row.layer.id == look.layer), rows[0] if rows else None)


def pooling_behind(plan: Plan, row: Row) -> Pooling | None:
    """The pooling right behind a layer."""
    place = plan.rows.index(row) + 1
    behind = plan.rows[place].layer if place < len(plan.rows) else None
    return behind if isinstance(behind, Pooling) else None


@lru_cache(maxsize=4)
def starts(plan: Plan) -> Numbers:
    """What every parameter begins at: (P,)."""
    return plan.start()


@dataclass(frozen=True, eq=False)
class Filters:
    """One convolution at a moment, for the sample that is followed."""

    row: Row
    layer: Convolution
    number: int  # which convolution of the network, from 0
    maps: FilterMaps
    weights: Numbers  # (filters, channels, k, k)
    biases: Numbers | None  # (filters,)
    pooling: Pooling | None
    strongest: tuple[tuple[int, int], ...]  # of each filter, the row and column of its largest value
    most: int | None  # the filter with the largest value of all, counted from 0; None where nothing fires
    weight_level: float  # what the ends of both color maps stand for
    map_level: float

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the filters."""
        return self.layer.neurons

    @property
    def channels(self) -> int:
        """How many planes a filter reads."""
        return int(self.maps.reads.shape[0])

    def place(self, filter: int | None) -> int | None:
        """Where a filter stands, counted from 0; None for another layer's."""
        return self.ids.index(filter) if filter in self.ids else None

    def stage(self, name: str) -> Numbers | None:
        """The maps before bias and activation, after them, or pooled: (filters, rows, columns)."""
        if name == "pooled":
            return self.maps.pooled
        return self.maps.before if name == "before" else self.maps.values


def filters(snapshot: Snapshot, look: Look) -> Filters | None:
    """The convolution that is shown; None where there is none, or no sample is followed yet."""
    row = shown_layer(snapshot.plan, look.image)
    return None if row is None else _filters(snapshot, row.layer.id)


@lru_cache(maxsize=4)
def _maps(snapshot: Snapshot) -> dict[int, FilterMaps]:
    if snapshot.seen.trace is None:
        return {}
    found = filter_maps(snapshot.plan, snapshot.state.theta, snapshot.seen.trace)
    return {maps.layer: maps for maps in found}


@lru_cache(maxsize=4)
def _filters(snapshot: Snapshot, layer: int) -> Filters | None:
    maps = _maps(snapshot).get(layer)
    if maps is None:
        return None
    rows = convolutions(snapshot.plan)
    number = next(place for place, row in enumerate(rows) if row.layer.id == layer)
    row = rows[number]
    assert isinstance(row.layer, Convolution)
    theta, side = snapshot.state.theta, row.layer.kernel
    weights = row.weights_of(theta).reshape(row.fan_out, -1, side, side)
    count, _, columns = maps.values.shape
    flat = np.nan_to_num(maps.values.reshape(count, -1), nan=-np.inf)
    peaks = flat.max(axis=1)
    most = int(peaks.argmax()) if peaks.max() > 0 else None
    # of a map that is dark, or flat, where its sums come nearest
    sums = np.nan_to_num(maps.sums.reshape(count, -1), nan=-np.inf)
    at = np.where(peaks > flat.min(axis=1), flat.argmax(axis=1), sums.argmax(axis=1))
    strongest = tuple((int(place) // columns, int(place) % columns) for place in at)
    # without the bias, so that no color changes but those of the map whose bias is moved
    before = maps.before.ravel()
    return Filters(
        row, row.layer, number, maps, weights, row.biases_of(theta), pooling_behind(snapshot.plan, row),
        strongest, most, level(weights), level(before[np.isfinite(before)]),
    )  # fmt: skip


def spot_at_hand(found: Filters, look: Look) -> Spot | None:
    """The place that is written out: under the pointer, else the one that was kept, else where the filter at hand, or the
    one that fired most, is strongest.
    """
    for spot in (look.image.spot, look.image.kept):
        if spot is not None and is_place(found, spot):
            return spot
    place = found.place(look.neuron)
    place = found.most if place is None else place
    return None if place is None else strongest_spot(found, place)


def strongest_spot(found: Filters, place: int) -> Spot:
    """Where a filter's map is largest."""
    row, column = found.strongest[place]
    return Spot(found.ids[place], row, column)


def is_place(found: Filters, spot: Spot) -> bool:
    """Whether the maps have such a place."""
    maps = found.stage(spot.stage)
    if maps is None or found.place(spot.filter) is None:
        return False
    return 0 <= spot.row < maps.shape[1] and 0 <= spot.column < maps.shape[2]


@dataclass(frozen=True)
class Window:
    """A window of pooling on the map before it, from row and column on, and the place in it that counts."""

    row: int
    column: int
    side: int
    summed: tuple[int, int]  # the place in the map that is written out: of the largest value


def window_of(found: Filters, spot: Spot) -> Window | None:
    """What a pooled place stands for; None for a place of another map."""
    pooling, place = found.pooling, found.place(spot.filter)
    if spot.stage != "pooled" or pooling is None or place is None:
        return None
    row, column = spot.row * pooling.stride, spot.column * pooling.stride
    part = found.maps.values[place, row : row + pooling.window, column : column + pooling.window]
    at = divmod(int(np.nan_to_num(part, nan=-np.inf).argmax()), part.shape[1])
    return Window(row, column, pooling.window, (row + at[0], column + at[1]))


def summed_place(found: Filters, spot: Spot) -> tuple[int, int]:
    """The row and column of the map whose sum is written out for a place."""
    window = window_of(found, spot)
    return window.summed if window is not None else (spot.row, spot.column)


def field_on_image(plan: Plan, row: Row, at: tuple[int, int]) -> tuple[int, int, int, int]:
    """What of the image one place of a convolution's map can depend on: top, left, rows and columns, in pixels of the image;
    it may reach out of it where there is padding.
    """
    top, left, high, wide = at[0], at[1], 1, 1
    for before in reversed(plan.rows[: plan.rows.index(row) + 1]):
        block = before.strip.block
        top, left = top * block.stride - block.padding, left * block.stride - block.padding
        high, wide = (high - 1) * block.stride + block.side, (wide - 1) * block.stride + block.side
    return top, left, high, wide
