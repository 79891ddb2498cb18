"""The counts of weights, biases and parameters in the head of the network's card, which open the count layer by layer
when they are pressed, and their place beside the switch of the form. It knows no layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.views.buttons import PaintedButton
from ui.views.names import sizes_said
from ui.views.shortcuts import PRESS, presses, takes
from ui.views.switch import Switch
from wbsim.plan import Plan

Texts = tuple[tuple[str, str, str], ...]  # what is said, its color, and that of the pill around it

_PILLED, _MARGIN = 5, 9  # pixels around what has a pill of its own, and around what has none


@final
class CountPills(PaintedButton):
    """ "18 weights + 7 biases = 25 parameters" as one button; checked while the count is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self.setToolTip(
            self.tr(
                "How many parameters there are, layer by layer, and why: click to open or close the count"
            )
        )
        self.setAccessibleName(self.tr("Count of parameters"))
        self.setCheckable(True)
        self._texts: Texts = ()
        self._start, self._base = 0.0, 0.0
        self._look: Look | None = None
        self.hide()

    def nextCheckState(self) -> None:
        """A click asks; only `show_counts` checks."""

    def texts_of(self, plan: Plan) -> Texts:
        """What is said of a plan: the last part is how many train, where some are held still or locked."""
        biases = int(plan.is_bias.sum())
        said = sizes_said(plan.size - biases, biases)
        last = said[2]
        if not plan.trainable.all():
            moved, every = themes.count(int(plan.trainable.sum())), themes.count(plan.size)
            last = self.tr("{moved} of {every} train").format(moved=moved, every=every)
        return (
            (said[0], "weight_text", "weight_pale"),
            ("+", "ink2", ""),
            (said[1], "bias_text", "bias_pale"),
            (last, "ink2", ""),
        )

    def numbers_of(self, plan: Plan) -> Texts:
        """The same where there is no room for words: "18 + 7 = 25"."""
        biases, (weights, plus, bias, last) = int(plan.is_bias.sum()), self.texts_of(plan)
        whole = f"= {themes.count(plan.size)}" if plan.trainable.all() else last[0]
        numbers = themes.count(plan.size - biases), themes.count(biases)
        return (numbers[0], *weights[1:]), plus, (numbers[1], *bias[1:]), (whole, *last[1:])

    def end_of(self, texts: Texts, start: float, look: Look, parts: int = 4) -> float:
        """Where the first `parts` of the texts end that begin at `start`."""
        return start + sum(_width(t, g, look) + 8 * look.scale for t, _, g in texts[:parts]) - 8 * look.scale

    def show_counts(self, plan: Plan, start: float, base: float, end: float, look: Look) -> None:
        """Stands at `start` on a base line with as many of the texts as end before `end`; as mere numbers where there is
        no room for weights and biases in words.
        """
        texts = self.texts_of(plan)
        self.setAccessibleDescription(" ".join(text for text, _, _ in texts))
        if self.end_of(texts, start, look, 3) + _PILLED > end:
            texts = self.numbers_of(plan)
        while texts and self.end_of(texts, start, look, len(texts)) + _beyond(texts) > end:
            texts = texts[:-1]
        if texts and texts[-1][0] == "+":
            texts = texts[:-1]
        self.setVisible(bool(texts))
        self.setEnabled(look.room == "network" and not look.charts)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor)
        self.setChecked(look.counts)
        self.show_theme(look.theme, look.scale)
        if not texts:
            return
        self._texts, self._start, self._base, self._look = texts, start, base, look
        grown = max(1.0, look.scale)
        end = self.end_of(texts, start, look, len(texts)) + _beyond(texts)
        left, right = int(start) - _PILLED, round(end)
        self.setGeometry(QRect(left, int(base - 19 * grown) - 4, right - left, round(26 * grown) + 9))
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts."""
        return takes(event, PRESS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter press it."""
        if not presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pills, in the coordinates of the head."""
        look = self._look
        if look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-QPointF(self.pos()))
        theme = self.colors
        grown = max(1.0, look.scale)
        ringed = self._by_keys and self.hasFocus()
        if ringed or (self.isEnabled() and (self.isChecked() or self.underMouse())):
            token = "weight" if ringed else "ink" if self.isChecked() else "line2"
            painter.setPen(QPen(theme.color(token), 2 if ringed else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.geometry()).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        x = self._start
        for text, token, ground in self._texts:
            width = _width(text, ground, look)
            box = QRectF(x, self._base - 19 * grown, width, 26 * grown)
            if ground:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(ground))
                painter.drawRoundedRect(box, 13 * grown, 13 * grown)
            painter.setFont(_face(ground, look))
            painter.setPen(theme.color(token))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            x += width + 8 * look.scale


@dataclass(frozen=True)
class HeadRoom:
    """Where counts and switch may stand: from `start` to `end`, on a base line, or around its middle."""

    start: float
    base: float
    end: int
    middle: int


def line_up(pills: CountPills, switch: Switch, plan: Plan, look: Look, room: HeadRoom, wide: bool) -> None:
    """The counts at the left, the switch of the form at the right: where there is little room, the words of the switch get
    fewer before the counts do. A network that is drawn layer by layer (`wide`) has but one form.
    """
    scale = max(0.94, look.scale)
    needed = pills.end_of(pills.texts_of(plan), room.start, look) + _MARGIN
    switch.setEnabled(not wide)
    switch.setToolTip(
        _tr("Biases as edges from units of value 1: for networks that are drawn edge by edge")
        if wide
        else _tr(
            "Draws every bias as an edge from a unit that is always 1: the same numbers, the same count  (X)"
        )
    )
    switch.show_words("", look.theme, scale)
    for words in (_tr("bias as “+1” unit"), _tr("“+1” unit"), _tr("+1")):
        switch.show_words(words, look.theme, scale)
        if room.end - switch.width_of(words) - 2 >= needed:
            break
    size = switch.sizeHint()
    spared = wide and room.end - size.width() < needed  # what cannot be used gives way to what can be read
    switch.setVisible(not spared)
    switch.setGeometry(room.end - size.width(), room.middle - size.height() // 2, size.width(), size.height())
    pills.show_counts(plan, room.start, room.base, room.end if spared else switch.x() - 2, look)


def _beyond(texts: Texts) -> int:
    """What is left free behind the last part."""
    return _PILLED if texts[-1][2] else _MARGIN


def _face(ground: str, look: Look) -> QFont:
    return themes.font(max(11.5, 13 * max(0.94, look.scale)), 600 if ground else 500)


def _width(text: str, ground: str, look: Look) -> float:
    return QFontMetricsF(_face(ground, look)).horizontalAdvance(text) + (24 * look.scale if ground else 0.0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkHeader", text)
