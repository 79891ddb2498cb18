"""What the first layer looks for: every neuron's weights as a picture, with its bias under it."""

from __future__ import annotations

from dataclasses import replace
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.layer import Layer, draw_card, draw_part, pixel_ratio
from ui.views.pictures_layout import Grid, crisp, grid, level
from ui.views.tones import picture, tones
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_BAR = 7.0  # the height of the bar of a bias


def _reach(biases: NDArray[np.floating] | None) -> float:
    """The bias that the longest bar stands for."""
    return 1.0 if biases is None else float(np.abs(biases).max()) or 1.0


@final
class PicturesView(QWidget):
    """The neurons of the first layer, the largest bias first."""

    neuron_selected = Signal(object)  # the id of a neuron

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 140)
        self.setAccessibleName(self.tr("What the first neurons look for"))
        self.setAccessibleDescription(
            self.tr("The weights of each neuron as a picture. Arrow keys change the selection.")
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._order: tuple[int, ...] = ()
        self._ordered_for: tuple[Plan, int] | None = None
        self._base, self._mask = Layer(), Layer()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment. The order by bias is looked at only when the count of updates doubles: else it would
        never stand still."""
        self._snapshot, self._look = snapshot, look
        ordered_for = (snapshot.plan, snapshot.state.update.bit_length())
        if ordered_for != self._ordered_for:
            biases = snapshot.plan.rows[0].biases_of(snapshot.state.theta)
            count = snapshot.plan.rows[0].fan_out
            self._order = (
                tuple(range(count)) if biases is None else tuple(np.argsort(-biases, kind="stable").tolist())
            )
            self._ordered_for = ordered_for
        self.update()

    def sizeHint(self) -> QSize:
        """The size in the picture of the layout for big networks."""
        return QSize(1180, 460)

    # --- geometry ------------------------------------------------------------------------------------------

    def _grown(self) -> float:
        return max(1.0, self._look.scale)

    def _field(self) -> QRectF:
        grown = self._grown()
        top = (44 if self._look.compact else 54) * grown
        side = (14 if self._look.compact else 20) * grown
        return QRectF(side, top, self.width() - 2 * side, self.height() - top - 8 * grown)

    def _grid(self) -> Grid:
        field, grown = self._field(), self._grown()
        found = grid(len(self._order), field.width(), field.height(), 26 * grown, 7 * grown, 40 * grown)
        return replace(found, edge=crisp(found.edge, self._shape()[1]))

    def _shape(self) -> tuple[int, int]:
        """Rows and columns of a picture."""
        assert self._snapshot is not None
        shape, fan_in = self._snapshot.plan.description.image, self._snapshot.plan.rows[0].fan_in
        return shape if shape is not None and shape[0] * shape[1] == fan_in else (1, fan_in)

    def _first(self, cells: Grid) -> int:
        """The place that is shown first: 0, unless the selected picture has no room then."""
        place = self._selected_place()
        if place is None or place < cells.shown:
            return 0
        rows = max(1, cells.shown // cells.columns)
        return (place // cells.columns - rows + 1) * cells.columns

    def _box(self, place: int, cells: Grid) -> QRectF:
        """Where the picture at a place of the order stands."""
        field = self._field()
        row, column = divmod(place - self._first(cells), cells.columns)
        x = field.left() + column * cells.step_x + (cells.step_x - cells.edge) / 2
        return QRectF(
            round(x), round(field.top() + row * cells.step_y + 3), round(cells.edge), round(cells.edge)
        )

    def _places(self, cells: Grid) -> range:
        """The places that are shown."""
        first = self._first(cells)
        return range(first, min(len(self._order), first + cells.shown))

    def _place_at(self, at: QPointF) -> int | None:
        cells = self._grid()
        for place in self._places(cells):
            if self._box(place, cells).adjusted(-3, -3, 3, 26 * self._grown()).contains(at):
                return place
        return None

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, snapshot = self._look, self._snapshot
        if snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        ratio = pixel_ratio(painter)
        cells, row = self._grid(), snapshot.plan.rows[0]
        words = self._words(cells)
        self._base.draw(
            painter,
            (words, look.theme, look.scale, look.compact),
            self.size(),
            lambda layer: self._paint_base(layer, words),
        )
        weights, biases = row.weights_of(snapshot.state.theta), row.biases_of(snapshot.state.theta)
        size = QSize(round(cells.edge) + 2, round(cells.edge) + 2)
        shown = [self._order[place] for place in self._places(cells)]
        boxes = [self._box(place, cells) for place in self._places(cells)]
        rows, columns = self._shape()
        top = level(weights)
        # all pictures in one, one under the other: colors are looked up once
        strip = picture(tones(weights[shown].reshape(-1, columns), (-top, top)), look.theme.parameter_map)
        whole = round(cells.edge * ratio) % columns == 0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not whole)
        for place, box in enumerate(boxes):
            draw_part(painter, box, strip, QRectF(0, place * rows, columns, rows))
            self._mask.draw(
                painter, (look.theme, cells.edge), size,
                lambda layer: self._paint_mask(layer, size), box.topLeft() - QPointF(1, 1),
            )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        self._paint_biases(painter, boxes, None if biases is None else biases[shown].tolist(), _reach(biases))
        self._paint_selection(painter, cells)

    def _words(self, cells: Grid) -> tuple[str, str, tuple[str, ...]]:
        """Title, caption, and what stands in the corner, the longest form first."""
        assert self._snapshot is not None
        row = self._snapshot.plan.rows[0]
        title = self.tr("What the {count} first neurons look for").format(count=row.fan_out)
        caption = self.tr("their {fan_in} weights as a picture, the bias under it").format(fan_in=row.fan_in)
        order = self.tr("sorted by bias") if row.biases >= 0 else self.tr("without biases")
        if cells.shown == row.fan_out:
            return title, caption, (order, "")
        part = self.tr("{shown} of {count}").format(shown=cells.shown, count=row.fan_out)
        return title, caption, (f"{part}, {order}", part, "")

    def _paint_base(self, painter: QPainter, words: tuple[str, str, tuple[str, ...]]) -> None:
        theme, grown = self._look.theme, self._grown()
        draw_card(painter, theme, self.size())
        title, caption, corners = words
        small = themes.font(max(11.5, 13 * self._look.scale), 500)
        side = (16 if self._look.compact else 20) * grown
        box = QRectF(side, 10 * grown, self.width() - 2 * side, 30 * grown)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        bold = themes.font((15 if self._look.compact else 17) * grown, 600)
        painter.setPen(theme.color("ink"))
        painter.setFont(bold)
        painter.drawText(box, left, title)
        used = QFontMetricsF(bold).horizontalAdvance(title) + 18 * grown
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        painter.setPen(theme.color("ink2"))
        room = box.width() - used
        corner = next((text for text in corners if metrics.horizontalAdvance(text) <= room), "")
        if corner:
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, corner)
        if metrics.horizontalAdvance(caption) + metrics.horizontalAdvance(corner) + 24 <= room:
            painter.drawText(box.adjusted(used, 0, 0, 0), left, caption)

    def _paint_mask(self, painter: QPainter, size: QSize) -> None:
        """The rounded frame that lies on every picture."""
        radius = min(6.0, size.width() / 8)
        square, rounded = QPainterPath(), QPainterPath()
        square.addRect(0, 0, size.width(), size.height())
        rounded.addRoundedRect(QRectF(1, 1, size.width() - 2, size.height() - 2), radius, radius)
        painter.fillPath(square.subtracted(rounded), self._look.theme.color("panel"))
        painter.setPen(self._look.theme.pen("line2", 1))
        painter.drawPath(rounded)

    def _paint_biases(
        self, painter: QPainter, boxes: list[QRectF], biases: list[float] | None, reach: float
    ) -> None:
        """Under each picture a bar from the middle, right for plus and left for minus, and the value."""
        theme, grown = self._look.theme, self._grown()
        pale, line = theme.color("bias_pale"), theme.color("bias_line")
        if biases is not None:
            dashed = theme.pen("bias_line", 1.2, Qt.PenStyle.DashLine)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(dashed)
            for box, bias in zip(boxes, biases, strict=True):
                bed = QRectF(box.left(), box.bottom() + 4, box.width(), _BAR * grown)
                painter.fillRect(bed, pale)
                middle, length = bed.center().x(), bed.width() / 2 * min(1.0, abs(bias) / reach)
                bar = QRectF(middle if bias >= 0 else middle - length, bed.top(), length, bed.height())
                if bias >= 0:
                    painter.fillRect(bar, line)
                elif length > 1:
                    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
                painter.fillRect(QRectF(middle - 0.5, bed.top() - 1, 1, bed.height() + 2), line)
        painter.setFont(themes.font(max(11.5, 12 * self._look.scale), 600))
        painter.setPen(theme.color("bias_text" if biases is not None else "ink3"))
        for place, box in enumerate(boxes):
            text = self.tr("off")
            if biases is not None:
                text = ("+" if biases[place] >= 0.005 else "") + themes.fixed(biases[place])
            under = QRectF(box.left() - 10, box.bottom() + 4, box.width() + 20, (_BAR + 16) * grown)
            under.setTop(box.bottom() + 4 + _BAR * grown)
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_selection(self, painter: QPainter, cells: Grid) -> None:
        place = self._selected_place()
        if place is None or not cells.shown:
            return
        box = self._box(place, cells).adjusted(-2.5, -2.5, 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._look.theme.pen("ink", 3 * self._grown()))
        painter.drawRoundedRect(box, 8, 8)

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _neuron(self, place: int) -> int:
        assert self._snapshot is not None
        return self._snapshot.plan.rows[0].layer.neurons[self._order[place]]

    def _selected_place(self) -> int | None:
        if self._snapshot is None or self._look.neuron not in self._snapshot.plan.rows[0].layer.neurons:
            return None
        return self._order.index(self._snapshot.plan.rows[0].layer.neurons.index(self._look.neuron))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Selects the neuron under the pointer."""
        place = self._place_at(event.position()) if self._snapshot is not None else None
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.neuron_selected.emit(self._neuron(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys select the neighbor."""
        cells = self._grid()
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -cells.columns, Qt.Key.Key_Down: cells.columns,
        }  # fmt: skip
        if event.key() not in steps or not cells.shown or self._snapshot is None:
            super().keyPressEvent(event)
            return
        now = self._selected_place()
        wished = 0 if now is None else now + steps[Qt.Key(event.key())]
        if 0 <= wished < len(self._order):
            self.neuron_selected.emit(self._neuron(wished))

    def event(self, event: QEvent) -> bool:
        """Names the neuron under the pointer."""
        if (
            event.type() == QEvent.Type.ToolTip
            and isinstance(event, QHelpEvent)
            and self._snapshot is not None
        ):
            place = self._place_at(QPointF(event.pos()))
            text = ""
            if place is not None:
                text = self.tr(
                    "Neuron {place}: blue pixels raise its sum, red ones lower it. Click to select."
                ).format(place=self._order[place] + 1)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
