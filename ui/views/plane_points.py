"""Data points on the plane: where they lie, how far from what is shown, and the layer they are painted on. Points that
are added, as by drawing, are painted on top of what is there; everything else paints the layer anew.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.look import Look
from ui.theme import Theme
from ui.views.layer import Layer, pixel_ratio
from ui.views.plane_axes import Axes
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_marks import paint_edge
from ui.views.plane_stamps import stamp_marks
from ui.views.points import draw_sample
from wbsim.datasets import Dataset, Description, Sample
from wbsim.plan import Plan

_CROWD = 600  # points from which on each is smaller, and a copy
_STEPS = 5  # of fading
_FAINTEST = 1  # of these steps


@dataclass(frozen=True, eq=False)
class Part:
    """The points that train, or those that test: `spots` (n, 2) on the plane, `apart` (n,) from it."""

    sample: Sample
    spots: NDArray[np.float64]
    apart: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cloud:
    """All points as they lie on a plane. `targets` are the ends of the colors of a regression."""

    description: Description
    train: Part
    test: Part
    targets: tuple[float, float]
    faded: bool  # whether some of them are off the plane
    colored: bool  # whether the color says the target of a regression

    @property
    def parts(self) -> tuple[tuple[str, Part], ...]:
        """Both parts by name."""
        return ("train", self.train), ("test", self.test)

    @property
    def size(self) -> int:
        """How many points."""
        return len(self.train.spots) + len(self.test.spots)


def cloud_of(plan: Plan, dataset: Dataset, axes: Axes, targets: tuple[float, float]) -> Cloud:
    """The points of a plan on the plane of two axes."""
    train, test = (
        Part(sample, axes.places(plan, sample), axes.apart(sample))
        if len(sample)
        else Part(sample, np.empty((0, 2)), np.empty(0))
        for sample in (dataset.train, dataset.test)
    )
    return Cloud(plan.description, train, test, targets, bool(axes.others), not axes.curved)


@final
class PointsLayer:
    """The picture of a cloud, the training points over the testing ones."""

    def __init__(self) -> None:
        self._sheets = {"test": _Sheet(), "train": _Sheet()}
        self._both = Layer()

    def pixmap(self, look: Look, where: PlaneLayout, cloud: Cloud, ratio: float) -> QPixmap:
        """All points in sight, and the plot's corners over them."""
        size = QSize(where.side, where.side)
        radius = 3.9 * look.scale * (1.0 if cloud.size <= _CROWD else 0.8)
        frame = (
            look.theme,
            where.window,
            cloud.targets,
            radius,
            where.side,
            ratio,
            len(cloud.description.classes),
        )
        test = self._sheets["test"].show(frame, size, ratio, look.theme, where, cloud, cloud.test, radius)
        train = self._sheets["train"].show(frame, size, ratio, look.theme, where, cloud, cloud.train, radius)

        def paint(painter: QPainter) -> None:
            for sheet in (self._sheets["test"], self._sheets["train"]):
                painter.drawPixmap(0, 0, sheet.picture)
            paint_edge(painter, look.theme, QRectF(0, 0, where.side, where.side))

        return self._both.pixmap((frame, test, train), size, ratio, paint)


@final
class _Sheet:
    """The points of one part, painted one after another; `show` returns a number that grows with every change."""

    def __init__(self) -> None:
        self.picture = QPixmap()
        self._made_from: Hashable = None
        self._part: Part | None = None
        self._version = 0

    def show(
        self, frame: Hashable, size: QSize, ratio: float, theme: Theme, where: PlaneLayout, cloud: Cloud,
        part: Part, radius: float,
    ) -> int:  # fmt: skip
        """Brings the picture up to a part."""
        if part is self._part and frame == self._made_from:
            return self._version
        begin = self._kept(frame, part, cloud.faded)
        if begin == 0:
            self.picture = QPixmap(size * ratio)
            self.picture.setDevicePixelRatio(ratio)
            self.picture.fill(Qt.GlobalColor.transparent)
        if begin < len(part.spots):
            painter = QPainter(self.picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint(painter, theme, where, cloud, part, begin, radius, filled=part is cloud.train)
            painter.end()
        self._made_from, self._part = frame, part
        self._version += 1
        return self._version

    def _kept(self, frame: Hashable, part: Part, faded: bool) -> int:
        """How many of the first points stand there already: all that were painted, or none."""
        old = self._part
        if old is None or frame != self._made_from or faded or len(old.spots) > len(part.spots):
            return 0
        count = len(old.spots)
        same = np.array_equal(old.spots, part.spots[:count]) and np.array_equal(
            old.sample.y, part.sample.y[:count]
        )
        return count if same else 0


def _paint(
    painter: QPainter, theme: Theme, where: PlaneLayout, cloud: Cloud, part: Part, begin: int, radius: float,
    filled: bool,
) -> None:  # fmt: skip
    """The points from `begin` on that are in sight, those that are furthest from the plane first and faintest."""
    places = where.pixels(part.spots)
    near = ((places > -3 * radius) & (places < where.side + 3 * radius)).all(axis=1)
    near = near & (np.arange(len(places)) >= begin)
    low, high = cloud.targets
    steps = fading(part.apart)
    for step in np.unique(steps[near]):
        chosen = np.flatnonzero(near & (steps == step))
        y = part.sample.y[chosen]
        if (
            not cloud.description.classes
        ):  # drawn from the middle of the colors; in one hue where height tells the value
            y = np.asarray(y, float) - (low + high) / 2 if cloud.colored else np.full(len(chosen), high - low)
        painter.setOpacity(float(step) / _STEPS)
        reach = (high - low) / 2
        if cloud.size > _CROWD:
            stamp_marks(
                painter,
                theme,
                cloud.description,
                y,
                places[chosen],
                radius,
                reach,
                filled,
                pixel_ratio(painter),
            )
        else:
            sample = Sample(part.sample.x[chosen], y)
            draw_sample(painter, theme, cloud.description, sample, places[chosen], radius, reach, filled)
    painter.setOpacity(1.0)


def fading(apart: NDArray[np.float64]) -> NDArray[np.intp]:
    """How strong points are drawn that are so far from the plane, in steps from faint to full; (n,)."""
    strength = np.exp(-0.5 * apart * apart)
    return np.clip(np.round(strength * _STEPS), _FAINTEST, _STEPS).astype(np.intp)
