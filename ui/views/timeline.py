"""The timeline: loss, fit, weights and biases of the whole run as charts over one axis of updates, small on a card or
large with a list of parameters. It shows a history; it neither trains nor remembers, but for the part of the axis
that people zoomed to.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Listing, Look
from ui.theme import LIGHT
from ui.views import timeline_frame, timeline_front
from ui.views import timeline_pointing as pointing
from ui.views.axis import update_end
from ui.views.layer import Layer, draw_card, pixel_ratio
from ui.views.measurements import Measurements
from ui.views.parameter_panel import ParameterPanel
from ui.views.timeline_axis import UpdateAxis
from ui.views.timeline_bed import Curves
from ui.views.timeline_buttons import TimelineButtons
from ui.views.timeline_canvas import Canvas
from ui.views.timeline_charts import LOSS, Chart, charts_of
from ui.views.timeline_layout import TimelineLayout, layout, room
from ui.views.timeline_loss import is_high
from ui.views.timeline_read import Heading, Label, Read
from wbsim.snapshot import Snapshot

_NONE = Qt.KeyboardModifier.NoModifier
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOMS = {Qt.Key.Key_Up: 3 / 4, Qt.Key.Key_Down: 4 / 3}  # about as much as one step of the wheel


@final
class TimelineView(QWidget):
    """Charts over one axis, with the present, the pointer's update and every edit marked on it."""

    log_toggled = Signal(bool)  # whether the loss shall be drawn on a logarithmic scale
    cursor_moved = Signal(object)  # the update under the pointer; None when it leaves
    hovered = Signal(object)  # the id of the parameter whose curve is under the pointer; None without
    parameter_chosen = Signal(str)  # the id of a parameter that was clicked
    charts_toggled = Signal(bool)  # whether the charts shall fill the window
    listing_changed = Signal(Listing)  # which parameters shall be listed, and how

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 140)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr(
                "Loss, accuracy, weights and biases over updates. Left and right move the cursor, up and down zoom, "
                "A shows the whole run, L changes the loss axis, C makes the charts large."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._base, self._measurements = Layer(), Measurements()
        self._axis, self._canvas = UpdateAxis(self), Canvas(self, self._paint_behind, self._paint_before)
        self._made: dict[Chart, Curves] = {}
        self._charts: tuple[Chart, ...] = ()
        self._reads: tuple[Read, ...] = ()  # what the charts show
        self._said: str | None = None  # the parameter that was last announced
        self._panel: ParameterPanel | None = None
        self._buttons = TimelineButtons(self)
        self._chart(LOSS)
        self._connect()

    def _connect(self) -> None:
        self._buttons.switch.clicked.connect(lambda: self.log_toggled.emit(not self._look.log_loss))
        self._buttons.whole.clicked.connect(self._axis.show_whole)
        self._buttons.grow.clicked.connect(lambda: self.charts_toggled.emit(not self._look.charts))
        self._axis.changed.connect(self._arrange)
        self._canvas.pointed.connect(self._point)
        self._canvas.clicked.connect(self._choose)
        self._canvas.left.connect(self._leave)
        self._canvas.asked.connect(self._answer)

    def _chart(self, chart: Chart) -> Curves:
        """A chart, made when it is first shown."""
        if chart not in self._made:
            bed = self._axis.new_bed()
            self._canvas.addItem(bed)
            self._made[chart] = chart.made(bed)
        return self._made[chart]

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._buttons.dress(look)
        if look.charts and self._panel is None:
            self._panel = ParameterPanel(self)
            self._panel.hovered.connect(self._announce)
            self._panel.chosen.connect(self.parameter_chosen)
            self._panel.changed.connect(self.listing_changed)
        if self._panel is not None and self._panel.isHidden() == look.charts:
            self._panel.setVisible(look.charts)
            self._place()
        self._arrange()
        if self._panel is not None and look.charts:
            self._panel.show_snapshot(snapshot, look)

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(922, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in its place."""
        self._place()
        self._arrange()

    def _place(self) -> None:
        self._canvas.setGeometry(self.rect())
        if self._panel is not None:
            grown = max(1.0, self._look.scale)
            self._panel.setGeometry(
                self._wide() + 4,
                round(12 * grown),
                self.width() - self._wide() - 16,
                self.height() - round(24 * grown),
            )
            self._panel.raise_()

    def _wide(self) -> int:
        """How many pixels the charts have."""
        return self.width() - (round(252 * max(1.0, self._look.scale)) if self._look.charts else 0)

    def _arrange(self) -> None:
        """Lays everything out for the moment shown, and asks for the painting."""
        if self._snapshot is not None:
            space = room(self.height(), self._look.scale)
            self._charts = charts_of(self._snapshot.plan, self._look, space)
            charts = [self._chart(chart) for chart in self._charts]
            self._axis.place(
                self._layout(), [chart.bed for chart in charts]
            )  # for the boxes are linked by where they lie
            past = self._snapshot.history
            self._axis.follow(update_end(self._snapshot.state.update), past.stride)
            where, fits = self._layout(), self._measurements.curves(past.measured)
            self._reads = tuple(chart.read(self._snapshot, self._look, fits, where) for chart in charts)
            for chart, read in zip(charts, self._reads, strict=True):
                chart.bed.show_scale(read.scale)
                chart.show_read(where, read, self._look)
            self._buttons.place(where, self._wide(), self._look, self._axis.zoomed)
        self._canvas.repaint_soon()

    def _layout(self) -> TimelineLayout:
        low, high = self._axis.updates
        count, large = max(1, len(self._charts)), self._look.charts
        return layout(self._wide(), self.height(), self._look.scale, high, low, count, large)

    # --- painting ------------------------------------------------------------------------------------------

    def _headings(self, reads: tuple[Read, ...]) -> tuple[Heading, ...]:
        assert self._snapshot is not None
        pairs = zip(self._charts, reads, strict=True)
        return tuple(self._made[chart].heading(self._snapshot, self._look, read) for chart, read in pairs)

    def _paint_behind(self, painter: QPainter) -> None:
        """Card, titles, beds and grid."""
        look, where = self._look, self._layout()
        if not self._reads:
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
        if snapshot is None or not reads:
            return
        now, divergence = snapshot.state.update, snapshot.state.divergence
        taken = QRectF(self._buttons.whole.geometry()) if self._axis.zoomed else None
        timeline_front.paint_moments(painter, look, where, now, self.tr("updates"), taken)
        low = {mark.update: is_high(reads[0], mark.update) for mark in snapshot.marks}
        timeline_front.paint_edits(painter, look, where, snapshot.marks, low)
        reading = self._reading(where)
        x = where.x(now if reading is None else reading)
        for ends, top in zip(self._labels(where, reads), where.tops, strict=True):
            timeline_frame.paint_labels(painter, look, where, top, ends, x, self._wide())
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

    def _labels(self, where: TimelineLayout, reads: tuple[Read, ...]) -> tuple[list[Label], ...]:
        """Names and values at the ends of the curves, chart by chart."""
        assert self._snapshot is not None
        most = max(1, int(where.height / (max(11.5, 14 * self._look.scale) * 1.3)))
        cursor = self._reading(where)
        return tuple(
            self._made[chart].labels(where, top, read, self._snapshot, cursor, most)
            for chart, top, read in zip(self._charts, where.tops, reads, strict=True)
        )

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _parameter_at(self, x: float, y: float) -> str | None:
        if self._snapshot is None or not self._reads:
            return None
        return pointing.parameter_at(self._layout(), self._snapshot, self._reads, x, y)

    def _point(self, place: QPointF) -> None:
        """Reads the charts at the pointer's update, and names the curve under it."""
        if self._snapshot is not None:
            cursor = pointing.update_at(self._layout(), self._snapshot, place.x(), place.y())
            if cursor != self._look.cursor:
                self.cursor_moved.emit(cursor)
            self._announce(self._parameter_at(place.x(), place.y()) if cursor is not None else None)

    def _choose(self, place: QPointF) -> None:
        """Chooses the parameter whose curve was clicked."""
        parameter = self._parameter_at(place.x(), place.y())
        if parameter is not None:
            self.parameter_chosen.emit(parameter)

    def _announce(self, parameter: str | None) -> None:
        if parameter != self._said:
            self._said = parameter
            self.hovered.emit(parameter)

    def _leave(self) -> None:
        """The pointer reads nothing any more."""
        self.cursor_moved.emit(None)
        self._announce(None)

    def event(self, event: QEvent) -> bool:
        """Keeps arrows, and Escape while there is a cursor, from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (_NONE, Qt.KeyboardModifier.KeypadModifier)
            escape = event.key() == Qt.Key.Key_Escape and self._look.cursor is not None
            if plain and (event.key() in (*_STEPS, *_ZOOMS) or escape):
                event.accept()
                return True
        return super().event(event)

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
        mark = pointing.edit_at(where, self._snapshot, x)
        if mark is not None:
            return self.tr("update {update}: {sentence}").format(
                update=themes.count(mark.update), sentence=mark.sentence
            )
        name = self._parameter_at(x, y)
        if name is not None:
            return self._snapshot.plan.name_of(name)
        if x < where.left:
            chart = where.chart_at(y)
            return self._made[self._charts[chart]].tip(self._reads[chart]) if chart is not None else ""
        return ""
