"""Small pieces that the cards of the detective's room share: text in a box, the size of type, what is found of a moment."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from wbsim.findings import Check, Finding, checks, findings
from wbsim.snapshot import Snapshot

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
NAMES = ("layers", "findings", "stack", "meter")  # the cards of the room


def grown(look: Look) -> float:
    """How much larger than at 100 % things are; type keeps its least size by itself."""
    return look.scale


def type_size(look: Look, pixels: float) -> float:
    """A size of type that can be read."""
    return max(11.5, pixels * look.scale)


def write(
    painter: QPainter, look: Look, box: QRectF, words: str, *, token: str = "ink2", size: float = 12.5,
    weight: int = 500, side: Qt.AlignmentFlag = LEFT,
) -> float:  # fmt: skip
    """Writes a line in a box; returns how wide it is."""
    font = themes.font(type_size(look, size), weight)
    painter.setFont(font)
    painter.setPen(look.theme.color(token))
    painter.drawText(box, side, words)
    return QFontMetricsF(font).horizontalAdvance(words)


def width_of(look: Look, words: str, size: float = 12.5, weight: int = 500) -> float:
    """How wide a line is."""
    return QFontMetricsF(themes.font(type_size(look, size), weight)).horizontalAdvance(words)


def found_in(snapshot: Snapshot) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """What is found of the moment that is shown, and what was looked at; nothing before it was measured."""
    seen, plan, state = snapshot.seen.health, snapshot.plan, snapshot.state
    if seen is None:
        return (), ()
    history = snapshot.history.until(state.update) if snapshot.is_past else snapshot.history
    found = findings(plan, state, seen, history)
    return found, checks(plan, state, seen, history, found)
