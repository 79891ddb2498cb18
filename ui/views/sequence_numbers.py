"""The one set of numbers of a recurrent layer as tables that can be pointed at, dragged and typed into, under its formula. It shows
a moment and says what is wished.
"""

from __future__ import annotations

from itertools import count
from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look, Part
from ui.theme import LIGHT
from ui.views.equation import parameter_piece
from ui.views.layer import Layer, draw_card
from ui.views.parameter_row import KEY_STEP, ParameterRow, reach_of
from ui.views.parameter_row_paint import RowColumns, RowState
from ui.views.sequence_facts import Cell, cell_of, lit_part
from ui.views.sequence_number_paint import paint_ground, paint_numbers
from ui.views.sequence_tables import NumberRooms, number_rooms
from ui.views.sequence_words import length_words, tr
from ui.views.shortcuts import takes
from ui.views.value_edit import ValueEdit
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_SLACK = 3  # pixels that a click may move
_PER_PIXEL = 1 / 160  # of the slider's reach, that a drag over an entry moves it by
_KEYS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter,
)  # fmt: skip
_gestures = count(1)


@final
class SequenceNumbers(QWidget):
    """Formula, tables, the count of all parameters, and a slider for the one at hand."""

    hovered = Signal(object)  # a parameter's id, or None
    part_pointed = Signal(object)
    parameter_kept = Signal(str)  # one that is taken to hand
    neuron_selected = Signal(object)
    parameter_set = Signal(dict, str)
    lock_toggled = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("One set of numbers"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._cell: Cell | None = None
        self._rooms: NumberRooms | None = None
        self._held: tuple[str, float, float, float, str] | None = (
            None  # id, x, its value there, reach, gesture
        )
        self._dragged, self._target = False, 0.0  # whether it was dragged, and to where
        self._typed = ""
        self._ground = Layer()
        self.row = ParameterRow(self)
        self.row.moved.connect(lambda name, value, gesture: self.parameter_set.emit({name: value}, gesture))
        self.row.typing.connect(self._open_edit)
        self.row.locked.connect(self.lock_toggled)
        self.row.pointed.connect(self.hovered)
        self.edit = ValueEdit(self)
        self.edit.typed.connect(lambda value: self.parameter_set.emit({self._typed: value}, ""))

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(300, 170)

    # --- showing -------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        if self._snapshot is not None and self._snapshot.plan is not snapshot.plan:
            self.edit.close_edit()
            self._held = None
        self._snapshot, self._look = snapshot, look
        self._cell = cell_of(snapshot, look)
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        self._arrange()

    def at_hand(self) -> str | None:
        """The parameter that the slider moves: the chosen one, else the bias of the unit at hand or of the first one."""
        cell, look = self._cell, self._look
        if cell is None:
            return None
        if self.row.dragging and self.row.state is not None:
            return self.row.state.parameter
        if look.chosen is not None and cell.place_of(look.chosen) is not None:
            return look.chosen
        unit = cell.unit_of(look.neuron) or 0
        return cell.id_of("b", unit, 0) if cell.b is not None else cell.id_of("x", unit, 0)

    def _arrange(self) -> None:
        cell, look = self._cell, self._look
        name = self.at_hand()
        self.row.setVisible(name is not None)
        if cell is None or name is None:
            self._rooms = None
            return
        self._rooms = found = number_rooms(self.width(), self.height(), look.scale, cell)
        self.row.setGeometry(found.row.toRect())
        scale, wide = found.grown, found.row.width()
        lock = wide - 44 * scale
        columns = RowColumns((64 * scale, lock - 96 * scale), lock - 10 * scale, None, lock)
        plan, theta = cell.plan, self._snapshot.state.theta if self._snapshot is not None else np.empty(0)
        place = plan.index[name]
        state = RowState(
            name, parameter_piece(plan, name), plan.name_of(name), float(theta[place]),
            locked=name in plan.experiment.locked, trainable=bool(plan.trainable[place]),
            is_bias=name.startswith("b:"), highlighted=True,
            dead=self._snapshot is not None and self._snapshot.is_dead(name),
        )  # fmt: skip
        self.row.show_state(state, columns, look.theme, scale)
        said = "; ".join(f"{plan.name_of(name)}" for name in (name,))
        self.setAccessibleDescription(
            tr("{count} parameters, {words}; at hand: {name}, {value}").format(
                count=themes.count(plan.size),
                words=length_words(plan)[0],
                name=said,
                value=themes.number(float(theta[place])),
            )
        )

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, title, formula, tables, count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, cell, found = self._look, self._cell, self._rooms
        if cell is None or found is None:
            draw_card(painter, look.theme, self.size())
            return
        key = (cell.plan, cell.number, found, look.theme, look.scale, lit_part(cell, look))
        self._ground.draw(
            painter, key, self.size(), lambda layer: paint_ground(layer, look, self.size(), cell, found)
        )
        paint_numbers(painter, look, cell, found)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 10, 10)

    # --- the hand ------------------------------------------------------------------------------------------

    def _entry_at(self, place: QPointF) -> tuple[Part, str] | None:
        """The table and the id of the entry under a place."""
        if self._cell is None or self._rooms is None:
            return None
        for table in self._rooms.tables:
            at = table.at(place)
            if at is not None:
                return table.part, self._cell.id_of(table.part, *at)
        return None

    def _heading_at(self, place: QPointF) -> Part | None:
        if self._rooms is None:
            return None
        grown = self._rooms.grown
        for table in self._rooms.tables:
            box = table.box
            if QRectF(
                box.left() - 4, box.top() - 26 * grown, max(30 * grown, box.width()), 25 * grown
            ).contains(place):
                return table.part
        return None

    def hold(self, snapshot: Snapshot) -> None:
        """A later moment of a run that plays: a number that a hand drags stays where it is."""
        if self._held is not None and self._dragged and self._held[0] in snapshot.plan.index:
            name, gesture = self._held[0], self._held[4]
            if float(snapshot.state.theta[snapshot.plan.index[name]]) != self._target:
                self.parameter_set.emit({name: self._target}, gesture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Points at an entry or a table; with the button down it drags the entry's value."""
        if self._held is not None:
            name, x, value, reach, gesture = self._held
            moved = event.position().x() - x
            if self._dragged or abs(moved) > _SLACK:
                self._dragged = True
                self._target = round((value + moved * reach * _PER_PIXEL) / reach * 400) / 400 * reach
                self.parameter_set.emit({name: self._target}, gesture)
            return
        found = self._entry_at(event.position())
        heading = None if found is not None else self._heading_at(event.position())
        self.hovered.emit(None if found is None else found[1])
        self.part_pointed.emit(heading)
        self.setCursor(Qt.CursorShape.SizeHorCursor if found is not None else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of an entry; beside them nothing is at hand."""
        found = self._entry_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or self._snapshot is None or self._cell is None:
            return
        if found is None:
            if self._heading_at(event.position()) is None:
                self.neuron_selected.emit(None)
            return
        value = float(self._snapshot.state.theta[self._cell.plan.index[found[1]]])
        self._held = (
            found[1],
            event.position().x(),
            value,
            reach_of(value),
            f"drag {found[1]} {next(_gestures)}",
        )
        self._dragged = False
        self.parameter_kept.emit(found[1])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go; where nothing was dragged, a value can be typed."""
        held, self._held = self._held, None
        if held is not None and not self._dragged:
            self._open_edit(held[0])

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing."""
        self.hovered.emit(None)
        self.part_pointed.emit(None)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys, and says what an entry is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._entry_at(QPointF(event.pos()))
            text = ""
            if found is not None and self._cell is not None and self._snapshot is not None:
                plan = self._cell.plan
                value = themes.number(float(self._snapshot.state.theta[plan.index[found[1]]]), 4)
                text = tr("{name}: {value}. Drag to slide it, click to type; used at all {steps} steps.")
                if found[0] in ("v", "c"):
                    text = tr("{name}: {value}. Drag to slide it, click to type.")
                text = text.format(name=plan.name_of(found[1]), value=value, steps=self._cell.steps)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from one number to the next, ↑ and ↓ change it (Shift: ten times as far), Enter types."""
        cell, name, snapshot, key = self._cell, self.at_hand(), self._snapshot, event.key()
        if cell is None or name is None or snapshot is None or key not in _KEYS:
            super().keyPressEvent(event)
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            size = KEY_STEP * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            value = float(snapshot.state.theta[cell.plan.index[name]])
            self.parameter_set.emit({name: value + (size if key == Qt.Key.Key_Up else -size)}, f"keys {name}")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_edit(name)
        else:
            names = self.entries()
            step = 1 if key == Qt.Key.Key_Right else -1
            self.parameter_kept.emit(names[(names.index(name) + step) % len(names)])

    def entries(self) -> list[str]:
        """The ids of all entries, table by table."""
        if self._cell is None or self._rooms is None:
            return []
        return [
            self._cell.id_of(t.part, row, column)
            for t in self._rooms.tables for row in range(t.rows) for column in range(t.columns)
        ]  # fmt: skip

    def box_of(self, name: str) -> QRectF | None:
        """Where an entry stands."""
        place = None if self._cell is None else self._cell.place_of(name)
        if place is None or self._rooms is None:
            return None
        return next((t.entry(place[1], place[2]) for t in self._rooms.tables if t.part == place[0]), None)

    def _open_edit(self, name: str) -> None:
        cell, box = self._cell, self.box_of(name)
        if cell is None or self._snapshot is None:
            return
        if box is None:
            box = QRectF(self.row.value_box().translated(self.row.pos()))
        self._typed = name
        value = float(self._snapshot.state.theta[cell.plan.index[name]])
        self.edit.open(box.toRect(), value, cell.plan.name_of(name), self._look.theme, self._look.scale)
