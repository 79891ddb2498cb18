"""The losses of two twins over one axis of updates: A solid, B in long dashes, and how many times the one is the other.
A click or a drag asks for a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)  # fmt: skip
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.axis import Scale, loss_scale, ticks, update_end
from ui.views.layer import Layer, draw_card, pixel_ratio
from ui.views.measurements import Measurements
from ui.views.segments import Segments
from ui.views.twin_card import Letter, paint_badge
from ui.views.twin_words import difference_of, ended_said, loss_said
from wbsim.differences import sides
from wbsim.losses import BY_NAME
from wbsim.snapshot import Snapshot

Array = NDArray[np.floating]
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_APART = 46.0  # pixels between two labels at the curves' ends, at least, where a factor stands between them


@dataclass(frozen=True, eq=False)
class _Curve:
    """A loss over updates: (m,) each; `value` is that of the moment at hand, `moment` its update."""

    update: Array
    loss: Array
    moment: int
    value: float | None
    ended: str  # that it diverged


@final
class TwinLossView(QWidget):
    """The chart, with a switch of its scale."""

    log_toggled = Signal(bool)
    sought = Signal(int)  # an update

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Losses of both runs"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._tables = (Measurements(), Measurements())
        self._found: list[_Curve] = []
        self._range = Scale(0.0, 1.0)
        self._ground = Layer()
        self.switch = Segments(self)
        self.switch.setAccessibleName(self.tr("Scale of the loss axis"))
        self.switch.setToolTip(self.tr("Scale of the loss axis: linear or logarithmic (L)"))
        self.switch.chosen.connect(lambda place: self.log_toggled.emit(place == 1))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment of both."""
        self._snapshot, self._look = snapshot, look
        self._found = self._curves()
        self._range = self._scale(self._found)
        words = (self.tr("linear"), self.tr("log"))
        self.switch.show_words(
            words, int(look.log_loss), look.theme, max(0.92, look.scale), tight=look.compact
        )
        self._place()
        self.update()

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def _tested(self) -> bool:
        assert self._snapshot is not None
        return self._snapshot.plan.train_size < self._snapshot.plan.description.size

    def _curves(self) -> list[_Curve]:
        """A, and B if there is one."""
        found, snapshot = [], self._snapshot
        assert snapshot is not None
        for table, one in zip(self._tables, (snapshot, snapshot.twin), strict=True):
            if one is None:
                continue
            fits = table.curves(one.history.measured)
            loss = fits.test if self._tested else fits.train
            fit = one.seen.fit
            value = None if fit is None else fit.test_loss if self._tested else fit.train_loss
            found.append(_Curve(fits.update, loss, one.state.update, value, ended_said(one)))
        return found

    def _end(self) -> int:
        assert self._snapshot is not None
        return update_end(max(self._snapshot.present, self._snapshot.state.update))

    def _scale(self, curves: list[_Curve]) -> Scale:
        every = np.concatenate([curve.loss for curve in curves])
        real = every[np.isfinite(every) & (every > 0)]
        low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
        return loss_scale(low, high, self._look.log_loss)

    # --- where it stands -------------------------------------------------------------------------------------

    @property
    def _grown(self) -> float:
        return max(1.0, self._look.scale)

    @property
    def _head(self) -> float:
        return (34 if self._look.compact else 50) * self._grown

    @property
    def _figures(self) -> float:
        """How wide the numbers at the axis are."""
        if self._snapshot is None:
            return 0.0
        metrics = QFontMetricsF(themes.font(max(11.5, 12 * self._look.scale), 500))
        tall = max(30.0, self.height() - self._head - self._foot)
        return max(
            [24.0, *(metrics.horizontalAdvance(_tick(one)) for one in self._marks_of(self._range, tall))]
        )

    @property
    def _foot(self) -> float:
        return (40 if self._look.compact else 54) * self._grown

    def _marks_of(self, scale: Scale, tall: float) -> list[float]:
        return scale.ticks(max(2, int(tall / (34 * self._grown))))

    @property
    def bed(self) -> QRectF:
        """Where the curves are drawn."""
        grown, compact = self._grown, self._look.compact
        left, foot = (26 if compact else 36) * grown + self._figures, self._foot
        right = (144 if self.width() < 640 * grown else 200 if compact else 216) * grown
        return QRectF(
            left,
            self._head,
            max(40.0, self.width() - left - right),
            max(30.0, self.height() - self._head - foot),
        )

    def _place(self) -> None:
        grown = self._grown
        right = self.width() - (10 if self._look.compact else 12) * grown
        self.switch.move(round(right - self.switch.width()), round(self._head / 2 - self.switch.height() / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the switch at its place."""
        self._place()

    # --- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, the axes, both curves with the band between them, and what stands at their ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        if self._snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        curves, bed, scale, end = self._found, self.bed, self._range, self._end()
        key = (
            look.theme,
            look.scale,
            look.compact,
            scale,
            end,
            self._tested,
            self._snapshot.plan.experiment.loss,
        )
        ground = self._ground.pixmap(
            key, self.size(), pixel_ratio(painter), lambda layer: self._paint_ground(layer, bed, scale, end)
        )
        painter.drawPixmap(0, 0, ground)
        lines = [self._pixels(curve, bed, scale, end) for curve in curves]
        painter.save()
        painter.setClipRect(bed)
        self._paint_marks(painter, bed, end)
        if len(lines) == 2 and all(len(line) > 1 for line in lines):
            self._paint_band(painter, lines)
        for line, dashed in reversed(list(zip(lines, (False, True), strict=False))):
            self._paint_line(painter, line, dashed)
        painter.restore()
        self._paint_now(painter, bed, end)
        self._paint_ends(painter, bed, curves, scale, end)

    def _paint_ground(self, painter: QPainter, bed: QRectF, scale: Scale, end: int) -> None:
        look, grown = self._look, self._grown
        theme, size = look.theme, QSize(self.width(), self.height())
        draw_card(painter, theme, size)
        left, middle = (14 if look.compact else 20) * grown, self._head / 2 + 1
        painter.setFont(themes.font((15.5 if look.compact else 17) * grown, 600))
        painter.setPen(theme.color("ink"))
        painter.drawText(QRectF(left, 0, 200, 2 * middle), _LEFT, self.tr("Loss"))
        left += painter.fontMetrics().horizontalAdvance(self.tr("Loss")) + 10 * grown
        painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
        painter.setPen(theme.color("ink2"))
        words = self.tr("test set, both runs") if self._tested else self.tr("training set, both runs")
        painter.drawText(QRectF(left, 1, 300, 2 * middle), _LEFT, words)
        painter.fillRect(bed, theme.color("sunk"))
        painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
        for value in self._marks_of(scale, bed.height()):
            y = bed.bottom() - float(scale.share(value)) * bed.height()
            painter.setPen(theme.pen("grid", 1))
            painter.drawLine(QLineF(bed.left(), round(y) + 0.5, bed.right(), round(y) + 0.5))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(0, y - 9 * grown, bed.left() - 7, 18 * grown), _RIGHT, _tick(value))
        for value in ticks(0, end, max(2, int(bed.width() / (86 * grown)))):
            x = bed.left() + value / end * bed.width()
            painter.setPen(theme.pen("line2", 1))
            painter.drawLine(QLineF(x, bed.bottom(), x, bed.bottom() + 5))
            painter.setPen(theme.color("ink2"))
            box = QRectF(x - 50, bed.bottom() + 4, 100, 18 * grown)
            painter.drawText(box, _CENTER, themes.count(round(value)))
        below = QRectF(
            bed.left(), bed.bottom() + (19 if look.compact else 26) * grown, bed.width(), 18 * grown
        )
        painter.drawText(below, _CENTER, self.tr("updates"))
        assert self._snapshot is not None
        word = BY_NAME[self._snapshot.plan.experiment.loss].word
        painter.save()
        painter.translate((13 if look.compact else 20) * grown, bed.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-bed.height() / 2, -9 * grown, bed.height(), 18 * grown), _CENTER, word)
        painter.restore()

    def _pixels(self, curve: _Curve, bed: QRectF, scale: Scale, end: int) -> Array:
        """The curve in pixels, (m, 2), as far as it is a number."""
        real = np.isfinite(curve.loss)
        x = bed.left() + curve.update[real] / end * bed.width()
        share = np.clip(scale.share(curve.loss[real]), -0.02, 1.02)
        return np.stack([x, bed.bottom() - share * bed.height()], axis=1)

    def _paint_band(self, painter: QPainter, lines: list[Array]) -> None:
        """Between the curves, as far as both go."""
        last = min(line[-1, 0] for line in lines)
        parts = []
        for line in lines:
            inside = line[line[:, 0] <= last]
            end = np.array([[last, float(np.interp(last, line[:, 0], line[:, 1]))]])
            parts.append(np.concatenate([inside, end]))
        pale = QColor(self._look.theme.color("loss"))
        pale.setAlphaF(0.10 if self._look.theme.name == "light" else 0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pale)
        outline = np.concatenate([parts[0], parts[1][::-1]])
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in outline.tolist()]))

    def _paint_line(self, painter: QPainter, line: Array, dashed: bool) -> None:
        wide = 2.6 * self._grown
        pen = QPen(self._look.theme.color("loss"), wide)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([12 / 2.6, 5 / 2.6])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))

    def _paint_marks(self, painter: QPainter, bed: QRectF, end: int) -> None:
        """Where the run was edited, and its twin with it."""
        assert self._snapshot is not None
        pen = self._look.theme.pen("ink2", 1.2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        for mark in self._snapshot.marks:
            x = bed.left() + mark.update / end * bed.width()
            painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))

    def _paint_now(self, painter: QPainter, bed: QRectF, end: int) -> None:
        """The moment that is looked at, where it is past, and a veil over what came after it."""
        snapshot, theme = self._snapshot, self._look.theme
        assert snapshot is not None
        if not snapshot.is_past:
            return
        x = bed.left() + snapshot.state.update / end * bed.width()
        veil = QColor(theme.color("line"))
        veil.setAlphaF(0.55)
        painter.fillRect(QRectF(x, bed.top(), bed.right() - x, bed.height()), veil)
        painter.setPen(theme.pen("ink", 2))
        painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))

    def _paint_ends(
        self, painter: QPainter, bed: QRectF, curves: list[_Curve], scale: Scale, end: int
    ) -> None:
        """The letter, the loss and the name of each, beside its curve's end, and the factor between them."""
        snapshot, look, grown = self._snapshot, self._look, self._grown
        assert snapshot is not None
        theme, compact = look.theme, look.compact
        half = (11 if compact else 13) * grown
        heights = []
        for curve in curves:
            value = curve.value
            known = value is not None and np.isfinite(value)
            share = float(np.clip(scale.share(value), 0, 1)) if known and value is not None else 1.0
            heights.append(bed.bottom() - share * bed.height())
        names = sides(snapshot.plan.experiment, difference_of(look, snapshot.plan.experiment))
        factor = self._factor(curves)
        places = _parted(
            heights, _APART * grown if factor[0] else 2.2 * half, bed.top() + half, bed.bottom() - half
        )
        left = bed.right() + 12 * grown
        letters: tuple[Letter, Letter] = ("A", "B")
        for place, (curve, y) in enumerate(zip(curves, places, strict=True)):
            x = bed.left() + min(curve.moment, end) / end * bed.width()
            painter.setPen(theme.pen("panel", 1.5))
            painter.setBrush(theme.color("loss"))
            painter.drawEllipse(QPointF(x, heights[place]), 4.2 * grown, 4.2 * grown)
            if x < bed.right() - 6:
                painter.setPen(theme.pen("line2", 1))
                painter.drawLine(QLineF(x + 6, heights[place], bed.right(), heights[place]))
            painter.setPen(theme.pen("line2", 1))
            painter.drawLine(QLineF(bed.right(), heights[place], left - 2, y))
            paint_badge(painter, theme, QRectF(left, y - half, 2 * half, 2 * half), letters[place], grown)
            self._end_words(painter, left + 2 * half + 7 * grown, y, curve, names[place])
        if len(places) == 2 and factor[0]:
            self._paint_factor(painter, left + half, places, half, factor)

    def _end_words(self, painter: QPainter, x: float, y: float, curve: _Curve, name: str) -> None:
        theme, grown = self._look.theme, self._grown
        painter.setFont(themes.font((16 if self._look.compact else 18) * grown, 700))
        painter.setPen(theme.color("loss_text"))
        text = loss_said(curve.value)
        painter.drawText(QRectF(x, y - 14 * grown, 120, 28 * grown), _LEFT, text)
        x += painter.fontMetrics().horizontalAdvance(text) + 7 * grown
        painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
        painter.setPen(theme.color("loss_text" if curve.ended else "ink2"))
        words = self.tr("diverged") if curve.ended else name
        room = self.width() - x - 6
        if painter.fontMetrics().horizontalAdvance(words) <= room:  # else the cards above name them
            painter.drawText(QRectF(x, y - 13 * grown, room, 28 * grown), _LEFT, words)

    def _factor(self, curves: list[_Curve]) -> tuple[str, str]:
        """How many times the smaller loss the larger one is, in two lines; empty where it cannot be said."""
        values = [curve.value for curve in curves]
        if len(values) < 2 or any(curve.ended for curve in curves):
            return "", ""
        if curves[0].moment != curves[1].moment:
            return "", ""
        one, other = values
        if (
            one is None
            or other is None
            or not (np.isfinite(one) and np.isfinite(other))
            or min(one, other) <= 0
        ):
            return "", ""
        times = max(one, other) / min(one, other)
        if times < 1.02:
            return self.tr("the same loss"), ""
        said = (
            themes.fixed(times, 2)
            if times < 10
            else themes.count(round(times))
            if times < 1e6
            else themes.number(times)
        )
        return self.tr("{n} times").format(n=said), self.tr("the loss")

    def _paint_factor(
        self, painter: QPainter, x: float, places: list[float], half: float, words: tuple[str, str]
    ) -> None:
        """A line between the two labels with the factor in its middle."""
        theme, grown = self._look.theme, self._grown
        top, bottom = min(places) + half + 4, max(places) - half - 4
        tall, middle = (34 if words[1] else 20) * grown, (top + bottom) / 2
        if bottom - top < 14 * grown:
            return
        painter.setPen(theme.pen("loss", 1.4))
        if bottom - top > tall + 16 * grown:
            painter.drawLine(QLineF(x, top, x, middle - tall / 2))
            painter.drawLine(QLineF(x, middle + tall / 2, x, bottom))
            two = bool(words[1])
        else:
            painter.drawLine(QLineF(x, top, x, bottom))
            two = False
        left = x + half + 7 * grown
        painter.setFont(themes.font((14 if self._look.compact else 15.5) * grown, 700))
        painter.setPen(theme.color("loss_text"))
        text = words[0] if two or not words[1] else f"{words[0]} {words[1]}"
        text = _elided(painter, text, self.width() - left - 6)
        up = 9 * grown if two else 0
        painter.drawText(QRectF(left, middle - up - 11 * grown, 200, 22 * grown), _LEFT, text)
        if two:
            painter.setFont(themes.font(max(11.5, 12.5 * grown), 500))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(left, middle - 1 * grown, 200, 20 * grown), _LEFT, words[1])

    # --- the pointer -----------------------------------------------------------------------------------------

    def _update_at(self, x: float) -> int:
        """The update at a place, as far as the run has come."""
        assert self._snapshot is not None
        bed = self.bed
        share = (x - bed.left()) / bed.width()
        most = max(self._snapshot.present, self._snapshot.state.update)
        return int(np.clip(round(share * self._end()), 0, most))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Asks for the moment under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self.bed.contains(event.position()):
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
            QToolTip.showText(event.globalPos(), self._read(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _read(self, place: QPointF) -> str:
        if self._snapshot is None or not self.bed.contains(place):
            return ""
        update = self._update_at(place.x())
        said = [self.tr("update {n}; click or drag to look at it").format(n=themes.count(update))]
        for letter, curve in zip("AB", self._found, strict=False):
            real = np.isfinite(curve.loss)
            if real.any() and update <= curve.update[real][-1]:
                value = float(np.interp(update, curve.update[real], curve.loss[real]))
                said.append(f"{letter}  {themes.number(value)}")
        said += [
            self.tr("{words} at {n}").format(words=mark.sentence, n=themes.count(mark.update))
            for mark in self._snapshot.marks[-3:]
        ]
        return "\n".join(said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the window do all that there is."""
        event.ignore()


def _tick(value: float) -> str:
    return f"{value:g}" if value == 0 or 1e-4 <= value < 1e5 else themes.number(value, 1)


def _parted(heights: list[float], apart: float, top: float, bottom: float) -> list[float]:
    """Heights of labels as near to the curves' ends as they can be without touching."""
    if len(heights) < 2:
        return [min(max(y, top), bottom) for y in heights]
    one, other = heights
    apart = min(apart, bottom - top)
    if abs(one - other) < apart:
        middle = min(max((one + other) / 2, top + apart / 2), bottom - apart / 2)
        up = -1 if one < other else 1
        one, other = middle + up * apart / 2, middle - up * apart / 2
    one, other = (min(max(y, top), bottom) for y in (one, other))
    return [one, other]


def _elided(painter: QPainter, text: str, room: float) -> str:
    """A text cut to a room."""
    metrics = QFontMetricsF(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
