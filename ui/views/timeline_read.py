"""What a chart of the timeline shows of a moment, as values; and the pens that its lines are drawn with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.views.axis import Scale
from ui.views.curves import Array, FitCurves, Strand
from wbsim.history import History

DENSE = 60  # so many curves are drawn with the thinnest pen


@dataclass(frozen=True)
class Label:
    """What a curve's end says: a name, a value, and the height in the card where it would stand best."""

    y: float
    token: str
    word: str  # or, where empty, the symbol
    symbol: tuple[str, str]
    value: str
    dot: float | None = None  # the height of the dot on the curve, where it has one
    hollow: bool = False


@dataclass(frozen=True, eq=False)
class Read:
    """What a chart shows of a moment."""

    scale: Scale
    fits: FitCurves
    history: History
    found: tuple[Strand, ...] = ()
    ribbon: Array | None = None  # quantiles (m, 5)
    strong: tuple[str, ...] = ()
    hovered: tuple[str, ...] = ()


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
