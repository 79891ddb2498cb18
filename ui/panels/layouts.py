"""The card of the window's layouts: those that are made for a purpose, those that were saved, and a name to save this one
under. It asks; it arranges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import final

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.panels.buttons import Button, dress_all, paint_focus
from ui.panels.fields import Words
from ui.panels.marks import Pressed
from ui.theme import Theme, font
from ui.views.shortcuts import PRESS, takes

_HUES = {
    "plane": "positive_class", "network": "weight", "timeline": "loss", "inspector": "bias", "neuron_desk": "bias",
    "twin_a": "weight", "twin_b": "weight", "twin_loss": "loss", "surface_map": "loss", "surface_side": "loss",
    "layers": "weight", "image_filters": "weight", "sequence_unrolled": "weight", "wall": "weight", "wall_losses": "loss",
}  # fmt: skip  # of cards in a sketch
_SKETCH = (66.0, 40.0)  # pixels of a sketch at scale 1
_WALK = {Qt.Key.Key_Up: False, Qt.Key.Key_Down: True}


@dataclass(frozen=True)
class Offer:
    """A layout as the card shows it: its name for whoever chooses it, its words, and its cards in a figure of a size."""

    name: str
    title: str
    about: str
    size: QSize
    cards: Mapping[str, QRect]
    here: bool = False  # whether the window is arranged so now
    own: bool = False  # whether a person has saved it, and may delete it


@final
class LayoutRow(Pressed):
    """A layout to choose: a sketch of its cards, its name and a line about it."""

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(offer.title, parent)
        self.offer = offer
        self.setAccessibleName(offer.title)
        self.setAccessibleDescription(offer.about)
        self.setToolTip(offer.about)

    def sizeHint(self) -> QSize:
        return QSize(round(190 * self.scale), round(52 * self.scale))

    def event(self, event: QEvent) -> bool:
        return takes(event, (*PRESS, *_WALK)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _WALK:
            self.focusNextPrevChild(_WALK[key])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, area = self.scale, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse() or self.offer.here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("line" if self.underMouse() else "sunk"))
            painter.drawRoundedRect(area, 8 * scale, 8 * scale)
        wide, high = (side * scale for side in _SKETCH)
        sketch = QRectF(6 * scale, (self.height() - high) / 2, wide, high)
        self._paint_sketch(painter, sketch)
        left = sketch.right() + 10 * scale
        room = self.width() - left - 6 * scale
        painter.setFont(font(13.5 * scale, 600))
        painter.setPen(self.theme.color("ink"))
        middle = self.height() / 2
        if self.offer.own:  # a name may be long
            box = QRectF(left, 0, room, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), self.text())
        else:
            line = QRectF(left, middle - 20 * scale, room, 22 * scale)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
            painter.setFont(font(11.5 * scale))
            painter.setPen(self.theme.color("ink2"))
            words = painter.fontMetrics().elidedText(
                self.offer.about, Qt.TextElideMode.ElideRight, int(room) + 2
            )
            painter.drawText(line.translated(0, 20 * scale), Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            paint_focus(painter, self.theme, area, 8 * scale)

    def _paint_sketch(self, painter: QPainter, sketch: QRectF) -> None:
        """The cards in small, in the hues of what they show."""
        painter.setPen(self.theme.pen("ink" if self.offer.here else "line2", 1.6 if self.offer.here else 1))
        painter.setBrush(self.theme.color("bg"))
        painter.drawRoundedRect(sketch, 4 * self.scale, 4 * self.scale)
        inner = sketch.adjusted(2, 2, -2, -2)
        across = inner.width() / max(1, self.offer.size.width())
        down = inner.height() / max(1, self.offer.size.height())
        painter.setPen(Qt.PenStyle.NoPen)
        for name, card in self.offer.cards.items():
            box = QRectF(
                inner.left() + card.left() * across, inner.top() + card.top() * down,
                card.width() * across, card.height() * down,
            )  # fmt: skip
            painter.setBrush(self.theme.mixed(_HUES.get(name, "line2"), "panel", 0.55))
            painter.drawRoundedRect(box.adjusted(0.4, 0.4, -0.4, -0.4), 1.5, 1.5)


@final
class LayoutsPanel(QWidget):
    """All layouts one under another, and under them the name of a new one."""

    chosen = Signal(str)
    deleted = Signal(str)
    saved = Signal(str)
    reset = Signal()
    grown = Signal()  # it needs another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None
        self._scale = 1.0
        self.rows: list[LayoutRow] = []
        self.removers: dict[str, Button] = {}
        self._offers: tuple[Offer, ...] = ()
        self.head = Words(_tr("Layouts"), "ink", 17, 600)
        self._list = QVBoxLayout()
        self.name = QLineEdit()
        self.name.setPlaceholderText(_tr("Save this layout as …"))
        self.name.setToolTip(
            _tr("A name for the window as it is arranged now; Enter saves it, and wbsim film --layout knows it too")
        )  # fmt: skip
        self.name.setAccessibleName(_tr("Name of a new layout"))
        self.name.returnPressed.connect(self._save)
        self.save_button = Button("", _tr("Save"), kind="pill", height=28)
        self.save_button.setToolTip(_tr("Saves room, shares and charts as they are now, under this name"))
        self.save_button.setAccessibleName(_tr("Save this layout"))
        self.save_button.clicked.connect(self._save)
        self.problem = Words(token="loss_text", size=12, wrap=True)
        self.problem.hide()
        self.reset_button = Button("", _tr("All seams as usual"), kind="pill", height=28)
        self.reset_button.setToolTip(
            _tr("Takes back every seam that was moved, in all rooms, and shows all cards")
        )
        self.reset_button.setAccessibleName(_tr("All seams as usual"))
        self.reset_button.clicked.connect(self.reset)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.head)
        self._column.addLayout(self._list)
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.save_button)
        self._column.addLayout(line)
        self._column.addWidget(self.problem)
        self._column.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Shows layouts, in this order."""
        if tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        focus = next((row.offer.name for row in self.rows if row.hasFocus()), "")
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows, self.removers = [], {}
        for one in offers:
            self._list.addWidget(self._line(one))
        _tab_order((*self.rows, self.name, self.save_button, self.reset_button))
        if self.theme is not None:
            self.dress(self.theme, self._scale)
        again = next((row for row in self.rows if row.offer.name == focus), None)
        if again is not None:
            again.setFocus()
        self.grown.emit()

    def _line(self, offer: Offer) -> QWidget:
        """A row and, where a person has saved it, what deletes it."""
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        row = LayoutRow(offer)
        row.clicked.connect(lambda: self.chosen.emit(offer.name))
        self.rows.append(row)
        line.addWidget(row, 1)
        if offer.own:
            remover = Button("close", kind="plain", height=24)
            words = _tr("Delete the layout “{name}”").format(name=offer.title)
            remover.setToolTip(words)
            remover.setAccessibleName(words)
            remover.clicked.connect(lambda: self.deleted.emit(offer.name))
            self.removers[offer.name] = remover
            line.addWidget(remover)
        return box

    def begin(self) -> None:
        """Gives the keys to the layout that is at hand, or to the first."""
        here = next((row for row in self.rows if row.offer.here), self.rows[0] if self.rows else None)
        if here is not None:
            here.setFocus(Qt.FocusReason.TabFocusReason)

    def refuse(self, sentence: str) -> None:
        """Says under the name why it was not taken; an empty sentence takes it away."""
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))
        self.grown.emit()

    def _save(self) -> None:
        self.refuse("")
        self.saved.emit(self.name.text())

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.theme, self._scale = theme, scale
        dress_all(self, theme, scale)
        self.name.setFont(font(13 * scale))
        self.name.setFixedHeight(round(28 * scale))
        pad = round(14 * scale)
        self._column.setContentsMargins(pad, round(10 * scale), pad, round(10 * scale))
        self._column.setSpacing(round(8 * scale))
        self._list.setSpacing(round(2 * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("line2", 1))
        painter.setBrush(self.theme.color("sunk"))
        painter.drawRoundedRect(QRectF(self.name.geometry()).adjusted(-0.5, 0.5, 0.5, -0.5), 6, 6)


def _tab_order(widgets: Sequence[QWidget]) -> None:
    for one, other in pairwise(widgets):
        QWidget.setTabOrder(one, other)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Layouts", text)
