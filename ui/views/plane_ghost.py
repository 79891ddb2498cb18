"""Another moment on the plane: the boundary or the curve of the present or of another branch, in dashes, beside the
one that is looked at. It knows neither player nor pointer.
"""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.contour import chained, dashed
from ui.views.field import Meaning
from ui.views.plane_curve import curve_pieces
from ui.views.plane_curve_line import CurveLine
from ui.views.plane_field import level_pieces
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import NeuronLine, Point
from ui.views.plane_regions import border_pieces
from ui.views.strokes import draw_lines
from wbsim.snapshot import Ghost, Snapshot

_DASH, _GAP = 6.0, 4.5  # pixels
_FAR = 1e6  # pixels beyond which nothing is drawn


def ghost_of(snapshot: Snapshot, read: Meaning) -> Ghost | None:
    """The other moment, where it can be drawn over this one: the output of the same inputs, with a line to show."""
    ghost = snapshot.ghost
    if ghost is None or read.unit is not None:
        return None
    here, there = snapshot.plan.description, ghost.plan.description
    if here.ranges != there.ranges or len(here.classes) != len(there.classes):
        return None
    shown = ghost.seen.curve is not None or ghost.seen.regions is not None
    return ghost if shown or (ghost.seen.plane is not None and read.level is not None) else None


def ghost_words(snapshot: Snapshot, ghost: Ghost) -> str:
    """Whose line it is: `at 1 000`, or `B at 660` of another branch."""
    at = _tr("at {update}").format(update=themes.count(ghost.state.update))
    if ghost.branch == snapshot.branch:
        return at
    letter = next((one.letter for one in snapshot.branches if one.number == ghost.branch), "")
    return f"{letter} {at}".strip()


def moment_words(snapshot: Snapshot) -> str:
    """The moment that is looked at, to tell it from the other one."""
    return _tr("at {update}").format(update=themes.count(snapshot.state.update))


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneView", text)


@final
class GhostLine:
    """The dashes of the other moment, made once for what they are made from: it holds still while this one moves."""

    def __init__(self) -> None:
        self._made_from: tuple[object, ...] = ()
        self._lines: NDArray[np.floating] = np.empty((0, 4))

    def lines(self, where: PlaneLayout, ghost: Ghost, level: float | None) -> NDArray[np.floating]:
        """The dashes (n, 4) in pixels of the plot."""
        key = (where, level, ghost.seen)
        if key != self._made_from:
            self._made_from, self._lines = key, ghost_lines(where, ghost, level)
        return self._lines


def ghost_lines(where: PlaneLayout, ghost: Ghost, level: float | None) -> NDArray[np.floating]:
    """Where the other moment's classes meet, or its curve, in dashes: (n, 4) in pixels of the plot."""
    seen = ghost.seen
    lines: NDArray[np.floating] = np.empty((0, 4))
    if seen.curve is not None:
        pieces = curve_pieces(where, seen.curve)
        lines = dashed([pieces] if len(pieces) else [], _DASH, _GAP)
    elif seen.regions is not None:
        cells = len(seen.regions.winner)
        chains = chained(np.asarray(border_pieces(seen.regions), np.float64))
        lines = where.pieces(dashed(chains, _DASH / where.cell(cells), _GAP / where.cell(cells)), cells)
    elif seen.plane is not None and level is not None:
        found, cells = level_pieces(where, seen.plane, level)
        chains = chained(found)
        lines = where.pieces(dashed(chains, _DASH / where.cell(cells), _GAP / where.cell(cells)), cells)
    return lines[(np.abs(lines) < _FAR).all(axis=1)]


def paint_before(painter: QPainter, look: Look, where: PlaneLayout, line: NeuronLine | CurveLine) -> None:
    """Where a line was before a hand moved it, in dots."""
    (left, right), _ = where.window.ranges
    if isinstance(line, CurveLine):
        ends: tuple[Point, Point] | None = (left, line.at(left)), (right, line.at(right))
    else:
        ends = line.ends(where.window)
    if ends is None:
        return
    pen = look.theme.pen("ink2", 2.0 * max(1.0, look.scale))
    pen.setDashPattern([1.2, 2.2])
    painter.setPen(pen)
    painter.drawLine(*(QPointF(*where.pixel(*end)) for end in ends))


def paint_ghost(painter: QPainter, look: Look, lines: NDArray[np.floating]) -> None:
    """The dashes in ink, thinner than the line of this moment."""
    grown = max(1.0, look.scale)
    for color, wide in (("panel", 4.6), ("ink", 2.0)):
        painter.setPen(look.theme.pen(color, wide * grown))
        draw_lines(painter, lines)
