"""The network's card in the room of steps: the diagram of one update, phase by phase, with the sum of the tick at hand
over it. It takes the place of `Scene` there; nothing is edited on it by a drag.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.views.equation import draw_line, fitting
from ui.views.layer import Layer, draw_card
from ui.views.names import layer_title
from ui.views.network_edges import edge_scale
from ui.views.network_layers_layout import LayersDiagram, arrange_layers
from ui.views.network_layers_map import LayersMap
from ui.views.network_layers_paint import paint_layers
from ui.views.network_layout import Box, Column, Diagram, drawn_singly
from ui.views.network_paint import DiagramPainter
from ui.views.network_pointing import SingleMap, Target, WideMap
from ui.views.network_steps_edges import StepEdges
from ui.views.network_steps_labels import paint_labels
from ui.views.network_steps_layout import outputs_of, with_loss
from ui.views.network_steps_legend import HEIGHT, paint_step_legend
from ui.views.network_steps_nodes import paint_discs, paint_loss, paint_tiles
from ui.views.network_steps_wide import paint_foot, step_shown
from ui.views.network_steps_words import head, sentence
from ui.views.network_wide_layout import WideDiagram, arrange_wide
from ui.views.network_wide_paint import paint_wide
from ui.views.parameter_marks import Marks
from ui.views.quantity import Shown
from ui.views.step_reach import Reach, as_walked, begun, order, reach_of
from ui.views.tones import sample_tones
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot


@final
class StepMap:
    """What is under a point, as in the other rooms, but that nothing is dragged."""

    def __init__(self, inner: SingleMap | WideMap | LayersMap, labels: DiagramPainter | None) -> None:
        self._inner, self._labels = inner, labels

    def at(self, x: float, y: float, look: Look) -> Target:
        """What is under a point."""
        shown = replace(look, neuron=None) if self._labels is not None else look
        return replace(self._inner.at(x, y, shown), movable=False)

    def neighbor(self, neuron: int | None, right: int, down: int) -> int | None:
        """The neuron beside another one."""
        return self._inner.neighbor(neuron, right, down)

    def bias_place(self, neuron: int) -> tuple[float, float]:
        """Where the figure of a neuron's bias stands."""
        return self._inner.bias_place(neuron)


