"""The selected neuron up close: its equation with today's numbers, a slider for each parameter, its gradients and
the curve of its activation. It shows a snapshot and says what is wished; it trains nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import final

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.views.buttons import TextButton
from ui.views.equation import bias_symbol, parameter_piece
from ui.views.inspector_count import CountLink
from ui.views.inspector_layout import InspectorLayout, lay_out, rows_that_fit, shown_sources
from ui.views.inspector_paint import Subject, paint_activation, paint_invitation, paint_numbers, paint_still
from ui.views.layer import Layer
from ui.views.names import place_of
from ui.views.network_layout import Box
from ui.views.parameter_row import ParameterRow
from ui.views.parameter_row_paint import RowState
from ui.views.sample_stepper import SampleStepper
from ui.views.value_edit import ValueEdit
from wbsim.activations import BY_NAME
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Row
from wbsim.snapshot import Snapshot


@final
class InspectorView(QWidget):
    """Equation, sliders, gradients and activation of the selected neuron."""

    parameter_set = Signal(dict, str)  # values by id, and the name of the drag ("" for typed ones)
    lock_toggled = Signal(str, bool)
    bias_toggled = Signal(int, bool)  # a layer's id
    hovered = Signal(object)  # a parameter's id, or None
    sample_stepped = Signal(int)
    count_wished = Signal()
    zeros_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._look: Look | None = None
        self._layout: InspectorLayout | None = None
        self._made_from: tuple[object, ...] = ()
        self._shown: tuple[int, ...] = ()  # places of the weights that have a row
        self._ground = Layer()
        self._typed = ""
        self.rows: list[ParameterRow] = []
        self.edit = ValueEdit(self)
        self.edit.typed.connect(lambda value: self.parameter_set.emit({self._typed: value}, ""))
        self.stepper = SampleStepper(self)
        self.stepper.stepped.connect(self.sample_stepped)
        self.stepper.zeroed.connect(self.zeros_wished)
        self.bias_switch = TextButton(self, self.tr("Bias on or off"), "")
        self.bias_zero = TextButton(
            self, self.tr("Set the bias to 0"), self.tr("Sets the bias to 0; training may move it again")
        )
        self.bias_zero.setText("b = 0")
        self.type_bias = TextButton(
            self, self.tr("Type the bias"), self.tr("Opens a field for the bias: any finite number")
        )
        self.type_bias.setText(self.tr("type a value"))
        self.count = CountLink(self)
        self.count.button.clicked.connect(self.count_wished)
        self.bias_switch.clicked.connect(self._switch_bias)
        self.bias_zero.clicked.connect(lambda: self.parameter_set.emit({self._bias(): 0.0}, ""))
        self.type_bias.clicked.connect(lambda: self._open_edit(self._bias()))
        self.setAccessibleName(self.tr("Inspector"))

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(360, 180)

    # --- what it shows --------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the selected neuron at a moment of a run."""
        self._snapshot, self._look = snapshot, look
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        super().resizeEvent(event)
        self._refresh()

    def _subject(self) -> Subject | None:
        """The selected neuron; None where none is, or where it is gone."""
        snapshot, look = self._snapshot, self._look
        if snapshot is None or look is None or look.neuron is None:
            return None
        place = place_of(snapshot.plan, look.neuron)
        if place is None:
            return None
        return Subject(snapshot, look, snapshot.plan.rows[place[0] - 1], place[1] - 1, self._shown)

    def _refresh(self) -> None:
        """Takes on the snapshot: places the parts anew only where their places differ."""
        look, subject = self._look, self._subject()
        if look is None:
            return
        if subject is None:
            self._show_nothing(look)
            return
        row, snapshot = subject.row, subject.snapshot
        if not any(one.dragging for one in self.rows):
            room = rows_that_fit(self.height(), look.scale, look.compact) - 1
            self._shown = shown_sources(row.weights_of(snapshot.state.theta)[subject.place], room)
        layout = lay_out(
            self.width(), self.height(), look.scale, look.compact, len(self._shown) + 1,
            curve=BY_NAME[row.layer.activation].rule is not None,
            wide=row.fan_in >= 10 or subject.place >= 9,  # subscripts of two numbers and a comma
        )  # fmt: skip
        made_from = (
            snapshot.plan, look.neuron, self.size(), look.theme, look.scale, look.compact, self._shown,
            snapshot.seen.gradient is None, layout,
        )  # fmt: skip
        if made_from != self._made_from:
            self.edit.close_edit()
            self._made_from, self._layout = made_from, layout
            self._place(layout, row, look)
            self.update()
        self.count.place(made_from, subject, layout, self.width() - 18.0 - self.stepper.sizeHint().width())
        self._fill(subject, layout)

    def _show_nothing(self, look: Look) -> None:
        made_from = (None, self.size(), look.theme, look.scale, look.compact)
        if made_from != self._made_from:
            self._made_from, self._layout = made_from, None
            for part in (*self.rows, self.stepper, self.bias_switch, self.bias_zero, self.type_bias):
                part.hide()
            self.count.hide()
            self.edit.close_edit()
            self.update()

    # --- places ---------------------------------------------------------------------------------------------

    def _place(self, layout: InspectorLayout, row: Row, look: Look) -> None:
        while len(self.rows) < len(layout.rows):
            self._new_row()
        for one, box in zip(self.rows, layout.rows, strict=False):
            one.setGeometry(round(box.x), round(box.y), round(box.width), round(box.height))
            one.show()
        for one in self.rows[len(layout.rows) :]:
            one.hide()
        for button in (self.bias_switch, self.bias_zero, self.type_bias):
            button.show_theme(look.theme, look.scale)
        self._place_chips(layout, look, on=row.biases >= 0)
        self._place_stepper(layout)
        stepper = self.stepper
        chain: list[QWidget] = [self.count.button, stepper.previous, stepper.next, stepper.zero]
        for one in self.rows[: len(layout.rows)]:
            chain += [one, one.lock]
        for before, after in pairwise([*chain, self.bias_switch, self.bias_zero, self.type_bias]):
            QWidget.setTabOrder(before, after)

    def _new_row(self) -> None:
        row = ParameterRow(self)
        row.moved.connect(lambda name, value, gesture: self.parameter_set.emit({name: value}, gesture))
        row.typing.connect(self._open_edit)
        row.locked.connect(self.lock_toggled)
        row.pointed.connect(self.hovered)
        self.rows.append(row)

    def _place_stepper(self, layout: InspectorLayout) -> None:
        size = self.stepper.sizeHint()
        self.stepper.setGeometry(
            self.width() - 14 - size.width(),
            round(layout.title - 6 - size.height() / 2),
            size.width(),
            size.height(),
        )
        self.stepper.setVisible(self._snapshot is not None and self._snapshot.seen.trace is not None)

    def _place_chips(self, layout: InspectorLayout, look: Look, on: bool) -> None:
        """The buttons of the bias: at its row where the form is small, else under the rows."""
        words = (
            (self.tr("off"), self.tr("bias on"))
            if look.compact
            else (self.tr("bias off"), self.tr("bias on"))
        )
        self.bias_switch.setText(words[0] if on else words[1])
        tip = self.tr("Takes the biases of this whole layer away; given back they start anew")
        self.bias_switch.setToolTip(tip if on else self.tr("Gives every neuron of this layer a bias again"))
        if look.compact:
            self._dock_switch(layout.rows[-1], on, look.scale)
            at = self.width() - 14.0 - self.bias_zero.sizeHint().width()
            self._line_up([self.bias_zero] if on else [], at, layout.foot)
            return
        chips = [self.bias_switch, self.bias_zero, self.type_bias]
        self._line_up(chips if on else chips[:1], 14.0, layout.foot)

    def _dock_switch(self, row: Box, on: bool, scale: float) -> None:
        size = self.bias_switch.sizeHint()
        height = min(size.height(), int(row.height))
        x = self.width() - (max(57 * scale, size.width() + 4) if on else size.width() + 16)
        self.bias_switch.setGeometry(round(x), round(row.middle[1] - height / 2), size.width(), height)
        self.bias_switch.show()
        self.bias_switch.raise_()

    def _line_up(self, chips: list[TextButton], x: float, foot: float | None) -> None:
        compact = self._look is not None and self._look.compact
        for chip in (self.bias_switch, self.bias_zero, self.type_bias):
            if chip is self.bias_switch and compact:
                continue
            chip.setVisible(foot is not None and chip in chips)
            if foot is not None and chip in chips:
                size = chip.sizeHint()
                chip.setGeometry(round(x), round(foot - size.height() / 2), size.width(), size.height())
                x += size.width() + 2

    # --- numbers --------------------------------------------------------------------------------------------

    def _fill(self, subject: Subject, layout: InspectorLayout) -> None:
        neuron, look = subject.neuron, subject.look
        grown = max(1.0, look.scale)
        names = [weight_id(neuron, subject.row.sources[k]) for k in self._shown]
        for one, name in zip(self.rows, [*names, bias_id(neuron)], strict=False):
            one.show_state(self._state_of(subject, name), layout.columns, look.theme, look.scale)
        if self.stepper.show_snapshot(subject.snapshot, look):
            self._place_stepper(layout)
        if layout.numbers is not None:
            self.update(0, int(layout.numbers - 18 * grown), round(layout.text_end) + 4, int(26 * grown))
        if layout.curve is not None:
            self.update(_around(layout.curve))

    def _state_of(self, subject: Subject, parameter: str) -> RowState:
        snapshot, plan = subject.snapshot, subject.snapshot.plan
        at = plan.index.get(parameter)
        if at is None:
            return RowState(
                parameter, bias_symbol(plan, subject.neuron), self.tr("bias, off"), None, is_bias=True
            )
        gradient = snapshot.seen.gradient
        return RowState(
            parameter, parameter_piece(plan, parameter), plan.name_of(parameter), float(snapshot.state.theta[at]),
            None if gradient is None else float(gradient[at]), parameter in plan.experiment.locked,
            bool(plan.trainable[at]), parameter.startswith("b:"), subject.look.parameter == parameter,
            snapshot.is_dead(parameter),
        )  # fmt: skip

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card, the equation, its numbers and the curve."""
        look, subject, layout = self._look, self._subject(), self._layout
        if look is None:
            return
        painter = QPainter(self)
        self._ground.draw(painter, self._made_from, self.size(), self._paint_ground)
        if subject is None or layout is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if layout.numbers is not None:
            paint_numbers(painter, subject, layout.numbers, layout.text_end)
        if layout.curve is not None and event.region().intersects(_around(layout.curve)):
            paint_activation(painter, subject, layout.curve)

    def _paint_ground(self, painter: QPainter) -> None:
        look, subject, layout = self._look, self._subject(), self._layout
        assert look is not None
        if subject is None or layout is None:
            paint_invitation(painter, look, self.size())
            return
        chips = (self.bias_switch, self.bias_zero, self.type_bias)
        end = max((chip.geometry().right() for chip in chips if not chip.isHidden()), default=12)
        paint_still(painter, subject, layout, self.size(), end)

    # --- what is wished -------------------------------------------------------------------------------------

    def _bias(self) -> str:
        subject = self._subject()
        return "" if subject is None else bias_id(subject.neuron)

    def _switch_bias(self) -> None:
        subject = self._subject()
        if subject is not None:
            self.bias_toggled.emit(subject.row.layer.id, subject.row.biases < 0)

    def _open_edit(self, parameter: str) -> None:
        """Opens a field over the figure of a parameter."""
        look = self._look
        row = next((r for r in self.rows if r.state is not None and r.state.parameter == parameter), None)
        if look is None or row is None or row.state is None or row.state.value is None:
            return
        self._typed = parameter
        box = row.value_box().translated(row.pos())
        self.edit.open(box, row.state.value, row.state.name, look.theme, look.scale)


def _around(box: Box) -> QRect:
    """The whole pixels around a box, with room for the width of a pen."""
    return QRect(int(box.x) - 2, int(box.y) - 2, int(box.width) + 5, int(box.height) + 4)
