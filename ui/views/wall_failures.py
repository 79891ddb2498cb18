"""How often each setting of a wall fails: one block a network, stacked along the axes."""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import TextButton
from ui.views.layer import Layer
from ui.views.wall_answers import (
    criterion_of,
    failed,
    fails_said,
    head,
    margin,
    paint_waiting,
)  # fmt: skip
from ui.views.wall_criterion import fill_criteria
from ui.views.wall_failures_layout import FailuresLayout, failures_layout
from ui.views.wall_failures_paint import paint_all, paint_at_hand, titles
from ui.views.wall_naming import network_said
from wbsim.snapshot import Snapshot
from wbsim.wall import WallSeen


@final
class WallFailuresView(QWidget):
    """The card of the stacks, with what counts as failed as a button of its own."""

    hovered = Signal(object)  # the number of a network, None for none
    chosen = Signal(object)
    criterion_wished = Signal(object)  # a Criterion

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("How often each setting fails"))
        self._wall: WallSeen | None = None
        self._look = Look(LIGHT)
        self._classes = True
        self._failed = np.zeros(0, bool)
        self._where: FailuresLayout | None = None
        self._made_from: tuple[object, ...] = ()
        self._ground = Layer()
        self._pointed: int | None = None
        self.menu = QMenu(self)
        self.criterion = TextButton(
            self, self.tr("What counts as failed"),
            self.tr("When a network counts as failed; click to choose another bound or another measure"),
            plain=True, menu=True,
        )  # fmt: skip
        self.criterion.clicked.connect(self._open_menu)
        self.criterion.hide()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        wall = self._wall = snapshot.wall
        self._look, self._classes = look, bool(snapshot.plan.description.classes)
        if wall is None or wall.outcomes is None:
            self._where, self._made_from = None, ()
            self.criterion.hide()
            self.update()
            return
        criterion = criterion_of(wall, look)
        self._failed = failed(wall.outcomes, criterion)
        self._say(fails_said(criterion, wall.outcomes.tested))
        self._arrange()
        said = self.tr("{n} of {all} networks fail: {why}").format(
            n=int(self._failed.sum()), all=len(self._failed), why=self.criterion.text()
        )
        if self.accessibleDescription() != said:
            self.setAccessibleDescription(said)
        self.update()

    @property
    def where(self) -> FailuresLayout | None:
        """Where the blocks stand; None while there are none."""
        return self._where

    def _say(self, words: str) -> None:
        """Shows what counts as failed, at the upper right."""
        button, look = self.criterion, self._look
        if button.text() != words:
            button.setText(words)
        button.show_theme(look.theme, look.scale)
        size, line = button.sizeHint(), head(look, self.size())
        right = self.width() - margin(look) + 6 * look.scale
        button.setGeometry(
            round(right - size.width()), round(line.center().y() - size.height() / 2), size.width(), size.height()
        )  # fmt: skip
        button.show()

    def _arrange(self) -> None:
        wall = self._wall
        assert wall is not None
        made_from = (self.size(), self._look.scale, self._look.compact, wall.grid, self._failed.tobytes())
        if made_from != self._made_from:
            self._made_from = made_from
            self._where = failures_layout(self.size(), self._look, wall.grid, self._failed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in its place."""
        if self._where is not None:
            self._say(self.criterion.text())
            self._arrange()

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card and its stacks, and a frame around the network at hand."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wall, look, where = self._wall, self._look, self._where
        room = self.criterion.x() - head(look, self.size()).left()
        if wall is None or where is None:
            paint_waiting(painter, look, self.size(), titles()[0], wall)
            return
        key = (look.theme, self._made_from, self.criterion.text())
        self._ground.draw(
            painter,
            key,
            self.size(),
            lambda layer: paint_all(layer, look, self.size(), where, wall.grid, room),
        )
        for number, strong in ((look.wall.hover, False), (look.wall.chosen, True)):
            box = None if number is None else where.where(number)
            if box is not None:
                paint_at_hand(painter, look, box, strong)

    # --- the pointer -----------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Points at the network of a block."""
        self._point(None if self._where is None else self._where.network_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Puts the network of a block at hand."""
        at = None if self._where is None else self._where.network_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.chosen.emit(at)

    def leaveEvent(self, event: QEvent) -> None:
        """Points at none any more."""
        self._point(None)

    def _point(self, network: int | None) -> None:
        if network != self._pointed:
            self._pointed = network
            shape = Qt.CursorShape.ArrowCursor if network is None else Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)
            self.hovered.emit(network)

    def reading(self, at: QPoint) -> str:
        """Whose block is at a place, its loss, and how its stack does; what the card shows, beside them all."""
        wall, where = self._wall, self._where
        network = None if where is None else where.network_at(at.toPointF())
        if wall is None or wall.outcomes is None or where is None or network is None:
            return self.tr(
                "A block a network: those that have failed are filled, those that have learned are pale"
            )
        stack = next(one for one in where.stacks if network in one.networks)
        return self.tr("{name}: loss {loss}\n{n} of {all} fail here").format(
            name=network_said(wall.grid, network), loss=themes.number(float(wall.outcomes.loss[network])),
            n=stack.failed, all=len(stack.networks),
        )  # fmt: skip

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip whose block it is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.reading(event.pos()), self)
            return True
        return super().event(event)

    # --- what counts -----------------------------------------------------------------------------------------

    def fill_menu(self) -> QMenu:
        """The menu of what can count as having learned."""
        wall = self._wall
        if wall is not None and wall.outcomes is not None:
            now, tested = criterion_of(wall, self._look), wall.outcomes.tested
            fill_criteria(self.menu, self._classes, tested, now, wall.criterion, self.criterion_wished.emit)
        return self.menu

    def _open_menu(self) -> None:
        button = self.criterion
        menu = self.fill_menu()
        corner = button.mapToGlobal(button.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
