"""The lines of the charts of weights and biases. A chart keeps no numbers between moments, only thinned
blocks and pictures of lines that have settled.
"""

from __future__ import annotations

from typing import Literal, final

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views import curves
from ui.views.axis import parameter_scale
from ui.views.contour import lengthened
from ui.views.curves import Columns, FitCurves, Thinner
from ui.views.names import parameter_symbol, parameters_of
from ui.views.strokes import GrowingPicture, draw_lines
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import DENSE, Label, Read, flat_pen, step_of
from wbsim.snapshot import Snapshot

MOST_LINES = 300  # above that a chart shows how the values are spread
_MANY = 12  # selected curves above that are drawn thin


@final
class ParameterChart(Curves):
    """Every weight, or every bias, as a line; or ribbons where they are too many."""

    def __init__(self, bed: Bed, kind: Literal["w", "b"]) -> None:
        super().__init__(bed)
        self._kind = kind
        self._curve, self._text = ("weight", "weight_text") if kind == "w" else ("bias_line", "bias_text")
        self._all, self._strong, self._median = GrowingPicture(), GrowingPicture(), GrowingPicture()
        self._thinner = Thinner(kind)

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """What to show: lines or ribbons, and which curves stand out."""
        plan, history = snapshot.plan, snapshot.history
        strong = tuple(name for name in parameters_of(plan, look.neuron) if name[0] == self._kind)
        pointed = (
            *parameters_of(plan, look.hover if isinstance(look.hover, int) else None),
            look.parameter or "",
        )
        hovered = tuple(
            n for n in pointed if n[:1] == self._kind and (n not in strong or n == look.parameter)
        )
        if not self._crowded(snapshot):
            step = step_of(where.width, self.count(snapshot))
            found = self._thinner.strands(history, where.per_update, step, span=where.span)
            ends = curves.reach(found) if found else self._ends(snapshot)
            return Read(parameter_scale(*ends), fits, history, found, None, strong, hovered)
        quantiles = fits.weights if self._kind == "w" else fits.biases
        wanted = tuple(dict.fromkeys((*strong, *hovered)))
        step = step_of(where.width, len(wanted))
        found = self._thinner.strands(history, where.per_update, step, wanted, where.span)
        seen = quantiles[where.span.of(fits.update * where.per_update)]
        real = seen[np.isfinite(seen)]
        low, high = (float(real.min()), float(real.max())) if len(real) else self._ends(snapshot)
        few = curves.reach(found)
        return Read(
            parameter_scale(min(low, few[0]), max(high, few[1])),
            fits,
            history,
            found,
            quantiles,
            strong,
            hovered,
        )

    def count(self, snapshot: Snapshot) -> int:
        """How many there are."""
        biases = int(snapshot.plan.is_bias.sum())
        return biases if self._kind == "b" else snapshot.plan.size - biases

    def _ends(self, snapshot: Snapshot) -> tuple[float, float]:
        """The smallest and the largest value of the moment, for before anything was recorded."""
        own = snapshot.state.theta[snapshot.plan.is_bias == (self._kind == "b")]
        real = own[np.isfinite(own)]
        return (float(real.min()), float(real.max())) if len(real) else (0.0, 0.0)

    def _crowded(self, snapshot: Snapshot) -> bool:
        tracks = {block.track for block in snapshot.history.blocks}
        followed = not tracks or len(snapshot.history.blocks[-1].track.ids) == snapshot.plan.size
        most = max((curves.count_of(track, self._kind) for track in tracks), default=0)
        return max(self.count(snapshot), most) > MOST_LINES or not followed

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws all curves, or how they are spread, and on top the ones that stand out."""
        theme, grown = look.theme, max(1.0, look.scale)
        if read.ribbon is not None:
            self._draw_ribbons(painter, where, read, theme, grown)
        else:
            share, width = (0.42, 1.3) if self._kind == "w" else (0.6, 1.5)
            if sum(len(s.ids) for s in read.found[-1:]) > DENSE:
                width = 1.0
            self._lines(
                painter,
                self._all,
                where,
                read,
                None,
                theme.mixed(self._curve, "sunk", share),
                width * grown,
            )
        few = len(read.strong) <= _MANY
        thick = (2.8 if self._kind == "w" else 3.4) if few else 1.3
        if read.strong:
            color = theme.color(self._curve) if few else theme.mixed(self._curve, "sunk", 0.6)
            self._lines(painter, self._strong, where, read, read.strong, color, thick * grown)
        if read.hovered:
            self._draw_hovered(painter, where, read, theme, grown)

    def _lines(
        self,
        painter: QPainter,
        picture: GrowingPicture,
        where: TimelineLayout,
        read: Read,
        only: tuple[str, ...] | None,
        color: QColor,
        width: float,
    ) -> None:
        parts = [curves.pieces(thin) for thin in _thinned(read, where, only)]
        lines, settled = curves.joined(parts)
        if width > 2:
            lines = lengthened(lines, 0.25 * width)
        size = QSize(where.width, where.height)
        picture.draw(
            painter,
            QPointF(0, 0),
            size,
            lines,
            settled,
            (flat_pen(color, width),),
            (color.rgba(), width),
        )

    def _draw_hovered(
        self, painter: QPainter, where: TimelineLayout, read: Read, theme: Theme, grown: float
    ) -> None:
        lines = lengthened(
            curves.joined([curves.pieces(t) for t in _thinned(read, where, read.hovered)])[0], 0.8
        )
        painter.save()
        painter.setClipRect(0, 0, where.width, where.height)
        for color, width in ((theme.color("sunk"), 6.0), (theme.color(self._curve), 3.0)):
            painter.setPen(flat_pen(color, width * grown))
            draw_lines(painter, lines)
        painter.restore()

    def _draw_ribbons(
        self, painter: QPainter, where: TimelineLayout, read: Read, theme: Theme, grown: float
    ) -> None:
        """Outer and inner quantiles as bands, the median as a line."""
        assert read.ribbon is not None
        x = read.fits.update * where.per_update
        thin = curves.columns(x, read.ribbon, read.ribbon, read.ribbon, step_of(where.width, 1))
        thin = curves.drawn(curves.within(thin, where.span), read.scale, where.height, where.span.left)
        y = thin.last
        if not len(y) or not np.isfinite(y).all():
            return
        painter.save()
        painter.setClipRect(0, 0, where.width, where.height)
        painter.setPen(Qt.PenStyle.NoPen)
        for one, two, alpha in ((0, 4, 0.18), (1, 3, 0.34)):
            color = theme.color("weight" if self._kind == "w" else "bias_line")
            color.setAlphaF(alpha)
            painter.setBrush(color)
            there, back = list(zip(thin.x, y[:, one], strict=True)), list(zip(thin.x, y[:, two], strict=True))
            painter.drawPolygon(QPolygonF([QPointF(a, b) for a, b in (*there, *reversed(back))]))
        painter.restore()
        middle = Columns(thin.x, y[:, 2:3], y[:, 2:3], y[:, 2:3])
        lines, settled = curves.pieces(middle)
        color = theme.color(self._curve)
        size = QSize(where.width, where.height)
        self._median.draw(
            painter,
            QPointF(0, 0),
            size,
            lengthened(lines, 0.5),
            settled,
            (flat_pen(color, 2.6 * grown),),
            color.rgba(),
        )

    def labels(
        self, where: TimelineLayout, top: int, read: Read, snapshot: Snapshot, cursor: int | None, most: int
    ) -> list[Label]:
        """The ends of the curves that stand out, at the cursor's update or the latest."""
        shown: dict[str, float] = {}
        for name in dict.fromkeys((*read.hovered, *read.strong)):
            value = curves.value_at(read.history, name, cursor) if cursor is not None else None
            if cursor is None and name in snapshot.plan.index:
                value = float(snapshot.state.theta[snapshot.plan.index[name]])
            if value is not None:
                shown[name] = value
        if len(shown) > most:
            first = [n for n in read.hovered if n in shown][:1]
            rest = sorted((n for n in shown if n not in first), key=lambda n: -abs(shown[n]))
            shown = {name: shown[name] for name in (*first, *rest[: most - len(first)])}
        labels = []
        for name, value in shown.items():
            y = top + float(curves.heights(np.array([value]), read.scale, where.height)[0])
            labels.append(
                Label(
                    y,
                    self._text,
                    "",
                    parameter_symbol(snapshot.plan, name),
                    themes.fixed(value),
                    y if most > 0 else None,
                )
            )
        return labels


def _thinned(read: Read, where: TimelineLayout, only: tuple[str, ...] | None) -> list[Columns]:
    """The strands in pixels, or those of some ids."""
    chosen = [s if only is None else s.only(only) for s in read.found]
    left = where.span.left
    return [curves.drawn(s.thin, read.scale, where.height, left) for s in chosen if s.ids]
