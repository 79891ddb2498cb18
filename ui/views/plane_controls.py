"""The controls on the card of the plane: what it shows, whose field, and the way back from a zoom."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.views.buttons import TextButton
from ui.views.faces import face_of, faces_of
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_words import face_names, title, unit_name, units_of
from ui.views.segments import Segments
from wbsim.plan import Plan

_TOOLS = 140  # pixels at the right of the head where the tools stand


@final
class PlaneControls:
    """Makes them as children of the card and keeps them in their places."""

    def __init__(self, card: QWidget) -> None:
        self.face = Segments(card)
        self.face.setAccessibleName(card.tr("What this card shows"))
        self.face.setToolTip(
            card.tr(
                "A plane through two inputs, every input as an axis of its own, "
                "or how well the answers agree with the true ones (A)"
            )
        )
        self.choice = Segments(card)
        self.choice.setAccessibleName(card.tr("Whose output the plane shows"))
        self.choice.setToolTip(
            card.tr("Show the output of the network, or what the selected neuron makes of the plane")
        )
        name = card.tr("Whole plane")
        self.whole = TextButton(card, name, card.tr("Show the whole plane again (Ctrl+0, or a double click)"))
        self.whole.setText(name)
        self.whole.hide()

    def show(self, plan: Plan, look: Look, where: PlaneLayout | None) -> None:
        """Shows what can be chosen, and the way back where only a part is seen; nothing without a plane."""
        faces, face, units = faces_of(plan, look), face_of(plan, look), units_of(plan, look)
        planar = where is not None and face == "plane"
        self.face.setVisible(where is not None and len(faces) > 1)
        self.choice.setVisible(planar and len(units) > 1 and len(plan.description.inputs) > 1)
        self.whole.setVisible(planar and where is not None and not where.is_whole)
        if where is None:
            return
        scale = max(0.92, look.scale)
        names = face_names()
        self.face.show_words(
            tuple(names[one] for one in faces), faces.index(face), look.theme, scale, tight=look.compact
        )
        chosen = units.index(look.plane_unit) if look.plane_unit in units else 0
        words = tuple(unit_name(plan, unit) for unit in units)
        self.choice.show_words(words, chosen, look.theme, scale, tight=look.compact)
        self.face.move(self._head(look, self.face))
        place = self._choice_at(look, where, len(faces) > 1)
        if place.x() + self.choice.width() > self._free(look):  # a narrow card has its tools there
            place = QPoint(where.left + 8, where.top + 8)
            if look.plane_unit is None and place.x() + self.choice.width() > where.right:
                self.choice.hide()  # it would hide the keys; a larger window has it
        self.choice.move(place)
        if not where.is_whole:
            self.whole.show_theme(look.theme, 0.92 * scale)
            self.whole.resize(self.whole.sizeHint())
            self.whole.move(self._whole_at(where))

    def _free(self, look: Look) -> float:
        """How far to the right the head of the card is free."""
        card = self.choice.parentWidget()
        assert card is not None
        return card.width() - (10 if look.compact else _TOOLS * max(1.0, look.scale))

    def _head(self, look: Look, control: Segments) -> QPoint:
        """Where the title would stand, which these words take the place of."""
        grown = max(1.0, look.scale)
        left, middle = (12, 21) if look.compact else (18, 26)
        return QPoint(round(left * grown), round(middle * grown - control.height() / 2))

    def _choice_at(self, look: Look, where: PlaneLayout, headed: bool) -> QPoint:
        """Beside what is at the head, or on the plot where there is nothing."""
        if headed:
            return QPoint(self.face.geometry().right() + 9, self._head(look, self.choice).y())
        if look.compact:
            return QPoint(where.left + 8, where.top + 8)
        grown = max(1.0, look.scale)
        wide = QFontMetricsF(themes.font(17 * grown, 600)).horizontalAdvance(title())
        return QPoint(round(34 * grown + wide), round(26 * grown - self.choice.height() / 2))

    def _whole_at(self, where: PlaneLayout) -> QPoint:
        """The plot's upper right corner; the lower one where the choice takes that."""
        left = where.left + where.side - self.whole.width() - 5
        taken = not self.choice.isHidden() and self.choice.geometry().right() > left
        if taken and self.choice.y() > where.top:
            return QPoint(left, where.top + where.side - self.whole.height() - 5)
        return QPoint(left, where.top + 5)
