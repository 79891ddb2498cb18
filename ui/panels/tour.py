"""A step of a tour as it is seen: rings around what is meant, a line that leads to them, and a small card with words and
buttons. It knows neither the steps nor the window.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Button, Dressed, dress_all
from ui.panels.fields import Words
from ui.panels.marks import Link
from ui.theme import Theme

_WIDE = 336  # pixels of the card at scale 1
_RING, _HALO = 2.6, 6.0  # pixels of a ring, and of what sets it off from any ground
_FAR = 170  # pixels at scale 1 from which on a line would only cross what is between
_DOT = 3.6  # radius of a dot that says which step it is


@dataclass(frozen=True)
class Ring:
    """What is meant: a place, and whether a circle goes around it."""

    place: QRectF
    round: bool = False

    @property
    def box(self) -> QRectF:
        """Where the ring runs."""
        if not self.round:
            return self.place
        side = max(self.place.width(), self.place.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(self.place.center())
        return box

    def edge_towards(self, point: QPointF) -> QPointF:
        """Where a line from a point to its middle meets it."""
        middle = self.box.center()
        if self.round:
            way = QLineF(middle, point)
            way.setLength(self.box.width() / 2)
            return way.p2()
        return nearest(self.box, point)


def nearest(box: QRectF, point: QPointF) -> QPointF:
    """The point of a rectangle that is nearest to another."""
    return QPointF(min(max(point.x(), box.left()), box.right()), min(max(point.y(), box.top()), box.bottom()))


def place_for(size: QSize, rings: Sequence[Ring], clear: QRectF, room: QRect, gap: float) -> QRect:
    """Where a card of a size lies inside the room: on no ring and not on what is to stay clear, if that can be, and near the
    first ring. Of the places around them the one that covers least of them, and of these the nearest.
    """
    inside = QRectF(room)
    if not rings:
        rings = (Ring(QRectF(inside.center(), inside.center())),)

    def at(x: float, y: float) -> QRectF:
        x = min(max(x, inside.left()), inside.right() - size.width())
        y = min(max(y, inside.top()), inside.bottom() - size.height())
        return QRectF(x, y, size.width(), size.height())

    first = rings[0].box
    left, top = first.center().x() - size.width() / 2, first.center().y() - size.height() / 2
    ways = []
    for box, away in ((first, gap), (clear, gap / 3)):
        ways += [
            at(left, box.bottom() + away), at(box.right() + away, top), at(left, box.top() - away - size.height()),
            at(box.left() - away - size.width(), top), at(box.right() + away, box.bottom() + away),
            at(box.left() - away - size.width(), box.bottom() + away),
        ]  # fmt: skip

    def cost(card: QRectF) -> tuple[float, float]:
        padded = card.adjusted(-8, -8, 8, 8)
        covered = sum(_area(padded.intersected(ring.box)) for ring in rings) + _area(card.intersected(clear))
        return round(covered), QLineF(nearest(card, first.center()), first.center()).length()

    return min(ways, key=cost).toRect()


def _area(box: QRectF) -> float:
    return box.width() * box.height()


@final
class TourRings(QWidget):
    """Lies over a window and takes nothing from it: neither the pointer nor the keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None
        self.scale = 1.0
        self.rings: tuple[Ring, ...] = ()
        self.card = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_rings(self, rings: Iterable[Ring], card: QRect) -> None:
        """Draws rings, and lines to them from a card."""
        rings = tuple(rings)
        if (rings, card) != (self.rings, self.card):
            self.rings, self.card = rings, card
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grown = max(1.0, self.scale)
        halo, line = theme.color("panel"), theme.color("ink")
        halo.setAlphaF(0.85)
        for color, width in ((halo, _HALO * grown), (line, _RING * grown)):
            pen = QPen(color, width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for ring in self.rings:
                self._paint_ring(painter, ring)
            for leader in self.leaders:
                painter.drawLine(leader)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line)
        for leader in self.leaders:
            painter.drawEllipse(leader.p2(), 3.6 * grown, 3.6 * grown)

    @property
    def leaders(self) -> tuple[QLineF, ...]:
        """The lines from the card: one to the first ring, and to others that are not far."""
        found = []
        for place, ring in enumerate(self.rings):
            start = nearest(QRectF(self.card), ring.box.center())
            line = QLineF(start, ring.edge_towards(start))
            if line.length() > 4 and (place == 0 or line.length() < _FAR * self.scale):
                found.append(line)
        return tuple(found)

    def _paint_ring(self, painter: QPainter, ring: Ring) -> None:
        if ring.round:
            painter.drawEllipse(ring.box)
        else:
            radius = min(12 * self.scale, ring.box.height() / 2)
            painter.drawRoundedRect(ring.box, radius, radius)


