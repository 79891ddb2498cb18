"""The scrub bar under the axis of updates: a track to the present, filled to the moment that is looked at, with a head
to drag. It knows which update is under the hand; where the run goes, others decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF

from ui.look import Look
from ui.views.branches import present_of
from ui.views.timeline_layout import TimelineLayout
from wbsim.snapshot import Snapshot

_REACH = 12  # pixels beside the axis where the bar still takes the pointer
_HEAD, _RING = 7.5, 5.5  # radius of the head, and of the ring at the present
_THICK = 5.0  # pixels of the track


@final
class Scrubber(QObject):
    """The hand on the bar: while it drags, and until the run has got there, the head is where the hand wants it."""

    sought = Signal(object)  # the update that is wished; None for the present

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: int | None = None  # the update that was asked for last and is not shown yet
        self._dragging, self._offset = False, 0.0

    @property
    def dragging(self) -> bool:
        """Whether the hand is on the bar."""
        return self._dragging

    @property
    def held(self) -> int | None:
        """The update that the hand wishes for, as long as it is not what is shown; None without."""
        return self._held

    def press(
        self, where: TimelineLayout, snapshot: Snapshot, place: QPointF, pills: Mapping[str, QRectF]
    ) -> bool:
        """Takes hold of the head, wherever the bar is pressed; whether it was the bar.

        The head and its pill are dragged from where they are; the pill of the present goes there.
        """
        if not on_bar(where, place):
            return False
        if pills.get("present", QRectF()).contains(place):
            self.seek(snapshot, present_of(snapshot))
            return True
        now = where.x(snapshot.state.update if self._held is None else self._held)
        on_head = abs(place.x() - now) <= _HEAD + 2 and place.y() > where.track - 2 * _HEAD
        gripped = on_head or pills.get("moment", QRectF()).contains(place)
        self._dragging, self._offset = True, now - place.x() if gripped else 0.0
        if not gripped:
            self.move(where, snapshot, place)
        return True

    def move(self, where: TimelineLayout, snapshot: Snapshot, place: QPointF) -> None:
        """Drags the head, never beyond the present."""
        if self._dragging:
            self.seek(snapshot, where.update(place.x() + self._offset))

    def release(self, snapshot: Snapshot) -> None:
        """Lets go; the head stays until the run is there."""
        self._dragging = False
        self.seen(snapshot, snapshot)

    def seek(self, snapshot: Snapshot, update: int) -> None:
        """Asks for an update, as near as the run has it."""
        present = present_of(snapshot)
        update = min(max(0, update), present)
        if update == (snapshot.state.update if self._held is None else self._held):
            return
        self._held = update
        self.sought.emit(None if update == present and not snapshot.playing else update)

    def seen(self, snapshot: Snapshot, last: Snapshot | None) -> None:
        """Takes note of a new moment: what has arrived, or what another run made meaningless, is no longer held."""
        other = last is not None and (last.branch != snapshot.branch or last.run is not snapshot.run)
        if self._held is not None and not self._dragging:
            arrived = snapshot.state.update == self._held
            if arrived or snapshot.playing or other or self._held > present_of(snapshot):
                self._held = None


def on_bar(where: TimelineLayout, place: QPointF) -> bool:
    """Whether a place of the card is on the axis or the bar below it."""
    beside = where.left - _REACH <= place.x() <= where.right + _REACH
    return beside and where.bottom + 3 < place.y() <= where.track + 16


def paint_bar(
    painter: QPainter, look: Look, where: TimelineLayout, snapshot: Snapshot, moment: int, hot: bool
) -> None:
    """The track as far as the run has come, filled to the moment, with the edits, the present and the head on it."""
    theme, grown, y = look.theme, max(1.0, look.scale), where.track
    present, thick = present_of(snapshot), _THICK * max(1.0, look.scale)
    ends = [min(max(where.x(update), where.left), where.right) for update in (0, moment, present)]
    painter.setPen(Qt.PenStyle.NoPen)
    for begin, end, token in ((where.left, where.right, "grid"), (ends[0], ends[2], "line2")):
        painter.setBrush(theme.color(token))
        painter.drawRoundedRect(QRectF(begin, y - thick / 2, end - begin, thick), thick / 2, thick / 2)
    painter.setBrush(theme.color("ink2"))
    painter.drawRoundedRect(QRectF(ends[0], y - thick / 2, ends[1] - ends[0], thick), thick / 2, thick / 2)
    for update in sorted({mark.update for mark in snapshot.marks if where.shows(mark.update)}):
        _paint_edit(painter, look, QPointF(where.x(update), y), grown)
    if snapshot.stop.update is not None and where.shows(snapshot.stop.update):
        _paint_stop(painter, look, QPointF(where.x(snapshot.stop.update), y), grown)
    if moment < present and where.shows(present):
        painter.setPen(theme.pen("ink3", 2.2 * grown))
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(QPointF(where.x(present), y), _RING * grown, _RING * grown)
    if where.shows(moment):
        _paint_head(painter, look, QPointF(where.x(moment), y), grown, hot)
    else:
        _paint_beyond(painter, look, where, moment, grown)


def _paint_head(painter: QPainter, look: Look, at: QPointF, grown: float, hot: bool) -> None:
    theme, radius = look.theme, _HEAD * grown
    painter.setPen(Qt.PenStyle.NoPen)
    if hot:
        painter.setBrush(theme.color("line2"))
        painter.drawEllipse(at, radius + 5 * grown, radius + 5 * grown)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(at, radius + 2 * grown, radius + 2 * grown)
    painter.setBrush(theme.color("primary"))
    painter.drawEllipse(at, radius, radius)


def _paint_edit(painter: QPainter, look: Look, at: QPointF, grown: float) -> None:
    """A diamond where something was changed."""
    reach = 5.0 * grown
    painter.setPen(look.theme.pen("panel", 1.6))
    painter.setBrush(look.theme.color("ink"))
    painter.drawPolygon(
        QPolygonF([at + QPointF(x * reach, y * reach) for x, y in ((0, -1), (1, 0), (0, 1), (-1, 0))])
    )


def _paint_stop(painter: QPainter, look: Look, at: QPointF, grown: float) -> None:
    """A square where the run is to stop."""
    reach = 4.5 * grown
    painter.setPen(look.theme.pen("ink2", 1.8 * grown))
    painter.setBrush(look.theme.color("panel"))
    painter.drawRect(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))


def _paint_beyond(painter: QPainter, look: Look, where: TimelineLayout, moment: int, grown: float) -> None:
    """A chevron at the end of the bar beyond which the moment lies."""
    side = 1 if moment > where.end else -1
    tip = QPointF((where.right if side > 0 else where.left) + side * 6 * grown, where.track)
    painter.setPen(look.theme.pen("ink", 2.2 * grown, flat=False))
    for up in (-1, 1):
        painter.drawLine(QLineF(tip, tip + QPointF(-side * 5 * grown, up * 5 * grown)))
