"""The list of parameters beside the large charts: values at one update, and how far each has moved. It paints the rows
that are seen, and remembers nothing but how far it is scrolled.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.listing import Catalog, Row, catalog, layer_word, rows
from ui.views.names import layer_title, parameters_of
from ui.views.shortcuts import takes
from ui.views.symbols import draw_symbol
from wbsim.movement import NOTHING, Movement
from wbsim.snapshot import Snapshot

_ROW = 25  # pixels
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


@final
class ParameterList(QAbstractScrollArea):
    """A row for each parameter; layers have headings unless the rows are ranked."""

    hovered = Signal(object)  # the id of the parameter under the pointer; None without
    chosen = Signal(str)  # the id of the parameter that was clicked, or reached by keys
    layer_chosen = Signal(str)  # the word of the layer whose heading was clicked

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Parameters"))
        self.setToolTip(
            self.tr(
                "Moved: |value − value at the start|. Click, or ↑ and ↓, choose a parameter; a click on a layer "
                "shows that layer alone"
            )
        )
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._look, self._moved = Look(LIGHT), NOTHING
        self._catalog: Catalog | None = None
        self._snapshot: Snapshot | None = None
        self._places: dict[str, int] = {}
        self._near: frozenset[str] = frozenset()  # the parameters of the selected neuron
        self._most = 1.0  # how far the one of the listed that moved most has moved
        self.rows: tuple[Row, ...] = ()

    def show_movement(self, snapshot: Snapshot, look: Look, moved: Movement) -> None:
        """Shows values and ways, as a history remembers them."""
        layout = snapshot.plan.layout
        self._catalog, self._snapshot = catalog(layout), snapshot
        was = self._look.chosen
        self._look, self._moved = look, moved
        if moved.ids is not self._catalog.ids:
            self._places = {name: place for place, name in enumerate(moved.ids)}
        self._near = frozenset(parameters_of(snapshot.plan, look.neuron))
        self.rows = rows(layout, look.listing, moved)
        shown = [self._places.get(self._catalog.ids[row.place]) for row in self.rows if row.place is not None]
        far = moved.moved[[place for place in shown if place is not None]]
        self._most = float(np.nanmax(far)) if np.nan_to_num(far).any() else 1.0
        self._fit()
        if look.chosen != was:
            self._reveal(look.chosen)
        self.viewport().update()

    # --- where rows are ------------------------------------------------------------------------------------

    @property
    def _high(self) -> float:
        return _ROW * max(0.96, self._look.scale)

    def _fit(self) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        most = max(0, round(len(self.rows) * self._high) - page)
        if (bar.maximum(), bar.pageStep()) != (most, page):
            bar.setRange(0, most)
            bar.setPageStep(page)
            bar.setSingleStep(round(self._high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scrolls no further than there are rows."""
        self._fit()

    def row_box(self, place: int) -> QRectF:
        """Where a row stands."""
        return QRectF(
            0, place * self._high - self.verticalScrollBar().value(), self.viewport().width(), self._high
        )

    def _row_at(self, y: float) -> Row | None:
        place = int((y + self.verticalScrollBar().value()) // self._high)
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def _id_of(self, row: Row | None) -> str | None:
        return (
            None
            if row is None or row.place is None or self._catalog is None
            else self._catalog.ids[row.place]
        )

    def _reveal(self, name: str | None) -> None:
        place = next(
            (k for k, row in enumerate(self.rows) if name is not None and self._id_of(row) == name), None
        )
        if place is not None:
            bar, box = self.verticalScrollBar(), self.row_box(place)
            if box.top() < 0:
                bar.setValue(bar.value() + round(box.top()))
            elif box.bottom() > self.viewport().height():
                bar.setValue(bar.value() + round(box.bottom() - self.viewport().height()))

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        painter.fillRect(self.viewport().rect(), theme.color("panel"))
        if not self.rows:
            painter.setPen(theme.color("ink2"))
            painter.setFont(themes.font(max(11.5, 13 * self._look.scale), 500))
            words = self.tr("Nothing fits. Try h1, output, bias, w31 or x2.")
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.viewport().rect()).adjusted(8, 8, -8, 0), flags, words)
            return
        first = int(self.verticalScrollBar().value() // self._high)
        last = int((self.verticalScrollBar().value() + self.viewport().height()) // self._high)
        for place in range(first, min(last + 1, len(self.rows))):
            row, box = self.rows[place], self.row_box(place)
            if row.place is None:
                self._paint_heading(painter, box, row)
            else:
                self._paint_parameter(painter, box, row, row.place)

    def _paint_heading(self, painter: QPainter, box: QRectF, row: Row) -> None:
        assert self._snapshot is not None
        theme, scale, plan = self._look.theme, max(0.9, self._look.scale), self._snapshot.plan
        one = plan.rows[row.layer - 1]
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(13.5 * scale, 600))
        title = self._layer_title(row.layer)
        painter.drawText(box.adjusted(8, 0, 0, 0), _LEFT, title)
        weights = themes.count(one.fan_in * one.fan_out)
        biases = themes.count(one.fan_out) if one.biases >= 0 else "0"
        end = box.width() - 8
        painter.setFont(themes.font(max(11.5, 12 * scale), 600))
        for text, token in ((biases, "bias_text"), (" + ", "ink2"), (weights, "weight_text")):
            painter.setPen(theme.color(token))
            painter.drawText(QRectF(0, box.top(), end, box.height()), _RIGHT, text)
            end -= painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(theme.pen("line", 1))
        painter.drawLine(box.bottomLeft() + QPointF(8, -1), box.bottomRight() + QPointF(-8, -1))

    def _layer_title(self, layer: int) -> str:
        assert self._snapshot is not None
        name = layer_title(self._snapshot.plan, layer - 1)
        return name[0].upper() + name[1:]

    def _paint_parameter(self, painter: QPainter, box: QRectF, row: Row, place: int) -> None:
        assert self._catalog is not None
        look, theme, scale = self._look, self._look.theme, max(0.9, self._look.scale)
        name, bias = self._catalog.ids[place], bool(self._catalog.is_bias[place])
        hue = "bias" if bias else "weight"
        if name in (look.chosen, look.parameter) or name in self._near:
            painter.setPen(theme.pen("ink", 2) if name == look.chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(f"{hue}_pale"))
            painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), 6, 6)
        text, base = theme.color(f"{hue}_text"), box.center().y() + 5 * scale
        letter, subscript = self._catalog.entries[place].symbol
        draw_symbol(painter, QPointF(box.left() + 12 * scale, base), letter, subscript, 17 * scale, text, 600)
        small = themes.font(max(11.5, 12 * scale), 500)
        if look.listing.ranked:
            painter.setFont(small)
            painter.setPen(theme.color("ink2"))
            assert self._snapshot is not None
            word = layer_word(row.layer, len(self._snapshot.plan.rows))
            painter.drawText(box.adjusted(52 * scale, 0, 0, 0), _LEFT, "out" if word == "output" else word)
        at = self._places.get(name)
        if at is None:
            return
        value, way = float(self._moved.value[at]), float(self._moved.moved[at])
        decimals = 2 if self._most >= 0.3 else 3
        painter.setPen(text)
        painter.setFont(themes.font(max(11.5, 13 * scale), 700))
        painter.drawText(
            QRectF(box.left(), box.top(), value_end(box.width()), box.height()),
            _RIGHT,
            themes.fixed(value, decimals),
        )
        painter.setPen(theme.color("ink2"))
        painter.setFont(small)
        painter.drawText(box.adjusted(0, 0, -8, 0), _RIGHT, themes.fixed(way, decimals))
        begin, room = value_end(box.width()) + 12, box.width() - value_end(box.width()) - 12 - 48 * scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bias_line" if bias else "weight"))
        long = max(1.0, room * min(1.0, way / self._most)) if np.isfinite(way) else 0.0
        painter.drawRoundedRect(QRectF(begin, box.center().y() - 3, long, 6), min(3.0, long / 2), 3)

    # --- pointer and keys ----------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Names the parameter under the pointer."""
        self.hovered.emit(self._id_of(self._row_at(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses a parameter, or a layer by its heading."""
        row = self._row_at(event.position().y())
        name = self._id_of(row)
        if name is not None:
            self.chosen.emit(name)
        elif row is not None and self._snapshot is not None:
            self.layer_chosen.emit(layer_word(row.layer, len(self._snapshot.plan.rows)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the parameter above or below."""
        if event.key() not in _STEPS:
            super().keyPressEvent(event)
            return
        names = [name for name in map(self._id_of, self.rows) if name is not None]
        if not names:
            return
        step = _STEPS[Qt.Key(event.key())]
        here = (
            names.index(self._look.chosen) if self._look.chosen in names else (-1 if step > 0 else len(names))
        )
        self.chosen.emit(names[min(len(names) - 1, max(0, here + step))])

    def event(self, event: QEvent) -> bool:
        """Keeps arrows from the window's shortcuts."""
        return takes(event, _STEPS) or super().event(event)


def value_end(width: float) -> float:
    """Where the column of values ends in a list of some width."""
    return 0.56 * width
