"""The buttons on the timeline's card: the scale of the loss, the whole run again, charts large or small, when to stop,
and back to the present.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QObject, QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.theme import count
from ui.views.buttons import PaintedButton, TextButton
from ui.views.scale_switch import ScaleSwitch
from ui.views.timeline_layout import TimelineLayout
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop


@final
class GrowButton(PaintedButton):
    """Two arrows that point away from each other, or towards each other once the charts are large."""

    def __init__(self, parent: QWidget, name: str, tip: str) -> None:
        super().__init__(parent, name, tip)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """A square of 26 pixels and room for the ring."""
        edge = round(24 * self.scale) + 6
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the arrows."""
        painter, box = self.begin(6)
        painter.setPen(QPen(self.colors.color("line2"), 1))
        painter.setBrush(self.fill())
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QPen(self.letters(), max(1.4, 1.6 * self.scale)))
        middle, far, near = box.center(), 0.3 * box.width(), 0.09 * box.width()
        for side in (-1, 1):
            self._paint_arrow(painter, middle, side, (near, far) if not self.isChecked() else (far, near))

    def _paint_arrow(self, painter: QPainter, middle: QPointF, side: int, reach: tuple[float, float]) -> None:
        tail, tip = (QPointF(side * r, -side * r) + middle for r in reach)
        back = 0.62 * (reach[0] - reach[1])
        painter.drawLine(tail, tip)
        painter.drawLine(tip, tip + QPointF(side * back, 0))
        painter.drawLine(tip, tip + QPointF(0, -side * back))


@final
class TimelineButtons(QObject):
    """The buttons, and where they stand."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self.switch = ScaleSwitch(card)
        self.whole = TextButton(
            card,
            self.tr("Whole run"),
            self.tr("Shows all updates again and follows the run (A, double click)"),
        )
        self.whole.setText(self.tr("whole run"))
        self.whole.hide()
        self.grow = GrowButton(
            card, self.tr("Large charts"), self.tr("Large charts with a list of all parameters, and back (C)")
        )

        self.present = TextButton(
            card, self.tr("Back to the present"), self.tr("Back to the present, the end of this branch (End)")
        )
        self.present.hide()
        self.stops = TextButton(
            card, self.tr("Stop conditions"), self.tr("When the run ends by itself (Shift + S)"), plain=True
        )

    def dress(self, look: Look) -> None:
        """Takes the theme and the size of a look."""
        for button in (self.present, self.stops):
            button.show_theme(look.theme, max(0.9, 0.92 * look.scale))
        words = (self.tr("linear"), self.tr("log"))
        self.switch.show_word(words[look.log_loss], look.theme, max(0.96, look.scale))
        self.whole.show_theme(look.theme, max(0.9, 0.92 * look.scale))
        self.grow.show_theme(look.theme, max(0.9, 0.92 * look.scale))
        self.grow.setChecked(look.charts)

    def place(self, where: TimelineLayout, width: int, look: Look, zoomed: bool, snapshot: Snapshot) -> None:
        """Puts them where they belong, `width` pixels being the charts'."""
        self._place_stops(where, snapshot)
        self._place_present(where, width, snapshot)
        grown = max(1.0, look.scale)
        self.switch.move(round(where.bar + 9 * grown), round(where.tops[0] + 19 * grown))
        middle = where.bottom + 19 * grown
        self.grow.resize(self.grow.sizeHint())
        self.grow.move(round(where.bar - 6 * grown), round(middle - self.grow.height() / 2))
        if zoomed:
            self.whole.resize(self.whole.sizeHint())
            self.whole.move(width - 8 - self.whole.width(), round(middle - self.whole.height() / 2))
        if self.whole.isHidden() == zoomed:
            self.whole.setVisible(zoomed)

    def _place_stops(self, where: TimelineLayout, snapshot: Snapshot) -> None:
        """In the left gutter beside the track, with as much of the wish as there is room for."""
        words = snapshot.stop.words()
        self.stops.setToolTip(
            self.tr("Stops {words}; press to change it (Shift + S)").format(words=words)
            if words
            else self.tr("When the run ends by itself: at an update, a loss, an accuracy … (Shift + S)")
        )
        begin = where.bar - 8
        self._say(self.stops, self._stop_forms(snapshot.stop), where.left - 5 - begin)
        self.stops.move(begin, round(where.track - self.stops.height() / 2))

    def _stop_forms(self, stop: Stop) -> tuple[str, ...]:
        """The first wish, longer and shorter; each form says that it is a stop."""
        words = stop.words()
        if not words:
            return (self.tr("stop when …"),)
        first, _, rest = words.partition(", ")
        more = " …" if rest else ""
        forms = [self.tr("stop {words}").format(words=first)]
        if stop.update is not None:
            forms.append(self.tr("stop at {value}").format(value=count(stop.update)))
        elif first.startswith("at "):
            forms.append(self.tr("stop: {words}").format(words=first.removeprefix("at ")))
        else:
            forms.append(self.tr("stop if stuck"))
        return (*(text + more for text in forms), self.tr("stops set") if rest else self.tr("stop set"))

    def _place_present(self, where: TimelineLayout, width: int, snapshot: Snapshot) -> None:
        """In the right gutter beside the track, while the past is looked at."""
        if snapshot.is_past:
            forms = (
                self.tr("Back to the present, {update}").format(update=count(snapshot.present)),
                self.tr("Back to the present"), self.tr("To the present"), self.tr("To present"), self.tr("present"),
            )  # fmt: skip
            self._say(self.present, forms, width - 8 - where.right - 10)
            self.present.move(
                width - 6 - self.present.width(), round(where.track - self.present.height() / 2)
            )
        if self.present.isHidden() == snapshot.is_past:
            self.present.setVisible(snapshot.is_past)

    def _say(self, button: TextButton, forms: tuple[str, ...], room: float) -> None:
        """The longest of some words that has room; the shortest if none has."""
        for words in forms:
            if words != button.text():
                button.setText(words)
            if button.sizeHint().width() <= room:
                break
        button.resize(button.sizeHint())
