"""The four phases of an update: forward, loss, backward, update; the one at hand is lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.buttons import CardButton
from ui.views.shortcuts import PRESS
from wbsim.ladder import PHASES, Phase
from wbsim.snapshot import Snapshot

Standing = Literal["done", "at hand", "coming"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhasesView", text)


def titles() -> dict[Phase, tuple[str, str]]:
    """What the phases are called, and in a few words what happens in each."""
    return {
        "forward": (_tr("Forward"), _tr("values flow right")),
        "loss": (_tr("Loss"), _tr("compare with the target")),
        "backward": (_tr("Backward"), _tr("blame flows left")),
        "update": (_tr("Update"), _tr("each parameter moves")),
    }


def phase_of(snapshot: Snapshot) -> Phase | None:
    """The phase at hand: that of the last tick; None before the first, and where nothing is walked."""
    coming = snapshot.coming
    if coming is None or not 1 <= snapshot.tick <= coming.ladder.total:
        return None
    return coming.ladder.stage(snapshot.tick).phase


def standings(snapshot: Snapshot) -> dict[Phase, Standing]:
    """How each phase stands, of the sample at hand; all are done when the update has landed."""
    at = phase_of(snapshot)
    coming = snapshot.coming
    if at is None or coming is None:
        return dict.fromkeys(PHASES, "coming")
    if snapshot.tick == coming.ladder.total:
        return {"forward": "done", "loss": "done", "backward": "done", "update": "at hand"}
    place = PHASES.index(at)
    found: dict[Phase, Standing] = {}
    for number, phase in enumerate(PHASES):
        found[phase] = "done" if number < place else "at hand" if number == place else "coming"
    return found


@dataclass(frozen=True)
class _Face:
    """All that decides how a tab looks."""

    title: str
    caption: str
    number: int
    standing: Standing
    landed: bool
    theme: Theme
    scale: float
    compact: bool


@final
class PhaseTab(CardButton):
    """One phase: its number or, where it is done, a check mark; its name and what happens in it."""

    def __init__(self, parent: QWidget, phase: Phase) -> None:
        super().__init__(parent, phase, "")
        self.phase = phase
        self.face: _Face | None = None

    def show_face(self, face: _Face) -> None:
        """Takes on how it stands and looks."""
        if face == self.face:
            return
        self.face, self.colors, self.scale = face, face.theme, face.scale
        spoken = {"done": _tr("done"), "at hand": _tr("at hand"), "coming": _tr("to come")}[face.standing]
        self.setAccessibleName(f"{face.title}, {spoken}")
        tip = _tr("{title}: {caption}; a click goes to its end").format(
            title=face.title, caption=face.caption
        )
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Enter goes there."""
        if event.key() in PRESS:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the tab."""
        face = self.face
        if face is None:
            return
        grown, lit = max(0.86, face.scale), face.standing == "at hand"
        painter, box = self.begin_card(lit)
        r = (11.5 if face.compact else 15) * grown
        center = QPointF(box.left() + 16 * grown + r, box.center().y())
        self._paint_badge(painter, center, r, face, lit)
        self._paint_words(painter, center.x() + r + 12 * grown, face, lit, grown)
        self.paint_ring(painter, box)

    def _paint_badge(self, painter: QPainter, center: QPointF, r: float, face: _Face, lit: bool) -> None:
        theme, checked = face.theme, face.standing == "done" or (lit and face.landed)
        if face.standing == "coming":
            painter.setPen(QPen(theme.color("line2"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("on_primary" if lit else "ink2"))
        painter.drawEllipse(center, r, r)
        if checked:
            pen = QPen(theme.color("primary" if lit else "panel"), 0.17 * r)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            x, y = center.x(), center.y()
            painter.drawPolyline(
                [
                    QPointF(x - 0.42 * r, y + 0.02 * r),
                    QPointF(x - 0.1 * r, y + 0.34 * r),
                    QPointF(x + 0.44 * r, y - 0.32 * r),
                ]
            )
            return
        painter.setPen(theme.color("primary" if lit else "ink2"))
        painter.setFont(themes.font(max(11.5, 0.95 * r), 700))
        painter.drawText(
            QRectF(center.x() - r, center.y() - r, 2 * r, 2 * r),
            Qt.AlignmentFlag.AlignCenter,
            str(face.number),
        )

    def _paint_words(self, painter: QPainter, left: float, face: _Face, lit: bool, grown: float) -> None:
        theme, strong = face.theme, themes.font(17 * grown if not face.compact else 15 * grown, 600)
        plain = themes.font(max(11.5, 13 * grown), 500)
        room = QRectF(left, 0, self.width() - left - 8 * grown, self.height())
        painter.setPen(theme.color("on_primary" if lit else "ink"))
        painter.setFont(strong)
        if not face.compact:
            middle = self.height() / 2
            painter.drawText(QPointF(left, middle - 2.5 * grown), face.title)
            painter.setFont(plain)
            painter.setPen(theme.color("on_primary" if lit else "ink2"))
            painter.drawText(QPointF(left, middle + 16.5 * grown), face.caption)
            return
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, face.title)
        used = QFontMetricsF(strong).horizontalAdvance(face.title) + 10 * grown
        if used + QFontMetricsF(plain).horizontalAdvance(face.caption) <= room.width():
            painter.setFont(plain)
            painter.setPen(theme.color("on_primary" if lit else "ink2"))
            painter.drawText(room.adjusted(used, 1, 0, 1), Qt.AlignmentFlag.AlignVCenter, face.caption)


@final
class PhasesView(QWidget):
    """The four phases of an update: forward, loss, backward, update; the one at hand is lit."""

    chosen = Signal(str)  # a phase, to whose end to go

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Phases of an update"))
        self._look: Look | None = None
        self.tabs = {phase: PhaseTab(self, phase) for phase in PHASES}
        for phase, tab in self.tabs.items():
            tab.clicked.connect(lambda _=False, phase=phase: self.chosen.emit(phase))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        old, self._look = self._look, look
        coming, found = snapshot.coming, standings(snapshot)
        landed = coming is not None and snapshot.tick == coming.ladder.total
        for number, (phase, (title, caption)) in enumerate(titles().items(), 1):
            face = _Face(title, caption, number, found[phase], landed, look.theme, look.scale, look.compact)
            self.tabs[phase].show_face(face)
        if old is None or (old.theme, old.scale, old.compact) != (look.theme, look.scale, look.compact):
            self._place()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the tabs."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        look = self._look
        gap = 12.0 if look is None else (8 if look.compact else 12) * max(1.0, look.scale)
        pitch = (self.width() + gap) / len(PHASES)
        for k, tab in enumerate(self.tabs.values()):
            left, right = round(k * pitch), round((k + 1) * pitch - gap)
            tab.setGeometry(left, 0, right - left, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground between the tabs."""
        if self._look is not None:
            QPainter(self).fillRect(self.rect(), self._look.theme.color("bg"))
