"""What a wall says in a few sentences: how often it fails, whether it is the bias, which settings always learn."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.theme import LIGHT, count
from ui.views.buttons import TextButton
from ui.views.layer import draw_card
from ui.views.wall_answers import (
    criterion_of,
    fitting,
    head,
    margin,
    names,
    paint_waiting,
    title_size,
    type_size,
    write,
)
from ui.views.wall_sentences import Page, Said, page, paint_page, plain, sentences_of
from wbsim.snapshot import Snapshot
from wbsim.verdicts import Verdict, verdicts
from wbsim.wall import WallSeen

_SIZES = (15.0, 14.0, 13.0, 12.0)  # of type, the largest that lets all sentences stand


@final
class WallGlanceView(QWidget):
    """The card of the sentences, and at its foot the network at hand with a button that opens it."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("At a glance"))
        self._wall: WallSeen | None = None
        self._look = Look(LIGHT)
        self._said: tuple[Said, ...] = ()
        self._made_from: tuple[object, ...] = ()
        self._page: tuple[tuple[object, ...], Page] | None = None
        self.button = TextButton(
            self, self.tr("Open this network"),
            self.tr("Opens the network at hand in the state that it is in; it goes on alone from there (Enter)"),
        )  # fmt: skip
        self.button.setText(self.tr("Enter opens it"))
        self.button.clicked.connect(self._open)
        self.button.hide()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        wall = self._wall = snapshot.wall
        self._look = look
        outcomes = None if wall is None else wall.outcomes
        if wall is None or outcomes is None:
            self._said, self._made_from = (), ()
        else:
            made_from = (outcomes, criterion_of(wall, look), bool(wall.present))
            if made_from != self._made_from:
                self._made_from = made_from
                found = verdicts(wall.grid, outcomes, criterion_of(wall, look))
                self._said = sentences_of(found if wall.present else (self._untrained(len(wall.grid)),))
        spoken = plain(self._said)
        if self.accessibleDescription() != spoken:
            self.setAccessibleDescription(spoken)
        self._place()
        self.update()

    def _untrained(self, networks: int) -> Verdict:
        """What there is to say before the first update."""
        return Verdict("", self.tr("Nothing is trained yet: Space starts all {n}.").format(n=count(networks)))

    @property
    def page(self) -> Page:
        """The sentences in their places."""
        room = self._room
        key = (self._said, room.width(), room.height(), self._look.scale)
        if self._page is None or self._page[0] != key:
            sizes = [type_size(self._look, size) for size in _SIZES]
            self._page = key, page(self._said, room.width(), room.height(), sizes)
        return self._page[1]

    # --- places ----------------------------------------------------------------------------------------------

    @property
    def _at_hand(self) -> int | None:
        wall, chosen = self._wall, self._look.wall.chosen
        if wall is None or wall.outcomes is None or chosen is None or chosen >= len(wall.grid):
            return None
        return chosen

    @property
    def _foot(self) -> QRectF:
        """The line of what is at hand."""
        look = self._look
        high, side = 32 * max(0.9, look.scale), margin(look)
        bottom = self.height() - (5 if look.compact else 9) * look.scale
        return QRectF(side, bottom - high, self.width() - 2 * side, high)

    @property
    def _room(self) -> QRectF:
        """Where the sentences stand."""
        title, foot = head(self._look, self.size()), self._foot
        top = title.bottom() + (1 if self._look.compact else 6) * self._look.scale
        return QRectF(title.left(), top, title.width(), max(0.0, foot.top() - 2 - top))

    def _place(self) -> None:
        button, foot = self.button, self._foot
        if self._at_hand is None:
            button.hide()
            return
        button.show_theme(self._look.theme, self._look.scale)
        size = button.sizeHint()
        button.setGeometry(
            round(foot.right() - size.width() + 3), round(foot.center().y() - size.height() / 2),
            size.width(), size.height(),
        )  # fmt: skip
        button.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in its place."""
        self._place()

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentences, and what is at hand."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, wall, title = self._look, self._wall, self.tr("At a glance")
        if wall is None or wall.outcomes is None:
            paint_waiting(painter, look, self.size(), title, wall)
            return
        draw_card(painter, look.theme, self.size())
        write(painter, look, head(look, self.size()), title, token="ink", size=title_size(look), weight=600)
        room = self._room
        paint_page(painter, look.theme, self.page, room.left(), room.top())
        self._paint_foot(painter, wall)

    def _paint_foot(self, painter: QPainter, wall: WallSeen) -> None:
        look, foot, number = self._look, self._foot, self._at_hand
        painter.setPen(look.theme.pen("line", 1))
        painter.drawLine(foot.topLeft(), foot.topRight())
        if number is None:
            wishes: tuple[str, ...] = (
                self.tr("Click a network on the wall, a line or a block to choose it."),
                self.tr("Click a network to choose it."),
            )
            write(painter, look, foot, fitting(look, wishes, foot.width(), 13), token="ink3", size=13)
            return
        room = self.button.x() - 6 - foot.left()
        wishes = tuple(self.tr("{name} selected").format(name=name) for name in names(wall.grid, number))
        said = fitting(look, (*wishes[:1], *names(wall.grid, number)), room, 13)
        write(painter, look, foot, said, token="ink2", size=13)

    def _open(self) -> None:
        if self._at_hand is not None:
            self.opened.emit(self._at_hand)
