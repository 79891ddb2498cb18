"""What two branches differ in, as a few lines: settings, edits by hand, losses, and how far their parameters are apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, count, fixed, number
from wbsim.branches import Branch
from wbsim.comparison import Comparison, compare
from wbsim.snapshot import Snapshot

_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Line:
    """A line of words in a hue."""

    text: str
    token: str = "ink"
    weight: int = 500


@final
class ComparisonView(QWidget):
    """The branch at hand beside another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look(LIGHT)
        self._of: tuple[Branch, Branch] | None = None
        self._lines: tuple[Line, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether there is something to compare."""
        return bool(self._lines)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._look = look
        by_number = {branch.number: branch for branch in snapshot.branches}
        other, own = (
            by_number.get(look.beside if look.beside is not None else -1),
            by_number.get(snapshot.branch),
        )
        if other is None or own is None or other is own:
            self._of, self._lines = None, ()
        elif self._of is None or self._of[0] is not other or self._of[1] is not own:
            self._of, self._lines = (other, own), self._words(other, own, compare(other, own))
        self.setAccessibleName(self.tr("Comparison"))
        self.setAccessibleDescription("\n".join(line.text for line in self._lines))
        self.setToolTip(self.accessibleDescription())
        self.update()

    def _words(self, other: Branch, own: Branch, found: Comparison) -> tuple[Line, ...]:
        """The difference in words, from the other branch to the one at hand."""
        one, two = other.letter, own.letter
        settings = found.settings or self.tr("the same settings")
        lines = [Line(f"{one} → {two}: {settings}", weight=600)]
        for letter, marks in zip((one, two), found.edits, strict=True):
            if marks:
                said = "; ".join(
                    self.tr("{words} at {update}").format(words=m.sentence, update=count(m.update))
                    for m in marks[-3:]
                )
                more = self.tr(" and {n} more").format(n=len(marks) - 3) if len(marks) > 3 else ""
                lines.append(
                    Line(self.tr("by hand in {letter}: {said}").format(letter=letter, said=said) + more)
                )
        if found.losses is not None:
            lines.append(self._losses(one, two, found))
        if found.apart is not None:
            lines.append(self._apart(other, own, found))
        return tuple(lines)

    def _losses(self, one: str, two: str, found: Comparison) -> Line:
        assert found.losses is not None
        kind = self.tr("test loss") if found.losses.tested else self.tr("training loss")
        a, b = (number(value) for value in found.losses.values)
        first, second = (count(update) for update in found.losses.updates)
        if found.losses.same:
            words = self.tr("{kind} at {update}: {one} {a}, {two} {b}")
            return Line(words.format(kind=kind, update=first, one=one, a=a, two=two, b=b), "loss_text", 600)
        words = self.tr("{kind}: {one} {a} at {first}, {two} {b} at {second}")
        return Line(
            words.format(kind=kind, one=one, a=a, first=first, two=two, b=b, second=second), "loss_text", 600
        )

    def _apart(self, other: Branch, own: Branch, found: Comparison) -> Line:
        apart = found.apart
        assert apart is not None
        if apart.distance == 0:
            return Line(
                self.tr("all {n} common parameters are equal at the ends").format(n=count(apart.common)),
                "ink2",
            )
        plan = own.plan if apart.parameter in own.plan.index else other.plan
        words = self.tr("‖Δθ‖ = {distance} over {n} common parameters at the ends; most {name}: {a}, {b}")
        return Line(
            words.format(
                distance=number(apart.distance), n=count(apart.common), name=plan.name_of(apart.parameter),
                a=fixed(apart.values[0]), b=fixed(apart.values[1]),
            ),
            "ink2",
        )  # fmt: skip

    # --- painting ------------------------------------------------------------------------------------------

    def _boxes(self, width: int) -> list[QRect]:
        grown = max(1.0, self._look.scale)
        inner, top = width - round(24 * grown), round(8 * grown)
        boxes = []
        for line in self._lines:
            metrics = QFontMetrics(self._font(line))
            high = metrics.boundingRect(QRect(0, 0, inner, 10_000), _WRAP, line.text).height()
            boxes.append(QRect(round(12 * grown), top, inner, high))
            top += high + round(3 * grown)
        return boxes

    def _font(self, line: Line) -> QFont:
        return themes.font(max(11.5, 12.5 * max(1.0, self._look.scale)), line.weight)

    def heightForWidth(self, width: int) -> int:
        """As high as its lines."""
        boxes = self._boxes(width)
        return boxes[-1].bottom() + round(9 * max(1.0, self._look.scale)) if boxes else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines on a bed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.color("sunk"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        for line, box in zip(self._lines, self._boxes(self.width()), strict=True):
            if box.bottom() > self.height():  # what has no room is in the tooltip
                break
            painter.setFont(self._font(line))
            painter.setPen(self._look.theme.color(line.token))
            painter.drawText(box, _WRAP, line.text)
