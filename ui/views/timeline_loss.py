"""The moving part of the loss chart."""

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
from ui.views.curves import Columns, FitCurves
from ui.views.strokes import GrowingPicture
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Label, Read, flat_pen, round_pen, step_of
from wbsim.history import History
from wbsim.snapshot import Snapshot

_DOTS = 6.0  # pixels from dot to dot


@final
class LossChart:
    """The loss of the batches faintly, of all training points as a line, of all test points as dots."""

    def __init__(self) -> None:
        self._raw, self._train, self._test = GrowingPicture(), GrowingPicture(), GrowingPicture()

    def read(self, fits: FitCurves, history: History, log: bool) -> Read:
        """The scale follows the measured losses; single batches may leave it."""
        both = np.concatenate([fits.train, fits.test])
        real = both[np.isfinite(both) & (both > 0)]
        low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
        return Read(loss_scale(low, high, log), fits, history)

    def paint(self, painter: QPainter, where: TimelineLayout, top: int, read: Read, look: Look) -> None:
        """Draws the lines into the bed at `top`."""
        theme, grown = look.theme, max(1.0, look.scale)
        step, size, at = step_of(where.width, 1), QSize(where.width, where.height), QPointF(where.left, top)
        curve = read.history.loss()
        bins = (curve.low[:, None], curve.high[:, None], curve.last[:, None])
        batch = curves.columns(curve.update * where.per_update, *bins, step)
        lines, settled = curves.pieces(curves.drawn(batch, read.scale, where.height))
        faint = theme.mixed("loss", "sunk", 0.26)
        self._raw.draw(painter, at, size, lines, settled, (flat_pen(faint, 1.1),), faint.rgba())
        fits, color = read.fits, theme.color("loss")
        every = fits.train[:, None]
        thin = curves.columns(fits.update * where.per_update, every, every, every, step)
        y = curves.heights(thin.last, read.scale, where.height)
        lines, settled = curves.pieces(Columns(thin.x, y, y, y))
        self._train.draw(
            painter, at, size, lengthened(lines, 0.7), settled, (flat_pen(color, 2.8 * grown),), color.rgba()
        )
        self._paint_dots(painter, where, top, read, theme, grown)

    def _paint_dots(
        self, painter: QPainter, where: TimelineLayout, top: int, read: Read, theme: Theme, grown: float
    ) -> None:
        """The test loss; its dots stand at fixed pixels, so that they do not crawl while the curve grows."""
        real = np.isfinite(read.fits.test)
        if not real.any():
            return
        x = read.fits.update[real] * where.per_update
        places = np.arange(_DOTS / 2, x[-1] + 1e-9, _DOTS * grown)
        y = np.interp(places, x, curves.heights(read.fits.test[real], read.scale, where.height))
        dots = np.stack([places - 0.01, y, places + 0.01, y], axis=1)
        pens = tuple(
            round_pen(color, wide * grown)
            for color, wide in ((theme.color("sunk"), 4.0), (theme.color("loss"), 2.2))
        )
        size = QSize(where.width, where.height)
        self._test.draw(
            painter, QPointF(where.left, top), size, dots, len(dots), pens, pens[1].color().rgba()
        )

    def labels(
        self,
        where: TimelineLayout,
        top: int,
        read: Read,
        snapshot: Snapshot,
        look: Look,
        words: tuple[str, str],
    ) -> list[Label]:
        """Training and test loss at the cursor's update or the latest."""
        fits, fit = read.fits, snapshot.seen.fit
        values: tuple[float | None, float | None] = (None, None)
        if look.cursor is None and fit is not None:
            values = (fit.train_loss, fit.test_loss)
        else:
            update = snapshot.state.update if look.cursor is None else look.cursor
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
