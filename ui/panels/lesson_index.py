"""The card over the window with all lessons and all ideas: typing searches, arrows walk, Enter or a click chooses."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.panels.buttons import Dressed, dress_all
from ui.panels.fields import Words
from ui.panels.lesson_rows import IdeaRow, IndexRow, LessonRow
from ui.panels.marks import Link, paint_veil
from ui.theme import Theme, font
from ui.views.shortcuts import takes
from wbsim.lessons.telling import Entry, Idea

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIDES = {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 1}
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_WIDE = 680  # pixels of a column from which on an idea and its lesson stand in one line


@final
class IndexColumn(QWidget):
    """A heading with a count, and rows under it that scroll."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.rows: list[IndexRow] = []
        self.heading = Words(token="ink2", size=13, weight=600)
        self.nothing = Words(self.tr("Nothing fits what is typed."), "ink3", 13)
        self.page, body = QScrollArea(), QWidget()
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setAccessibleName(name)
        self.page.setWidget(body)
        self._list = QVBoxLayout(body)
        self._list.setSpacing(0)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addWidget(self.nothing)
        self._list.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.page, 1)

    def fill(self, rows: list[IndexRow]) -> None:
        """Shows other rows."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = rows
        for place, row in enumerate(rows):
            self._list.insertWidget(place, row)
        self.search("")

    def search(self, text: str) -> None:
        """Leaves the rows that fit."""
        for row in self.rows:
            row.setVisible(row.fits(text))
        found, all_rows = len(self.found), len(self.rows)
        said = (
            str(all_rows)
            if found == all_rows
            else self.tr("{found} of {all}").format(found=found, all=all_rows)
        )
        self.heading.say(f"{self._name}  ·  {said}" if self.rows else self._name)
        self.nothing.setVisible(not found)

    @property
    def found(self) -> list[IndexRow]:
        """The rows that are left."""
        return [row for row in self.rows if not row.isHidden()]

    @property
    def height_wished(self) -> int:
        """How high the column must be to show all rows at once."""
        rows = sum(row.sizeHint().height() for row in self.rows) or 80
        return rows + self.heading.sizeHint().height() + 8

    def resizeEvent(self, event: QResizeEvent) -> None:
        for row in self.rows:
            if isinstance(row, IdeaRow):
                row.stack(self.width() < _WIDE * row.scale)


@final
class LessonIndex(Dressed, QWidget):
    """Lies over its parent while it is open; what is not on the card closes it."""

    chosen = Signal(str, int)  # a lesson, and the step of it to begin with
    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Lessons and ideas"))
        self._from: QWidget | None = None
        self._at: IndexRow | None = None
        self.title = Words(self.tr("Lessons"), "ink", 22, 700)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("type to search: a word, or a sign such as S3"))
        self.search.setAccessibleName(self.tr("Search lessons and ideas"))
        self.search.setToolTip(self.tr("↑ ↓ walk through the rows, Tab changes the column, Enter begins"))
        self.search.installEventFilter(self)
        self.close_link = Link(self.tr("close"), self.tr("Closes the list (Esc)"), key="Esc")
        self.close_link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lessons, self.ideas = IndexColumn(self.tr("Lessons")), IndexColumn(self.tr("Ideas"))
        self._columns = (self.lessons, self.ideas)
        self._head, self._row = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.search, 1)
        self._head.addWidget(self.close_link)
        self._row.addWidget(self.lessons, 42)
        self._row.addWidget(self.ideas, 58)
        self._card = QWidget(self)
        self._inside = QVBoxLayout(self._card)
        self._inside.addLayout(self._head)
        self._inside.addLayout(self._row, 1)
        self.search.textChanged.connect(self._search)
        self.close_link.clicked.connect(self.hide)
        self.hide()

    # --- what it shows -------------------------------------------------------------------------------------

    def show_lessons(self, entries: tuple[Entry, ...], ideas: tuple[Idea, ...]) -> None:
        """Shows these lessons and ideas."""
        known = {idea.sign: idea for idea in ideas}
        titles = {entry.lesson: entry.title for entry in entries}
        self._at = None
        self.lessons.fill([LessonRow(entry, known) for entry in entries])
        self.ideas.fill([IdeaRow(idea, titles.get(idea.lesson, idea.lesson)) for idea in ideas])
        for column in self._columns:
            for row in column.rows:
                row.picked.connect(self._choose)
        self.dress(self.theme, self.scale)
        self._search(self.search.text())

    def open(self) -> None:
        """Shows the card over its parent, with all rows."""
        parent = self.parentWidget()
        assert parent is not None
        if not self.isVisible():
            self._from = QApplication.focusWidget()
        self.setGeometry(parent.rect())
        self.search.clear()
        self._search("")
        self.show()
        self.raise_()
        self._place()
        self.search.setFocus()
        self.opened.emit()

    def _choose(self, lesson: str, step: int) -> None:
        self.hide()
        self.chosen.emit(lesson, step)

    def hideEvent(self, event: object) -> None:
        """Gives the keys back to where they were."""
        if self._from is not None and self.isAncestorOf(QApplication.focusWidget() or self):
            self._from.setFocus()
        self._from = None

    # --- keys ----------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        for column in self._columns:
            column.search(text)
        if self._at is None or self._at.isHidden():
            self._go_to(next((row for column in self._columns for row in column.found), None))
        elif text == "":
            self._go_to(self._at)

    def _go_to(self, row: IndexRow | None) -> None:
        """Frames a row and brings it into sight."""
        if self._at is not None:
            self._at.show_current(False)
        self._at = row
        if row is not None:
            row.show_current(True)
            self._column_of(row).page.ensureWidgetVisible(row, 0, 8)
            self.search.setAccessibleDescription(row.accessibleName())

    def _column_of(self, row: IndexRow) -> IndexColumn:
        return self.lessons if row in self.lessons.rows else self.ideas

    @property
    def at(self) -> IndexRow | None:
        """The row that Enter chooses."""
        return self._at

    def _walk(self, steps: int) -> None:
        if self._at is not None:
            rows = self._column_of(self._at).found
            place = rows.index(self._at) + steps
            self._go_to(rows[min(max(place, 0), len(rows) - 1)])

    def _cross(self, to: int) -> None:
        """Into the other column, to the row that is level with the one at hand."""
        rows = self._columns[to].found
        if self._at is None or not rows or self._at in rows:
            return
        level = self._at.mapTo(self, self._at.rect().center()).y()
        self._go_to(min(rows, key=lambda row: abs(row.mapTo(self, row.rect().center()).y() - level)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the search field that are not for writing."""
        sides = _SIDES if not self.search.text() else {}
        if takes(event, (*_STEPS, *_ENTERS, *_SIDES)):
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._walk(_STEPS[key])
        elif key in sides:
            self._cross(sides[key])
        elif key in _TABS and self._at is not None:
            self._cross(int(self._column_of(self._at) is self.lessons))
        elif key in _ENTERS and self._at is not None:
            self._at.click()
        else:
            return key in _TABS
        return True

    # --- where it lies -------------------------------------------------------------------------------------

    def arrange(self, theme: Theme, scale: float, compact: bool) -> None:
        """Takes another theme and scale; in a compact window type is smaller."""
        self.dress(theme, 0.92 * scale if compact else scale)

    def dress(self, theme: Theme, scale: float) -> None:
        self.theme, self.scale = theme, scale
        dress_all(self._card, theme, scale)
        self.search.setFont(font(15 * scale))
        self.search.setFixedHeight(round(34 * scale))
        self.search.setTextMargins(round(8 * scale), 0, round(8 * scale), 0)
        pad = round(28 * scale)
        self._inside.setContentsMargins(pad, round(20 * scale), pad, round(18 * scale))
        self._inside.setSpacing(round(12 * scale))
        self._head.setSpacing(round(22 * scale))
        self._row.setSpacing(round(26 * scale))
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """The card lies in the middle, as high as its rows need and as there is room for."""
        wide = min(round(1500 * self.scale), self.width() - 32)
        self._card.resize(wide, self._card.height())
        self._inside.activate()
        rows = max(column.height_wished for column in self._columns)
        high = min(rows + round(112 * self.scale), self.height() - 24)
        self._card.setGeometry(QRect((self.width() - wide) // 2, (self.height() - high) // 2, wide, high))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_veil(painter, self.theme, self.rect())
        painter.setPen(self.theme.pen("line2", 1.2))
        painter.setBrush(self.theme.color("raised" if self.theme.name == "dark" else "panel"))
        card = QRectF(self._card.geometry())
        painter.drawRoundedRect(card.adjusted(0.6, 0.6, -0.6, -0.6), 14, 14)
        painter.setBrush(self.theme.color("sunk"))
        field = QRectF(self.search.geometry()).translated(card.topLeft())
        painter.drawRoundedRect(field.adjusted(0.6, 0.6, -0.6, -0.6), 4 * self.scale, 4 * self.scale)
