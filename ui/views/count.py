"""The count of parameters layer by layer: why there are so many, and that a +1 unit changes nothing about it.
It shows a snapshot and says what is wished; it trains nothing.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.count_layout import CountLayout, lay_out, lines_of
from ui.views.count_paint import paint_table
from ui.views.count_words import Lines, draw_lines, height_of, plain, sentences, set_in_lines
from ui.views.inspector_paint import margin, titles
from ui.views.layer import Layer, draw_card
from ui.views.names import place_of
from ui.views.segments import Segments
from wbsim.counting import LayerCount, counted, last_difference
from wbsim.snapshot import Snapshot


@final
class CountView(QWidget):
    """A table of layers: weights, biases, together, and how many of them train where some are held still."""

    closed = Signal()  # what stood in its place is wished back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._ground = Layer()
        self._made_from: tuple[object, ...] = ()
        self._changed = ("", object(), -1)  # what the last edit did, of which run, after how many updates
        self.flip = Segments(self)
        self.flip.setAccessibleName(self.tr("What this card shows"))
        self.flip.setToolTip(self.tr("The count of parameters, or what was in its place"))
        self.flip.chosen.connect(lambda _: self.closed.emit())
        self.setAccessibleName(self.tr("Count of parameters"))

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(320, 180)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the network of a moment."""
        self._snapshot, self._look = snapshot, look
        key = (
            snapshot.plan,
            look.theme,
            look.scale,
            look.compact,
            look.plus_one >= 0.5,
            look.neuron,
            self._difference(),
        )
        if key != self._made_from:
            self._made_from = key
            self.setAccessibleDescription(" ".join(map(plain, self.words())))
            self._place()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the segments for the new size."""
        super().resizeEvent(event)
        self._place()

    def _difference(self) -> str:
        """What the last edit did to the count; found once for each edit."""
        snapshot = self._snapshot
        if snapshot is None:
            return ""
        said, run, update = self._changed
        if run is not snapshot.run or update != snapshot.state.update:
            if not snapshot.run.edits:
                said = ""
            elif run is not snapshot.run or snapshot.run.edits[-1].update > min(
                update, snapshot.state.update
            ):
                said = last_difference(snapshot.run, snapshot.state.update)
            self._changed = said, snapshot.run, snapshot.state.update
        return said

    def words(self) -> tuple[str, ...]:
        """The sentences under the table, the most important one first."""
        if self._snapshot is None:
            return ()
        return sentences(self._snapshot.plan, self._look.plus_one >= 0.5, self._changed[0])

    def title(self) -> str:
        """What the card is called."""
        if self._look.plus_one >= 0.5:
            return self.tr("Same numbers, same count")
        return self.tr("How many parameters")

    def _place(self) -> None:
        snapshot, look = self._snapshot, self._look
        if snapshot is None:
            return
        other = self.tr("Close")
        place = place_of(snapshot.plan, look.neuron) if look.neuron is not None else None
        if place is not None:
            other = titles(snapshot.plan, snapshot.plan.rows[place[0] - 1], place[1] - 1)[0]
        self.flip.show_words(
            (other, self.tr("Count")), 1, look.theme, max(0.94, look.scale), tight=look.compact
        )
        layout = self.layout_of()
        x = self.width() - margin(look) + 4 - self.flip.width()
        self.flip.move(round(x), round(layout.title - 6 * max(1.0, look.scale) - self.flip.height() / 2))

    def layout_of(self) -> CountLayout:
        """Where everything stands."""
        assert self._snapshot is not None
        look, lines = self._look, [len(lines) for lines in self._lines_of_words()]
        return lay_out(
            self.width(), self.height(), look.scale, look.compact, len(self._snapshot.plan.rows), lines,
            height_of(look),
        )  # fmt: skip

    def lines(self) -> tuple[LayerCount, ...]:
        """The lines of the table without the total."""
        assert self._snapshot is not None
        counts = counted(self._snapshot.plan)
        return lines_of(counts, len(self.layout_of().rows), self.tr("{count} more layers"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        self._ground.draw(painter, self._made_from, self.size(), self._paint)

    def _paint(self, painter: QPainter) -> None:
        look, snapshot = self._look, self._snapshot
        draw_card(painter, look.theme, self.size())
        if snapshot is None:
            return
        layout, grown = self.layout_of(), max(1.0, look.scale)
        painter.setPen(look.theme.color("ink"))
        room = self.flip.x() - margin(look) - 8
        title = self.title()
        painter.setFont(themes.fitting_font(title, room, 17 * max(0.94, look.scale), 600))
        box = QRectF(margin(look), layout.title - 20 * grown, room, 28 * grown)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)
        paint_table(painter, look, layout, self.lines(), counted(snapshot.plan))
        self._paint_words(painter, layout)

    def _paint_words(self, painter: QPainter, layout: CountLayout) -> None:
        look, y, left = self._look, layout.words.y, layout.lines
        for number, lines in enumerate(self._lines_of_words()):
            if len(lines) > left:
                break
            draw_lines(painter, look, QPointF(layout.words.x, y), lines, "ink" if number == 0 else "ink2")
            y += len(lines) * height_of(look)
            left -= len(lines)

    def _lines_of_words(self) -> list[Lines]:
        """The sentences in lines, each at most as wide as the table."""
        width = self.width() - 2 * margin(self._look)
        return [set_in_lines(text, self._look, width) for text in self.words()]
