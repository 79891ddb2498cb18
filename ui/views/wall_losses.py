"""The losses of all networks of a wall over updates: a band, its median, and a line a network."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.layer import Layer
from ui.views.strokes import GrowingPicture
from ui.views.wall_answers import criterion_of, head, paint_waiting
from ui.views.wall_losses_paint import (
    bed_of,
    caption,
    label_boxes,
    labels_of,
    paint_bands,
    paint_bound,
    paint_exits,
    paint_ground,
    paint_labels,
    paint_medians,
    paint_one,
)  # fmt: skip
from ui.views.wall_losses_scene import LossScene, nearest, scene, strokes
from wbsim.snapshot import Snapshot
from wbsim.wall import WallSeen


@final
class WallLossesView(QWidget):
    """The chart; a line that is pointed at is named, and a click puts its network at hand."""

    hovered = Signal(object)  # the number of a network, None for none
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Loss of all networks"))
        self.setToolTip(
            self.tr(
                "The losses of all networks since the start; point at a line to see whose it is, click it to choose it"
            )
        )
        self._wall: WallSeen | None = None
        self._look = Look(LIGHT)
        self._scene: LossScene | None = None
        self._made_from: tuple[object, ...] = ()
        self._ground, self._lines = Layer(), GrowingPicture()
        self._pointed: int | None = None

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        wall = self._wall = snapshot.wall
        self._look = look
        made_from = () if wall is None else (wall.losses, wall.update, wall.present, criterion_of(wall, look))
        if made_from != self._made_from:
            self._made_from = made_from
            self._scene = None if wall is None else scene(wall, criterion_of(wall, look))
            self._speak()
        self.update()

    def _speak(self) -> None:
        """Says the medians to those who do not see them."""
        what, said = self._scene, ""
        if what is not None:
            medians = (
                f"{band.group.word} {themes.number(float(band.quantiles[1, what.moment]))}".strip()
                for band in what.bands
            )
            said = self.tr("median: {values}").format(values=", ".join(medians))
        if self.accessibleDescription() != said:
            self.setAccessibleDescription(said)

    @property
    def shown(self) -> LossScene | None:
        """What is drawn."""
        return self._scene

    @property
    def bed(self) -> QRectF:
        """Where the lines are."""
        return QRectF() if self._scene is None else bed_of(self.size(), self._look, self._scene)

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, the axes, bands, lines, and whose they are."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wall, look, what = self._wall, self._look, self._scene
        title = self.tr("Loss of all")
        if wall is None or what is None:
            paint_waiting(painter, look, self.size(), title, wall)
            return
        bed, criterion = self.bed, criterion_of(wall, look)
        tested = wall.outcomes is None or wall.outcomes.tested
        words = title, caption(look, what, criterion, tested, head(look, self.size()).width())
        key = (look.theme, look.scale, look.compact, what.scale, what.end, words)
        self._ground.draw(
            painter, key, self.size(), lambda layer: paint_ground(layer, look, self.size(), what, bed, words)
        )
        painter.save()
        painter.setClipRect(bed)
        paint_bands(painter, look, what, bed)
        self._paint_lines(painter, what, bed)
        paint_medians(painter, look, what, bed)
        self._paint_past(painter, wall, what, bed)
        labels = labels_of(what, look, wall.grid, bed)
        boxes = label_boxes(look, bed, labels)
        for number, strong in ((look.wall.hover, False), (look.wall.chosen, True)):
            if number is not None and number < len(wall.grid):
                paint_one(painter, look, what, bed, number, strong)
        paint_exits(painter, look, what, bed)
        paint_bound(painter, look, what, bed, criterion, [box for box, _ in boxes])
        painter.restore()
        paint_labels(painter, look, labels, boxes)

    def _paint_lines(self, painter: QPainter, what: LossScene, bed: QRectF) -> None:
        """A thin line a network; those of moments that stay are kept as a picture."""
        theme = self._look.theme
        pieces, settled = strokes(what, bed)
        pen = theme.pen("loss", 1)
        faint = QColor(pen.color())
        faint.setAlphaF(0.34 if len(what.lines) < 60 else 0.24 if len(what.lines) < 130 else 0.2)
        pen.setColor(faint)
        key = (theme, what.scale, what.end)
        size = QSize(round(bed.width()), round(bed.height()))
        self._lines.draw(painter, QPointF(bed.topLeft()), size, pieces, settled, (pen,), key)

    def _paint_past(self, painter: QPainter, wall: WallSeen, what: LossScene, bed: QRectF) -> None:
        """The moment that is looked at, where it is past, and a veil over what came after it."""
        if wall.update >= wall.present:
            return
        theme, x = self._look.theme, bed.left() + bed.width() * wall.update / what.end
        veil = QColor(theme.color("line"))
        veil.setAlphaF(0.55)
        painter.fillRect(QRectF(x, bed.top(), bed.right() - x, bed.height()), veil)
        painter.setPen(theme.pen("ink", 2))
        painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))

    # --- the pointer -----------------------------------------------------------------------------------------

    def _network_at(self, at: QPointF) -> int | None:
        bed = self.bed
        if self._scene is None or not bed.adjusted(0, -4, 0, 4).contains(at):
            return None
        return nearest(self._scene, bed, at.x(), at.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Names the line under the pointer."""
        self._point(self._network_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Puts the network of a line at hand; beside all lines, none."""
        if event.button() == Qt.MouseButton.LeftButton and self.bed.contains(event.position()):
            self.chosen.emit(self._network_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Names none any more."""
        self._point(None)

    def _point(self, network: int | None) -> None:
        if network != self._pointed:
            self._pointed = network
            self.setCursor(
                Qt.CursorShape.ArrowCursor if network is None else Qt.CursorShape.PointingHandCursor
            )
            self.hovered.emit(network)
