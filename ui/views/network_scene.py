"""A network's card for one plan, size and look: which of the three diagrams it holds, where, and how it is painted."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views.layer import draw_card
from ui.views.network_captions import captions_height, captions_of, paint_captions
from ui.views.network_edges import edge_scale
from ui.views.network_header import header_height, stacked
from ui.views.network_layers_layout import LayersDiagram, arrange_layers
from ui.views.network_layers_map import LayersMap
from ui.views.network_layers_paint import paint_layers
from ui.views.network_layout import Box, Column, Diagram, arrange, drawn_singly
from ui.views.network_legend import (
    HEIGHT,
    paint_layers_legend,
    paint_legend,
    paint_plus_legend,
    paint_wide_legend,
)
from ui.views.network_paint import DiagramPainter
from ui.views.network_plus_layout import PlusForm, arrange_plus, between
from ui.views.network_plus_map import PlusMap
from ui.views.network_plus_paint import PlusPainter
from ui.views.network_pointing import SingleMap, WideMap
from ui.views.network_wide_layout import WideDiagram, arrange_wide
from ui.views.network_wide_paint import paint_wide
from ui.views.parameter_marks import Marks
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot


@final
class Scene:
    """A card of a size: its header's height, its diagram, and the map that says what is where."""

    def __init__(self, plan: Plan, size: QSize, look: Look) -> None:
        self.size = size
        low = stacked(_draft(plan, self._area(look, False), look.scale).columns, look.scale)
        self.header_height = self._head(look, low)
        self._room = self._area(look, low)
        self.diagram = _draft(plan, self._room, look.scale)
        self._captions = captions_of(plan, self.diagram.columns)
        self._scale = look.scale
        self._plus: PlusForm | None = None  # the form with units, once it has been asked for
        self._share = 0.0
        self.map: SingleMap | PlusMap | WideMap | LayersMap
        self._painter: DiagramPainter | PlusPainter | None = None
        if isinstance(self.diagram, Diagram):
            self._plain = DiagramPainter(self.diagram)
            self._painter, self.map = self._plain, SingleMap(plan, self.diagram, self._plain)
        elif isinstance(self.diagram, WideDiagram):
            self.map = WideMap(plan, self.diagram)
        else:
            self.map = LayersMap(plan, self.diagram)
            self.show_neuron(plan, look.neuron)

    def show_neuron(self, plan: Plan, neuron: int | None) -> None:
        """Makes sure that a filter is among those that are drawn, where not all of its layer fit."""
        if isinstance(self.diagram, LayersDiagram) and any(part.more for part in self.diagram.parts):
            self.diagram = arrange_layers(plan, self._room, self._scale, neuron)
            self.map = LayersMap(plan, self.diagram)

    def take_form(self, plan: Plan, share: float) -> bool:
        """Takes the form with discs (0), with units (1), or one between; whether that is another one than before.

        A network that is drawn layer by layer has no other form.
        """
        if not isinstance(self.diagram, Diagram) or share == self._share:
            return False
        self._share = share
        if share <= 0:
            self._painter, self.map = self._plain, SingleMap(plan, self.diagram, self._plain)
            return True
        if self._plus is None:
            self._plus = arrange_plus(plan, self.diagram, self._scale)
        painter = PlusPainter(between(self.diagram, self._plus, share))
        self._painter, self.map = painter, PlusMap(plan, painter, self._scale)
        return True

    @property
    def is_wide(self) -> bool:
        """Whether the network is drawn layer by layer, its parameters as pictures."""
        return not isinstance(self.diagram, Diagram)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the diagram, whose names stand in the header."""
        return self.diagram.columns

    @property
    def canvas(self) -> QRect:
        """Where the diagram is, under the header."""
        top = self.header_height + 1
        return QRect(0, top, self.size.width(), self.size.height() - top)

    @staticmethod
    def _head(look: Look, low: bool) -> int:
        """How much room there is over the diagram: for the header or, on stage, for the names of the columns."""
        if look.inset != "no":
            return 0
        return captions_height(look) if look.stage else header_height(look, low)

    def example(self, neurons: tuple[int, ...]) -> tuple[QRectF, QRectF] | None:
        """Where the disc of a neuron's bias lies, and the middle of its last weight; None where they are not drawn."""
        if not isinstance(self.diagram, Diagram) or self._share > 0 or not neurons:
            return None
        node, edges = self.diagram.node_of.get(neurons[0]), self.diagram.edges
        if node is None or node.disc is None or neurons[0] not in edges.targets:
            return None
        reach = 21 * node.mark
        last = len(edges.targets) - 1 - edges.targets[::-1].index(neurons[0])
        x, y = edges.samples[last][edges.samples.shape[1] // 2]
        return QRectF(node.disc[0] - reach, node.disc[1] - reach, 2 * reach, 2 * reach), QRectF(
            x - 12, y - 12, 24, 24
        )

    def _area(self, look: Look, low: bool) -> Box:
        """What is left for the diagram under the header and over the legend."""
        top = self._head(look, low)
        foot = 6.0 if look.compact or look.inset != "no" or look.stage else HEIGHT * look.scale + 6
        return Box(6, top, self.size.width() - 12, max(60.0, self.size.height() - top - foot))

    def paint(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """Paints the diagram as it stands in the snapshot."""
        if self._painter is not None:
            self._painter.paint(painter, snapshot, look, marks)
        elif isinstance(self.diagram, WideDiagram):
            paint_wide(painter, self.diagram, snapshot, look, marks)
        elif isinstance(self.diagram, LayersDiagram):
            paint_layers(painter, self.diagram, snapshot, look, marks)

    def paint_ground(self, painter: QPainter, look: Look) -> None:
        """Paints what stands still: the card and the legend."""
        if look.inset != "no":
            painter.fillRect(0, 0, self.size.width(), self.size.height(), look.theme.color("panel"))
            return
        draw_card(painter, look.theme, self.size)
        if look.stage:
            paint_captions(painter, look, self.columns, self._captions)
        if look.compact or look.stage:
            return
        height = HEIGHT * look.scale
        side = 20 * max(1.0, look.scale)
        box = Box(side, self.size.height() - height - 2, self.size.width() - 2 * side, height)
        if isinstance(self.diagram, Diagram):
            scale = edge_scale(self.diagram, look.scale)
            (paint_plus_legend if look.plus_one >= 0.5 else paint_legend)(painter, look, box, scale)
        elif isinstance(self.diagram, WideDiagram):
            paint_wide_legend(painter, look, box)
        else:
            paint_layers_legend(painter, look, box)


def _draft(plan: Plan, area: Box, scale: float) -> Diagram | WideDiagram | LayersDiagram:
    if not plan.is_dense:
        return arrange_layers(plan, area, scale)
    if drawn_singly(plan, area, scale):
        return arrange(plan, area, scale)
    return arrange_wide(plan, area, scale, flat=len(plan.description.ranges) > 1)
