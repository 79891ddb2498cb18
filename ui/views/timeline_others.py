"""What other branches remember, as lines for charts. It does not change while the branch at hand goes on, so it is read
once and painted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views.axis import Scale
from ui.views.branches import Shown
from ui.views.curves import Array
from ui.views.layer import Layer
from ui.views.measurements import Measurements
from ui.views.strokes import draw_lines
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Trace, flat_pen
from ui.views.timeline_strokes import Bins, pieces_of
from wbsim.history import Track


@final
class OtherLines:
    """The lines of branches that are not at hand, as one picture."""

    def __init__(self) -> None:
        self._layer = Layer()

    def draw(
        self,
        painter: QPainter,
        where: TimelineLayout,
        scale: Scale,
        traces: tuple[Trace, ...],
        hue: str,
        look: Look,
    ) -> None:
        """Draws the traces thinly, that of the branch that is compared a little stronger."""
        if not traces:
            return
        theme, grown = look.theme, max(1.0, look.scale)
        key = (where, scale, theme, grown, hue, look.beside, tuple(_Same(trace.last) for trace in traces))

        def paint(layer: QPainter) -> None:
            for trace in traces:
                beside = trace.shown.number == look.beside
                width = (2.2 if beside else 1.5) * grown
                layer.setPen(flat_pen(theme.mixed(hue, "sunk", 0.9 if beside else 0.62), width))
                draw_lines(layer, pieces_of(where, scale, bins_of(trace), width)[0])

        size = QSize(where.width, where.height)
        self._layer.draw(painter, key, size, paint)


@dataclass(frozen=True, eq=False)
class _Same:
    """An array that is the same only where it is the very same one."""

    array: Array

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.array is self.array

    def __hash__(self) -> int:
        return id(self.array)


def bins_of(trace: Trace) -> Bins:
    """A trace as bins of a line."""
    return Bins(trace.update, trace.low, trace.high, trace.last)


def loss_trace(shown: Shown, table: Measurements, tested: bool) -> Trace:
    """The loss of a branch on test or training points; `table` is what keeps its measurements."""
    fits = table.curves(shown.history.measured)
    column = (fits.test if tested else fits.train).copy()[:, None]
    return Trace(shown, fits.update.copy(), column, column, column)


def parameter_trace(shown: Shown, name: str) -> Trace:
    """One parameter as a branch remembers it; a gap where it did not exist."""
    updates, values = [np.empty(0)], [np.empty((0, 3))]
    there = False
    for block in shown.history.blocks:
        place = _place(block.track, name)
        if place is not None:
            theta = block.theta[:, :, place].astype(float)
            updates.append(block.update.astype(float))
            values.append(theta if theta.shape[1] == 3 else np.repeat(theta, 3, axis=1))
        elif there:  # it was taken away: nothing goes on from here
            updates.append(block.update[:1].astype(float))
            values.append(np.full((1, 3), np.nan))
        there = place is not None
    update, low_high_last = np.concatenate(updates), np.concatenate(values)
    return Trace(shown, update, low_high_last[:, 0:1], low_high_last[:, 1:2], low_high_last[:, 2:3])


@lru_cache(maxsize=256)
def _place(track: Track, name: str) -> int | None:
    return track.ids.index(name) if name in track.ids else None
