"""The lines of the charts of weights and biases. A chart keeps no numbers between moments, only thinned
blocks and pictures of lines that have settled.
"""

from __future__ import annotations

from typing import Literal, final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter

from ui import theme as themes
from ui.look import Listing, Look
from ui.theme import Theme
from ui.views import curves
from ui.views.axis import parameter_scale
from ui.views.contour import lengthened
from ui.views.curves import Columns, Thinner
from ui.views.listing import chosen_ids
from ui.views.measurements import FitCurves, Table, spread_row
from ui.views.names import layer_title, parameter_symbol, parameters_of
from ui.views.strokes import GrowingPicture, draw_lines
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import DENSE, Heading, Label, Read, flat_pen, step_of
from ui.views.timeline_ribbons import Ribbons, band_labels
from wbsim.layout import Layout
from wbsim.measured import SHARES
from wbsim.snapshot import Snapshot

MOST_LINES = 300  # above that a chart shows how the values are spread,
SAMPLED = 24  # and where there is room so many of them as lines
ALL = Listing()
_MANY = 12  # selected curves above that are drawn thin


@final
class ParameterChart(Curves):
    """Weights ("w") or biases ("b") of one layer, or of all, each as a line; or ribbons where they are too many."""

    def __init__(self, bed: Bed, kind: Literal["w", "b"], layer: int | None = None) -> None:
        super().__init__(bed)
        self._kind, self._layer = kind, layer
        hue = "weight" if kind == "w" else "bias"
        self._curve = "weight" if kind == "w" else "bias_line"
        self._hues = (f"{hue}_text", hue)
        self._all, self._strong = GrowingPicture(), GrowingPicture()
        self._ribbons = Ribbons(self._curve)
        self._thinner = Thinner(kind)
        self._spread: tuple[Layout | None, Table] = (None, Table(len(SHARES), spread_row(kind, None)))

    # --- what there is to show -----------------------------------------------------------------------------

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """Lines or ribbons, and which curves stand out."""
        plan, history = snapshot.plan, snapshot.history
        strong, hovered = self._marked(snapshot, look)
        own = chosen_ids(plan.layout, look.listing, self._kind, self._layer) if look.charts else None
        crowded = self.crowded(snapshot)
        if not crowded and look.charts and look.listing.text:  # only what is listed
            strong, hovered = (tuple(n for n in names if n in set(own or ())) for names in (strong, hovered))
        if not crowded:
            lines = own if self._narrowed(look) else None
            step = step_of(where.width, self.count(snapshot) if lines is None else len(lines))
            found = self._thinner.strands(history, where.per_update, step, lines, where.span)
            ends = curves.reach(found) if found else self._ends(snapshot)
            return Read(parameter_scale(*ends), fits, history, found, strong=strong, hovered=hovered)
        sample = _evenly(own, SAMPLED) if own is not None else ()
        wanted = tuple(dict.fromkeys((*sample, *strong, *hovered)))
        found = self._thinner.strands(
            history, where.per_update, step_of(where.width, len(wanted)), wanted, where.span
        )
        ribbon = self._spreads(snapshot)
        seen = ribbon[where.span.of(fits.update * where.per_update)]
        real = seen[np.isfinite(seen)]
        low, high = (float(real.min()), float(real.max())) if len(real) else self._ends(snapshot)
        few = curves.reach(found)
        scale = parameter_scale(min(low, few[0]), max(high, few[1]))
        return Read(scale, fits, history, found, ribbon, strong=strong, hovered=hovered)

    def _narrowed(self, look: Look) -> bool:
        """Whether it shows less than all there ever were of its kind."""
        return self._layer is not None or (look.charts and bool(look.listing.text))

    def _marked(self, snapshot: Snapshot, look: Look) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The parameters of the selected neuron, and those under the pointer."""
        plan, kind = snapshot.plan, self._kind
        row = None if self._layer is None else plan.rows[self._layer - 1]
        neurons = None if row is None else {str(neuron) for neuron in row.layer.neurons}

        def mine(name: str) -> bool:
            return name[:1] == kind and (neurons is None or name[2:].partition("<")[0] in neurons)

        strong = tuple(name for name in parameters_of(plan, look.neuron) if mine(name))
        under = parameters_of(plan, look.hover if isinstance(look.hover, int) else None)
        pointed = dict.fromkeys((*under, look.parameter or "", look.chosen or ""))
        named = (look.parameter, look.chosen)
        return strong, tuple(n for n in pointed if mine(n) and (n not in strong or n in named))

    def _spreads(self, snapshot: Snapshot) -> NDArray[np.floating]:
        """The quantiles at every measurement: (m, 7)."""
        layout = snapshot.plan.layout
        if self._layer is not None and self._spread[0] is not layout:
            row = spread_row(self._kind, frozenset(layout.strips[self._layer - 1].neurons))
            self._spread = (layout, Table(len(SHARES), row))
        return self._spread[1].rows(snapshot.history.measured)

    def count(self, snapshot: Snapshot) -> int:
        """How many there are."""
        plan = snapshot.plan
        rows = plan.rows if self._layer is None else plan.rows[self._layer - 1 : self._layer]
        if self._kind == "w":
            return sum(row.fan_in * row.fan_out for row in rows)
        return sum(row.fan_out for row in rows if row.biases >= 0)

    def _ends(self, snapshot: Snapshot) -> tuple[float, float]:
        """The smallest and the largest value of the moment, for before anything was recorded."""
        own = snapshot.state.theta[snapshot.plan.is_bias == (self._kind == "b")]
        real = own[np.isfinite(own)]
        return (float(real.min()), float(real.max())) if len(real) else (0.0, 0.0)

    def crowded(self, snapshot: Snapshot) -> bool:
        """Whether there are too many for lines."""
        count, followed = self.count(snapshot), chosen_ids(snapshot.plan.layout, ALL, self._kind, self._layer)
        if count > min(MOST_LINES, len(followed)):
            return True
        tracks = {block.track for block in snapshot.history.blocks} if self._layer is None else ()
        return max((curves.count_of(track, self._kind) for track in tracks), default=0) > MOST_LINES

    def heading(self, snapshot: Snapshot, look: Look, read: Read) -> Heading:
        """Weights or biases, or the layer whose they are; how many, and how many of them are drawn."""
        count, shown = self.count(snapshot), len({n for strand in read.found for n in strand.ids})
        under = themes.count(count)
        if self._layer is not None:
            name = layer_title(snapshot.plan, self._layer - 1)
            title = name[0].upper() + name[1:]
            words = {"w": (self.tr("weight"), self.tr("weights")), "b": (self.tr("bias"), self.tr("biases"))}
            noun = words[self._kind][count != 1]
        else:
            title = self.tr("Weights") if self._kind == "w" else self.tr("Biases")
            noun = "" if read.ribbon is not None else self.tr("lines") if count != 1 else self.tr("line")
        under = f"{under} {noun}".strip() if count else self.tr("none")
        note = ""
        if count and shown < count and look.charts:
            note = self.tr("{shown} shown").format(shown=themes.count(shown))
        hue = "weight" if self._kind == "w" else "bias"
        return Heading(title, under, hue, self._hues[0], read.scale, note=note)

    def tip(self, read: Read) -> str:
        """What it shows."""
        if read.ribbon is not None:
            return self.tr(
                "Bands from the smallest to the largest value, of 90 % and of half of them, around the median; "
                "lines are an even sample"
            )
        return (
            self.tr("Every weight over the updates")
            if self._kind == "w"
            else self.tr("Every bias over the updates")
        )

    # --- painting ------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws all curves, or how they are spread, and on top the ones that stand out."""
        theme, grown = look.theme, max(1.0, look.scale)
        share, width = (0.42, 1.3) if self._kind == "w" else (0.6, 1.5)
        if read.ribbon is not None:
            spread = self._ribbons.draw_bands(painter, where, read, theme)
            share, width = 0.66, 1.0
        elif sum(len(s.ids) for s in read.found[-1:]) > DENSE:
            width = 1.0
        if read.ribbon is None or look.charts:
            faint = theme.mixed(self._curve, "sunk", share)
            self._lines(painter, self._all, where, read, None, faint, width * grown)
        if read.ribbon is not None:
            self._ribbons.draw_median(painter, where, spread, theme, grown)
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

    def labels(
        self, where: TimelineLayout, top: int, read: Read, snapshot: Snapshot, cursor: int | None, most: int
    ) -> list[Label]:
        """The ends of the curves that stand out, or of the bands."""
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
        if not shown and read.ribbon is not None:
            names = (
                self.tr("min"), self.tr("5 %"), "", self.tr("median"), "", self.tr("95 %"), self.tr("max"),
            )  # fmt: skip
            update = snapshot.state.update if cursor is None else cursor
            return band_labels(where, top, read, update, names, self._hues, most)
        labels = []
        for name, value in shown.items():
            y = top + float(curves.heights(np.array([value]), read.scale, where.height)[0])
            symbol = parameter_symbol(snapshot.plan, name)
            labels.append(Label(y, *self._hues, "", symbol, themes.fixed(value), y if most > 0 else None))
        return labels


def _thinned(read: Read, where: TimelineLayout, only: tuple[str, ...] | None) -> list[Columns]:
    """The strands in pixels, or those of some ids."""
    chosen = [s if only is None else s.only(only) for s in read.found]
    left = where.span.left
    return [curves.drawn(s.thin, read.scale, where.height, left) for s in chosen if s.ids]


def _evenly(ids: tuple[str, ...], most: int) -> tuple[str, ...]:
    """At most `most` of some ids, evenly spread."""
    if len(ids) <= most:
        return ids
    return tuple(ids[place] for place in np.linspace(0, len(ids) - 1, most).astype(int).tolist())
