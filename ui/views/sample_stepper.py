"""Which sample the numbers are of, between two buttons that step to the one before and the next; and one that sets all
inputs to 0.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import SignButton
from wbsim.probes.trace import is_zero
from wbsim.snapshot import Snapshot


@final
class SampleStepper(QWidget):
    """Emits `stepped(int)` with −1 or 1."""

    stepped = Signal(int)
    zeroed = Signal()  # all inputs 0, or back to the sample

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._theme, self._scale = "", LIGHT, 1.0
        self.previous = SignButton(
            self, "‹", self.tr("Previous sample"), self.tr("Shows the numbers of the sample before this one")
        )
        self.next = SignButton(
            self, "›", self.tr("Next sample"), self.tr("Shows the numbers of the sample after this one")
        )
        self.zero = SignButton(
            self, "0", self.tr("All inputs 0"),
            self.tr("Sets all inputs to 0, so that in the first layer the bias alone makes the sum; again: back  (0)"),
        )  # fmt: skip
        self.zero.setCheckable(True)
        self.zero.clicked.connect(self._ask_for_zero)
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.setToolTip(
            self.tr("The sample whose numbers stand here; a click on a point of the plane picks another")
        )

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> bool:
        """Names the traced sample; returns whether it takes another width than before."""
        trace = snapshot.seen.trace
        self.zero.setChecked(trace is not None and is_zero(snapshot.plan, trace.pick))
        now = (self._words(snapshot, look), look.theme, look.scale)
        if now == (self._text, self._theme, self._scale):
            return False
        self._text, self._theme, self._scale = now
        for button in (self.previous, self.next, self.zero):
            button.show_theme(look.theme, look.scale)
        self.setAccessibleName(self._text)
        self.setVisible(bool(self._text))
        self.update()
        return True

    def _words(self, snapshot: Snapshot, look: Look) -> str:
        trace = snapshot.seen.trace
        if trace is None:
            return ""
        if trace.pick.point is not None:
            zero = is_zero(snapshot.plan, trace.pick)
            if look.compact:
                return self.tr("inputs 0 by hand") if zero else self.tr("set by hand")
            return self.tr("inputs set to 0 by hand") if zero else self.tr("at inputs set by hand")
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
        """The text between two buttons, and the third one behind them."""
        button = self.next.sizeHint()
        width = QFontMetricsF(self._font()).horizontalAdvance(self._text)
        return QSize(round(width + 8 * max(1.0, self._scale)) + 3 * button.width(), button.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the buttons at both ends."""
        size = self.next.sizeHint()
        self.previous.setGeometry(0, 0, size.width(), size.height())
        self.next.setGeometry(self.width() - 2 * size.width(), 0, size.width(), size.height())
        self.zero.setGeometry(self.width() - size.width(), 0, size.width(), size.height())

    def _ask_for_zero(self) -> None:
        self.zero.setChecked(not self.zero.isChecked())  # the next snapshot says what became of it
        self.zeroed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the text."""
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(self._theme.color("ink2"))
        text = QRectF(self.rect()).adjusted(0, 0, -self.zero.width(), 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self._text)
