"""One of two twins: its letter and name, how well it does, its network and its plane. The run itself can be edited as in
the room of the network; its twin, which follows, is for reading.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, Theme
from ui.views.layer import draw_card
from ui.views.network import NetworkView
from ui.views.plane import PlaneView
from ui.views.twin_words import difference_of, ended_said, lag_said, loss_said, score
from wbsim.differences import sides
from wbsim.snapshot import Snapshot

Letter = Literal["A", "B"]

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COLUMN = 70  # pixels at scale 1 that a column of a diagram needs, else its figures lie on each other
_SMALL = 0.74  # the size of a diagram's marks beside those of the whole network's


def paint_badge(painter: QPainter, theme: Theme, box: QRectF, letter: Letter, scale: float) -> None:
    """The letter of a twin: A on ink, for it is the run at hand, B with an edge of ink."""
    filled = letter == "A"
    painter.setPen(theme.pen("ink", 1.8))
    painter.setBrush(theme.color("ink" if filled else "panel"))
    painter.drawRoundedRect(box.adjusted(0.9, 0.9, -0.9, -0.9), 5, 5)
    painter.setPen(theme.color("panel" if filled else "ink"))
    painter.setFont(themes.font(max(11.5, 13.5 * scale), 700))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


@final
class TwinCard(QWidget):
    """The card of A, the run at hand, or of B, its twin."""

    def __init__(self, letter: Letter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.letter: Letter = letter
        self.network, self.plane = NetworkView(self), PlaneView(self)
        self.network.setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent
        )  # else all under it is painted again
        self.plane.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # else it would keep the keys of time
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._words: tuple[str, ...] = ()
        self.setAccessibleName(self.tr("Run A") if letter == "A" else self.tr("Its twin, B"))

    @property
    def shown(self) -> Snapshot | None:
        """The run of this card."""
        snapshot = self._snapshot
        return snapshot if snapshot is None or self.letter == "A" else snapshot.twin

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment of one of the two."""
        self._snapshot, self._look = snapshot, look
        words = self._said()
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(", ".join(filter(None, words)))
            self.update(0, 0, self.width(), self._head)
        self._place()
        shown = self.shown
        for view in (self.network, self.plane):
            if shown is not None and not view.isHidden():
                view.show_snapshot(shown, self._inner(shown, view is self.plane))

    def _inner(self, shown: Snapshot, planar: bool) -> Look:
        """How a view is shown within this card."""
        look, still = self._look, self.letter == "B"
        known = shown.plan.value_rows
        scale = look.scale if planar else round(_SMALL * look.scale, 3)
        return replace(
            look, inset="still" if still else "live", scale=scale, face="plane", plane_unit=None, quantity="values",
            neuron=look.neuron if look.neuron in known else None, hover=look.hover if look.hover in known else None,
        )  # fmt: skip

    # --- where it stands -------------------------------------------------------------------------------------

    @property
    def _grown(self) -> float:
        return max(1.0, self._look.scale)

    @property
    def _head(self) -> int:
        return round((38 if self._look.compact else 52) * self._grown)

    def _place(self) -> None:
        """The plane at the right as large as it can be; the network beside it where there is room for one."""
        shown, side = self.shown, round((8 if self._look.compact else 12) * self._grown)
        room = QRect(side, self._head, self.width() - 2 * side, self.height() - self._head - 2)
        if shown is None:
            self.network.hide()
            self.plane.hide()
            return
        if not shown.plan.description.ranges:
            self._put(self.network, room)
            self.plane.hide()
            return
        more = (
            18 if self._look.compact else 12
        ) * self._grown  # axes take more beside the plot than below it
        wide = round(min(room.width(), room.height() + more))
        left = room.width() - wide
        if left >= _COLUMN * (1 + len(shown.plan.rows)) * self._grown:
            self._put(self.network, QRect(room.left(), room.top(), left, room.height()))
            self._put(self.plane, QRect(room.left() + left, room.top(), wide, room.height()))
        else:
            self.network.hide()
            self._put(
                self.plane, QRect(room.left() + left // 2, room.top(), room.width() - left, room.height())
            )

    def _put(self, view: QWidget, box: QRect) -> None:
        view.setMinimumSize(0, 0)
        if view.geometry() != box:
            view.setGeometry(box)
        view.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps both views in their places."""
        if self._snapshot is not None:
            self.show_snapshot(self._snapshot, self._look)

    # --- painting --------------------------------------------------------------------------------------------

    def _said(self) -> tuple[str, ...]:
        """Its name, how much is right, what the loss is of, the loss, and what else there is to say of it."""
        snapshot, shown = self._snapshot, self.shown
        if snapshot is None:
            return ("",) * 5
        experiment = snapshot.plan.experiment
        name = sides(experiment, difference_of(self._look, experiment))[self.letter == "B"]
        if shown is None:
            return name, "", "", "", snapshot.twin_said or self.tr("on its way")
        found = score(shown)
        state = lag_said(snapshot) if self.letter == "B" else ""
        title = self.tr("test loss") if found.tested else self.tr("training loss")
        return name, found.right, title, loss_said(found.loss), state or ended_said(shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card and the line over its views."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, grown, compact = self._look, self._grown, self._look.compact
        theme = look.theme
        draw_card(painter, theme, self.size())
        if not self._words:
            return
        name, right, title, loss, state = self._words
        side, middle = (14 if compact else 20) * grown, self._head / 2 + 1
        edge = (23 if compact else 27) * grown
        paint_badge(painter, theme, QRectF(side, middle - edge / 2, edge, edge), self.letter, grown)
        end = self.width() - side
        large, small = (
            themes.font((19 if compact else 22) * grown, 700),
            themes.font(max(11.5, 13 * grown), 500),
        )
        if loss:
            end = self._write(painter, end, middle, loss, large, "loss_text") - 8 * grown
            end = (
                self._write(painter, end, middle + 1, title, small, "ink2") - (18 if compact else 30) * grown
            )
        for text, token in ((state, "loss_text" if "diverged" in state else "ink2"), (right, "ink")):
            if text and self.shown is not None:
                wide = QFontMetricsF(themes.font(max(11.5, 13 * grown), 600)).horizontalAdvance(text)
                if end - wide < side + edge + 90 * grown:
                    break  # a card too narrow for it says it in its tooltip
                face = themes.font(max(11.5, 13 * grown), 600)
                end = self._write(painter, end, middle + 1, text, face, token) - 18 * grown
        left = side + edge + 10 * grown
        painter.setFont(themes.font((15.5 if compact else 17) * grown, 600))
        painter.setPen(theme.color("ink"))
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(end - left))
        painter.drawText(QRectF(left, 0, end - left, 2 * middle), _LEFT, text)
        if self.shown is None:
            painter.setFont(themes.font(max(11.5, 14 * grown), 500))
            painter.setPen(theme.color("ink2"))
            area = QRectF(self.rect()).adjusted(2 * side, self._head, -2 * side, -side)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), state)

    def _write(
        self, painter: QPainter, end: float, middle: float, text: str, face: QFont, token: str
    ) -> float:
        """Writes a text that ends somewhere; returns where it begins."""
        painter.setFont(face)
        painter.setPen(self._look.theme.color(token))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.drawText(QRectF(end - wide - 2, 0, wide + 2, 2 * middle), _RIGHT, text)
        return end - wide

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip what stands in the head."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            who = (
                self.tr("A is the run at hand: it can be edited here as in the network room")
                if self.letter == "A"
                else self.tr("B follows A: the same data, seed and edits, but for the one difference")
            )
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, (who, *self._words))), self)
            return True
        return super().event(event)
