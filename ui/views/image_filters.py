"""The card of a convolution: its filters with their maps, the bias of each to take hold of, and one place written out. It shows
a snapshot and says what is wished.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look, Spot
from ui.theme import LIGHT
from ui.views.buttons import KEY_REASONS, SignButton
from ui.views.fitted import fitted
from ui.views.image_bias import BiasBlock
from ui.views.image_bias_state import bias_state
from ui.views.image_channels import ChannelStrip
from ui.views.image_facts import Filters, convolutions, filters
from ui.views.image_filters_paint import (
    paint_filters,
    paint_ground,
    shapes_of,
    stage_box,
)
from ui.views.image_filters_words import about
from ui.views.image_layout import Rooms, cell_at, rooms
from ui.views.image_moves import KEYS, moved
from ui.views.image_pixels import pixel_at
from ui.views.image_reckoning import Reckoning, paint_reckoning, reckoning
from ui.views.image_words import spoken, tr
from ui.views.layer import Layer, draw_card
from ui.views.names import split_id
from ui.views.segments import Segments
from ui.views.shortcuts import takes
from ui.views.value_edit import ValueEdit
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@final
class FiltersView(QWidget):
    """Filters, one a row."""

    filter_chosen = Signal(object)  # the id of a filter
    parameter_set = Signal(dict, str)  # values by id, and one name for each drag
    parameter_chosen = Signal(str)  # a bias whose curve is wanted
    spotted = Signal(object)  # the place under the pointer, or None
    spot_kept = Signal(object)  # the place that stays at hand, or None
    layer_chosen = Signal(int)
    channel_chosen = Signal(object)
    turned = Signal(int)  # the filter that shall stand first

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look(LIGHT)  # first, for Qt sends events while the rest is made
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Convolution"))
        self._snapshot: Snapshot | None = None
        self._found: Filters | None = None
        self._now: Reckoning | None = None
        self._rooms: Rooms | None = None
        self._by_keys = False
        self._base, self._typed = Layer(), ""
        self.blocks: list[BiasBlock] = []
        self.edit = ValueEdit(self)
        self.edit.typed.connect(lambda value: self.parameter_set.emit({self._typed: value}, ""))
        self.layers, self.channels = Segments(self), ChannelStrip(self)
        self.layers.setAccessibleName(tr("Which convolution"))
        self.layers.setToolTip(
            tr("Which of the network's convolutions is shown; a deeper one reads the maps before it")
        )
        self.layers.chosen.connect(self._choose_layer)
        self.channels.chosen.connect(self.channel_chosen)
        self.earlier = SignButton(
            self, "‹", tr("Filters before"), tr("Shows the filters before these  (wheel)")
        )
        self.later = SignButton(self, "›", tr("Filters after"), tr("Shows the filters after these  (wheel)"))
        self.earlier.clicked.connect(lambda: self._turn(-1))
        self.later.clicked.connect(lambda: self._turn(1))
        for part in (self.layers, self.channels, self.earlier, self.later):
            part.hide()

    def sizeHint(self) -> QSize:
        """The size in the picture of the room."""
        return QSize(850, 912)

    # --- showing -------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._refresh()

    def hold(self, snapshot: Snapshot) -> None:
        """A later moment of a run that plays: a bias that a hand holds stays where it is."""
        for block in self.blocks:
            if block.dragging and block.state is not None and block.state.key in snapshot.plan.index:
                block.hold(float(snapshot.state.theta[snapshot.plan.index[block.state.key]]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        self._refresh()

    def _refresh(self) -> None:
        snapshot, look = self._snapshot, self._look
        self._found = found = None if snapshot is None else filters(snapshot, look)
        if snapshot is None or found is None:
            for part in (*self.blocks, self.layers, self.channels, self.earlier, self.later):
                part.hide()
            self._rooms = None
            self.update()
            return
        self._rooms = where = rooms(self.width(), self.height(), shapes_of(found), look)
        self._now = now = reckoning(snapshot, found, look)
        if now is not None and not snapshot.playing:
            self.setAccessibleDescription(spoken(found, now.spot, now.at, now.patch))
        self._place_blocks(snapshot, found, where)
        self._place_choosers(snapshot, found, where)
        self.update()

    def _place_blocks(self, snapshot: Snapshot, found: Filters, where: Rooms) -> None:
        look = self._look
        while len(self.blocks) < len(where.cells):
            block = BiasBlock(self)
            block.moved.connect(lambda key, value, gesture: self.parameter_set.emit({key: value}, gesture))
            block.typing.connect(self._open_edit)
            block.chosen.connect(self.parameter_chosen)
            block.taken.connect(lambda key: self.filter_chosen.emit(split_id(key)[0]))
            self.blocks.append(block)
        for number, (block, cell) in enumerate(zip(self.blocks, where.cells, strict=False)):
            block.setGeometry(cell.bias.toRect())
            block.show_state(bias_state(snapshot, found, where.first + number, look), look.theme, look.scale)
            block.show()
        for block in self.blocks[len(where.cells) :]:
            block.hide()

    def _place_choosers(self, snapshot: Snapshot, found: Filters, where: Rooms) -> None:
        look, layers = self._look, convolutions(snapshot.plan)
        right = where.head.right()
        more = where.page < len(found.ids)
        for button in (self.later, self.earlier):
            button.setVisible(more)
            if more:
                button.show_theme(look.theme, look.scale)
                size = button.sizeHint()
                right -= size.width()
                button.setGeometry(
                    round(right),
                    round(where.head.center().y() - size.height() / 2),
                    size.width(),
                    size.height(),
                )
        self.earlier.setEnabled(where.first > 0)
        self.later.setEnabled(where.first + where.page < len(found.ids))
        self.layers.setVisible(len(layers) > 1)
        if len(layers) > 1:
            words = tuple(str(n + 1) for n in range(len(layers)))
            self.layers.show_words(words, found.number, look.theme, look.scale)
            left = where.head.left() + self._title_width() + 12
            self.layers.move(round(left), round(where.head.center().y() - self.layers.height() / 2))
        self.channels.setVisible(where.channels is not None)
        if where.channels is not None:
            self.channels.setGeometry(where.channels.toRect())
            self.channels.show_filters(found, look, self._now)

    # --- painting ------------------------------------------------------------------------------------------

    def _title_width(self) -> float:
        return QFontMetricsF(self._title_font()).horizontalAdvance(tr("Convolution"))

    def _title_font(self) -> QFont:
        return themes.font((15 if self._look.compact else 17) * max(1.0, self._look.scale), 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        found, look, where = self._found, self._look, self._rooms
        if found is None or where is None:
            draw_card(painter, look.theme, self.size())
            return
        key = (
            where.names, where.columns, where.legend, where.first, where.page, look.theme, look.scale, look.compact, found.layer,
            found.number, look.neuron, found.channels, found.pooling, found.weight_level, found.map_level,
            self.layers.isVisible() and self.layers.width(),
        )  # fmt: skip
        self._base.draw(painter, key, self.size(), lambda p: self._paint_base(p, found, where))
        spot = self._now.spot if self._now is not None else None
        paint_filters(painter, look, found, where, spot)
        paint_reckoning(painter, look, found, self._now, where.reckoning)
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 11, 11)

    def _paint_base(self, painter: QPainter, found: Filters, where: Rooms) -> None:
        """What changes seldom: title, names of columns, legend."""
        look, theme = self._look, self._look.theme
        draw_card(painter, theme, self.size())
        painter.setFont(self._title_font())
        painter.setPen(theme.color("ink"))
        painter.drawText(where.head, _LEFT, tr("Convolution"))
        left = where.head.left() + self._title_width() + 14
        if self.layers.isVisible():
            left = self.layers.geometry().right() + 12
        right = self.earlier.geometry().left() - 8 if where.page < len(found.ids) else where.head.right()
        text, face = fitted(about(found, where), max(1.0, right - left), 13 * look.scale)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(left, where.head.top(), right - left, where.head.height()), _LEFT, text)
        paint_ground(painter, look, found, where)

    # --- pointer and keys ----------------------------------------------------------------------------------

    def spot_at(self, place: QPointF) -> Spot | None:
        """The pixel of a map under a place."""
        found, where = self._found, self._rooms
        number = None if where is None else cell_at(where, place)
        if found is None or where is None or number is None:
            return None
        for stage in ("before", "after", "pooled"):
            box, maps = stage_box(where.cells[number - where.first], stage), found.stage(stage)
            at = None if box is None or maps is None else pixel_at(box, maps.shape[1], maps.shape[2], place)
            if at is not None:
                return Spot(found.ids[number], *at, stage)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pixel under the pointer is written out."""
        spot = self.spot_at(event.position())
        self.setCursor(Qt.CursorShape.CrossCursor if spot is not None else Qt.CursorShape.ArrowCursor)
        if spot != self._look.image.spot:
            self.spotted.emit(spot)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        if self._look.image.spot is not None:
            self.spotted.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the filter of a row; a pixel stays at hand until it is clicked again."""
        found, where = self._found, self._rooms
        if found is None or where is None or event.button() != Qt.MouseButton.LeftButton:
            return
        number, spot = cell_at(where, event.position()), self.spot_at(event.position())
        if spot is not None:
            self.spot_kept.emit(None if spot == self._look.image.kept else spot)
        if number is not None:
            again = spot is None and self._look.neuron == found.ids[number]
            self.filter_chosen.emit(None if again else found.ids[number])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """To the filters before or after."""
        if self._rooms is not None and event.angleDelta().y():
            self._turn(-1 if event.angleDelta().y() > 0 else 1)
            event.accept()

    def _turn(self, pages: int) -> None:
        found, where = self._found, self._rooms
        if found is not None and where is not None:
            first = where.first + pages * where.page
            if 0 <= first < len(found.ids):
                self.turned.emit(first)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts; says what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            over = self.spot_at(QPointF(event.pos())) is not None
            words = tr("Its sum is written out below; a click keeps it. ← → ↑ ↓ go from pixel to pixel.")
            QToolTip.showText(
                event.globalPos(), words if over else tr("A click chooses the filter of a row."), self
            )
            return True
        let_go = (Qt.Key.Key_Escape,) if self._look.image.kept is not None else ()
        return takes(event, (*KEYS, *let_go)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from pixel to pixel, from map to map and from filter to filter; Escape lets go."""
        key = Qt.Key(event.key())
        if self._found is None or (key not in KEYS and key != Qt.Key.Key_Escape):
            super().keyPressEvent(event)
            return
        if key == Qt.Key.Key_Escape:
            if self._look.image.kept is None:
                super().keyPressEvent(event)
                return
            self.spot_kept.emit(None)
            return
        self._by_keys = True
        self.spotted.emit(None)
        self.spot_kept.emit(moved(self._found, self._look, key))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()

    # --- wishing -------------------------------------------------------------------------------------------

    def _choose_layer(self, place: int) -> None:
        if self._snapshot is not None:
            self.layer_chosen.emit(convolutions(self._snapshot.plan)[place].layer.id)

    def _open_edit(self, key: str) -> None:
        block = next(
            (b for b in self.blocks if b.isVisible() and b.state is not None and b.state.key == key), None
        )
        if block is not None and block.state is not None and block.state.value is not None:
            self._typed = key
            box = block.value_box().translated(block.pos())
            self.edit.open(box, block.state.value, block.accessibleName(), self._look.theme, self._look.scale)
