"""What a straight line leaves over: the residual of every training point over the input, the band of the typical miss, and
the loss as a formula with today's numbers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.axis import nice_step, ticks
from ui.views.equation import Line, Piece, draw_line, fitting
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.neuron_facts import NeuronFacts, facts_of, plain, subject
from ui.views.neuron_words import tr
from ui.views.plane_axes import heights
from ui.views.plane_curve_line import curve_line
from ui.views.points import sampled
from ui.views.strokes import draw_lines
from wbsim.losses import BY_NAME as LOSSES
from wbsim.plan import Plan
from wbsim.probes.plane import points
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_HUGE = 1e12  # residuals of a run that diverges are no picture
MOST = 600  # points that are drawn
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=4)
def spots(plan: Plan) -> NDArray[np.float64]:
    """Input and target of every training point, in the units of the data: (n, 2)."""
    train = points(plan).train
    return np.stack([train.x[:, 0], heights(plan, train)], axis=1)


def residuals(facts: NeuronFacts) -> NDArray[np.float64] | None:
    """True value less the line, of every training point; None where the network is no line."""
    line = curve_line(facts.plan, facts.snapshot.state.theta)
    if line is None:
        return None
    at = spots(facts.plan)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(at[:, 1] - (line.slope * at[:, 0] + line.intercept))


@final
class NeuronResiduals(QWidget):
    """Residuals over the input, over the formula of the loss."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("What is left over"))
        self._facts: NeuronFacts | None = None
        self._look = Look(LIGHT)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows what the line leaves over."""
        self._look = look
        self._facts = facts_of(snapshot, subject(snapshot.plan, look))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, facts = self._look, self._facts
        draw_card(painter, look.theme, self.size())
        missed = residuals(facts) if facts is not None else None
        if facts is None or missed is None or not (np.abs(missed) < _HUGE).all():
            return
        theme, grown = look.theme, max(0.86, look.scale)
        left, small = 18 * grown, max(11.5, 12.5 * look.scale)
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(max(14, 17 * look.scale), 600))
        painter.drawText(QPointF(left, 30 * grown), tr("What is left over"))
        target = facts.plan.description.target or "y"
        wordings = [tr("residual = true {y} − line").format(y=target), tr("residual = true − line")]
        head, face = fitted(wordings, self.width() - 2 * left, small, 600)
        painter.setFont(face)
        painter.setPen(theme.color("loss_text"))
        painter.drawText(QPointF(left, 52 * grown), head)
        foot = 96 * grown if self.height() > 250 else 0.0
        bed = QRectF(
            max(66.0, 58 * grown),
            62 * grown,
            self.width() - 74 * grown,
            self.height() - 62 * grown - foot - 44 * grown,
        )
        if bed.height() > 30:
            self._paint_plot(painter, facts, missed, bed, grown)
        if foot:
            self._paint_loss(painter, facts, missed, self.height() - foot + 6 * grown, grown)

    def _paint_plot(
        self, painter: QPainter, facts: NeuronFacts, missed: NDArray[np.float64], bed: QRectF, grown: float
    ) -> None:
        theme, look = self._look.theme, self._look
        at = spots(facts.plan)
        low, high = facts.plan.description.ranges[0]
        rmse = float(np.sqrt(np.mean(missed**2)))
        far = float(np.abs(missed).max()) or 1.0
        step = nice_step(far / 2)
        far = np.ceil(far / step - 1e-9) * step
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunk"))
        painter.drawRoundedRect(bed, 6, 6)
        xs = bed.left() + (at[:, 0] - low) / (high - low) * bed.width()
        middle = bed.center().y()
        per = 0.5 * bed.height() / (1.06 * far)
        painter.setBrush(theme.color("loss_pale"))
        painter.drawRect(QRectF(bed.left(), middle - rmse * per, bed.width(), 2 * rmse * per))
        painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
        for mark in ticks(-far, far, 5 if bed.height() > 120 else 3):
            y = middle - mark * per
            painter.setPen(theme.pen("ink2" if mark == 0 else "grid", 1.4 if mark == 0 else 1))
            painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(0, y - 9, bed.left() - 6, 18), _RIGHT, f"{mark:.10g}".replace("-", "−"))
        some = sampled(len(at), min(MOST, len(at)))
        x, r = xs[some], missed[some]
        painter.setPen(theme.pen("loss", 2.0 * grown))
        draw_lines(painter, np.stack([x, np.full(len(x), middle), x, middle - r * per], axis=1))
        painter.setPen(theme.pen("panel", 1.2))
        painter.setBrush(theme.color("positive_class"))
        radius = 3.6 * grown
        for one, two in zip(x.tolist(), (middle - r * per).tolist(), strict=True):
            painter.drawEllipse(QPointF(one, two), radius, radius)
        painter.setPen(theme.color("loss_text"))
        painter.setFont(themes.font(max(11.5, 12 * look.scale), 700))
        typical = tr("± {rmse}").format(rmse=themes.number(rmse))
        painter.drawText(QRectF(bed.left() + 6, bed.top() + 3, 120, 16), _LEFT, typical)
        painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
        painter.setPen(theme.color("ink2"))
        for mark in ticks(low, high, 5):
            left = bed.left() + (mark - low) / (high - low) * bed.width()
            painter.drawText(
                QRectF(left - 40, bed.bottom() + 3, 80, 16), _CENTER, f"{mark:.10g}".replace("-", "−")
            )
        described = facts.plan.description
        title = described.title(0) if described.titles else "x"
        painter.drawText(QRectF(bed.left(), bed.bottom() + 19 * grown, bed.width(), 18), _CENTER, title)
        self._paint_upright(painter, facts, bed)

    def _paint_upright(self, painter: QPainter, facts: NeuronFacts, bed: QRectF) -> None:
        unit = facts.plan.description.target_unit
        painter.save()
        painter.translate(13, bed.center().y())
        painter.rotate(-90)
        text = tr("residual ({unit})").format(unit=unit) if unit else tr("residual")
        painter.drawText(QRectF(-bed.height() / 2, -9, bed.height(), 18), _CENTER, text)
        painter.restore()

    def _paint_loss(
        self, painter: QPainter, facts: NeuronFacts, missed: NDArray[np.float64], top: float, grown: float
    ) -> None:
        """L = 1/n Σ (y − wx − b)² and what it is now."""
        theme, look = self._look.theme, self._look
        left, room = 18 * grown, self.width() - 36 * grown
        painter.setPen(theme.pen("line", 1))
        painter.drawLine(QLineF(left, top - 6 * grown, left + room, top - 6 * grown))
        wish = facts.plan.experiment.loss
        half, square = wish == "half_mse", wish in ("half_mse", "mse")
        plain_units = facts.plan.scales.targets.is_none and facts.plan.scales.inputs.is_none
        small = max(11.5, 13 * look.scale)
        if square and plain_units:
            line, pixels = fitting([loss_line(facts, half)], room, 22 * grown, 11)
            draw_line(painter, theme, QPointF(left, top + 20 * grown), line, pixels)
        fit = facts.snapshot.seen.fit
        unit = facts.plan.description.target_unit
        if fit is not None:
            number = plain(float(f"{fit.train_loss:.3g}"))
            squared = f" ({unit})²" if unit and square and plain_units else ""
            name = translated(LOSSES[wish].word)
            painter.setFont(themes.font(small + 1, 700))
            painter.setPen(theme.color("loss_text"))
            painter.drawText(QPointF(left, top + 46 * grown), number)
            x = left + painter.fontMetrics().horizontalAdvance(number) + 6
            words = f"{squared} {tr('mean')} {name}" if not name.startswith("mean") else f"{squared} {name}"
            words, face = fitted([words, f"{squared} {tr('mean')}"], self.width() - x - 8, small, 500)
            painter.setFont(face)
            painter.setPen(theme.color("ink"))
            painter.drawText(QPointF(x, top + 46 * grown), words)
        above, below = int((missed > 0).sum()), int((missed < 0).sum())
        text = tr("{above} points above the line, {below} below").format(
            above=themes.count(above), below=themes.count(below)
        )
        short = tr("{above} above, {below} below").format(
            above=themes.count(above), below=themes.count(below)
        )
        text, face = fitted([text, short], room, small, 500)
        painter.setFont(face)
        painter.setPen(theme.color("ink"))
        painter.drawText(QPointF(left, top + 70 * grown), text)


def loss_line(facts: NeuronFacts, half: bool) -> Line:
    """L = 1/45 Σ ½ (y − wx − b)²."""
    term = facts.terms[0]
    pieces = [
        Piece("L", token="loss_text"), Piece("=", face="upright", space=0.26),
        Piece(f"1/{facts.plan.train_size}", face="upright", space=0.26), Piece("Σ", face="upright", space=0.2),
        Piece("½" if half else "", face="upright", space=0.1), Piece("(", face="upright", space=0.1), Piece("y"),
        Piece("−", face="upright", space=0.2), Piece(term.weight_symbol.text, token="weight_text", space=0.2), *term.symbol,
    ]  # fmt: skip
    if facts.b is not None:
        pieces += [Piece("−", face="upright", space=0.2), Piece("b", token="bias_text", space=0.2)]
    return (*pieces, Piece(")", superscript="2", face="upright"))
