"""The panel of a lesson: where one is in it, what is said, what is asked, and what was measured. It shows what it is told
and says what was pressed; it knows neither lessons nor runs.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.panels.buttons import Button, Dressed, dress_all, paint_focus
from ui.panels.fields import Words
from ui.panels.lesson_claims import ClaimList
from ui.panels.lesson_task import TaskCard
from ui.panels.marks import FootButton, Link, Pressed
from ui.panels.prose import Prose
from ui.theme import Theme
from wbsim.lessons.telling import Told

WIDE = 400  # pixels of the card at a scale of 1


@final
class Pip(Pressed):
    """A bar for one step: filled as far as the lesson has come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.reached = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, reached: bool, name: str) -> None:
        """Shows whether the lesson has come so far, and what the step is called."""
        if (reached, name) != (self.reached, self.toolTip()):
            self.reached = reached
            self.setToolTip(name)
            self.setAccessibleName(name)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(12 * self.scale), round(22 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = (9 if self.underMouse() else 6) * self.scale
        bar = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("ink" if self.reached else "line"))
        painter.drawRoundedRect(bar, high / 2, high / 2)
        if self.hasFocus():
            paint_focus(painter, self.theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6)


@final
class LessonPanel(Dressed, QWidget):
    """Shows a `Told`; the same one again does nothing. Its head and foot stay, what is between them scrolls."""

    back = Signal()
    next = Signal()  # on the last step too, where it means that the lesson is done
    again = Signal()  # the step from its beginning
    chosen = Signal(int)  # a step, counted from 0
    show_me = Signal()  # the task is to be done for the learner
    closed = Signal()
    turned = Signal(bool)  # shown, or hidden: there is less or more room beside it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told: Told | None = None
        self._margin = 12
        self.setAccessibleName(self.tr("Lesson"))
        self.caption, self.title = Words(self.tr("Lesson"), "ink2", 13), Prose(size=24, weight=700, line=1.22)
        self.close_link = Link(self.tr("close"), self.tr("Closes the lesson (Esc)"), key="Esc")
        self.step = Prose("ink", 13.5)
        self.again_button = Button("seed", height=28)
        self.again_button.setToolTip(self.tr("Begins this step again, from the scene it starts with"))
        self.again_button.setAccessibleName(self.tr("Begin the step again"))
        self.pips: list[Pip] = []
        self.paragraphs: list[Prose] = []
        self.problem = Prose("loss_text", 13.5, 600)
        self.task, self.claims = TaskCard(), ClaimList()
        self.back_button = FootButton(self.tr("Back"), "PgUp")
        self.back_button.setToolTip(self.tr("The step before  (Page Up)"))
        self.next_button = FootButton(self.tr("Next"), "PgDn", strong=True)
        self._lay()
        self.close_link.clicked.connect(self.closed)
        self.again_button.clicked.connect(self.again)
        self.task.show_me.connect(self.show_me)
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.next)
        self.hide()

    def _lay(self) -> None:
        top, where = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.caption)
        top.addStretch(1)
        top.addWidget(self.close_link)
        self._pips = QHBoxLayout()
        where.addWidget(self.step, 1)
        where.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignTop)
        self._head = QVBoxLayout()
        self._head.setSpacing(0)
        self._head.addLayout(top)
        self._head.addWidget(self.title)
        self._head.addLayout(self._pips)
        self._head.addLayout(where)
        body = QWidget()
        self._text, self._body = QVBoxLayout(), QVBoxLayout(body)
        self._text.addWidget(self.problem)
        self._seen = QVBoxLayout()
        self._seen.addWidget(self.claims)
        self._body.addLayout(self._text)
        self._body.addWidget(self.task)
        self._body.addLayout(self._seen)
        self._body.addStretch(1)
        self.page = QScrollArea()
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setAccessibleName(self.tr("What the lesson says"))
        self.page.setWidget(body)
        self.page.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.back_button)
        self._foot.addWidget(self.next_button, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.page, 1)
        self._column.addLayout(self._foot)

    # --- telling -------------------------------------------------------------------------------------------

    def show_told(self, told: Told) -> None:
        """Shows a step as it stands; of another step it begins at the top."""
        old = self.told
        if told == old:
            return
        self.told = told
        anew = old is None or (old.lesson, old.step) != (told.lesson, told.step)
        was_done = not anew and old is not None and old.task is not None and old.task.done
        if anew or old is None or (old.title, old.headings, old.ideas) != (
            told.title, told.headings, told.ideas,
        ):  # fmt: skip
            self._show_place(told)
        self._show_text(told)
        if told.task is not None:
            self.task.show_task(told.task, anew)
        self.task.setVisible(told.task is not None)
        self.claims.show_claims(told.claims)
        if anew:
            self.page.verticalScrollBar().setValue(0)
        elif told.task is not None and told.task.done and not was_done and told.claims:
            self._body.activate()
            self.page.ensureWidgetVisible(self.claims, 0, 0)  # what came of it is what matters now

    def _show_place(self, told: Told) -> None:
        """Title, pips and buttons."""
        count, heading = len(told.headings), told.headings[told.step]
        self.title.say(told.title)
        self.caption.say(" · ".join((self.tr("Lesson"), *told.ideas)))
        where = self.tr("*Step {step}* of {count}").format(step=told.step + 1, count=count)
        self.step.say(f"{where} \u2002 {heading}")
        while len(self.pips) < count:
            pip, place = Pip(), len(self.pips)
            pip.dress(self.theme, self.scale)
            pip.clicked.connect(lambda _=False, place=place: self.chosen.emit(place))
            self._pips.addWidget(pip)
            self.pips.append(pip)
        for place, pip in enumerate(self.pips):
            pip.setVisible(place < count)
            if place < count:
                name = self.tr("Step {step}: {heading}").format(step=place + 1, heading=told.headings[place])
                pip.show_step(place <= told.step, name)
        self.back_button.setEnabled(told.step > 0)
        if told.is_last:
            self.next_button.say(self.tr("Done"), self.tr("The lesson is over  (Page Down)"))
        else:
            following = told.headings[told.step + 1]
            words = self.tr("Next: {heading}").format(heading=following)
            self.next_button.say(words, f"{words}  ({self.tr('Page Down')})")

    def _show_text(self, told: Told) -> None:
        """Paragraphs, the first one large."""
        while len(self.paragraphs) < len(told.text):
            large = not self.paragraphs
            made = Prose(size=19) if large else Prose("ink2", 14.5, line=1.45)
            made.dress(self.theme, self.scale)
            self._text.insertWidget(len(self.paragraphs), made)
            self.paragraphs.append(made)
        for place, paragraph in enumerate(self.paragraphs):
            paragraph.say(told.text[place] if place < len(told.text) else "")
            paragraph.setVisible(place < len(told.text))
        self.problem.say(told.problem)
        self.problem.setVisible(bool(told.problem))

    # --- arranging -----------------------------------------------------------------------------------------

    def arrange(self, theme: Theme, scale: float, compact: bool) -> None:
        """Takes another theme and scale; in a compact window the card is narrower and closer to the edge."""
        self._margin = round((10 if compact else 12) * scale)
        self.setFixedWidth(round((0.75 if compact else 1) * WIDE * scale) + self._margin)
        self.back_button.show_cap(not compact)  # so that the one that matters more has room for its own
        self.dress(theme, 0.86 * scale if compact else scale)

    def _make_room(self) -> None:
        """Text is as wide with a scroll bar as without."""
        bar, edge = self.page.verticalScrollBar(), round(14 * self.scale)
        right = edge - (bar.sizeHint().width() if bar.maximum() > 0 else 0)
        self._body.setContentsMargins(edge, round(10 * self.scale), max(0, right), edge)

    def dress(self, theme: Theme, scale: float) -> None:
        self.theme, self.scale = theme, scale
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            dress_all(child, theme, scale)
        self.claims.dress(theme, scale)
        edge, inner, gap = round(14 * scale), round(14 * scale), self._margin
        self._column.setContentsMargins(0, gap + round(16 * scale), gap, gap + round(14 * scale))
        self._head.setContentsMargins(edge + inner, 0, edge + inner, round(10 * scale))
        self._pips.setSpacing(round(6 * scale))
        self._pips.setContentsMargins(0, round(5 * scale), 0, round(3 * scale))
        self._make_room()
        self._body.setSpacing(round(18 * scale))
        self._text.setContentsMargins(inner, 0, inner, 0)
        self._text.setSpacing(round(10 * scale))
        self._seen.setContentsMargins(inner, 0, inner, 0)
        self._foot.setContentsMargins(edge + inner, round(14 * scale), edge + inner, 0)
        self._foot.setSpacing(round(10 * scale))
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.turned.emit(event.type() == QEvent.Type.ShowToParent)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.theme.color("bg"))
        painter.setPen(self.theme.pen("line", 1))
        painter.setBrush(self.theme.color("panel"))
        gap = self._margin
        card = QRectF(self.rect()).adjusted(0.5, gap + 0.5, -gap - 0.5, -gap - 0.5)
        painter.drawRoundedRect(card, 12, 12)
        inset, low = round(28 * self.scale), self.page.geometry().bottom() + 0.5
        painter.drawLine(round(card.left() + inset), round(low), round(card.right() - inset), round(low))
