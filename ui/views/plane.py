"""The decision plane: what the output, or one neuron, makes of every point, with the data on top.
It shows what was measured elsewhere and says what the pointer does; it changes nothing itself.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
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
from ui.views.answers import AnswersView
from ui.views.faces import face_of, faces_of
from ui.views.focus_ring import FocusRing
from ui.views.layer import Layer, is_vector
from ui.views.plane_controls import PlaneControls
from ui.views.plane_frame import paint_base, paint_title
from ui.views.plane_hand import PlaneHand, Scene
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_material import Material, edited, material_of
from ui.views.plane_moment import PlaneMoment
from ui.views.plane_parallel import ParallelPaper
from ui.views.plane_plot import PlanePlot
from ui.views.plane_section import SectionBar
from ui.views.plane_tools import ToolStrip
from ui.views.plane_window import zoomed
from ui.views.plane_words import faded_hint, hint, other_hint, units_of
from ui.views.shortcuts import takes
from wbsim.snapshot import Snapshot
from wbsim.symbols import neuron_name

_STEP = 0.8  # one notch of the wheel towards the plane
_ZOOMS = {Qt.Key.Key_PageUp: _STEP, Qt.Key.Key_PageDown: 1 / _STEP}
_WALK = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_CLASSES = tuple(Qt.Key(Qt.Key.Key_1 + place) for place in range(9))
_DAB = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@final
class PlaneView(QWidget):
    """The plot with axes, points, boundary or curve, and the selected neuron's line."""

    neuron_selected = Signal(object)  # the neuron of the first layer whose line was taken hold of
    sample_picked = Signal(str, int)  # "train" or "test", number
    unit_chosen = Signal(object)  # the id of the neuron whose field is wished; None for the output
    parameter_set = Signal(dict, str)  # values by id, and one name for each drag
    points_edited = Signal(object, str)  # an edit of points, and one name for each stroke
    section_chosen = Signal(object)  # another plane through more than two inputs
    face_chosen = Signal(str)  # what the card is to show
    cell_picked = Signal(int, int)  # the true class and the class it was read as

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
                "Page Up and Page Down zoom, Ctrl+0 shows the whole plane again. With the tools to draw and erase, the "
                "arrow keys move the brush and Enter uses it; the numbers choose a class."
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        FocusRing(self, lambda view: view._look.theme)
        self._material: Material | None = None
        self._base, self._paper = Layer(), ParallelPaper()
        self._moment: PlaneMoment | None = None  # what is on the plot, and where
        self._framed: tuple[object, ...] | None = None  # what is painted around the plot
        self._plot = PlanePlot(self)
        self.answers = AnswersView(self)
        self.answers.hide()
        self._controls, self.tools, self.section = PlaneControls(self), ToolStrip(self), SectionBar(self)
        self._hand = PlaneHand(self.tools, self)
        self._connect()

    def _connect(self) -> None:
        self._controls.choice.chosen.connect(self._choose)
        self._controls.face.chosen.connect(self._choose_face)
        self.answers.cell_picked.connect(self.cell_picked)
        self._controls.whole.clicked.connect(self.show_whole)
        self.tools.changed.connect(self._refresh)
        self.section.chosen.connect(self.section_chosen)
        hand = self._hand
        hand.sample_picked.connect(self.sample_picked)
        hand.neuron_selected.connect(self.neuron_selected)
        hand.parameter_set.connect(self.parameter_set)
        hand.points_edited.connect(self.points_edited)
        hand.window_wished.connect(self._plot.show_window)

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment; axes and points are made anew only where the plan or the section is another one."""
        self._snapshot, self._look = snapshot, look
        before = self._material
        self._material = now = material_of(snapshot.plan, look.section, before)
        if now is not None and (before is None or before.whole != now.whole):
            same_axes = before is not None and before.axes.across.input == now.axes.across.input
            stays = before is not None and same_axes and edited(before, snapshot.plan)
            if not stays:  # points that are drawn or moved never move what is seen
                self._plot.show_window(now.whole)
        self._refresh()
        if self._moment is not None:
            self._hand.seen(self._scene(), snapshot.refusal.number if snapshot.refusal else 0)
            if snapshot.playing:
                self._hand.hold(self._scene(), snapshot.state.theta)

    def _refresh(self) -> None:
        """Shows on the plot what the moment, the size and the pointer have made of it."""
        material, snapshot, look = self._material, self._snapshot, self._look
        face = face_of(snapshot.plan, look) if snapshot is not None else "plane"
        planar = face == "plane"
        self._plot.setVisible(material is not None and planar)
        self.answers.setVisible(material is not None and face == "answers")
        self._moment = moment = None
        if snapshot is not None and material is not None:
            self._moment = moment = PlaneMoment(
                snapshot, look, material, self.size(), self._plot.window, self._hand.held
            )
        self._ask_for_paint(moment, planar)
        if snapshot is None:
            return
        where = moment.where if moment is not None and look.inset == "no" else None
        self._controls.show(snapshot.plan, look, where)
        if face == "answers" and where is not None:
            self.answers.setGeometry(self.rect())
            self.answers.show_snapshot(snapshot, look, self._controls.face.geometry().right())
        self.section.show(snapshot.plan, material.axes if material else None, look, where if planar else None)
        if material is None or moment is None or not planar:
            self.tools.hide()
            return
        where = moment.where
        # beside the plot of one neuron, or of a twin, there is no column that they could stand in
        if look.inset != "no" or (look.room == "neuron" and look.compact):
            self.tools.hide()
        else:
            self.tools.show(
                snapshot.plan.description, look, where, moment.read, material.axes.curved, self.size()
            )
        pointer = self._hand.pointer
        drawn = moment.drawn(None if self._hand.busy else pointer, self.tools, pointer)
        self._plot.show_drawn(drawn, where.left, where.top)

    def _ask_for_paint(self, moment: PlaneMoment | None, planar: bool) -> None:
        """What stands around the plot is painted again only where it is another: it has controls on it."""
        look, before = self._look, self._framed
        self._framed = frame = (
            (
                moment.where,
                moment.read,
                moment.words,
                look.theme,
                look.scale,
                look.compact,
                plane_marks.ground_of(look),
            )
            if moment is not None and planar
            else None
        )
        if frame is None or moment is None or frame != before:
            self.update()
        else:
            where = moment.where
            self.update(QRect(where.left, where.top, where.side, where.side))

    def _choose_face(self, place: int) -> None:
        if self._snapshot is not None:
            self.face_chosen.emit(faces_of(self._snapshot.plan, self._look)[place])

    def _choose(self, place: int) -> None:
        if self._snapshot is not None:
            self.unit_chosen.emit(units_of(self._snapshot.plan, self._look)[place])

    @property
    def where(self) -> PlaneLayout | None:
        """Where the plot stands; None for data without a plane."""
        return self._moment.where if self._moment is not None else None

    def _scene(self) -> Scene:
        assert self._moment is not None
        return self._moment.scene

    # --- painting ------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(642, 580)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps plot and controls in their places."""
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        moment, look = self._moment, self._look
        if moment is None:
            sentence = self.tr("These data have no plane")
            plane_marks.paint_empty(painter, look.theme, self.size(), sentence)
            return
        where, words = moment.where, moment.words
        if self.answers.isVisibleTo(self):  # they cover the card
            return
        if not self._plot.isVisibleTo(self):
            paint_title(painter, look, self.size(), words)
            self._paper.paint(painter, look, moment.material, moment.followed, self.size())
            return
        # the plot paints itself; the card around it has no transparent spot, so it is copied and not blended
        if not is_vector(painter):
            around = QRegion(self.rect()) - QRegion(where.left, where.top, where.side, where.side)
            painter.setClipRegion(around)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        self._base.draw(
            painter, self._framed, self.size(),
            lambda layer: paint_base(layer, look, self.size(), where, moment.read, words),
        )  # fmt: skip

    # --- zooming -------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms around the pointer; with Ctrl it sizes the brush."""
        place, notches = event.position(), event.angleDelta().y() / 120
        if not self._over_plot(place) or self._hand.busy or self._look.inset != "no":
            event.ignore()
            return
        self._hand.pointer = place
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.tools.tool != "look":
            self.tools.resize_brush(notches)
        else:
            self._zoom(_STEP**notches, place)
        event.accept()

    def _zoom(self, factor: float, place: QPointF | None) -> None:
        """Makes what is seen `factor` times as large around a place of the card, or around its middle."""
        if self._moment is not None and self._plot.isVisibleTo(self) and self._look.inset == "no":
            where = self._moment.where
            fixed = where.window.middle if place is None else where.spot(place.x(), place.y())
            self._plot.show_window(zoomed(where.window, fixed, factor, where.plane))
            self._refresh()

    def show_whole(self) -> None:
        """Ends zooming and panning."""
        if self._moment is not None:
            self._hand.let_go()
            self._plot.show_window(self._moment.where.plane)
            if self._controls.whole.hasFocus():
                self.setFocus()  # for the button goes
            self._refresh()

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _over_plot(self, place: QPointF) -> bool:
        return self._moment is not None and self._plot.isVisibleTo(self) and self._scene().holds(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grips the line, picks a point or pans; or draws, erases, moves."""
        if self._moment is not None and self._plot.isVisibleTo(self):
            self._hand.press(self._scene(), event)
            self._shape(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Shows the whole plane again; on lines, on points and with other tools it is a second click."""
        place = event.position()
        if not self._over_plot(place):
            return
        scene = self._scene()
        busy = scene.grip(place) or scene.point(place) or self.tools.tool != "look"
        if busy or scene.ground.where.is_whole:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.show_whole()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on with what is dragged, or reads the field."""
        if self._moment is None or not self._plot.isVisibleTo(self):
            return
        self._hand.move(self._scene(), event.position())
        self._shape(event.position())
        self._refresh()

    def _shape(self, place: QPointF) -> None:
        shape = self._hand.cursor(self._scene(), place)
        self.unsetCursor() if shape is None else self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._hand.release()
        if self._moment is not None:
            self._shape(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Forgets the pointer."""
        self._hand.pointer = None
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk through the points, or the arrows move the brush or the point that is followed; Page Up, Page
        Down and Ctrl+0 zoom.
        """
        key = Qt.Key(event.key())
        brush = self.tools.tool in ("draw", "erase")
        if key == Qt.Key.Key_0 and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.show_whole()
        elif key in _ZOOMS:
            self._zoom(_ZOOMS[key], None)
        elif brush and key in _WALK:
            self._walk_brush(*_WALK[key], fine=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif brush and key in _DAB and self._moment is not None:
            self._hand.dab(self._scene())
        elif self.tools.tool == "draw" and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.tools.choose_class(key - Qt.Key.Key_1)
        elif self.tools.tool == "move" and key in _WALK and self._moment is not None:
            self._move_point(*_WALK[key], event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._moment is not None:
            self.sample_picked.emit(*self._moment.next_sample(_WALK[key][0]))
        else:
            super().keyPressEvent(event)

    def _move_point(self, right: int, down: int, event: QKeyEvent) -> None:
        """Moves the point that is followed, by keys as by a drag; with Shift a little."""
        trace = None if self._moment is None else self._moment.snapshot.seen.trace
        if trace is not None and trace.pick.point is None:
            step = 1.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 8.0
            way = (right * step, down * step)
            self._hand.nudge(self._scene(), trace.pick.part, trace.pick.number, way, event.isAutoRepeat())

    def _walk_brush(self, right: int, down: int, fine: bool) -> None:
        if self._moment is None:
            return
        where, step = self._moment.where, 2.0 if fine else 12.0
        at = self._hand.pointer or QPointF(where.left + where.side / 2, where.top + where.side / 2)
        x = min(where.right - 1.0, max(float(where.left), at.x() + right * step))
        y = min(where.bottom - 1.0, max(float(where.top), at.y() + down * step))
        self._hand.pointer = QPointF(x, y)
        self._refresh()

    def event(self, event: QEvent) -> bool:
        """Says what is under the pointer; keeps its keys from the shortcuts of the window."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride:
            brush = {"draw": (*_WALK, *_DAB), "erase": (*_WALK, *_DAB), "move": tuple(_WALK)}.get(
                self.tools.tool, ()
            )
            classes = _CLASSES if self.tools.tool == "draw" else ()
            return takes(event, (*brush, *classes, *_ZOOMS)) or super().event(event)
        return super().event(event)

    def _tip(self, place: QPointF) -> str:
        if self._moment is None or not self._plot.isVisibleTo(self):
            return ""
        scene, moment = self._scene(), self._moment
        on_point = scene.point(place) is not None
        other = scene.other(place) if self.tools.tool == "look" else None
        if other is not None:
            return other_hint(neuron_name(moment.snapshot.plan, other))
        free = scene.holds(place) and self._look.inset == "no"  # else there is nothing to zoom
        said = hint(self.tools.tool, scene.grip(place), on_point, free, moment.straight is not None)
        return f"{said}\n{faded_hint()}" if said and moment.material.cloud.faded else said
