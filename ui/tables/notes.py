"""What will be done with a table, in sentences; what must be mended stands first, in the hue of errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.panels.fields import Words
from ui.theme import LIGHT, Theme


@final
class Notes(QScrollArea):
    """Sentences one under another, which scroll where they are many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._scale = LIGHT, 1.0
        self._said: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._lines: list[Words] = []
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("What will be done"))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is said, problems first."""
        problems, notes = self._said
        return (*problems, *notes)

    def say(self, problems: Sequence[str], notes: Sequence[str]) -> None:
        """Shows other sentences."""
        said = (tuple(problems), tuple(notes))
        if said == self._said:
            return
        self._said = said
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        wrong = [Words(words, "loss_text", 13, 600, wrap=True) for words in problems]
        self._lines = wrong + [Words(words, "ink2", 13, wrap=True) for words in notes]
        for place, line in enumerate(self._lines):
            line.setAccessibleName(line.text)
            line.dress(self._theme, self._scale)
            self._column.insertWidget(place, line)
        self.setAccessibleDescription(" ".join(self.sentences))
        self.verticalScrollBar().setValue(0)

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self._theme, self._scale = theme, scale
        self._column.setSpacing(round(4 * scale))
        for line in self._lines:
            line.dress(theme, scale)