@final
class Dots(Dressed, QWidget):
    """Which of the steps it is."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._at = count, 0

    def show_step(self, step: int) -> None:
        """Marks a step, from 0."""
        self._at = step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round((4 * _DOT * self._count) * self.scale), round(3 * _DOT * self.scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(self._count):
            painter.setBrush(self.theme.color("ink" if step == self._at else "line2"))
            middle = QPointF((2 + 4 * step) * _DOT * self.scale, self.height() / 2)
            painter.drawEllipse(middle, _DOT * self.scale, _DOT * self.scale)


@final
class TourCard(QWidget):
    """The words of a step, and the buttons that go on, back, and out."""

    onward = Signal()
    backward = Signal()
    skipped = Signal()

    def __init__(self, steps: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps
        self.theme: Theme | None = None
        self.scale = 1.0
        self.heading = Words("", "ink", 16, 600)
        self.lines = (Words(token="ink", size=13.5, wrap=True), Words(token="ink", size=13.5, wrap=True))
        self.dots = Dots(steps)
        self.skip = Link(_tr("Skip"), _tr("End the tour; Shift+F1 brings it back  (Esc)"))
        self.back = Button("", _tr("Back"), kind="pill", height=32)
        self.back.setToolTip(_tr("The step before  (←)"))
        self.back.setAccessibleName(_tr("Back"))
        self.next = Button("", _tr("Next"), kind="strong", height=32)
        self.skip.clicked.connect(self.skipped)
        self.back.clicked.connect(self.backward)
        self.next.clicked.connect(self.onward)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.heading)
        for line in self.lines:
            self._column.addWidget(line)
        self._row = QHBoxLayout()
        self._row.addWidget(self.dots)
        self._row.addStretch(1)
        for button in (self.skip, self.back, self.next):
            self._row.addWidget(button)
        self._column.addLayout(self._row)
        self.hide()

    def show_step(self, step: int, heading: str, lines: tuple[str, str]) -> None:
        """Shows the words of a step, counted from 0."""
        self.heading.say(heading)
        for words, line in zip(self.lines, lines, strict=True):
            words.say(line)
        self.dots.show_step(step)
        last = step == self._steps - 1
        self.next.setText(_tr("Done") if last else _tr("Next"))
        self.next.setToolTip(_tr("End the tour  (Enter)") if last else _tr("The next step  (Enter or →)"))
        self.next.setAccessibleName(self.next.text())
        self.next.updateGeometry()
        self.back.setVisible(step > 0)
        self.skip.setVisible(not last)
        spoken = _tr("Step {step} of {steps}: {heading}").format(
            step=step + 1, steps=self._steps, heading=heading
        )
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(" ".join(lines))

    def wished(self, most: int) -> QSize:
        """How large it is, no wider than a window of `most` pixels allows."""
        wide = min(round(_WIDE * self.scale), most - 24)
        margins = self._column.contentsMargins()
        inner = wide - margins.left() - margins.right()
        words = sum(line.heightForWidth(inner) for line in self.lines)
        rest = self.heading.sizeHint().height() + self.next.sizeHint().height()
        gaps = 3 * self._column.spacing() + margins.top() + margins.bottom()
        return QSize(wide, math.ceil(words + rest + gaps))

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.theme, self.scale = theme, scale
        dress_all(self, theme, scale)
        pad = round(18 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(14 * scale))
        self._column.setSpacing(round(9 * scale))
        self._row.setSpacing(round(10 * scale))
        self.update()

    def mousePressEvent(self, event: object) -> None:
        """What is under the card is not pressed."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("ink", 1.6))
        painter.setBrush(self.theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), 13, 13)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tour", text)
