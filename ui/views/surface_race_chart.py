"""The chart of a contest: the loss over moves or updates of everybody from the same start."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.axis import Scale, loss_scale, nice_step, ticks
from ui.views.equation import Piece, draw_line, line_width
from ui.views.surface_field import level_text
from ui.views.surface_frame import grown
from ui.views.surface_ways import RIVAL_FORMS, Form, paint_end, paint_handle, paint_way
from wbsim.contest import Standing, Way

_LOG = 4.0  # times the lowest loss that the highest must be, so that the chart is logarithmic
_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def forms(standing: Standing) -> list[tuple[Form, Way]]:
    """Everybody with the form of the path."""
    shown: list[tuple[Form, Way]] = list(zip(RIVAL_FORMS, standing.rivals, strict=False))
    return [*shown, ("hand", standing.hand)] if standing.hand is not None else shown


def scale_of(standing: Standing) -> Scale:
    """The scale of losses that holds everybody."""
    losses = np.concatenate([way.losses for way in standing.ways])
    finite = losses[np.isfinite(losses) & (losses > 0)]
    if not len(finite):
        return Scale(0.1, 1.0, log=True)
    first = float(standing.ways[0].losses[0])
    # what shoots up on its way would press all others flat
    high = min(float(finite.max()), 30 * first) if first > 0 else float(finite.max())
    low = float(finite.min())
    if high > _LOG * low:
        return loss_scale(low, high, log=True)
    grain = nice_step(max(high - low, 1e-3 * high) / 4)
    return Scale(max(0.0, math.floor(low / grain - 0.2) * grain), math.ceil(high / grain + 0.2) * grain)


def paint_chart(painter: QPainter, look: Look, bed: QRectF, standing: Standing, loss: str) -> None:
    """Axes and everybody's losses on a bed."""
    theme, scale = look.theme, grown(look.scale)
    losses, budget = scale_of(standing), standing.contest.budget
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(bed, 6, 6)
    _paint_axes(painter, look, bed, losses, budget, loss, standing.hand is not None)

    def point(move: int, value: float) -> QPointF:
        share = float(np.clip(losses.share(value), -0.02, 1.02))
        return QPointF(bed.left() + move / budget * bed.width(), bed.bottom() - share * bed.height())

    hand = standing.hand
    if hand is not None:
        x = point(hand.moves, losses.low).x()
        painter.setPen(theme.pen("ink", 2))
        painter.drawLine(QLineF(x, bed.top() - 3, x, bed.bottom()))
    painter.save()
    painter.setClipRect(bed.adjusted(-10, -10, 10, 10).toAlignedRect())
    for form, way in forms(standing):
        points = [point(k, value) for k, value in enumerate(way.losses.tolist()) if np.isfinite(value)]
        paint_way(painter, theme, form, points, 0.85 * scale, casing=False)
        if points and form != "hand":
            paint_end(painter, theme, form, points[-1], 0.7 * scale)
    if hand is not None and np.isfinite(hand.loss):
        paint_handle(painter, theme, point(hand.moves, hand.loss), 0.55 * scale, halo=False)
    painter.restore()


def _paint_axes(
    painter: QPainter, look: Look, bed: QRectF, losses: Scale, budget: int, loss: str, hand: bool
) -> None:
    theme, scale = look.theme, grown(look.scale)
    painter.setFont(themes.font(max(11.5, 12 * scale), 500))
    for value in losses.ticks(max(3, int(bed.height() / (34 * scale)))):
        y = round(bed.bottom() - float(losses.share(value)) * bed.height())
        painter.setPen(theme.pen("grid", 1))
        painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(bed.left() - 70, y - 10, 62, 20), _RIGHT, level_text(value))
    for move in ticks(0, budget, 4):
        x = bed.left() + move / budget * bed.width()
        painter.setPen(theme.pen("grid", 1))
        painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(x - 30, bed.bottom() + 3 * scale, 60, 18 * scale), _CENTER, themes.count(round(move))
        )
    painter.setPen(theme.color("ink2"))
    words = _tr("updates or moves") if hand else _tr("updates")
    under = QRectF(bed.left(), bed.bottom() + 20 * scale, bed.width(), 18 * scale)
    painter.drawText(under, _CENTER, words)
    pixels = round(max(12.0, 13 * scale))
    words = _tr("{loss}, log").format(loss=loss) if losses.log else loss
    title = (Piece(words, token="loss_text", face="strong"),)
    painter.save()
    painter.translate(bed.left() - 50 * scale, bed.center().y())
    painter.rotate(-90)
    draw_line(painter, theme, QPointF(-line_width(title, pixels) / 2, 0), title, pixels)
    painter.restore()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)
