"""The loss surface from above: the ground in bands, the ways on it, and the place of the run, which can be dragged.
It shows what was measured elsewhere and says what is wished; it changes nothing itself.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.theme import LIGHT
from ui.views import surface_words
from ui.views.buttons import TextButton
from ui.views.focus_ring import FocusRing
from ui.views.layer import Layer
from ui.views.segments import Segments
from ui.views.shortcuts import takes
from ui.views.surface_axes import stands_still
from ui.views.surface_field import paint_field
from ui.views.surface_frame import grown, paint_axes, paint_guides, paint_names, paint_title, title_font
from ui.views.surface_hand import WALK, ZOOMS, Ground, SurfaceHand
from ui.views.surface_marks import (
    paint_changed,
    paint_lack,
    paint_note,
    paint_ramp,
    paint_reading,
    paint_ways,
)
from ui.views.surface_pickers import AxisPicker
from ui.views.surface_ramp import Ramp, ramp_of
from ui.views.surface_scene import Scene, scene_of
from ui.views.surface_where import MapLayout, Where, map_layout
from wbsim.probes.axes import Kind
from wbsim.snapshot import Snapshot

_KINDS: tuple[Kind, ...] = ("parameters", "random", "principal")
_KEYS = (*WALK, *ZOOMS, Qt.Key.Key_0)


@final
class SurfaceMapView(QWidget):
    """The map with its switch of axes, its pickers, and at its foot what just changed."""

    kind_chosen = Signal(str)
    parameters_chosen = Signal(tuple)  # two ids
    window_chosen = Signal(object)  # a window, or None for the one that holds the path
    parameter_set = Signal(dict, str)  # values by id, and one name for each drag
    drawn_anew = Signal()  # other random directions are wished, around where the run is now
    refused = Signal()  # a move that does not count any more was tried

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Loss surface from above"))
        self.setToolTip(
            self.tr("Drag the point and the network follows; the wheel zooms, 0 shows the whole path again")
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        FocusRing(self, lambda view: view._look.theme)
        self._scene: Scene | None = None
        self._ramp: tuple[object, Ramp] | None = None
        self._base, self._field = Layer(), Layer()
        self.kinds = Segments(self)
        self.kinds.setAccessibleName(self.tr("Axes of the surface"))
        self.kinds.setToolTip(
            self.tr(
                "Two weights or biases; two random directions, as long as the weights of each neuron (Li and others "
                "2018); or the two directions in which the run has moved most"
            )
        )
        self.pickers = (AxisPicker(self, 0), AxisPicker(self, 1))
        self.anew = TextButton(
            self, self.tr("Other directions"),
            self.tr("Draws two other random directions around where the run is now"),
        )  # fmt: skip
        self.anew.setText(self.tr("draw others"))
        self.whole = TextButton(self, self.tr("Whole path"), self.tr("Shows all of the path again (0)"))
        self.whole.setText(self.tr("whole path"))
        self.hand = SurfaceHand(self)
        self._connect()

    def _connect(self) -> None:
        self.kinds.chosen.connect(lambda place: self.kind_chosen.emit(_KINDS[place]))
        for rank, picker in enumerate(self.pickers):
            picker.picked.connect(lambda name, rank=rank: self._pick(rank, name))
        self.anew.clicked.connect(self.drawn_anew)
        self.whole.clicked.connect(lambda: self.window_chosen.emit(None))
        self.hand.window_wished.connect(self.window_chosen)
        self.hand.parameter_set.connect(self.parameter_set)
        self.hand.refused.connect(self.refused)

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(360, 320)

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._scene = scene_of(snapshot)
        if self._scene is not None:
            surface = self._scene.surface
            said = surface_words.accessible(self._scene.names, surface.place, surface.loss)
            if said != self.accessibleDescription():
                self.setAccessibleDescription(said)
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        snapshot, look = self._snapshot, self._look
        if snapshot is None:
            return
        scale = grown(look.scale)
        tight = self.width() < 620 * scale
        long = (self.tr("Two parameters"), self.tr("Random directions"), self.tr("Principal directions"))
        short = (self.tr("Two parameters"), self.tr("Random"), self.tr("Principal"))
        kind = look.surface.kind
        self.kinds.show_words(short if tight else long, _KINDS.index(kind), look.theme, scale)
        scene = self._scene
        for rank, picker in enumerate(self.pickers):
            picker.setVisible(scene is not None)
            if scene is not None:
                picker.show_axis(
                    snapshot.plan, scene.names[rank], scene.axes.ids is not None, look.theme, scale
                )
        for button, shown in ((self.anew, kind == "random"), (self.whole, look.surface.window is not None and not self.hand.dragging)):  # fmt: skip
            button.setVisible(shown)
            button.show_theme(look.theme, scale)
            button.resize(button.sizeHint())
        parts = self.parts()
        self.kinds.move(parts.kinds.toPoint())
        x = parts.pickers.x() - 3
        for control in (*self.pickers, self.anew, self.whole):
            if not control.isHidden():
                control.move(round(x), round(parts.pickers.y()))
                x += control.width() + 4 * scale

    def parts(self) -> MapLayout:
        """Where everything lies."""
        look = self._look
        title = QFontMetricsF(title_font(look)).horizontalAdvance(self._title())
        picked = sum(
            control.width() + 4 * grown(look.scale)
            for control in (*self.pickers, self.anew, self.whole)
            if not control.isHidden()
        )
        return map_layout(self.width(), self.height(), look.scale, title, self.kinds.width(), picked)

    def _title(self) -> str:
        return self.tr("From above")

    @property
    def where(self) -> Where | None:
        """The plot and its window; None where there is none."""
        return None if self._scene is None else Where(self.parts().plot, self._scene.surface.window)

    @property
    def scene(self) -> Scene | None:
        """What is to be seen."""
        return self._scene

    def ramp(self) -> Ramp | None:
        """From which loss to which its colors go."""
        ground = self._scene.surface.ground if self._scene is not None else None
        if ground is None:
            return None
        if self._ramp is None or self._ramp[0] is not ground:
            self._ramp = ground, ramp_of(ground.losses)
        return self._ramp[1]

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copies what stays and paints ways, place and words."""
        painter = QPainter(self)
        snapshot, look, scene, where = self._snapshot, self._look, self._scene, self.where
        parts = self.parts()
        names = None if scene is None else scene.names
        key = (look.theme, look.scale, where, names, parts)
        self._base.draw(painter, key, self.size(), lambda to: self._paint_base(to, parts, where))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if snapshot is None:
            return
        lack = snapshot.seen.surface.lack if snapshot.seen.surface is not None else ""
        if scene is None or where is None:
            paint_lack(painter, look, parts.plot, lack or self.tr("Measuring the surface …"))
            return
        ground, ramp = scene.surface.ground, self.ramp()
        if ground is not None and ramp is not None:
            ends = scene.fixed_ends
            made_from = (ground, look.theme, look.scale, where, ends)
            self._field.draw(
                painter, made_from, self.size(),
                lambda to: paint_field(to, look.theme, where, ground, ramp, grown(look.scale), ends),
            )  # fmt: skip
            paint_ramp(painter, look, parts, ramp, surface_words.lowest(scene.surface))
        else:
            paint_lack(painter, look, parts.plot, self.tr("Measuring the surface …"))
        paint_note(
            painter, look, parts.note, stands_still(snapshot.plan, scene.axes, ground, snapshot.state.update)
        )
        place = self.hand.held or scene.surface.place
        pill = where.point(place).y() if scene.handle else None
        paint_names(painter, look, where, scene.names, pill)
        if scene.handle:
            paint_guides(painter, look, where, scene.names, place)
        paint_ways(painter, look, where, scene, self.hand.held)
        if self.hand.pointer is not None and not self.hand.dragging:
            paint_reading(painter, look, where, scene, self.hand.pointer)
        right = parts.ramp.left() - 12 if parts.ramp is not None else parts.foot.right()
        box = QRectF(parts.foot.left(), parts.foot.top(), right - parts.foot.left(), parts.foot.height())
        paint_changed(painter, look, box, where, scene, surface_words.changed(snapshot, scene))

    def _paint_base(self, painter: QPainter, parts: MapLayout, where: Where | None) -> None:
        look = self._look
        paint_title(painter, look, self.size(), parts.title, self._title())
        painter.setPen(look.theme.pen("line", 1))
        painter.drawLine(parts.foot.topLeft(), parts.foot.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.color("sunk"))
        painter.drawRect(parts.plot)
        if where is not None and self._scene is not None:
            paint_axes(painter, look, where, self._scene.names)

    # --- pointer and keys ----------------------------------------------------------------------------------

    def _ground(self) -> Ground | None:
        where, scene, snapshot = self.where, self._scene, self._snapshot
        if where is None or scene is None or snapshot is None:
            return None
        standing = scene.standing
        closed = standing is not None and (
            standing.hand is None or bool(standing.broken) or standing.left == 0
        )
        return Ground(where, scene.axes, snapshot, closed and not self.hand.dragging)

    def _pick(self, rank: int, name: str) -> None:
        ids = self._scene.axes.ids if self._scene is not None else None
        if ids is None:
            return
        other = ids[1 - rank]
        if name == other:  # the two change places
            self.parameters_chosen.emit((ids[1], ids[0]))
        elif name != ids[rank]:
            self.parameters_chosen.emit((name, other) if rank == 0 else (other, name))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sets the point, or begins to drag it."""
        ground = self._ground()
        if ground is not None and event.button() == Qt.MouseButton.LeftButton:
            self.hand.press(ground, event.position(), self._look.surface.window)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on with a drag."""
        ground = self._ground()
        if ground is None:
            return
        self.hand.move(ground, event.position())
        inside = ground.where.plot.contains(event.position())
        near = self._near(ground, event.position())
        shape = Qt.CursorShape.ArrowCursor
        if inside:
            shape = Qt.CursorShape.ForbiddenCursor if ground.closed else Qt.CursorShape.CrossCursor
            if near and not ground.closed:
                shape = (
                    Qt.CursorShape.ClosedHandCursor if self.hand.dragging else Qt.CursorShape.OpenHandCursor
                )
        self.setCursor(shape)
        self.hand.pointer = event.position() if inside and not near else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Reads nothing any more."""
        self.hand.pointer = None
        self.update()

    def _near(self, ground: Ground, at: QPointF) -> bool:
        assert self._scene is not None
        gap = ground.where.point(self._scene.surface.place) - at
        return gap.manhattanLength() < 24

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        ground = self._ground()
        if ground is not None:
            self.hand.release(ground)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms."""
        if self.where is not None:
            self.hand.wheel(self.where, event.angleDelta().y() / 120, event.position())

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window."""
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the point, Page Up and Down zoom, 0 shows the whole path."""
        ground = self._ground()
        contested = self._scene is not None and self._scene.standing is not None
        if contested and event.isAutoRepeat() and Qt.Key(event.key()) in WALK:
            return  # a key that is held would spend all moves at once
        if ground is None or not self.hand.key(ground, event):
            super().keyPressEvent(event)
