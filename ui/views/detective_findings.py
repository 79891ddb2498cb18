"""What is wrong with the network, in sentences, the worst first, each with what helps against it as a button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import TextButton
from ui.views.detective_cases import WRAPPED, paint_checks, paint_sign, sentence, tall, tip
from ui.views.detective_words import RIGHT, found_in, type_size, write
from ui.views.layer import draw_card
from wbsim.findings import Check, Finding, Remedy
from wbsim.snapshot import Snapshot

_BUTTONS = 6  # remedies that have a button, at most


@dataclass(frozen=True)
class Block:
    """Where one finding stands: its sentence, the line under it and the row of its buttons, if it has any."""

    words: QRectF
    why: QRectF
    buttons: float | None
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
            y = top + words_tall + why_tall + 3
            row = y + 2 if found.remedies and used < _BUTTONS else None
            end = y + (32 * max(0.9, look.scale) if row is not None else 0)
            if end > bottom and number:
                break
            words = QRectF(left, top, wide, words_tall)
            blocks.append(Block(words, QRectF(left, top + words_tall + 1, wide, why_tall), row, end))
            if row is not None:
                used = self._lay(found.remedies, left, row, wide, used)
            top = end + (10 if look.compact else 16) * look.scale
        for place in range(used, _BUTTONS):
            self._remedies[place] = None
            self.buttons[place].hide()
        self._blocks = tuple(blocks)

    def _lay(self, remedies: tuple[Remedy, ...], left: float, top: float, wide: float, used: int) -> int:
        """A button for each remedy that has room beside the others; returns how many are used."""
        look, x = self._look, left - 3
        for remedy in remedies:
            if used == _BUTTONS:
                break
            button = self.buttons[used]
            self._remedies[used] = remedy
            if button.text() != remedy.words:
                button.setText(remedy.words)
                button.setAccessibleName(remedy.words)
            button.setToolTip(tip(remedy))
            button.show_theme(look.theme, look.scale)
            size = button.sizeHint()
            if x > left and x + size.width() > left + wide:
                break
            button.setGeometry(round(x), round(top), size.width(), size.height())
            button.show()
            x += size.width() + 4
            used += 1
        return used

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
