"""Why one class and not another: what every filter and the biases add to the lead of the answer over its rival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.fitted import fitted
from ui.views.image_facts import convolutions
from ui.views.image_words import signed, tr
from ui.views.layer import draw_card
from ui.views.sure import sure_of
from wbsim.probes.why import why
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Part:
    """What one filter, the biases, or all that are not shown add; `filter` is the id of one."""

    name: str
    value: float
    filter: int | None = None
    bias: bool = False


@dataclass(frozen=True)
class Reason:
    """The lead of one class over another, in parts."""

    one: str
    other: str
    parts: tuple[Part, ...]
    lead: float


def reason(snapshot: Snapshot, most: int) -> Reason | None:
    """Why the answer leads over the target, or where it is right over the next best; in at most so many parts.

    None where it cannot be said filter by filter.
    """
    plan, trace = snapshot.plan, snapshot.seen.trace
    rows = convolutions(plan)
    answer = None if trace is None else sure_of(plan, trace)
    if trace is None or answer is None or not rows or plan.outputs != len(answer.shares):
        return None
    one = answer.read
    order = np.argsort(-answer.shares, kind="stable")
    other = answer.true if answer.true is not None and answer.true != one else int(order[order != one][0])
    found = why(plan, snapshot.state.theta, trace, one, other)
    if found is None:
        return None
    ids = rows[-1].layer.neurons
    parts = [
        Part(tr("filter {n}").format(n=k + 1), float(value), ids[k]) for k, value in enumerate(found.parts)
    ]
    biases = [Part(tr("biases"), found.biases, bias=True)] if plan.rows[-1].biases >= 0 else []
    lead = float(found.parts.sum()) + found.biases
    room = most - len(biases)
    if len(parts) > room:
        kept = sorted(sorted(range(len(parts)), key=lambda k: -abs(parts[k].value))[: max(1, room - 1)])
        rest = sum(part.value for k, part in enumerate(parts) if k not in kept)
        others = Part(tr("{n} others").format(n=len(parts) - len(kept)), rest)
        parts = [parts[k] for k in kept] + [others]
    names = plan.description.classes
    return Reason(names[one], names[other], (*parts, *biases), lead)


@final
class WhyView(QWidget):
    """A bar a filter."""

    filter_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Why this answer"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._found: Reason | None = None

    def sizeHint(self) -> QSize:
        """The size in the picture of the room."""
        return QSize(432, 210)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._find()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """As many parts as there is room for."""
        self._find()

    def _find(self) -> None:
        if self._snapshot is not None:
            area = self._area()
            self._found = reason(
                self._snapshot, max(2, int(area.height() // (17 * max(1.0, self._look.scale))))
            )
            if self._found is not None and not self._snapshot.playing:
                parts = ", ".join(f"{part.name} {signed(part.value)}" for part in self._found.parts)
                self.setAccessibleDescription(f"{self._title()} {parts}")

    def _title(self) -> str:
        if self._found is None:
            return tr("Why this answer?")
        return tr("Why {one}, not {other}?").format(one=self._found.one, other=self._found.other)

    def _side(self) -> float:
        return (14 if self._look.compact else 20) * max(1.0, self._look.scale)

    def _area(self) -> QRectF:
        grown, side = max(1.0, self._look.scale), self._side()
        top = (54 if self._look.compact else 64) * grown
        return QRectF(side, top, self.width() - 2 * side, self.height() - top - 8 * grown)

    def rows(self) -> list[tuple[QRectF, Part]]:
        """Where the parts stand."""
        if self._found is None:
            return []
        area = self._area()
        step = min(26 * max(1.0, self._look.scale), area.height() / max(1, len(self._found.parts)))
        return [
            (QRectF(area.left(), area.top() + n * step, area.width(), step), part)
            for n, part in enumerate(self._found.parts)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, theme, grown, side = self._look, self._look.theme, max(1.0, self._look.scale), self._side()
        draw_card(painter, theme, self.size())
        head = QRectF(side, (6 if look.compact else 10) * grown, self.width() - 2 * side, 30 * grown)
        text, face = fitted(
            [self._title(), tr("Why?")], head.width(), (15 if look.compact else 17) * grown, 600
        )
        painter.setFont(face)
        painter.setPen(theme.color("ink"))
        painter.drawText(head, _LEFT, text)
        used = painter.fontMetrics().horizontalAdvance(text) + 12
        found, rows = self._found, self.rows()
        if found is None or not rows:
            return
        lead = tr("leads by z {lead}").format(lead=signed(found.lead))
        text, face = fitted([lead, signed(found.lead)], head.width() - used, 13 * look.scale)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(head, _RIGHT, text)
        name, figure = 62 * grown, (54 if self.width() > 260 * grown else 46) * grown
        reach = max(1e-9, *(abs(part.value) for part in found.parts))
        negative = max((-part.value for part in found.parts if part.value < 0), default=0.0)
        positive = max((part.value for part in found.parts if part.value > 0), default=0.0)
        left, right = rows[0][0].left() + name, rows[0][0].right() - figure
        left += figure if negative > 0 else 8
        total = max(1e-9, negative + positive)
        zero = left + (right - left) * min(0.8, negative / total)
        scale = min(
            (zero - left) / max(negative, 1e-9), (right - zero) / max(positive, 1e-9), (right - left) / reach
        )
        self._paint_ends(painter, found, zero, rows[0][0].top())
        painter.setPen(theme.pen("line2", 1.2))
        painter.drawLine(QLineF(zero, rows[0][0].top(), zero, rows[-1][0].bottom()))
        for box, part in rows:
            self._paint_part(painter, box, part, zero, scale)

    def _paint_ends(self, painter: QPainter, found: Reason, zero: float, top: float) -> None:
        grown = max(1.0, self._look.scale)
        painter.setFont(themes.font(max(11.5, 12 * self._look.scale), 500))
        painter.setPen(self._look.theme.color("ink2"))
        high = 20 * grown
        for_other, for_one = (
            tr("← for {name}").format(name=found.other),
            tr("for {name} →").format(name=found.one),
        )
        painter.drawText(QRectF(0, top - high, zero - 8, high), _RIGHT, for_other)
        painter.drawText(QRectF(zero + 8, top - high, self.width() - zero, high), _LEFT, for_one)

    def _paint_part(self, painter: QPainter, box: QRectF, part: Part, zero: float, scale: float) -> None:
        look, theme, grown = self._look, self._look.theme, max(1.0, self._look.scale)
        chosen = part.filter is not None and part.filter == look.neuron
        pixels = max(11.5, min(14 * look.scale, 0.8 * box.height()))
        hue = (
            ("bias_text", "bias", "bias_pale", "bias_line")
            if part.bias
            else ("weight_text", "weight", "weight_pale", "weight")
        )
        painter.setFont(themes.font(pixels, 700 if chosen or part.bias else 600))
        painter.setPen(theme.color(hue[0] if part.bias else "ink"))
        painter.drawText(box, _LEFT, part.name)
        high = min(17 * grown, 0.72 * box.height())
        long = abs(part.value) * scale
        bar = QRectF(zero if part.value >= 0 else zero - long, box.center().y() - high / 2, long, high)
        radius = min(3.0, long / 2)
        if part.value >= 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(hue[1]))
            painter.drawRoundedRect(bar, radius, radius)
        elif long > 2:
            pen = theme.pen(hue[3], 1.5)
            pen.setDashPattern([3, 2.2])
            painter.setPen(pen)
            painter.setBrush(theme.color(hue[2]))
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(themes.font(pixels, 700))
        painter.setPen(theme.color(hue[0]))
        if part.value >= 0:
            painter.drawText(
                QRectF(bar.right() + 6, box.top(), 80 * grown, box.height()), _LEFT, signed(part.value)
            )
        else:
            painter.drawText(
                QRectF(bar.left() - 6 - 80 * grown, box.top(), 80 * grown, box.height()),
                _RIGHT,
                signed(part.value),
            )

    # --- pointer -------------------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> Part | None:
        return next((part for box, part in self.rows() if box.contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the filter of a row."""
        part = self._at(event.position())
        if part is not None and part.filter is not None and event.button() == Qt.MouseButton.LeftButton:
            self.filter_chosen.emit(part.filter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows what can be clicked."""
        part = self._at(event.position())
        if part is not None and part.filter is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Says what a part is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, place: QPointF) -> str:
        part, found = self._at(place), self._found
        if part is None or found is None:
            return ""
        words = tr("What {name} add to z of {one} minus z of {other}: {value}")
        if part.filter is not None:
            words = tr(
                "What all places of the map of {name} add to z of {one} minus z of {other}: {value}. Click to choose it."
            )
        return words.format(name=part.name, one=found.one, other=found.other, value=signed(part.value, 3))
