"""The timeline: loss, weights and biases of the whole run as three charts over one axis of updates.
It shows a history; it neither trains nor remembers.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import curves, timeline_frame
from ui.views.axis import update_end
from ui.views.curves import Measurements
from ui.views.layer import Layer, draw_card, pixel_ratio
from ui.views.scale_switch import ScaleSwitch
from ui.views.timeline_frame import Heading
from ui.views.timeline_layout import TimelineLayout, layout
from ui.views.timeline_loss import LossChart
from ui.views.timeline_parameters import ParameterChart
from ui.views.timeline_read import Label, Read
from wbsim.snapshot import Mark, Snapshot

_NEAR = 7.0  # pixels from which a curve is meant


@final
class TimelineView(QWidget):
    """Three charts over one axis, with the present, the pointer's update and every edit marked on it."""

    log_toggled = Signal(bool)  # whether the loss shall be drawn on a logarithmic scale
    cursor_moved = Signal(object)  # the update under the pointer; None when it leaves
    hovered = Signal(object)  # the id of the parameter whose curve is under the pointer; None without

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 140)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr(
                "Loss, weights and biases over updates. Left and right move the cursor, L changes the loss axis."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._base, self._measurements = Layer(), Measurements()
        self._loss, self._weights, self._biases = LossChart(), ParameterChart("w"), ParameterChart("b")
        self._said: str | None = None  # the parameter that was last announced
        self._switch = ScaleSwitch(self)
        self._switch.clicked.connect(lambda: self.log_toggled.emit(not self._look.log_loss))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        words = (self.tr("linear"), self.tr("log"))
        self._switch.show_word(words[look.log_loss], look.theme, max(0.96, look.scale))
        self._place_switch()
        self.update()

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(922, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the switch in its place."""
        self._place_switch()

    def _place_switch(self) -> None:
        where, grown = self._layout(), max(1.0, self._look.scale)
        self._switch.move(round(where.bar + 9 * grown), round(where.tops[0] + 19 * grown))

    def _layout(self) -> TimelineLayout:
        update = self._snapshot.state.update if self._snapshot else 0
        return layout(self.width(), self.height(), self._look.scale, update_end(update))

    # --- painting ------------------------------------------------------------------------------------------

    def _read(self, where: TimelineLayout) -> tuple[Read, Read, Read]:
        assert self._snapshot is not None
        fits = self._measurements.curves(self._snapshot.history.measured)
        return (
            self._loss.read(fits, self._snapshot.history, self._look.log_loss),
            self._weights.read(self._snapshot, self._look, fits, where),
            self._biases.read(self._snapshot, self._look, fits, where),
        )

    def _headings(self, reads: tuple[Read, Read, Read]) -> tuple[Heading, Heading, Heading]:
        assert self._snapshot is not None
        loss, weights, biases = reads
        under = []
        for chart, read in ((self._weights, weights), (self._biases, biases)):
            count = chart.count(self._snapshot)
            text = themes.count(count)
            if read.ribbon is None:
                text = self.tr("{count} lines").format(count=text) if count != 1 else self.tr("1 line")
            under.append(text if count else self.tr("none"))
        return (
            Heading(self.tr("Loss"), "", "loss", "loss_text", loss.scale),
            Heading(self.tr("Weights"), under[0], "weight", "weight_text", weights.scale),
            Heading(self.tr("Biases"), under[1], "bias", "bias_text", biases.scale),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        snapshot, look, where = self._snapshot, self._look, self._layout()
        if snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        reads = self._read(where)
        headings = self._headings(reads)
        base = self._base.pixmap(
            (where, headings, look.theme, look.scale), self.size(), pixel_ratio(painter),
            lambda layer: timeline_frame.paint_base(layer, look, self.size(), where, headings),
        )  # fmt: skip
        painter.drawPixmap(0, 0, base)
        loss, weights, biases = reads
        self._loss.paint(painter, where, where.tops[0], loss, look)
        self._weights.paint(painter, where, where.tops[1], weights, look)
        self._biases.paint(painter, where, where.tops[2], biases, look)
        self._paint_now(painter, where)
        self._paint_edits(painter, where, loss)
        for labels, top in zip(self._labels(where, reads), where.tops, strict=True):
            update = snapshot.state.update if look.cursor is None else look.cursor
            timeline_frame.paint_labels(painter, look, where, top, labels, where.x(update), self.width())
        if snapshot.state.divergence is not None:
            timeline_frame.paint_divergence(painter, look, where, snapshot.state.divergence.update)

    def _labels(self, where: TimelineLayout, reads: tuple[Read, Read, Read]) -> tuple[list[Label], ...]:
        snapshot, look = self._snapshot, self._look
        assert snapshot is not None
        loss, weights, biases = reads
        words = (self.tr("train"), self.tr("test"))
        most = max(1, int(where.height / (max(11.5, 14 * look.scale) * 1.3)))
        found = [self._loss.labels(where, where.tops[0], loss, snapshot, look, words)]
        spreads = (
            (self.tr("1 %"), "", self.tr("median"), "", self.tr("99 %")),
            (self.tr("smallest"), "", self.tr("median"), "", self.tr("largest")),
        )
        charts = ((self._weights, weights), (self._biases, biases))
        for place, ((chart, read), names) in enumerate(zip(charts, spreads, strict=True), 1):
            labels = chart.labels(where, where.tops[place], read, snapshot, look, most)
            if read.ribbon is not None and not labels:
                labels = self._ribbon_labels(where, where.tops[place], read, names, place == 1)
            found.append(labels)
        return tuple(found)

    def _ribbon_labels(
        self, where: TimelineLayout, top: int, read: Read, names: tuple[str, ...], weights: bool
    ) -> list[Label]:
        """The names of the bands' edges and of the median, with their values."""
        assert self._snapshot is not None
        assert read.ribbon is not None
        update = self._snapshot.state.update if self._look.cursor is None else self._look.cursor
        place = int(np.searchsorted(read.fits.update, update, side="right")) - 1
        if place < 0 or not np.isfinite(read.ribbon[place]).all():
            return []
        values = read.ribbon[place]
        y = top + curves.heights(values, read.scale, where.height)
        token = "weight_text" if weights else "bias_text"
        return [
            Label(float(y[k]), token, name, ("", ""), themes.fixed(float(values[k])))
            for k, name in enumerate(names)
            if name
        ]

    def _paint_now(self, painter: QPainter, where: TimelineLayout) -> None:
        """The present and the pointer's update: lines through all charts, pills on the axis."""
        assert self._snapshot is not None
        theme, look, now = self._look.theme, self._look, self._snapshot.state.update
        taken = [timeline_frame.pill_box(look, where, now)]
        if look.cursor is not None:
            taken.append(timeline_frame.pill_box(look, where, look.cursor))
        timeline_frame.paint_axis(painter, look, where, self.tr("updates"), taken)
        if look.cursor is None or not taken[0].intersects(taken[1]):
            painter.setPen(theme.pen("ink", 2 * max(1.0, look.scale)))
            painter.drawLine(QLineF(where.x(now), where.tops[0] - 4, where.x(now), where.bottom + 8))
            timeline_frame.paint_pill(painter, look, where, now)
        if look.cursor is not None:
            painter.setPen(theme.pen("ink", 1.4))
            painter.drawLine(
                QLineF(where.x(look.cursor), where.tops[0] - 4, where.x(look.cursor), where.bottom + 8)
            )
            timeline_frame.paint_pill(painter, look, where, look.cursor, hollow=True)

    def _paint_edits(self, painter: QPainter, where: TimelineLayout, loss: Read) -> None:
        """A line for each edit; sentences from the newest back, as long as they do not overlap."""
        assert self._snapshot is not None
        marks = [m for m in self._snapshot.marks if m.update <= where.end]
        for update in sorted({m.update for m in marks}):
            timeline_frame.paint_flag(painter, self._look, where, update)
        pointed = (
            self._mark_near(where.x(self._look.cursor), where) if self._look.cursor is not None else None
        )
        order = ([pointed] if pointed else []) + [m for m in reversed(marks) if m is not pointed]
        taken: list[QRectF] = []
        for mark in order:
            low = self._loss_is_high(where, loss, mark.update)
            box = timeline_frame.sentence_box(self._look, where, mark.update, mark.sentence, low)
            crossed = self._look.cursor is not None and box.left() < where.x(self._look.cursor) < box.right()
            if crossed and mark is not pointed:
                continue
            if not any(box.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
                timeline_frame.paint_sentence(painter, self._look, box, mark.sentence)
                taken.append(box)

    def _loss_is_high(self, where: TimelineLayout, loss: Read, update: int) -> bool:
        """Whether the loss curve runs in the upper half of its chart at an update."""
        if not len(loss.fits.update):
            return False
        value = float(np.interp(update, loss.fits.update, loss.fits.train))
        return float(loss.scale.share(value)) > 0.5

    def _mark_near(self, x: float, where: TimelineLayout) -> Mark | None:
        assert self._snapshot is not None
        near = [m for m in self._snapshot.marks if abs(where.x(m.update) - x) <= _NEAR]
        return near[-1] if near else None

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _parameter_at(self, x: float, y: float) -> str | None:
        """The parameter whose curve is nearest to a place, if it is near."""
        where = self._layout()
        chart = where.chart_at(y)
        if self._snapshot is None or not chart or not where.left <= x <= where.right:
            return None
        read = self._read(where)[chart]
        best: tuple[float, str] | None = None
        for strand in read.found:
            apart_x = np.abs(strand.thin.x - (x - where.left))
            place = int(np.argmin(apart_x))
            if apart_x[place] > _NEAR:
                continue
            y_of = curves.heights(strand.thin.last[place], read.scale, where.height)
            apart = np.abs(y_of - (y - where.tops[chart]))
            nearest = int(np.argmin(apart))
            if apart[nearest] <= _NEAR and (best is None or apart[nearest] < best[0]):
                best = (float(apart[nearest]), strand.ids[nearest])
        return best[1] if best and best[1] in self._snapshot.plan.index else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Reads the charts at the pointer's update, and names the curve under it."""
        if self._snapshot is None:
            return
        where, place = self._layout(), event.position()
        inside = (
            where.left - 4 <= place.x() <= where.right + 4
            and where.tops[0] - 12 <= place.y() <= where.bottom + 34
        )
        cursor = min(where.update(place.x()), self._snapshot.state.update) if inside else None
        if cursor != self._look.cursor:
            self.cursor_moved.emit(cursor)
        self._announce(self._parameter_at(place.x(), place.y()) if inside else None)

    def _announce(self, parameter: str | None) -> None:
        if parameter != self._said:
            self._said = parameter
            self.hovered.emit(parameter)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer reads nothing any more."""
        self.cursor_moved.emit(None)
        self._announce(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the cursor, Escape drops it, L changes the loss axis."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and self._snapshot is not None:
            now, look = self._snapshot.state.update, self._look
            stride = max(1, self._layout().end // 100)
            start = now if look.cursor is None else look.cursor
            self.cursor_moved.emit(min(now, max(0, start + steps[Qt.Key(event.key())] * stride)))
        elif event.key() == Qt.Key.Key_Escape:
            self.cursor_moved.emit(None)
        elif event.key() == Qt.Key.Key_L:
            self.log_toggled.emit(not self._look.log_loss)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Says what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def _tip(self, x: float, y: float) -> str:
        where = self._layout()
        if self._snapshot is None:
            return ""
        mark = self._mark_near(x, where) if where.left <= x <= where.right else None
        if mark is not None:
            return self.tr("update {update}: {sentence}").format(
                update=themes.count(mark.update), sentence=mark.sentence
            )
        name = self._parameter_at(x, y)
        if name is not None:
            return self._snapshot.plan.name_of(name)
        if x < where.left:
            tips = (
                self.tr(
                    "Loss: thick on all training points, dots on all test points, faint on single batches"
                ),
                self.tr("Every weight over the updates"),
                self.tr("Every bias over the updates"),
            )
            chart = where.chart_at(y)
            return tips[chart] if chart is not None else ""
        return ""
