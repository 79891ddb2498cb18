"""The layer that points are painted on. Where a few are drawn, erased or moved, only what is around them is painted
again, so that ten thousand others cost nothing; the picture is the same as if all were painted anew.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.look import Look
from ui.theme import Theme
from ui.views.layer import Layer, is_vector, pixel_ratio
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_marks import ground_of, paint_edge
from ui.views.plane_points import STEPS, Cloud, Part, fading
from ui.views.plane_stamps import stamp_marks
from ui.views.points import draw_sample, paint_count, sampled
from wbsim.datasets import Sample

MOST = 10_000  # points of a part that are all painted; more would cover each other
SAMPLE = 4_000  # points that are painted of more than these
_CROWD = 600  # points from which on each is smaller, and a copy
_MARGIN = 4.0  # pixels around a mark that its edges may touch
_HASH = np.array([1.0, 1.618033988749895, 2.718281828459045, 3.141592653589793])


@final
class PointsLayer:
    """The picture of a cloud, the training points over the testing ones."""

    def __init__(self) -> None:
        self._sheets = {"test": _Sheet(), "train": _Sheet()}
        self._both = Layer()

    def draw(self, painter: QPainter, look: Look, where: PlaneLayout, cloud: Cloud) -> None:
        """All points in sight, and the plot's corners over them."""
        size = QSize(where.side, where.side)
        radius = (
            3.9
            * look.scale
            * (1.0 if cloud.size <= _CROWD else 0.8)
            * (1.0 if look.inset == "no" else 0.91 if look.stage else 0.8)
        )
        classes = len(cloud.description.classes)
        ground = ground_of(look)
        counts = [len(part.spots) for _, part in cloud.parts]
        shown = [drawn(count) for count in counts]

        def paint_over(painter: QPainter) -> None:
            paint_count(painter, look.theme, look.scale, where.side, sum(shown), sum(counts))
            paint_edge(painter, look.theme, QRectF(0, 0, where.side, where.side), ground)

        if is_vector(painter):
            parts = dict(cloud.parts)
            for name in ("test", "train"):
                part, filled = parts[name], parts[name] is cloud.train
                _paint(
                    painter,
                    look.theme,
                    where,
                    cloud,
                    part,
                    radius,
                    QRect(0, 0, where.side, where.side),
                    filled,
                )
            paint_over(painter)
            return
        ratio = pixel_ratio(painter)
        frame = (
            look.theme,
            ground,
            where.window,
            cloud.targets,
            radius,
            where.side,
            ratio,
            classes,
            cloud.colored,
        )
        versions = [
            self._sheets[name].show(frame, ratio, look.theme, where, cloud, part, radius)
            for name, part in cloud.parts
        ]

        def paint(painter: QPainter) -> None:
            for name in ("test", "train"):
                painter.drawPixmap(0, 0, self._sheets[name].picture)
            paint_over(painter)

        self._both.draw(painter, (frame, *versions), size, paint)


@final
class _Sheet:
    """The points of one part; `show` returns a number that grows with every change."""

    def __init__(self) -> None:
        self.picture = QPixmap()
        self._made_from: Hashable = None
        self._part: Part | None = None
        self._version = 0

    def show(
        self,
        frame: Hashable,
        ratio: float,
        theme: Theme,
        where: PlaneLayout,
        cloud: Cloud,
        part: Part,
        radius: float,
    ) -> int:
        """Brings the picture up to a part."""
        if part is self._part and frame == self._made_from:
            return self._version
        few = (
            len(part.spots) <= MOST
        )  # of more a sample is painted, and another one with every point more or less
        same = few and self._part is not None and frame == self._made_from
        spots = changed(self._part.rows, part.rows) if same and self._part else None
        area = QRect(0, 0, where.side, where.side)
        if spots is None:
            self.picture = QPixmap(QSize(where.side, where.side) * ratio)
            self.picture.setDevicePixelRatio(ratio)
            self.picture.fill(Qt.GlobalColor.transparent)
        else:
            area = around(where.pixels(spots), 1.3 * radius + _MARGIN)
        painter = QPainter(self.picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if spots is not None:
            painter.setClipRect(area)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(area, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        _paint(painter, theme, where, cloud, part, radius, area, filled=part is cloud.train)
        painter.end()
        self._made_from, self._part = frame, part
        self._version += 1
        return self._version


def drawn(count: int) -> int:
    """How many of so many points of a part are painted."""
    return count if count <= MOST else SAMPLE


def changed(old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Where points (m, 2) went or came, of rows that begin with their places; None where all is another picture.

    The other points must be the same in the same order, for a later one lies over an earlier one.
    """
    if old.shape[1] != new.shape[1] or not len(old) or not len(new):
        return None
    if np.array_equal(old, new[: len(old)]):  # drawn, on top of all others
        return new[len(old) :, :2]
    before, after = old @ _HASH, new @ _HASH
    gone, come = ~np.isin(before, after), ~np.isin(after, before)
    if not np.array_equal(old[~gone], new[~come]):
        return None
    return np.concatenate([old[gone, :2], new[come, :2]])


def around(places: NDArray[np.float64], margin: float) -> QRect:
    """The whole pixels that hold places (m, 2) and a margin around them; empty for none."""
    if not len(places):
        return QRect()
    low = np.floor(places.min(axis=0) - margin).clip(-1e6, 1e6).astype(int).tolist()
    high = np.ceil(places.max(axis=0) + margin).clip(-1e6, 1e6).astype(int).tolist()
    return QRect(low[0], low[1], high[0] - low[0], high[1] - low[1])


def _paint(
    painter: QPainter,
    theme: Theme,
    where: PlaneLayout,
    cloud: Cloud,
    part: Part,
    radius: float,
    area: QRect,
    filled: bool,
) -> None:
    """The points that reach into an area, those that are furthest from the plane first and faintest."""
    numbers = sampled(len(part.spots), drawn(len(part.spots)))
    places, reach = where.pixels(part.spots[numbers]), 1.3 * radius + _MARGIN
    low = np.array([area.left() - reach, area.top() - reach])
    high = np.array([area.right() + 1 + reach, area.bottom() + 1 + reach])
    near = ((places > low) & (places < high)).all(axis=1)
    numbers, places = numbers[near], places[near]
    least, most = cloud.targets
    steps = fading(part.apart(numbers))
    for step in np.unique(steps):
        chosen = np.flatnonzero(steps == step)
        y = part.sample.y[numbers[chosen]]
        if (
            not cloud.description.classes
        ):  # from the middle of the colors; in one hue where height tells the value
            y = (
                np.asarray(y, float) - (least + most) / 2
                if cloud.colored
                else np.full(len(chosen), most - least)
            )
        painter.setOpacity(float(step) / STEPS)
        half = (most - least) / 2
        if cloud.size > _CROWD and not is_vector(painter):
            ratio = pixel_ratio(painter)
            stamp_marks(painter, theme, cloud.description, y, places[chosen], radius, half, filled, ratio)
        else:
            sample = Sample(part.sample.x[numbers[chosen]], y)
            draw_sample(painter, theme, cloud.description, sample, places[chosen], radius, half, filled)
    painter.setOpacity(1.0)
