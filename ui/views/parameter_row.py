"""A row of the inspector: the symbol of a parameter, a slider, its value, its gradient and its lock.
The slider's range follows the value in coarse steps and holds still during a drag. It changes nothing itself.
"""

from __future__ import annotations

from itertools import count
from typing import final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme
from ui.views.buttons import KEY_REASONS, LockButton
from ui.views.equation import draw_line
from ui.views.names import dead_words
from ui.views.parameter_row_paint import RowColumns, RowState, paint_figures, paint_slider

KEY_STEP = 0.01
_LADDER = (2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 50.0, 80.0)
_gestures = count(1)


def reach_of(value: float) -> float:
    """How far a slider goes to both sides: at least 2, and a quarter farther than the value, in coarse steps."""
    wish = 1.25 * abs(value)
    if not wish <= 1e12:  # also what is no number
        return _LADDER[0]
    power = 1.0
    while True:
        for step in _LADDER:
            if step * power >= wish:
                return step * power
        power *= 100.0


def _named(state: RowState) -> tuple[str, bool, bool]:
    """What the words of a row say."""
    return state.name, state.locked, state.dead


@final
class ParameterRow(QWidget):
    """One parameter, to be dragged, typed or locked."""

    moved = Signal(str, float, str)  # id, value, gesture
    typing = Signal(str)  # id
    locked = Signal(str, bool)
    pointed = Signal(object)  # id or None

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state: RowState | None = None
        self._columns = RowColumns((60, 160), 220, None, 230)
        self._theme, self._scale = LIGHT, 1.0
        self._held: float | None = None  # the slider's reach during a drag
        self._gesture = ""
        self._by_keys = False  # whether the focus came by keys: only then it is shown
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.lock = LockButton(self, "", "")
        self.lock.clicked.connect(self._toggle)

    # --- what it shows --------------------------------------------------------------------------------------

    def show_state(self, state: RowState, columns: RowColumns, theme: Theme, scale: float) -> None:
        """Takes on a state; paints again only where something differs."""
        now = (state, columns, theme, scale)
        if now == (self.state, self._columns, self._theme, self._scale):
            return
        renamed = self.state is None or _named(state) != _named(self.state)
        placed = (columns, theme, scale) != (self._columns, self._theme, self._scale)
        same = (
            not renamed
            and not placed
            and self.state is not None
            and self.state.highlighted == state.highlighted
        )
        self.state, self._columns, self._theme, self._scale = now
        self.lock.show_theme(theme, scale)
        self.lock.setChecked(state.locked)
        if self.lock.isHidden() == (state.value is not None):
            self.lock.setVisible(state.value is not None)
        if renamed:
            self._name(state)
        if placed or renamed:
            self._place_lock()
        if same:  # only numbers: the lock need not be painted again
            self.update(0, 0, round(columns.lock), self.height())
        else:
            self.update()

    def _name(self, state: RowState) -> None:
        tip = self.tr(
            "{name}: drag, type, or ↑ ↓ (Shift: ten times as far). "
            "The gradient is that of the mean loss over all training points."
        ).format(name=state.name)
        if state.dead:
            tip = dead_words() + "\n" + tip
        self.setAccessibleName(state.name)
        self.setToolTip(tip)
        word = (
            self.tr("Let training move {name} again")
            if state.locked
            else self.tr("Keep training from moving {name}")
        )
        self.lock.setAccessibleName(self.tr("Lock {name}").format(name=state.name))
        self.lock.setToolTip(word.format(name=state.name))

    def resizeEvent(self, event: object) -> None:
        """Places the lock."""
        self._place_lock()

    def _place_lock(self) -> None:
        hint = self.lock.sizeHint()
        height = min(hint.height(), self.height())
        self.lock.setGeometry(round(self._columns.lock), (self.height() - height) // 2, hint.width(), height)

    def value_box(self) -> QRect:
        """Where the figure stands."""
        end = round(self._columns.value_end)
        return QRect(end - round(76 * self._scale), 0, round(80 * self._scale), self.height())

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the row."""
        state, theme, scale = self.state, self._theme, self._scale
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state.is_bias or state.highlighted:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bias_pale" if state.is_bias else "weight_pale"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), 8, 8)
        middle = self.height() / 2
        pixels = round(min(22 * scale, 0.66 * self.height()))
        draw_line(painter, theme, QPointF(10 * scale, middle + 0.26 * pixels), (state.symbol,), pixels)
        if state.value is None:
            painter.setFont(themes.font(max(11.5, 13 * scale), 600))
            painter.setPen(theme.color("ink2"))
            box = QRectF(self._columns.slider[0], 0, 200 * scale, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.tr("off"))
            return
        at = self._x(state.value)
        paint_slider(painter, theme, scale, state, self._columns, at, middle)
        paint_figures(painter, theme, scale, state, self._columns, self.height())
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("weight"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)

    # --- the slider -----------------------------------------------------------------------------------------

    @property
    def dragging(self) -> bool:
        """Whether its slider is held."""
        return self._held is not None

    @property
    def reach(self) -> float:
        """How far the slider goes to both sides of 0."""
        value = self.state.value if self.state is not None and self.state.value is not None else 0.0
        return self._held if self._held is not None else reach_of(value)

    def _x(self, value: float) -> float:
        return self._columns.slider_x(value, self.reach)

    def _value_at(self, x: float) -> float:
        left, right = self._columns.slider
        share = (x - (left + right) / 2) / ((right - left) / 2)
        value = min(1.0, max(-1.0, share)) * self.reach
        return round(value / self.reach * 400) / 400 * self.reach  # steps that a hand can repeat

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the slider, or opens the field of the figure."""
        state = self.state
        if state is None or state.value is None or event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        if self.value_box().contains(event.position().toPoint()):
            self.typing.emit(state.parameter)
            return
        left, right = self._columns.slider
        if left - 12 <= x <= right + 12:
            self._held = self.reach
            self._gesture = f"slide {state.parameter} {next(_gestures)}"
            if abs(x - self._x(state.value)) > 12 * self._scale:
                self.moved.emit(state.parameter, self._value_at(x), self._gesture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Slides."""
        state = self.state
        if state is None:
            return
        if self._held is not None:
            self.moved.emit(state.parameter, self._value_at(event.position().x()), self._gesture)
            return
        over = self.value_box().contains(event.position().toPoint())
        self.setCursor(Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._held, self._gesture = None, ""
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Points at the parameter."""
        self.pointed.emit(self.state.parameter if self.state is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing."""
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ change the value by 0.01 (Shift: 0.1), Enter types, 0 sets 0."""
        state, key = self.state, event.key()
        if state is None or state.value is None:
            super().keyPressEvent(event)
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            size = KEY_STEP * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            value = state.value + (size if key == Qt.Key.Key_Up else -size)
            self.moved.emit(state.parameter, value, f"keys {state.parameter}")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typing.emit(state.parameter)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keeps ↑ ↓ and Enter from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() in own:
                event.accept()
                return True
        return super().event(event)

    def _toggle(self) -> None:
        if self.state is not None:
            self.locked.emit(self.state.parameter, self.lock.isChecked())
            self.lock.setChecked(self.state.locked)  # the next snapshot says what became of it
