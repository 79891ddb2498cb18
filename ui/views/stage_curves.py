"""What the two charts of the stage show of a history: the loss, and the biases (weights where there are none). They keep
nothing between moments but thinned blocks and pictures of lines that have settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QSize
from PySide6.QtGui import QColor, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views import curves
from ui.views.axis import Scale, loss_scale, parameter_scale
from ui.views.contour import lengthened
from ui.views.curves import Strand, Thinner
from ui.views.measurements import FitCurves, Measurements
from ui.views.names import parameters_of
from ui.views.strokes import GrowingPicture
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Read, flat_pen, step_of
from ui.views.timeline_strokes import Bins, DottedLine, Line
from wbsim.snapshot import Snapshot

_SAMPLED = 60  # lines that stand for all, of more than
_MOST = 300


@dataclass(frozen=True, eq=False)
class Shown:
    """What a chart shows of a moment."""

    scale: Scale
    hue: str  # of the bar and the dot,
    text: str  # and of the words
    title: str
    large: str  # the number under it
    small: tuple[str, ...]  # what that is, and what else there is
    dot: float | None = None  # the value at the end of the line that matters
    end: str = ""  # that value in words, beside the bed


class Curves(Protocol):
    """One of the charts."""

    def show(self, snapshot: Snapshot, look: Look, where: TimelineLayout) -> Shown:
        """What there is to say of a moment; what is drawn follows from it."""

    def draw(self, painter: QPainter, where: TimelineLayout, look: Look) -> None:
        """Draws the lines; (0, 0) is the upper left corner of the bed."""


@final
class LossCurves:
    """The loss of all training points as a line, of all test points as dots."""

    def __init__(self) -> None:
        self._measurements, self._train, self._test = Measurements(), Line(), DottedLine()
        self._read: Read | None = None
        self._now: tuple[float, float, float] | None = None  # update, and the losses of the moment

    def show(self, snapshot: Snapshot, look: Look, where: TimelineLayout) -> Shown:
        fits, fit = self._measurements.curves(snapshot.history.measured), snapshot.seen.fit
        values = (np.nan, np.nan) if fit is None else (fit.train_loss, _number(fit.test_loss))
        every = np.concatenate([fits.loss.ravel(), np.array(values)])
        real = every[np.isfinite(every) & (every > 0)]
        low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
        scale = loss_scale(low, high, look.log_loss)
        self._read = Read(scale, fits, snapshot.history)
        self._now = None if fit is None or snapshot.is_past else (float(snapshot.state.update), *values)
        tested = np.isfinite(values[1])
        main = values[1] if tested else values[0]
        words = (
            (_tr("test"), _tr("train {loss}").format(loss=_loss(values[0]))) if tested else (_tr("train"),)
        )
        return Shown(
            scale, "loss", "loss_text", _tr("Loss"), _loss(main) if np.isfinite(main) else "–",
            words if fit is not None else (), float(main) if np.isfinite(main) else None,
        )  # fmt: skip

    def draw(self, painter: QPainter, where: TimelineLayout, look: Look) -> None:
        read, theme = self._read, look.theme
        if read is None:
            return
        color, width = theme.color("loss"), 2.4 * look.scale
        fits = read.fits
        update, loss = fits.update, fits.loss
        if self._now is not None and (not len(update) or update[-1] < self._now[0]):
            update = np.append(update, self._now[0])
            loss = np.vstack([loss.reshape(-1, 2), self._now[1:]])
        self._train.draw(painter, where, read.scale, Bins.of(update, loss[:, 0]), color, width)
        dotted = Read(read.scale, FitCurves(update, loss, loss, loss, loss), read.history)
        self._test.draw(painter, where, dotted, loss[:, 1], (color, theme.color("panel")), 0.9 * look.scale)


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _loss(value: float) -> str:
    return themes.number(value, 2 if value < 0.1 else 3)


@final
class ParameterCurves:
    """Every bias as a line, those of the neuron at hand thick; every weight where nothing has a bias."""

    def __init__(self) -> None:
        self._thinners = {kind: Thinner(kind) for kind in "bw"}
        self._all, self._strong = GrowingPicture(), GrowingPicture()
        self._found: tuple[Strand, ...] = ()
        self._marked: tuple[str, ...] = ()
        self._scale, self._kind = Scale(-1.0, 1.0), "b"

    def show(self, snapshot: Snapshot, look: Look, where: TimelineLayout) -> Shown:
        plan, history, theta = snapshot.plan, snapshot.history, snapshot.state.theta
        self._kind = kind = "b" if plan.is_bias.any() else "w"
        count = int(np.count_nonzero(plan.is_bias == (kind == "b")))
        ids = tuple(name for name in plan.layout.followed_ids if name[:1] == kind)
        wanted = None if len(ids) <= _MOST else ids[:: -(-len(ids) // _SAMPLED)]
        marked = tuple(name for name in parameters_of(plan, look.neuron) if name[:1] == kind)
        if wanted is not None:
            wanted = tuple(dict.fromkeys((*wanted, *marked)))
        step = step_of(where.width, len(wanted or ids))
        self._found = self._thinners[kind].strands(history, where.per_update, step, wanted, where.span)
        self._marked = marked if len(marked) <= 12 else ()
        self._scale = parameter_scale(*curves.reach(self._found))
        token = "bias_text" if kind == "b" else "weight_text"
        own = float(theta[plan.index[marked[0]]]) if len(marked) == 1 and np.isfinite(theta).all() else None
        return Shown(
            self._scale, "bias" if kind == "b" else "weight", token,
            _tr("Biases") if kind == "b" else _tr("Weights"), themes.count(count), _lines(count, wanted),
            own, "" if own is None else themes.fixed(own),
        )  # fmt: skip

    def draw(self, painter: QPainter, where: TimelineLayout, look: Look) -> None:
        hue = "bias_line" if self._kind == "b" else "weight"
        theme, grown = look.theme, look.scale
        thin, thick = (1.5, 3.4) if self._kind == "b" else (1.3, 2.8)
        share = 0.6 if self._kind == "b" else 0.42
        self._lines(painter, self._all, where, None, theme.mixed(hue, "panel", share), thin * grown)
        if self._marked:
            self._lines(painter, self._strong, where, self._marked, theme.color(hue), thick * grown)

    def _lines(
        self,
        painter: QPainter,
        picture: GrowingPicture,
        where: TimelineLayout,
        only: tuple[str, ...] | None,
        color: QColor,
        width: float,
    ) -> None:
        strands = [s if only is None else s.only(only) for s in self._found]
        parts = [
            curves.pieces(curves.drawn(s.thin, self._scale, where.height, where.span.left))
            for s in strands
            if s.ids
        ]
        lines, settled = curves.joined(parts)
        size = QSize(where.width, where.height)
        key = (color.rgba(), width)
        thick: NDArray[np.floating] = lengthened(lines, 0.25 * width)
        picture.draw(painter, QPointF(0, 0), size, thick, settled, (flat_pen(color, width),), key)


def _lines(count: int, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    if wanted is not None:
        return (_tr("{shown} shown").format(shown=themes.count(len(wanted))),)
    return (_tr("lines") if count != 1 else _tr("line"),)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Stage", text)
