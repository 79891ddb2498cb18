"""The lines of the loss chart."""

from __future__ import annotations

import math
from typing import final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views import curves
from ui.views.axis import loss_scale
from ui.views.branches import Shown, shown_branches
from ui.views.chip import chip_size, draw_chip
from ui.views.measurements import FitCurves, Measurements
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_others import OtherLines, loss_trace
from ui.views.timeline_read import Heading, Label, Read, Tag, Trace, row_at
from ui.views.timeline_strokes import Bins, DottedLine, Line
from wbsim.history import History
from wbsim.smoothing import smoothed, span_of
from wbsim.snapshot import Snapshot

_ROOMY = 70  # pixels of height from which a bed has room for more words


@final
class LossChart(Curves):
    """The loss of the batches faintly, their smoothed mean, of all training points as a line, of all test points as
    dots; and thinly that of all training points of other branches.
    """

    def __init__(self, bed: Bed) -> None:
        super().__init__(bed)
        self._raw, self._train, self._smooth = Line(), Line(), Line()
        self._test = DottedLine()
        self._others = OtherLines()
        self._known: dict[int, tuple[Measurements, History, Trace]] = {}  # of other branches, by number

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """The scale follows the measured losses that are seen; single batches may leave it."""
        seen = where.span.of(fits.update * where.per_update)
        both = fits.loss[seen].ravel()
        real = both[np.isfinite(both) & (both > 0)]
        low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
        batch = snapshot.history.loss()
        mean = smoothed(batch.update, batch.last, span_of(snapshot.history.stride))
        traces = self._traces(tuple(one for one in shown_branches(snapshot, look) if not one.at_hand))
        for trace in traces:
            part = trace.last[where.span.of(trace.update * where.per_update)]
            real = part[np.isfinite(part) & (part > 0)]
            if len(real):
                low, high = min(low, float(real.min())), max(high, float(real.max()))
        scale = loss_scale(low, high, look.log_loss)
        return Read(scale, fits, snapshot.history, batch=batch, smooth=mean, traces=traces)

    def _traces(self, shown: tuple[Shown, ...]) -> tuple[Trace, ...]:
        """The loss on training points of other branches, read again only where a history is another one."""
        known, self._known = self._known, {}
        for one in shown:
            table, history, trace = known.get(one.number, (Measurements(), None, None))
            if trace is None or history is not one.history:
                trace = loss_trace(one, table, tested=False)
            self._known[one.number] = (table, one.history, trace)
        return tuple(trace for _, _, trace in self._known.values() if np.isfinite(trace.last).any())

    def tags(self, where: TimelineLayout, top: int, read: Read) -> list[Tag]:
        """The letters of other branches at the ends of their curves, inside the bed."""
        found = []
        for trace in read.traces:
            end = min(float(trace.shown.end), where.end)
            value = trace.at(end)
            if value is not None and trace.shown.end >= where.start:
                height = curves.heights(np.array([value]), read.scale, where.height)[0]
                x, y = min(where.x(end), where.right - 30.0), top + float(np.clip(height, 0, where.height))
                found.append(Tag(trace.shown.branch.letter, "", x, y, "loss_text", "loss"))
        return found

    def heading(self, snapshot: Snapshot, look: Look, read: Read) -> Heading:
        """Under the title stands the switch of the axis."""
        span = themes.count(span_of(snapshot.history.stride))
        note = self.tr("mean of {n}").format(n=span) if look.charts else ""
        return Heading(self.tr("Loss"), "", "loss", "loss_text", read.scale, wide="linear ", note=note)

    def tip(self, read: Read) -> str:
        """What its lines are."""
        text = self.tr(
            "Loss: thick on all training points, dots on all test points; faint of single batches, and thin their mean "
            "over about {span} updates (exponential, corrected at the start)"
        ).format(span=themes.count(span_of(read.history.stride)))
        best = read.history.best
        if best is None:
            return text
        where = self.tr("\nLowest {loss} at update {update}, marked by a triangle when it is past")
        return text + where.format(loss=themes.number(best.loss), update=themes.count(best.update))

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws single batches, their mean, then all training points, then all test points."""
        theme, grown, fits, batch = look.theme, max(1.0, look.scale), read.fits, read.batch
        assert batch is not None
        color = theme.color("loss")
        self._others.draw(painter, where, read.scale, read.traces, "loss", look)
        for line, bins, hue, width in (
            (
                self._raw,
                Bins(batch.update, batch.low[:, None], batch.high[:, None], batch.last[:, None]),
                theme.mixed("loss", "sunk", 0.26),
                1.1,
            ),
            (
                self._smooth,
                Bins.of(batch.update, read.smooth),
                theme.mixed("loss", "sunk", 0.62),
                1.5 * grown,
            ),
            (self._train, Bins.of(fits.update, fits.train), color, 2.8 * grown),
        ):
            line.draw(painter, where, read.scale, bins, hue, width)
        self._test.draw(painter, where, read, fits.test, (color, theme.color("sunk")), grown)
        self._draw_best(painter, where, read, look)

    def _draw_best(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """A triangle on the lowest loss, once it is past; on large charts with a word."""
        theme, grown, best = look.theme, max(1.0, look.scale), read.history.best
        if best is None or not len(read.fits.update):
            return
        x = (best.update - where.start) * where.per_update
        now = (read.fits.update[-1] - where.start) * where.per_update
        if not 0 <= x <= where.width or now - x < 9 * grown:
            return
        y = float(curves.heights(np.array([best.loss]), read.scale, where.height)[0])
        y = min(max(y - 4 * grown, 9 * grown), float(where.height))
        shape = QPolygonF(
            [QPointF(x, y), QPointF(x - 5 * grown, y - 8 * grown), QPointF(x + 5 * grown, y - 8 * grown)]
        )
        painter.setPen(theme.pen("sunk", 1.5))
        painter.setBrush(theme.color("ink"))
        painter.drawPolygon(shape)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if look.charts:
            font = themes.font(max(11.5, 12 * look.scale), 600)
            wide, high = chip_size(self.tr("best"), font)
            left = x - wide - 8 * grown if x > wide + 8 * grown else x + 8 * grown
            draw_chip(
                painter,
                theme,
                QRectF(left, max(1.0, y - 4 * grown - high / 2), wide, high),
                self.tr("best"),
                font,
            )

    def labels(
        self, where: TimelineLayout, top: int, read: Read, snapshot: Snapshot, cursor: int | None, most: int
    ) -> list[Label]:
        """Training and test loss, and where there is room the mean of the batches."""
        fits, fit = read.fits, snapshot.seen.fit
        update = snapshot.state.update if cursor is None else cursor
        values: tuple[float | None, float | None] = (None, None)
        place = row_at(fits, update)
        if cursor is None and fit is not None:
            values = (fit.train_loss, fit.test_loss)
        elif place is not None:
            values = (float(fits.loss[place, 0]), float(fits.loss[place, 1]))
        shown = [(self.tr("train"), values[0], True), (self.tr("test"), values[1], False)]
        if most > 2 and where.height >= _ROOMY and read.batch is not None:
            last = int(np.searchsorted(read.batch.update, update, side="right")) - 1
            shown.append((self.tr("mean"), float(read.smooth[last]) if last >= 0 else None, False))
        labels = []
        for word, value, main in shown:
            if value is not None and not math.isnan(value):
                height = curves.heights(np.array([value]), read.scale, where.height)[0]
                y = top + float(np.clip(height, 0, where.height))
                text = themes.number(value, 2 if value < 0.1 else 3)
                labels.append(Label(y, "loss_text", "loss", word, ("", ""), text, y if main else None, main))
        return labels


def is_high(read: Read, update: int) -> bool:
    """Whether the loss on training points runs in the upper half of its chart at an update."""
    if not len(read.fits.update):
        return False
    value = float(np.interp(update, read.fits.update, read.fits.train))
    return float(read.scale.share(value)) > 0.5
