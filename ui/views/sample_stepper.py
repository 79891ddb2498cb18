"""Which sample the numbers are of, between two buttons that step to the one before and the next."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import SignButton
from wbsim.snapshot import Snapshot


@final
class SampleStepper(QWidget):
    """Emits `stepped(int)` with −1 or 1."""

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._theme, self._scale = "", LIGHT, 1.0
        self.previous = SignButton(
            self, "‹", self.tr("Previous sample"), self.tr("Shows the numbers of the sample before this one")
        )
        self.next = SignButton(
            self, "›", self.tr("Next sample"), self.tr("Shows the numbers of the sample after this one")
        )
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.setToolTip(
            self.tr("The sample whose numbers stand here; a click on a point of the plane picks another")
        )

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> bool:
        """Names the traced sample; returns whether it takes another width than before."""
        now = (self._words(snapshot, look), look.theme, look.scale)
        if now == (self._text, self._theme, self._scale):
            return False
        self._text, self._theme, self._scale = now
        for button in (self.previous, self.next):
            button.show_theme(look.theme, look.scale)
        self.setAccessibleName(self._text)
        self.setVisible(bool(self._text))
        self.update()
        return True

    def _words(self, snapshot: Snapshot, look: Look) -> str:
        trace = snapshot.seen.trace
        if trace is None:
            return ""
        train, plan = trace.pick.part == "train", snapshot.plan
        total = plan.train_size if train else plan.description.size - plan.train_size
        if look.compact:
            words = self.tr("sample {number} of {total}") if train else self.tr("test {number} of {total}")
        elif train:
            words = self.tr("at training sample {number} of {total}")
        else:
            words = self.tr("at test sample {number} of {total}")
        return words.format(number=themes.count(trace.pick.number + 1), total=themes.count(total))

    def _font(self) -> QFont:
        return themes.font(max(11.5, 13 * self._scale), 500)

    def sizeHint(self) -> QSize:
        """The text between two buttons."""
        button = self.next.sizeHint()
        width = QFontMetricsF(self._font()).horizontalAdvance(self._text)
        return QSize(round(width + 8 * max(1.0, self._scale)) + 2 * button.width(), button.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the buttons at both ends."""
        size = self.next.sizeHint()
        self.previous.setGeometry(0, 0, size.width(), size.height())
        self.next.setGeometry(self.width() - size.width(), 0, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the text."""
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(self._theme.color("ink2"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._text)
