"""The two curves of the twins' losses, and the band between them, as strokes that are painted once and grow at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.theme import Theme
from ui.views.axis import Scale
from ui.views.contour import dashed, lengthened
from ui.views.strokes import GrowingPicture
from ui.views.twin_words import ended_said
from wbsim.snapshot import Snapshot

Array = NDArray[np.floating]
DASH, GAP = 12.0, 5.0  # pixels of the dashes of B
_PIECE = 2.0  # pixels of a piece of a dashed line, at most


@dataclass(frozen=True, eq=False)
class Curve:
    """A loss over updates, (m,) each; `value` is that of the moment at hand, `moment` its update."""

    update: Array
    loss: Array
    moment: int
    value: float | None
    diverged: bool

    @classmethod
    def of(cls, one: Snapshot, update: Array, loss: Array, tested: bool) -> Curve:
        """A run's, from what was measured of it."""
        fit = one.seen.fit
        value = None if fit is None else fit.test_loss if tested else fit.train_loss
        return cls(update, loss, one.state.update, value, bool(ended_said(one)))

    def at(self, update: int) -> float | None:
        """The loss at an update; None beyond what was measured."""
        real = np.isfinite(self.loss)
        if not real.any() or update > self.update[real][-1]:
            return None
        return float(np.interp(update, self.update[real], self.loss[real]))

    def pixels(self, bed: QRect, scale: Scale, end: int) -> Array:
        """Where it runs on a bed that ends at an update, from its corner: (m, 2); not where it is no number."""
        real = np.isfinite(self.loss)
        x = self.update[real] / end * bed.width()
        share = np.clip(scale.share(self.loss[real]), -0.02, 1.02)
        return np.stack([x, (1 - share) * bed.height()], axis=1)


@final
class TwinLines:
    """Paints both curves; keeps what has settled of them."""

    def __init__(self) -> None:
        self._band, self._solid, self._dashes = GrowingPicture(), GrowingPicture(), GrowingPicture()

    def paint(self, painter: QPainter, theme: Theme, bed: QRect, lines: list[Array], grown: float) -> None:
        """The band first, then B in long dashes, then A."""
        at, size, hue = QPointF(bed.topLeft()), bed.size(), theme.color("loss")
        if len(lines) == 2 and all(len(line) > 1 for line in lines):
            pale = QColor(hue)
            pale.setAlphaF(0.10 if theme.name == "light" else 0.16)
            strips = band(lines[0], lines[1])
            self._band.draw(
                painter, at, size, strips, max(0, len(strips) - 8), (_pen(pale, 1.0),), pale.rgba()
            )
        wide = 2.6 * grown
        for place, picture in reversed(list(enumerate((self._solid, self._dashes)[: len(lines)]))):
            pieces = joined(lines[place])
            if place == 1:
                pieces = in_dashes(pieces, grown)
            pieces = lengthened(pieces, 0.25 * wide if place == 0 else 0.3)
            picture.draw(
                painter, at, size, pieces, max(0, len(pieces) - 12), (_pen(hue, wide),), (hue.rgba(), wide)
            )


def _pen(color: QColor, wide: float) -> QPen:
    return QPen(color, wide, c=Qt.PenCapStyle.FlatCap)


def joined(line: Array) -> Array:
    """Points (m, 2) as the pieces between them: (m − 1, 4)."""
    return np.concatenate([line[:-1], line[1:]], axis=1)


def band(one: Array, other: Array) -> Array:
    """What lies between two curves, as far as both go, as upright strokes a pixel apart: (n, 4)."""
    x = np.arange(np.ceil(max(one[0, 0], other[0, 0])), np.floor(min(one[-1, 0], other[-1, 0]))) + 0.5
    a, b = np.interp(x, one[:, 0], one[:, 1]), np.interp(x, other[:, 0], other[:, 1])
    return np.stack([x, a, x, b], axis=1)


def in_dashes(pieces: Array, grown: float) -> Array:
    """Connected pieces (n, 4), cut small, of which those stay that lie in dashes."""
    if not len(pieces):
        return pieces
    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    parts = np.maximum(1, np.ceil(length / _PIECE)).astype(int)
    which = np.repeat(np.arange(len(pieces)), parts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)
    start, step = pieces[which, :2], (pieces[which, 2:] - pieces[which, :2]) / parts[which, None]
    small = np.concatenate([start + number[:, None] * step, start + (number + 1)[:, None] * step], axis=1)
    return dashed([small], DASH * grown, GAP * grown)
