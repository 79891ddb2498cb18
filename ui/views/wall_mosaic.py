"""All small pictures of a wall as one picture of real pixels, of which only those are made anew that differ from the last time:
in their network, what it puts out, how it came out, or the number on their plate.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ui.theme import Theme
from ui.views.wall_geometry import Geometry
from ui.views.wall_levels import color_tables, frame, packed
from ui.views.wall_plates import NONE, Plates, decimals, numbers, type_size
from ui.views.wall_seats import DIVERGED, Seats, Standing
from ui.views.wall_tiles import Indices, TileScale, indices
from wbsim.crowd import Tiles
from wbsim.wall import WallSeen

FRAMED, PLATED = 20, 50  # pixels from which on a picture has a frame, and a number
_BLANK = -1


@dataclass(frozen=True)
class Style:
    """What decides all pictures alike."""

    theme: Theme
    scale: float
    ratio: float
    tiles: TileScale
    bound: float = 0.1  # of the loss below which a network has learned
    numbered: bool = True  # whether numbers are part of the picture, where there is room for them

    def framed(self, edge: int) -> bool:
        """Whether pictures have frames; without, failures fade."""
        return edge >= FRAMED * self.scale

    def plated(self, edge: int) -> bool:
        """Whether pictures have a number."""
        return edge >= PLATED * max(1.0, self.scale)

    @property
    def digits(self) -> int:
        """How many decimals numbers have."""
        return decimals(self.bound)


@final
class Mosaic:
    """Keeps the picture of last time; `made` counts the small pictures that were put into it since it was made."""

    def __init__(self) -> None:
        self.made = 0
        self._drawn_for: tuple[Hashable, ...] = ()
        self._placed_for: tuple[Hashable, ...] = ()
        self._drawn = np.zeros(0, np.int64)
        self._tiles: Tiles | None = None
        self._indices: Indices = np.zeros((0, 0, 0), np.uint16)
        self._shown = np.zeros((0, 4), np.int64)  # network, moment, level and number at each place
        self._canvas = np.zeros((0, 0), np.uint32)
        self._corners: list[tuple[int, int]] = []
        self._plates: Plates | None = None

    def image(
        self, wall: WallSeen, geometry: Geometry, seats: Seats, standing: Standing, style: Style
    ) -> QImage:
        """The picture for `geometry.box`; it is valid until the next one is made."""
        assert wall.tiles is not None
        assert wall.outcomes is not None
        edge = max(1, round(geometry.edge * style.ratio))
        self._draw(wall, edge, style)
        self._place(geometry, edge, style)
        numbered = (
            numbers(wall.outcomes.loss, standing.learned, style.digits)
            if self._plates is not None
            else np.full(len(standing.level), NONE, np.int32)
        )
        who = seats.networks
        wanted = np.stack([who, self._drawn[who], standing.level[who], numbered[who]], axis=1)
        if len(self._shown) != len(wanted):
            self._shown = np.full((len(wanted), 4), _BLANK - 1, np.int64)
        stale = np.flatnonzero((wanted != self._shown).any(axis=1))
        if len(stale):
            self._compose(stale, wanted[stale], wall.tiles, edge, style)
            self._shown[stale] = wanted[stale]
            self.made += len(stale)
        high, wide = self._canvas.shape
        image = QImage(self._canvas.data, wide, high, 4 * wide, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(style.ratio)
        return image

    def _draw(self, wall: WallSeen, edge: int, style: Style) -> None:
        """Turns what networks put out into numbers of pixels, where it is news."""
        tiles = wall.tiles
        assert tiles is not None
        count = len(tiles.networks)
        line = max(1.0, min(2.2, edge / style.ratio / 34)) * style.ratio if edge >= 12 else 1.0
        made_from = (wall.grid, tiles.kind, tiles.values.shape, edge, style.tiles, line)
        if made_from != self._drawn_for:
            self._drawn_for = made_from
            self._drawn = np.full(count, _BLANK, np.int64)
            self._indices = np.zeros((count, edge, edge), np.uint16)
            self._shown = np.zeros((0, 4), np.int64)
            self._tiles = None
        if tiles is self._tiles:
            return
        drawn = wall.drawn if wall.drawn is not None else np.full(count, wall.update)
        news = np.flatnonzero(drawn != self._drawn)
        for part in np.array_split(
            news, max(1, len(news) * edge * edge // 60_000)
        ):  # stays in the fast memory
            self._indices[part] = indices(tiles.kind, tiles.values[part], edge, style.tiles, line)
        self._drawn = np.array(drawn, np.int64)
        self._tiles = tiles

    def _place(self, geometry: Geometry, edge: int, style: Style) -> None:
        """An empty picture, where places or colors are others than last time."""
        made_from = (geometry, style.theme, style.ratio, style.scale, decimals(style.bound))
        if made_from == self._placed_for and len(self._shown):
            return
        self._placed_for = made_from
        ratio, box = style.ratio, geometry.box
        left = np.rint((geometry.left - box.left()) * ratio).astype(int)
        top = np.rint((geometry.top - box.top()) * ratio).astype(int)
        wide = max(round(box.width() * ratio), int(left.max(initial=0)) + edge)
        high = max(round(box.height() * ratio), int(top.max(initial=0)) + edge)
        self._canvas = np.full((high, wide), packed(style.theme.color("panel")), np.uint32)
        self._corners = list(zip(left.tolist(), top.tolist(), strict=True))
        self._shown = np.zeros((0, 4), np.int64)
        self._plates = None
        if style.numbered and style.plated(geometry.edge):
            self._plates = Plates(style.theme, type_size(geometry.edge), ratio, style.digits)

    def _compose(
        self, stale: NDArray[np.intp], wanted: NDArray[np.int64], tiles: Tiles, edge: int, style: Style
    ) -> None:
        framed = style.framed(round(edge / style.ratio))
        tables = color_tables(style.theme, tiles.kind, style.tiles.classes, not framed)
        inset = round(4 * style.ratio)
        canvas, corners, plates, theme = self._canvas, self._corners, self._plates, style.theme
        for level in np.unique(wanted[:, 2]).tolist():
            mine = np.flatnonzero(wanted[:, 2] == level)
            blocks = np.take(tables[level], self._indices[wanted[mine, 0]])
            if framed or level == DIVERGED:
                around = frame(theme, level, edge, style.ratio, framed)
                blocks.reshape(len(mine), -1)[:, around.where] = around.colors
            for block, place, number in zip(
                blocks, stale[mine].tolist(), wanted[mine, 3].tolist(), strict=True
            ):
                if plates is not None:
                    plates.on(block, number, inset)
                x, y = corners[place]
                canvas[y : y + edge, x : x + edge] = block
