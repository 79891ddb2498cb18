"""Paints the edges of a diagram as one update is walked: weights that are used, gradients that flow back, weights that
have moved. It knows curves and numbers, no tiles.
"""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.look import Look
from ui.theme import Theme
from ui.views.network_edges import CASED, edge_path, edge_pen, edge_pieces, edge_scale, edge_widths
from ui.views.network_layout import Diagram, bezier
from ui.views.network_steps_legend import gradient_width, paint_step
from ui.views.step_reach import Reach

Floats = NDArray[np.floating]
_HEADED = 0.15  # share of the largest gradient from which on an edge has an arrow head
_MARKED = 0.02  # share of the largest step from which on an edge has its mark


@final
class StepEdges:
    """The edges of one diagram; `neurons` and `terms` (edges,) say which weight of which neuron each is."""

    def __init__(self, diagram: Diagram, plan_order: dict[int, int]) -> None:
        edges = diagram.edges
        self.diagram, self.places = diagram, edges.places
        self.neurons = np.array([plan_order[target] for target in edges.targets], np.int64)
        seen: dict[int, int] = {}
        terms = []
        for target in edges.targets:
            terms.append(seen.get(target, 0))
            seen[target] = terms[-1] + 1
        self.terms = np.array(terms, np.int64)
        self._paths = [edge_path(points) for points in edges.curves.tolist()]
        self.crowded = len(self._paths) > CASED
        self._pieces = [edge_pieces(curve) for curve in edges.curves] if self.crowded else []
        self._middles = bezier(edges.curves, np.array([0.5]))[:, 0].tolist() if len(edges.ids) else []

    # --- which of them --------------------------------------------------------------------------------------

    def used(self, reach: Reach) -> NDArray[np.bool_]:
        """Which weights have made their product."""
        return self.terms < reach.products[self.neurons]

    def sloped(self, reach: Reach) -> NDArray[np.bool_]:
        """Which have their gradient."""
        return self.terms < reach.slopes[self.neurons]

    def moved(self, reach: Reach) -> NDArray[np.bool_]:
        """Which have taken their step."""
        return self.terms < reach.steps[self.neurons]

    def lit(self, before: Reach, now: Reach) -> NDArray[np.bool_]:
        """Those that the last step was about."""
        if now.phase == "backward":
            return self.sloped(now) & ~self.sloped(before)
        if now.phase == "update":
            return self.moved(now) & ~self.moved(before)
        return self.used(now) & ~self.used(before)

    # --- painting -------------------------------------------------------------------------------------------

    def paint_weights(
        self, painter: QPainter, look: Look, theta: Floats, used: NDArray[np.bool_], lit: NDArray[np.bool_]
    ) -> None:
        """Weights (edges,) in their hues: those not used yet pale, those at hand in full."""
        theme = look.theme
        widths = edge_widths(theta, edge_scale(self.diagram, look.scale))
        shades = {
            (kind, negative): theme.color(token) if share == 1 else theme.mixed(token, "panel", share)
            for kind, share in (("coming", 0.24), ("used", 0.72), ("lit", 1.0))
            for negative, token in ((False, "weight"), (True, "negative"))
        }
        self._halo(painter, look, theta < 0)
        groups = []
        for kind, mask in (("coming", ~used & ~lit), ("used", used & ~lit), ("lit", lit)):
            groups += [
                (mask & (theta < 0), shades[kind, True], True),
                (mask & (theta >= 0), shades[kind, False], False),
            ]
        self._paint(painter, theme, widths, groups)

    def paint_blame(
        self,
        painter: QPainter,
        look: Look,
        gradient: Floats,
        sloped: NDArray[np.bool_],
        lit: NDArray[np.bool_],
        widest: float,
    ) -> None:
        """Gradients (edges,) in the hue of the loss, arrow heads at the sources; thin ink where none is yet."""
        theme = look.theme
        shares = np.abs(gradient.astype(np.float64)) / max(widest, 1e-300)
        scale = edge_scale(self.diagram, look.scale)
        widths = np.where(
            sloped, gradient_width(np.minimum(1.0, np.nan_to_num(shares)), scale), 1.1 * look.scale
        )
        self._halo(painter, look, gradient < 0)
        negative = gradient < 0
        far, near = theme.mixed("loss", "panel", 0.66), theme.color("loss")
        self._paint(
            painter, theme, widths,
            [
                (~sloped, theme.color("line2"), False),
                (sloped & ~lit & negative, far, True), (sloped & ~lit & ~negative, far, False),
                (lit & negative, near, True), (lit & ~negative, near, False),
            ],
        )  # fmt: skip
        painter.setPen(QPen(theme.color("panel"), 1.4))
        for k in np.flatnonzero(sloped & (shares > _HEADED)).tolist():
            painter.setBrush(theme.color("loss"))
            (x, y), (u, v) = (
                self.diagram.edges.curves[k, 0].tolist(),
                self.diagram.edges.curves[k, 1].tolist(),
            )
            self._head(painter, x, y, u, v, (5.0 + 0.55 * gradient_width(float(shares[k]), 1.0)) * scale)

    def paint_steps(
        self,
        painter: QPainter,
        look: Look,
        step: Floats,
        moved: NDArray[np.bool_],
        grown: NDArray[np.floating],
    ) -> None:
        """On each weight that moved a mark that says which way and, by its size, how far; `grown` (edges,) from 0 to 1."""
        sizes = np.abs(step.astype(np.float64))
        most = float(sizes.max(initial=0.0))
        if most <= 0:
            return
        scale = min(1.0, max(0.6, (40 / max(1, len(sizes))) ** 0.5)) * max(0.86, look.scale)
        for k in np.flatnonzero(moved & (sizes > _MARKED * most)).tolist():
            x, y = self._middles[k]
            reach = (4.2 + 3.8 * float(sizes[k] / most) ** 0.5) * scale * float(grown[k])
            if reach > 0.5:
                paint_step(painter, look.theme, x, y, reach, up=bool(step[k] > 0))

    def point(self, edge: int, share: float) -> tuple[float, float]:
        """The point of an edge at a share of its way, 0 at its source."""
        x, y = bezier(self.diagram.edges.curves[edge : edge + 1], np.array([share]))[0, 0].tolist()
        return x, y

    def _halo(self, painter: QPainter, look: Look, negative: NDArray[np.bool_]) -> None:
        """The pale band under the edge that is pointed at, here or on the sheet."""
        hovered = self.diagram.edges.index.get(look.parameter or "")
        if hovered is not None:
            pale = "negative_pale" if negative[hovered] else "weight_pale"
            painter.strokePath(self._paths[hovered], QPen(look.theme.color(pale), 18 * look.scale))

    def _paint(
        self, painter: QPainter, theme: Theme, widths: NDArray[np.float64],
        groups: list[tuple[NDArray[np.bool_], QColor, bool]],
    ) -> None:  # fmt: skip
        """Group after group, in each the thin ones first; a crowd as straight pieces of about one width."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        casing = QPen(theme.color("panel"), 1)
        casing.setCapStyle(Qt.PenCapStyle.FlatCap)
        for mask, color, dashed in groups:
            chosen = np.flatnonzero(mask)
            if self.crowded:
                steps: dict[int, list[QLineF]] = {}
                for k in chosen.tolist():
                    steps.setdefault(round(4 * widths[k]), []).extend(self._pieces[k][dashed])
                for step in sorted(steps):
                    painter.setPen(QPen(color, max(0.5, step / 4), c=Qt.PenCapStyle.FlatCap))
                    painter.drawLines(steps[step])
                continue
            for k in chosen[np.argsort(widths[chosen], kind="stable")].tolist():
                casing.setWidthF(widths[k] + 3)
                painter.strokePath(self._paths[k], casing)
                painter.strokePath(self._paths[k], edge_pen(color, float(widths[k]), dashed))

    @staticmethod
    def _head(painter: QPainter, x: float, y: float, u: float, v: float, size: float) -> None:
        """An arrow head at (x, y) that points away from (u, v)."""
        length = max(1e-9, ((u - x) ** 2 + (v - y) ** 2) ** 0.5)
        dx, dy = (u - x) / length, (v - y) / length
        tip = QPointF(x - 1, y)
        painter.drawPolygon(
            QPolygonF(
                [
                    tip,
                    QPointF(tip.x() + size * 1.5 * dx - size * dy, tip.y() + size * 1.5 * dy + size * dx),
                    QPointF(tip.x() + size * 1.5 * dx + size * dy, tip.y() + size * 1.5 * dy - size * dx),
                ]
            )
        )
