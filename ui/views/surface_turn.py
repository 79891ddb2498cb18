"""How a box stands on the screen: turned round its upright axis, tilted towards the eye, with a little perspective, and fitted
into a card. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

TALL = 0.62  # of the box, where its floor reaches from −1 to 1
_NEARER = 0.11  # how much larger things become on the way from the middle to the eye
TILTS = (8.0, 80.0)  # degrees that it can be tilted by

_CORNERS = np.array([(u, v) for u in (-1.0, 1.0) for v in (-1.0, 1.0)])


@dataclass(frozen=True)
class Stand:
    """A box on a card: u and v from −1 to 1 on its floor, h from 0 to 1 up."""

    turn: float
    tilt: float
    card: QRectF

    def _flat(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """(m, 3) of u, v, h → (m, 3) of right, down and away, before it is fitted."""
        round_, down = math.radians(self.turn), math.radians(self.tilt)
        right = at[:, 0] * math.cos(round_) + at[:, 1] * math.sin(round_)
        away = at[:, 1] * math.cos(round_) - at[:, 0] * math.sin(round_)
        up = 2 * TALL * (at[:, 2] - 0.5)
        lifted = up * math.cos(down) + away * math.sin(down)
        depth = away * math.cos(down) - up * math.sin(down)
        near = 1 / (1 + _NEARER * depth)
        return np.stack([right * near, -lifted * near, depth], axis=1)

    @cached_property
    def _fit(self) -> tuple[float, float, float]:
        """Pixels a unit, and where the middle lies."""
        corners = np.array([(*corner, h) for corner in _CORNERS.tolist() for h in (0.0, 1.0)])
        flat = self._flat(corners)[:, :2]
        low, high = flat.min(axis=0), flat.max(axis=0)
        scale = min(self.card.width() / (high[0] - low[0]), self.card.height() / (high[1] - low[1]))
        middle = (low + high) / 2
        return (
            float(scale), self.card.center().x() - float(scale * middle[0]),
            self.card.center().y() - float(scale * middle[1]),
        )  # fmt: skip

    def on_screen(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """(m, 3) of u, v, h → (m, 3) of x, y and depth; what is farther has more depth."""
        scale, x, y = self._fit
        flat = self._flat(at)
        return np.stack([x + scale * flat[:, 0], y + scale * flat[:, 1], flat[:, 2]], axis=1)

    def point(self, u: float, v: float, h: float) -> QPointF:
        """The screen place of one point."""
        x, y, _ = self.on_screen(np.array([(u, v, h)]))[0].tolist()
        return QPointF(x, y)

    @cached_property
    def nearest(self) -> tuple[float, float]:
        """The corner of the floor that is nearest to the eye: −1 or 1 along u and v."""
        depth = self.on_screen(np.column_stack([_CORNERS, np.zeros(4)]))[:, 2]
        u, v = _CORNERS[int(np.argmin(depth))].tolist()
        return u, v

    @cached_property
    def leftmost(self) -> tuple[float, float]:
        """The corner of the floor that is leftmost on the screen."""
        x = self.on_screen(np.column_stack([_CORNERS, np.zeros(4)]))[:, 0]
        u, v = _CORNERS[int(np.argmin(x))].tolist()
        return u, v
