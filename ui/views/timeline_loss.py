"""The lines of the loss chart."""

from __future__ import annotations

import math
from typing import final

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views import curves
from ui.views.axis import loss_scale
from ui.views.contour import lengthened
from ui.views.curves import FitCurves
from ui.views.strokes import GrowingPicture
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Label, Read, flat_pen, round_pen, step_of
from wbsim.history import History
from wbsim.snapshot import Snapshot

_DOTS = 6.0  # pixels from dot to dot


@final
class LossChart(Curves):
    """The loss of the batches faintly, of all training points as a line, of all test points as dots."""

    def __init__(self, bed: Bed) -> None:
        super().__init__(bed)
        self._raw, self._train, self._test = GrowingPicture(), GrowingPicture(), GrowingPicture()

    def read(self, fits: FitCurves, history: History, log: bool, where: TimelineLayout) -> Read:
        """The scale follows the measured losses that are seen; single batches may leave it."""
        seen = where.span.of(fits.update * where.per_update)
        both = np.concatenate([fits.train[seen], fits.test[seen]])
        real = both[np.isfinite(both) & (both > 0)]
        low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
        return Read(loss_scale(low, high, log), fits, history)

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws single batches, then all training points, then all test points."""
        theme, grown = look.theme, max(1.0, look.scale)
        step, size, at = step_of(where.width, 1), QSize(where.width, where.height), QPointF(0, 0)
        span = where.span
        curve = read.history.loss()
        bins = (curve.low[:, None], curve.high[:, None], curve.last[:, None])
        batch = curves.columns(curve.update * where.per_update, *bins, step)
        batch = curves.within(batch, span)
        lines, settled = curves.pieces(curves.drawn(batch, read.scale, where.height, span.left))
        faint = theme.mixed("loss", "sunk", 0.26)
        self._raw.draw(painter, at, size, lines, settled, (flat_pen(faint, 1.1),), faint.rgba())
        fits, color = read.fits, theme.color("loss")
        every = fits.train[:, None]
        thin = curves.columns(fits.update * where.per_update, every, every, every, step)
        thin = curves.within(thin, span)
        lines, settled = curves.pieces(curves.drawn(thin, read.scale, where.height, span.left))
        self._train.draw(
            painter, at, size, lengthened(lines, 0.7), settled, (flat_pen(color, 2.8 * grown),), color.rgba()
        )
        self._draw_dots(painter, where, read, theme, grown)

    def _draw_dots(
        self, painter: QPainter, where: TimelineLayout, read: Read, theme: Theme, grown: float
    ) -> None:
        """The test loss; its dots stand at fixed pixels from update 0: they neither crawl while the curve grows
        nor slide along it while the chart is moved.
        """
        real = np.isfinite(read.fits.test)
        if not real.any():
            return
        x, span, pitch = read.fits.update[real] * where.per_update, where.span, _DOTS * grown
        skipped = max(0, math.floor((span.left - _DOTS / 2) / pitch))
        places = np.arange(_DOTS / 2 + skipped * pitch, min(x[-1], span.right + pitch) + 1e-9, pitch)
        y = np.interp(places, x, curves.heights(read.fits.test[real], read.scale, where.height))
        places -= span.left
        dots = np.stack([places - 0.01, y, places + 0.01, y], axis=1)
        pens = tuple(
            round_pen(color, wide * grown)
            for color, wide in ((theme.color("sunk"), 4.0), (theme.color("loss"), 2.2))
        )
        size = QSize(where.width, where.height)
        self._test.draw(painter, QPointF(0, 0), size, dots, len(dots), pens, pens[1].color().rgba())

    def labels(
        self,
        where: TimelineLayout,
        top: int,
        read: Read,
        snapshot: Snapshot,
        cursor: int | None,
        words: tuple[str, str],
    ) -> list[Label]:
        """Training and test loss at the cursor's update or the latest."""
        fits, fit = read.fits, snapshot.seen.fit
        values: tuple[float | None, float | None] = (None, None)
        if cursor is None and fit is not None:
            values = (fit.train_loss, fit.test_loss)
        else:
            update = snapshot.state.update if cursor is None else cursor
            place = int(np.searchsorted(fits.update, update, side="right")) - 1
            if place >= 0:
                values = (float(fits.train[place]), float(fits.test[place]))
        labels = []
        for word, value, main in zip(words, values, (True, False), strict=True):
            if value is not None and not math.isnan(value):
                y = top + float(
                    np.clip(curves.heights(np.array([value]), read.scale, where.height)[0], 0, where.height)
                )
                labels.append(
                    Label(
                        y,
                        "loss_text",
                        word,
                        ("", ""),
                        themes.number(value, 2 if value < 0.1 else 3),
                        y if main else None,
                        main,
                    )
                )
        return labels


def is_high(read: Read, update: int) -> bool:
    """Whether the loss on training points runs in the upper half of its chart at an update."""
    if not len(read.fits.update):
        return False
    value = float(np.interp(update, read.fits.update, read.fits.train))
    return float(read.scale.share(value)) > 0.5
