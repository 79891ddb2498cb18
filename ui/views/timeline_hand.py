"""What the pointer does on the timeline's card: it drags the head, reads the charts, chooses a curve or a branch, and
is told what is under it. It turns the hand into wishes and grants none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.views import timeline_pointing as pointing
from ui.views.branches import title_of, which_words
from ui.views.timeline_bed import Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Read
from ui.views.timeline_scrub import Scrubber, on_bar
from ui.views.timeline_tree import Tree
from wbsim.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Ground:
    """What the pointer is over."""

    snapshot: Snapshot
    look: Look
    where: TimelineLayout
    reads: tuple[Read, ...]
    charts: tuple[Curves, ...]
    tree: Tree
    pills: Mapping[str, QRectF]


@final
class TimelineHand(QObject):
    """The pointer over a timeline."""

    cursor_moved = Signal(object)  # the update that is read; None when the pointer leaves
    hovered = Signal(object)  # the id of the parameter whose curve is under the pointer; None without
    parameter_chosen = Signal(str)
    branch_chosen = Signal(int)
    moved = Signal()  # the head is somewhere else, or looks different

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._card = parent
        self.scrubber = Scrubber(self)
        self.on_bar = False  # whether the pointer is over the bar
        self._said: str | None = None  # the parameter that was last announced

    def press(self, ground: Ground | None, place: QPointF) -> None:
        """Takes hold of the head where the bar is pressed."""
        if ground is not None and self.scrubber.press(ground.where, ground.snapshot, place, ground.pills):
            self.cursor_moved.emit(None)
            self.moved.emit()

    def move(self, ground: Ground | None, place: QPointF) -> None:
        """Drags the head; or reads the charts at the pointer's update, and names the curve under it."""
        if ground is None:
            return
        if self.scrubber.dragging:
            self.scrubber.move(ground.where, ground.snapshot, place)
            self.moved.emit()
            return
        over = on_bar(ground.where, place)
        if over != self.on_bar:
            self.on_bar = over
            self.moved.emit()
        branch = ground.tree.branch_at(ground.where, place.x(), place.y())
        pointing_hand = over or (branch is not None and branch.number != ground.snapshot.branch)
        if pointing_hand:
            self._card.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self._card.unsetCursor()
        cursor = pointing.update_at(ground.where, ground.snapshot, place.x(), place.y())
        if cursor != ground.look.cursor:
            self.cursor_moved.emit(cursor)
        self.announce(self._parameter_at(ground, place) if cursor is not None else None)

    def release(self, ground: Ground | None) -> None:
        """Lets go of the head."""
        if ground is not None and self.scrubber.dragging:
            self.scrubber.release(ground.snapshot)
            self.moved.emit()

    def click(self, ground: Ground | None, place: QPointF, shift: bool) -> None:
        """With Shift it goes to the update that was clicked; else it chooses the curve or the branch that was."""
        if ground is None or on_bar(ground.where, place):
            return
        inside = pointing.update_at(ground.where, ground.snapshot, place.x(), place.y())
        if shift:
            if inside is not None:
                self.scrubber.seek(ground.snapshot, inside)
                self.moved.emit()
            return
        branch = ground.tree.branch_at(ground.where, place.x(), place.y())
        if branch is not None:
            if branch.number != ground.snapshot.branch:
                self.branch_chosen.emit(branch.number)
            return
        parameter = self._parameter_at(ground, place)
        if parameter is not None:
            self.parameter_chosen.emit(parameter)

    def leave(self) -> None:
        """The pointer reads nothing any more."""
        self.on_bar = False
        self.cursor_moved.emit(None)
        self.announce(None)

    def announce(self, parameter: str | None) -> None:
        """Names the parameter under the pointer, once."""
        if parameter != self._said:
            self._said = parameter
            self.hovered.emit(parameter)

    def _parameter_at(self, ground: Ground, place: QPointF) -> str | None:
        return pointing.parameter_at(ground.where, ground.snapshot, ground.reads, place.x(), place.y())

    def answer(self, ground: Ground | None, event: QHelpEvent, over: QWidget) -> None:
        """Says what is under the pointer."""
        if ground is not None:
            QToolTip.showText(event.globalPos(), tip(ground, event.pos().x(), event.pos().y()), over)


def tip(ground: Ground, x: float, y: float) -> str:
    """What is at a place of the card, and what can be done there."""
    where, snapshot = ground.where, ground.snapshot
    if on_bar(where, QPointF(x, y)):
        return _tr(
            "Drag or click: looks at any update of the run. ← → one update, Page Up and Page Down a hundredth, "
            "Home the start, End the present. Zoomed in, the bar shows the same part as the charts."
        )
    branch = ground.tree.branch_at(where, x, y)
    if branch is not None:
        ends = _tr("{letter}  {title}, to update {end}").format(
            letter=branch.letter, title=title_of(branch), end=themes.count(branch.state.update)
        )
        return ends if branch.number == snapshot.branch else ends + "\n" + _tr("Click: takes this branch")
    if where.tree and x < where.left and where.head <= y < where.head + where.tree:
        return which_words()
    mark = pointing.edit_at(where, snapshot, x)
    if mark is not None:
        return _tr("update {update}: {sentence}").format(
            update=themes.count(mark.update), sentence=mark.sentence
        )
    name = pointing.parameter_at(where, snapshot, ground.reads, x, y)
    if name is not None:
        return snapshot.plan.name_of(name)
    chart = where.chart_at(y)
    if x < where.left:
        return ground.charts[chart].tip(ground.reads[chart]) if chart is not None else ""
    return (
        _tr("Shift + click: looks at this update. Wheel: zooms")
        if chart is not None and x <= where.right
        else ""
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("TimelineView", text)
