"""Where data sets go when there is no room for a column of settings: a rail of them, with buttons for the rest."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.buttons import Button, dress_all
from ui.panels.sets import DATA_SETS, Thumbnails
from ui.theme import Theme
from wbsim.snapshot import Snapshot

_THUMB = 77  # the height of a data set on the rail


@final
class Rail(QWidget):
    """Data sets one under another, and a button for all other settings."""

    chosen = Signal(str)
    more = Signal()
    sets = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self._scale = 1.0
        self.thumbnails = Thumbnails(DATA_SETS, columns=1, side=56)
        self.sets_button = Button("", self.tr("Data ▸"), kind="pill", height=28)
        self.sets_button.setToolTip(self.tr("All data sets, and your own (T)"))
        self.sets_button.setAccessibleName(self.tr("All data sets"))
        self.sets_button.clicked.connect(self.sets)
        self.thumbnails.chosen.connect(self.chosen)
        self.more_button = Button("", self.tr("more ▸"), kind="pill", height=32)
        self.more_button.setToolTip(self.tr("All settings of data and learning (M)"))
        self.more_button.setAccessibleName(self.tr("More settings"))
        self.more_button.clicked.connect(self.more)
        self._column = QVBoxLayout(self)
        center = Qt.AlignmentFlag.AlignHCenter
        self._column.addWidget(self.sets_button, 0, center)
        self._column.addWidget(self.thumbnails, 0, center)
        self._column.addStretch(1)
        self._column.addWidget(self.more_button, 0, center)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Frames the data set at hand."""
        name = snapshot.plan.experiment.data.dataset
        if name != self._current:
            self._current = name
            self._fill()
        self.thumbnails.show_value(name)

    def resizeEvent(self, event: object) -> None:
        self._fill()

    def _fill(self) -> None:
        room = self.height() - 82 * self._scale
        self.thumbnails.show_first(
            max(1, min(len(DATA_SETS), int(room / (_THUMB * self._scale)))), self._current
        )

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self._scale = scale
        dress_all(self, theme, scale)
        self._column.setContentsMargins(4, round(10 * scale), 4, round(10 * scale))
        self._column.setSpacing(round(4 * scale))
        self._fill()
