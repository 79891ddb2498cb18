"""The wall: a small picture of every network of a population, where its axes put it or in the order of what came of it; pointed
at, chosen and opened."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.look import Look
from ui.theme import LIGHT
from ui.views import wall_ground, wall_marks, wall_naming
from ui.views.buttons import KEY_REASONS
from ui.views.layer import Layer, draw_card, fineness, is_vector
from ui.views.shortcuts import takes
from ui.views.wall_head import ORDERS, WallHead
from ui.views.wall_mosaic import Mosaic, Style
from ui.views.wall_naming import tr
from ui.views.wall_plates import draw_plates, numbers
from ui.views.wall_scene import WallScene, scene_of
from ui.views.wall_zones import Zones, grown, zones
from wbsim.snapshot import Snapshot

_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)


@final
class WallView(QWidget):
    """See the module."""

    chosen = Signal(object)  # the number of a network, None for none
    opened = Signal(int)
    hovered = Signal(object)
    order_chosen = Signal(str)
    axes_wished = Signal()
    sweep_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._scene: WallScene | None = None
        self._zones: Zones | None = None
        self._by_keys = False
        self._pressed: int | None = None  # the network of the last click
        self._ground, self._heads = Layer(), Layer()
        self.mosaic = Mosaic()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Wall of networks"))
        self.head = WallHead(self)
        self.head.order.chosen.connect(lambda place: self.order_chosen.emit(ORDERS[place]))
        self.head.axes.clicked.connect(self.axes_wished)
        self.head.sweep.clicked.connect(self.sweep_wished)

    def sizeHint(self) -> QSize:
        """The size in the picture of the room."""
        return QSize(1046, 912)

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(480, 300)

    @property
    def scene(self) -> WallScene | None:
        """What is seen; None until a wall is built."""
        return self._scene

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        before, old = self._snapshot, self._look
        if before is not None and before.wall is snapshot.wall and before.plan is snapshot.plan and old == look and (
            before.playing == snapshot.playing
        ):  # fmt: skip
            self._snapshot = snapshot
            return
        self._snapshot, self._look = snapshot, look
        scene = self._scene
        self._arrange()
        self._describe()
        now = self._scene
        if scene is not None and now is not None and old == look and scene.places is now.places:
            top = now.zones.title.bottom() - 4  # the title stays as it is
            self.update(0, top, self.width(), self.height() - top)
        else:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        snapshot, look, size = self._snapshot, self._look, (self.width(), self.height())
        if snapshot is None:
            return
        self._scene = scene_of(snapshot, look, size)
        self._zones = self._scene.zones if self._scene else zones(*size, look.scale, look.compact, 0, False)
        on_axes = snapshot.wall is None or bool(snapshot.wall.grid.axes)
        self.head.place(look, self._zones.title, on_axes)

    def _describe(self) -> None:
        scene, chosen = self._scene, self._look.wall.chosen
        words = tr("No wall yet.")
        if scene is not None:
            words = wall_naming.described(scene.wall, scene.standing, chosen, scene.classes)
        words += " " + tr("Arrow keys select a network, Enter opens it.")
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copies what stays, and paints what is news."""
        painter = QPainter(self)
        scene = self._scene
        if self._snapshot is None or self._zones is None:
            draw_card(painter, self._look.theme, self.size())
            return
        around = QRegion(self.rect())
        if scene is not None and len(scene.places) and not is_vector(painter):
            # what is painted over costs as much as what is seen
            around = around.subtracted(QRegion(scene.places.box.adjusted(1, 1, -1, -1)))
        painter.setClipRegion(around)
        self._paint_ground(painter, self._zones)
        painter.setClipping(False)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        if scene is None:
            self._paint_empty(painter, self._zones)
        else:
            self._paint_scene(painter, scene)
        if (
            self._by_keys
            and self.hasFocus()
            and (scene is None or scene.square_of(self._look.wall.chosen) is None)
        ):
            wall_marks.paint_ring(painter, self._look, QRectF(self.rect()))

    def _paint_ground(self, painter: QPainter, where: Zones) -> None:
        look, scene, wall = self._look, self._scene, self._snapshot.wall if self._snapshot else None
        captions = wall_naming.caption(wall, scene.criterion if scene else None)
        on_axes = scene is not None and scene.seats.on_axes
        places, grid = (scene.places, scene.wall.grid) if scene is not None and on_axes else (None, None)
        until = self.head.left
        key = (look.theme, look.scale, look.compact, where, places, grid, tuple(captions), until)

        def paint(to: QPainter) -> None:
            wall_ground.paint_title(to, look, self.size(), where.title, until, captions)
            if places is not None and grid is not None:
                wall_ground.paint_axes(to, look, where, places, grid)

        self._ground.draw(painter, key, self.size(), paint)

    def _paint_scene(self, painter: QPainter, scene: WallScene) -> None:
        look, places = self._look, scene.places
        if scene.seats.on_axes and places.bands and not scene.zones.heads.isEmpty():
            self._paint_heads(painter, scene)
        if not len(places):
            wall_marks.paint_none(painter, look, scene.zones.bed, scene.standing.count)
        else:
            bound = scene.criterion.bound if scene.criterion.measure == "loss" else 1.0
            style = Style(
                look.theme, grown(look.scale), fineness(painter), scene.tiles, bound, not is_vector(painter)
            )
            mosaic = self.mosaic if style.numbered else Mosaic()  # what is on screen stays made
            image = mosaic.image(scene.wall, places, scene.seats, scene.standing, style)
            painter.drawImage(QRectF(QPointF(places.box.topLeft()), image.deviceIndependentSize()), image)
            if not style.numbered and style.plated(places.edge):
                self._paint_numbers(painter, scene, style)
            self._paint_sections(painter, scene)
            square = scene.square_of(look.wall.hover)
            if square is not None and look.wall.hover != look.wall.chosen:
                wall_marks.paint_hovered(painter, look, square)
            if (square := scene.square_of(look.wall.chosen)) is not None:
                wall_marks.paint_chosen(painter, look, square, self._by_keys and self.hasFocus())
        foot = wall_naming.foot(scene.wall, look.wall, scene.classes)
        wall_marks.paint_foot(painter, look, scene.zones.foot, foot)

    def _paint_numbers(self, painter: QPainter, scene: WallScene, style: Style) -> None:
        """Losses as words, where what is painted has no pixels."""
        assert scene.wall.outcomes is not None
        shown = numbers(scene.wall.outcomes.loss, scene.standing.learned, style.digits)[scene.seats.networks]
        squares = [scene.places.square(place) for place in range(len(scene.places))]
        draw_plates(painter, style.theme, squares, scene.places.edge, shown.tolist(), style.digits)

    def _paint_sections(self, painter: QPainter, scene: WallScene) -> None:
        look, rooms = self._look, scene.places.heads
        heads = wall_naming.section_heads(scene.seats, scene.standing, look.wall)
        for place, (room, told) in enumerate(zip(rooms, heads, strict=False)):
            learned = look.wall.order == "outcome" and place == 0 and scene.standing.count > 0
            wall_ground.paint_section(painter, look, room, told, learned)

    def _paint_heads(self, painter: QPainter, scene: WallScene) -> None:
        look, where, grid = self._look, scene.zones, scene.wall.grid
        learned = wall_ground.learned_down(grid, scene.standing.learned)
        room = where.heads
        key = (look.theme, look.scale, where, scene.places, grid, learned)

        def paint(to: QPainter) -> None:
            to.translate(-room.left(), -room.top())
            wall_ground.paint_heads(to, look, where, scene.places, grid, learned)

        self._heads.draw(painter, key, room.size(), paint, QPointF(room.topLeft()))

    def _paint_empty(self, painter: QPainter, where: Zones) -> None:
        wall = self._snapshot.wall if self._snapshot is not None else None
        busy = (wall.busy if wall is not None else "") or (self._snapshot.busy if self._snapshot else "")
        title = tr("Many networks at once")
        if wall is not None:
            title = tr("{n} networks").format(n=len(wall.grid))
        sentence = busy or tr(
            "The same data and the same rule, from other seeds and with other settings, all in training side by side: "
            "how often does it fail, and what is it that helps?"
        )
        wall_marks.paint_empty(painter, self._look, where, title, sentence)

    # --- pointer and keys ----------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Points at a network."""
        self._point(
            self._scene.network_at(event.position().x(), event.position().y()) if self._scene else None
        )

    def leaveEvent(self, event: QEvent) -> None:
        """Points at none any more."""
        self._point(None)

    def _point(self, network: int | None) -> None:
        self.setCursor(Qt.CursorShape.ArrowCursor if network is None else Qt.CursorShape.PointingHandCursor)
        if network != self._look.wall.hover:
            self.hovered.emit(network)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Selects a network; beside all of them, lets go."""
        self._by_keys = False
        if event.button() == Qt.MouseButton.LeftButton and self._scene is not None:
            self._pressed = network = self._scene.network_at(event.position().x(), event.position().y())
            if network != self._look.wall.chosen:
                self.chosen.emit(network)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens a network."""
        network = (
            self._pressed
        )  # sorted, another may have come to its place since the first of the two clicks
        if network is None and self._scene is not None:
            network = self._scene.network_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and network is not None:
            self.opened.emit(network)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window; says what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told_at(event.pos().x(), event.pos().y()), self)
            return True
        keys = (*_STEPS, *_ENDS, *(_OPENS if self._look.wall.chosen is not None else ()))
        return takes(event, keys) or super().event(event)

    def told_at(self, x: float, y: float) -> str:
        """What there is to say of the network under a point."""
        scene = self._scene
        network = scene.network_at(x, y) if scene is not None else None
        return wall_naming.said(scene.wall, network, scene.classes) if scene and network is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys select the next network, Enter opens it, Esc lets go of it."""
        key, scene, chosen = Qt.Key(event.key()), self._scene, self._look.wall.chosen
        if scene is None or not len(scene.places):
            super().keyPressEvent(event)
        elif key in _OPENS and chosen is not None:
            self.opened.emit(chosen)
        elif key in _STEPS or key in _ENDS:
            self._walk(scene, key)
        else:
            super().keyPressEvent(event)

    def _walk(self, scene: WallScene, key: Qt.Key) -> None:
        place = scene.place_of(self._look.wall.chosen)
        if key in _ENDS:
            to = 0 if key == Qt.Key.Key_Home else len(scene.places) - 1
        else:
            to = 0 if place is None else scene.places.beside(place, *_STEPS[key])
        network = int(scene.seats.networks[to])
        if network != self._look.wall.chosen:
            self._by_keys = True
            self.chosen.emit(network)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Takes the ring away."""
        super().focusOutEvent(event)
        self.update()
