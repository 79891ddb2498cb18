"""Paints the diagram of a network whose biases are edges from units that are always 1, and every step on the way there:
discs that slide from their neurons into the unit of their layer. It changes nothing.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.bias_disc import Disc, draw_disc, paint_diamond, paint_disc, paint_lock, radius
from ui.views.network_biases import disc_of, figure_box, figure_of, paint_figure, short
from ui.views.network_crowd import Crowd
from ui.views.network_edges import edge_path, edge_pen, edge_scale, edge_widths
from ui.views.network_finding import free_places
from ui.views.network_layout import Box, Key, Node
from ui.views.network_paint import DiagramPainter, label_box, label_size
from ui.views.network_plus_layout import PlusForm, tail
from ui.views.network_plus_units import around, caption, empty_places, paint_unit
from ui.views.parameter_marks import Marks, held
from wbsim.ids import bias_id
from wbsim.snapshot import Snapshot

_HELD = 0.42  # share of its hue that the edge of a bias keeps which training leaves alone
_MERGING = 0.8  # how far a form has come when the discs are where the units will be, and begin to become them
_WIDER = (1.5, 1.3, 1.1)  # how much wider than that of a weight the label of a bias is, as there is room


@final
class PlusPainter:
    """Paints one form of one diagram; keeps what follows from it, as `DiagramPainter` does for tiles and weights."""

    def __init__(self, form: PlusForm) -> None:
        self.form = form
        self.inner = DiagramPainter(form.diagram)
        self._way = min(1.0, form.share / _MERGING)  # how far the discs have come
        self._tails = tail(form.curves, 1 - self._way)
        self._crowd = Crowd(self._tails) if self.inner.is_crowded else None
        self._paths: dict[int, QPainterPath] = {}
        self._labels: dict[tuple[Key | None, float], Box | None] = {}

    def paint(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """Paints everything as it stands in the snapshot."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.inner.paint_edges(painter, snapshot, look, marks)
        self._paint_edges(painter, snapshot, look, marks)
        self.inner.paint_tiles(painter, snapshot, look)
        self.inner.paint_labels(painter, snapshot, look, marks)
        self._paint_words(painter, look)
        self._paint_ends(painter, snapshot, look, marks)
        self._paint_units(painter, look)
        self._paint_label(painter, snapshot, look, marks)

    # --- edges ----------------------------------------------------------------------------------------------

    def _paint_edges(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        form, theme = self.form, look.theme
        values = snapshot.state.theta[form.places]
        still = held(snapshot.plan)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        casing = QPen(theme.color("panel"), 1)
        casing.setCapStyle(Qt.PenCapStyle.FlatCap)
        sizes = edge_widths(values, edge_scale(form.diagram, look.scale))
        every = set(range(len(form.neurons)))
        chosen = every
        tones = (theme.color("bias_line"), theme.mixed("bias_line", "panel", _HELD))
        paler = set() if still is None else set(np.flatnonzero(still[form.places]).tolist())
        if self._crowd is not None:
            at_hand = (look.neuron, look.hover)
            chosen = {
                k for k, neuron in enumerate(form.neurons)
                if neuron in at_hand or bias_id(neuron) in (look.parameter, marks.diverged)
            }  # fmt: skip
            for tone, others in ((tones[1], every - paler), (tones[0], paler)):
                self._crowd.paint(painter, values, sizes, (tone, tone), chosen | others)
        widths = sizes.tolist()
        for k in np.argsort(np.abs(values), kind="stable").tolist():
            if k not in chosen:
                continue
            name, negative, path = bias_id(form.neurons[k]), bool(values[k] < 0), self._path(k)
            if look.parameter == name or form.neurons[k] in (look.neuron, look.hover):
                wide = 18.0 if look.parameter == name else 12.0
                painter.strokePath(path, QPen(theme.color("bias_pale"), wide * look.scale))
            else:
                casing.setWidthF(widths[k] + 3)
                painter.strokePath(path, casing)
            color = theme.color("loss") if name == marks.diverged else tones[k in paler]
            painter.strokePath(path, edge_pen(color, widths[k], negative))

    def _path(self, edge: int) -> QPainterPath:
        if edge not in self._paths:
            self._paths[edge] = edge_path(self._tails[edge].tolist())
        return self._paths[edge]

    # --- neurons --------------------------------------------------------------------------------------------

    def _paint_ends(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """At every neuron the bead where its bias docks, the disc that leaves it, and the value."""
        for node in self.form.diagram.nodes:
            disc = disc_of(snapshot, look, marks, node)
            if disc is None or node.disc is None:
                continue
            edge = self.form.index.get(node.key)
            if edge is not None:
                self._paint_bead(painter, look, node, disc)
            at = self._place(node, edge)
            reach = radius(disc.value, node.mark)
            if self.form.share < 1:
                self._paint_leaving(painter, look.theme, at, disc, node.mark, edge)
            self._paint_value(painter, look, node, disc, reach)

    def _paint_bead(self, painter: QPainter, look: Look, node: Node, disc: Disc) -> None:
        """The end of a bias's edge, with what marks the bias."""
        theme, share = look.theme, self.form.share
        center = QPointF(*self.form.bead(node.key))
        size = min(5.0 * max(0.8, look.scale), 0.16 * node.box.height + 1) * min(1.0, 2 * share)
        if disc.locked:
            paint_lock(painter, theme, center, 1.7 * size)
        elif disc.edited:
            paint_diamond(painter, theme, center, 1.1 * size)
        else:
            painter.setPen(QPen(theme.color("panel"), 1.4))
            painter.setBrush(theme.color("loss" if disc.diverged else "bias_line"))
            painter.drawEllipse(center, size, size)

    def _place(self, node: Node, edge: int | None) -> tuple[float, float]:
        """Where the disc of a neuron is on its way along its edge."""
        assert node.disc is not None
        if edge is None:
            return node.disc
        share, (bx, by) = self._way, self.form.bead(node.key)
        (x, y), (sx, sy) = self._tails[edge, 0].tolist(), self.form.curves[edge, 0].tolist()
        cx, cy = self.form.units[self.form.sources[edge]].center
        back = 1 - share
        return (
            x + back * (node.disc[0] - bx) + share * (cx - sx),
            y + back * (node.disc[1] - by) + share * (cy - sy),
        )

    def _paint_leaving(
        self, painter: QPainter, theme: Theme, at: tuple[float, float], disc: Disc, mark: float, edge: int | None
    ) -> None:  # fmt: skip
        """A disc on its way, which grows to the size of the unit; one that is off has nowhere to go and fades."""
        share = self.form.share
        fading = share if edge is None else max(0.0, (share - _MERGING) / (1 - _MERGING))
        painter.setOpacity(1 - fading)
        if (
            edge is None or self.inner.is_crowded
        ):  # of many discs there are pictures, and they keep their sizes
            draw_disc(painter, theme, *at, disc, mark)
        else:
            unit = self.form.units[self.form.sources[edge]]
            growth = unit.radius / radius(disc.value, 1.0) - mark
            paint_disc(painter, theme, *at, disc, mark + self._way * growth)
        painter.setOpacity(1.0)

    def _paint_value(self, painter: QPainter, look: Look, node: Node, disc: Disc, reach: float) -> None:
        """The value of a bias, from beside its disc to under its tile."""
        form, at_hand = self.form, node.key in (look.hover, look.neuron)
        old, new = form.diagram.figures != "none" or at_hand, form.figures[node.column] != "none" or at_hand
        if not (new if form.share >= 0.5 else old):
            return
        text, token, font = figure_of(look, disc, node.mark)
        was = figure_box(form.diagram, node, disc, reach, text, font)
        will = form.figure(node.key, was.width(), was.height())
        share = form.share
        box = QRectF(was)
        box.moveTo(was.x() + share * (will.x - was.x()), was.y() + share * (will.y - was.y()))
        paint_figure(painter, look, box, text, token, font, veiled=True)

    # --- units ----------------------------------------------------------------------------------------------

    def _paint_units(self, painter: QPainter, look: Look) -> None:
        shown = (self.form.share - _MERGING) / (1 - _MERGING)
        if shown <= 0:
            return
        painter.setOpacity(min(1.0, shown))
        for unit in self.form.units:
            if unit.why is None:
                paint_unit(painter, look.theme, unit.center, unit.radius)
        painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter, look: Look) -> None:
        """Where there is no unit, why; and over the units of the inputs, that these have no bias."""
        shown = 2 * self.form.share - 1
        if shown <= 0:
            return
        painter.setOpacity(shown)
        for box, lines in empty_places(self.form, look.scale):
            painter.setFont(caption(look.scale))
            painter.setPen(look.theme.color("ink2"))
            for k, line in enumerate(lines):
                tall = box.height / len(lines)
                part = QRectF(box.x, box.y + k * tall, box.width, tall)
                painter.drawText(part, Qt.AlignmentFlag.AlignCenter, line)
        painter.setOpacity(1.0)

    # --- labels ---------------------------------------------------------------------------------------------

    def label_box(self, neuron: Key | None, scale: float) -> Box | None:
        """The box of the label on the edge of a neuron's bias; None for no neuron, no bias or no room."""
        key = (neuron, scale)
        if key not in self._labels:
            edge = self.form.index.get(neuron) if neuron is not None else None
            self._labels[key] = None if edge is None else self._free_box(neuron, edge, scale)
        return self._labels[key]

    def _free_box(self, neuron: Key | None, edge: int, scale: float) -> Box | None:
        """A box on an edge that covers nothing, narrower where it must be."""
        taken = [node.box for node in self.form.diagram.nodes]
        taken += [label_box(place, scale) for place in self.inner.places(neuron, scale).values()]
        taken += [around(unit) for unit in self.form.units if unit.why is None]
        taken += [box for box, _ in empty_places(self.form, scale)]
        width, height = label_size(scale)
        for wider in _WIDER:
            places = free_places(self.form.curves[[edge]], wider * width, height, taken)
            if places:
                return _boxed(places[0], wider, scale)
        return None

    def _paint_label(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """1 times the bias on the edge of the selected neuron, and on the one at hand."""
        if self.form.share < 1:
            return
        boxes, still = {look.neuron: self.label_box(look.neuron, look.scale)}, held(snapshot.plan)
        for k, neuron in enumerate(self.form.neurons):
            if look.parameter == bias_id(neuron) and boxes.get(neuron) is None:
                boxes[neuron] = self.label_box(neuron, look.scale) or _boxed(
                    self._middle(k), _WIDER[0], look.scale
                )
        for key, box in boxes.items():
            edge = self.form.index.get(key) if key is not None else None
            if box is not None and edge is not None:
                place = int(self.form.places[edge])
                locked = bias_id(self.form.neurons[edge]) in marks.locked
                kept = locked or (still is not None and bool(still[place]))
                _pill(painter, look, box, float(snapshot.state.theta[place]), kept)

    def _middle(self, edge: int) -> tuple[float, float]:
        a, b, c, d = self.form.curves[edge].tolist()
        return (a[0] + 3 * b[0] + 3 * c[0] + d[0]) / 8, (a[1] + 3 * b[1] + 3 * c[1] + d[1]) / 8


def _boxed(place: tuple[float, float], wider: float, scale: float) -> Box:
    width, height = label_size(scale)
    return Box(place[0] - wider * width / 2, place[1] - height / 2, wider * width, height)


def _pill(painter: QPainter, look: Look, box: Box, value: float, locked: bool) -> None:
    theme, target = look.theme, QRectF(box.x, box.y, box.width, box.height)
    pen = QPen(QColor(theme.color("bias_line")), 1.7 * max(1.0, look.scale))
    painter.setPen(pen)
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(target, box.height / 2, box.height / 2)
    painter.setPen(theme.color("bias_text"))
    said = f"1 · {short(value)}"
    painter.setFont(themes.fitting_font(said, box.width - 8, max(11.5, 14 * look.scale), 700))
    painter.drawText(target, Qt.AlignmentFlag.AlignCenter, said)
    if locked:
        paint_lock(painter, theme, QPointF(target.right() - 2, target.top() + 2), 9 * look.scale)
