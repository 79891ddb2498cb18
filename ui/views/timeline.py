"""The timeline: loss, weights and biases of the whole run as three charts over one axis of updates.
It shows a history; it neither trains nor remembers, but for the part of the axis that people zoomed to.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import timeline_frame, timeline_front
from ui.views.axis import update_end
from ui.views.buttons import TextButton
from ui.views.curves import Measurements
from ui.views.layer import Layer, draw_card, pixel_ratio
from ui.views.scale_switch import ScaleSwitch
from ui.views.timeline_axis import UpdateAxis
from ui.views.timeline_canvas import Canvas
from ui.views.timeline_frame import Heading
from ui.views.timeline_front import NEAR
from ui.views.timeline_labels import Words, labels
from ui.views.timeline_layout import TimelineLayout, layout
from ui.views.timeline_loss import LossChart, is_high
from ui.views.timeline_parameters import ParameterChart
from ui.views.timeline_read import Label, Read, curve_near
from wbsim.snapshot import Snapshot

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOMS = {Qt.Key.Key_Up: 3 / 4, Qt.Key.Key_Down: 4 / 3}  # about as much as one step of the wheel


@final
class TimelineView(QWidget):
    """Three charts over one axis, with the present, the pointer's update and every edit marked on it."""

    log_toggled = Signal(bool)  # whether the loss shall be drawn on a logarithmic scale
    cursor_moved = Signal(object)  # the update under the pointer; None when it leaves
    hovered = Signal(object)  # the id of the parameter whose curve is under the pointer; None without

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 140)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr(
                "Loss, weights and biases over updates. Left and right move the cursor, up and down zoom, "
                "A shows the whole run, L changes the loss axis."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._base, self._measurements = Layer(), Measurements()
        self._axis, self._canvas = UpdateAxis(self), Canvas(self, self._paint_behind, self._paint_before)
        for bed in self._axis.beds:
            self._canvas.addItem(bed)
        loss, weights, biases = self._axis.beds
        self._loss, self._weights = LossChart(loss), ParameterChart(weights, "w")
        self._biases = ParameterChart(biases, "b")
        self._reads: tuple[Read, Read, Read] | None = None  # what the charts show
        self._said: str | None = None  # the parameter that was last announced
        self._switch = ScaleSwitch(self)
        self._chip = TextButton(
            self,
            self.tr("Whole run"),
            self.tr("Shows all updates again and follows the run (A, double click)"),
        )
        self._chip.setText(self.tr("whole run"))
        self._chip.hide()
        self._connect()

    def _connect(self) -> None:
        self._switch.clicked.connect(lambda: self.log_toggled.emit(not self._look.log_loss))
        self._chip.clicked.connect(self._axis.show_whole)
        self._axis.changed.connect(self._arrange)
        self._canvas.pointed.connect(self._point)
        self._canvas.left.connect(self._leave)
        self._canvas.asked.connect(self._answer)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        words = (self.tr("linear"), self.tr("log"))
        self._switch.show_word(words[look.log_loss], look.theme, max(0.96, look.scale))
        self._chip.show_theme(look.theme, max(0.9, 0.92 * look.scale))
        self._arrange()

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(922, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in its place."""
        self._canvas.setGeometry(self.rect())
        self._arrange()

    def _arrange(self) -> None:
        """Lays everything out for the moment shown, and asks for the painting."""
        if self._snapshot is not None:
            self._axis.place(self._layout())  # first, for the boxes are linked by where they lie
            past = self._snapshot.history
            self._axis.follow(update_end(self._snapshot.state.update), past.stride)
            where = self._layout()
            self._reads = reads = self._read(where)
            charts = (self._loss, self._weights, self._biases)
            for chart, bed, read in zip(charts, self._axis.beds, reads, strict=True):
                bed.show_scale(read.scale)
                chart.show_read(where, read, self._look)
            self._place_buttons(where)
        self._canvas.repaint_soon()

    def _place_buttons(self, where: TimelineLayout) -> None:
        grown = max(1.0, self._look.scale)
        self._switch.move(round(where.bar + 9 * grown), round(where.tops[0] + 19 * grown))
        if self._axis.zoomed:
            self._chip.resize(self._chip.sizeHint())
            self._chip.move(
                self.width() - 8 - self._chip.width(),
                round(where.bottom + 19 * grown - self._chip.height() / 2),
            )
        if self._chip.isHidden() == self._axis.zoomed:
            self._chip.setVisible(self._axis.zoomed)

    def _layout(self) -> TimelineLayout:
        low, high = self._axis.updates
        return layout(self.width(), self.height(), self._look.scale, high, low)

    # --- painting ------------------------------------------------------------------------------------------

    def _read(self, where: TimelineLayout) -> tuple[Read, Read, Read]:
        assert self._snapshot is not None
        fits = self._measurements.curves(self._snapshot.history.measured)
        return (
            self._loss.read(fits, self._snapshot.history, self._look.log_loss, where),
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

    def _paint_behind(self, painter: QPainter) -> None:
        """Card, titles, beds and grid."""
        look, where = self._look, self._layout()
        if self._reads is None:
            draw_card(painter, look.theme, self.size())
            return
        headings = self._headings(self._reads)
        base = self._base.pixmap(
            (where, headings, look.theme, look.scale), self.size(), pixel_ratio(painter),
            lambda layer: timeline_frame.paint_base(layer, look, self.size(), where, headings),
        )  # fmt: skip
        painter.drawPixmap(0, 0, base)

    def _paint_before(self, painter: QPainter) -> None:
        """What runs through the beds, and the names at the ends of the curves."""
        snapshot, look, where, reads = self._snapshot, self._look, self._layout(), self._reads
        if snapshot is None or reads is None:
            return
        now, divergence = snapshot.state.update, snapshot.state.divergence
        taken = QRectF(self._chip.geometry()) if self._axis.zoomed else None
        timeline_front.paint_moments(painter, look, where, now, self.tr("updates"), taken)
        low = {mark.update: is_high(reads[0], mark.update) for mark in snapshot.marks}
        timeline_front.paint_edits(painter, look, where, snapshot.marks, low)
        reading = self._reading(where)
        x = where.x(now if reading is None else reading)
        for ends, top in zip(self._labels(where, reads), where.tops, strict=True):
            timeline_frame.paint_labels(painter, look, where, top, ends, x, self.width())
        if divergence is not None and (where.shows(divergence.update) or not self._axis.zoomed):
            timeline_frame.paint_divergence(painter, look, where, divergence.update)

    def _reading(self, where: TimelineLayout) -> int | None:
        """The update whose values stand at the ends of the curves; None for the present.

        It is the cursor's; and the last one that is seen where the present is not.
        """
        assert self._snapshot is not None
        if self._look.cursor is None and self._snapshot.state.update > where.end:
            return int(where.end)
        return self._look.cursor

    def _labels(self, where: TimelineLayout, reads: tuple[Read, Read, Read]) -> tuple[list[Label], ...]:
        """Names and values at the ends of the curves, chart by chart."""
        assert self._snapshot is not None
        words = Words(
            (self.tr("train"), self.tr("test")),
            (self.tr("1 %"), self.tr("median"), self.tr("99 %")),
            (self.tr("min"), self.tr("median"), self.tr("max")),
        )
        most = max(1, int(where.height / (max(11.5, 14 * self._look.scale) * 1.3)))
        cursor = self._reading(where)
        return labels(
            (self._loss, self._weights, self._biases), reads, where, self._snapshot, cursor, most, words
        )

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _parameter_at(self, x: float, y: float) -> str | None:
        """The parameter whose curve is nearest to a place, if it is near."""
        where = self._layout()
        chart = where.chart_at(y)
        if self._snapshot is None or self._reads is None or not chart or not where.left <= x <= where.right:
            return None
        from_start, from_top = where.span.left + x - where.left, y - where.tops[chart]
        found = curve_near(self._reads[chart], from_start, from_top, where.height, NEAR)
        return found if found in self._snapshot.plan.index else None

    def _point(self, place: QPointF) -> None:
        """Reads the charts at the pointer's update, and names the curve under it."""
        if self._snapshot is None:
            return
        where = self._layout()
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

    def _leave(self) -> None:
        """The pointer reads nothing any more."""
        self.cursor_moved.emit(None)
        self._announce(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the cursor, Escape drops it, up and down zoom, A shows all, L changes the loss axis."""
        key = event.key()
        if key in _STEPS and self._snapshot is not None:
            self._step(_STEPS[Qt.Key(key)], self._snapshot.state.update)
        elif key in _ZOOMS and self._snapshot is not None:
            low, high = self._axis.updates
            around = self._snapshot.state.update if self._look.cursor is None else self._look.cursor
            self._axis.zoom(_ZOOMS[Qt.Key(key)], min(high, max(low, around)))
        elif key == Qt.Key.Key_A:
            self._axis.show_whole()
        elif key == Qt.Key.Key_Escape:
            self.cursor_moved.emit(None)
        elif key == Qt.Key.Key_L:
            self.log_toggled.emit(not self._look.log_loss)
        else:
            super().keyPressEvent(event)

    def _step(self, direction: int, now: int) -> None:
        """Moves the cursor by a hundredth of the axis, and the axis with it where it would leave."""
        low, high = self._axis.updates
        start = now if self._look.cursor is None else self._look.cursor
        cursor = min(now, max(0, start + direction * max(1, int(high - low) // 100)))
        self._axis.reveal(cursor)
        self.cursor_moved.emit(cursor)

    def _answer(self, event: QHelpEvent) -> None:
        """Says what is under the pointer."""
        QToolTip.showText(event.globalPos(), self._tip(event.pos().x(), event.pos().y()), self._canvas)

    def _tip(self, x: float, y: float) -> str:
        where = self._layout()
        if self._snapshot is None:
            return ""
        inside = where.left <= x <= where.right
        mark = timeline_front.mark_near(self._snapshot.marks, where, x) if inside else None
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
