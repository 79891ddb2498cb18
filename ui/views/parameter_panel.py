"""The list of parameters with what filters and orders it. It emits another listing and keeps none."""

from __future__ import annotations

from dataclasses import replace
from typing import final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import theme as themes
from ui.look import Listing, Look
from ui.theme import LIGHT
from ui.views.listing import catalog, listed
from ui.views.parameter_list import ParameterList, value_end
from ui.views.segments import Segments
from wbsim.movement import movement
from wbsim.snapshot import Snapshot

_KINDS = ("both", "weights", "biases")
_LINE = 32  # pixels a line of controls


@final
class FilterField(QLineEdit):
    """Words to filter by; Escape empties it, and then leaves it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field, then gives the keys back."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.clearFocus()
            event.accept()
            return
        super().keyPressEvent(event)


@final
class ParameterPanel(QWidget):
    """Filters, order, and the list; values are those of the cursor's update or, without one, of the present."""

    hovered = Signal(object)
    chosen = Signal(str)
    changed = Signal(Listing)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.kinds, self.orders, self.charts = Segments(self), Segments(self), Segments(self)
        self.field, self.list = FilterField(self), ParameterList(self)
        self._look = Look(LIGHT)
        self._words = ("", "")  # how many are listed, and of which update
        self._name_parts()
        self.kinds.chosen.connect(lambda place: self._change(kind=_KINDS[place]))
        self.orders.chosen.connect(lambda place: self._change(ranked=bool(place)))
        self.charts.chosen.connect(lambda place: self._change(apart=not place))
        self.field.textEdited.connect(lambda text: self._change(text=text))
        self.list.hovered.connect(self.hovered)
        self.list.chosen.connect(self.chosen)
        self.list.layer_chosen.connect(self._filter_layer)

    def _name_parts(self) -> None:
        for part, name, tip in (
            (self.kinds, self.tr("Kind"), self.tr("Weights, biases or both: in the list and in the charts")),
            (
                self.orders,
                self.tr("Order"),
                self.tr("Layer by layer; or who moved most first: the largest |value − value at the start|"),
            ),
            (
                self.charts,
                self.tr("Charts"),
                self.tr("One chart for all layers, or one for each layer where there is room"),
            ),
            (
                self.field,
                self.tr("Filter"),
                self.tr(
                    "Words that all have to fit: h1 or output (the layer), bias, w31, b2, x2 (the input)"
                ),
            ),
        ):
            part.setAccessibleName(name)
            part.setToolTip(tip)
        self.field.setPlaceholderText(self.tr("filter: h1, bias, w31 …"))
        self.field.setClearButtonEnabled(False)

    def _change(self, **changes: object) -> None:
        self.changed.emit(replace(self._look.listing, **changes))  # type: ignore[arg-type]

    def _filter_layer(self, word: str) -> None:
        """Shows one layer alone, or all again if it is alone already."""
        self._change(text="" if self._look.listing.text == word else word)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        dressed = (look.theme, look.scale) != (self._look.theme, self._look.scale)
        self._look, listing, scale = look, look.listing, max(0.9, look.scale)
        theme = look.theme
        self.kinds.show_words(
            (self.tr("all"), self.tr("weights"), self.tr("biases")),
            _KINDS.index(listing.kind),
            theme,
            scale,
            tight=True,
        )
        self.orders.show_words(
            (self.tr("in order"), self.tr("moved most")), int(listing.ranked), theme, scale, tight=True
        )
        self.charts.show_words(
            (self.tr("layers apart"), self.tr("together")), int(not listing.apart), theme, scale, tight=True
        )
        if self.field.text() != listing.text:
            self.field.setText(listing.text)
        if dressed:
            self.field.setFont(self._font(13, 500))
            self.field.setStyleSheet(
                f"QLineEdit {{ background: {theme.sunk}; border: 1px solid {theme.line2}; border-radius: 6px; "
                f"padding: 0 6px; color: {theme.ink}; }} QLineEdit:focus {{ border: 2px solid {theme.weight}; }}"
            )
            self._place()
        update = snapshot.state.update if look.cursor is None else look.cursor
        known, size = catalog(snapshot.plan.layout), snapshot.plan.size
        shown = len(listed(snapshot.plan.layout, listing.kind, listing.text))
        count = (
            themes.count(size)
            if shown == size
            else self.tr("{n} of {all}").format(n=themes.count(shown), all=themes.count(size))
        )
        words = (count, self.tr("at {update}").format(update=themes.count(update)))
        if words != self._words or dressed:
            self._words = words
            self.update()
        tip = self.tr("An even sample of {n} parameters is followed one by one").format(
            n=themes.count(len(known.ids))
        )
        self.setToolTip("" if len(known.ids) == size else tip)
        self.list.show_movement(snapshot, look, movement(snapshot.history, update))

    def _font(self, pixels: float, weight: int) -> QFont:
        return themes.font(max(11.5, pixels * self._look.scale), weight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in its place."""
        self._place()

    def _place(self) -> None:
        grown, y = max(1.0, self._look.scale), 28 * max(1.0, self._look.scale)
        self.field.setGeometry(6, round(y), self.width() - 12, round(26 * grown))
        for part in (self.kinds, self.orders, self.charts):
            y += _LINE * grown
            part.move(6, round(y))
        top = round(y + (_LINE + 18) * grown)
        self.list.setGeometry(0, top, self.width(), max(0, self.height() - top))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The title, how many are listed, and the heads of the columns."""
        painter = QPainter(self)
        theme, grown = self._look.theme, max(1.0, self._look.scale)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        top = QRectF(8, 0, self.width() - 16, 24 * grown)
        painter.setPen(theme.color("ink"))
        painter.setFont(self._font(15, 600))
        painter.drawText(top, left | middle, self.tr("Parameters"))
        painter.setPen(theme.color("ink2"))
        painter.setFont(self._font(12, 500))
        painter.drawText(top, right | middle, self._words[0])
        head = QRectF(0, self.list.y() - 18 * grown, value_end(self.width() - 6), 16 * grown)
        painter.drawText(head, right | middle, self._words[1])
        painter.drawText(
            QRectF(0, head.y(), self.width() - 14, head.height()), right | middle, self.tr("moved")
        )
