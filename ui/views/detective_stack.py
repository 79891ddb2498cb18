"""The loss of the training points with the penalty stacked on it, and how large weights and biases are, over updates; with
what L2 pulls at and how strongly, to be changed while the run goes on.
"""

from __future__ import annotations

from itertools import pairwise
from typing import final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.axis import loss_scale, update_end
from ui.views.curves import spread
from ui.views.detective_chart import Chart, paint_bed, paint_line, polygon, thinned, top_of
from ui.views.detective_words import LEFT, type_size, width_of, write
from ui.views.layer import draw_card
from ui.views.segments import Segments
from wbsim.growth import Norms, Stack, norms, penalties, stack
from wbsim.snapshot import Snapshot

PULLED = ("weights", "both", "biases")
RATES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3)


@final
class StackView(QWidget):
    """The card of loss and penalty."""

    pulled_chosen = Signal(str)  # weights, both or biases
    rate_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Loss and penalty"))
        self.setToolTip(
            self.tr(
                "The true loss is the thick line; the penalty lies on it; dots are the loss of the test points"
            )
        )
        self.on, self.rate = Segments(self), Segments(self)
        self.on.setAccessibleName(self.tr("L2 on"))
        self.on.setToolTip(self.tr("What L2 pulls to 0: the weights, weights and biases, or only the biases"))
        self.rate.setAccessibleName(self.tr("L2 rate"))
        self.rate.setToolTip(
            self.tr("λ: how strongly L2 pulls; ½·λ·Σθ² is to be small beside the loss. The run goes on")
        )
        self.on.chosen.connect(lambda place: self.pulled_chosen.emit(PULLED[place]))
        self.rate.chosen.connect(lambda place: self.rate_chosen.emit(RATES[place]))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._stack: Stack | None = None
        self._norms: Norms | None = None

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment, as far as its run has come."""
        self._snapshot, self._look = snapshot, look
        history = snapshot.history.until(snapshot.state.update) if snapshot.is_past else snapshot.history
        self._stack, self._norms = stack(history, snapshot.run), norms(history)
        wish = snapshot.plan.experiment.penalty
        words = (self.tr("weights"), self.tr("weights and biases"), self.tr("only biases"))
        if self._narrow():
            words = (self.tr("weights"), self.tr("both"), self.tr("biases"))
        self.on.show_words(words, PULLED.index(wish.on), look.theme, look.scale)
        rates = tuple(self.tr("off") if not rate else f"{rate:g}" for rate in RATES)
        chosen = RATES.index(wish.l2) if wish.l2 in RATES else -1
        self.rate.show_words(rates, chosen, look.theme, look.scale, inset=4.0 if self._narrow() else 6.0)
        self._place()
        self.update()

    # --- places --------------------------------------------------------------------------------------------

    def _margin(self) -> float:
        return (14 if self._look.compact else 20) * self._look.scale

    def _narrow(self) -> bool:
        return self.width() < 900 * self._look.scale

    def _title(self) -> float:
        return (
            self._margin()
            + width_of(self._look, self.tr("Loss and penalty"), 17, 600)
            + 18 * self._look.scale
        )

    def _two_lines(self) -> bool:
        needed = self.on.sizeHint().width() + self.rate.sizeHint().width() + self._labels()
        return self._title() + needed + self._margin() > self.width()

    def _labels(self) -> float:
        look = self._look
        return width_of(look, self.tr("L2 on"), 13, 600) + width_of(look, "λ", 14, 600) + 44 * look.scale

    def _place(self) -> None:
        look = self._look
        middle = (18 if look.compact else 23) * look.scale
        gap = 8 * look.scale
        x = self._title()
        if self._two_lines():
            middle, x = middle + 30 * look.scale, self._margin()
        x += width_of(look, self.tr("L2 on"), 13, 600) + gap
        self.on.move(round(x), round(middle - self.on.height() / 2))
        x += self.on.width() + 2 * gap + width_of(look, "λ", 14, 600) + gap
        self.rate.move(round(x), round(middle - self.rate.height() / 2))

    def resizeEvent(self, event: object) -> None:
        """Keeps the switches in the head."""
        self._place()

    def _beds(self) -> tuple[QRectF, QRectF]:
        """The bed of the loss and that of the sizes; they share an axis."""
        look = self._look
        top = (38 if look.compact else 48) * look.scale + (30 * look.scale if self._two_lines() else 0)
        bottom = self.height() - 2.5 * type_size(look, 12)
        left = max(124.0, 140 * look.scale)
        right = self.width() - max(126.0, 148 * look.scale)
        room, gap = bottom - top, 12 * look.scale
        upper = 0.62 * (room - gap)
        return QRectF(left, top, right - left, upper), QRectF(
            left, top + upper + gap, right - left, room - gap - upper
        )

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints both charts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, snapshot = self._look, self._snapshot
        draw_card(painter, look.theme, self.size())
        middle = (18 if look.compact else 23) * look.scale
        title = QRectF(self._margin(), middle - 14, self.width(), 28)
        write(painter, look, title, self.tr("Loss and penalty"), size=17, weight=600, token="ink")
        for words, size, beside in ((self.tr("L2 on"), 13, self.on), ("λ", 14, self.rate)):
            wide = width_of(look, words, size, 600)
            box = QRectF(beside.x() - wide - 8 * look.scale, beside.y(), wide + 4, beside.height())
            write(painter, look, box, words, size=size, weight=600, token="ink2")
        if snapshot is None or self._stack is None or self._norms is None:
            return
        upper, lower = self._beds()
        if min(upper.height(), upper.width()) < 20:
            return
        end = float(update_end(max(snapshot.state.update, 1)))
        self._paint_stack(painter, Chart(upper, end, self._loss_scale(self._stack)), self._stack)
        self._paint_sizes(painter, lower, end, self._norms)
        self._paint_changes(painter, upper, lower, end)

    @staticmethod
    def _loss_scale(found: Stack):  # type: ignore[no-untyped-def]
        whole = np.fmax(found.loss + found.penalty, found.test)
        return loss_scale(0.0, top_of(whole), log=False)

    def _paint_stack(self, painter: QPainter, chart: Chart, found: Stack) -> None:
        look, theme = self._look, self._look.theme
        self._head(painter, chart.box, self.tr("Loss"), self.tr("+ penalty"), "loss")
        paint_bed(
            painter, look, chart, numbered=False, rows=max(2, int(chart.box.height() / (34 * look.scale)))
        )
        if not len(found.update):
            return
        painter.save()
        painter.setClipRect(chart.box)
        levels = [found.loss, found.loss + found.on_weights, found.loss + found.on_weights + found.on_biases]
        lines = [thinned(chart.points(found.update, level)) for level in levels]
        for (below, above), token, edge, there in zip(
            pairwise(lines), ("weight_pale", "bias_pale"), ("weight", "bias_line"),
            (found.on_weights.any(), found.on_biases.any()), strict=True,
        ):  # fmt: skip
            if not there:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(token))
            painter.drawPolygon(polygon(np.concatenate([above, below[::-1]])))
            paint_line(painter, above, theme.pen(edge, 1.6))
        paint_line(painter, lines[0], theme.pen("loss", 2.8))
        tested = np.isfinite(found.test)
        if tested.any():
            dots = thinned(chart.points(found.update[tested], found.test[tested]), 6 * max(0.9, look.scale))
            painter.setPen(theme.pen("loss", 2.6, flat=False))
            painter.drawPoints(polygon(dots))
        painter.restore()
        self._label_stack(painter, chart, found)

    def _label_stack(self, painter: QPainter, chart: Chart, found: Stack) -> None:
        """Names and values at the ends of the curves."""
        labels = [(found.loss[-1], self.tr("loss {value}"), found.loss[-1], "loss_text")]
        over = found.loss[-1]
        for part, words, token in (
            (found.on_weights, self.tr("+ {value} weights"), "weight_text"),
            (found.on_biases, self.tr("+ {value} biases"), "bias_text"),
        ):
            if part.any():
                over = over + part[-1]
                labels.append((over, words, part[-1], token))
        if len(labels) > 1:
            labels.append((over, self.tr("= {value}"), over, "ink2"))
        if np.isfinite(found.test[-1]):
            labels.append((found.test[-1], self.tr("··· test {value}"), found.test[-1], "loss_text"))
        self._write_ends(painter, chart, labels)

    def _paint_sizes(self, painter: QPainter, box: QRectF, end: float, found: Norms) -> None:
        look, theme = self._look, self._look.theme
        top = max(top_of(found.weights), top_of(found.biases))
        chart = Chart(box, end, loss_scale(0.0, top, log=False))
        words = "" if found.exact else self.tr("estimated")
        self._head(painter, box, self.tr("Size"), words or self.tr("‖w‖, ‖b‖"), "weight")
        paint_bed(painter, look, chart, numbered=True, rows=max(2, int(box.height() / (30 * look.scale))))
        line = 1.4 * type_size(look, 12)
        under = QRectF(4, box.bottom() + 4, box.left() - 14, line)
        write(
            painter, look, under, self.tr("updates"), token="ink2", size=12, side=Qt.AlignmentFlag.AlignRight
        )
        if not len(found.update):
            return
        painter.save()
        painter.setClipRect(box.adjusted(0, -1, 0, 1))
        paint_line(painter, thinned(chart.points(found.update, found.weights)), theme.pen("weight", 2.6))
        if found.biases.any():
            paint_line(
                painter,
                thinned(chart.points(found.update, found.biases)),
                theme.pen("bias_line", 2.6),
            )
        painter.restore()
        ends: list[tuple[float, str, float, str]] = [
            (found.weights[-1], "‖w‖ {value}", found.weights[-1], "weight_text")
        ]
        ends.append((found.biases[-1], "‖b‖ {value}", found.biases[-1], "bias_text"))
        self._write_ends(painter, chart, sorted(ends))

    def _write_ends(
        self, painter: QPainter, chart: Chart, labels: list[tuple[float, str, float, str]]
    ) -> None:
        look, line = self._look, 1.3 * type_size(self._look, 12.5)
        wishes = [float(chart.points(np.array([0.0]), np.array([level]))[0, 1]) for level, *_ in labels]
        # they are kept in the order of the curves, from the lowest up
        order = [wish - 0.01 * place for place, wish in enumerate(wishes)]
        tops = spread(order, line, chart.box.top() + 4, chart.box.bottom() - 2)
        for y, (_, words, value, token) in zip(tops, labels, strict=True):
            box = QRectF(chart.box.right() + 8, y - line / 2, self.width() - chart.box.right() - 12, line)
            said = words.format(value=themes.number(value, 3))
            write(painter, look, box, said, size=12.5, weight=700, token=token, side=LEFT)

    def _head(self, painter: QPainter, box: QRectF, title: str, under: str, token: str) -> None:
        """The name of a chart at its left, with a bar in its hue."""
        look, theme = self._look, self._look.theme
        bar = QRectF(10 * look.scale, box.top(), 4 * look.scale, box.height())
        painter.fillRect(bar, theme.color(token))
        left = bar.right() + 7 * look.scale
        line = 1.35 * type_size(look, 14)
        write(
            painter,
            look,
            QRectF(left, box.top(), 90, line),
            title,
            size=14.5,
            weight=700,
            token=f"{token}_text",
        )
        if box.height() > 2.4 * line:
            write(painter, look, QRectF(left, box.top() + line, 90, line), under, size=12, token="ink2")

    def _paint_changes(self, painter: QPainter, upper: QRectF, lower: QRectF, end: float) -> None:
        """A dashed line where the penalty was changed, with what it then was."""
        assert self._snapshot is not None
        look, theme = self._look, self._look.theme
        taken = upper.left()
        for update, penalty in penalties(self._snapshot.run)[1:]:
            if not 0 < update <= self._snapshot.state.update:
                continue
            x = upper.left() + upper.width() * update / end
            pen = QPen(theme.color("ink2"), 1.2)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, upper.top()), QPointF(x, lower.bottom()))
            on = {"weights": self.tr("weights"), "biases": self.tr("biases"), "both": self.tr("both")}[
                penalty.on
            ]
            words = self.tr("L2 {rate} on {what}").format(rate=f"{penalty.l2:g}", what=on)
            words = words if penalty.l2 else self.tr("L2 off")
            wide = width_of(look, words, 12, 600) + 12
            left = x + 4 if x + 4 + wide <= upper.right() else x - 4 - wide
            if left < taken:
                continue
            box = QRectF(left, upper.top() + 3, wide, 1.5 * type_size(look, 12))
            painter.setPen(theme.pen("line", 1))
            painter.setBrush(theme.color("panel"))
            painter.drawRoundedRect(box, 4, 4)
            write(painter, look, box.adjusted(6, 0, 6, 0), words, size=12, weight=600, token="ink")
            taken = left + wide + 4
