"""What a chart of the timeline shows of a moment, as values; which curve is near; and the pens of its lines."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.views import curves
from ui.views.axis import Scale
from ui.views.branches import Shown
from ui.views.curves import Array, Strand
from ui.views.measurements import FitCurves
from wbsim.history import Curve, History

DENSE = 60  # so many curves are drawn with the thinnest pen


@dataclass(frozen=True)
class Label:
    """What a curve's end says: a name, a value, and the height in the card where it would stand best."""

    y: float
    token: str  # the hue of the words
    fill: str  # and of the dot
    word: str  # or, where empty, the symbol
    symbol: tuple[str, str]
    value: str
    dot: float | None = None  # the height of the dot on the curve, where it has one
    hollow: bool = False


@dataclass(frozen=True)
class Heading:
    """The title of a chart, what is under it, its hues and its scale."""

    title: str
    under: str
    bar: str
    text: str
    scale: Scale
    percent: bool = False
    wide: str = ""  # what may stand under the title for all that `under` leaves empty
    note: str = ""  # a second line, where there is room for it


@dataclass(frozen=True)
class Tag:
    """The end of one branch's curve: its letter and value, and where in the card the curve ends."""

    letter: str
    value: str
    x: float
    y: float
    token: str  # the hue of the words
    fill: str  # and of the dot
    at_hand: bool = False


@dataclass(frozen=True, eq=False)
class Trace:
    """One number of one branch over updates: at `update` (m,) the smallest, largest and last, (m, 1) each."""

    shown: Shown
    update: Array
    low: Array
    high: Array
    last: Array

    def at(self, update: float) -> float | None:
        """The last value by an update; None where there is none."""
        place = int(np.searchsorted(self.update, update, side="right")) - 1
        if place < 0 or update > self.shown.end or not np.isfinite(self.last[place, 0]):
            return None
        return float(self.last[place, 0])


@dataclass(frozen=True, eq=False)
class Read:
    """What a chart shows of a moment."""

    scale: Scale
    fits: FitCurves
    history: History
    found: tuple[Strand, ...] = ()
    ribbon: Array | None = None  # quantiles (m, 7)
    shares: Array | None = None  # accuracy of each class (m, classes)
    strong: tuple[str, ...] = ()
    hovered: tuple[str, ...] = ()
    batch: Curve | None = None  # the loss of single batches
    smooth: Array = field(default_factory=lambda: np.empty(0))  # and their mean, at the same updates
    traces: tuple[Trace, ...] = ()  # one number of several branches


def curve_near(read: Read, x: float, y: float, height: float, near: float) -> str | None:
    """The id of the curve nearest to a place, no more than `near` pixels away; x from update 0, y from the top."""
    best: tuple[float, str] | None = None
    for strand in read.found:
        apart_x = np.abs(strand.thin.x - x)
        place = int(np.argmin(apart_x))
        if apart_x[place] > near:
            continue
        apart = np.abs(curves.heights(strand.thin.last[place], read.scale, height) - y)
        nearest = int(np.argmin(apart))
        if apart[nearest] <= near and (best is None or apart[nearest] < best[0]):
            best = (float(apart[nearest]), strand.ids[nearest])
    return best[1] if best else None


def row_at(fits: FitCurves, update: int) -> int | None:
    """The last measurement by an update."""
    place = int(np.searchsorted(fits.update, update, side="right")) - 1
    return place if place >= 0 else None


def step_of(width: int, lines: int) -> float:
    """Pixels a column: at most about 300 columns, fewer where there are many curves."""
    return max(2.0 if lines <= DENSE else 4.0, width / 300)


def flat_pen(color: QColor, width: float) -> QPen:
    """A pen for pieces of curves."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def round_pen(color: QColor, width: float) -> QPen:
    """A pen for dots."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
