"""The bar on top: what is open, the transport, the speed, and the numbers that matter. It triggers actions that it
is given; it knows no player.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QWidget

from ui import icons
from ui.arguments import RoomName
from ui.panels.buttons import Button, Dressed, dress_all
from ui.panels.readouts import Readouts
from ui.panels.rooms import RoomSwitch
from ui.panels.speed import Speed
from ui.theme import Theme, count, font
from ui.views.names import title_of
from ui.views.shortcuts import PRESS, takes
from wbsim.architecture import shape_in_words
from wbsim.outcomes import Criterion
from wbsim.snapshot import Snapshot


@final
class Mark(Dressed, QWidget):
    """The mark and the name of the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.small = False

    def shrink(self, on: bool) -> None:
        """Leaves the arms of the mark away, or not."""
        if on != self.small:
            self.small = on
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        name = QFontMetricsF(font(17 * self.scale, 700)).horizontalAdvance("wbsim")
        return QSize(round(name + (34 if self.small else 58) * self.scale), round(30 * self.scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = 25 * self.scale
        middle = self.height() / 2
        icons.paint_mark(painter, self.theme, QRectF(0, middle - side / 2, side, side), arms=not self.small)
        painter.setFont(font(17 * self.scale, 700))
        painter.setPen(self.theme.color("ink"))
        left = (34 if self.small else 57) * self.scale
        painter.drawText(
            QRectF(left, 0, self.width() - left + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, "wbsim"
        )


@final
class Title(Dressed, QAbstractButton):
    """What is open, over the shape of its network; pressed, it offers the presets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shape, self.small = "", False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, title: str, shape: str) -> None:
        """Shows a title and a shape."""
        if (title, shape) != (self.text(), self.shape):
            self.shape = shape
            self.setText(title)
            self.setAccessibleName(f"{title}, {shape}")
            self.updateGeometry()
            self.update()

    def event(self, event: QEvent) -> bool:
        return takes(event, PRESS) or super().event(event)

    def sizeHint(self) -> QSize:
        return self._size(180 if self.small else 210)

    def minimumSizeHint(self) -> QSize:
        return self._size(132 if self.small else 210)

    def _size(self, limit: float) -> QSize:
        """As wide as the words, but no wider than a limit."""
        title = QFontMetricsF(font(14 * self.scale, 600)).horizontalAdvance(self.text())
        shape = QFontMetricsF(font(12.5 * self.scale)).horizontalAdvance(self.shape)
        words = min(limit * self.scale, max(title, shape))
        return QSize(round(words + 38 * self.scale), round(42 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, area = self.scale, QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(self.theme.pen("weight", 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("sunk"))
            painter.drawRoundedRect(area, 8 * scale, 8 * scale)
        room = QRectF(8 * scale, 0, self.width() - 32 * scale, self.height())
        for text, size, weight, token, top, high in (
            (self.text(), 14, 600, "ink", 0.09, 0.46), (self.shape, 12.5, 500, "ink2", 0.52, 0.4),
        ):  # fmt: skip
            painter.setFont(font(size * scale, weight))
            painter.setPen(self.theme.color(token))
            line = QRectF(room.left(), top * room.height(), room.width(), high * room.height())
            words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()) + 2)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        side = 15 * scale
        at = QRectF(self.width() - side - 6 * scale, (self.height() - side) / 2, side, side)
        icons.paint(painter, "chevron_down", at, self.theme.color("ink2"))


@final
class Transport(Dressed, QWidget):
    """The whole bar. `actions` has `start`, `undo`, `play`, `update`, `epoch`, `lessons` and `theme`."""

    presets = Signal(QPoint)  # where the menu of presets is to open
    room_chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        self.mark, self.title, self.speed, self.readouts = Mark(), Title(), Speed(), Readouts()
        self.rooms = RoomSwitch()
        self.rooms.chosen.connect(self.room_chosen)
        self.title.setToolTip(
            self.tr("What is open, and how many neurons its layers have; press for the presets (P)")
        )
        self.title.clicked.connect(
            lambda: self.presets.emit(self.title.mapToGlobal(self.title.rect().bottomLeft()))
        )
        self.start = Button("to_start").follow(actions["start"])
        self.undo = Button("undo").follow(actions["undo"])
        self.play = Button("play", kind="primary", height=46).follow(actions["play"])
        self.update_once = Button("step", self.tr("1 update"), kind="pill").follow(actions["update"], text="")
        self.epoch_once = Button("epoch", self.tr("1 epoch"), kind="pill").follow(actions["epoch"], text="")
        self.lessons = Button("lessons", self.tr("Lessons"), kind="pill").follow(actions["lessons"], text="")
        self.theme_button = Button("sun").follow(actions["theme"])
        self.menu_button = Button("menu")
        self.menu_button.setToolTip(self.tr("Open, save, keys (F10)"))
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self.menu_button.clicked.connect(self.open_menu)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.mark)
        self._row.addWidget(self.title)
        self._row.addWidget(self.rooms)
        self._row.addStretch(2)
        for button in (self.start, self.undo, self.play, self.update_once, self.epoch_once):
            self._row.addWidget(button)
        self._row.addSpacing(8)
        self._row.addWidget(self.speed)
        self._row.addStretch(3)
        self._row.addSpacing(6)
        self._row.addWidget(self.readouts)
        self._row.addStretch(2)
        self._row.addWidget(self.lessons)
        self._row.addWidget(self.theme_button)
        self._row.addWidget(self.menu_button)
        self.compact = self.inviting = False
        self.room: RoomName = "network"
        self._fitted = (0, 0)

    def open_menu(self) -> None:
        """Opens the menu under its button."""
        corner = self.menu_button.mapToGlobal(self.menu_button.rect().bottomRight())
        self._menu.popup(corner - QPoint(self._menu.sizeHint().width(), 0))

    def show_snapshot(self, snapshot: Snapshot, criterion: Criterion | None = None) -> None:
        """Shows what is open, how it is driven, and its numbers; by `criterion` networks of a wall have learned."""
        wall = snapshot.wall if self.room == "population" else None
        self.play.show_icon("pause" if snapshot.playing else "play")
        shape = shape_of(snapshot)
        if wall is None:
            self.title.say(title_of(snapshot), shape)
        else:
            networks = self.tr("{count} networks, {shape}").format(count=count(len(wall.grid)), shape=shape)
            self.title.say(self.tr("Population"), networks)
        self.speed.show_snapshot(snapshot)
        if wall is None:
            self.readouts.show_snapshot(
                snapshot, few=self.compact, steps=self.room == "steps", twins=self.room == "twin"
            )
        else:
            self.readouts.show_wall(wall, criterion or wall.criterion, few=self.compact)
        wide = (self.readouts.sizeHint().width(), self.title.minimumSizeHint().width())
        if wide != self._fitted:
            self._fitted = wide
            self._fit()
        tip = play_words(snapshot)
        if tip != self.play.toolTip():
            self.play.setToolTip(tip)

    def invite(self, on: bool) -> None:
        """Lets the button of the lessons speak to someone who is new here, or no longer."""
        if on != self.inviting:
            self.inviting = on
            self._fit()
            self.lessons.update()

    def show_room(self, room: RoomName) -> None:
        """Shows which room is open: where the ladder is, its cards do what the pills of the bar do."""
        self.room = room
        self._fit()

    def _fit(self) -> None:
        """Leaves out the pills where the ladder stands; where the bar is short their words get shorter and go, then the
        words of the lessons, then the pills, then all rooms but the open one, and at last the name of the program. A wall
        is driven by the pills, which stay.
        """
        pills = (
            (self.update_once, (self.tr("1 update"), self.tr("update"))),
            (self.epoch_once, (self.tr("1 epoch"), self.tr("epoch"))),
        )
        said = [self.tr("Lessons")]
        if self.inviting:
            said = [
                self.tr("New here? Lessons (Shift+L)"),
                self.tr("New here? Lessons"),
                self.tr("New here?"),
            ]
        least = 1 if self.compact else 0
        # title and numbers of many networks are longer: there the rooms fold before the pills go
        many = self.room == "population"
        last = (1 if self.compact else 2) if many else 3  # the last way with all rooms side by side
        worded = [(spared, text) for spared in range(least, 3) for text in said]
        for spared, text in (*worded, *((spared, "") for spared in range(2, 6))):
            self.mark.setVisible(spared < 5)
            self.mark.shrink(spared > 0)
            self.rooms.show_room(self.room, self.theme, self.scale, self.compact, folded=spared > last)
            self.lessons.setText(text)
            self.lessons.kind = "strong" if self.inviting and not text else "pill"
            self.lessons.updateGeometry()
            for button, words in pills:
                button.setVisible(many or (self.room == "network" and spared < 3))
                button.setText(words[spared] if spared < 2 else "")
                button.updateGeometry()
            if self._need() <= self.width():
                break

    def _need(self) -> int:
        """How wide the bar must be for all that is shown."""
        self._row.invalidate()
        return self._row.minimumSize().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def arrange(self, theme: Theme, scale: float, compact: bool) -> None:
        """Takes another theme, scale or room."""
        self.compact = self.title.small = compact
        self.theme_button.show_icon("sun" if theme.name == "light" else "moon")
        self.play.height_wished = 40 if compact else 46
        self.lessons.height_wished = 32 if compact else 36
        dress_all(self, theme, scale)
        self.setFixedHeight(round((52 if compact else 64) * scale))
        self._row.setContentsMargins(round((14 if compact else 20) * scale), 0, round(16 * scale), 0)
        self._row.setSpacing(round(6 * scale))
        self.speed.setFixedWidth(max(round((148 if compact else 140) * scale), self.speed.wide()))
        self.show_room(self.room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.color("line"))


def shape_of(snapshot: Snapshot) -> str:
    """What the layers are, as `2–4–2–1` or `12×12–conv 4–pool–3`."""
    return shape_in_words(snapshot.plan)


def play_words(snapshot: Snapshot) -> str:
    """What the button of playing does, by the rung that playing goes by."""
    if snapshot.playing:
        return _tr("Pause  (Space)")
    if snapshot.wall is not None and snapshot.rung == "epoch":
        return _tr("Train all networks, epoch by epoch  (Space)")
    if snapshot.wall is not None:
        return _tr("Train all networks, update after update  (Space)")
    words = {
        "product": _tr("Play product by product, slowly  (Space)"),
        "neuron": _tr("Play neuron by neuron, slowly  (Space)"),
        "sample": _tr("Play sample by sample, slowly  (Space)"),
        "batch": _tr("Play update after update  (Space)"),
        "epoch": _tr("Play epoch by epoch  (Space)"),
    }[snapshot.rung]
    if snapshot.is_past:
        return _tr("{words}: what was recorded first, then on from there").format(words=words)
    return words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transport", text)
