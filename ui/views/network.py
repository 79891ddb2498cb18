"""The network as a diagram: every weight an edge, every bias a disc, in every neuron what it makes of the plane;
a wide network layer by layer. It shows a snapshot and says what the pointer and the keys wish; it trains nothing.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count
from typing import final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.look import Look
from ui.views.buttons import KEY_REASONS
from ui.views.layer import Layer
from ui.views.network_header import NetworkHeader
from ui.views.network_layout import Column
from ui.views.network_pointing import Target, words
from ui.views.network_scene import Scene
from ui.views.network_steps import StepsScene
from ui.views.parameter_marks import MarksOf
from ui.views.value_edit import ValueEdit
from wbsim.ids import bias_id
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

STEP = 0.01  # what a pixel of a drag adds; Shift makes it ten times as much
_STILL = 3  # pixels that a pointer may move and still click
_gestures = count(1)


@dataclass
class _Grab:
    """A press on a parameter that may become a drag."""

    parameter: str
    value: float  # at the last place of the pointer
    y: float
    gesture: str = ""
    start: float = 0.0


@final
class NetworkView(QWidget):
    """The diagram of the network, its architecture to be edited, its parameters to be dragged and typed."""

    neuron_selected = Signal(object)  # the id of a neuron, or None
    hovered = Signal(object)  # a neuron's id, an input's name, a parameter's id, or None
    parameter_set = Signal(dict, str)  # values by id, and the name of the drag ("" for typed ones)
    neuron_added = Signal(int)
    neuron_removed = Signal(int)
    layer_added = Signal(int)
    kind_added = Signal(int, str)  # a position, and the kind of a new layer there
    layer_removed = Signal(int)
    activation_chosen = Signal(int, str)
    layer_setting = Signal(int, str, object)
    quantity_chosen = Signal(str)  # what the pictures of a wide network are to show
    plus_one_toggled = Signal()  # the form with units of value 1, or the one with discs
    counts_toggled = Signal()  # the count of parameters

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._look: Look | None = None
        self._scene: Scene | StepsScene | None = None
        self._made_from: tuple[Hashable, ...] = ()
        self._ground = Layer()
        self._marks = MarksOf()
        self._grab: _Grab | None = None
        self._pointed: int | str | None = None
        self._edited = ""
        self._by_keys = False  # whether the focus came by keys: only then it is shown
        self.header = NetworkHeader(self)
        self.edit = ValueEdit(self)
        self.edit.typed.connect(lambda value: self.parameter_set.emit({self._edited: value}, ""))
        for name in (
            "neuron_added", "neuron_removed", "layer_added", "kind_added", "layer_removed", "activation_chosen", "layer_setting",
            "quantity_chosen", "plus_one_toggled", "counts_toggled",
        ):  # fmt: skip
            getattr(self.header, name).connect(getattr(self, name))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Network"))
        self.setAccessibleDescription(
            self.tr("Arrow keys choose a neuron, Enter types its bias, Page Up and Page Down change it")
        )

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(420, 280)

    # --- what it shows --------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment of a run."""
        old, before = self._snapshot, self._look
        self._snapshot, self._look = snapshot, look
        self._arrange()
        if old is None or before is None or old.plan is not snapshot.plan or _form(before) != _form(look):
            self.edit.close_edit()
            self.update()
        elif before.plus_one != look.plus_one:  # the legend belongs to the form
            self.update()
        else:
            self.update(self._scene.canvas if self._scene is not None else self.rect())

    def _arrange(self) -> None:
        """Makes the geometry anew where plan, size or look ask for it."""
        snapshot, look = self._snapshot, self._look
        if snapshot is None or look is None:
            return
        made_from = (snapshot.plan, self.size(), _form(look), look.plus_one >= 0.5)
        walks = look.room == "steps"
        if made_from[:3] == self._made_from[:3]:
            self._made_from = made_from
            if isinstance(self._scene, Scene):
                self._scene.show_neuron(snapshot.plan, look.neuron)
                self._scene.take_form(snapshot.plan, look.plus_one)
                self._show_head(snapshot.plan, look)
            return
        self._made_from = made_from
        self.header.setVisible(not walks and look.inset == "no" and not look.stage)
        if walks:  # the header is for editing; there the phase and the sum of the tick stand in its place
            self._scene = StepsScene(snapshot.plan, self.size(), look)
            return
        self._scene = Scene(snapshot.plan, self.size(), look)
        self._scene.take_form(snapshot.plan, look.plus_one)
        self.header.setGeometry(1, 1, self.width() - 2, self._scene.header_height)
        self._show_head(snapshot.plan, look)

    @property
    def is_wide(self) -> bool:
        """Whether the network is drawn layer by layer, so that its biases have but one form."""
        return isinstance(self._scene, Scene) and self._scene.is_wide

    def example(self) -> tuple[QRectF, QRectF] | None:
        """Where the disc of a bias lies, the last of the first layer, and a weight of that neuron; None where they are not
        drawn one by one.
        """
        if self._snapshot is None or not isinstance(self._scene, Scene):
            return None
        return self._scene.example(self._snapshot.plan.rows[0].layer.neurons[-1:])

    def _show_head(self, plan: Plan, look: Look) -> None:
        if isinstance(self._scene, Scene):
            columns = tuple(map(_shifted, self._scene.columns))
            self.header.show_plan(plan, columns, look, self._scene.is_wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arranges the diagram for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card and the diagram."""
        snapshot, look = self._snapshot, self._look
        scene = self._scene
        if snapshot is None or look is None or scene is None:
            return
        painter = QPainter(self)
        self._ground.draw(
            painter, self._made_from, self.size(), lambda layer: scene.paint_ground(layer, look)
        )
        if event.region().intersects(scene.canvas):
            scene.paint(painter, snapshot, look, self._marks.of(snapshot))
        if self._by_keys and self.hasFocus() and self.edit.isHidden():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 11, 11)

    # --- the pointer ----------------------------------------------------------------------------------------

    def target(self, x: float, y: float) -> Target:
        """What is under a point of the view."""
        scene, look = self._scene, self._look
        if scene is None or look is None or not scene.canvas.contains(QPoint(int(x), int(y))):
            return Target()
        return scene.map.at(x, y, look)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of a parameter, or chooses a neuron."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.edit.close_edit()
        target = self.target(event.position().x(), event.position().y())
        value = self._value(target.parameter)
        if target.parameter is not None and value is not None and target.movable and not self._still:
            self._grab = _Grab(target.parameter, value, event.position().y(), start=event.position().y())
        elif target.unit is None:
            self.neuron_selected.emit(target.neuron)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags what was taken hold of, or points."""
        x, y = event.position().x(), event.position().y()
        grab = self._grab
        if grab is None:
            self._point(self.target(x, y))
            return
        if not grab.gesture:
            if abs(y - grab.start) <= _STILL:
                return
            grab.gesture = f"drag {grab.parameter} {next(_gestures)}"
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        grab.value += (grab.y - y) * STEP * (10 if shift else 1)
        grab.y = y
        self.parameter_set.emit({grab.parameter: grab.value}, grab.gesture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that did not move is a click: it chooses the neuron of the parameter."""
        grab, self._grab = self._grab, None
        if grab is not None and not grab.gesture:
            self.neuron_selected.emit(self.target(event.position().x(), event.position().y()).neuron)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens a field over a parameter."""
        self._grab = None
        target = self.target(event.position().x(), event.position().y())
        if target.parameter is not None and self._value(target.parameter) is not None and not self._still:
            self.type_value(target.parameter, event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing."""
        self._point(Target())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Opens the menu of the layer under the pointer."""
        target = self.target(event.pos().x(), event.pos().y())
        if self._snapshot is not None and not self._still:
            for row in self._snapshot.plan.rows:
                if target.neuron in row.layer.neurons or target.layer == row.layer.id:
                    self.header.menu_of(row.layer.id).popup(event.globalPos())
                    return
        event.ignore()  # the card has a menu too

    def _point(self, target: Target) -> None:
        """Says what is pointed at, when it is something else."""
        pointed = target.parameter if target.parameter is not None else target.neuron
        if pointed is None:
            pointed = target.source
        shape = Qt.CursorShape.ArrowCursor
        if target.movable and not self._still:
            shape = Qt.CursorShape.SizeVerCursor
        elif target.neuron is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        if pointed != self._pointed:
            self._pointed = pointed
            self.hovered.emit(pointed)

    # --- values ---------------------------------------------------------------------------------------------

    @property
    def _still(self) -> bool:
        """Whether it is for reading alone."""
        return self._look is not None and self._look.inset == "still"

    def _value(self, parameter: str | None) -> float | None:
        if parameter is None or self._snapshot is None:
            return None
        place = self._snapshot.plan.index.get(parameter)
        return None if place is None else float(self._snapshot.state.theta[place])

    def type_value(self, parameter: str, at: QPoint) -> None:
        """Opens a field at a place to type the value of a parameter."""
        value = self._value(parameter)
        if value is None or self._look is None or self._snapshot is None or self._still:
            return
        self._edited = parameter
        name = self._snapshot.plan.name_of(parameter)
        box = QRect(at.x() - 40, at.y() - 14, 80, 28)
        self.edit.open(box, value, name, self._look.theme, self._look.scale)

    # --- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose a neuron; Enter types its bias; Page Up and Page Down change it (Shift: ten times)."""
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        look, key = self._look, Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if look is None or self._scene is None:
            super().keyPressEvent(event)
        elif key in steps and plain:
            self.neuron_selected.emit(self._scene.map.neighbor(look.neuron, *steps[key]))
        elif look.neuron is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            x, y = self._scene.map.bias_place(look.neuron)
            self.type_value(bias_id(look.neuron), QPointF(x, y).toPoint())
        elif look.neuron is not None and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._nudge(bias_id(look.neuron), key == Qt.Key.Key_PageUp, event)
        else:
            super().keyPressEvent(event)

    def _nudge(self, parameter: str, up: bool, event: QKeyEvent) -> None:
        value = self._value(parameter)
        if value is None or self._still:
            return
        size = STEP * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        self.parameter_set.emit({parameter: value + (size if up else -size)}, f"keys {parameter}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through the neurons before it leaves the diagram."""
        look = self._look
        if self.hasFocus() and look is not None and self._snapshot is not None:
            order = [n for row in self._snapshot.plan.rows for n in row.layer.neurons]
            here = order.index(look.neuron) if look.neuron in order else -1
            there = here + (1 if forward else -1)
            if 0 <= there < len(order):
                self.neuron_selected.emit(order[there])
                return True
        return super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip what is under the pointer; keeps the arrow keys from the window's shortcuts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = ""
            if self._snapshot is not None and self._look is not None:
                text = words(self, self._snapshot, self.target(event.pos().x(), event.pos().y()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return)
            if event.key() in own and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                event.accept()
                return True
            chosen = self._look is not None and self._look.neuron is not None
            if chosen and event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):  # of its bias
                event.accept()
                return True
        return super().event(event)


def _form(look: Look) -> tuple[object, ...]:
    """What of a look decides geometry and ground."""
    return (
        look.theme,
        look.scale,
        look.compact,
        look.quantity,
        look.room == "steps",
        look.inset != "no",
        look.stage,
    )


def _shifted(column: Column) -> Column:
    """A column as the header has it, which begins a pixel farther right."""
    return Column(column.x - 1, column.pitch, column.layer, column.place, column.size)
