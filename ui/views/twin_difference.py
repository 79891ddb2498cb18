"""The line over two twins: what they have in common, the one thing that they differ in, and what else they could. It
shows a difference and says which one is wished.
"""

from __future__ import annotations

from functools import lru_cache
from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QActionGroup, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.bias_disc import Disc, paint_disc
from ui.views.buttons import TextButton
from ui.views.layer import draw_card
from ui.views.twin_words import difference_of
from wbsim.difference import Difference
from wbsim.differences import (
    BIAS_START,
    BIASES,
    PAIRS,
    TRAIN,
    WEIGHT_START,
    now_said,
    offered,
    value_said,
)  # fmt: skip
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_HUES = {BIASES: "bias_text", BIAS_START: "bias_text", WEIGHT_START: "weight_text"}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=4)
def same_weights(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments start with the same weights, as far as both have them. Measured."""
    a, b = plan(one), plan(other)
    common = [name for name in a.ids if name.startswith("w:") and name in b.index]
    mine, its = a.start(), b.start()
    return bool(np.array_equal(mine[[a.index[n] for n in common]], its[[b.index[n] for n in common]]))


@final
class DifferenceView(QWidget):
    """The sentence, with buttons for another difference and for pairs that are worth looking at."""

    difference_chosen = Signal(object)
    pair_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._shown: tuple[object, ...] = ()
        self._said = self._note = ""
        tip = self.tr("Another thing that the twins differ in (Shift W)")
        self.differ = TextButton(self, self.tr("What the twins differ in"), tip, menu=True)
        tip = self.tr("Pairs that are worth looking at: each opens a preset beside its twin (Ctrl Shift W)")
        self.pairs = TextButton(self, self.tr("Pairs"), tip, menu=True)
        self.pairs.setText(self.tr("pairs"))
        self.menu, self.pair_menu = QMenu(self), QMenu(self)
        for menu in (self.menu, self.pair_menu):
            menu.setToolTipsVisible(True)
        self.differ.clicked.connect(self.open_differences)
        self.pairs.clicked.connect(self.open_pairs)
        self.setAccessibleName(self.tr("The difference between two runs"))
        self._list_pairs()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows what the twins of a moment differ in."""
        self._snapshot, self._look = snapshot, look
        experiment = snapshot.plan.experiment
        twin = None if snapshot.twin is None else snapshot.twin.plan.experiment
        chosen = difference_of(look, experiment)
        state = (experiment, twin, chosen, look.theme, look.scale, look.compact, snapshot.twin_said)
        if len(state) == len(self._shown) and all(
            a is b or a == b for a, b in zip(state, self._shown, strict=True)
        ):
            return
        self._shown, self._note = state, snapshot.twin_said
        for button in (self.differ, self.pairs):
            button.show_theme(look.theme, max(0.92, look.scale))
        self.differ.setText(self.tr("differ in… {name}").format(name=translated(chosen.name)))
        self._said = f"{self._common()} {self._difference()}"
        self.setAccessibleDescription(f"{self._said} {self._note}".strip())
        self._place()
        self.update()

    # --- what is said ----------------------------------------------------------------------------------------

    def _common(self) -> str:
        """What both have in common, as far as it is true."""
        snapshot = self._snapshot
        if snapshot is None or snapshot.twin is None:
            return ""
        a, b = snapshot.run.experiment, snapshot.twin.run.experiment
        parts = []
        if a.data == b.data:
            parts.append(self.tr("same data"))
        if a.seed == b.seed:
            parts.append(self.tr("same seed"))
        if same_weights(a, b):
            parts.append(self.tr("same weights at the start"))
        if not parts:
            return ""
        text = self.tr(", ").join(parts)
        return self.tr("{sentence}.").format(sentence=f"{text[:1].upper()}{text[1:]}")

    def _difference(self) -> str:
        snapshot = self._snapshot
        assert snapshot is not None
        experiment = snapshot.plan.experiment
        chosen = difference_of(self._look, experiment)
        if snapshot.twin is not None and snapshot.twin.plan.experiment == experiment:
            return self.tr("Now they are the same: choose another difference.")
        words = self.tr("One difference: {name} {one} or {other}")
        return words.format(
            name=translated(chosen.name), one=now_said(experiment, chosen), other=value_said(chosen)
        )

    # --- what can be chosen ----------------------------------------------------------------------------------

    def open_differences(self) -> None:
        """Opens the list of all differences that fit."""
        if self._snapshot is None:
            return
        self._list_differences(self._snapshot.plan.experiment)
        self.menu.popup(self.differ.mapToGlobal(QPoint(0, self.differ.height())))

    def open_pairs(self) -> None:
        """Opens the list of pairs."""
        self.pair_menu.popup(self.pairs.mapToGlobal(QPoint(0, self.pairs.height())))

    def _list_differences(self, experiment: Experiment) -> None:
        self.menu.clear()
        group = QActionGroup(self.menu)
        chosen = difference_of(self._look, experiment)
        found: dict[str, list[Difference]] = {}
        for one in dict.fromkeys((*offered(experiment), chosen)):
            found.setdefault(one.name, []).append(one)
        for name, several in found.items():
            now = now_said(experiment, several[0])
            menu = self.menu if len(several) == 1 else self.menu.addMenu(f"{translated(name)} ({now})")
            for one in several:
                value = value_said(one)
                action = menu.addAction(f"{translated(name)} {value}" if len(several) == 1 else value)
                action.setToolTip(self.tr("A: {now}, B: {value}").format(now=now, value=value))
                action.setCheckable(True)
                action.setChecked(one == chosen)
                group.addAction(action)
                action.triggered.connect(lambda _=False, one=one: self.difference_chosen.emit(one))

    def _list_pairs(self) -> None:
        for pair in PAIRS:
            action = self.pair_menu.addAction(translated(pair.title))
            action.setToolTip(translated(pair.about))
            action.triggered.connect(lambda _=False, pair=pair: self.pair_chosen.emit(pair))

    # --- where it stands -------------------------------------------------------------------------------------

    def _place(self) -> None:
        right = self.width() - round((8 if self._look.compact else 14) * max(1.0, self._look.scale))
        for button in (self.pairs, self.differ):
            button.resize(button.sizeHint())
            right -= button.width()
            button.move(right, (self.height() - button.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the buttons at the right."""
        self._place()

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip what may have been cut off."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), "\n".join(filter(None, (self._said, self._note))), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence, in the hues of what differs, and what the twin could not follow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, snapshot = self._look, self._snapshot
        theme = look.theme
        draw_card(painter, theme, self.size())
        if snapshot is None:
            return
        end = self.differ.geometry().left() - 10
        pixels = (14.0 if look.compact else 16.5) * max(1.0, look.scale)
        while pixels > 11.5 and self._write(None, pixels) > end:
            pixels -= 0.5
        if self._write(None, pixels) <= end:
            x = self._write(painter, pixels)
        else:  # what they have in common is in the tooltip
            x = self._write(painter, max(12.0, pixels), short=True)
        if self._note and end - x > 120:
            painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 500))
            painter.setPen(theme.color("ink2"))
            text = painter.fontMetrics().elidedText(
                self._note, Qt.TextElideMode.ElideRight, int(end - x - 24)
            )
            painter.drawText(QRectF(x + 24, 0, end - x - 24, self.height()), _LEFT, text)

    def _write(self, painter: QPainter | None, pixels: float, short: bool = False) -> float:
        """Writes the sentence, or only measures it; returns where it ends."""
        snapshot = self._snapshot
        assert snapshot is not None
        experiment = snapshot.plan.experiment
        chosen = difference_of(self._look, experiment)
        x, grown = (14 if self._look.compact else 22) * max(1.0, self._look.scale), pixels / 16.5
        plain, strong = themes.font(pixels, 500), themes.font(pixels, 700)

        def word(text: str, token: str, bold: bool = False, gap: float = 0.42) -> None:
            nonlocal x
            font = strong if bold else plain
            wide = QFontMetricsF(font).horizontalAdvance(text)
            if painter is not None:
                painter.setFont(font)
                painter.setPen(self._look.theme.color(token))
                painter.drawText(QRectF(x, 0, wide + 2, self.height()), _LEFT, text)
            x += wide + gap * pixels

        if not short and (common := self._common()):
            word(common, "ink2")
        if snapshot.twin is not None and snapshot.twin.plan.experiment == experiment:
            word(self._difference(), "ink")
            return x
        word(self.tr("One difference:"), "ink2", gap=0.6)
        hue = _HUES.get(chosen.name, "ink")
        values = (now_said(experiment, chosen), value_said(chosen))
        if chosen.name == BIASES:
            for place, value in enumerate(values):
                x = self._disc(painter, x, value, grown)
                text = self.tr("biases {state}").format(state=value) if place == 0 else value
                word(text, hue if value != translated("off") else "ink2", bold=True, gap=0.7)
                if place == 0:
                    word(self.tr("or"), "ink2", gap=0.7)
            return x
        word(translated(chosen.name) if chosen.name != TRAIN else self.tr("what trains:"), hue)
        for place, value in enumerate(values):
            word(value, hue, bold=True, gap=0.6)
            if place == 0:
                word(self.tr("or"), "ink2", gap=0.6)
        return x

    def _disc(self, painter: QPainter | None, x: float, value: str, grown: float) -> float:
        reach = 12 * grown
        if painter is not None:
            disc = Disc(None if value == translated("off") else 0.0)
            paint_disc(painter, self._look.theme, x + reach, self.height() / 2, disc, grown * 0.98)
        return x + 2 * reach + 7 * grown
