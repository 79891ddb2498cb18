"""What the room of sequences says where there is no recurrent layer, and the button to data and a network that have one."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.sequence_words import tr
from ui.views.surface_invitation import StrongButton
from wbsim.plan import Plan

_WIDE = 560.0  # pixels of the sentence at scale 1
_WRAP = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@final
class Invitation(QWidget):
    """A sentence and a button in the middle of the card."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look(LIGHT)
        self.sentence = ""
        self.button = StrongButton(
            self,
            tr("Open the noisy sines"),
            tr("A series and a recurrent network of four units that learns to go on with it"),
        )
        self.button.setText(tr("Open the noisy sines"))

    def show_plan(self, plan: Plan, look: Look) -> None:
        """Says what is missing in a plan."""
        self._look = look
        if plan.description.sequence is None:
            self.sentence = tr(
                "These data have no order in time, so there is nothing for a recurrent layer to carry from step to step."
            )
        else:
            self.sentence = tr(
                "These data are sequences, but no layer of this network is recurrent: it reads all steps at once, each with weights of its own."
            )
        self.button.show_theme(look.theme, max(0.92, look.scale))
        size = self.button.sizeHint()
        box = self._box()
        high = QFontMetricsF(self._face()).boundingRect(box, _WRAP, self.sentence).height()
        self.button.setGeometry(
            round(self.width() / 2 - size.width() / 2),
            round(box.top() + high + 20 * max(0.86, look.scale)),
            size.width(),
            size.height(),
        )
        self.update()

    def _face(self) -> QFont:
        return themes.font(max(14, 17 * self._look.scale), 500)

    def _box(self) -> QRectF:
        wide = min(self.width() - 40.0, _WIDE * max(0.86, self._look.scale))
        return QRectF((self.width() - wide) / 2, self.height() * 0.36, wide, self.height() * 0.5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sentence."""
        painter = QPainter(self)
        painter.setFont(self._face())
        painter.setPen(self._look.theme.color("ink"))
        painter.drawText(self._box(), _WRAP, self.sentence)
