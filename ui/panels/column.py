"""A column of settings on a card that floats: as wide as such columns are, and as high as what stands in it needs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

_WIDE = 246  # pixels at scale 1


class Column(QWidget):
    """Whoever is one adds to its layout, keeps its scale, and fits it when words have changed."""

    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._tall = 1.0, 0
        self._column = QVBoxLayout(self)

    def sizeHint(self) -> QSize:
        """As wide as a column of settings, and as high as everything in it, sentences included."""
        wide = round(_WIDE * self._scale)
        return QSize(wide, self._column.totalHeightForWidth(wide))

    def _fit(self) -> None:
        """Asks for another height where one is needed."""
        self._column.invalidate()
        tall = self.sizeHint().height()
        if tall != self._tall:
            self._tall = tall
            self.grown.emit()
