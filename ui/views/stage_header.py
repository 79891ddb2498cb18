"""The head of the stage: what is shown, a sentence of what just happened, and the update, large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, font
from ui.views.names import title_of
from ui.views.stage_words import headline
from wbsim.snapshot import Snapshot

_TALL = 76  # pixels of its height on the drawn stage, by which its type is measured
_TITLE, _LEAST_TITLE, _SAID, _SMALL, _WORD = 46, 36, 30, 23, 27
_GAP = 28
_MOST = 0.46  # share of the room that a title may take
_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Said:
    """What stands in the head."""

    title: str
    sentence: str
    word: str
    update: str


def said_of(snapshot: Snapshot, look: Look) -> Said:
    """The words of a moment."""
    update = snapshot.state.update if snapshot.wall is None else snapshot.wall.update
    spoken = look.spoken
    word = QCoreApplication.translate("Stage", "update")
    return Said(
        spoken.title or title_of(snapshot), spoken.sentence or headline(snapshot), word, themes.count(update)
    )


@final
class StageHeader(QWidget):
    """One line over the pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = Said("", "", "", "")
        self._look = Look(LIGHT)
        self.setAccessibleName(self.tr("What is shown"))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Says a moment."""
        said = said_of(snapshot, look)
        if said.title != self._said.title or said.sentence != self._said.sentence:
            self.setAccessibleDescription(f"{said.title}: {said.sentence}")
        if said != self._said or look.theme is not self._look.theme:
            self._said = said
            self.update()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, said, unit = self._look.theme, self._said, self.height() / _TALL
        area = QRectF(self.rect())
        end = area.right()
        for text, face, token in (
            (said.update, font(_TITLE * unit, 700), "ink"),
            (said.word, font(_WORD * unit, 500), "ink2"),
        ):
            wide = QFontMetricsF(face).horizontalAdvance(text)
            self._line(painter, QRectF(end - wide, 0, wide + 2, area.height()), text, face, token)
            end -= wide + 14 * unit
        end -= (_GAP - 14) * unit
        said_wide = QFontMetricsF(font(_SMALL * unit, 500)).horizontalAdvance(said.sentence)
        room = max(_MOST * end, end - _GAP * unit - 0.56 * said_wide)  # the sentence may take two lines
        face = font(_TITLE * unit, 700)
        if QFontMetricsF(face).horizontalAdvance(said.title) > room:
            face = font(_LEAST_TITLE * unit, 700)
        title = QFontMetricsF(face).elidedText(said.title, Qt.TextElideMode.ElideRight, room)
        wide = QFontMetricsF(face).horizontalAdvance(title)
        self._line(painter, QRectF(0, 0, wide + 2, area.height()), title, face, "ink")
        begin = wide + _GAP * unit
        painter.setPen(theme.color("ink2"))
        self._sentence(painter, QRectF(begin, 0, end - begin, area.height()), unit)

    def _line(self, painter: QPainter, box: QRectF, text: str, face: QFont, token: str) -> None:
        """A text whose base line is that of all others of the head."""
        painter.setFont(face)
        painter.setPen(self._look.theme.color(token))
        painter.drawText(QPointF(box.left(), self._base), text)

    @property
    def _base(self) -> int:
        return round(0.68 * self.height())

    def _sentence(self, painter: QPainter, box: QRectF, unit: float) -> None:
        """On the base line where it fits; else smaller, in two lines."""
        text, large = self._said.sentence, font(_SAID * unit, 500)
        if QFontMetricsF(large).horizontalAdvance(text) <= box.width():
            painter.setFont(large)
            painter.drawText(QPointF(box.left(), self._base), text)
            return
        small = font(_SMALL * unit, 500)
        painter.setFont(small)
        lines = wrapped(text, QFontMetricsF(small), box.width(), 2)
        high = 1.22 * _SMALL * unit
        top = box.center().y() - high * len(lines) / 2
        for place, line in enumerate(lines):
            painter.drawText(QRectF(box.left(), top + place * high, box.width(), high), _MIDDLE, line)


def wrapped(text: str, metrics: QFontMetricsF, width: float, most: int) -> list[str]:
    """A text in at most so many lines of some width; the last one is cut off where it has to be."""
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most:
        count = 1
        while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= width:
            count += 1
        if len(lines) == most - 1:
            count = len(words)
        line, words = " ".join(words[:count]), words[count:]
        lines.append(metrics.elidedText(line, Qt.TextElideMode.ElideRight, width))
    return lines
