"""The layers of a network from input to output, a row each: its neurons with what is wrong with them, and how its values,
parameters and gradients are spread; with the choice of what is trained.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.detective_layout import LayersLayout, layers_layout, sizes_of
from ui.views.detective_nodes import Marks, paint_network
from ui.views.detective_rows import Head, paint_caption, paint_ground, paint_rows, states
from ui.views.detective_words import width_of
from ui.views.layer import Layer, draw_card
from ui.views.names import layer_title
from ui.views.segments import Segments
from ui.views.shortcuts import takes
from wbsim.snapshot import Snapshot

_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
TRAINED = ("both", "weights", "biases")


@final
class LayersView(QWidget):
    """The card of the layers."""

    neuron_selected = Signal(object)
    train_chosen = Signal(str)  # both, weights or biases

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Layers"))
        self.setAccessibleDescription(
            self.tr(
                "How values, parameters and gradients are spread in every layer, and which neurons are ill"
            )
        )
        self.train = Segments(self)
        self.train.setAccessibleName(self.tr("Train"))
        self.train.setToolTip(
            self.tr("What training may move: weights and biases, only the weights, or only the biases")
        )
        self.train.chosen.connect(lambda place: self.train_chosen.emit(TRAINED[place]))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._still = Layer()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        words = (self.tr("both"), self.tr("only weights"), self.tr("only biases"))
        self.train.show_words(words, TRAINED.index(snapshot.plan.experiment.train), look.theme, look.scale)
        self._place()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Keeps the switch in its corner."""
        self._place()

    def _place(self) -> None:
        look = self._look
        middle = (18 if look.compact else 23) * look.scale + (30 * look.scale if self._two_lines() else 0)
        x = self.width() - 14 * look.scale - self.train.width()
        if self._two_lines():
            x = self._margin() + width_of(look, self.tr("Train"), 13, 600) + 10 * look.scale
        self.train.move(round(x), round(middle - self.train.height() / 2))

    def _margin(self) -> float:
        return (14 if self._look.compact else 20) * self._look.scale

    def _two_lines(self) -> bool:
        """Whether the switch has to stand under the title."""
        look = self._look
        needed = width_of(look, self.tr("Layers"), 17, 600) + width_of(look, self.tr("Train"), 13, 600)
        return needed + self.train.sizeHint().width() + 70 * look.scale > self.width()

    def _where(self) -> LayersLayout | None:
        if self._snapshot is None:
            return None
        look = self._look
        return layers_layout(
            self.width(),
            self.height(),
            sizes_of(self._snapshot.plan),
            look.scale,
            look.compact,
            self._two_lines(),
        )

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        snapshot, look, where = self._snapshot, self._look, self._where()
        if snapshot is None or where is None:
            draw_card(painter, look.theme, self.size())
            return
        head = self._head()
        key = (look.theme, look.scale, look.compact, where, head, snapshot.plan)
        self._still.draw(
            painter, key, self.size(),
            lambda layer: paint_ground(layer, look, snapshot.plan, where, head, self.size()),
        )  # fmt: skip
        health = snapshot.seen.health
        if health is None or [one.layer for one in health.layers] != [r.layer.id for r in snapshot.plan.rows]:
            return  # it was measured before the network was changed
        end = self.width() - head.margin
        if not head.two_lines:
            end = head.switch.left() - width_of(look, self.tr("Train"), 13, 600) - 24 * look.scale
        paint_caption(painter, look, health, head, end)
        paint_network(painter, snapshot, look, health, where)
        paint_rows(painter, look, snapshot, health, where)
        if self.hasFocus():
            painter.setPen(look.theme.pen("weight", 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 10, 10)

    def _head(self) -> Head:
        look = self._look
        middle = (18 if look.compact else 23) * look.scale
        return Head(self._margin(), middle, QRectF(self.train.geometry()), self._two_lines())

    # --- the pointer ---------------------------------------------------------------------------------------

    def _under(self, x: float, y: float) -> tuple[int, int] | None:
        """The layer, from 0, and the place of the neuron under the pointer."""
        where = self._where()
        for number, strip in enumerate(where.strips[1:] if where else ()):
            place = strip.at(x, y)
            if place is not None:
                return number, place
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects the neuron under the pointer; the same again lets go of it."""
        found = self._under(event.position().x(), event.position().y())
        if found is None or self._snapshot is None:
            return
        neuron = self._snapshot.plan.rows[found[0]].layer.neurons[found[1]]
        self.neuron_selected.emit(None if neuron == self._look.neuron else neuron)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys choose the next neuron of a layer, or one of the next layer."""
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        if event.key() not in steps or self._snapshot is None:
            super().keyPressEvent(event)
            return
        rows = [row.layer.neurons for row in self._snapshot.plan.rows if row.layer.neurons]
        number = next((k for k, neurons in enumerate(rows) if self._look.neuron in neurons), None)
        if number is None:
            self.neuron_selected.emit(rows[0][0])
            return
        down, right = steps[Qt.Key(event.key())]
        place = rows[number].index(self._look.neuron or 0) + right
        number = min(len(rows) - 1, max(0, number + down))
        self.neuron_selected.emit(rows[number][min(len(rows[number]) - 1, max(0, place))])

    def event(self, event: QEvent) -> bool:
        """Keeps the arrow keys from the window's shortcuts; says what is under the pointer."""
        if takes(event, _KEYS):
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def _tip(self, x: float, y: float) -> str:
        snapshot, where = self._snapshot, self._where()
        if snapshot is None or where is None or snapshot.seen.health is None:
            return ""
        found, layers = self._under(x, y), snapshot.seen.health.layers
        if found is not None:
            return self._neuron_tip(*found)
        number = next((k for k, s in enumerate(where.strips[1:]) if s.top <= y < s.bottom), None)
        if number is None or number >= len(layers):
            return ""
        layer, columns = layers[number], where.columns
        if x >= columns.gradients[0]:
            return self.tr("Root mean square of ∂L/∂w: {weights}; of ∂L/∂z = δ at a point: {delta}").format(
                weights=themes.number(layer.weight_gradient.rms), delta=themes.number(layer.delta.rms)
            )
        if x >= columns.parameters[0]:
            return self.tr(
                "Root mean square of the weights: {weights}; every tick a weight, every disc a bias"
            ).format(weights=themes.number(layer.weights.rms))
        if x >= columns.activations[0]:
            return self.tr(
                "What this layer's neurons say of the training points; root mean square {rms}"
            ).format(rms=themes.number(layer.activations.rms))
        return ", ".join(states(layer))

    def _neuron_tip(self, number: int, place: int) -> str:
        assert self._snapshot is not None
        assert self._snapshot.seen.health is not None
        plan, layer = self._snapshot.plan, self._snapshot.seen.health.layers[number]
        marks = Marks.of(layer)
        name = f"{layer_title(plan, number)} · {place + 1}"
        parts = [name[:1].upper() + name[1:]]
        if marks.dead[place]:
            parts.append(self.tr("dead: its slope is 0 at every point, so that it gets no gradient"))
        if marks.saturated[place]:
            parts.append(
                self.tr("saturated: flat at {share} % of the points").format(
                    share=round(100 * layer.flat[place])
                )
            )
        if marks.groups[place]:
            count = sum(group == marks.groups[place] for group in marks.groups)
            parts.append(self.tr("one of {count} that are the same").format(count=count))
        return "; ".join(parts)
