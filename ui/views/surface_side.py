"""The loss surface from the side: a relief that is turned and tilted by hand, with the same ways and the same point as the map.
It shows what was measured elsewhere and says from where it shall be seen.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.equation import Piece, draw_line, line_width
from ui.views.focus_ring import FocusRing
from ui.views.layer import Layer
from ui.views.shortcuts import takes
from ui.views.surface_box import paint_edges, paint_walls
from ui.views.surface_frame import grown, paint_title
from ui.views.surface_ramp import Ramp, ramp_of
from ui.views.surface_relief import FEW, MOST, heights_at, paint_relief, relief
from ui.views.surface_scene import Scene, scene_of
from ui.views.surface_turn import TILTS, Stand
from ui.views.surface_ways import beside_others, paint_end, paint_handle, paint_lowest, paint_start, paint_way
from wbsim.losses import BY_NAME
from wbsim.probes.ground import Ground
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_DEGREES = 0.45  # that a pixel turns
_STEP = 5.0  # degrees that a key turns
_TURNS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


@final
class SurfaceSideView(QWidget):
    """The relief in its box."""

    turned = Signal(float, float)  # degrees round, and degrees of tilt

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setAccessibleName(self.tr("Loss surface from the side"))
        self.setToolTip(self.tr("Drag to turn and tilt; the arrow keys do it too"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        FocusRing(self, lambda view: view._look.theme)
        self._scene: Scene | None = None
        self._ramp: tuple[Ground, Ramp] | None = None
        self._ground = Layer()
        self._grabbed: tuple[QPointF, float, float] | None = None

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(300, 200)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look, self._scene = snapshot, look, scene_of(snapshot)
        self.update()

    def stand(self) -> Stand:
        """How the box stands on the card."""
        scale, look = grown(self._look.scale), self._look.surface
        card = QRectF(self.rect()).adjusted(76 * scale, 40 * scale, -44 * scale, -22 * scale)
        return Stand(look.turn, look.tilt, card)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copies the relief and paints the ways on it."""
        painter = QPainter(self)
        look, scene, stand = self._look, self._scene, self.stand()
        ground = scene.surface.ground if scene is not None else None
        key = (
            ground, None if scene is None else scene.names, look.theme, look.scale, look.surface.turn,
            look.surface.tilt, self._grabbed is None,
        )  # fmt: skip
        self._ground.draw(painter, key, self.size(), lambda to: self._paint_ground(to, stand, ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene is not None and ground is not None:
            self._paint_ways(painter, stand, scene, ground)

    def _ramp_of(self, ground: Ground) -> Ramp:
        if self._ramp is None or self._ramp[0] is not ground:
            self._ramp = ground, ramp_of(ground.losses)
        return self._ramp[1]

    def _paint_ground(self, painter: QPainter, stand: Stand, ground: Ground | None) -> None:
        look, scene, scale = self._look, self._scene, grown(self._look.scale)
        paint_title(painter, look, self.size(), QPointF(20 * scale, 30 * scale), self.tr("From the side"))
        said = self.tr("drag to turn, {turn}° round, {tilt}° down").format(
            turn=round(look.surface.turn) % 360, tilt=round(look.surface.tilt)
        )
        painter.setFont(themes.font(max(11.5, 13 * scale), 500))
        painter.setPen(look.theme.color("ink2"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 12 * scale, self.width() - 20 * scale, 26 * scale), right, said)
        if ground is None or scene is None or self._snapshot is None:
            return
        ramp = self._ramp_of(ground)
        paint_walls(painter, look, stand, ramp)
        paint_relief(painter, look.theme, stand, relief(ground, ramp, MOST if self._grabbed is None else FEW))
        loss = translated(BY_NAME[self._snapshot.plan.experiment.loss].word)
        paint_edges(
            painter,
            look,
            stand,
            ground.window,
            scene.names,
            ramp,
            loss + (self.tr(", log") if ramp.log else ""),
        )

    def _paint_ways(self, painter: QPainter, stand: Stand, scene: Scene, ground: Ground) -> None:
        theme, scale = self._look.theme, grown(self._look.scale)
        ramp = self._ramp_of(ground)

        def shown(places: np.ndarray) -> list[QPointF]:
            box = heights_at(ground, ramp, places)
            box = box[np.isfinite(box).all(axis=1) & (np.abs(box[:, :2]) <= 1.001).all(axis=1)]
            return [QPointF(x, y) for x, y, _ in stand.on_screen(box).tolist()]

        ends = []
        for way in scene.ways:
            points = shown(way.places)
            paint_way(painter, theme, way.form, points, 0.9 * scale)
            if points and way.name:
                ends.append((way, points[-1]))
        if (lowest := scene.surface.lowest) is not None:
            for point in shown(np.array([lowest[:2]])):
                paint_lowest(painter, theme, point, 0.8 * scale)
        if scene.start is not None:
            for point in shown(scene.start[None, :]):
                paint_start(painter, theme, point, 0.85 * scale)
        for way, end in ends:
            if way.form != "hand":
                paint_end(painter, theme, way.form, end, 0.95 * scale)
        if scene.handle:
            for point in shown(np.array([scene.surface.place])):
                paint_handle(painter, theme, point, 0.8 * scale, halo=False)
        self._paint_names(painter, [(way.name, end) for way, end in reversed(ends)])

    def _paint_names(self, painter: QPainter, ends: list[tuple[str, QPointF]]) -> None:
        theme, scale = self._look.theme, grown(self._look.scale)
        taken = [QRectF(at.x() - 12, at.y() - 12, 24, 24) for _, at in ends]
        bounds = QRectF(self.rect()).adjusted(8, 40 * scale, -8, -8)
        pixels = round(max(12.0, 13.5 * scale))
        for name, at in ends:
            piece = (Piece(name, face="strong"),)
            size = line_width(piece, pixels) + 16 * scale, 24 * scale
            box = beside_others(at, size, bounds, taken, 26 * scale)
            taken.append(box)
            painter.setPen(theme.pen("ink", 1.2))
            edge = QPointF(
                min(max(at.x(), box.left()), box.right()), min(max(at.y(), box.top()), box.bottom())
            )
            painter.drawLine(at + (edge - at) * 0.3, edge)
            painter.setPen(theme.pen("line2", 1))
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(box, 7, 7)
            draw_line(
                painter,
                theme,
                QPointF(box.left() + 8 * scale, box.center().y() + 0.36 * pixels),
                piece,
                pixels,
            )

    # --- turning -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grabs the box."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position(), self._look.surface.turn, self._look.surface.tilt

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turns and tilts it."""
        if self._grabbed is not None:
            at, turn, tilt = self._grabbed
            moved = event.position() - at
            self._turn(turn + _DEGREES * moved.x(), tilt + _DEGREES * moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._grabbed = None
        self.update()  # with all its facets again

    def _turn(self, turn: float, tilt: float) -> None:
        self.turned.emit(turn % 360, min(max(tilt, TILTS[0]), TILTS[1]))

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window."""
        return takes(event, tuple(_TURNS)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn and tilt."""
        key = Qt.Key(event.key())
        if key not in _TURNS:
            super().keyPressEvent(event)
            return
        round_, down = _TURNS[key]
        self._turn(self._look.surface.turn + _STEP * round_, self._look.surface.tilt + _STEP * down)
