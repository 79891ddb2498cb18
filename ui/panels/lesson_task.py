"""The card with what the learner is asked to do: the words, a hint on request, and once it is done what it changed."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Dressed, dress_all
from ui.panels.fields import Words
from ui.panels.marks import Link, Sealed
from ui.panels.prose import Prose, hue, plain
from ui.theme import Theme
from wbsim.lessons.telling import ToldTask


@final
class TaskCard(Dressed, QWidget):
    """Shows one task; it asks to be shown how."""

    show_me = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task: ToldTask | None = None
        self.words, self.hint = Prose(size=23, weight=700, line=1.28), Prose("ink2", 14)
        self.seal = Sealed("open", 14, ring="ink3")
        self.hint_link = Link(self.tr("hint"), self.tr("Says more about how to do it"), "bias_text")
        self.show_link = Link(self.tr("show me"), self.tr("Does it for you"), "bias_text")
        self.done, self.change = Words(self.tr("Done"), "ink", 15, 700), Prose("ink", 15, 700)
        self.small = Sealed("done", 10)
        self.hint.hide()
        self.hint_link.clicked.connect(self._say_more)
        self.show_link.clicked.connect(self.show_me)
        head, self._links, self._done = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(Words(self.tr("Your turn"), "bias_text", 13, 600))
        head.addStretch(1)
        head.addWidget(self.seal)
        self._links.addWidget(self.hint_link)
        self._links.addWidget(self.show_link)
        self._links.addStretch(1)
        self._done.addWidget(self.small, 0, Qt.AlignmentFlag.AlignTop)
        self._done.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        self._done.addWidget(self.change, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.words)
        self._column.addWidget(self.hint)
        self._column.addLayout(self._links)
        self._column.addLayout(self._done)

    def show_task(self, task: ToldTask, anew: bool) -> None:
        """Shows a task as it stands; of another step it begins with the hint folded."""
        if anew:
            self.hint.hide()
        if task == self.task and not anew:
            return
        self.task = task
        self.words.say(task.words)
        self.hint.say(task.hint)
        self.change.say(task.change, hue(task.change) or "ink")
        self.seal.show_sign("done" if task.done else "open")
        open_hint = self.hint.isVisibleTo(self)
        for widget, seen in (
            (self.hint_link, bool(task.hint) and not open_hint and not task.done),
            (self.show_link, not task.done),
            (self.small, task.done),
            (self.done, task.done),
            (self.change, task.done),
        ):
            widget.setVisible(seen)
        said = self.tr("Done: {words}") if task.done else self.tr("Your turn: {words}")
        self.setAccessibleName(said.format(words=plain(task.words)))

    def _say_more(self) -> None:
        self.hint_link.hide()
        self.hint.show()
        if self.hint_link.hasFocus():
            self.show_link.setFocus()

    def dress(self, theme: Theme, scale: float) -> None:
        self.theme, self.scale = theme, scale
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            dress_all(child, theme, scale)
        pad = round(16 * scale)
        self._column.setContentsMargins(pad, round(12 * scale), pad, round(12 * scale))
        self._column.setSpacing(round(6 * scale))
        self._links.setSpacing(round(16 * scale))
        self._done.setSpacing(round(9 * scale))
        self._done.setContentsMargins(0, round(4 * scale), 0, 0)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("bias_pale"))
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
