"""The losses of two twins over one axis of updates: A solid, B in long dashes, and how many times the one is the other.
A click or a drag asks for a moment.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.axis import Scale, loss_scale, mark_words, ticks, update_end
from ui.views.layer import Layer, draw_card
from ui.views.measurements import Measurements
from ui.views.segments import Segments
from ui.views.twin_loss_ends import Place, paint_ends
from ui.views.twin_loss_lines import Curve, TwinLines
from ui.views.twin_words import difference_of
from wbsim.differences import sides
from wbsim.losses import BY_NAME
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_OVER = 20.0  # times the first loss that are shown of a run that diverged
_WIDE = 640  # pixels from which on there is room for names at the curves' ends


@final
class TwinLossView(QWidget):
    """The chart, with a switch of its scale."""

    log_toggled = Signal(bool)
    sought = Signal(int)  # an update

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Losses of both runs"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._tables = (Measurements(), Measurements())
        self._curves: list[Curve] = []  # A, and B if there is one
        self._scale = Scale(0.0, 1.0)
        self._ground, self._lines = Layer(), TwinLines()
        self.switch = Segments(self)
        self.switch.setAccessibleName(self.tr("Scale of the loss axis"))
        self.switch.setToolTip(self.tr("Scale of the loss axis: linear or logarithmic (L)"))
        self.switch.chosen.connect(lambda place: self.log_toggled.emit(place == 1))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment of both."""
        self._snapshot, self._look = snapshot, look
        self._curves = []
        for table, one in zip(self._tables, (snapshot, snapshot.twin), strict=True):
            if one is not None:
                fits = table.curves(one.history.measured)
                loss = fits.test if self._tested else fits.train
                self._curves.append(Curve.of(one, fits.update, loss, self._tested))
        every = np.concatenate([curve.loss for curve in self._curves])
        real = every[np.isfinite(every) & (every > 0)]
        low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
        first = [float(curve.loss[0]) for curve in self._curves if len(curve.loss) and curve.loss[0] > 0]
        if first and any(curve.diverged for curve in self._curves):
            high = min(high, _OVER * max(first))  # else the other one would lie at the foot
        self._scale = loss_scale(low, high, look.log_loss)
        words = (self.tr("linear"), self.tr("log"))
        scale = max(0.92, look.scale)
        self.switch.show_words(words, int(look.log_loss), look.theme, scale, tight=look.compact)
        self._place()
        self.update()

    @property
    def _tested(self) -> bool:
        assert self._snapshot is not None
        return self._snapshot.plan.train_size < self._snapshot.plan.description.size

    @property
    def _present(self) -> int:
        assert self._snapshot is not None
        return max(self._snapshot.present, self._snapshot.state.update)

    # --- where it stands -------------------------------------------------------------------------------------

    @property
    def _grown(self) -> float:
        return max(1.0, self._look.scale)

    @property
    def _head(self) -> int:
        return round((34 if self._look.compact else 50) * self._grown)

    @property
    def bed(self) -> QRect:
        """Where the curves are drawn."""
        grown, compact = self._grown, self._look.compact
        foot = round((40 if compact else 54) * grown)
        tall = max(30, self.height() - self._head - foot)
        metrics = QFontMetricsF(themes.font(max(11.5, 12 * self._look.scale), 500))
        figures = max([24.0, *(metrics.horizontalAdvance(mark_words(one)) for one in self._marks(tall))])
        left = round((33 if compact else 42) * grown + figures)
        right = round((144 if self.width() < _WIDE * grown else 200 if compact else 216) * grown)
        return QRect(left, self._head, max(40, self.width() - left - right), tall)

    def _marks(self, tall: float) -> list[float]:
        return self._scale.ticks(max(2, int(tall / (34 * self._grown))))

    def _place(self) -> None:
        right = self.width() - (10 if self._look.compact else 12) * self._grown
        self.switch.move(round(right - self.switch.width()), round((self._head - self.switch.height()) / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the switch at its place."""
        self._place()

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, the axes, both curves with the band between them, and what stands at their ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, snapshot = self._look, self._snapshot
        if snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        bed, end = self.bed, update_end(self._present)
        experiment = snapshot.plan.experiment
        key = (look.theme, look.scale, look.compact, self._scale, end, self._tested, experiment.loss)
        self._ground.draw(painter, key, self.size(), lambda layer: self._paint_ground(layer, bed, end))
        self._paint_marks(painter, bed, end)
        lines = [curve.pixels(bed, self._scale, end) for curve in self._curves]
        self._lines.paint(painter, look.theme, bed, lines, self._grown)
        self._paint_now(painter, bed, end)
        names = sides(experiment, difference_of(look, experiment))
        paint_ends(painter, look, Place(bed, self._scale, end, self.width() - 6.0), self._curves, names)

    def _paint_ground(self, painter: QPainter, bed: QRect, end: int) -> None:
        """What stands still: card, title, both axes."""
        look, grown = self._look, self._grown
        theme, small = look.theme, themes.font(max(11.5, 12 * look.scale), 500)
        draw_card(painter, theme, self.size())
        self._paint_title(painter)
        painter.fillRect(bed, theme.color("sunk"))
        painter.setFont(small)
        for value in self._marks(bed.height()):
            y = bed.top() + (1 - float(self._scale.share(value))) * bed.height()
            painter.setPen(theme.pen("grid", 1))
            painter.drawLine(QLineF(bed.left(), round(y) + 0.5, bed.left() + bed.width(), round(y) + 0.5))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(0, y - 9 * grown, bed.left() - 7, 18 * grown), _RIGHT, mark_words(value))
        foot = bed.top() + bed.height()
        for value in ticks(0, end, max(2, int(bed.width() / (86 * grown)))):
            x = bed.left() + value / end * bed.width()
            painter.setPen(theme.pen("line2", 1))
            painter.drawLine(QLineF(x, foot, x, foot + 5))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(x - 50, foot + 4, 100, 18 * grown), _CENTER, themes.count(round(value)))
        below = QRectF(bed.left(), foot + (19 if look.compact else 26) * grown, bed.width(), 18 * grown)
        painter.drawText(below, _CENTER, self.tr("updates"))
        assert self._snapshot is not None
        word = translated(BY_NAME[self._snapshot.plan.experiment.loss].word)
        painter.translate((13 if look.compact else 20) * grown, bed.top() + bed.height() / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-bed.height() / 2, -9 * grown, bed.height(), 18 * grown), _CENTER, word)

    def _paint_title(self, painter: QPainter) -> None:
        look, grown = self._look, self._grown
        left, tall = (14 if look.compact else 20) * grown, self._head + 2
        painter.setFont(themes.font((15.5 if look.compact else 17) * grown, 600))
        painter.setPen(look.theme.color("ink"))
        painter.drawText(QRectF(left, 0, 200, tall), _LEFT, self.tr("Loss"))
        left += painter.fontMetrics().horizontalAdvance(self.tr("Loss")) + 10 * grown
        painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
        painter.setPen(look.theme.color("ink2"))
        words = self.tr("test set, both runs") if self._tested else self.tr("training set, both runs")
        painter.drawText(QRectF(left, 1, 300, tall), _LEFT, words)

    def _paint_marks(self, painter: QPainter, bed: QRect, end: int) -> None:
        """Where the run was edited, and its twin with it."""
        assert self._snapshot is not None
        pen = self._look.theme.pen("ink2", 1.2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        for mark in self._snapshot.marks:
            x = bed.left() + mark.update / end * bed.width()
            painter.drawLine(QLineF(x, bed.top(), x, bed.top() + bed.height()))

    def _paint_now(self, painter: QPainter, bed: QRect, end: int) -> None:
        """The moment that is looked at, where it is past, and a veil over what came after it."""
        snapshot, theme = self._snapshot, self._look.theme
        assert snapshot is not None
        if not snapshot.is_past:
            return
        x = bed.left() + snapshot.state.update / end * bed.width()
        veil = QColor(theme.color("line"))
        veil.setAlphaF(0.55)
        painter.fillRect(QRectF(x, bed.top(), bed.left() + bed.width() - x, bed.height()), veil)
        painter.setPen(theme.pen("ink", 2))
        painter.drawLine(QLineF(x, bed.top(), x, bed.top() + bed.height()))

    # --- the pointer -----------------------------------------------------------------------------------------

    def _update_at(self, x: float) -> int:
        """The update at a place, as far as the run has come."""
        bed = self.bed
        share = (x - bed.left()) / bed.width()
        return int(np.clip(round(share * update_end(self._present)), 0, self._present))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Asks for the moment under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self.bed.contains(event.position().toPoint()):
            self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on asking while the button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self._snapshot is not None:
            self.sought.emit(self._update_at(event.position().x()))

    def event(self, event: QEvent) -> bool:
        """Reads both losses at the update under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.reading(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def reading(self, place: QPointF) -> str:
        """What both losses are at a place, and what was edited last; empty beside the bed."""
        if self._snapshot is None or not self.bed.contains(place.toPoint()):
            return ""
        update = self._update_at(place.x())
        said = [self.tr("update {n}; click or drag to look at it").format(n=themes.count(update))]
        for letter, curve in zip("AB", self._curves, strict=False):
            value = curve.at(update)
            if value is not None:
                said.append(f"{letter}  {themes.number(value)}")
        said += [
            self.tr("{words} at {n}").format(words=mark.sentence, n=themes.count(mark.update))
            for mark in self._snapshot.marks[-3:]
        ]
        return "\n".join(said)
