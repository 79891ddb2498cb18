"""Many edges of a diagram as straight pieces, those of about one width and one sign at once: several times as fast as one
by one with casings. It knows no network.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.views.network_layout import bezier
from ui.views.strokes import draw_lines

_PIECES = 16  # of a solid curve
_DASH = 5.5  # pixels of a dash, and of a gap
_LEAST = 4  # pieces of a dashed curve


@final
class Crowd:
    """The pieces of cubic curves (n, 4, 2)."""

    def __init__(self, curves: NDArray[np.float64]) -> None:
        self._solid = _pieces(curves, _PIECES)
        steps = np.diff(bezier(curves, np.linspace(0, 1, 9)), axis=1)
        lengths = np.hypot(steps[..., 0], steps[..., 1]).sum(axis=1)
        counts = np.maximum(_LEAST, np.rint(lengths / _DASH).astype(int))
        self._dashed: list[NDArray[np.float64]] = [np.empty((0, 4))] * len(curves)
        for count in np.unique(counts).tolist():
            own = np.flatnonzero(counts == count)
            dashes = _pieces(curves[own], count)[:, ::2]
            for k, lines in zip(own.tolist(), dashes, strict=True):
                self._dashed[k] = lines

    def paint(
        self,
        painter: QPainter,
        values: NDArray[np.floating],
        widths: NDArray[np.float64],
        colors: tuple[QColor, QColor],
        left_out: Collection[int | None],
    ) -> None:
        """Paints all but some, the thin ones first: `colors` for values from 0 on, and dashed for negative ones."""
        groups: dict[tuple[int, bool], list[NDArray[np.float64]]] = {}
        steps = np.rint(4 * widths).astype(int).tolist()
        for k, (step, negative) in enumerate(zip(steps, (values < 0).tolist(), strict=True)):
            if k not in left_out:
                lines = self._dashed[k] if negative else self._solid[k]
                groups.setdefault((step, negative), []).append(lines)
        for step, negative in sorted(groups):
            painter.setPen(QPen(colors[negative], step / 4, c=Qt.PenCapStyle.FlatCap))
            draw_lines(painter, np.concatenate(groups[step, negative]))


def _pieces(curves: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Curves as straight pieces that touch: (n, count, 4)."""
    points = bezier(curves, np.linspace(0, 1, count + 1))
    return np.concatenate([points[:, :-1], points[:, 1:]], axis=2)
