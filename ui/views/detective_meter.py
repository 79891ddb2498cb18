"""The overfitting meter: the loss of the training points beside that of the test points, and how the sizes of the weights
are spread now and were at the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, Theme
from ui.views.axis import mark_words, nice_step, ticks
from ui.views.detective_chart import paint_bars
from ui.views.detective_words import CENTER, LEFT, RIGHT, type_size, width_of, write
from ui.views.layer import draw_card
from wbsim.findings.learning import OVERFIT
from wbsim.snapshot import Snapshot

_BINS = 24
_MOST = 50_000  # weights that are counted, at most


@dataclass(frozen=True, eq=False)
class Sizes:
    """The shares of weights in equal bins of |w| from 0 to `top`, now and at the start, (bins,), and their means."""

    top: float
    now: NDArray[np.float64]
    start: NDArray[np.float64]
    mean: float
    mean_at_start: float


def sizes_of(snapshot: Snapshot) -> Sizes:
    """How the sizes of the weights are spread; at the start of the stretch in which these parameters exist."""
    plan, theta = snapshot.plan, snapshot.state.theta
    now = np.abs(theta[~plan.is_bias][:: plan.size // _MOST + 1].astype(float))
    start = now[:0]
    for track, _, values in snapshot.history.eras():
        if track.layout == plan.layout:
            start = np.abs(values[0, -1].astype(float))[~plan.is_bias[track.places]]
            break
    largest = float(np.nan_to_num(now, nan=0.0, posinf=0.0).max(initial=0.0))
    largest = max(largest, float(start.max(initial=0.0)), 1e-6)
    step = nice_step(largest / 4)
    top = step * np.ceil(largest / step)
    return Sizes(
        top, _shares(now, top), _shares(start, top), float(now.mean()) if len(now) else 0.0,
        float(start.mean()) if len(start) else 0.0,
    )  # fmt: skip


def _shares(sizes: NDArray[np.float64], top: float) -> NDArray[np.float64]:
    places = np.minimum(np.nan_to_num(sizes / top, nan=0.0, posinf=1.0) * _BINS, _BINS - 1).astype(int)
    return np.bincount(places, minlength=_BINS) / max(1, len(sizes))


@final
class MeterView(QWidget):
    """The card of the meter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Overfitting"))
        self.setToolTip(
            self.tr(
                "Overfitting: the test loss stays high while the training loss falls, and the weights grow"
            )
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._sizes: Sizes | None = None

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._sizes = sizes_of(snapshot)
        self.update()

    def _margin(self) -> float:
        return (14 if self._look.compact else 20) * self._look.scale

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the losses and the spread."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, snapshot = self._look, self._snapshot
        draw_card(painter, look.theme, self.size())
        margin, middle = self._margin(), (18 if look.compact else 23) * look.scale
        title = QRectF(margin, middle - 14, self.width(), 28)
        end = margin + write(
            painter, look, title, self.tr("Overfitting meter"), size=17, weight=600, token="ink"
        )
        if snapshot is None or self._sizes is None:
            return
        self._paint_ratio(painter, QRectF(end + 12, middle - 14, self.width() - end - 12 - margin, 28))
        top = middle + 20 * look.scale
        line = 1.75 * type_size(look, 13)
        bars = QRectF(margin, top, self.width() - 2 * margin, 2 * line)
        self._paint_losses(painter, bars, line)
        head = QRectF(margin, bars.bottom() + 4 * look.scale, bars.width(), 1.5 * type_size(look, 12.5))
        self._paint_heading(painter, head, self._sizes)
        foot = 2.2 * type_size(look, 12) + 6
        plot = QRectF(margin, head.bottom() + 4, bars.width(), self.height() - foot - head.bottom() - 4)
        if plot.height() > 16:
            self._paint_spread(painter, plot, self._sizes)

    def _losses(self) -> tuple[float, float | None] | None:
        assert self._snapshot is not None
        fit = self._snapshot.seen.fit
        if fit is None:
            measured = self._snapshot.history.measured
            fit = measured[-1].fit if measured else None
        return None if fit is None else (fit.train_loss, fit.test_loss)

    def _paint_ratio(self, painter: QPainter, box: QRectF) -> None:
        """How many times the training loss the test loss is."""
        losses = self._losses()
        if losses is None:
            return
        train, test = losses
        if test is None:
            write(painter, self._look, box, self.tr("no test points"), size=13, token="ink2", side=RIGHT)
            return
        if not (np.isfinite(train) and np.isfinite(test)):
            words = self.tr("the losses are beyond every number")
            write(painter, self._look, box, words, size=13, weight=700, token="loss_text", side=RIGHT)
            return
        times = test / train if train > 0 else np.inf
        if times >= 1000:
            words = self.tr("test loss is over 1 000 times the training loss")
            short = self.tr("over 1 000 times")
        else:
            number = f"{times:.1f}" if times < 10 else themes.count(round(times))
            words = self.tr("test loss is {times} times the training loss").format(times=number)
            short = self.tr("{times} times").format(times=number)
        token = "loss_text" if times >= OVERFIT else "ink2"
        fits = width_of(self._look, words, 13, 700) <= box.width()
        write(
            painter, self._look, box, words if fits else short, size=13, weight=700, token=token, side=RIGHT
        )

    def _paint_losses(self, painter: QPainter, box: QRectF, line: float) -> None:
        """A bar for each set over one scale: filled for training, hollow for test."""
        look, theme, losses = self._look, self._look.theme, self._losses()
        if losses is None:
            return
        train, test = losses
        name = max(width_of(look, word, 13, 600) for word in (self.tr("train"), self.tr("test"))) + 12
        value = width_of(look, "0.0000000", 13, 700) + 6
        first = self._first_loss()
        top = max(x for x in (train, test or 0.0, first, 1e-12) if np.isfinite(x))
        wide = box.width() - name - value
        for place, (word, loss, filled) in enumerate(
            ((self.tr("train"), train, True), (self.tr("test"), test, False))
        ):
            if loss is None:
                continue
            row = QRectF(box.left(), box.top() + place * line, box.width(), line)
            write(painter, look, row, word, size=13, weight=600, token="ink")
            bed = QRectF(box.left() + name, row.top() + 0.2 * line, wide, 0.6 * line)
            painter.fillRect(bed, theme.color("sunk"))
            share = min(1.0, loss / top) if np.isfinite(loss) else 1.0
            bar = QRectF(bed.left(), bed.top(), max(2.0, bed.width() * share), bed.height())
            if filled:
                painter.fillRect(bar, theme.color("loss"))
            else:
                painter.setPen(theme.pen("loss", 2))
                painter.setBrush(theme.color("loss_pale"))
                painter.drawRect(bar.adjusted(1, 1, -1, -1))
            write(painter, look, row, themes.number(loss), size=13, weight=700, token="loss_text", side=RIGHT)

    def _first_loss(self) -> float:
        """The training loss at the start, that the bars may be seen to fall."""
        assert self._snapshot is not None
        measured = self._snapshot.history.measured
        return measured[0].fit.train_loss if measured else 0.0

    def _paint_heading(self, painter: QPainter, box: QRectF, found: Sizes) -> None:
        """What the bars and the outline are, with the mean of each."""
        look, theme = self._look, self._look.theme
        size = 9 * max(0.9, look.scale)
        x = box.right()
        parts = (
            [(self.tr("at the start, mean {value}"), found.mean_at_start, "start")]
            if found.start.any()
            else []
        )
        for words, value, kind in (*parts, (self.tr("now, mean {value}"), found.mean, "now")):
            said = words.format(value=themes.number(value, 2))
            wide = width_of(look, said, 12.5)
            x -= wide
            write(painter, look, QRectF(x, box.top(), wide + 4, box.height()), said, token="ink2")
            x -= size + 5
            swatch = QRectF(x, box.center().y() - size / 2, size, size)
            if kind == "now":
                painter.fillRect(swatch, theme.mixed("weight", "panel", 0.72))
            else:
                painter.setPen(_outline(theme))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(swatch)
            x -= 14 * look.scale
        title = self.tr("Sizes of the weights, |w|")
        fits = box.left() + width_of(look, title, 13, 600) <= x
        write(painter, look, box, title if fits else "|w|", size=13, weight=600, token="weight_text")

    def _paint_spread(self, painter: QPainter, plot: QRectF, found: Sizes) -> None:
        """Bars for now and an outline for the start."""
        look, theme = self._look, self._look.theme
        painter.fillRect(plot, theme.color("sunk"))
        most = max(float(found.now.max()), float(found.start.max(initial=0.0)), 1e-9)
        step = plot.width() / _BINS
        color = theme.mixed("weight", "panel", 0.72)
        places = np.flatnonzero(found.now)
        left, high = plot.left() + places * step, (plot.height() - 4) * found.now[places] / most
        top = plot.bottom() - np.maximum(1.5, high)
        paint_bars(painter, color, left, top, left + step - 1, plot.bottom())
        self._paint_outline(painter, plot, found, most)
        painter.setPen(theme.pen("line2", 1.2))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        line = 1.4 * type_size(look, 12)
        marks = ticks(0.0, found.top, max(2, int(plot.width() / (70 * max(1.0, look.scale)))))
        for mark in marks:
            x = plot.left() + plot.width() * mark / found.top
            side = LEFT if mark == 0 else RIGHT if mark >= found.top * 0.99 else CENTER
            begin = x if side == LEFT else x - 80 if side == RIGHT else x - 40
            box = QRectF(begin, plot.bottom() + 3, 80, line)
            write(painter, look, box, mark_words(mark), size=12, token="ink2", side=side)

    def _paint_outline(self, painter: QPainter, plot: QRectF, found: Sizes, most: float) -> None:
        if not found.start.any():
            return
        theme, step = self._look.theme, plot.width() / _BINS
        points = [QPointF(plot.left(), plot.bottom())]
        for place, share in enumerate(found.start.tolist()):
            y = plot.bottom() - (plot.height() - 4) * share / most
            points += [QPointF(plot.left() + place * step, y), QPointF(plot.left() + (place + 1) * step, y)]
        painter.setPen(_outline(theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        last = max(np.flatnonzero(found.start), default=0)
        painter.drawPolyline(
            [*points[: 2 * int(last) + 3], QPointF(plot.left() + (int(last) + 1) * step, plot.bottom())]
        )


def _outline(theme: Theme) -> QPen:
    """The pen of what was at the start."""
    pen = QPen(theme.color("ink2"), 1.5)
    pen.setDashPattern([3, 2])
    return pen
