"""Paints the diagram of a network that is drawn neuron by neuron: edges, tiles, bias discs, labels.
It knows where things stand from the layout and what they are from the snapshot; it changes nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPixmap

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme, font
from ui.views.bias_disc import paint_lock
from ui.views.equation import draw_line, input_symbol, line_width
from ui.views.layer import draw_anew, is_vector, pixel_ratio
from ui.views.names import input_title
from ui.views.network_biases import paint_biases, short
from ui.views.network_crowd import Crowd
from ui.views.network_edges import (
    CASED,
    edge_path,
    edge_pen,
    edge_scale,
    edge_widths,
)
from ui.views.network_finding import label_places
from ui.views.network_layout import Box, Diagram, Key, Node
from ui.views.parameter_marks import Marks, held
from ui.views.tones import MapPictures, map_pictures, picture, sample_tones
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_MUTED = 0.8  # share of their hue that unselected edges keep,
_BOLD = 2.5 / 1.8  # how much thicker edges are on stage than its other marks are larger
_HELD = 0.42  # and those that training leaves alone


@final
class DiagramPainter:
    """Paints one diagram; keeps only what follows from it: paths, frames and places of labels."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._paths: dict[int, QPainterPath] = {}
        self.is_crowded = len(diagram.edges.ids) > CASED
        self._crowd = Crowd(diagram.edges.curves) if self.is_crowded else None
        self._labels: dict[tuple[Key | None, float], dict[int, tuple[float, float]]] = {}

    def paint(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """Paints everything as it stands in the snapshot."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.paint_edges(painter, snapshot, look, marks)
        self.paint_tiles(painter, snapshot, look)
        paint_biases(painter, self.diagram, snapshot, look, marks, self.is_crowded)
        self.paint_labels(painter, snapshot, look, marks)

    # --- edges ----------------------------------------------------------------------------------------------

    def paint_edges(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """Paints the weights; those that training leaves alone are paler."""
        theme, edges = look.theme, self.diagram.edges
        theta = snapshot.state.theta[edges.places]
        still = held(snapshot.plan)
        paler = set() if still is None else set(np.flatnonzero(still[edges.places]).tolist())
        scale = edge_scale(self.diagram, look.scale) * (_BOLD if look.stage else 1.0)
        hovered = edges.index.get(look.parameter or "")
        lost = edges.index.get(marks.diverged or "")
        chosen = {*edges.into(look.neuron), *edges.into(look.hover), hovered, lost} - {None}
        painter.setBrush(Qt.BrushStyle.NoBrush)
        plain = (theme.mixed("weight", "panel", _MUTED), theme.mixed("negative", "panel", _MUTED))
        pale = (theme.mixed("weight", "panel", _HELD), theme.mixed("negative", "panel", _HELD))
        full = (theme.color("weight"), theme.color("negative"))
        sizes = edge_widths(theta, scale)
        if self._crowd is not None:
            if paler:
                self._crowd.paint(painter, theta, sizes, pale, {*range(len(edges.ids))} - paler | chosen)
            self._crowd.paint(painter, theta, sizes, plain, chosen | paler)
        if hovered is not None:
            halo = "negative_pale" if theta[hovered] < 0 else "weight_pale"
            painter.strokePath(self._path(hovered), QPen(theme.color(halo), 18 * look.scale))
        casing = QPen(theme.color("panel"), 1)
        casing.setCapStyle(Qt.PenCapStyle.FlatCap)
        values, widths = theta.tolist(), sizes.tolist()
        for k in np.argsort(np.abs(theta), kind="stable").tolist():
            if self.is_crowded and k not in chosen:
                continue
            negative = values[k] < 0
            thick, path = widths[k], self._path(k)
            if k != hovered:
                casing.setWidthF(thick + 3)
                painter.strokePath(path, casing)
            tone = pale if k in paler and k != hovered else full if k in chosen else plain
            color = theme.color("loss") if k == lost else tone[negative]
            painter.strokePath(path, edge_pen(color, thick, negative))

    def _path(self, edge: int) -> QPainterPath:
        if edge not in self._paths:
            self._paths[edge] = edge_path(self.diagram.edges.curves[edge].tolist())
        return self._paths[edge]

    # --- tiles ----------------------------------------------------------------------------------------------

    def paint_tiles(self, painter: QPainter, snapshot: Snapshot, look: Look) -> None:
        """Paints the tiles of inputs and neurons."""
        theme, rows = look.theme, snapshot.plan.value_rows
        pictures, seen = tile_pictures(snapshot, theme), snapshot.seen
        figures = seen.trace.values.tolist() if seen.maps is None and seen.trace is not None else None
        ratio = pixel_ratio(painter)
        for node in self.diagram.nodes:
            box = node.box
            target = QRectF(box.x, box.y, box.width, box.height)
            hovered = look.hover == node.key and look.neuron != node.key
            if hovered:
                _halo(painter, theme, target, max(1.0, look.scale))
            image = pictures[rows[node.key]] if pictures else None
            if image is None:
                painter.fillRect(target, theme.color("sunk"))
            else:
                # a map that shrinks needs no smoothing, and is ten times as fast without
                smooth = box.width * ratio > image.width() or image.width() == 1
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
                painter.drawImage(target, image)
            reach = (7.0 if box.width < 80 * look.scale else 9.0) * max(1.0, look.scale)
            radius = min(reach, 0.2 * box.width)
            _draw_frame(painter, theme, target, radius, isinstance(node.key, str), hovered)
            if figures is not None and pictures:
                _paint_value(painter, theme, target, figures[rows[node.key]], pictures[rows[node.key]])
            if look.neuron == node.key:
                draw_selection(painter, theme, target, radius, max(1.0, look.scale))
            if isinstance(node.key, str):
                draw_name(painter, theme, snapshot.plan, node, look.scale)

    # --- labels ---------------------------------------------------------------------------------------------

    def places(self, neuron: Key | None, scale: float) -> dict[int, tuple[float, float]]:
        """Where the labels of the edges into a neuron stand, by edge."""
        key = (neuron, scale)
        if key not in self._labels:
            self._labels[key] = label_places(
                self.diagram, self.diagram.edges.into(neuron), *label_size(scale)
            )
        return self._labels[key]

    def paint_labels(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """Paints the values of the selected neuron's weights and of the one at hand, and the locks."""
        edges = self.diagram.edges
        theta = snapshot.state.theta[edges.places]
        still = held(snapshot.plan)
        bundles = set() if still is None else set(np.flatnonzero(still[edges.places]).tolist())
        places = dict(self.places(look.neuron, look.scale)) if look.inset == "no" else {}
        hovered = edges.index.get(look.parameter or "")
        if hovered is not None and hovered not in places:
            x, y = edges.samples[hovered, len(edges.samples[hovered]) // 2].tolist()
            places[hovered] = (x, y)
        for k, (x, y) in places.items():
            _label(painter, look, float(theta[k]), x, y, k in bundles or edges.ids[k] in marks.locked)
        locked = {edges.index[name] for name in marks.locked & edges.index.keys()}
        for k in sorted(locked | self._uppermost(bundles)):
            if k not in places:
                x, y = edges.samples[k, len(edges.samples[k]) // 2].tolist()
                paint_lock(painter, look.theme, QPointF(x, y), 10 * look.scale)

    def _uppermost(self, edges: set[int]) -> set[int]:
        """The edge of some that runs highest into each column: there one lock stands for all that are held still."""
        highest: dict[int, int] = {}
        curves = self.diagram.edges.curves
        for k in edges:
            column = self.diagram.node_of[self.diagram.edges.targets[k]].column
            first = highest.setdefault(column, k)
            if curves[k, :, 1].sum() < curves[first, :, 1].sum():
                highest[column] = k
        return set(highest.values())


def label_size(scale: float) -> tuple[float, float]:
    """Width and height of the label of an edge."""
    return 56 * scale, 25 * scale


def label_box(center: tuple[float, float], scale: float) -> Box:
    """The box of a label around a place."""
    width, height = label_size(scale)
    return Box(center[0] - width / 2, center[1] - height / 2, width, height)


def _label(painter: QPainter, look: Look, value: float, x: float, y: float, locked: bool) -> None:
    theme = look.theme
    width, height = label_size(look.scale)
    box = QRectF(x - width / 2, y - height / 2, width, height)
    painter.setPen(QPen(theme.color("negative" if value < 0 else "weight"), 1.7 * max(1.0, look.scale)))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(theme.color("weight_text"))
    said = short(value)
    painter.setFont(themes.fitting_font(said, width - 6, max(11.5, 14 * look.scale), 700))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
    if locked:
        paint_lock(painter, theme, QPointF(box.right() - 2, box.top() + 2), 9 * look.scale)


def tile_pictures(snapshot: Snapshot, theme: Theme) -> tuple[QImage, ...] | None:
    """What every tile shows, by row of all values: small maps, else the traced sample's value; None without."""
    seen = snapshot.seen
    if seen.maps is not None:
        return _maps_of(snapshot, theme).images
    if seen.trace is not None:
        places = sample_tones(snapshot.plan, seen.trace.values)
        return tuple(picture(place.reshape(1, 1), theme.activation) for place in places)
    return None


@lru_cache(maxsize=2)
def _maps_of(snapshot: Snapshot, theme: Theme) -> MapPictures:
    assert snapshot.seen.maps is not None
    return map_pictures(snapshot.plan, snapshot.seen.maps, theme.activation)


def _draw_frame(
    painter: QPainter, theme: Theme, tile: QRectF, radius: float, is_input: bool, hovered: bool
) -> None:
    """The edge of a tile, and corners in the color around it that round off the square picture under it."""
    corner = tile.topLeft() - QPointF(2, 2)
    if is_vector(painter):
        draw_anew(
            painter, corner, lambda own: _paint_frame(own, theme, tile.width(), radius, is_input, hovered)
        )
    else:
        kept = _frame(theme, tile.width(), radius, is_input, hovered, pixel_ratio(painter))
        painter.drawPixmap(corner, kept)


@lru_cache(maxsize=32)
def _frame(theme: Theme, size: float, radius: float, is_input: bool, hovered: bool, ratio: float) -> QPixmap:
    whole = QPixmap(round((size + 4) * ratio), round((size + 4) * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_frame(painter, theme, size, radius, is_input, hovered)
    painter.end()
    return whole


def _paint_frame(
    painter: QPainter, theme: Theme, size: float, radius: float, is_input: bool, hovered: bool
) -> None:
    tile = QRectF(2, 2, size, size)
    corners = QPainterPath()
    corners.addRect(tile.adjusted(-1, -1, 1, 1))
    corners.addRoundedRect(tile.adjusted(0.4, 0.4, -0.4, -0.4), radius, radius)
    painter.fillPath(corners, theme.color("line" if hovered else "panel"))
    painter.setPen(QPen(theme.color("line2") if is_input else theme.color("slate"), 1.4))
    painter.drawRoundedRect(tile, radius, radius)


def _halo(painter: QPainter, theme: Theme, tile: QRectF, grown: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line"))
    painter.drawRoundedRect(
        tile.adjusted(-6 * grown, -6 * grown, 6 * grown, 6 * grown), 12 * grown, 12 * grown
    )


def _paint_value(painter: QPainter, theme: Theme, tile: QRectF, value: float, tone: QImage) -> None:
    """What the traced sample makes of a neuron, as a number on its tone, where the tile has room for it."""
    size = min(15.0, 0.3 * tile.width())
    if size < 11.5:
        return
    dark = tone.pixelColor(0, 0).lightnessF() < 0.5
    painter.setPen(theme.color("panel" if dark == (theme.name == "light") else "ink"))
    said = short(value)
    painter.setFont(themes.fitting_font(said, tile.width() - 10, size * max(1.0, tile.width() / 56), 600))
    painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, said)


def draw_selection(painter: QPainter, theme: Theme, tile: QRectF, radius: float, grown: float) -> None:
    """3 px of ink, and outside a 2 px amber ring with a gap in the card's color."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, width, away in (("panel", 3.0, 2.6), ("bias", 2.0, 4.6), ("ink", 3.0, 0.0)):
        out = away * grown
        painter.setPen(QPen(theme.color(token), width * grown))
        painter.drawRoundedRect(tile.adjusted(-out, -out, out, out), radius + out, radius + out)


def draw_name(painter: QPainter, theme: Theme, plan: Plan, node: Node, scale: float) -> None:
    """The symbol of an input under its tile and, where the data say it, what it is."""
    symbol, title = input_symbol(str(node.key)), input_title(plan, str(node.key))
    pixels = round(18 * scale)
    middle, base = node.box.middle[0], node.box.bottom + 17 * scale
    wide = line_width(symbol, pixels)
    painter.setFont(font(12 * scale, 500))
    metrics = QFontMetricsF(painter.font())
    gap = 5 * scale if title else 0.0
    room = 140 * scale - wide - gap
    title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
    x = max(8 * scale, middle - (wide + gap + metrics.horizontalAdvance(title)) / 2)
    draw_line(painter, theme, QPointF(x, base), symbol, pixels)
    painter.setFont(font(12 * scale, 500))
    painter.setPen(theme.color("ink2"))
    painter.drawText(QPointF(x + wide + gap, base), title)
