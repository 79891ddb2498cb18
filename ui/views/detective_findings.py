"""What is wrong with the network, in sentences, the worst first, each with what helps against it as a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import TextButton
from ui.views.detective_cases import WRAPPED, paint_checks, paint_sign, sentence, tall, tip
from ui.views.detective_words import RIGHT, found_in, type_size, width_of, write
from ui.views.layer import draw_card
from wbsim.findings import Check, Finding, Remedy
from wbsim.snapshot import Snapshot

_BUTTONS = 6  # remedies that have a button, at most


@dataclass(frozen=True)
class Block:
    """Where one finding stands: its sentence and the line under it; its buttons end at `bottom`."""

    words: QRectF
    why: QRectF
    bottom: float


@final
class FindingsView(QWidget):
    """The card of the findings."""

    remedy_chosen = Signal(object)  # a Remedy
    neuron_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Findings"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._found: tuple[Finding, ...] = ()
        self._checks: tuple[Check, ...] = ()
        self._blocks: tuple[Block, ...] = ()
        self.buttons = [TextButton(self, "", "") for _ in range(_BUTTONS)]
        self._remedies: list[Remedy | None] = [None] * _BUTTONS
        self._pressed: Remedy | None = None
        for place, button in enumerate(self.buttons):
            button.hide()
            # what was read when it was pressed, though the findings may have changed since
            button.pressed.connect(lambda place=place: self._press(place))
            button.clicked.connect(lambda _=False, place=place: self._answer(place))

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows what is found of a moment."""
        self._snapshot, self._look = snapshot, look
        self._found, self._checks = found_in(snapshot)
        words = ". ".join(one.words for one in self._found)
        if self.accessibleDescription() != words:
            self.setAccessibleDescription(words)
        self._place()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Keeps every sentence in its place."""
        self._place()

    # --- places --------------------------------------------------------------------------------------------

    def _margin(self) -> float:
        return (14 if self._look.compact else 20) * self._look.scale

    def _place(self) -> None:
        """Lays sentences and buttons from the top, as many as there is room for."""
        look = self._look
        left, wide = self._margin() + 24 * look.scale, self.width() - 2 * self._margin() - 24 * look.scale
        top, bottom = (38 if look.compact else 48) * look.scale, self.height() - 26 * look.scale
        blocks: list[Block] = []
        used = 0
        for number, found in enumerate(self._found):
            words_tall = tall(found.words, wide, type_size(look, 15), 600)
            why_tall = tall(found.why, wide, type_size(look, 13), 500) if found.why else 0.0
            end = top + words_tall + why_tall + 3
            spots = self._spots(found.remedies[: _BUTTONS - used], left - 3, end + 2, wide)
            if spots:
                end = spots[-1].bottom() + 1
            if end > bottom and number:
                break
            words = QRectF(left, top, wide, words_tall)
            blocks.append(Block(words, QRectF(left, top + words_tall + 1, wide, why_tall), end))
            for remedy, spot in zip(found.remedies, spots, strict=False):
                self._lay(used, remedy, spot)
                used += 1
            top = end + (10 if look.compact else 16) * look.scale
        for place in range(used, _BUTTONS):
            self._remedies[place] = None
            self.buttons[place].hide()
        self._blocks = tuple(blocks)

    def _spots(self, remedies: tuple[Remedy, ...], left: float, top: float, wide: float) -> list[QRectF]:
        """Where the buttons of remedies stand: side by side, and on the next line where there is no room."""
        spots: list[QRectF] = []
        x, y = left, top
        for remedy in remedies:
            wanted = width_of(self._look, remedy.words, 13) + 26 * self._look.scale + 6
            size = QSizeF(wanted, 26 * self._look.scale + 6)
            if x > left and x + size.width() > left + wide:
                x, y = left, y + size.height() - 3
            spots.append(QRectF(x, y, size.width(), size.height()))
            x += size.width() + 4
        return spots

    def _lay(self, place: int, remedy: Remedy, spot: QRectF) -> None:
        button = self.buttons[place]
        self._remedies[place] = remedy
        if button.text() != remedy.words:
            button.setText(remedy.words)
            button.setAccessibleName(remedy.words)
        button.setToolTip(tip(remedy))
        button.show_theme(self._look.theme, self._look.scale)
        button.setGeometry(spot.toRect())
        button.show()

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sentences."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, theme = self._look, self._look.theme
        draw_card(painter, theme, self.size())
        head = QRectF(self._margin(), (4 if look.compact else 9) * look.scale, self.width(), 28 * look.scale)
        end = write(painter, look, head, self.tr("The detective"), size=17, weight=600, token="ink")
        count = sum(one.kind != "well" for one in self._found)
        side = head.adjusted(end + 12 * look.scale, 0, -2 * self._margin(), 0)
        if self._found:
            words = self.tr("1 finding") if count == 1 else self.tr("{count} findings").format(count=count)
            write(painter, look, side, words, size=13, token="ink2")
        for found, block in zip(self._found, self._blocks, strict=False):
            self._paint_mark(painter, found, block)
            painter.setFont(themes.font(type_size(look, 15), 600))
            painter.setPen(theme.color("loss_text" if found.kind == "diverged" else "ink"))
            painter.drawText(block.words, WRAPPED, sentence(found.words))
            painter.setFont(themes.font(type_size(look, 13), 500))
            painter.setPen(theme.color("ink2"))
            painter.drawText(block.why, WRAPPED, found.why)
        self._paint_foot(painter)

    def _paint_foot(self, painter: QPainter) -> None:
        """How many findings had no room, or what was looked at."""
        look, margin = self._look, self._margin()
        left = len(self._found) - len(self._blocks)
        foot = QRectF(margin, self.height() - 25 * look.scale, self.width() - 2 * margin, 22 * look.scale)
        if left > 0:
            more = self.tr("and {count} more").format(count=left)
            write(painter, look, foot, more, size=12.5, token="ink3", side=RIGHT)
        elif not self._found:
            write(painter, look, foot, self.tr("looking …"), size=12.5, token="ink3")
        else:
            top = self._blocks[-1].bottom + 14 * look.scale
            box = QRectF(margin, top, self.width() - 2 * margin, self.height() - 10 * look.scale - top)
            paint_checks(painter, look, box, self._checks, 24 * look.scale)

    def _paint_mark(self, painter: QPainter, found: Finding, block: Block) -> None:
        look = self._look
        r = 8.5 * max(0.85, look.scale)
        at = QPointF(self._margin() + r, block.words.top() + 0.62 * type_size(look, 15) + 1)
        paint_sign(painter, look, at, r, found.kind)

    # --- what is wished ------------------------------------------------------------------------------------

    def _press(self, place: int) -> None:
        self._pressed = self._remedies[place]

    def _answer(self, place: int) -> None:
        remedy, self._pressed = self._pressed or self._remedies[place], None
        if remedy is not None:
            self.remedy_chosen.emit(remedy)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a sentence selects the first neuron that it is about."""
        for found, block in zip(self._found, self._blocks, strict=False):
            if block.words.top() <= event.position().y() <= block.bottom and found.neurons:
                self.neuron_selected.emit(found.neurons[0])
