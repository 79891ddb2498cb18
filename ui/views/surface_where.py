"""Where things lie on the card of the map: its plot, and which screen place a place of the surface has. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from ui import theme as themes
from wbsim.probes.axes import Place
from wbsim.probes.ground import FARTHEST, Window, least_width


@dataclass(frozen=True)
class Where:
    """A plot that shows a window of two axes."""

    plot: QRectF
    window: Window

    def point(self, place: Place) -> QPointF:
        """The screen place of a place of the surface."""
        low_u, high_u, low_v, high_v = self.window
        return QPointF(
            self.plot.left() + (place[0] - low_u) / (high_u - low_u) * self.plot.width(),
            self.plot.bottom() - (place[1] - low_v) / (high_v - low_v) * self.plot.height(),
        )

    def points(self, places: NDArray[np.floating]) -> list[QPointF]:
        """The screen places of many (m, 2), without those that are not finite."""
        low_u, high_u, low_v, high_v = self.window
        kept = places[np.isfinite(places).all(axis=1)]
        x = self.plot.left() + (kept[:, 0] - low_u) / (high_u - low_u) * self.plot.width()
        y = self.plot.bottom() - (kept[:, 1] - low_v) / (high_v - low_v) * self.plot.height()
        both = np.clip(np.stack([x, y], axis=1), -1e5, 1e5)
        return [QPointF(a, b) for a, b in both.tolist()]

    def place(self, point: QPointF) -> Place:
        """The place of the surface under a screen place, held within the plot and rounded to what a pixel tells apart."""
        low_u, high_u, low_v, high_v = self.window
        across = min(1.0, max(0.0, (point.x() - self.plot.left()) / self.plot.width()))
        up = min(1.0, max(0.0, (self.plot.bottom() - point.y()) / self.plot.height()))
        return self.rounded((low_u + across * (high_u - low_u), low_v + up * (high_v - low_v)))

    def rounded(self, place: Place) -> Place:
        """A place with no more digits than a pixel tells apart."""
        low_u, high_u, low_v, high_v = self.window
        return (
            _rounded(place[0], (high_u - low_u) / self.plot.width()),
            _rounded(place[1], (high_v - low_v) / self.plot.height()),
        )

    def words(self, value: float, rank: int) -> str:
        """A coordinate as it is written: with the decimals that a pixel of the map tells apart."""
        low, high = self.window[2 * rank : 2 * rank + 2]
        return themes.fixed(value, min(6, max(0, math.ceil(-math.log10((high - low) / 500)))))

    def zoomed(self, factor: float, around: QPointF) -> Window:
        """A window that is so many times as wide, within what can be measured, and keeps the place under a screen place."""
        u, v = self.place(around)
        low_u, high_u, low_v, high_v = self.window
        return (*_zoomed(low_u, high_u, factor, u), *_zoomed(low_v, high_v, factor, v))


def _zoomed(low: float, high: float, factor: float, at: float) -> tuple[float, float]:
    wide = min(max((high - low) * factor, least_width(at)), FARTHEST)
    share = (at - low) / (high - low)
    return at - share * wide, at + (1 - share) * wide


def _rounded(value: float, grain: float) -> float:
    return round(value, max(0, math.ceil(-math.log10(grain)))) if grain > 0 else value


@dataclass(frozen=True)
class MapLayout:
    """The parts of the card: title, pickers, plot, and at its foot the words and the ramp."""

    title: QPointF  # its base line
    kinds: QPointF  # the upper left corner of the switch of axes
    pickers: QPointF  # the upper left corner of the first picker
    note: QRectF  # what stands still
    plot: QRectF
    foot: QRectF
    ramp: QRectF | None  # None where there is no room
    tight: bool  # whether words have to be short


def map_layout(width: int, height: int, scale: float, title: float, kinds: float, picked: float) -> MapLayout:
    """Where the parts lie on a card of this size; `title`, `kinds` and `picked` are the widths of what they name."""
    grown = max(0.8, scale)
    pad, row = 20 * grown, 34 * grown
    tight = width < 620 * grown
    top = 9 * grown
    beside = pad + title + 16 * grown + kinds <= width - pad
    left = pad + title + 16 * grown if beside else pad
    kinds_top = top + 3 * grown if beside else top + 30 * grown
    pickers_top = kinds_top + row
    note_left = pad + picked + 10 * grown
    note = QRectF(note_left, pickers_top, width - pad - note_left, 30 * grown)
    foot_high = 62 * grown
    foot = QRectF(pad, height - foot_high - 6 * grown, width - 2 * pad, foot_high)
    plot_top = pickers_top + row + 6 * grown
    gutter = 64 * grown
    plot = QRectF(gutter, plot_top, width - gutter - pad, foot.top() - 52 * grown - plot_top)
    ramp = QRectF(foot.right() - 250 * grown, foot.top() + 7 * grown, 250 * grown, 46 * grown)
    return MapLayout(
        QPointF(pad, top + 21 * grown), QPointF(left, kinds_top), QPointF(pad, pickers_top), note, plot, foot,
        ramp if width >= 560 * grown else None, tight,
    )  # fmt: skip
