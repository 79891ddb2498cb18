"""The bias of one filter as a block: disc, figure and slider. It is dragged, turned, typed or moved by ↑ and ↓, and a double
click on its groove puts it back to its start. Its ends hold still during a drag. It changes nothing itself.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import final

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme
from ui.views.bias_disc import Disc, draw_disc, paint_diamond
from ui.views.buttons import KEY_REASONS
from ui.views.fader_state import step_of
from ui.views.image_bias_state import BiasState
from ui.views.image_pixels import Side, draw_text
from ui.views.image_words import signed, tr
from ui.views.shortcuts import takes

_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter,
    Qt.Key.Key_Home,
)  # fmt: skip
_gestures = count(1)


@final
class BiasBlock(QWidget):
    """One bias to take hold of."""

    moved = Signal(str, float, str)  # key, value, gesture
    typing = Signal(str)  # key
    chosen = Signal(str)  # the disc was clicked
    taken = Signal(str)  # the handle was taken hold of

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state: BiasState | None = None
        self._theme, self._scale = LIGHT, 1.0
        self._held: tuple[float, float] | None = None  # the ends during a drag
        self._target: float | None = None
        self._gesture = ""
        self._by_keys = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_state(self, state: BiasState, theme: Theme, scale: float) -> None:
        """Takes on a state; paints again only where something differs."""
        now = (state, theme, scale)
        if now == (self.state, self._theme, self._scale):
            return
        old = self.state
        if old is None or old.number != state.number or (old.value is None) != (state.value is None):
            name = tr("Bias of filter {n}").format(n=state.number)
            self.setAccessibleName(name)
            off = tr("{name}: it is off").format(name=name)
            tip = tr(
                "{name}: added to its map at every place. Drag, type, ↑ ↓ or turn the wheel; "
                "a double click on the groove puts it back to its start. A click on the disc keeps its curve in the charts."
            ).format(name=name)
            self.setToolTip(off if state.value is None else tip)
        self.state, self._theme, self._scale = now
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if state.value is not None else Qt.CursorShape.ArrowCursor
        )
        self.update()

    # --- geometry ------------------------------------------------------------------------------------------

    @property
    def dragging(self) -> bool:
        """Whether its handle is held."""
        return self._held is not None

    def hold(self, value: float) -> None:
        """Training has made another number of it meanwhile: while it is held it is brought back."""
        if self.state is not None and self._target is not None and value != self._target:
            self.moved.emit(self.state.key, self._target, self._gesture)

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where it goes."""
        return self._held or (self.state.ends if self.state is not None else (-1.0, 1.0))

    @property
    def _flat(self) -> bool:
        """Whether disc and figure stand close over the slider."""
        return self.height() < 78 or self.width() < 140 * max(1.0, self._scale)

    def _groove(self) -> QRectF:
        side = 14.0 if not self._flat else 11.0
        y = self.height() * 0.76 if not self._flat else self.height() - 12
        return QRectF(side, y - 2.5, self.width() - 2 * side, 5)

    def disc_center(self) -> QPointF:
        """Where the disc stands."""
        if self._flat:
            return QPointF(18.0, (self.height() - 17) / 2 + 1)
        return QPointF(0.25 * self.width(), 0.34 * self.height())

    def _disc_scale(self) -> float:
        return 0.62 * max(1.0, self._scale) if self._flat else max(0.9, self._scale)

    def x_of(self, value: float) -> float:
        """How far right a number stands."""
        (low, high), groove = self.ends, self._groove()
        return groove.left() + min(1.0, max(0.0, (value - low) / (high - low))) * groove.width()

    def value_at(self, x: float) -> float:
        """The number at a place of the groove, in steps that a hand can repeat."""
        (low, high), groove = self.ends, self._groove()
        value = low + min(1.0, max(0.0, (x - groove.left()) / max(1.0, groove.width()))) * (high - low)
        step = step_of(self.ends)
        return min(high, max(low, round(round(value / step) * step, 12)))

    def value_box(self) -> QRect:
        """Where the figure stands."""
        disc, high = self.disc_center(), 22 if self._flat else 30
        left = disc.x() + (14 if self._flat else 26) * max(1.0, self._scale)
        return QRect(round(left), round(disc.y() - high / 2), round(self.width() - left - 6), high)

    def groove_y(self) -> float:
        """The height at which the handle moves."""
        return self._groove().center().y()

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bed, disc, figure, groove and handle."""
        state, theme = self.state, self._theme
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bias_pale" if state.value is not None else "sunk"))
        painter.drawRoundedRect(QRectF(self.rect()), 9, 9)
        value = state.value if self._target is None or state.value is None else self._target
        disc = self.disc_center()
        draw_disc(
            painter,
            theme,
            disc.x(),
            disc.y(),
            Disc(value, selected=state.pinned, locked=state.locked),
            self._disc_scale(),
        )
        box = QRectF(self.value_box())
        text = tr("off") if value is None else signed(value)
        pixels = (15 if self._flat else 21) * max(1.0, self._scale)
        face = _face(len(text), box.width() - 8, pixels)
        color = theme.color("ink3" if value is None else "bias_text")
        side: Side = "left" if self._flat else "right"
        draw_text(painter, box.adjusted(0, 0, 0 if self._flat else -8, 0), text, face, color, side)
        if value is not None:
            self._paint_slider(painter, value, state.start)
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)

    def _paint_slider(self, painter: QPainter, value: float, start: float) -> None:
        theme, groove = self._theme, self._groove()
        y, zero, at = groove.center().y(), self.x_of(0.0), self.x_of(value)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mixed("bias_line", "bias_pale", 0.38))
        painter.drawRoundedRect(groove, 2.5, 2.5)
        painter.setBrush(theme.color("bias_line"))
        painter.drawRoundedRect(QRectF(min(zero, at), groove.top(), abs(at - zero), groove.height()), 2, 2)
        painter.setPen(theme.pen("bias_line", 1.4))
        painter.drawLine(QLineF(zero, y - 6, zero, y + 6))
        radius = 6.5 if self._flat else 10.0
        if abs(self.x_of(start) - at) > radius:
            paint_diamond(painter, theme, QPointF(self.x_of(start), y), 3.0 if self._flat else 4.0)
        if self.dragging or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed("bias", "bias_pale", 0.4))
            painter.drawEllipse(QPointF(at, y), radius + 3.5, radius + 3.5)
        painter.setPen(theme.pen("bias_line", 1.2))
        painter.setBrush(theme.color("bias"))
        painter.drawEllipse(QPointF(at, y), radius, radius)

    # --- the hand ------------------------------------------------------------------------------------------

    def _on_groove(self, place: QPointF) -> bool:
        return place.y() >= self._groove().top() - (8 if self._flat else 14)

    def _free(self) -> bool:
        return self.state is not None and self.state.value is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the handle, or brings it to where it is pressed; the disc chooses the bias, the figure is for typing."""
        state, place = self.state, event.position()
        if state is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._on_groove(place):
            if (place - self.disc_center()).manhattanLength() <= 24:
                self.chosen.emit(state.key)
            elif self._free():
                self.typing.emit(state.key)
            return
        if state.value is None:
            return
        self._held = state.ends
        self._target = state.value
        self._gesture = f"filter {state.key} {next(_gestures)}"
        self.taken.emit(state.key)
        if abs(self.x_of(state.value) - place.x()) > 9:
            self._slide(place.x())

    def _slide(self, x: float) -> None:
        if self.state is not None:
            self._target = self.value_at(x)
            self.update()
            self.moved.emit(self.state.key, self._target, self._gesture)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Slides."""
        if self._held is not None:
            self._slide(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._held, self._target, self._gesture = None, None, ""
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the groove: back to the start."""
        if self._on_groove(event.position()):
            self._reset()

    def _reset(self) -> None:
        state = self.state
        self._held = self._target = None
        if state is not None and state.value is not None:
            self.moved.emit(state.key, state.start, "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turns only while it has the focus."""
        if self.hasFocus() and self._free() and event.angleDelta().y():
            self._step(1 if event.angleDelta().y() > 0 else -1, "wheel")
            event.accept()
        else:
            event.ignore()

    def _step(self, steps: int, by: str) -> None:
        state = self.state
        if state is not None and state.value is not None:
            value = round(state.value + steps * step_of(state.ends), 12)
            self.moved.emit(state.key, value, f"{by} {state.key}")

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts."""
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by a step (Shift: ten), Enter types, Home puts back."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Left: -1}
        key = Qt.Key(event.key())
        if key not in _KEYS or not self._free() or self.state is None:
            super().keyPressEvent(event)
        elif key in steps:
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._step(far * steps[key], "keys")
        elif key == Qt.Key.Key_Home:
            self._reset()
        else:
            self.typing.emit(self.state.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()


@lru_cache(maxsize=64)
def _face(letters: int, width: float, pixels: float) -> QFont:
    """The font in which a figure of so many letters fits a width."""
    return themes.fitting_font("−" + "0" * (letters - 1), width, pixels, 700)
