"""One line across the picture: what is waited for, what went wrong, what just changed. Never modal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.panels.buttons import Button, Dressed
from ui.theme import Theme, font

Kind = Literal["error", "diverged", "refused", "busy", "left", "noted", "said"]
RANK: tuple[Kind, ...] = (
    "error",
    "diverged",
    "refused",
    "busy",
    "left",
    "noted",
    "said",
)  # what is shown when there is more than one
_SECONDS = {"said": 3.5, "noted": 12.0, "refused": 8.0}
_ICONS = {
    "error": "warning",
    "diverged": "diverged",
    "refused": "warning",
    "left": "said",
    "noted": "said",
    "said": "said",
}


@dataclass(frozen=True)
class Message:
    """A sentence and the button that answers it."""

    kind: Kind
    words: str
    action: str = ""


@final
class Banner(Dressed, QWidget):
    """Shows the most pressing of its messages; what only tells goes away by itself."""

    answered = Signal(str)  # the kind of the message whose button was pressed
    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages: dict[Kind, Message] = {}
        self.still = False  # whether nothing moves
        self._phase, self._middle = 0.0, 10_000
        self._beat = QTimer(self)
        self._beat.setInterval(40)
        self._beat.timeout.connect(self._move)
        self._ends: dict[str, QTimer] = {}
        for kind, seconds in _SECONDS.items():
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.setInterval(round(1000 * seconds))
            timer.timeout.connect(lambda kind=kind: self.clear(kind))
            self._ends[kind] = timer
        self.answer = Button("", kind="pill", height=27, parent=self)
        self.answer.clicked.connect(self._answer)
        self.close_button = Button("close", kind="plain", height=26, parent=self)
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.clicked.connect(self._dismiss)
        self._hushed = False
        self.hide()

    def hush(self, on: bool) -> None:
        """Tells errors alone, or everything again."""
        self._hushed = on
        self._refresh()

    @property
    def shown(self) -> Message | None:
        """The most pressing message."""
        told = RANK[:1] if self._hushed else RANK
        return next((self.messages[kind] for kind in told if kind in self.messages), None)

    def set_still(self, on: bool) -> None:
        """Waits without anything moving, or not."""
        self.still = on
        self._refresh()

    def say(self, message: Message) -> None:
        """Shows a message in place of the last one of its kind."""
        if message.kind in self._ends:
            self._ends[message.kind].start()
        if self.messages.get(message.kind) != message:
            self.messages[message.kind] = message
            self._refresh()

    def clear(self, kind: Kind) -> None:
        """Takes the message of a kind away."""
        if self.messages.pop(kind, None) is not None:
            self._refresh()

    def _answer(self) -> None:
        if self.shown is not None:
            self.answered.emit(self.shown.kind)

    def _dismiss(self) -> None:
        if self.shown is not None:
            kind = self.shown.kind
            self.clear(kind)
            self.dismissed.emit(kind)

    def _refresh(self) -> None:
        message = self.shown
        self.setVisible(message is not None)
        busy = message is not None and message.kind == "busy" and not self.still
        if busy != self._beat.isActive():
            self._beat.start() if busy else self._beat.stop()
        if message is None:
            return
        self.answer.setText(message.action)
        self.answer.setAccessibleName(message.action)
        self.answer.setVisible(bool(message.action))
        self.close_button.setVisible(message.kind in ("error", "refused", "left", "noted"))
        self.setAccessibleName(message.words)
        self.setToolTip(
            message.words if message.kind == "noted" else ""
        )  # it may be longer than the window is wide
        self.place()
        self.update()

    def _move(self) -> None:
        self._phase = (self._phase + 0.025) % 1.0
        self.update()

    def place(self, middle: int | None = None) -> None:
        """Lies across its parent at a height, the last one unless another is given, as wide as its words."""
        parent = self.parentWidget()
        self._middle = self._middle if middle is None else middle
        if parent is None:
            return
        size = self.sizeHint()
        width = min(size.width(), parent.width() - 24)
        top = min(self._middle - size.height() // 2, parent.height() - size.height() - 4)
        self.setGeometry((parent.width() - width) // 2, top, width, size.height())
        right = self.width() - round(8 * self.scale)
        for button in (self.close_button, self.answer):
            if button.isVisibleTo(self):
                hint = button.sizeHint()
                button.setGeometry(
                    right - hint.width(), (self.height() - hint.height()) // 2, hint.width(), hint.height()
                )
                right -= hint.width() + round(4 * self.scale)
        self.raise_()

    def sizeHint(self) -> QSize:
        if self.shown is None:
            return QSize(0, 0)
        words = QFontMetricsF(font(13 * self.scale, 600)).horizontalAdvance(self.shown.words)
        extra = 60 * self.scale
        for button in (self.close_button, self.answer):
            if button.isVisibleTo(self):
                extra += button.sizeHint().width() + 6 * self.scale
        if self.shown.kind == "busy":
            extra += 96 * self.scale
        return QSize(round(words + extra), round((38 if self.shown.action else 32) * self.scale))

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        for button in (self.answer, self.close_button):
            button.dress(theme, scale)
        self.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        message = self.shown
        if message is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wrong = message.kind in ("error", "diverged", "refused")
        area = QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8)
        painter.setPen(self.theme.pen("loss" if wrong else "line2", 1.4))
        painter.setBrush(self.theme.color("loss_pale" if wrong else "raised"))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        scale, side = self.scale, 20 * self.scale
        left = 16 * scale
        if message.kind in _ICONS:
            token = "loss_text" if wrong else "ink"
            square = QRectF(left, (self.height() - side) / 2, side, side)
            icons.paint(painter, _ICONS[message.kind], square, self.theme.color(token))
            left += side + 8 * scale
        painter.setFont(font(13 * scale, 600))
        painter.setPen(self.theme.color("loss_text" if wrong else "ink"))
        right = self.width() - 16 * scale - (96 * scale if message.kind == "busy" else 0)
        for button in (self.close_button, self.answer):
            if button.isVisibleTo(self):
                right = min(right, button.geometry().left() - 8 * scale)
        words = painter.fontMetrics().elidedText(
            message.words, Qt.TextElideMode.ElideRight, int(right - left) + 2
        )
        painter.drawText(
            QRectF(left, 0, right - left + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words
        )
        if message.kind == "busy":
            self._paint_bar(painter, right + 4 * scale)

    def _paint_bar(self, painter: QPainter, left: float) -> None:
        scale = self.scale
        bed = QRectF(left, self.height() / 2 - 2 * scale, 80 * scale, 4 * scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("line"))
        painter.drawRoundedRect(bed, 2 * scale, 2 * scale)
        there = 2 * abs(self._phase - 0.5)
        head = QRectF(bed.left() + there * 0.7 * bed.width(), bed.top(), 0.3 * bed.width(), bed.height())
        painter.setBrush(self.theme.color("bias"))
        painter.drawRoundedRect(head, 2 * scale, 2 * scale)
