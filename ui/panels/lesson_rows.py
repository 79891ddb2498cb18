"""Rows of the card of lessons: one for a lesson, with the signs of its ideas, and one for an idea, with the lesson and the
step where it is met. A row knows what it stands for and whether a search finds it, never what choosing does.
"""

from __future__ import annotations

import re
from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.panels.buttons import Dressed
from ui.theme import font
from wbsim.lessons.telling import Entry, Idea

_SIGN = re.compile(r"[a-z]\d+")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PAD = 12  # pixels at the ends of a row


class IndexRow(Dressed, QAbstractButton):
    """What rows share: where choosing leads, the words that a search looks through, and the frame of the one at hand."""

    picked = Signal(str, int)  # the lesson, and the step of it

    def __init__(
        self, lesson: str, step: int, words: str, signs: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.lesson, self.step, self.current = lesson, step, False
        self._words, self._signs = words.casefold(), frozenset(sign.casefold() for sign in signs)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys are those of the search field
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.picked.emit(self.lesson, self.step))

    def fits(self, search: str) -> bool:
        """Whether every word of a search is found in it; S1 is that idea alone and no S10."""
        return all(
            word in self._signs if _SIGN.fullmatch(word) else word in self._words
            for word in search.casefold().split()
        )

    def show_current(self, on: bool) -> None:
        """Frames the row, or no longer."""
        if on != self.current:
            self.current = on
            self.update()

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _begin(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.current or self.underMouse():
            painter.setPen(self.theme.pen("ink", 2) if self.current else Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color("sunk"))
            area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(area, 8 * self.scale, 8 * self.scale)
        return painter

    def _write(
        self, painter: QPainter, box: QRectF, text: str, token: str, size: float, weight: int, side: Qt.AlignmentFlag
    ) -> None:  # fmt: skip
        painter.setFont(font(size * self.scale, weight))
        painter.setPen(self.theme.color(token))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, side, cut)

    def _chip(self, painter: QPainter, box: QRectF, sign: str, hot: bool) -> None:
        painter.setPen(self.theme.pen("ink2" if hot else "line2", 1.2))
        painter.setBrush(self.theme.color("panel"))
        painter.drawRoundedRect(box, 5 * self.scale, 5 * self.scale)
        painter.setPen(self.theme.color("ink2"))
        painter.setFont(font(11.5 * self.scale, 600))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), sign)


def chip_width(sign: str, scale: float) -> float:
    """How wide the chip of an idea's sign is."""
    return QFontMetricsF(font(11.5 * scale, 600)).horizontalAdvance(sign) + 12 * scale


@final
class LessonRow(IndexRow):
    """A lesson: its title over a sentence about it; each of its signs leads to the step that shows the idea first."""

    def __init__(self, entry: Entry, ideas: dict[str, Idea], parent: QWidget | None = None) -> None:
        self._entry = entry
        signs = tuple(sign for sign, _ in entry.ideas)
        taught = " ".join(ideas[sign].words for sign in signs if sign in ideas)
        super().__init__(entry.lesson, 0, f"{entry.title}. {entry.about} {taught}", signs, parent)
        self.setAccessibleName(f"{entry.title}. {entry.about} {', '.join(signs)}")
        told = [f"{sign}: {ideas[sign].words}" for sign in signs if sign in ideas]
        self.setToolTip("\n".join((entry.title, entry.about, *told)))
        self.setMouseTracking(True)
        self._hot: str | None = None

    def chip_box(self, sign: str) -> QRectF:
        """Where the chip of an idea is; they end at the right."""
        right = self.width() - _PAD * self.scale
        for other, _ in reversed(self._entry.ideas):
            wide = chip_width(other, self.scale)
            if other == sign:
                return QRectF(right - wide, 6 * self.scale, wide, 20 * self.scale)
            right -= wide + 4 * self.scale
        return QRectF()

    def _chip_at(self, at: QPointF) -> tuple[str, int] | None:
        return next((one for one in self._entry.ideas if self.chip_box(one[0]).contains(at)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._chip_at(event.position())
        if (found and found[0]) != self._hot:
            self._hot = found and found[0]
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._chip_at(event.position())
        self.step = found[1] if found is not None else 0
        super().mouseReleaseEvent(event)
        self.step = 0

    def sizeHint(self) -> QSize:
        return QSize(round(360 * self.scale), round(50 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, scale = self._begin(), self.scale
        left, right = _PAD * scale, self.width() - _PAD * scale
        for sign, _ in self._entry.ideas:
            box = self.chip_box(sign)
            self._chip(painter, box, sign, hot=self.underMouse() and self._hot == sign)
            right = min(right, box.left() - 8 * scale)
        title = QRectF(left, 5 * scale, right - left, 22 * scale)
        self._write(painter, title, self._entry.title, "ink", 15, 600, _LEFT)
        about = QRectF(left, 26 * scale, self.width() - 2 * left, 19 * scale)
        self._write(painter, about, self._entry.about, "ink2", 13, 500, _LEFT)


@final
class IdeaRow(IndexRow):
    """An idea: its sign, its words, and the lesson and step where it is met, beside them or where that is short below."""

    def __init__(self, idea: Idea, title: str, parent: QWidget | None = None) -> None:
        self._idea = idea
        super().__init__(idea.lesson, idea.step, f"{idea.words} {title}", (idea.sign,), parent)
        self._lesson, self._step = title, self.tr(" · step {step}").format(step=idea.step + 1)
        where = f"{self._lesson}{self._step}"
        self.setAccessibleName(f"{idea.sign} {idea.words}. {where}")
        self.setToolTip(f"{idea.words}\n{where}")
        self._stacked = False

    def stack(self, on: bool) -> None:
        """Writes the lesson under the words, or beside them."""
        if on != self._stacked:
            self._stacked = on
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(round(360 * self.scale), round((46 if self._stacked else 31) * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, scale = self._begin(), self.scale
        sign, high = self._idea.sign, (27.0 if self._stacked else 31.0) * scale
        wide = chip_width(sign, scale)
        column = chip_width("S88", scale)  # signs stand in a column, flush with each other at the right
        middle = high / 2 + (1.5 * scale if self._stacked else 0)
        chip = QRectF(_PAD * scale + column - wide, middle - 10 * scale, wide, 20 * scale)
        self._chip(painter, chip, sign, hot=False)
        left, right = _PAD * scale + column + 10 * scale, self.width() - _PAD * scale
        small, gap = QFontMetricsF(font(12.5 * scale)), 14 * scale
        step = small.horizontalAdvance(self._step) + 1
        lesson = small.horizontalAdvance(self._lesson) + 1
        if self._stacked:
            box = QRectF(left, 25 * scale, min(lesson, right - left - step), 17 * scale)
        else:  # the words of the idea come first, the lesson gets what is left
            words = QFontMetricsF(font(13.5 * scale)).horizontalAdvance(self._idea.words) + gap
            lesson = max(0.14 * self.width(), min(lesson, right - left - words - step))
            box = QRectF(right - step - lesson, 0, lesson, high)
            right = box.left() - gap
        self._write(painter, box, self._lesson, "ink3", 12.5, 500, _LEFT if self._stacked else _RIGHT)
        after = QRectF(box.right(), box.top(), step, box.height())
        self._write(painter, after, self._step, "ink3", 12.5, 500, _LEFT)
        line = QRectF(left, middle - high / 2, right - left, high)
        self._write(painter, line, self._idea.words, "ink", 13.5, 500, _LEFT)
