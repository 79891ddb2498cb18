"""A chart of the stage: a bed with curves over updates, its title and its number large beside it."""

from __future__ import annotations

from typing import Literal, final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, font
from ui.views import curves
from ui.views.axis import ticks, update_end
from ui.views.branches import present_of
from ui.views.layer import Layer
from ui.views.stage_curves import Curves, LossCurves, ParameterCurves, Shown
from ui.views.timeline_frame import paint_divergence, tick_text
from ui.views.timeline_layout import TimelineLayout
from wbsim.snapshot import Snapshot

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_MARKS = 1.8  # the scale of marks by which all this is drawn
_LEFT, _FOOT, _TOP = 226, 42, 6  # pixels beside, under and over the bed on the drawn stage,
_GUTTER = {"loss": 20, "parameters": 118}  # and for a value at its right


@final
class StageChart(QWidget):
    """Loss, or biases, over the whole run."""

    def __init__(self, kind: Literal["loss", "parameters"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._curves: Curves = LossCurves() if kind == "loss" else ParameterCurves()
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._shown: Shown | None = None
        self._base = Layer()
        self.setAccessibleName(self.tr("Loss") if kind == "loss" else self.tr("Biases"))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._shown = self._curves.show(snapshot, look, self._where)
        self.update()

    @property
    def _unit(self) -> float:
        return self._look.scale / _MARKS

    @property
    def _where(self) -> TimelineLayout:
        unit = self._unit
        end = 100.0 if self._snapshot is None else float(update_end(present_of(self._snapshot)))
        left, right = round(_LEFT * unit), self.width() - round(_GUTTER[self._kind] * unit)
        high = max(20, self.height() - round((_FOOT + _TOP) * unit))
        return TimelineLayout(0, left, max(left + 40, right), (round(_TOP * unit),), high, end)

    def paintEvent(self, event: QPaintEvent) -> None:
        snapshot, shown, look = self._snapshot, self._shown, self._look
        if snapshot is None or shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = self._where
        key = (where, shown.scale, look.theme, look.scale, shown.hue)
        self._base.draw(painter, key, self.size(), lambda layer: self._ground(layer, where, shown))
        self._words(painter, where, shown)
        painter.save()
        painter.translate(where.left, where.tops[0])
        painter.setClipRect(0, 0, where.width, where.height)
        self._curves.draw(painter, where, look)
        painter.restore()
        self._now(painter, where, shown, snapshot)

    def _ground(self, painter: QPainter, where: TimelineLayout, shown: Shown) -> None:
        """The bed, its grid, and the numbers of both axes."""
        theme, unit, top = self._look.theme, self._unit, where.tops[0]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(QRectF(where.left, top, where.width, where.height), 8 * unit, 8 * unit)
        painter.setBrush(theme.color(shown.hue))
        painter.drawRoundedRect(QRectF(8 * unit, top, 8 * unit, where.height), 4 * unit, 4 * unit)
        size = 21 * unit
        painter.setFont(font(size, 500))
        most = max(2, min(4, int(where.height / (2.2 * size))))
        tries = (shown.scale.ticks(more) for more in (most, most + 1, most + 2))
        marks = next((some for some in tries if len(some) > 1), shown.scale.ticks(most))  # one tells no scale
        for value in marks:
            y = top + where.height * (1 - float(shown.scale.share(value)))
            zero = value == 0 and not shown.scale.log
            painter.setPen(theme.pen("line2" if zero else "grid", 1.5 * unit))
            painter.drawLine(QLineF(where.left, y, where.right, y))
            painter.setPen(theme.color("ink2"))
            middle = min(max(y, top + 0.5 * size), top + where.height - 0.5 * size)
            box = QRectF(where.left - 112 * unit, middle - size, 100 * unit, 2 * size)
            painter.drawText(box, _RIGHT, tick_text(value))
        metrics, under = QFontMetricsF(painter.font()), where.bottom + 6 * unit
        high = _FOOT * unit - 8 * unit
        for mark in ticks(0, where.end, 5):
            text = themes.count(round(mark))
            wide = metrics.horizontalAdvance(text)
            x = min(max(where.x(mark), where.left + wide / 2), max(where.right, where.left + wide) - wide / 2)
            painter.drawText(QRectF(x - wide / 2 - 2, under, wide + 4, high), _CENTER, text)
        painter.drawText(QRectF(0, under, where.left - 12 * unit, high), _RIGHT, self.tr("updates"))

    def _words(self, painter: QPainter, where: TimelineLayout, shown: Shown) -> None:
        """Title, number and what it is, as many lines as the bed is high."""
        theme, unit = self._look.theme, self._unit
        lines = [(shown.title, 30, 700, shown.text), (shown.large, 40, 700, shown.text)]
        lines += [(text, 22, 500, "ink2") for text in shown.small]
        y, bottom = float(where.tops[0]), where.bottom + 4 * unit
        for text, pixels, weight, token in lines:
            if y + 0.95 * pixels * unit > bottom:
                return
            painter.setPen(theme.color(token))
            painter.setFont(themes.fitting_font(text, 132 * unit, pixels * unit, weight))
            y += 1.02 * pixels * unit
            painter.drawText(QPointF(30 * unit, y - 0.14 * pixels * unit), text)
            y += 0.16 * pixels * unit

    def _now(self, painter: QPainter, where: TimelineLayout, shown: Shown, snapshot: Snapshot) -> None:
        """The moment that is looked at as a line through the bed, and the end of the curve that matters."""
        theme, unit, top = self._look.theme, self._unit, where.tops[0]
        if snapshot.state.divergence is not None:
            paint_divergence(painter, self._look, where, snapshot.state.divergence.update)
            return
        x = where.x(snapshot.state.update)
        painter.setPen(theme.pen("ink", 2.6 * unit))
        painter.drawLine(QLineF(x, top, x, where.bottom))
        if shown.dot is None:
            return
        y = top + float(curves.heights(np.array([shown.dot]), shown.scale, where.height)[0])
        y = min(max(y, float(top)), float(where.bottom))
        radius = 9 * unit
        painter.setPen(theme.pen("panel", 3 * unit))
        painter.setBrush(theme.color(shown.hue))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        if shown.end:
            box = QRectF(
                where.right + 10 * unit, y - 22 * unit, _GUTTER[self._kind] * unit - 10 * unit, 44 * unit
            )
            painter.setPen(theme.color(shown.text))
            painter.setFont(themes.fitting_font(shown.end, box.width(), 32 * unit, 700))
            box.moveTop(min(max(box.top(), top - 8 * unit), where.bottom - 36 * unit))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown.end)
