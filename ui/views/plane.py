"""The decision plane: what the output, or one neuron, makes of every point, with the data on top.
It shows a field that was measured elsewhere and says what the pointer does; it changes nothing itself.
"""

from __future__ import annotations

from typing import Literal, final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
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

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import plane_marks
from ui.views.buttons import TextButton
from ui.views.field import Meaning, at, meaning, target_reach
from ui.views.layer import Layer, pixel_ratio
from ui.views.names import place_of
from ui.views.plane_frame import Words, paint_base
from ui.views.plane_layout import PlaneLayout, layout
from ui.views.plane_line import NeuronLine, line_of, slid, turned
from ui.views.plane_plot import Drawn, PlanePlot
from ui.views.plane_pointing import Grip, grip_at, point_at
from ui.views.plane_window import moved, whole, zoomed
from ui.views.segments import Segments
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
                "0 shows the whole plane again after zooming."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._dataset: Dataset | None = None
        self._reach = 1.0
        self._base = Layer()
        self._pointer: QPointF | None = None
        self._drag: Grip | Literal["pan"] | None = None  # while the button is down
        self._held = (0.0, 0.0)  # the point of the plane that panning keeps under the pointer
        self._drags = 0
        self._plot = PlanePlot(self)
        self._choice = Segments(self)
        self._choice.setAccessibleName(self.tr("Whose output the plane shows"))
        self._choice.setToolTip(
            self.tr("Show the output of the network, or what the selected neuron makes of the plane")
        )
        self._choice.chosen.connect(self._choose)
        self._whole = TextButton(
            self, self.tr("Whole plane"), self.tr("Show the whole plane again (0, or a double click)")
        )
        self._whole.setText(self.tr("Whole plane"))
        self._whole.clicked.connect(self.show_whole)
        self._whole.hide()

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
        self._show_choice()
        self._refresh()

    def _refresh(self) -> None:
        """Shows on the plot what the moment, the size and the pointer have made of it."""
        where, dataset = self._layout(), self._dataset
        self._plot.setVisible(where is not None)
        self._whole.setVisible(where is not None and not where.is_whole)
        self.update()
        if where is None or dataset is None or self._snapshot is None:
            return
        read, trace = self._meaning(), self._snapshot.seen.trace
        drawn = Drawn(
            look=self._look,
            where=where.inner,
            field=self._snapshot.seen.plane,
            read=read,
            dataset=dataset,
            reach=self._reach,
            line=self._line(),
            turnable=self._turnable(),
            has_bias=self._has_bias(),
            traced=(float(trace.point[0]), float(trace.point[1]))
            if trace is not None and len(trace.point) >= 2
            else None,
            reading=self._reading(where, read),
        )
        self._plot.show_drawn(drawn, where.left, where.top)
        if not where.is_whole:
            self._whole.show_theme(self._look.theme, 0.92 * max(0.92, self._look.scale))
            self._whole.resize(self._whole.sizeHint())
            self._whole.move(where.left + where.side - self._whole.width() - 5, where.top + 5)

    def _units(self) -> tuple[int | None, ...]:
        """Whose field can be chosen: the output, and the selected or shown hidden neuron."""
        assert self._snapshot is not None
        hidden = [n for row in self._snapshot.plan.rows[:-1] for n in row.layer.neurons]
        wished = [n for n in (self._look.plane_unit, self._look.neuron) if n in hidden]
        return (None, *dict.fromkeys(wished))

    def _unit_name(self, unit: int | None) -> str:
        assert self._snapshot is not None
        place = place_of(self._snapshot.plan, unit) if unit is not None else None
        if place is None:
            return self.tr("Output")
        if place[0] == 1:
            return self.tr("Neuron {place}").format(place=place[1])
        return self.tr("Neuron {place}, layer {layer}").format(place=place[1], layer=place[0])

    def _show_choice(self) -> None:
        units, look = self._units(), self._look
        chosen = units.index(look.plane_unit) if look.plane_unit in units else 0
        self._choice.show_words(
            tuple(self._unit_name(u) for u in units),
            chosen,
            look.theme,
            max(0.92, look.scale),
            tight=look.compact,
        )
        self._choice.setVisible(self._snapshot_has_plane() and len(units) > 1)
        self._place_choice()

    def _place_choice(self) -> None:
        where = self._layout()
        if where is None:
            return
        if self._look.compact:
            self._choice.move(where.left + 8, where.top + 8)
        else:
            grown = max(1.0, self._look.scale)
            title = QFontMetricsF(themes.font(17 * grown, 600)).horizontalAdvance(self.tr("Decision plane"))
            self._choice.move(
                round(20 * grown + title + 14 * grown), round(26 * grown - self._choice.height() / 2)
            )

    def _choose(self, place: int) -> None:
        self.unit_chosen.emit(self._units()[place])

    def _snapshot_has_plane(self) -> bool:
        return self._snapshot is not None and self._snapshot.plan.description.plane is not None

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
        self._place_choice()
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where, dataset = self._layout(), self._dataset
        ratio = pixel_ratio(painter)
        if where is None or self._snapshot is None or dataset is None:
            plane_marks.paint_empty(
                painter, self._look.theme, self.size(), self.tr("These data have no plane")
            )
            return
        read, line = self._meaning(), self._line()
        words = self._words(read, line)
        base = self._base.pixmap(
            (where, read, words, self._look.theme, self._look.scale, self._look.compact), self.size(), ratio,
            lambda layer: paint_base(layer, self._look, self.size(), where, read, words),
        )  # fmt: skip
        # the plot paints itself; the card around it has no transparent spot, so it is copied and not blended
        painter.setClipRegion(QRegion(self.rect()) - QRegion(where.left, where.top, where.side, where.side))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawPixmap(0, 0, base)

    def _words(self, read: Meaning, line: NeuronLine | None) -> Words:
        """What the frame says."""
        assert self._snapshot is not None
        assert self._dataset is not None
        compact = self._look.compact
        name = self._unit_name(read.unit)
        place = place_of(self._snapshot.plan, self._look.neuron) if self._look.neuron is not None else None
        return Words(
            title="" if compact else self.tr("Decision plane"),
            unit="" if compact else self.tr("(no unit)"),
            classes=self._snapshot.plan.description.classes,
            sets=(self.tr("train"), self.tr("test")) if len(self._dataset.test) else (self.tr("train"),),
            headings=() if compact else (self.tr("Class"), self.tr("Set"), name),
            field=name.lower() if compact else "",
            boundary="" if compact or read.level is None or read.unit is not None else self.tr("boundary"),
            line=""
            if compact or line is None or place is None
            else self.tr("neuron {n}\nz = 0").format(n=place[1]),
        )

    def _reading(self, where: PlaneLayout, read: Meaning) -> tuple[QPointF, str] | None:
        """What the field is under the pointer, and where in the plot that is to be said."""
        assert self._snapshot is not None
        field, pointer = self._snapshot.seen.plane, self._pointer
        if pointer is None or self._drag or field is None or not where.contains(pointer.x(), pointer.y()):
            return None
        x1, x2 = where.plane(pointer.x(), pointer.y())
        if not where.square.contains(x1, x2):
            return None
        text = self.tr("x₁ {x1}   x₂ {x2}   {name} {value}").format(
            x1=themes.fixed(x1),
            x2=themes.fixed(x2),
            name=self._unit_name(read.unit).lower(),
            value=themes.fixed(at(field, x1, x2, where.low, where.high)),
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
        factor = _STEP ** (event.angleDelta().y() / 120)
        self._plot.show_window(zoomed(where.window, where.plane(*_pair(place)), factor, where.square))
        self._pointer = place
        self._refresh()
        event.accept()

    def show_whole(self) -> None:
        """Ends zooming and panning."""
        where = self._layout()
        if where is not None:
            self._drag = None
            self._plot.show_window(where.square)
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
        """Left and right walk through the points of the traced one's set; 0 shows the whole plane again."""
        if event.key() == Qt.Key.Key_0:
            self.show_whole()
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
        grip = self._grip_at(place)
        if grip == "slide":
            return self.tr(
                "Drag: slides the line along w and sets b; its distance from the origin is −b / ‖w‖"
            )
        if grip == "turn":
            return self.tr("Drag: turns the line and sets w; ‖w‖ and b stay")
        if self._point_at(place) is not None:
            return self.tr("Click: follow this point through the network")
        return ""


def _pair(place: QPointF) -> tuple[float, float]:
    return place.x(), place.y()
