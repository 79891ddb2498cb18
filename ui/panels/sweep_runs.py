"""What can be done with the rows of a sweep that has ended: one of its runs is opened, or the path of the file is copied."""

from __future__ import annotations

from pathlib import Path
from typing import final

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Button
from ui.panels.fields import NumberRow
from ui.theme import count
from wbsim.sweep import Results


@final
class RunsRows(QWidget):
    """A number to be typed, and buttons for the best run, the worst, and the path."""

    wished = Signal(int)  # the number of a run, as its row has it
    grown = Signal()  # it may need another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results: Results | None = None
        self._path = Path()
        tip = self.tr("Opens the run of a row, as it stood at its end; Enter opens it, and undo goes back")
        self.number = NumberRow("run", whole=True)
        self.number.title.say(self.tr("open run"))
        self.number.setToolTip(tip)
        self.number.number.setAccessibleName(self.tr("open run"))
        self.number.number.setAccessibleDescription(tip)
        self.number.wished.connect(lambda value, _: self._open(int(value)))
        self.number.number.refused.connect(lambda _: self.grown.emit())
        self.best = self._button(self.tr("Best"), self.tr("Opens the run with the lowest loss"))
        self.worst = self._button(
            self.tr("Worst"), self.tr("Opens the run with the highest loss of those that are finite")
        )
        self.copy = self._button(self.tr("Copy path"), self.tr("Copies the path of the file with the rows"))
        self.best.clicked.connect(lambda: self._open_ranked(0))
        self.worst.clicked.connect(lambda: self._open_ranked(-1))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(self._path)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.number)
        for buttons in ((self.best, self.worst), (self.copy,)):
            row = QHBoxLayout()
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)

    def _button(self, words: str, tip: str) -> Button:
        button = Button("", words, kind="pill", height=30)
        button.setToolTip(tip)
        button.setAccessibleName(words)
        return button

    def show_results(self, results: Results | None, path: Path | None) -> None:
        """Takes the rows of a sweep; nothing where none has ended."""
        if results is self._results:
            return
        self._results = results
        self.setVisible(results is not None)
        if results is not None and path is not None:
            self._path = path.absolute()
            self.number.refuse("")
            for button in (self.best, self.worst):
                button.setEnabled(bool(len(self._ranked(results))))
            self.number.number.show_value(1.0)

    @staticmethod
    def _ranked(results: Results) -> list[int]:
        """The runs with a finite loss, the best first."""
        loss = results.outcomes.loss
        return [int(k) for k in np.argsort(loss, kind="stable") if np.isfinite(loss[k])]

    def _open_ranked(self, place: int) -> None:
        assert self._results is not None
        number = self._ranked(self._results)[place] + 1
        self.number.number.show_value(float(number))
        self._open(number)

    def _open(self, number: int) -> None:
        """Asks for a run that has a row; another number is refused in its place."""
        assert self._results is not None
        most = len(self._results.sweep.grid)
        if not 1 <= number <= most:
            self.refuse(self.tr("it must be from 1 to {most}").format(most=count(most)))
            return
        reason = self._results.failed.get(number - 1)
        self.refuse("" if reason is None else self.tr("it has no result: {reason}").format(reason=reason))
        if reason is None:
            self.wished.emit(number)

    def refuse(self, sentence: str) -> None:
        """Says under the number why a run cannot be opened."""
        self.number.refuse(sentence)
        self.grown.emit()
