"""What stands where there is no image, or no filter: a sentence that says so, and buttons that open runs which have them."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import TextButton
from ui.views.fitted import fitted
from ui.views.image_words import tr
from ui.views.layer import draw_card
from wbsim import presets
from wbsim.snapshot import Snapshot

OFFERED = ("letters", "digits-conv")
_WRAP = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignBottom) | int(Qt.TextFlag.TextWordWrap)


@final
class InvitationView(QWidget):
    """A sentence and what can be done about it."""

    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Images with filters"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        words = {
            "letters": (tr("letters A, B, C"), tr("Opens drawn letters that a convolution learns to read")),
            "digits-conv": (
                tr("handwritten digits"),
                tr("Opens real digits that a convolution learns to read"),
            ),
        }
        self.buttons: dict[str, TextButton] = {}
        for name in OFFERED:
            if name not in presets.names():
                continue
            button = TextButton(self, *words[name])
            button.setText(tr("Open {what}").format(what=words[name][0]))
            button.clicked.connect(lambda _=False, name=name: self.preset_chosen.emit(name))
            self.buttons[name] = button

    def sizeHint(self) -> QSize:
        """A card, or a line."""
        return QSize(600, 60)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self.setAccessibleDescription(self.words()[0])
        for button in self.buttons.values():
            button.show_theme(look.theme, look.scale if self._low else 1.1 * look.scale)
        self._place()
        self.update()

    @property
    def _low(self) -> bool:
        return self.height() < 150

    def words(self) -> tuple[str, ...]:
        """What is missing, the longest form first."""
        image = self._snapshot is not None and self._snapshot.plan.description.image is not None
        if image:
            return (
                tr("This network has no filters: each first neuron has a weight for every pixel."), tr("This network has no filters."),
            )  # fmt: skip
        return (
            tr("This room shows images on their way through the filters of a convolution. The data at hand are no images."),
            tr("The data at hand are no images."),
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the buttons."""
        self._place()

    def _place(self) -> None:
        sizes = [button.sizeHint() for button in self.buttons.values()]
        wide = sum(size.width() for size in sizes) + 8 * max(0, len(sizes) - 1)
        x = self.width() - wide - 14.0 if self._low else (self.width() - wide) / 2
        for button, size in zip(self.buttons.values(), sizes, strict=True):
            y = (self.height() - size.height()) / 2 if self._low else self.height() / 2 + 14
            button.setGeometry(round(x), round(y), size.width(), size.height())
            x += size.width() + 8

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, grown = self._look.theme, max(1.0, self._look.scale)
        draw_card(painter, theme, self.size())
        painter.setPen(theme.color("ink"))
        if self._low:
            left = min((b.geometry().left() for b in self.buttons.values()), default=self.width())
            line = QRectF(16 * grown, 0, left - 28 * grown, self.height())
            text, face = fitted(self.words(), line.width(), 13.5 * self._look.scale)
            painter.setFont(face)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            return
        painter.setFont(themes.font(17 * grown, 500))
        wide = min(560 * grown, self.width() - 40)
        box = QRectF((self.width() - wide) / 2, 20, wide, self.height() / 2 - 20)
        painter.drawText(box, _WRAP, self.words()[0])
