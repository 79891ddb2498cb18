"""The decision plane: what the output, or one neuron, makes of every point, with the data on top.
It shows a field that was measured elsewhere and says what the pointer does; it changes nothing itself.
"""

from __future__ import annotations

from typing import Literal, final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.look import Look
from ui.theme import LIGHT
from ui.views import plane_marks
from ui.views.field import Meaning, at, meaning, target_reach
from ui.views.layer import Layer, pixel_ratio
from ui.views.plane_controls import PlaneControls
from ui.views.plane_frame import Words, paint_base
from ui.views.plane_layout import PlaneLayout, layout
from ui.views.plane_line import NeuronLine, line_of, slid, turned
from ui.views.plane_plot import Drawn, PlanePlot
from ui.views.plane_pointing import Grip, grip_at, point_at
from ui.views.plane_window import moved, whole, zoomed
from ui.views.plane_words import frame_words, hint, reading, unit_name, units_of
from wbsim.datasets import Dataset, draw
from wbsim.snapshot import Snapshot

_STEP = 0.8  # one notch of the wheel towards the plane


@final
class PlaneView(QWidget):
    """The square field with axes, points, boundary and the selected neuron's line."""

    sample_picked = Signal(str, int)  # "train" or "test", number
    unit_chosen = Signal(object)  # the id of the neuron whose field is wished; None for the output
    parameter_set = Signal(dict, str)  # values by id, and one name for each drag

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 200)
        self.setAccessibleName(self.tr("Decision plane"))
        self.setAccessibleDescription(
            self.tr(
                "The output over the plane of the inputs, with the data. Left and right walk through the points; "
                "Page Up and Page Down zoom, 0 shows the whole plane again."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._dataset: Dataset | None = None
        self._reach = 1.0
        self._base = Layer()
        self._frame: tuple[PlaneLayout, Meaning, Words] | None = None  # what stands around the plot
        self._pointer: QPointF | None = None
        self._drag: Grip | Literal["pan"] | None = None  # while the button is down
        self._held = (0.0, 0.0)  # the point of the plane that panning keeps under the pointer
        self._drags = 0
        self._plot = PlanePlot(self)
        self._controls = PlaneControls(self)
        self._controls.choice.chosen.connect(self._choose)
        self._controls.whole.clicked.connect(self.show_whole)

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment; the points are drawn anew only when the plan is another one."""
        old = self._snapshot
        self._snapshot, self._look = snapshot, look
        if old is None or snapshot.plan is not old.plan:
            experiment = snapshot.plan.experiment
            self._dataset = draw(experiment.data, experiment.seed)
            self._reach = target_reach(self._dataset)
        limits = snapshot.plan.description.plane
        if limits is not None and (old is None or old.plan.description.plane != limits):
            self._plot.show_window(whole(*limits))
        self._refresh()

    def _refresh(self) -> None:
        """Shows on the plot what the moment, the size and the pointer have made of it."""
        where, dataset = self._layout(), self._dataset
        self._plot.setVisible(where is not None)
        self._frame = None
        self.update()
        if self._snapshot is None:
            return
        self._controls.show(self._snapshot.plan, self._look, where)
        if where is None or dataset is None:
            return
        read, line, trace = self._meaning(), self._line(), self._snapshot.seen.trace
        self._frame = (where, read, frame_words(self._snapshot.plan, dataset, self._look, read, line))
        drawn = Drawn(
            look=self._look,
            where=where.inner,
            field=self._snapshot.seen.plane,
            read=read,
            dataset=dataset,
            reach=self._reach,
            line=line,
            turnable=self._turnable(),
            has_bias=self._has_bias(),
            traced=(float(trace.point[0]), float(trace.point[1]))
            if trace is not None and len(trace.point) >= 2
            else None,
            reading=self._reading(where, read),
        )
        self._plot.show_drawn(drawn, where.left, where.top)

    def _choose(self, place: int) -> None:
        if self._snapshot is not None:
            self.unit_chosen.emit(units_of(self._snapshot.plan, self._look)[place])

    def _layout(self) -> PlaneLayout | None:
        if self._snapshot is None or self._snapshot.plan.description.plane is None:
            return None
        look = self._look
        return layout(
            self.width(),
            self.height(),
            look.scale,
            look.compact,
            self._snapshot.plan.description.plane,
            self._plot.window,
        )

    def _meaning(self) -> Meaning:
        assert self._snapshot is not None
        return meaning(self._snapshot.plan, self._snapshot.watch.unit, self._snapshot.seen.plane, self._reach)

    def _line(self) -> NeuronLine | None:
        assert self._snapshot is not None
        return line_of(self._snapshot.plan, self._snapshot.state.theta, self._look.neuron)

    # --- painting ------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(642, 580)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps plot and control in their places."""
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._frame is None:
            plane_marks.paint_empty(
                painter, self._look.theme, self.size(), self.tr("These data have no plane")
            )
            return
        where, read, words = self._frame
        base = self._base.pixmap(
            (self._frame, self._look.theme, self._look.scale, self._look.compact),
            self.size(), pixel_ratio(painter),
            lambda layer: paint_base(layer, self._look, self.size(), where, read, words),
        )  # fmt: skip
        # the plot paints itself; the card around it has no transparent spot, so it is copied and not blended
        painter.setClipRegion(QRegion(self.rect()) - QRegion(where.left, where.top, where.side, where.side))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawPixmap(0, 0, base)

    def _reading(self, where: PlaneLayout, read: Meaning) -> tuple[QPointF, str] | None:
        """What the field is under the pointer, and where in the plot that is to be said."""
        assert self._snapshot is not None
        field, pointer = self._snapshot.seen.plane, self._pointer
        if pointer is None or self._drag or field is None or not where.contains(pointer.x(), pointer.y()):
            return None
        x1, x2 = where.plane(pointer.x(), pointer.y())
        if not where.square.contains(x1, x2):
            return None
        text = reading(
            x1, x2, unit_name(self._snapshot.plan, read.unit), at(field, x1, x2, where.low, where.high)
        )
        return pointer - QPointF(where.left, where.top), text

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _has_bias(self) -> bool:
        assert self._snapshot is not None
        return f"b:{self._look.neuron}" in self._snapshot.plan.index

    def _turnable(self) -> bool:
        assert self._snapshot is not None
        return {"x1", "x2"} <= set(self._snapshot.plan.inputs)

    def _grip_at(self, place: QPointF) -> Grip | None:
        """What a press here would drag."""
        where = self._layout()
        line = self._line() if where is not None else None
        if where is None or line is None:
            return None
        return grip_at(where, line, self._has_bias(), self._turnable(), place.x(), place.y())

    def _point_at(self, place: QPointF) -> tuple[str, int] | None:
        where = self._layout()
        if where is None or self._dataset is None:
            return None
        return point_at(where, self._dataset, place.x(), place.y(), self._look.scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grips the line, or picks a point."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._drag = self._grip_at(event.position())
        if self._drag is not None:
            self._drags += 1
            return
        found = self._point_at(event.position())
        where = self._layout()
        if found is not None:
            self.sample_picked.emit(*found)
        elif where is not None and not where.is_whole and where.contains(*_pair(event.position())):
            self._drag, self._held = "pan", where.plane(*_pair(event.position()))
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Shows the whole plane again; on the line and on points it is a second click."""
        where = self._layout()
        busy = self._grip_at(event.position()) or self._point_at(event.position())
        if where is None or where.is_whole or busy or not where.contains(*_pair(event.position())):
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.show_whole()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms around the pointer."""
        where, place = self._layout(), event.position()
        if where is None or self._drag is not None or not where.contains(*_pair(place)):
            event.ignore()
            return
        self._pointer = place
        self._zoom(_STEP ** (event.angleDelta().y() / 120), place)
        event.accept()

    def _zoom(self, factor: float, place: QPointF | None) -> None:
        """Makes what is seen `factor` times as large around a place of the card, or around its middle."""
        where = self._layout()
        if where is None:
            return
        half = where.window.span / 2
        middle = where.window.x1 + half, where.window.x2 + half
        fixed = middle if place is None else where.plane(*_pair(place))
        self._plot.show_window(zoomed(where.window, fixed, factor, where.square))
        self._refresh()

    def show_whole(self) -> None:
        """Ends zooming and panning."""
        where = self._layout()
        if where is not None:
            self._drag = None
            self._plot.show_window(where.square)
            if self._controls.whole.hasFocus():
                self.setFocus()  # for the button goes
            self._refresh()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the line, or reads the field."""
        self._pointer = event.position()
        where = self._layout()
        if where is None:
            return
        if self._drag == "pan":
            x1, x2 = where.plane(*_pair(self._pointer))
            right, up = self._held[0] - x1, self._held[1] - x2
            self._plot.show_window(moved(where.window, right, up, where.square))
        elif self._drag is not None:
            self._dragged(where)
        else:
            grip, point = self._grip_at(self._pointer), self._point_at(self._pointer)
            shape = Qt.CursorShape.OpenHandCursor if grip else Qt.CursorShape.CrossCursor
            self.setCursor(Qt.CursorShape.PointingHandCursor if point and not grip else shape)
            if not where.contains(self._pointer.x(), self._pointer.y()):
                self.unsetCursor()
        self._refresh()

    def _dragged(self, where: PlaneLayout) -> None:
        line, neuron = self._line(), self._look.neuron
        if line is None or neuron is None or self._pointer is None or self._snapshot is None:
            return
        spot = where.window.clamped(*where.plane(*_pair(self._pointer)))
        dragged = slid if self._drag == "slide" else turned
        values = dragged(self._snapshot.plan, neuron, line, spot)
        if values:
            self.parameter_set.emit(values, f"plane {self._drag} {self._drags}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        if self._drag == "pan":
            self.setCursor(Qt.CursorShape.CrossCursor)
        self._drag = None

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the pointer."""
        self._pointer = None
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk through the points of the traced one's set; Page Up, Page Down and 0 zoom."""
        factors = {Qt.Key.Key_PageUp: _STEP, Qt.Key.Key_PageDown: 1 / _STEP}
        if event.key() == Qt.Key.Key_0:
            self.show_whole()
            return
        if event.key() in factors:
            self._zoom(factors[Qt.Key(event.key())], None)
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps or self._dataset is None or self._snapshot is None:
            super().keyPressEvent(event)
            return
        trace = self._snapshot.seen.trace
        part = trace.pick.part if trace else "train"
        number = trace.pick.number if trace else -1
        size = len(self._dataset.train if part == "train" else self._dataset.test)
        self.sample_picked.emit(part, (number + steps[Qt.Key(event.key())]) % size)

    def event(self, event: QEvent) -> bool:
        """Says what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, place: QPointF) -> str:
        where = self._layout()
        on_plot = where is not None and where.contains(*_pair(place))
        return hint(self._grip_at(place), self._point_at(place) is not None, on_plot)


def _pair(place: QPointF) -> tuple[float, float]:
    return place.x(), place.y()
