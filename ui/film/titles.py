"""The band over a film: its title, what is said at a moment, and the update; in the manner of the stage. It knows no run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui.theme import Theme, count, font

_FULL = (1920, 1080)  # pixels of the picture that sizes are given for
_MARGIN, _GAP = 36.0, 26.0
_TITLE, _CAPTION, _LABEL, _NUMBER = 40.0, 29.0, 24.0, 38.0  # pixels of type
_ROW, _LINE = 60.0, 40.0  # heights of the title and of a line of a caption
_ABOVE, _BELOW = 16.0, 8.0
_LINES = 3  # of a caption, at most
_MARKS = re.compile(r"`([^`]+)`|\*(\S(?:[^*]*\S)?)\*")
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Words:
    """What stands on the band at one moment; without an update that is left out."""

    title: str = ""
    caption: str = ""
    update: int | None = None
    heading: str = ""  # of a lesson's step: on stage beside the name of the run, else in place of the title


@final
class Band:
    """A band for all that will be said: as high as the longest of it needs, so that the picture below stands still."""

    def __init__(
        self,
        theme: Theme,
        size: tuple[int, int],
        titles: Iterable[str],
        captions: Iterable[str],
        counts: bool = True,
    ) -> None:
        self._theme, self._width = theme, size[0]
        self._scale = max(0.5, min(size[0] / _FULL[0], size[1] / _FULL[1]))
        self._counts = counts
        titles, captions = {plain(one) for one in titles}, {plain(one) for one in captions} - {""}
        self._has_title = any(titles)
        self._beside = self._has_title and self._fit_beside(titles, captions)
        lines = max((len(self.broken(one)) for one in captions), default=0)
        rows = self._row if self._has_title or (counts and captions) else 0.0
        if not self._beside:
            rows += lines * _LINE * self._scale
            if not self._has_title and lines == 1:  # then the update stands on the same line
                rows = self._row
        self.height = round(rows + (_ABOVE + _BELOW) * self._scale) if rows else 0

    @property
    def _row(self) -> float:
        return _ROW * self._scale

    def _font(self, pixels: float, weight: int) -> QFont:
        return font(pixels * self._scale, weight)

    @property
    def _counted(self) -> float:
        """What the update takes at the right."""
        if not self._counts:
            return 0.0
        word = QFontMetricsF(self._font(_LABEL, 500)).horizontalAdvance(_tr("update"))
        number = QFontMetricsF(self._font(_NUMBER, 700)).horizontalAdvance(count(8_888_888))
        return word + number + 2 * _GAP * self._scale

    def _fit_beside(self, titles: set[str], captions: set[str]) -> bool:
        title, caption = QFontMetricsF(self._font(_TITLE, 700)), QFontMetricsF(self._font(_CAPTION, 500))
        wide = max(map(title.horizontalAdvance, titles)) + max(
            map(caption.horizontalAdvance, captions), default=0.0
        )
        return wide + (2 * _MARGIN + _GAP) * self._scale + self._counted <= self._width

    def broken(self, words: str) -> list[str]:
        """A caption as lines, of which the last ends in an ellipsis where there are too many."""
        metrics = QFontMetricsF(self._font(_CAPTION, 500))
        room = self._width - 2 * _MARGIN * self._scale - (0 if self._has_title else self._counted)
        lines: list[str] = []
        for word in plain(words).split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) > _LINES:
            lines[_LINES - 1] = metrics.elidedText(
                " ".join(lines[_LINES - 1 :]), Qt.TextElideMode.ElideRight, room
            )
        return lines[:_LINES]

    def paint(self, painter: QPainter, words: Words) -> None:
        """Paints it at the top of a picture."""
        s, theme = self._scale, self._theme
        painter.fillRect(QRectF(0, 0, self._width, self.height), theme.color("bg"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        row = QRectF(_MARGIN * s, _ABOVE * s, self._width - 2 * _MARGIN * s, self._row)
        if words.update is not None and self._counts:
            self._paint_update(painter, row, words.update)
        x = row.left()
        if self._has_title:
            painter.setPen(theme.color("ink"))
            painter.setFont(self._font(_TITLE, 700))
            wide = row.width() - self._counted
            title = QFontMetricsF(painter.font()).elidedText(
                plain(words.title or words.heading), Qt.TextElideMode.ElideRight, wide
            )
            painter.drawText(row, _LEFT, title)
            x += QFontMetricsF(painter.font()).horizontalAdvance(title) + (_GAP * s if title else 0)
        painter.setPen(theme.color("ink2"))
        painter.setFont(self._font(_CAPTION, 500))
        if self._beside:
            # a little lower, so that both stand on one line
            painter.drawText(
                QRectF(x, row.top() + 3 * s, row.right() - x, row.height()), _LEFT, plain(words.caption)
            )
            return
        lines = self.broken(words.caption)
        top = row.bottom() if self._has_title else row.top()
        high = _LINE * s
        if not self._has_title and self.height <= self._row + (_ABOVE + _BELOW) * s + 1:
            high = self._row
        for place, line in enumerate(lines):
            painter.drawText(QRectF(row.left(), top + place * high, row.width(), high), _LEFT, line)

    def _paint_update(self, painter: QPainter, row: QRectF, update: int) -> None:
        painter.setPen(self._theme.color("ink"))
        painter.setFont(self._font(_NUMBER, 700))
        painter.drawText(row, _RIGHT, count(update))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(count(update)) + 0.5 * _GAP * self._scale
        painter.setPen(self._theme.color("ink2"))
        painter.setFont(self._font(_LABEL, 500))
        painter.drawText(row.adjusted(0, 4 * self._scale, -wide, 4 * self._scale), _RIGHT, _tr("update"))


def plain(words: str) -> str:
    """A text without the marks of lessons for strong words and symbols."""
    return _MARKS.sub(lambda found: found[1] or found[2], " ".join(words.split()))


def _tr(text: str) -> str:
    return QCoreApplication.translate("FilmTitles", text)
