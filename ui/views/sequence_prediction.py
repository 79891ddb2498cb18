"""Prediction against truth, point after point: what the network tells as a line, what is true as circles, the errors as sticks
between them. It shows a moment and says which point is picked.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.layer import Layer, draw_card
from ui.views.sequence_course import Course, course_of
from ui.views.sequence_plot import (
    Plot,
    loss_name,
    paint_figures,
    paint_head,
    paint_still,
    paint_told,
    paint_truth,
    plot_of,
)
from ui.views.sequence_words import tr
from ui.views.shortcuts import takes
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


@final
class SequencePrediction(QWidget):
    """The told line, the true circles, and the window of the sample at hand."""

    sample_picked = Signal(str, int)  # the set and the number of the point

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Prediction against truth"))
        self._plan: Plan | None = None
        self._course: Course | None = None
        self._look = Look(LIGHT)
        self._still, self._truth = Layer(), Layer()

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(300, 160)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._plan, self._look = snapshot.plan, look
        self._course = course_of(snapshot)
        if self._course is not None:
            said = f"{loss_name(self._course)} {themes.number(self._course.loss)}"
            if self._course.naive is not None:
                said += "; " + tr("same as last {loss}").format(loss=themes.number(self._course.naive))
            self.setAccessibleDescription(said)
        self.update()

    def plot(self) -> Plot | None:
        """Where everything lies."""
        return None if self._course is None else plot_of(self.size(), self._look, self._course)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, axes, truth; then what is told."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, course, plan, plot = self._look, self._course, self._plan, self.plot()
        if course is None or plan is None or plot is None:
            draw_card(painter, look.theme, self.size())
            paint_head(painter, look, self.width(), None)
            return
        key = (
            plan,
            look.theme,
            look.scale,
            course.here,
            course.naive is None,
            course.tested,
            len(course.pairs),
        )
        self._still.draw(
            painter, key, self.size(), lambda layer: paint_still(layer, look, self.size(), plan, course, plot)
        )
        painter.setClipRect(plot.bed.adjusted(-1, -6, 1, 6))
        paint_told(painter, look, course, plot)
        self._truth.draw(painter, key, self.size(), lambda layer: paint_truth(layer, look, course, plot))
        painter.setClipping(False)
        paint_figures(painter, look, self.width(), course, plot)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 10, 10)

    # --- the hand ------------------------------------------------------------------------------------------

    def _point_at(self, at: QPointF) -> int | None:
        """The place in the pairs of the point nearest to where the pointer is."""
        course, plot = self._course, self.plot()
        if course is None or plot is None or not plot.bed.adjusted(-6, -6, 6, 6).contains(at):
            return None
        count = plot.first + (at.x() - plot.bed.left()) / plot.bed.width() * (plot.last - plot.first)
        return int(np.argmin(np.abs(course.counts - count)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Makes a point the sample at hand."""
        place = self._point_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pick(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """With the button down, goes along the points."""
        place = self._point_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor)
        if place is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(place)

    def _pick(self, place: int) -> None:
        course = self._course
        if course is not None and course.counts[place] != course.here:
            self.sample_picked.emit("test" if course.tested else "train", int(course.places[place]))

    def event(self, event: QEvent) -> bool:
        """Keeps its keys, and says what a point is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place, course = self._point_at(QPointF(event.pos())), self._course
            text = ""
            if place is not None and course is not None:
                true, told = course.pairs[place].tolist()
                text = tr("{count}: true {true}, predicted {told}; click to see its steps above").format(
                    count=int(course.counts[place]), true=themes.number(true), told=themes.number(told)
                )
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from point to point."""
        course = self._course
        if course is None or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        at = 0 if course.here is None else int(np.argmin(np.abs(course.counts - course.here)))
        at += 1 if event.key() == Qt.Key.Key_Right else -1
        self._pick(min(len(course.pairs) - 1, max(0, at)))
