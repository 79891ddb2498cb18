"""The numbers that stand on edges while an update is walked: a weight that is used, its gradient, its old and new value.
Each stands where nothing else does, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.views.network_biases import short
from ui.views.network_finding import label_places
from ui.views.network_layout import Box, Diagram
from ui.views.network_paint import label_box, label_size
from ui.views.network_steps_edges import StepEdges
from ui.views.step_reach import Reach


class Label(NamedTuple):
    """What stands on an edge, the hue of its frame and of its figures."""

    text: str
    frame: str
    token: str


def paint_labels(painter: QPainter, edges: StepEdges, look: Look, reach: Reach, lit: Sequence[int]) -> None:
    """Labels of the edges `lit`, and of the one that is pointed at."""
    labels = {k: label_of(edges, reach, k, long=True) for k in lit}
    places = free_places(edges.diagram, look, labels)
    if len(places) < len(labels):
        labels |= {k: label_of(edges, reach, k, long=False) for k in lit if k not in places}
        rest = {k: label for k, label in labels.items() if k not in places}
        places |= free_places(edges.diagram, look, rest, taken=places)
    hovered = edges.diagram.edges.index.get(look.parameter or "")
    if hovered is not None and hovered not in places:
        found: dict[int, tuple[float, float]] = {}
        for long in (True, False):
            labels[hovered] = label_of(edges, reach, hovered, long=long)
            found = found or free_places(edges.diagram, look, {hovered: labels[hovered]}, taken=places)
            if found:
                break
        places[hovered] = found.get(hovered, edges.point(hovered, 0.5))
    for k, (x, y) in places.items():
        _paint(painter, look, labels[k], x, y)


def label_of(edges: StepEdges, reach: Reach, edge: int, long: bool) -> Label:
    """What is to be said on an edge, at length or in short."""
    coming, at = reach.coming, edges.places[edge]
    old, new = float(coming.state.theta[at]), float(coming.after.theta[at])
    if reach.phase == "backward" and edges.sloped(reach)[edge]:
        slope = float(coming.own_gradient[at])
        said = themes.number(slope, 3 if long else 2)
        return Label(f"+{said}" if slope > 0 else said, "loss", "loss_text")
    if edges.moved(reach)[edge]:
        # as many decimals as it takes to see a difference
        places = next((d for d in (2, 3, 4) if short(old, d) != short(new, d)), 5)
        said = f"{short(old, places)} → {short(new, places)}" if long else f"→ {short(new, places)}"
        return Label(said, "negative" if new < 0 else "weight", "weight_text")
    return Label(short(old), "negative" if old < 0 else "weight", "weight_text")


def free_places(
    diagram: Diagram,
    look: Look,
    labels: Mapping[int, Label],
    taken: Mapping[int, tuple[float, float]] | None = None,
) -> dict[int, tuple[float, float]]:
    """Where labels have room, by edge: on no tile, disc or name, and not on each other or those that are `taken`."""
    if not labels:
        return {}
    metrics = QFontMetricsF(_font(look))
    wide = max(metrics.horizontalAdvance(label.text) for label in labels.values()) + 16 * look.scale
    more = [label_box(place, look.scale) for place in (taken or {}).values()]
    for node in diagram.nodes:
        if node.disc is not None:
            r = 11 * node.mark
            more.append(Box(node.disc[0] - r, node.disc[1] - r, 2 * r, 2 * r))
        else:
            more.append(Box(node.box.x, node.box.bottom, node.box.width, 22 * look.scale))
    return label_places(diagram, list(labels), wide, label_size(look.scale)[1], more)


def _font(look: Look) -> QFont:
    return themes.font(max(11.5, 13 * look.scale), 700)


def _paint(painter: QPainter, look: Look, label: Label, x: float, y: float) -> None:
    theme, font = look.theme, _font(look)
    box = label_box((x, y), look.scale)
    wide = max(0.8 * box.width, QFontMetricsF(font).horizontalAdvance(label.text) + 16 * look.scale)
    target = QRectF(x - wide / 2, box.y, wide, box.height)
    painter.setPen(QPen(theme.color(label.frame), 1.7 * max(1.0, look.scale)))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(target, box.height / 2, box.height / 2)
    painter.setPen(theme.color(label.token))
    painter.setFont(font)
    painter.drawText(target, Qt.AlignmentFlag.AlignCenter, label.text)
