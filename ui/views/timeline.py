"""The timeline: loss, fit, weights and biases of the whole run as charts over one axis of updates with a scrub bar,
small on a card or large with a list of parameters; in the room of time with a tree of the branches. It shows a
history; it neither trains nor remembers, but for the part of the axis that people zoomed to.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look import Listing, Look
from ui.theme import LIGHT
from ui.views import timeline_frame, timeline_front
from ui.views.axis import update_end
from ui.views.branches import present_of, shown_branches
from ui.views.focus_ring import FocusRing
from ui.views.layer import Layer, draw_card
from ui.views.measurements import Measurements
from ui.views.parameter_panel import ParameterPanel
from ui.views.timeline_axis import UpdateAxis
from ui.views.timeline_bed import Curves
from ui.views.timeline_buttons import TimelineButtons
from ui.views.timeline_canvas import Canvas
from ui.views.timeline_charts import LOSS, Chart, charts_of
from ui.views.timeline_ends import End, paint_ends, reading_of
from ui.views.timeline_front import Moments
from ui.views.timeline_hand import Ground, TimelineHand
from ui.views.timeline_keys import STEPS, ZOOMS, keeps
from ui.views.timeline_layout import TimelineLayout, layout, room
from ui.views.timeline_loss import is_high
from ui.views.timeline_read import Heading, Label, Read
from ui.views.timeline_scrub import paint_bar
from ui.views.timeline_tree import Tree, paint_strip, paint_tree, tree_height
from wbsim.snapshot import Snapshot


@final
class TimelineView(QWidget):
    """Charts over one axis, with the moment looked at, the present, the pointer's update and every edit marked on it."""

    log_toggled = Signal(bool)  # whether the loss shall be drawn on a logarithmic scale
    cursor_moved = Signal(object)  # the update under the pointer; None when it leaves
    hovered = Signal(object)  # the id of the parameter whose curve is under the pointer; None without
    parameter_chosen = Signal(str)  # the id of a parameter that was clicked
    charts_toggled = Signal(bool)  # whether the charts shall fill the window
    listing_changed = Signal(Listing)  # which parameters shall be listed, and how
    sought = Signal(object)  # the update that shall be looked at; None for the present
    branch_chosen = Signal(int)  # the number of a branch that was clicked in the tree
    stops_wished = Signal()  # to see, and change, when the run ends by itself

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 140)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr(
                "Loss, accuracy, weights and biases over updates, with a scrub bar. Left and right go one update back "
                "or on, Page Up and Page Down a hundredth of the run, End to the present; with Ctrl, left and right "
                "move the reading cursor. Up and down zoom, A shows the whole run, L changes the loss axis, C makes "
                "the charts large."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        FocusRing(self, lambda view: view._look.theme)
        self._base, self._measurements = Layer(), Measurements()
        self._axis, self._canvas = UpdateAxis(self), Canvas(self, self._paint_behind, self._paint_before)
        self._made: dict[Chart, Curves] = {}
        self._charts: tuple[Chart, ...] = ()
        self._reads: tuple[Read, ...] = ()  # what the charts show
        self._tree = Tree((), ())
        self._hand = TimelineHand(self)
        self._panel: ParameterPanel | None = None
        self._buttons = TimelineButtons(self)
        self._chart(LOSS)
        self._connect()

    def _connect(self) -> None:
        self._buttons.switch.clicked.connect(lambda: self.log_toggled.emit(not self._look.log_loss))
        self._buttons.whole.clicked.connect(self._axis.show_whole)
        self._buttons.grow.clicked.connect(lambda: self.charts_toggled.emit(not self._look.charts))
        self._axis.changed.connect(self._arrange)
        self._buttons.present.clicked.connect(lambda: self.sought.emit(None))
        self._buttons.stops.clicked.connect(self.stops_wished)
        self._canvas.pressed.connect(lambda place: self._hand.press(self._ground(), place))
        self._canvas.pointed.connect(lambda place: self._hand.move(self._ground(), place))
        self._canvas.released.connect(lambda: self._hand.release(self._ground()))
        self._canvas.clicked.connect(lambda place, shift: self._hand.click(self._ground(), place, shift))
        self._canvas.left.connect(self._hand.leave)
        self._canvas.asked.connect(lambda event: self._hand.answer(self._ground(), event, self._canvas))
        hand = self._hand
        hand.moved.connect(self._canvas.repaint_soon)  # the head follows the hand at once
        for mine, theirs in (
            (self.sought, hand.scrubber.sought), (self.cursor_moved, hand.cursor_moved), (self.hovered, hand.hovered),
            (self.parameter_chosen, hand.parameter_chosen), (self.branch_chosen, hand.branch_chosen),
        ):  # fmt: skip
            theirs.connect(mine)

    def _ground(self) -> Ground | None:
        """What the pointer is over, as long as there is anything."""
        if self._snapshot is None or not self._reads:
            return None
        charts = tuple(self._made[chart] for chart in self._charts)
        where = self._layout()
        pills = timeline_front.pills_of(self._look, where, self._moments, self.tr("present"), self._taken)
        boxes: dict[str, QRectF] = {kind: box for kind, box, _ in pills}
        return Ground(self._snapshot, self._look, where, self._reads, charts, self._tree, boxes)

    @property
    def _taken(self) -> QRectF | None:
        """What the axis leaves free for a button."""
        return QRectF(self._buttons.whole.geometry()) if self._axis.zoomed else None

    def _chart(self, chart: Chart) -> Curves:
        """A chart, made when it is first shown."""
        if chart not in self._made:
            bed = self._axis.new_bed()
            self._canvas.addItem(bed)
            self._made[chart] = chart.made(bed)
        return self._made[chart]

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._hand.scrubber.seen(snapshot, self._snapshot)
        self._snapshot, self._look = snapshot, look
        self._buttons.dress(look)
        if look.charts and self._panel is None:
            self._panel = ParameterPanel(self)
            self._panel.hovered.connect(self._hand.announce)
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
            shown = shown_branches(self._snapshot, self._look)
            self._tree = Tree.of(shown, self._snapshot.branches)
            end = max((one.end for one in shown), default=0)
            self._axis.follow(update_end(max(end, present_of(self._snapshot))), past.stride)
            where, fits = self._layout(), self._measurements.curves(past.measured)
            self._reads = tuple(chart.read(self._snapshot, self._look, fits, where) for chart in charts)
            for chart, read in zip(charts, self._reads, strict=True):
                chart.bed.show_scale(read.scale)
                chart.show_read(where, read, self._look)
            self._buttons.place(where, self._wide(), self._look, self._axis.zoomed, self._snapshot)
        self._canvas.repaint_soon()

    def _layout(self) -> TimelineLayout:
        low, high = self._axis.updates
        count, large = max(1, len(self._charts)), self._look.charts
        branches = self._look.room == "time" and not large and self._snapshot is not None
        tree = tree_height(len(self._tree.shown), self.height(), self._look.scale) if branches else 0
        return layout(self._wide(), self.height(), self._look.scale, high, low, count, large, tree)

    @property
    def bar(self) -> QRectF:
        """Where the scrub bar lies in the card."""
        where = self._layout()
        return QRectF(where.left, where.track - 14, where.width, 28)

    # --- painting ------------------------------------------------------------------------------------------

    def _headings(self, reads: tuple[Read, ...]) -> tuple[Heading, ...]:
        assert self._snapshot is not None
        pairs = zip(self._charts, reads, strict=True)
        return tuple(self._made[chart].heading(self._snapshot, self._look, read) for chart, read in pairs)

    @property
    def _moments(self) -> Moments:
        """What stands on the axis; the head is where the hand wants it."""
        assert self._snapshot is not None
        held, present = self._hand.scrubber.held, present_of(self._snapshot)
        now = self._snapshot.state.update if held is None else held
        cursor = None if self._look.cursor == now or self._hand.scrubber.dragging else self._look.cursor
        return Moments(now, present if now < present else None, cursor)

    def _paint_behind(self, painter: QPainter) -> None:
        """Card, titles, beds and grid, and the veil over what is recorded behind the moment."""
        look, where = self._look, self._layout()
        if not self._reads:
            draw_card(painter, look.theme, self.size())
            return
        headings = self._headings(self._reads)
        words = (self.tr("Branches"), self.tr("who left whom"))

        def paint(layer: QPainter) -> None:
            timeline_frame.paint_base(layer, look, self.size(), where, headings)
            if where.tree:
                paint_strip(layer, look, where, words, timeline_frame.update_ticks(look, where))

        key = (where, headings, look.theme, look.scale)
        self._base.draw(painter, key, self.size(), paint)
        timeline_front.paint_veil(painter, look, where, self._moments)

    def _paint_before(self, painter: QPainter) -> None:
        """What runs through the beds, and the names at the ends of the curves."""
        snapshot, look, where, reads = self._snapshot, self._look, self._layout(), self._reads
        if snapshot is None or not reads:
            return
        moments, divergence = self._moments, snapshot.state.divergence
        paint_bar(painter, look, where, snapshot, moments.now, self._hand.on_bar)
        words = (self.tr("updates"), self.tr("present"))
        low = {mark.update: is_high(reads[0], mark.update) for mark in snapshot.marks}
        timeline_front.paint_moments(painter, look, where, moments, words, self._taken)
        timeline_front.paint_edits(painter, look, where, snapshot.marks, low)
        if where.tree:
            paint_tree(painter, look, where, self._tree, self._wide())
        if moments.present is not None:
            timeline_front.paint_future(
                painter, look, where, moments, snapshot.marks, timeline_front.future_words()
            )
        every = zip(self._charts, reads, where.tops, self._labels(where, reads), strict=True)
        ends = [End(self._made[chart], read, top, labels) for chart, read, top, labels in every]
        paint_ends(painter, look, where, snapshot, moments, ends, self._wide())
        if divergence is not None and (where.shows(divergence.update) or not self._axis.zoomed):
            timeline_frame.paint_divergence(painter, look, where, divergence.update)

    def _reading(self, where: TimelineLayout) -> int | None:
        """The update whose values stand at the ends of the curves; None for the moment that is looked at."""
        assert self._snapshot is not None
        return reading_of(self._moments, self._snapshot, where)

    def _labels(self, where: TimelineLayout, reads: tuple[Read, ...]) -> tuple[list[Label], ...]:
        """Names and values at the ends of the curves, chart by chart."""
        assert self._snapshot is not None
        most = max(1, int(where.height / (max(11.5, 14 * self._look.scale) * 1.3)))
        cursor = self._reading(where)
        return tuple(
            self._made[chart].labels(where, top, read, self._snapshot, cursor, most)
            for chart, top, read in zip(self._charts, where.tops, reads, strict=True)
        )

    # --- keys ----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts."""
        if keeps(event, self._look):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl + left and right move the cursor, Escape drops it, up and down zoom, A shows all, L changes the loss axis."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in STEPS and control and self._snapshot is not None:
            self._step(STEPS[Qt.Key(key)], self._moments.now, present_of(self._snapshot))
        elif key in ZOOMS and self._snapshot is not None:
            low, high = self._axis.updates
            around = self._moments.now if self._look.cursor is None else self._look.cursor
            self._axis.zoom(ZOOMS[Qt.Key(key)], min(high, max(low, around)))
        elif key == Qt.Key.Key_A:
            self._axis.show_whole()
        elif key == Qt.Key.Key_Escape:
            self.cursor_moved.emit(None)
        elif key == Qt.Key.Key_L:
            self.log_toggled.emit(not self._look.log_loss)
        else:
            super().keyPressEvent(event)

    def _step(self, direction: int, now: int, most: int) -> None:
        """Moves the cursor by a hundredth of the axis, and the axis with it where it would leave."""
        low, high = self._axis.updates
        start = now if self._look.cursor is None else self._look.cursor
        cursor = min(most, max(0, start + direction * max(1, int(high - low) // 100)))
        self._axis.reveal(cursor)
        self.cursor_moved.emit(cursor)
