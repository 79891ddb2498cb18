"""The selected neuron up close: its equation with today's numbers, a slider for each parameter, its gradients and
the curve of its activation. It shows a snapshot and says what is wished; it trains nothing.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.views import equation
from ui.views.activation_curve import CurveState, paint_curve
from ui.views.buttons import PaintedButton, SignButton, TextButton
from ui.views.equation import Line, Piece
from ui.views.inspector_layout import InspectorLayout, lay_out, rows_that_fit, shown_sources
from ui.views.layer import Layer, draw_card
from ui.views.names import place_of
from ui.views.network_layout import Box
from ui.views.parameter_row import ParameterRow, RowState
from ui.views.value_edit import ValueEdit
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan, Row
from wbsim.snapshot import Snapshot


@final
class InspectorView(QWidget):
    """Equation, sliders, gradients and activation of the selected neuron."""

    parameter_set = Signal(dict, str)  # values by id, and the name of the drag ("" for typed ones)
    lock_toggled = Signal(str, bool)
    bias_toggled = Signal(int, bool)  # a layer's id
    hovered = Signal(object)  # a parameter's id, or None
    sample_stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._look: Look | None = None
        self._layout: InspectorLayout | None = None
        self._made_from: tuple[object, ...] = ()
        self._shown: tuple[int, ...] = ()  # places of the weights that have a row
        self._ground = Layer()
        self._typed = ""
        self._last_sample = ""
        self.rows: list[ParameterRow] = []
        self.edit = ValueEdit(self)
        self.edit.typed.connect(lambda value: self.parameter_set.emit({self._typed: value}, ""))
        self.previous = SignButton(
            self, "‹", self.tr("Previous sample"), self.tr("Shows the numbers of the sample before")
        )
        self.next = SignButton(
            self, "›", self.tr("Next sample"), self.tr("Shows the numbers of the next sample")
        )
        self.bias_switch = TextButton(self, self.tr("Bias on or off"), "")
        self.bias_zero = TextButton(
            self, self.tr("Set the bias to 0"), self.tr("Sets the bias to 0; training may move it on")
        )
        self.bias_zero.setText("b = 0")
        self.type_bias = TextButton(self, self.tr("Type the bias"), self.tr("Opens a field for the bias"))
        self.type_bias.setText(self.tr("type a value"))
        self.previous.clicked.connect(lambda: self.sample_stepped.emit(-1))
        self.next.clicked.connect(lambda: self.sample_stepped.emit(1))
        self.bias_switch.clicked.connect(self._switch_bias)
        self.bias_zero.clicked.connect(lambda: self._bias_to_zero())
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

    def _row(self) -> tuple[Row, int] | None:
        """The selected neuron's row of the plan, and its place there from 0."""
        if self._snapshot is None or self._look is None or self._look.neuron is None:
            return None
        place = place_of(self._snapshot.plan, self._look.neuron)
        return None if place is None else (self._snapshot.plan.rows[place[0] - 1], place[1] - 1)

    def _refresh(self) -> None:
        snapshot, look, found = self._snapshot, self._look, self._row()
        if snapshot is None or look is None:
            return
        if found is None:
            self._show_nothing(look)
            return
        row, place = found
        weights = row.weights_of(snapshot.state.theta)[place]
        room = rows_that_fit(self.height(), look.scale, look.compact) - 1
        if not any(one.dragging for one in self.rows):
            self._shown = shown_sources(weights, room)
        curve = row.layer.activation != "softmax"
        wide = len(row.sources) >= 10 or place >= 9  # subscripts of two numbers and a comma
        layout = lay_out(
            self.width(),
            self.height(),
            look.scale,
            look.compact,
            len(self._shown) + 1,
            curve=curve,
            wide=wide,
        )
        made_from = (
            snapshot.plan,
            look.neuron,
            self.size(),
            look.theme,
            look.scale,
            look.compact,
            self._shown,
        )
        if made_from != self._made_from or layout != self._layout:
            self.edit.close_edit()
            self._made_from, self._layout = made_from, layout
            self._place(layout, row, look, snapshot.plan)
            self.update()
        self._fill(snapshot, look, row, place, layout)

    def _show_nothing(self, look: Look) -> None:
        made_from = (None, self.size(), look.theme, look.scale, look.compact)
        if made_from != self._made_from:
            self._made_from, self._layout = made_from, None
            for part in (*self.rows, *self._buttons()):
                part.hide()
            self.edit.close_edit()
            self.update()

    def _buttons(self) -> tuple[PaintedButton, ...]:
        return (self.previous, self.next, self.bias_switch, self.bias_zero, self.type_bias)

    # --- places ---------------------------------------------------------------------------------------------

    def _place(self, layout: InspectorLayout, row: Row, look: Look, plan: Plan) -> None:
        while len(self.rows) < len(layout.rows):
            self._new_row()
        for one, box in zip(self.rows, layout.rows, strict=False):
            one.setGeometry(round(box.x), round(box.y), round(box.width), round(box.height))
            one.show()
        for one in self.rows[len(layout.rows) :]:
            one.hide()
        for button in self._buttons():
            button.show_theme(look.theme, look.scale)
        self._place_stepper(layout, plan)
        self._place_chips(layout, row, look)
        self._order_tabs(len(layout.rows))

    def _new_row(self) -> None:
        row = ParameterRow(self)
        row.moved.connect(lambda name, value, gesture: self.parameter_set.emit({name: value}, gesture))
        row.typing.connect(self._open_edit)
        row.locked.connect(self.lock_toggled)
        row.pointed.connect(self.hovered)
        self.rows.append(row)

    def _place_stepper(self, layout: InspectorLayout, plan: Plan) -> None:
        end = self.width() - 14
        middle = layout.title - 6
        for button in (self.next, self.previous):
            size = button.sizeHint()
            button.setGeometry(
                end - size.width(), round(middle - size.height() / 2), size.width(), size.height()
            )
            end -= size.width() + (self._sample_width() if button is self.next else 0)
            button.setVisible(self._snapshot is not None and self._snapshot.seen.trace is not None)

    def _place_chips(self, layout: InspectorLayout, row: Row, look: Look) -> None:
        """The bias buttons: in the row of the bias where the form is small, else under the rows."""
        on = row.biases >= 0
        self.bias_switch.setText(self.tr("off") if look.compact and on else self._switch_word(on))
        word = self.tr("Switches the biases of this whole layer off; switched on again they start anew")
        self.bias_switch.setToolTip(word if on else self.tr("Gives every neuron of this layer a bias again"))
        chips: list[TextButton] = [self.bias_switch, self.bias_zero, self.type_bias]
        last = layout.rows[-1]
        if look.compact:
            size = self.bias_switch.sizeHint()
            height = min(size.height(), int(last.height))
            x = self.width() - 57 * look.scale if on else self.width() - size.width() - 16
            self.bias_switch.setGeometry(round(x), round(last.middle[1] - height / 2), size.width(), height)
            self.bias_switch.show()
            self.bias_switch.raise_()
            chips = [self.bias_zero]
            self.type_bias.hide()
        x = 14.0
        if look.compact and layout.foot is not None:
            x = self.width() - 14.0 - self.bias_zero.sizeHint().width()
        for chip in chips:
            size = chip.sizeHint()
            visible = layout.foot is not None and (on or chip is self.bias_switch)
            chip.setVisible(visible)
            if layout.foot is not None:
                chip.setGeometry(
                    round(x), round(layout.foot - size.height() / 2), size.width(), size.height()
                )
                x += size.width() + 2

    def _switch_word(self, on: bool) -> str:
        return self.tr("bias off") if on else self.tr("bias on")

    def _order_tabs(self, count: int) -> None:
        chain: list[QWidget] = [self.previous, self.next]
        for row in self.rows[:count]:
            chain += [row, row.lock]
        chain += [self.bias_switch, self.bias_zero, self.type_bias]
        for before, after in zip(chain[:-1], chain[1:], strict=True):
            QWidget.setTabOrder(before, after)

    # --- numbers --------------------------------------------------------------------------------------------

    def _fill(self, snapshot: Snapshot, look: Look, row: Row, place: int, layout: InspectorLayout) -> None:
        plan, neuron = snapshot.plan, row.layer.neurons[place]
        for one, at in zip(self.rows, self._shown, strict=False):
            one.show_state(
                self._state_of(snapshot, look, weight_id(neuron, row.sources[at])),
                layout.columns,
                look.theme,
                look.scale,
            )
        last = self.rows[len(self._shown)]
        last.show_state(
            self._state_of(snapshot, look, bias_id(neuron)), layout.columns, look.theme, look.scale
        )
        self.previous.setVisible(snapshot.seen.trace is not None)
        self.next.setVisible(snapshot.seen.trace is not None)
        if layout.numbers is not None:
            self.update(0, int(layout.numbers - 20), self.width(), 28)
        if layout.curve is not None:
            box = layout.curve
            self.update(int(box.x) - 1, int(box.y), int(box.width) + 3, int(box.height) + 1)
        if self._sample_text(snapshot) != self._last_sample:
            self._last_sample = self._sample_text(snapshot)
            self._place_stepper(layout, plan)
            self.update(0, 0, self.width(), int(layout.title + 12))

    def _state_of(self, snapshot: Snapshot, look: Look, parameter: str) -> RowState:
        plan = snapshot.plan
        is_bias = parameter.startswith("b:")
        neuron = look.neuron
        assert neuron is not None
        at = plan.index.get(parameter)
        if at is None:
            return RowState(
                parameter, equation.bias_symbol(plan, neuron), self.tr("bias, off"), None, is_bias=True
            )
        gradient = snapshot.seen.gradient
        symbol = equation.parameter_piece(plan, parameter)
        return RowState(
            parameter, symbol, plan.name_of(parameter), float(snapshot.state.theta[at]),
            None if gradient is None else float(gradient[at]), parameter in plan.experiment.locked,
            bool(plan.trainable[at]), is_bias, look.parameter == parameter,
        )  # fmt: skip

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card, the equation, its numbers and the curve."""
        snapshot, look, found, layout = self._snapshot, self._look, self._row(), self._layout
        if snapshot is None or look is None:
            return
        painter = QPainter(self)
        key = (look.theme, self._made_from)
        painter.drawPixmap(
            0, 0, self._ground.pixmap(key, self.size(), self.devicePixelRatioF(), self._paint_ground)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if found is None or layout is None:
            return
        row, place = found
        region = event.region()
        if region.intersects(QRect(0, 0, self.width(), int(layout.title + 12))):
            self._paint_sample(painter, snapshot, look, layout)
        if layout.numbers is not None:
            self._paint_numbers(painter, snapshot, look, row, place, layout.numbers, layout.text_end)
        if layout.curve is not None and region.intersects(_rect(layout.curve).toAlignedRect()):
            self._paint_curve(painter, snapshot, look, row, place, layout.curve)

    def _paint_ground(self, painter: QPainter) -> None:
        """All that stands still: the card, the title, the equation, the heads of columns."""
        snapshot, look, found, layout = self._snapshot, self._look, self._row(), self._layout
        assert snapshot is not None
        assert look is not None
        draw_card(painter, look.theme, self.size())
        if found is None or layout is None:
            self._paint_invitation(painter, look)
            return
        row, place = found
        neuron = row.layer.neurons[place]
        self._paint_title(painter, snapshot.plan, look, row, place, layout)
        line, pixels = self._equation(snapshot.plan, neuron, row, look, layout)
        equation.draw_line(
            painter, look.theme, QPointF(16 if look.compact else 20, layout.equation), line, pixels
        )
        theme, scale = look.theme, look.scale
        painter.setFont(themes.font(max(11.5, 12 * scale), 500))
        painter.setPen(theme.color("ink2"))
        if layout.heads is not None and layout.columns.gradient_end is not None:
            left = layout.rows[0].x
            for text, end in (
                (self.tr("value"), layout.columns.value_end),
                (self.tr("gradient"), layout.columns.gradient_end),
            ):
                box = QRectF(left + end - 120, layout.heads - 14, 120, 18)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        some = self._some(row)
        if layout.foot is not None and (look.compact or some):
            text = some or self.tr("drag, type, or ↑ ↓ (Shift: ×10)")
            start = 16.0 if look.compact else self._chips_end() + 12
            box = QRectF(start, layout.foot - 10, layout.rows[0].right - start, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        elif some and layout.heads is not None:
            painter.drawText(QPointF(20, layout.heads), some)

    def _chips_end(self) -> float:
        return max(
            (
                c.geometry().right()
                for c in (self.bias_switch, self.bias_zero, self.type_bias)
                if not c.isHidden()
            ),
            default=12,
        )

    def _some(self, row: Row) -> str:
        """What is left out, in words."""
        if len(self._shown) == row.fan_in:
            return ""
        return self.tr("{shown} of {all} inputs, those of the largest weights").format(
            shown=len(self._shown), all=row.fan_in
        )

    def _paint_invitation(self, painter: QPainter, look: Look) -> None:
        theme = look.theme
        middle = self.height() / 2
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(17 * max(0.94, look.scale), 600))
        box = QRectF(24, middle - 34, self.width() - 48, 30)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tr("Choose a neuron"))
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(max(11.5, 13 * look.scale), 500))
        text = self.tr(
            "Click one in the diagram: its equation opens here, with a slider for every number in it."
        )
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(self.width() / 2 - 160, middle, 320, 44), flags, text)

    def _paint_title(
        self, painter: QPainter, plan: Plan, look: Look, row: Row, place: int, layout: InspectorLayout
    ) -> None:
        number = plan.rows.index(row)
        is_output = number == len(plan.rows) - 1
        classes = plan.description.classes
        title = self.tr("Neuron {number}").format(number=place + 1)
        layer = self.tr("hidden layer {number}").format(number=number + 1)
        if is_output:
            layer = self.tr("output layer")
            if len(classes) == row.fan_out > 1:
                layer = self.tr("output layer, for “{name}”").format(name=classes[place])
            elif row.fan_out == 1:
                title, layer = self.tr("Output neuron"), ""
        x = 16.0 if look.compact else 20.0
        font = themes.font(17 * max(0.94, look.scale), 600)
        painter.setFont(font)
        painter.setPen(look.theme.color("ink"))
        painter.drawText(QPointF(x, layout.title), title)
        painter.setPen(look.theme.color("ink2"))
        painter.setFont(themes.font(max(11.5, 13 * look.scale), 500))
        painter.drawText(QPointF(x + QFontMetricsF(font).horizontalAdvance(title) + 8, layout.title), layer)

    def _equation(
        self, plan: Plan, neuron: int, row: Row, look: Look, layout: InspectorLayout
    ) -> tuple[Line, float]:
        """The sum, and the activation where the curve does not show it, with as many terms as fit."""
        sources = [row.sources[k] for k in self._shown]
        tail: Line = ()
        if layout.curve is None:
            tail = (Piece(",", face="upright"), Piece("", space=0.5), *equation.activation_line(plan, neuron))
        lines = [(*equation.sum_line(plan, neuron, sources[:k]), *tail) for k in range(len(sources), 0, -1)]
        room = layout.text_end - (16 if look.compact else 20)
        return equation.fitting(lines, room, layout.symbols, 0.72 * layout.symbols)

    def _paint_numbers(
        self, painter: QPainter, snapshot: Snapshot, look: Look, row: Row, place: int, base: float, end: float
    ) -> None:
        trace, plan = snapshot.seen.trace, snapshot.plan
        if trace is None:
            return
        weights = row.weights_of(snapshot.state.theta)[place]
        biases = row.biases_of(snapshot.state.theta)
        bias = None if biases is None else float(biases[place])
        values = trace.values[[plan.value_rows[source] for source in row.sources]]
        total = float(trace.sums[row.target_row + place])
        pairs = [(float(weights[k]), float(values[k])) for k in self._shown]
        start = 26.0 if look.compact else 34.0
        pixels = max(11.5, 14 * look.scale)
        for most in range(len(pairs), 0, -1):
            kept = pairs[:most]
            rest = None
            if most < row.fan_in:
                rest = total - sum(w * v for w, v in kept) - (bias or 0.0)
            line = equation.numbers_line(kept, rest, bias, total)
            for size in (pixels, max(11.5, 0.88 * pixels)):
                if equation.line_width(line, size) <= end - start or (most == 1 and size < pixels):
                    equation.draw_line(painter, look.theme, QPointF(start, base), line, size)
                    return

    def _paint_curve(
        self, painter: QPainter, snapshot: Snapshot, look: Look, row: Row, place: int, box: Box
    ) -> None:
        trace = snapshot.seen.trace
        at = row.target_row + place
        z = None if trace is None else float(trace.sums[at])
        a = None if trace is None else float(trace.values[at])
        biases = row.biases_of(snapshot.state.theta)
        state = CurveState(row.layer.activation, z, a, None if biases is None else float(biases[place]))
        title = equation.activation_line(snapshot.plan, row.layer.neurons[place])
        if a is not None:
            title = (
                *title, Piece("=", face="figure", space=0.3), Piece(themes.fixed(a), face="strong", space=0.25)
            )  # fmt: skip
        paint_curve(painter, look.theme, _rect(box), state, title, look.scale)

    # --- the sample -----------------------------------------------------------------------------------------

    def _sample_text(self, snapshot: Snapshot) -> str:
        trace, look = snapshot.seen.trace, self._look
        if trace is None or look is None:
            return ""
        train = trace.pick.part == "train"
        total = (
            snapshot.plan.train_size if train else snapshot.plan.description.size - snapshot.plan.train_size
        )
        place = {"number": themes.count(trace.pick.number + 1), "total": themes.count(total)}
        if look.compact:
            return (
                self.tr("sample {number} of {total}") if train else self.tr("test {number} of {total}")
            ).format(**place)
        words = (
            self.tr("at training sample {number} of {total}")
            if train
            else self.tr("at test sample {number} of {total}")
        )
        return words.format(**place)

    def _sample_font(self) -> QFont:
        scale = self._look.scale if self._look is not None else 1.0
        return themes.font(max(11.5, 13 * scale), 500)

    def _sample_width(self) -> int:
        if self._snapshot is None:
            return 0
        return (
            round(QFontMetricsF(self._sample_font()).horizontalAdvance(self._sample_text(self._snapshot))) + 8
        )

    def _paint_sample(
        self, painter: QPainter, snapshot: Snapshot, look: Look, layout: InspectorLayout
    ) -> None:
        text = self._sample_text(snapshot)
        painter.setFont(self._sample_font())
        painter.setPen(look.theme.color("ink2"))
        left = self.previous.geometry().right()
        box = QRectF(left, layout.title - 18, self.next.geometry().left() - left, 24)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # --- what is wished -------------------------------------------------------------------------------------

    def _bias(self) -> str:
        return bias_id(self._look.neuron) if self._look is not None and self._look.neuron is not None else ""

    def _bias_to_zero(self) -> None:
        if self._bias():
            self.parameter_set.emit({self._bias(): 0.0}, "")

    def _switch_bias(self) -> None:
        found = self._row()
        if found is not None:
            self.bias_toggled.emit(found[0].layer.id, found[0].biases < 0)

    def _open_edit(self, parameter: str) -> None:
        """Opens a field over the figure of a parameter."""
        look = self._look
        row = next((r for r in self.rows if r.state is not None and r.state.parameter == parameter), None)
        if look is None or row is None or row.state is None or row.state.value is None:
            return
        self._typed = parameter
        box = row.value_box().translated(row.pos())
        self.edit.open(box, row.state.value, row.state.name, look.theme, look.scale)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)
