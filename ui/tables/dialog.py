"""The dialog of a table that somebody brings: its first rows, what will be done, and every choice, while it is read
beside the window. It hands over an experiment; it opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMenu, QScrollArea, QVBoxLayout, QWidget

from ui.panels.buttons import Button, dress_all
from ui.panels.fields import Words
from ui.tables import choosing
from ui.tables.bar import Bar
from ui.tables.notes import Notes
from ui.tables.options import Options
from ui.tables.preview import Preview
from ui.tables.steps import looking, making
from ui.tables.work import Work
from ui.theme import Theme, count
from wbsim.experiment import Experiment
from wbsim.problems import Problem, Refused
from wbsim.tables import AS_FOUND, TRAIN_SHARE, Choices, Glance, Prepared, Progress
from wbsim.translation import translated

_LOOK = 20  # milliseconds between two looks at what the work has made


@final
class TableDialog(QDialog):
    """Looks at a table from the moment it is shown; `made` hands over what it is made into."""

    made = Signal(object)  # an experiment

    def __init__(self, path: Path, theme: Theme, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self.choices = path, AS_FOUND
        self.glance: Glance | None = None
        self.ready: Prepared | None = None
        self.problems: tuple[Problem, ...] = ()
        self._standardize: str | None = None  # what was chosen; else what suits the target
        self._work: Work[Any] | None = None
        self._progress: Progress | None = None
        self._seen = False  # whether the work at hand has shown how the file is written
        self._making = False
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK)
        self._clock.timeout.connect(self._take)
        self.setWindowTitle(self.tr("Table"))
        self.setAccessibleName(self.tr("Table: {name}").format(name=path.name))
        self._build()
        self._connect()
        self.dress(theme, scale)
        self.options.target.choice.setFocus()
        self._look()

    def _build(self) -> None:
        self.title = Words(self.path.name, "ink", 17, 600)
        self.size_words = Words(token="ink2", right=True)
        self.options, self.preview, self.notes = Options(), Preview(), Notes()
        side = QScrollArea()
        side.setWidget(self.options)
        side.setWidgetResizable(True)
        side.setFrameShape(QScrollArea.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side = side
        self.said = Words(self.tr("What will be done"), "ink", 13, 600)
        self.bar, self.state = Bar(), Words(token="ink2")
        self.cancel = Button("", self.tr("Cancel"), kind="pill", height=34)
        self.cancel.setToolTip(self.tr("Leave everything as it is (Esc)"))
        self.accept_button = Button("", self.tr("Train on it"), kind="strong", height=34)
        self.accept_button.setToolTip(
            self.tr("A new run on this table (Enter); undo goes back to the run before")
        )
        for button in (self.cancel, self.accept_button):
            button.setAccessibleName(button.text())
        head, right, foot, state = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.size_words, 1)
        right.addWidget(self.preview, 5)
        right.addWidget(self.said)
        right.addWidget(self.notes, 4)
        state.addWidget(self.state)
        state.addWidget(self.bar)
        foot.addLayout(state, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.accept_button)
        middle = QHBoxLayout()
        middle.addWidget(side)
        middle.addLayout(right, 1)
        self._rows = QVBoxLayout(self)
        for row, stretch in ((head, 0), (middle, 1), (foot, 0)):
            self._rows.addLayout(row, stretch)
        self._gaps = (head, right, foot, state, middle)

    def _connect(self) -> None:
        options = self.options
        options.changed.connect(lambda fields: self._choose(replace(self.choices, **fields)))
        options.target_chosen.connect(
            lambda name: self._choose(choosing.as_target(self.choices, self.ready, name))
        )
        options.standardize_chosen.connect(self._choose_standardize)
        self.preview.asked.connect(self._ask_column)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self._make)
        self.finished.connect(self._stop)

    # --- working -------------------------------------------------------------------------------------------

    def _begin(self, steps: Iterator[Any]) -> None:
        self._stop()
        self._work = Work(steps)
        self._clock.start()

    def _stop(self) -> None:
        self._clock.stop()
        if self._work is not None:
            self._work.stop()
            self._work = None

    def _look(self) -> None:
        self._making, self._seen, self._progress = False, False, None
        known = self.ready.table if self.ready is not None else None
        self._begin(looking(self.path, self.choices, known))
        self._show()

    def _make(self) -> None:
        if self.can_be_made and self.ready is not None:
            self._making = True
            self._begin(making(self.ready, self.standardize))
            self._show()

    def _take(self) -> None:
        work = self._work
        assert work is not None
        ended = work.ended
        for step in work.take():
            if isinstance(step, Glance):
                self.glance, self.ready, self.problems, self._seen = step, None, (), True
                self.preview.show_table(step, None)
            elif isinstance(step, Progress):
                self._progress = step
            elif isinstance(step, Prepared):
                self.ready, self.glance, self.problems = step, step.table.glance, step.problems
                self.preview.show_table(self.glance, step)
            elif isinstance(step, Experiment):
                self._stop()
                self.accept()
                self.made.emit(step)
                return
        if ended:
            self._stop()
            self._making = False
            self._fail(work.error)
        self._show()

    def _fail(self, error: BaseException | None) -> None:
        """Says why the work came to nothing; what was seen of the file stays."""
        if isinstance(error, Refused):
            self.problems, self.ready = error.problems, None
            self.glance = self.glance if self._seen else None
            self.preview.show_table(self.glance, None)
        elif error is not None:
            self.reject()
            raise error

    # --- choosing ------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether the table is being read, or made into an experiment."""
        return self._work is not None

    @property
    def can_be_made(self) -> bool:
        """Whether an experiment can be made of what is shown."""
        return not self.busy and self.ready is not None and not self.problems

    @property
    def standardize(self) -> str:
        """What will be standardized."""
        classes = self.ready is not None and self.ready.task == "classes"
        chosen = self._standardize or "all"
        return "inputs" if classes and chosen == "all" else chosen

    def _choose(self, choices: Choices) -> None:
        if choices != self.choices:
            self.choices = choices
            self._look()

    def _choose_standardize(self, way: str) -> None:
        self._standardize = way
        self._show()

    def _ask_column(self, name: str, at: QPoint) -> None:
        self.column_menu(name).popup(at)

    def column_menu(self, name: str) -> QMenu:
        """What can become of a column."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ways = choosing.ways(self.choices, self.ready, name) if self.ready is not None else ()
        for way in ways:
            if way.words == choosing.AS_TEXT:
                menu.addSeparator()
            action = menu.addAction(translated(way.words))
            action.setCheckable(True)
            action.setChecked(way.chosen)
            action.setEnabled(way.possible)
            action.triggered.connect(lambda _=False, way=way: self._choose(way.choices))
        return menu

    # --- showing -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.options.show_choices(self.choices, self.glance, self.ready, self.standardize)
        self.accept_button.setEnabled(self.can_be_made)
        self.size_words.say(self._size())
        self.bar.setVisible(self.busy)
        progress = self._progress
        self.bar.show_share(progress.done / max(1, progress.size) if progress else 0.0)
        self.state.say(self._state())
        self.said.say(self.tr("What must be mended first") if self.problems else self.tr("What will be done"))
        self.notes.say([f"{problem}." for problem in self.problems], self._notes())

    def _notes(self) -> list[str]:
        if self.ready is None:
            return list(self.glance.notes) if self.glance is not None else []
        notes = list(self.ready.notes)
        if not self.problems:
            parts = self.tr("{train} % of the rows train and {test} % test, drawn by the seed.")
            notes.append(parts.format(train=f"{TRAIN_SHARE:g}", test=f"{100 - TRAIN_SHARE:g}"))
            notes.append(self._standardizing())
        return notes

    def _standardizing(self) -> str:
        what = {
            "nothing": self.tr("Numbers reach the network as they are; far from 0 and 1 it learns slowly or not at all."),
            "inputs": self.tr("Each input is standardized: its mean is taken off, then it is divided by its standard deviation, both of the training rows."),
            "all": self.tr("Each input and the target are standardized: the mean is taken off, then they are divided by the standard deviation, both of the training rows."),
        }  # fmt: skip
        return what[self.standardize]

    def _size(self) -> str:
        if self.ready is not None:
            rows, columns = self.ready.table.rows, len(self.ready.uses)
            return self.tr("{rows} rows · {columns} columns").format(rows=count(rows), columns=count(columns))
        return ""

    def _state(self) -> str:
        if self._making:
            return self.tr("Making the run …")
        if self._progress is not None and self.busy:
            return self.tr("Reading: {rows} rows").format(rows=count(self._progress.rows))
        if self.busy:
            return self.tr("Looking …")
        return ""

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        dress_all(self, theme, scale)
        self.options.dress(theme, scale)
        self.notes.dress(theme, scale)
        bed = theme.raised if theme.name == "dark" else theme.panel
        self.setStyleSheet(f"TableDialog {{ background: {bed}; border: 1px solid {theme.line2}; }}")
        pad, gap = round(18 * scale), round(8 * scale)
        self._rows.setContentsMargins(pad, round(12 * scale), pad, round(12 * scale))
        self._rows.setSpacing(gap)
        for layout in self._gaps:
            layout.setSpacing(gap)
        self._side.setFixedWidth(round(262 * scale))
        parent = self.parentWidget()
        room = parent.size() if parent is not None else QSize(1280, 720)
        self.resize(min(room.width() - 40, round(1120 * scale)), min(room.height() - 40, round(640 * scale)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the table, unless a word is being typed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not isinstance(self.focusWidget(), QLineEdit):
                self._make()
        else:
            super().keyPressEvent(event)