@final
class StepsScene:
    """A card of a size; it has the face of `Scene`."""

    header_height = 0

    def __init__(self, plan: Plan, size: QSize, look: Look) -> None:
        self.size, self._plan = size, plan
        self._grown = max(0.9, look.scale)
        area = self._area(look)
        self.diagram: Diagram | WideDiagram | LayersDiagram
        self._still, self._foot = Layer(), Layer()
        self._painter: DiagramPainter | None = None
        self.loss = Box(0, 0, 0, 0)
        if not plan.is_dense:
            self.diagram = arrange_layers(plan, area, look.scale, look.neuron)
            self.map = StepMap(LayersMap(plan, self.diagram), None)
        elif drawn_singly(plan, area, look.scale):
            if plan.outputs > 1:  # δ and the rail of the loss stand at their right
                area = replace(area, width=area.width - 46 * look.scale)
            self.diagram, self.loss = with_loss(plan, area, look)
            self._painter = DiagramPainter(self.diagram)
            self._edges = StepEdges(self.diagram, order(plan))
            self.map = StepMap(SingleMap(plan, self.diagram, self._painter), self._painter)
        else:
            self.diagram = arrange_wide(plan, area, look.scale, flat=len(plan.description.ranges) > 1)
            self.map = StepMap(WideMap(plan, self.diagram), None)

    @property
    def is_wide(self) -> bool:
        """Whether the network is drawn layer by layer."""
        return not isinstance(self.diagram, Diagram)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the diagram."""
        return self.diagram.columns

    @property
    def canvas(self) -> QRect:
        """What a tick may change: all of it."""
        return QRect(QPointF(0, 0).toPoint(), self.size)

    # --- where things stand ---------------------------------------------------------------------------------

    def _margin(self, look: Look) -> float:
        return (16.0 if look.compact else 20.0) * max(1.0, look.scale)

    def _lines(self, look: Look) -> tuple[float, float, float]:
        """The base lines of the title, of the sum of the tick, and of the names of the columns."""
        if look.compact:
            return 27.0, 52.0, 78.0
        return 32 * look.scale, 61 * look.scale, 94 * look.scale

    def _area(self, look: Look) -> Box:
        top = self._lines(look)[2] + (8 if look.compact else 12) * self._grown
        foot = HEIGHT * self._grown + 8
        return Box(6, top, self.size.width() - 12, max(60.0, self.size.height() - top - foot))

    # --- painting -------------------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter, look: Look) -> None:
        """The card and the names of the columns, which stand still."""
        draw_card(painter, look.theme, self.size)
        base = self._lines(look)[2]
        font = themes.font(max(11.5, 13 * look.scale), 600)
        painter.setFont(font)
        painter.setPen(look.theme.color("ink2"))
        last = len(self.columns) - 1
        for number, column in enumerate(self.columns):
            title = _tr("input") if number == 0 else layer_title(self._plan, number - 1)
            name = title[0].upper() + title[1:]
            metrics = QFontMetricsF(font)
            if metrics.horizontalAdvance(name) > column.pitch - 4:
                name = f"{name[:4]}. {number}" if 0 < number < last else name[:3]
                name = (
                    name
                    if metrics.horizontalAdvance(name) <= column.pitch - 4 or number in (0, last)
                    else str(number)
                )
            wide = metrics.horizontalAdvance(name)
            x = min(max(8.0, column.x - wide / 2), self.size.width() - wide - 8)
            painter.drawText(QPointF(x, base), name)

    def paint(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """The update as far as it is walked; while something moves, what stands still is copied."""
        reach = reach_of(snapshot)
        if reach is None:
            self._paint_words(painter, look, None)
            self._paint_plain(painter, snapshot, look, marks)
            return
        begin = begun(snapshot, reach)
        shown, moving = _shown(reach, begin, look.motion), look.motion < 1 and reach.tick > begin
        if not moving:
            self._paint_still(painter, snapshot, look, marks, reach, shown, begin)
            return
        key: Hashable = (
            reach.coming, shown.tick, reach.tick, begin, look.theme, look.scale, look.neuron, look.parameter, look.hover, marks,
        )  # fmt: skip
        self._still.draw(
            painter, key, self.size,
            lambda layer: self._paint_still(layer, snapshot, look, marks, reach, shown, begin),
        )  # fmt: skip
        if self._painter is not None and shown.tick == begin:
            self._paint_moving(painter, look, reach, begin)

    def _paint_plain(self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks) -> None:
        """The network as it is, while nothing is known of its next update."""
        if self._painter is not None:
            self._painter.paint(painter, snapshot, look, marks)
        else:
            self._paint_by_layer(painter, snapshot, look, marks)

    def _paint_by_layer(
        self, painter: QPainter, snapshot: Snapshot, look: Look, marks: Marks, shown: Shown | None = None
    ) -> None:
        """The diagram where it is drawn layer by layer, whatever the look asks to see of its parameters."""
        look = replace(look, quantity="values")
        if isinstance(self.diagram, WideDiagram):
            paint_wide(painter, self.diagram, snapshot, look, marks, shown)
        elif isinstance(self.diagram, LayersDiagram):
            paint_layers(painter, self.diagram, snapshot, look, marks, shown)

    def _paint_still(
        self,
        painter: QPainter,
        snapshot: Snapshot,
        look: Look,
        marks: Marks,
        reach: Reach,
        shown: Reach,
        begin: int,
    ) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        sweeps = shown.tick != reach.tick and not _few(reach, begin)
        now = shown if sweeps else reach  # a step over many neurons is shown on its way
        self._paint_words(painter, look, now, told=not sweeps)
        widest = float(np.abs(np.nan_to_num(reach.coming.own_gradient)).max(initial=0.0))
        box = Box(
            self._margin(look), self.size.height() - HEIGHT * self._grown - 4,
            self.size.width() - 2 * self._margin(look), HEIGHT * self._grown,
        )  # fmt: skip
        walked = reach if look.motion >= 1 else shown
        if not isinstance(self.diagram, Diagram):
            seen = step_shown(walked)
            self._paint_by_layer(painter, as_walked(snapshot, walked), look, marks, seen)
            paint_foot(painter, walked, seen, look, box)
            return
        phase, scale = now.phase or "forward", edge_scale(self.diagram, look.scale)
        self._foot.draw(
            painter,
            (phase, widest if phase == "backward" else 0.0, look.theme, look.scale),
            QSize(self.size.width(), round(box.height) + 4),
            lambda layer: paint_step_legend(layer, look, replace(box, y=0.0), phase, widest, scale),
            QPointF(0, round(box.y)),
        )
        self._paint_edges(painter, look, now, shown, begin)
        paint_tiles(painter, self.diagram, shown, look)
        paint_discs(painter, self.diagram, shown, look, marks)
        if shown.lost and phase in ("loss", "backward"):
            paint_loss(painter, shown, look, self.loss, outputs_of(self.diagram), self.diagram.area.right)
        if shown.tick == reach.tick:
            self._paint_labels(painter, look, reach, begin)

    def _paint_edges(self, painter: QPainter, look: Look, reach: Reach, shown: Reach, begin: int) -> None:
        edges, coming = self._edges, reach.coming
        before = Reach(coming, begin)
        lit = edges.lit(before, reach) if _few(reach, begin) else np.zeros(len(edges.places), bool)
        if reach.phase == "backward":
            gradient = coming.own_gradient[edges.places]
            widest = float(np.abs(np.nan_to_num(gradient)).max(initial=0.0))
            edges.paint_blame(painter, look, gradient, edges.sloped(shown), lit & edges.sloped(shown), widest)
            return
        moved = edges.moved(shown)
        theta = np.where(moved, coming.after.theta[edges.places], coming.state.theta[edges.places])
        used = moved if reach.phase == "update" else edges.used(shown)
        edges.paint_weights(painter, look, theta, used, lit)
        if moved.any():
            step = coming.after.theta[edges.places] - coming.state.theta[edges.places]
            edges.paint_steps(painter, look, step, moved, np.ones(len(step)))

    def _paint_moving(self, painter: QPainter, look: Look, reach: Reach, begin: int) -> None:
        """What the step at hand is about, on its way: values to the right, blame to the left, marks that grow."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edges, coming, theme = self._edges, reach.coming, look.theme
        lit = np.flatnonzero(edges.lit(Reach(coming, begin), reach))
        grown = max(0.86, look.scale)
        if reach.phase == "update":
            step = coming.after.theta[edges.places] - coming.state.theta[edges.places]
            chosen: NDArray[np.bool_] = np.zeros(len(step), bool)
            chosen[lit] = True
            edges.paint_steps(painter, look, step, chosen, np.full(len(step), look.motion))
            return
        back = reach.phase == "backward"
        share = _eased(look.motion)
        places, table = sample_tones(coming.plan, coming.values), themes.color_table(theme.activation)
        rows = coming.plan.value_rows
        for k in lit.tolist():
            x, y = edges.point(k, 1 - share if back else share)
            painter.setPen(QPen(theme.color("panel" if back else "ink"), 1.6))
            source = edges.diagram.edges.sources[k]
            tone = QColor(*table[places[rows[source]]].tolist())
            painter.setBrush(theme.color("loss") if back else tone)
            painter.drawEllipse(QPointF(x, y), 6.5 * grown, 6.5 * grown)

    def _paint_labels(self, painter: QPainter, look: Look, reach: Reach, begin: int) -> None:
        """The weights of the step at hand or, when it has landed, of the neuron at hand."""
        lit = (
            np.flatnonzero(self._edges.lit(Reach(reach.coming, begin), reach)).tolist()
            if _few(reach, begin)
            else []
        )
        if reach.landed and look.neuron is not None:
            lit = self._edges.diagram.edges.into(look.neuron)
        paint_labels(painter, self._edges, look, reach, lit)

    # --- words ----------------------------------------------------------------------------------------------

    def _paint_words(self, painter: QPainter, look: Look, reach: Reach | None, told: bool = True) -> None:
        """The phase, what happens in it and, where it is to be `told`, the sum of this tick."""
        theme, x = look.theme, self._margin(look)
        title, about = head(reach)
        first, second, _ = self._lines(look)
        font = themes.font(17 * max(0.94, look.scale), 600)
        painter.setFont(font)
        painter.setPen(theme.color("ink"))
        painter.drawText(QPointF(x, first), title)
        left = x + QFontMetricsF(font).horizontalAdvance(title) + 12 * max(1.0, look.scale)
        small = themes.font(max(11.5, 13 * look.scale), 500)
        metrics = QFontMetricsF(small)
        room = self.size.width() - left - x
        painter.setFont(small)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QPointF(left, first), metrics.elidedText(about, Qt.TextElideMode.ElideRight, room))
        if reach is not None and told:
            pixels = max(13.0, 15.5 * look.scale)
            line, size = fitting(sentence(reach), self.size.width() - 2 * x, pixels, max(11.5, 0.8 * pixels))
            draw_line(painter, theme, QPointF(x, second), line, size)


def _few(reach: Reach, begin: int) -> bool:
    """Whether the last step was about one neuron or less, so that it can be lit."""
    stage = reach.stage
    if stage is None or stage.layer < 0:
        return False
    fan = reach.coming.plan.rows[stage.layer].fan_in
    return reach.tick - begin <= fan + 1


def _shown(reach: Reach, begin: int, motion: float) -> Reach:
    """What a motion shows: a step over many neurons tick by tick, a smaller one at its beginning until it is over."""
    if motion >= 1 or reach.tick <= begin:
        return reach
    if _few(reach, begin):
        return Reach(reach.coming, begin) if reach.phase != "loss" else reach
    return Reach(reach.coming, begin + int(motion * (reach.tick - begin)))


def _eased(share: float) -> float:
    """Slow at both ends."""
    return share * share * (3 - 2 * share)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkSteps", text)
