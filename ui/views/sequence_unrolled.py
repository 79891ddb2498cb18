"""The recurrent cell unrolled over its steps, or folded at one of them: gradients, hidden values, one bias, the inputs and what
comes out. It shows a moment and says what is pointed at and wished.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import KEY_REASONS, SignButton
from ui.views.layer import Layer, draw_card
from ui.views.sample_stepper import SampleStepper
from ui.views.segments import Segments
from ui.views.sequence_facts import (
    Cell,
    Way,
    cell_of,
    lit_part,
    recurrent_rows,
    step_of,
    way_of,
)
from ui.views.sequence_folded import folded_hit, paint_fold, paint_step_name, step_name_box
from ui.views.sequence_ground import paint_beds, paint_ties
from ui.views.sequence_inputs import paint_inputs
from ui.views.sequence_invitation import Invitation
from ui.views.sequence_layout import Hit, Rooms, rooms
from ui.views.sequence_output import paint_output
from ui.views.sequence_scene import (
    paint_bars,
    paint_columns,
    paint_discs,
    paint_head,
    paint_heard,
)
from ui.views.sequence_words import described, layer_words, title, tr
from ui.views.shortcuts import takes
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


@final
class SequenceUnrolled(QWidget):
    """A cell for every step, or one with a loop."""

    cell_pointed = Signal(object)  # (step, neuron) or None
    part_pointed = Signal(object)  # x, h, b, v, c or None
    step_chosen = Signal(object)  # a step from 0, or None
    neuron_selected = Signal(object)
    folded_chosen = Signal(bool)
    layer_chosen = Signal(int)
    preset_wished = Signal(str)
    sample_stepped = Signal(int)
    zeros_wished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Unrolled over time"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._cell: Cell | None = None
        self._way: Way | None = None
        self._rooms: Rooms | None = None
        self._by_keys = False
        self._head_end = 0.0  # where what stands in the line of the title begins
        self._still, self._sample = Layer(), Layer()
        self.forms, self.layers = Segments(self), Segments(self)
        self.forms.setAccessibleName(tr("Folded or unrolled"))
        self.forms.setToolTip(
            tr("One cell with a loop at one step, or a cell for every step; they have the same numbers")
        )
        self.layers.setAccessibleName(tr("Recurrent layer"))
        self.layers.setToolTip(tr("Which recurrent layer is shown"))
        self.stepper = SampleStepper(self)
        self.earlier = SignButton(self, "‹", tr("Step before"), tr("The step before this one  (←)"))
        self.later = SignButton(self, "›", tr("Step after"), tr("The step after this one  (→)"))
        self.invitation = Invitation(self)
        self.forms.chosen.connect(lambda place: self.folded_chosen.emit(place == 0))
        self.layers.chosen.connect(self._choose_layer)
        self.stepper.stepped.connect(self.sample_stepped)
        self.stepper.zeroed.connect(self.zeros_wished)
        self.earlier.clicked.connect(lambda: self._go(-1))
        self.later.clicked.connect(lambda: self._go(1))
        self.invitation.button.clicked.connect(lambda: self.preset_wished.emit("sines"))

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(480, 280)

    # --- showing -------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._cell = cell = cell_of(snapshot, look)
        self._way = None if cell is None else way_of(snapshot, cell)
        self._arrange()
        self.setAccessibleDescription(
            self.invitation.sentence if cell is None else described(cell, self._way, look)
        )
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        self._arrange()

    def _arrange(self) -> None:
        cell, look, snapshot = self._cell, self._look, self._snapshot
        self.invitation.setVisible(snapshot is not None and cell is None)
        for part in (self.forms, self.layers, self.stepper, self.earlier, self.later):
            if cell is None:
                part.hide()
        if snapshot is None:
            return
        if cell is None:
            self._rooms = None
            self.invitation.setGeometry(self.rect().adjusted(1, 1, -1, -1))
            self.invitation.show_plan(snapshot.plan, look)
            return
        self._rooms = rooms(self.width(), self.height(), look.scale, cell.steps, cell.hidden, cell.features)
        grown, scale = self._rooms.grown, max(0.92, look.scale)
        self.forms.show_words(
            (tr("folded"), tr("unrolled")), 0 if look.sequence.folded else 1, look.theme, scale
        )
        middle = round(27 * grown)
        x = self.width() - round(16 * grown)
        x -= self.forms.width()
        self.forms.move(x, middle - self.forms.height() // 2)
        self.forms.show()
        places = recurrent_rows(cell.plan)
        self.layers.setVisible(len(places) > 1)
        if len(places) > 1:
            self.layers.show_words(
                layer_words(cell.plan, places), places.index(cell.number), look.theme, scale
            )
            x -= self.layers.width() + 8
            self.layers.move(x, middle - self.layers.height() // 2)
        self.stepper.show_snapshot(snapshot, look)
        size = self.stepper.sizeHint()
        x -= size.width() + 6
        fits = x > self._title_end(cell) + 20 and self.width() > 700
        self.stepper.setVisible(fits and self._way is not None)
        if fits:
            self.stepper.setGeometry(x, middle - size.height() // 2, size.width(), size.height())
        else:
            x += size.width() + 6
        self._head_end = x - 8
        self._place_steppers(cell)

    def _place_steppers(self, cell: Cell) -> None:
        """The buttons that go from step to step, beside the name of the step in the folded form."""
        assert self._rooms is not None
        look = self._look
        for button, on in (
            (self.earlier, step_of(cell, look) > 0),
            (self.later, step_of(cell, look) < cell.steps - 1),
        ):
            button.show_theme(look.theme, max(0.92, look.scale))
            button.setVisible(look.sequence.folded)
            button.setEnabled(on)
        size, box = self.later.sizeHint(), step_name_box(self._rooms, step_of(cell, look))
        for button, x in ((self.earlier, box.left() - size.width()), (self.later, box.right())):
            button.setGeometry(
                round(x), round(box.center().y() - size.height() / 2), size.width(), size.height()
            )

    def _title_end(self, cell: Cell) -> float:
        grown = max(0.86, self._look.scale)
        return 18 * grown + QFontMetricsF(self._title_font()).horizontalAdvance(
            title(cell, self._look.sequence.folded)
        )

    def _title_font(self) -> QFont:
        return themes.font(max(14, 17 * self._look.scale), 600)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, head, beds, and the moment in them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, cell, way, places = self._look, self._cell, self._way, self._rooms
        if cell is None or places is None or self._snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        folded = look.sequence.folded
        lit = lit_part(cell, look)
        key = (cell.plan, cell.number, places, look.theme, look.scale, folded, lit)
        self._still.draw(painter, key, self.size(), lambda layer: self._paint_still(layer, cell, places))
        left = self._title_end(cell) + 16 * places.grown
        paint_head(painter, look, cell, way, (left, self._head_end), places.grown)
        if way is None:
            return
        point = (way.trace.pick, way.read.tobytes(), key[:-1])
        self._sample.draw(
            painter, point, self.size(), lambda layer: paint_inputs(layer, look, cell, way, places)
        )
        paint_bars(painter, look, cell, way, places)
        paint_heard(painter, look, cell, way, places) if not folded else paint_step_name(
            painter, look, cell, step_name_box(places, step_of(cell, look))
        )
        if folded:
            paint_fold(painter, look, cell, way, places)
        else:
            paint_columns(painter, look, cell, way, places)
            paint_discs(painter, look, cell, places, lit)
        paint_output(painter, look, cell, way, places)
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 10, 10)

    def _paint_still(self, painter: QPainter, cell: Cell, places: Rooms) -> None:
        look = self._look
        draw_card(painter, look.theme, self.size())
        painter.setPen(look.theme.color("ink"))
        painter.setFont(self._title_font())
        painter.drawText(
            QPointF(18 * places.grown, 32 * places.grown), title(cell, self._look.sequence.folded)
        )
        paint_beds(painter, look, cell, places)
        if not look.sequence.folded:
            paint_ties(painter, look, cell, places)

    # --- the hand ------------------------------------------------------------------------------------------

    def _hit(self, at: QPointF) -> Hit | None:
        places, cell = self._rooms, self._cell
        if places is None or cell is None:
            return None
        step = step_of(cell, self._look)
        return folded_hit(places, at, step) if self._look.sequence.folded else places.hit(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Points at a cell, at weights or at the bias."""
        hit, cell = self._hit(event.position()), self._cell
        if cell is None:
            return
        is_cell = hit is not None and hit.kind == "cell"
        self.cell_pointed.emit((hit.step, cell.neurons[hit.unit]) if hit is not None and is_cell else None)
        self.part_pointed.emit(
            hit.kind if hit is not None and hit.kind in ("x", "h", "b", "v", "c") else None
        )
        hands = hit is not None and hit.kind in ("cell", "bar", "input", "b")
        self.setCursor(Qt.CursorShape.PointingHandCursor if hands else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing."""
        self.cell_pointed.emit(None)
        self.part_pointed.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes a cell, or a step; beside them nothing is at hand."""
        hit, cell = self._hit(event.position()), self._cell
        if cell is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if hit is None:
            self.step_chosen.emit(None)
            self.neuron_selected.emit(None)
        elif hit.kind == "cell":
            self.step_chosen.emit(hit.step)
            self.neuron_selected.emit(cell.neurons[hit.unit])
        elif hit.kind in ("bar", "input", "b"):
            self.step_chosen.emit(hit.step)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window."""
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from step to step, ↑ and ↓ from unit to unit, Home and End to the first and the last step."""
        cell, key = self._cell, event.key()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
        if cell is None or key not in _KEYS:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            unit, way = cell.unit_of(self._look.neuron), 1 if key == Qt.Key.Key_Down else -1
            at = (0 if way > 0 else cell.hidden - 1) if unit is None else (unit + way) % cell.hidden
            self.neuron_selected.emit(cell.neurons[at])
        else:
            self._go(steps[Qt.Key(key)])

    def _go(self, steps: int) -> None:
        if self._cell is not None:
            at = step_of(self._cell, self._look) + steps
            self.step_chosen.emit(min(self._cell.steps - 1, max(0, at)))

    def _choose_layer(self, place: int) -> None:
        if self._cell is not None:
            plan = self._cell.plan
            self.layer_chosen.emit(plan.rows[recurrent_rows(plan)[place]].layer.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
