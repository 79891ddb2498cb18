"""Where settings go when there is no room for a column: a rail of data sets, and a card that flies out with the rest."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Button, Dressed, dress_all
from ui.panels.data import DATA_SETS, Thumbnails
from ui.panels.fields import Words
from ui.theme import Theme
from wbsim.snapshot import Snapshot

_THUMB = 77  # the height of a data set on the rail


@final
class Rail(QWidget):
    """Data sets one under another, and a button for all other settings."""

    chosen = Signal(str)
    more = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self._scale = 1.0
        self.thumbnails = Thumbnails(columns=1, side=56, shown=4)
        self.thumbnails.chosen.connect(self.chosen)
        self.more_button = Button("", self.tr("more ▸"), kind="pill", height=32)
        self.more_button.setToolTip(self.tr("All settings of data and learning (M)"))
        self.more_button.setAccessibleName(self.tr("More settings"))
        self.more_button.clicked.connect(self.more)
        self._column = QVBoxLayout(self)
        center = Qt.AlignmentFlag.AlignHCenter
        self._column.addWidget(Words(self.tr("Data"), "ink", 14.5, 600), 0, center)
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


@final
class Flyout(Dressed, QWidget):
    """A floating card beside the rail or the data panel; it holds one or two columns of settings."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.setContentsMargins(1, 4, 5, 4)
        self.close_button = Button("close", kind="plain", height=28, parent=self)
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def hold(self, *columns: QWidget) -> None:
        """Puts panels into the card, side by side."""
        for place, column in enumerate(columns):
            self._row.insertWidget(place, column)
            column.show()
        self.close_button.raise_()

    def place_beside(self, side: QRect | None) -> None:
        """Stands to the right of the card of settings, as high as its columns need."""
        parent = self.parentWidget()
        if parent is None or side is None:
            return
        items = [self._row.itemAt(place) for place in range(self._row.count())]
        shown = [column for item in items if item is not None and (column := item.widget()) is not None]
        tall = max((column.sizeHint().height() for column in shown), default=0) + round(16 * self.scale)
        height = min(parent.height() - 2 * side.top(), tall)
        width = sum(round(252 * self.scale) for _ in shown)
        self.setGeometry(side.right() + round(8 * self.scale), side.top(), width, height)
        self.raise_()

    def resizeEvent(self, event: object) -> None:
        self.close_button.adjustSize()
        self.close_button.move(self.width() - self.close_button.width() - 10, 10)

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.close_button.dress(theme, scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what is under the card is not pressed

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("line2", 1.2))
        painter.setBrush(self.theme.color("raised" if self.theme.name == "dark" else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.6, 0.6, -0.6, -0.6), 12, 12)
